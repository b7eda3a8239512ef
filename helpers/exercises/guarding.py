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
import ctypes
import io
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from types import FrameType
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


class Stopped(KeyboardInterrupt):
    """A program had to be ended; the message says why.

    An interrupt, since asyncio lets nothing else through to the caller,
    and programs catch `Exception`.
    """


class Alarm:
    """Raise `Stopped` in this thread after so many real seconds.

    And again and again, until the block is left: a program may catch it.
    From the second time on a trace function raises it too, at the next
    line, which is where a bare `except:` is left without protection.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._armed = False
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.get_ident()
        self._trace: Any = None
        self.frame: FrameType | None = None  # where the time was up
        self.rings = 0

    def __enter__(self) -> Alarm:
        self._armed = True
        self._trace = sys.gettrace()
        self._by_signal = (
            hasattr(signal, "setitimer")
            and threading.current_thread() is threading.main_thread()
        )
        if self._by_signal:
            self._handler = signal.signal(signal.SIGALRM, self._ring)
            self._timer = signal.setitimer(
                signal.ITIMER_REAL, self._seconds, AGAIN
            )
        else:
            with contextlib.suppress(RuntimeError):  # no threads here
                threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._armed = False
        if self._by_signal:
            signal.setitimer(signal.ITIMER_REAL, *self._timer)
            signal.signal(signal.SIGALRM, self._handler)
        else:
            self._dismiss_watch()
        sys.settrace(self._trace)

    def _dismiss_watch(self) -> None:
        while not self._done.is_set():
            with contextlib.suppress(Stopped):  # it may ring right now
                with self._lock:
                    self._done.set()
                _raise_in(self._thread, None)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if not self._armed or _is_own(frame):
            return
        self.rings += 1
        if self.frame is None:
            self.frame = frame
        if self.rings > 1:
            _trace_from(frame, self._raise_at_line)
        raise Stopped("time")

    def _raise_at_line(self, frame: Any, event: str, value: Any) -> Any:
        if event == "line" and self._armed and not _is_own(frame):
            raise Stopped("time")
        return self._raise_at_line

    def _watch(self) -> None:
        """Ring from another thread: on Windows, or off the main thread."""
        pause = self._seconds
        while not self._done.wait(pause):
            pause = AGAIN
            with self._lock:
                frame = sys._current_frames().get(self._thread)
                if self._armed and not _is_own(frame):
                    self.frame = self.frame or frame
                    self.rings += 1
                    _raise_in(self._thread, Stopped)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise an error in a thread at its next line; None takes it back."""
    what = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)


def _trace_from(frame: FrameType | None, tracer: Any) -> None:
    sys.settrace(tracer)
    while frame is not None:
        if not _is_own(frame):
            frame.f_trace = tracer
        frame = frame.f_back


def _is_own(frame: FrameType | None) -> bool:
    """Say whether a frame is this package's: it must not be cut short."""
    return frame is not None and frame.f_code.co_filename.startswith(
        _OWN_FOLDER
    )


_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))


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
