"""Who ended a wait that no task's end has ended.

A record does not say who set an event or put an item into a queue. But each
moment of a run begins with what comes from outside: a sleep that is over, a
callback, a job that is done. All else that happens then follows from that. So
if a single task was woken by its own sleep at that moment, it is the one that
woke the others up, at the end of a chain or at once; and of several, nothing
is said. A step that takes long is a moment of its own, and whatever comes
right after it has waited for its end.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from helpers.timeline.model import LAG, Lane, Outcome, Timeline
from helpers.timeline.spans import Wait

__all__ = [
    "ENDED_BY_OTHERS",
    "LOCKS",
    "Wakers",
    "cut_waits",
    "in_tasks",
    "near",
    "slept",
]

ENDED_BY_OTHERS = (Outcome.STOPPED, Outcome.STUCK, Outcome.INTERRUPTED)
LOCKS = ("Lock.acquire", "Semaphore.acquire")
_TOLD_BY_TASKS = (  # what a task of the program ends, and no network
    *("Barrier.wait", "Condition.wait", "Condition.wait_for", "Event.wait"),
    *("Queue.get", "Queue.join", "Queue.put"),
)
_AT_ONCE = 1e-6  # seconds


def near(timeline: Timeline) -> float:
    """Return how far apart may be what happens at one moment, in seconds."""
    return LAG if timeline.clock == "real" else _AT_ONCE


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
        at = bisect_left(waits, when - _AT_ONCE, key=lambda each: each.end)
        while at + 1 < len(waits) and waits[at + 1].end <= when + _AT_ONCE:
            at += 1
        if at < len(waits) and waits[at].start <= when + _AT_ONCE:
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


def _moment(each: tuple[float, Lane]) -> float:
    return each[0]


class Wakers:
    """Finds who ended the waits of one run."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.near = near(timeline)
        stuck = [x for x in timeline.lanes if x.outcome is Outcome.STUCK]
        self._stuck = min(map(timeline.end_of, stuck), default=math.inf)

    @cached_property
    def _long(self) -> list[tuple[float, Lane]]:
        """Tasks that held up the loop, by when they let it go."""
        found = [
            (step.end, task)
            for task, lane in in_tasks(self.timeline)
            if not lane.callbacks
            for step in lane.steps.longer(2 * self.near)
        ]
        return sorted(found, key=_moment)

    @cached_property
    def _woken(self) -> list[tuple[float, Lane]]:
        """Tasks that came out of a sleep, and callbacks, by their moments."""
        found: list[tuple[float, Lane]] = []
        for task, lane in in_tasks(self.timeline):
            if lane.callbacks:
                found += [(step.start, lane) for step in lane.steps]
                continue
            found += [
                (wait.end, task)
                for wait in slept(task, lane)
                if wait.end - wait.start > self.near
            ]
        return sorted(found, key=_moment)

    def _at(self, found: list[tuple[float, Lane]], when: float) -> list[Lane]:
        """Return those that were there right before a moment, or at it."""
        first = bisect_left(found, when - self.near, key=_moment)
        last = bisect_left(found, when + _AT_ONCE, key=_moment)
        return [lane for _, lane in found[first:last]]

    def blocker(self, task: Lane, when: float) -> Lane | None:
        """Return the task that held up the loop until another went on."""
        found = self._at(self._long, when)
        return found[-1] if found and found[-1] is not task else None

    def waker(self, task: Lane, lane: Lane, wait: Wait) -> Lane | None:
        """Return the one task that can have ended a wait of another."""
        if wait.end >= self._stuck - self.near:  # nobody has: who was last?
            found = [
                x for when, x in self._woken if when < wait.end + _AT_ONCE
            ]
            return None if not found or found[-1].callbacks else found[-1]
        by_limit = cut_waits(task, lane).get((wait.start, wait.end))
        if by_limit or (by_limit is None and not self._is_told(wait)):
            return None
        found = [x for x in self._at(self._woken, wait.end) if x is not task]
        if len(set(map(id, found))) == 1 and not found[0].callbacks:
            return found[0]
        return None

    def _is_told(self, wait: Wait) -> bool:
        """Say whether it is a task that ends such a wait, and no network."""
        virtual = self.timeline.clock == "virtual"
        return wait.on in _TOLD_BY_TASKS or (virtual and wait.on == "future")

    def in_time(self, one: Lane, waiter: Lane, wait: Wait) -> bool:
        """Say whether a task had ended when another went on after a wait."""
        if one.job or one.ended is None:
            return True
        task = self._task_of(waiter)
        if not one.order or len(task.order) != len(task.steps):
            return one.ended <= wait.end + _AT_ONCE
        steps = task.steps
        at = bisect_left(range(len(steps)), wait.end, key=steps.start)
        return at >= len(steps) or one.order[-1] < task.order[at]

    def _task_of(self, lane: Lane) -> Lane:
        while lane.depth and lane.parent is not None:
            lane = self.timeline.lanes[lane.parent]
        return lane
