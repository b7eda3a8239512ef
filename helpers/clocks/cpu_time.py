"""What real work costs on a clock that is not real.

On virtual time a wait costs nothing, but a call that blocks must be paid
for, or it would not show. What counts is the time that a thread spent
waiting by its own choice, as in `time.sleep`, and long calculations. What
does not count is that the machine gave the processor to somebody else:
charged, it would make a program's times depend on who else is at work.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

try:
    import resource

    _THREAD: int = resource.RUSAGE_THREAD  # Linux
except (ImportError, AttributeError):
    resource = None  # type: ignore[assignment]

__all__ = ["Stopwatch"]

COMPUTING = 1_000_000_000  # nanoseconds; a shorter calculation is free
ASIDE = 20_000_000  # nanoseconds of computing that go with a wait


class Stopwatch:
    """Measures the work that one thread does between two rests."""

    def __init__(self) -> None:
        self._read = _reader()
        self.restart()

    def restart(self) -> None:
        """Begin to measure afresh."""
        self._usage = self._read()
        self.started = time.perf_counter_ns()

    def cost(self) -> int:
        """Return how many nanoseconds of work there were since the start."""
        passed = time.perf_counter_ns() - self.started
        computed, waits = _difference(self._usage, self._read())
        cost = passed - max(0, computed - ASIDE) if waits else 0
        return cost + (computed if computed >= COMPUTING else 0)


def _difference(before: Any, after: Any) -> tuple[int, bool]:
    """Return nanoseconds of computing, and whether the thread waited."""
    if isinstance(before, int):
        return after - before, True
    seconds = after.ru_utime - before.ru_utime
    seconds += after.ru_stime - before.ru_stime
    return int(seconds * 1e9), after.ru_nvcsw > before.ru_nvcsw


@functools.cache
def _reader() -> Callable[[], Any]:
    """Return what reads this thread's use of the processor.

    The better way counts how often the thread waited, too; not every
    system has it, and some have it and do not count.
    """
    if resource is not None:
        usage = functools.partial(resource.getrusage, _THREAD)
        before = usage()
        time.sleep(0.0001)
        if _difference(before, usage())[1]:
            return usage
    plain: Callable[[], int] | None = getattr(time, "thread_time_ns", None)
    return plain or time.process_time_ns
