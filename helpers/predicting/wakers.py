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
from functools import cached_property

from helpers.predicting.cut import AT_ONCE, cut_waits, in_tasks, near, slept
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Wait

__all__ = ["Wakers"]

_TOLD_BY_TASKS = (  # what a task of the program ends, and no network
    *("Barrier.wait", "Condition.wait", "Condition.wait_for", "Event.wait"),
    *("Queue.get", "Queue.join", "Queue.put"),
)


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
        last = bisect_left(found, when + AT_ONCE, key=_moment)
        return [lane for _, lane in found[first:last]]

    def blocker(self, task: Lane, when: float) -> Lane | None:
        """Return the task that held up the loop until another went on."""
        found = self._at(self._long, when)
        return found[-1] if found and found[-1] is not task else None

    def waker(self, task: Lane, lane: Lane, wait: Wait) -> Lane | None:
        """Return the one task that can have ended a wait of another."""
        if wait.end >= self._stuck - self.near:  # nobody has: who was last?
            found = [x for when, x in self._woken if when < wait.end + AT_ONCE]
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
            return one.ended <= wait.end + AT_ONCE
        steps = task.steps
        at = bisect_left(range(len(steps)), wait.end, key=steps.start)
        return at >= len(steps) or one.order[-1] < task.order[at]

    def _task_of(self, lane: Lane) -> Lane:
        while lane.depth and lane.parent is not None:
            lane = self.timeline.lanes[lane.parent]
        return lane
