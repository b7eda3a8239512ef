"""Which waits came to their own end, and which were cut short.

The record tells of cancellations and time limits, each with its moment. It
was the wait that a task was in then which they ended.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from helpers.timeline.model import LAG, Lane, Outcome, Timeline
from helpers.timeline.spans import Wait

__all__ = [
    *("AT_ONCE", "ENDED_BY_OTHERS", "LOCKS"),
    *("cut_waits", "in_tasks", "main_of", "near", "slept"),
]

ENDED_BY_OTHERS = (Outcome.STOPPED, Outcome.STUCK, Outcome.INTERRUPTED)
LOCKS = ("Lock.acquire", "Semaphore.acquire")
AT_ONCE = 1e-6  # seconds


def near(timeline: Timeline) -> float:
    """Return how far apart may be what happens at one moment, in seconds."""
    return LAG if timeline.clock == "real" else AT_ONCE


def slept(task: Lane, lane: Lane) -> Iterator[Wait]:
    """Yield the sleeps of a task, or of a coroutine in it, that were not cut.

    Those of a coroutine are the task's as well, unless the loop was held up:
    what a task does in a long step is told lane by lane.
    """
    cut = cut_waits(task, lane)
    for wait in lane.waits:
        if wait.on == "sleep" and (wait.start, wait.end) not in cut:
            yield wait


def cut_waits(task: Lane, lane: Lane) -> dict[tuple[float, float], bool]:
    """Return the waits of a task that something ended before their time.

    Each is a start and an end, and has whether a time limit did it. Else it
    was a cancellation, or the end of the run. `lane` is the task itself, or
    a coroutine in it.
    """
    waits, cut = lane.waits, {}
    for when in (*task.cancels, *task.limits):
        at = bisect_left(waits, when - AT_ONCE, key=lambda each: each.end)
        while at + 1 < len(waits) and waits[at + 1].end <= when + AT_ONCE:
            at += 1
        if at < len(waits) and waits[at].start <= when + AT_ONCE:
            cut[waits[at].start, waits[at].end] = when in task.limits
    if lane.outcome in ENDED_BY_OTHERS and waits:
        cut[waits[-1].start, waits[-1].end] = False
    return cut


def in_tasks(timeline: Timeline) -> Iterator[tuple[Lane, Lane]]:
    """Yield each lane but jobs, and before it the task that it is in."""
    task = None
    for lane in timeline.lanes:
        task = lane if lane.depth == 0 else task
        if task is not None and not lane.job:
            yield task, lane


def main_of(timeline: Timeline) -> Lane | None:
    """Return the task with which a run ends, if there is any.

    That is the first one, or of several that nobody made, as where a loop
    is run more than once, the last one to come to its own end.
    """
    roots = [x for x in timeline.lanes if x.is_task and x.parent is None]
    own = [x for x in roots if x.source is not None]
    whole = [x for x in own if x.outcome not in ENDED_BY_OTHERS]
    close = near(timeline)
    first = next(iter(roots), None)
    last = max(whole, key=timeline.end_of, default=first)
    if first is None or last is None:
        return None
    later = timeline.end_of(last) > timeline.end_of(first) + close
    return last if later else first
