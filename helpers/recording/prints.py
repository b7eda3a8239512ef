"""Notes what a program prints, and when, while it prints as ever.

`sys.stdout` is another object as long as the program runs: it hands all that
is written on to the one that was there, which it stands for in all else.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from helpers.recording.recorder import Recorder

__all__ = ["noting_prints"]

MOST = 100_000  # characters; nobody reads more of them


@contextmanager
def noting_prints(recorder: Recorder) -> Iterator[None]:
    """Have a recorder note what is printed in this block."""
    stream = sys.stdout
    if stream is None:  # a program without a console
        yield
        return
    listener: Any = _Listener(stream, recorder)
    sys.stdout = listener
    try:
        yield
    finally:
        if sys.stdout is listener:  # else the program has put another there
            sys.stdout = stream


class _Listener:
    """Passes everything on, and has the recorder note what is written."""

    def __init__(self, stream: Any, recorder: Recorder) -> None:
        self._stream = stream
        self._recorder = recorder
        self._left = MOST
        self._thread = threading.get_ident()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream)

    def write(self, text: str) -> int:
        """Write a text as ever, and note it."""
        written: int = self._stream.write(text)
        self._note(text)
        return written

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def _note(self, text: str) -> None:
        recorder, text = self._recorder, text[: self._left]
        if not text:
            return
        self._left -= len(text)
        printed, steps = recorder.printed, recorder.count_steps()
        when, at, before = printed[-1] if printed else (0.0, -1, "")
        if at == steps and not before.endswith("\n"):
            printed[-1] = when, steps, before + text
        else:
            here = threading.get_ident() == self._thread
            now = recorder.now if here else recorder.now_in_thread
            printed.append((now(), steps, text))
