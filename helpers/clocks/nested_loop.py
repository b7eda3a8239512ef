"""Lets a second event loop run where one runs already, as in a notebook.

The loop of the kernel steps aside for the length of a call, by the
functions that asyncio documents for authors of event loops; nothing is
patched. It stands still meanwhile.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

from helpers.compat import running_loop, stepped_aside

__all__ = ["aside"]


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """Step the event loop of this thread aside, if there is one."""
    loop = running_loop()
    if loop is None:
        yield
        return
    with stepped_aside(loop), _interruptible():
        yield


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C raise `KeyboardInterrupt` here and now.

    Where the outer loop runs a coroutine, as in a cell with an `await`,
    Ctrl-C only asks that one to cancel itself, and it cannot hear.
    """
    plain = signal.default_int_handler
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before is plain or not callable(before):
        yield
        return
    signal.signal(signal.SIGINT, plain)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
