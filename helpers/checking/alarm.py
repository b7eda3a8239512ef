"""Ends a program that goes on for too long, from within its own thread.

The program runs in the kernel's thread, so nobody else could end it. An
`Alarm` has a thread that watches, and raises `Stopped` in the watched one:
in the main thread by a signal, which wakes it from what it waits for, in
others directly. It raises nothing in this package's own code, so that
nothing is left half done.

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
from types import FrameType
from typing import Any

from helpers.checking.stop_reasons import Stopped
from helpers.compat import frames

__all__ = ["PATIENCE", "Alarm", "Stopped", "end_threads", "one_at_a_time"]

PATIENCE = 0.8  # real seconds more, where others have the processor
LEAST_SHARE = 0.05  # of the processor; with less, a program does nothing
AGAIN = 0.01  # seconds until a program that goes on is stopped again
LAST_WORDS = 0.05  # seconds that a thread has to end, each time it is told
ORDERS = 4  # times that it is told

# One that comes late is ignored; Windows has none, and only pretends.
SIGNAL = getattr(signal, "SIGURG", signal.SIGTERM)

_HERE = os.path.dirname(os.path.abspath(__file__))
_OWN_FOLDERS = (_HERE, os.path.join(os.path.dirname(_HERE), "exercises"))

# A program may replace these, and the alarm must still work.
_send: Any = getattr(signal, "pthread_kill", None)
_pretend = _thread.interrupt_main
_handle = signal.signal
_clock = time.perf_counter
_work = time.process_time


class Alarm:
    """Raise `Stopped` in this thread after so many seconds of work.

    Of work, since a busy machine must not change a verdict: where others
    have the processor, the real time may be longer, by `patience` at the
    most. A program that does nothing at all has only the real seconds.
    It raises again and again, until the block is left: it may be caught.
    From the second signal on a trace function raises it too, at the next
    line, which is where a bare `except:` is left without protection. Off
    the main thread it hardly ends a loop that catches all for ever.
    """

    def __init__(self, seconds: float, patience: float = PATIENCE) -> None:
        self.rings = 0
        self.is_idle = False  # whether it did nothing all the time
        self.frame: FrameType | None = None  # where the time was up
        self._seconds = seconds
        self._latest = seconds + patience
        self._armed = False
        self._lock = threading.Lock()
        self._done = threading.Event()

    def __enter__(self) -> Alarm:
        self._tracer = sys.gettrace()
        self._thread = threading.get_ident()
        self._in_main = self._thread == threading.main_thread().ident
        if self._in_main:
            self._handler = _handle(SIGNAL, self._on_signal)
        self._since, self._worked = _clock(), _work()
        self._armed = True
        with contextlib.suppress(RuntimeError):  # there are no threads here
            _thread.start_new_thread(self._watch, ())
        return self

    def __exit__(self, *error: object) -> None:
        """Dismiss the watcher, and catch what it has thrown last."""
        self._armed = False
        dismissed = False
        while not dismissed:
            try:
                with self._lock:
                    self._done.set()
                if self.rings and not self._in_main:
                    _catch_what_is_thrown()
                dismissed = True
            except Stopped:  # it has just rung once more
                continue
        if self._in_main:
            _handle(SIGNAL, self._handler)
        sys.settrace(self._tracer)

    def _watch(self) -> None:
        """Ring, again and again, from a thread that watches."""
        pause = self._seconds
        while not self._done.wait(pause):
            pause = AGAIN
            with self._lock:
                if self._done.is_set():
                    return
                if not self._in_main:
                    if self._may_ring(frames().get(self._thread)):
                        _raise_in(self._thread)
                elif _send is not None:
                    _send(self._thread, SIGNAL)
                else:
                    _pretend(SIGNAL)

    def _may_ring(self, frame: FrameType | None) -> bool:
        """Say whether to ring, in this frame; if so, count it."""
        if not self._armed or _is_own(frame):
            return False
        if not self.rings and not self._is_due():
            return False
        if not self.rings:
            worked = _work() - self._worked
            self.is_idle = worked < LEAST_SHARE * (_clock() - self._since)
        self.frame = self.frame or frame
        self.rings += 1
        return True

    def _is_due(self) -> bool:
        """Say whether the time is up: of work, or of waiting for nothing."""
        passed, worked = _clock() - self._since, _work() - self._worked
        is_over = passed >= self._latest or worked >= self._seconds
        return is_over or worked < LEAST_SHARE * passed

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self._may_ring(frame):
            return
        if self.rings > 1:
            sys.settrace(self._raise_at_line)
            while frame is not None:
                if not _is_own(frame):
                    frame.f_trace = self._raise_at_line
                frame = frame.f_back
        raise Stopped

    def _raise_at_line(self, frame: Any, event: str, value: Any) -> Any:
        if event == "line" and self._armed and not _is_own(frame):
            raise Stopped
        return self._raise_at_line


def _is_own(frame: FrameType | None) -> bool:
    """Say whether a frame is this package's: it must not be cut short."""
    if frame is None:
        return False
    return frame.f_code.co_filename.startswith(_OWN_FOLDERS)


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


class _Turns:
    """One check at a time: what it puts up stands for the whole process."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.threads: list[threading.Thread] = []  # that check, or wait to

    def __enter__(self) -> None:
        """Wait for one's turn."""
        self.threads.append(threading.current_thread())
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        """Let the next one have its turn."""
        self._lock.release()
        self.threads.remove(threading.current_thread())


one_at_a_time = _Turns()


def end_threads(before: set[threading.Thread]) -> None:
    """End the threads that are not among those of `before`, if they let us.

    One that waits in C goes on waiting, and harms nobody. One that waits
    for a check of its own was started by somebody else.
    """
    new = set(threading.enumerate()) - before - set(one_at_a_time.threads)
    for thread in new:
        for _ in range(ORDERS):
            if thread.ident is not None and thread.is_alive():
                _raise_in(thread.ident)
                thread.join(LAST_WORDS)
    if new:
        _catch_what_is_thrown()
