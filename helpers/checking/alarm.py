"""Ends a program that goes on for too long, from within its own thread.

The program runs in the kernel's thread, so nobody else could end it. An
`Alarm` raises `Stopped` there: by a signal where there are signals, else
from a watching thread. It raises nothing in this package's own code, so
that nothing is left half done.

One thing it cannot stop: a single call into C that neither ends nor
listens to signals.
"""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from types import CodeType, FrameType
from typing import Any

from helpers.compat import frames

__all__ = ["PATIENCE", "Alarm", "Stopped", "end_threads", "is_own"]

PATIENCE = 0.8  # real seconds more, where others have the processor
LEAST_SHARE = 0.05  # of the processor; with less, a program does nothing
AGAIN = 0.01  # seconds until a program that goes on is stopped again
LAST_WORDS = 0.2  # seconds that a thread has to end

PRETENDED = signal.SIGTERM

# A program may replace these, and the alarm must still work.
_set_timer: Any = getattr(signal, "setitimer", None)
_handle = signal.signal
_interrupt = _thread.interrupt_main
_clock = time.perf_counter
_work = time.process_time


class Stopped(KeyboardInterrupt):
    """A program had to be ended; the message says why.

    An interrupt, since asyncio lets nothing else through to the caller,
    and programs catch `Exception`.
    """


class Alarm:
    """Raise `Stopped` in this thread after so many seconds of work.

    Of work, since a busy machine must not change a verdict: where others
    have the processor, the real time may be longer, by `patience` at the
    most. A program that does nothing at all has only the real seconds.
    It raises again and again, until the block is left: it may be caught.
    From the second time on a trace function raises it too, at the next
    line, which is where a bare `except:` is left without protection.
    """

    def __init__(self, seconds: float, patience: float = PATIENCE) -> None:
        self._seconds = seconds
        self._latest = seconds + patience
        self._since = self._worked = 0.0
        self.armed = False
        self.frame: FrameType | None = None  # where the time was up
        self.rings = 0
        self._trace: Any = None
        self._bell = _bell()(self, seconds)

    def __enter__(self) -> Alarm:
        self.armed = True
        self._since, self._worked = _clock(), _work()
        self._trace = sys.gettrace()
        self._bell.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.armed = False
        self._bell.stop()
        sys.settrace(self._trace)

    def may_ring(self, frame: FrameType | None) -> bool:
        """Say whether to ring, in this frame; if so, count it."""
        if not self.armed or _in_own(frame):
            return False
        if not self.rings and not self._is_due():
            return False
        self.frame = self.frame or frame
        self.rings += 1
        return True

    def _is_due(self) -> bool:
        """Say whether the time is up: of work, or of waiting for nothing."""
        passed, worked = _clock() - self._since, _work() - self._worked
        if passed >= self._latest or worked >= self._seconds:
            return True
        return worked < LEAST_SHARE * passed

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Ring, as a signal handler, in the thread itself."""
        if self.may_ring(frame):
            if self.rings > 1:
                _trace_from(frame, self._raise_at_line)
            raise Stopped("time")

    def _raise_at_line(self, frame: Any, event: str, value: Any) -> Any:
        if event == "line" and self.armed and not _in_own(frame):
            raise Stopped("time")
        return self._raise_at_line


class _TimerBell:
    """Rings by the system's timer: in the main thread, where there is one."""

    def __init__(self, alarm: Alarm, seconds: float) -> None:
        self._alarm = alarm
        self._seconds = seconds

    def start(self) -> None:
        """Set the timer."""
        self._handler = _handle(signal.SIGALRM, self._alarm.on_signal)
        self._timer = _set_timer(signal.ITIMER_REAL, self._seconds, AGAIN)

    def stop(self) -> None:
        """Give the timer back to whoever had set it."""
        _set_timer(signal.ITIMER_REAL, *self._timer)
        _handle(signal.SIGALRM, self._handler)


class _WatchBell:
    """Rings from a watching thread, by raising in the watched one.

    For threads other than the main one. It ends what catches its error
    once or twice, but hardly a loop that catches everything for ever.
    """

    def __init__(self, alarm: Alarm, seconds: float) -> None:
        self._alarm = alarm
        self._seconds = seconds
        self._done = threading.Event()
        self._struck = False
        self._lock = threading.Lock()
        self._thread = threading.get_ident()

    def start(self) -> None:
        """Begin to watch."""
        with contextlib.suppress(RuntimeError):  # there are no threads here
            threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Dismiss the watcher, and catch what it has thrown last."""
        dismissed = False
        while not dismissed:
            with contextlib.suppress(Stopped):  # it may ring right now
                with self._lock:
                    self._done.set()
                if self._struck:
                    _catch_what_is_thrown()
                dismissed = True

    def _watch(self) -> None:
        pause = self._seconds
        while not self._done.wait(pause):
            pause = AGAIN
            self._strike()

    def _strike(self) -> None:
        with self._lock:
            if not self._done.is_set():
                frame = frames().get(self._thread)
                if self._alarm.may_ring(frame):
                    self._struck = True
                    _raise_in(self._thread)


class _InterruptBell(_WatchBell):
    """Rings from a watching thread by a signal that is only pretended.

    In the main thread of a system without timers: Windows.
    """

    def start(self) -> None:
        """Begin to watch."""
        self._handler = _handle(PRETENDED, self._alarm.on_signal)
        super().start()

    def stop(self) -> None:
        """Dismiss the watcher."""
        with self._lock:
            self._done.set()
        _handle(PRETENDED, self._handler)

    def _strike(self) -> None:
        with self._lock:
            if not self._done.is_set():
                _interrupt(PRETENDED)


def _bell() -> type[_TimerBell | _WatchBell]:
    if threading.current_thread() is not threading.main_thread():
        return _WatchBell
    return _InterruptBell if _set_timer is None else _TimerBell


def _raise_in(thread: int) -> None:
    """Raise `Stopped` in a thread, at its next line."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(Stopped)
    )


def _catch_what_is_thrown() -> None:
    """Leave nothing behind of what was raised in a thread, here or elsewhere.

    Up to Python 3.12 the interpreter keeps a mark that something is to be
    raised, until somebody has caught it. Of an error that is taken back, or
    whose thread has ended, the mark stays: all code is slower then, and
    Python 3.11 hangs as soon as it is traced, by a debugger for instance.
    """
    try:
        _raise_in(threading.get_ident())  # in place of one under way
        for _ in range(1000):  # it arrives at the next turn at the latest
            pass
    except Stopped:
        pass


def _trace_from(frame: FrameType | None, tracer: Any) -> None:
    sys.settrace(tracer)
    while frame is not None:
        if not _in_own(frame):
            frame.f_trace = tracer
        frame = frame.f_back


def is_own(code: CodeType) -> bool:
    """Say whether code is this package's own."""
    return code.co_filename.startswith(_OWN_FOLDERS)


def _in_own(frame: FrameType | None) -> bool:
    """Say whether a frame is this package's: it must not be cut short."""
    return frame is not None and is_own(frame.f_code)


_HELPERS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_OWN_FOLDERS = tuple(
    os.path.join(_HELPERS, name) for name in ("checking", "exercises")
)


def end_threads(before: set[threading.Thread]) -> None:
    """End the threads that are not among those of `before`, if they let us.

    One that waits in C goes on waiting, and harms nobody.
    """
    new = [t for t in threading.enumerate() if t not in before]
    for thread in new:
        for _ in range(4):
            if thread.ident is not None and thread.is_alive():
                _raise_in(thread.ident)
                thread.join(LAST_WORDS / 4)
    if new:
        _catch_what_is_thrown()
