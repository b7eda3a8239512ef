"""How busy the machine is: a promise in seconds is one for a quiet one."""

from __future__ import annotations

import time

__all__ = ["slowness"]

WORK = 0.05  # seconds of the processor's time


def slowness() -> float:
    """Return how many times as long work takes now as it would alone.

    It is measured by a little work, and is 1 where nobody else is at work.
    """
    began, before = time.perf_counter(), time.thread_time()
    while time.thread_time() - before < WORK:
        pass
    return max(1.0, (time.perf_counter() - began) / WORK)
