"""A process apart, which learners' code may ruin, and what it says.

It is made by a fork, so that nothing is loaded twice, and has one pipe to
speak into. Whatever comes out of that is what a learner's code may have
written. Of this process it has memory that is older than the fork, and
nothing else: neither stdin nor stdout.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from helpers.grade.family import end_with_parent

__all__ = ["CAN_FORK", "MOST_SAID", "Apart", "Tell"]

CAN_FORK = hasattr(os, "fork")  # not on Windows
MOST_SAID = 20_000_000  # bytes, about one notebook
PIECE = 65536  # bytes
TICK = 0.05  # seconds between two looks at whether it has ended
MOMENT = 0.005  # seconds
LAST_WORDS = 0.2  # seconds for what is still in a pipe

Tell = Callable[[dict[str, Any]], None]


class Apart:
    """One process apart, from its start to its end."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        """Start it; `work` gets a function that sends a line."""
        self._ear, mouth = os.pipe()
        sys.stderr.flush()
        self._process = os.fork()
        if not self._process:
            _work_apart(work, mouth)
        os.close(mouth)
        self._status: int | None = None

    def lines(self, seconds: float = float("inf")) -> Iterator[bytes]:
        """Yield what it says until it ends, or the time is up."""
        latest, rest, heard = time.monotonic() + seconds, b"", 0
        while piece := self._piece(latest):
            heard += len(piece)
            if heard > MOST_SAID:
                return
            *whole, rest = (rest + piece).split(b"\n")
            yield from filter(None, whole)
        if rest:
            yield rest

    def _piece(self, latest: float) -> bytes:
        """Return some bytes; none at the end, or when the time is up."""
        while time.monotonic() < latest:
            if self._says_something(TICK):
                return os.read(self._ear, PIECE)
            # Its own children may keep the pipe open for ever.
            if self._has_ended() and not self._says_something(LAST_WORDS):
                break
        return b""

    def _says_something(self, seconds: float) -> bool:
        return bool(select.select([self._ear], [], [], seconds)[0])

    def _has_ended(self) -> bool:
        if self._status is None:
            with contextlib.suppress(ChildProcessError):
                process, status = os.waitpid(self._process, os.WNOHANG)
                self._status = status if process else None
        return self._status is not None

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Let it stand still for the length of a block."""
        self._send(signal.SIGSTOP)
        try:
            yield
        finally:
            self._send(signal.SIGCONT)

    def _send(self, number: int) -> None:
        if not self._has_ended():
            with contextlib.suppress(OSError):
                os.kill(self._process, number)

    def end(self) -> str:
        """End it, and return how it had ended by itself, or ""."""
        latest = time.monotonic() + LAST_WORDS
        while not self._has_ended() and time.monotonic() < latest:
            time.sleep(MOMENT)  # its pipe is closed a moment before
        how = _how(self._status) if self._has_ended() else ""
        self._send(signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            if self._status is None:
                os.waitpid(self._process, 0)
        os.close(self._ear)
        return how


def _how(status: int | None) -> str:
    code = os.waitstatus_to_exitcode(status or 0)
    with contextlib.suppress(ValueError):
        if code < 0:
            return f"it killed its kernel ({signal.Signals(-code).name})"
    return f"it ended its kernel (exit status {code})"


def _work_apart(work: Callable[[Tell], None], mouth: int) -> NoReturn:
    """Be the process apart: what is printed goes where stderr goes."""
    status = 1
    try:
        end_with_parent()
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        work(lambda line: _send(mouth, line))
        status = 0
    finally:
        os._exit(status)  # threads may be left


def _send(mouth: int, line: dict[str, Any]) -> None:
    # A newline in front too: others may have written half of a line.
    left = f"\n{json.dumps(line)}\n".encode()
    while left:
        left = left[os.write(mouth, left) :]
