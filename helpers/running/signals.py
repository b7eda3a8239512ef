"""The chart on a signal: SIGTERM ends a program, and SIGUSR1 does not.

A handler is set only where a signal would end the program: one that handles
it itself goes on to do so. Windows has neither signal.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import helpers.recording
from helpers.labels import __file__ as _LABELS

__all__ = ["writing_on_signals"]

SOON = 0.001  # seconds until a signal that came at a bad time comes again
_RECORDING = os.path.dirname(helpers.recording.__file__) + os.sep


@contextlib.contextmanager
def writing_on_signals(write: Callable[[], object]) -> Iterator[None]:
    """Write a chart on SIGUSR1, and on SIGTERM before that ends the program.

    `write` is called in the main thread, between two lines of the program.
    """
    names = ("SIGTERM", "SIGUSR1") if os.name == "posix" else ()
    numbers = [getattr(signal, name) for name in names]
    handler = _handler(write)
    ours = [x for x in numbers if signal.getsignal(x) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in ours:
            if signal.getsignal(number) is handler:
                signal.signal(number, signal.SIG_DFL)


def _handler(write: Callable[[], object]) -> Any:
    process = os.getpid()
    writing: list[int] = []  # the signals for which a chart is being written

    def handle(number: int, frame: FrameType | None) -> None:
        if os.getpid() != process:  # a forked child, which has no chart
            _end(number)
        elif writing:
            writing.append(number)
        elif _is_noting(frame):
            _thread.start_new_thread(_send, (number,))
        else:
            writing.append(number)
            try:
                write()
            finally:
                is_over = signal.SIGTERM in writing
                writing.clear()
                if is_over:
                    _end(signal.SIGTERM)

    return handle


def _is_noting(frame: FrameType | None) -> bool:
    """Say whether the recorder was cut short while it noted something."""
    if frame is None:
        return False
    file = frame.f_code.co_filename
    return file.startswith(_RECORDING) or file == _LABELS


def _send(number: int) -> None:
    """Send a signal again, to be handled a little later."""
    time.sleep(SOON)
    os.kill(os.getpid(), number)


def _end(number: int) -> None:
    """End as a program does that does not handle a signal."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
