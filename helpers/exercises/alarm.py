"""Ends a program that goes on for too long, from within its own thread.

The program runs in the kernel's thread, so nobody else could end it. An
`Alarm` raises `Stopped` there: by a signal where there are signals, else
from a watching thread. It raises nothing in this package's own code, so
that nothing is left half done.

One thing it cannot stop: a single call into C that neither ends nor
listens to signals.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

__all__ = ["Alarm", "Stopped", "end_threads", "is_own"]

AGAIN = 0.05  # seconds until a program that goes on is stopped again
LAST_WORDS = 0.2  # seconds that a thread has to end

# A program may replace these, and the alarm must still work.
_set_timer = getattr(signal, "setitimer", None)
_handle = signal.signal


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
            _set_timer is not None
            and threading.current_thread() is threading.main_thread()
        )
        if self._by_signal:
            self._handler = _handle(signal.SIGALRM, self._ring)
            self._timer = _set_timer(
                signal.ITIMER_REAL, self._seconds, AGAIN
            )
        else:
            with contextlib.suppress(RuntimeError):  # no threads here
                threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._armed = False
        if self._by_signal:
            _set_timer(signal.ITIMER_REAL, *self._timer)
            _handle(signal.SIGALRM, self._handler)
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
        if not self._armed or is_own(frame):
            return
        self.rings += 1
        if self.frame is None:
            self.frame = frame
        if self.rings > 1:
            _trace_from(frame, self._raise_at_line)
        raise Stopped("time")

    def _raise_at_line(self, frame: Any, event: str, value: Any) -> Any:
        if event == "line" and self._armed and not is_own(frame):
            raise Stopped("time")
        return self._raise_at_line

    def _watch(self) -> None:
        """Ring from another thread: on Windows, or off the main thread."""
        pause = self._seconds
        while not self._done.wait(pause):
            pause = AGAIN
            with self._lock:
                frame = sys._current_frames().get(self._thread)
                if self._armed and not is_own(frame):
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
        if not is_own(frame):
            frame.f_trace = tracer
        frame = frame.f_back


def is_own(frame: FrameType | None) -> bool:
    """Say whether a frame is this package's: it must not be cut short."""
    return frame is not None and frame.f_code.co_filename.startswith(
        _OWN_FOLDER
    )


_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))


def end_threads(before: set[threading.Thread]) -> None:
    """End the threads that are not among those of `before`, if they let us.

    One that waits in C goes on waiting, and harms nobody.
    """
    new = [t for t in threading.enumerate() if t not in before]
    for thread in new:
        for _ in range(4):
            if thread.ident is not None and thread.is_alive():
                _raise_in(thread.ident, Stopped)
                thread.join(LAST_WORDS / 4)
