"""Who outside an event loop could still wake it: threads and signals.

A loop where nothing is ready and no timer is set is deadlocked only if
nobody else is at work. This module knows who else there is. It knows no
clock, and it wakes nobody itself.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import types
from collections.abc import Callable
from typing import Any, NoReturn

from helpers.clocks.deadlock_text import Record, deadlock_text
from helpers.clocks.limits import KnownAs, LimitedLoop
from helpers.compat import RUN_JOB, frames, is_spare_worker, is_worker
from helpers.labels import is_library

__all__ = [
    "DeadlockError",
    "KnownAs",
    "Wakers",
    "WatchfulLoop",
    "deadlock_text",
]


class DeadlockError(RuntimeError):
    """Every task waits, and nothing is left that could wake one.

    The message names each waiting task, what it waits on and the line.
    """


class Wakers:
    """The threads and signal handlers that may wake one event loop.

    `jobs` are the futures of what the loop has handed to threads itself.
    """

    def __init__(self) -> None:
        self.jobs: set[asyncio.Future[Any]] = set()
        self._before = threading.enumerate()

    def at_work(self) -> bool:
        """Say whether a thread works for this program now.

        That is: a job of the loop's own, or any thread that was started
        since the loop was made, but for a pool's workers that have nothing
        to do.
        """
        if self.jobs:
            return True
        threads = threading.enumerate()
        if threads == self._before:  # the common case, at every turn
            return False
        now = frames()
        return any(
            not is_spare_worker(now.get(thread.ident or 0))
            for thread in threads
            if thread not in self._before
        )

    def remain(self) -> bool:
        """Say whether anybody at all could wake a loop that has stopped.

        Besides threads at work: older ones that run somebody's program, and
        signal handlers. Ctrl-C does not count.
        """
        return (
            self.at_work()
            or any(map(_is_busy, _other_frames()))
            or any(map(_is_handled, signal.valid_signals()))
        )

    def forget(self) -> None:
        """Keep no thread alive: the loop is closed."""
        self._before = []


class WatchfulLoop(LimitedLoop):
    """What both loops share: knowing whether anybody could wake them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._wakers = Wakers()
        self._jobs = self._wakers.jobs
        self.record_deadlock: Callable[[], Record] = Record  # is told of it

    def run_forever(self) -> None:
        """Run until stop() is called, or an interrupt comes, even there.

        Between two turns of the loop CPython has one instruction, a jump,
        that asyncio's `finally` does not cover (in 3.11, 3.12 and 3.14; see
        python/cpython#130279). An interrupt that comes upon it would leave
        the loop marked as running for ever.
        """
        self.check_idle()  # Python 3.13.0 refuses it, and then stops the loop
        hooks = sys.get_asyncgen_hooks()
        try:
            super().run_forever()
        finally:
            if self.is_running():
                self.end_turns(hooks)

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Start `func(*args)` in a thread; remember that it is at work."""
        job: asyncio.Future[Any] = super().run_in_executor(
            executor, func, *args
        )
        jobs = self._wakers.jobs
        jobs.add(job)
        job.add_done_callback(jobs.discard)
        return job

    def close(self) -> None:
        """Close the loop, and forget who could have woken it."""
        self._wakers.forget()
        super().close()

    def _next_timer(self) -> float:
        """Return when the next timer is due; infinite if none ever is."""
        return float(self.timers[0].when()) if self.timers else float("inf")

    def deadlock(self) -> NoReturn:
        """Raise `DeadlockError`, which names what waits."""
        waiting = [x for x in asyncio.all_tasks(self) if not x.done()]
        waiting = self.in_order(waiting)
        record = self.record_deadlock()
        raise DeadlockError(deadlock_text(waiting, self.known_as, record))


def _other_frames() -> list[types.FrameType]:
    own = threading.get_ident()
    return [f for i, f in frames().items() if i != own]


def _is_busy(frame: types.FrameType | None) -> bool:
    """Say whether a thread has a job, or runs code that is no library's."""
    if is_worker(frame):
        return not is_spare_worker(frame)
    while frame is not None:
        if frame.f_code is RUN_JOB or not is_library(frame.f_code):
            return True
        frame = frame.f_back
    return False


def _is_handled(number: int) -> bool:
    """Say whether a signal would run a function of the program.

    Those of this package, which write a chart, wake nobody.
    """
    if number == signal.SIGINT:
        return False
    handler = signal.getsignal(number)
    if isinstance(handler, types.FunctionType):
        return not handler.__module__.startswith("helpers.")
    return callable(handler)
