"""Notes what a program prints, and when, while it prints as ever.

`sys.stdout` is another object as long as the program runs: it hands all that
is written on to the one that was there, which it stands for in all else.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from helpers.compat import running_loop
from helpers.recording.attach import recorder_of
from helpers.recording.recorder import Recorder

__all__ = ["noting_prints", "recorder_that_runs"]

MOST = 100_000  # characters; nobody reads more of them


def recorder_that_runs() -> Recorder | None:
    """Return the recorder of the loop that runs in this thread, if any."""
    loop: asyncio.AbstractEventLoop | None = running_loop()
    return None if loop is None else recorder_of(loop)


@contextmanager
def noting_prints(find: Callable[[], Recorder | None]) -> Iterator[None]:
    """Note what is printed in this block, with the recorder that is found."""
    stream = sys.stdout
    if stream is None:  # a program without a console
        yield
        return
    listener: Any = _Listener(stream, find)
    sys.stdout = listener
    try:
        yield
    finally:
        listener.stop()
        if sys.stdout is listener:  # else the program has put another there
            sys.stdout = stream


class _Listener:
    """Passes everything on, and has a recorder note what is written."""

    def __init__(
        self, stream: Any, find: Callable[[], Recorder | None]
    ) -> None:
        self._stream = stream
        self._find = find
        self._left = MOST
        self._thread = threading.get_ident()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What the stream is: somebody may ask."""
        return type(self._stream)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)

    def write(self, text: str) -> int:
        """Write a text as ever, and note it."""
        written: int = self._stream.write(text)
        recorder = self._find() if self._left and text else None
        if recorder is not None:
            self._note(recorder, text[: self._left])
        return written

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def stop(self) -> None:
        """Note nothing more: somebody may have kept this."""
        self._left = 0

    def _note(self, recorder: Recorder, text: str) -> None:
        self._left -= len(text)
        printed, steps = recorder.printed, recorder.count_steps()
        when, at, before = printed[-1] if printed else (0.0, -1, "")
        if at == steps and not before.endswith("\n"):
            printed[-1] = when, steps, before + text
            return
        here = threading.get_ident() == self._thread
        now = recorder.now if here else recorder.now_in_thread
        printed.append((now(), steps, text))
