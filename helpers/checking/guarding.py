"""What keeps the kernel whole while a learner's program is checked.

The program runs in the kernel's own process and thread: it is made of what
the notebook defined, and that cannot be sent elsewhere. So, for as long as
a check lasts and no longer,

- `exit()`, `os._exit` and their kin raise instead of ending the process;
- `time.sleep` charges the virtual clock, so that blocking costs no time,
  and `time.monotonic` and `perf_counter` read it;
- stdout and stderr go into a `Paper` of limited size;
- what the program replaced in asyncio, time, os or builtins is put back.

It is a fence for learners, not a jail for attackers.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from helpers.checking.alarm import Stopped
from helpers.checking.replacing import Swap, put_back, snapshot

__all__ = [
    "MOST_PRINTED",
    "Fence",
    "Paper",
    "guarded",
]

MOST_PRINTED = 100_000  # characters of output that are kept

_real_sleep = time.sleep


class Paper(io.TextIOBase):
    """What a program printed, with the time of each line, up to a limit."""

    encoding = "utf-8"

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._rest = ""
        self.lines: list[tuple[float, str]] = []
        self.characters = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Keep a text, if there is room for it."""
        if not isinstance(text, str):
            raise TypeError(f"write() needs a str, got {type(text).__name__}")
        self.characters += len(text)
        if self.characters <= MOST_PRINTED:
            *whole, self._rest = (self._rest + text).split("\n")
            self.lines += [(round(self._now(), 6), line) for line in whole]
        return len(text)

    def all_lines(self) -> tuple[tuple[float, str], ...]:
        """Return the lines, the last one also without its end."""
        rest = [(round(self._now(), 6), self._rest)] if self._rest else []
        return (*self.lines, *rest)


class Fence:
    """What a program tried to do to the kernel, as sentences."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def refusing(self, name: str, why: str) -> Callable[..., None]:
        """Return a function that stands in for one, and refuses."""

        def refuse(*args: Any, **options: Any) -> None:
            self.refuse(f"it called {name}(): {why}")

        return refuse

    def refuse(self, words: str) -> NoReturn:
        """Note what was tried, and end the program that tried it."""
        self.refused.append(words)
        raise Stopped(self.refused[0])


_REFUSED: dict[str, dict[Any, Sequence[str]]] = {
    "that would end the kernel": {
        builtins: ("exit", "quit"),
        sys: ("exit",),
        os: (
            "_exit abort execl execle execlp execlpe execv execve execvp "
            "execvpe fork forkpty kill killpg"
        ).split(),
    },
    "nobody is there to answer": {builtins: ("input",)},
    "signals are not for an exercise": {
        signal: (
            "alarm",
            "pthread_kill",
            "raise_signal",
            "setitimer",
            "signal",
        )
    },
}


class _Clock:
    """`time.sleep` and two clocks, as they are while a program is checked.

    In the thread of the check, sleeping moves the virtual clock. In a
    thread that the program started, it adds to that thread's account (see
    `CheckLoop.run_in_executor`). Any other thread sleeps as ever.
    """

    def __init__(self, loop: Any) -> None:
        self._loop = loop
        self._thread = threading.get_ident()

    def sleep(self, seconds: float) -> None:
        """Stand in for `time.sleep`."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if threading.get_ident() == self._thread:
            self._loop.block(seconds)
        elif not self._loop.charge_thread(seconds):
            _real_sleep(seconds)

    def reader(self, plain: Callable[[], float]) -> Callable[[], float]:
        """Stand in for `time.monotonic` or `time.perf_counter`."""

        def read() -> float:
            if threading.get_ident() == self._thread:
                return float(self._loop.time())
            return plain()

        return read


@contextlib.contextmanager
def guarded(loop: Any, paper: Paper, space: dict[str, Any]) -> Iterator[Fence]:
    """Put the fence up; take it away, and put back what was replaced.

    `space` is the namespace of the learner's function: names in it that
    mean `time.sleep` or `exit` are guarded as well.
    """
    swap = Swap()
    fence = Fence()
    try:
        _guard_endings(swap, fence, space)
        _guard_clock(swap, _Clock(loop), space)
        _guard_loops(swap, fence)
        swap.attribute(sys, "stdout", paper)
        swap.attribute(sys, "stderr", paper)
        swap.attribute(sys, "unraisablehook", lambda *args: None)
        swap.attribute(threading, "excepthook", lambda *args: None)
        _guard_display(swap)
        before = snapshot()
        try:
            yield fence
        finally:
            fence.refused += put_back(before)
    finally:
        swap.undo()


def _guard_endings(swap: Swap, fence: Fence, space: dict[str, Any]) -> None:
    for why, owners in _REFUSED.items():
        for owner, names in owners.items():
            for name in names:
                known = getattr(owner, name, None)
                home = "" if owner is builtins else f"{owner.__name__}."
                swap.attribute(owner, name, fence.refusing(home + name, why))
                for alias, value in list(space.items()):
                    if value is known is not None:
                        refusing = fence.refusing(alias, why)
                        swap.variable(space, alias, refusing)
    for name in ("exit", "quit"):  # IPython puts its own among the variables
        if type(space.get(name)).__name__.endswith("ExitAutocall"):
            refusing = fence.refusing(name, "that would end the kernel")
            swap.variable(space, name, refusing)


def _guard_clock(swap: Swap, clock: _Clock, space: dict[str, Any]) -> None:
    stand_ins = {
        "sleep": clock.sleep,
        "monotonic": clock.reader(time.monotonic),
        "perf_counter": clock.reader(time.perf_counter),
    }
    for name, stand_in in stand_ins.items():
        known = getattr(time, name)
        swap.attribute(time, name, stand_in)
        swap.variables(space, known, stand_in)


def _guard_loops(swap: Swap, fence: Fence) -> None:
    """Refuse event loops in threads that the program starts."""
    plain = asyncio.new_event_loop
    before = {thread.ident for thread in threading.enumerate()}

    def new_event_loop() -> asyncio.AbstractEventLoop:
        if threading.get_ident() not in before:
            fence.refuse("it started a second event loop in a thread")
        return plain()

    swap.attribute(asyncio, "new_event_loop", new_event_loop)
    swap.attribute(asyncio.events, "new_event_loop", new_event_loop)


def _guard_display(swap: Swap) -> None:
    """Keep `display(...)` of the program from reaching the cell."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        from IPython.core.displaypub import CapturingDisplayPublisher

        silent: Any = CapturingDisplayPublisher
        swap.attribute(shell, "display_pub", silent())
