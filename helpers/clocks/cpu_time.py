"""What real work costs on a clock that is not real.

On virtual time a wait costs nothing, but a call that blocks must be paid
for, or it would not show. What counts is the time that a thread spent
waiting by its own choice, as in `time.sleep`, and long calculations. What
does not count is that the machine gave the processor to somebody else:
charged, it would make a program's times depend on who else is at work.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from helpers.compat import passed_over
from helpers.refusals import without_top_frame

try:
    import resource

    _THREAD: int = resource.RUSAGE_THREAD  # Linux
except (ImportError, AttributeError):
    resource = None  # type: ignore[assignment]

__all__ = ["Stopwatch", "Usage", "telling_its_end"]

COMPUTING = 1_000_000_000  # nanoseconds; a shorter calculation is free
ASIDE = 20_000_000  # nanoseconds of computing that go with a wait
QUEUE = "/proc/thread-self/schedstat"  # Linux


class Usage(NamedTuple):
    """What a thread has had of the processor so far."""

    computed: int  # nanoseconds
    queued: int  # nanoseconds ready to run while others ran, where known
    waits: int | None  # by its own choice; None where nobody counts them


class Stopwatch:
    """Measures the work that one thread does between two rests."""

    def __init__(self) -> None:
        self._read = _reader()
        self.restart()

    def restart(self) -> None:
        """Begin to measure afresh."""
        self.started = time.perf_counter_ns()
        self._before = self._read()

    def cost(self) -> int:
        """Return how many nanoseconds of work there were since the start."""
        # The clock is read first at the start and last here, so that what
        # is taken off lies within what has passed.
        computed, queued, waits = self._read()
        passed = time.perf_counter_ns() - self.started
        computed -= self._before.computed
        queued -= self._before.queued
        cost = computed if computed >= COMPUTING else 0
        if waits is None or waits > (self._before.waits or 0):
            cost += max(0, passed - queued - max(0, computed - ASIDE))
        return cost


@functools.cache
def _reader() -> Callable[[], Usage]:
    """Return what reads this thread's use of the processor.

    The better way counts how often the thread waited, too; not every
    system has it, and some have it and do not count.
    """
    if resource is not None and _waits_are_counted():
        return _counted if _queued() is None else _counted_and_queued
    plain: Callable[[], int] | None = getattr(time, "thread_time_ns", None)
    read = plain or time.process_time_ns
    return lambda: Usage(read(), 0, None)


def _waits_are_counted() -> bool:
    """Say whether the system counts them: then this thread has waited.

    A short sleep need not be a wait. Its timer may ring while others have
    the processor, before the thread has come to wait for it.
    """
    for seconds in (0.0, 0.0001, 0.001, 0.005, 0.02):
        time.sleep(seconds)
        if _counted().waits:
            return True
    return False


def _counted(queued: int = 0) -> Usage:
    usage = resource.getrusage(_THREAD)
    computed = int((usage.ru_utime + usage.ru_stime) * 1e9)
    return Usage(computed, queued, usage.ru_nvcsw)


def _counted_and_queued() -> Usage:
    return _counted(_queued() or 0)


def _queued() -> int | None:
    """Return how long this thread was ready to run, and did not."""
    try:
        file = os.open(QUEUE, os.O_RDONLY)
        try:
            return int(os.read(file, 100).split()[1])
        finally:
            os.close(file)
    except (OSError, ValueError, IndexError):
        return None


_last = threading.local()  # `queued` of this thread when its last job ended


def telling_its_end(
    job: Callable[..., Any], tell: Callable[[int], object]
) -> Callable[..., Any]:
    """Return `job` for a thread; its end is told before its result is given.

    `tell` gets the moment, in nanoseconds of `time.perf_counter_ns`, less
    what the thread was ready to run and did not: while others ran, and
    before it was woken for this job. Nothing is told where that is not
    known.
    """
    asked = time.perf_counter_ns()

    @passed_over
    def run(*args: Any) -> Any:
        began, before = time.perf_counter_ns(), _queued()
        try:
            return job(*args)
        except BaseException as error:
            without_top_frame(error)
            raise
        finally:
            after = _queued()
            if before is not None and after is not None:
                waking = before - getattr(_last, "queued", 0)
                late = after - before + min(waking, began - asked)
                _last.queued = after
                tell(time.perf_counter_ns() - late)

    return run
