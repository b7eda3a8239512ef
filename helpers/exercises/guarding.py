"""What keeps the kernel whole while a learner's program is checked.

The program runs in the kernel's own process and thread: it is made of what
the notebook defined, and that cannot be sent elsewhere. So, for as long as
a check lasts and no longer,

- an `Alarm` raises `Stopped` in this thread when the time is up, by a
  signal where there is one, else from a watching thread;
- `exit()`, `os._exit` and their kin raise instead of ending the process;
- `time.sleep` charges the virtual clock, so that blocking costs no time,
  and `time.monotonic` and `perf_counter` read it;
- stdout and stderr go into a `Paper` of limited size;
- what the program replaced in asyncio, time, os or builtins is put back.

It is a fence for learners, not a jail for attackers. One thing it cannot
stop: a single call into C that neither ends nor listens to signals.
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
import warnings
from collections.abc import Callable, Iterator
from typing import Any

__all__ = [
    "Alarm",
    "Paper",
    "Stopped",
    "guarded",
    "mend_asyncio",
    "quiet",
    "real_clock",
]

AGAIN = 0.05  # seconds until a program that goes on is stopped again
MOST_PRINTED = 100_000  # characters of output that are kept

real_clock = time.perf_counter
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


def _refusing(name: str) -> Callable[..., None]:
    def refuse(*args: Any, **options: Any) -> None:
        raise Stopped(f"it called {name}(): that would end the kernel")

    return refuse


_ENDINGS = {
    builtins: ("exit", "quit"),
    sys: ("exit",),
    os: (
        "_exit abort execl execle execlp execlpe execv execve execvp "
        "execvpe fork forkpty kill killpg"
    ).split(),
    signal: ("raise_signal", "pthread_kill"),
}


class _Swap:
    """Replaces attributes and variables, and puts them back."""

    def __init__(self) -> None:
        self._undo: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def attribute(self, owner: Any, name: str, value: Any) -> None:
        """Replace an attribute, if its owner has it."""
        if hasattr(owner, name):
            self._undo.append((setattr, (owner, name, getattr(owner, name))))
            setattr(owner, name, value)

    def variable(self, space: dict[str, Any], name: str, value: Any) -> None:
        """Replace a variable of a namespace."""
        self._undo.append((space.__setitem__, (name, space[name])))
        space[name] = value

    def undo(self) -> None:
        """Put everything back, the last thing first."""
        while self._undo:
            function, args = self._undo.pop()
            function(*args)


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
def guarded(
    loop: Any, paper: Paper, space: dict[str, Any]
) -> Iterator[list[str]]:
    """Put the fence up; yield a list of what the program replaced.

    `space` is the namespace of the learner's function: names in it that
    mean `time.sleep` or `exit` are guarded as well.
    """
    swap = _Swap()
    clock = _Clock(loop)
    replaced: list[str] = []
    try:
        _guard_endings(swap, space)
        _guard_clock(swap, clock, space)
        swap.attribute(builtins, "input", _refusing("input"))
        swap.attribute(sys, "stdout", paper)
        swap.attribute(sys, "stderr", paper)
        swap.attribute(sys, "unraisablehook", lambda *args: None)
        swap.attribute(threading, "excepthook", lambda *args: None)
        _guard_display(swap)
        before = _snapshot()
        try:
            yield replaced
        finally:
            replaced += _put_back(before)
    finally:
        swap.undo()


def _guard_endings(swap: _Swap, space: dict[str, Any]) -> None:
    for owner, names in _ENDINGS.items():
        for name in names:
            known = getattr(owner, name, None)
            refusing = _refusing(name)
            swap.attribute(owner, name, refusing)
            for own, value in list(space.items()):
                if known is not None and value is known:
                    swap.variable(space, own, refusing)
    for name in ("exit", "quit"):  # IPython puts its own among the variables
        if type(space.get(name)).__name__.endswith("ExitAutocall"):
            swap.variable(space, name, _refusing(name))


def _guard_clock(swap: _Swap, clock: _Clock, space: dict[str, Any]) -> None:
    stand_ins = {
        "sleep": clock.sleep,
        "monotonic": clock.reader(time.monotonic),
        "perf_counter": clock.reader(time.perf_counter),
    }
    for name, stand_in in stand_ins.items():
        known = getattr(time, name)
        swap.attribute(time, name, stand_in)
        for own, value in list(space.items()):
            if value is known:
                swap.variable(space, own, stand_in)


def _guard_display(swap: _Swap) -> None:
    """Keep `display(...)` of the program from reaching the cell."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        from IPython.core.displaypub import CapturingDisplayPublisher

        silent: Any = CapturingDisplayPublisher
        swap.attribute(shell, "display_pub", silent())


def _watched() -> list[Any]:
    names = (
        "base_events events futures locks queues runners taskgroups tasks "
        "threads timeouts"
    ).split()
    parts = [getattr(asyncio, n) for n in names if hasattr(asyncio, n)]
    return [asyncio, *parts, time, os, builtins, signal]


def _snapshot() -> list[tuple[Any, dict[str, Any]]]:
    return [(module, dict(vars(module))) for module in _watched()]


def _put_back(before: list[tuple[Any, dict[str, Any]]]) -> list[str]:
    """Undo what differs from a snapshot; return the names."""
    found = []
    for module, variables in before:
        now = vars(module)
        for name, value in variables.items():
            if now.get(name, before) is not value:
                setattr(module, name, value)
                found.append(f"{module.__name__}.{name}")
    return found


def mend_asyncio() -> list[str]:
    """Put back what a notebook replaced in asyncio; return the names.

    A patch by nest-asyncio, which a notebook of the course shows, stays.
    """
    found = []
    for module in _watched()[1:-4]:
        for name in getattr(module, "__all__", ()):
            true = getattr(module, name)
            seen = getattr(asyncio, name, true)
            home = str(getattr(seen, "__module__", ""))
            if seen is not true and not home.startswith("nest_asyncio"):
                setattr(asyncio, name, true)
                found.append(f"asyncio.{name}")
    return found


@contextlib.contextmanager
def quiet() -> Iterator[list[str]]:
    """Yield a list of the warnings of a block, instead of showing them."""
    found: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield found
        finally:
            found += [str(each.message) for each in caught or ()]
