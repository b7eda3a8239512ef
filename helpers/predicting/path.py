"""What the end of a run has waited for, back to its beginning.

From the end of main the record is followed backwards: what main waited for
last, what that waited for last, and so on. What comes out are stretches, one
after the other. There are two ways where a task was waited for that had been
under way for longer: `waited_path` goes on with what main waited for before,
and so tells what main did all the time; `critical_path`, in `traced`, goes
back to where that task was made, and so tells what has to become shorter for
the run to become shorter. All else happened beside that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.predicting.cut import ENDED_BY_OTHERS, LOCKS, near
from helpers.predicting.wakers import Wakers
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Wait

__all__ = [
    *("MOST", "Path", "Stretch"),
    *("holders_during", "innermost", "waited_path", "waits_for_locks"),
]

MOST = 1000  # stretches; of more nobody wants to hear


@dataclass(frozen=True)
class Stretch:
    """A part of a run in which all depended on one lane.

    `lane` is the task, or the coroutine that it was in. `wait` is what that
    waited for, None where it ran itself.
    """

    task: Lane
    lane: Lane
    start: float
    end: float
    wait: Wait | None
    chain: tuple[Lane, ...] = ()  # who waited for whom, from main down to it

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return round(self.end - self.start, 6)

    @property
    def lock(self) -> bool:
        """Whether it was a wait for a lock or a semaphore."""
        return self.wait is not None and self.wait.on in LOCKS


def waited_path(timeline: Timeline) -> list[Stretch]:
    """Return what main did and waited for all the time, in order."""
    if not timeline.lanes:
        return []
    main = timeline.lanes[0]
    path = Path(timeline)
    path.follow(main, timeline.end_of(main), 0.0)
    return path.found[::-1]


class Path:
    """Follows waits backwards; `found` is what it has passed, last first."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.places = {id(x): at for at, x in enumerate(timeline.lanes)}
        self.labels = {x.label: x for x in reversed(timeline.lanes)}
        self.inner: dict[int, list[Lane]] = {}
        self.near_to: dict[int, list[Lane]] = {}  # tasks, by their parents
        for lane in timeline.lanes:
            if lane.depth == 0:
                task = lane
            elif not lane.job:
                self.inner.setdefault(id(task), []).append(lane)
            if lane.is_task or lane.job:
                for place in {lane.parent, lane.collector} - {None}:
                    self.near_to.setdefault(place or 0, []).append(lane)
        self.wakers = Wakers(timeline)
        self.near = self.wakers.near
        self.found: list[Stretch] = []

    def follow(self, task: Lane, until: float, since: float) -> None:
        """Add what a task did from `until` back to `since`."""
        while until > since + self.near and len(self.found) < MOST:
            lane, floor = self.innermost_before(task, until)
            until = self._back(task, lane, until, max(since, floor))

    def innermost_before(self, task: Lane, until: float) -> tuple[Lane, float]:
        """Return the coroutine that a task was in, and since when at most."""
        inner, floor = task, 0.0
        for lane in self.inner.get(id(task), ()):
            under_way = self.timeline.under_way(lane)
            if under_way is None or under_way.start >= until - self.near:
                continue
            if under_way.end < until - self.near:
                floor = max(floor, under_way.end)
            elif lane.depth > inner.depth:
                inner, floor = lane, max(floor, under_way.start)
        return inner, floor

    def _back(
        self, task: Lane, lane: Lane, until: float, since: float
    ) -> float:
        """Add the last wait, or what ran after it; return its start."""
        wait, since = self.last_wait(lane, until, since)
        if wait is None:
            self.found.append(Stretch(task, lane, since, until, None))
            return since
        start, end = max(wait.start, since), min(wait.end, until)
        self._wait(task, lane, wait, start, end)
        return start

    def last_wait(
        self, lane: Lane, until: float, since: float
    ) -> tuple[Wait | None, float]:
        """Return the wait that ended at `until`; None if the lane ran then.

        Beside it, since when it did.
        """
        before = until - self.near
        at = bisect_left(lane.waits, before, key=lambda each: each.start)
        if not at:
            return None, since
        wait: Wait = lane.waits[at - 1]
        if until - wait.end > self.near:
            return None, max(wait.end, since)
        return wait, since

    def _wait(
        self, task: Lane, lane: Lane, wait: Wait, start: float, end: float
    ) -> None:
        """Add a wait, or what the one did that was waited for."""
        awaited = self.awaited(task, wait, end)
        if awaited is None or awaited.started is None or awaited is task:
            self.found.append(Stretch(task, lane, start, end, wait))
            return
        begun = max(start, awaited.started)
        self.follow(awaited, end, begun)
        if begun > start + self.near:
            self.found.append(Stretch(task, lane, start, begun, wait))

    def awaited(self, lane: Lane, wait: Wait, end: float) -> Lane | None:
        """Return the lane for whose end another waited."""
        named = self.labels.get(wait.on)
        if named is not None:
            return named
        if "." in wait.on or wait.on == "sleep":  # Queue.get, Event.wait
            return None
        related = self.near_to.get(self.places[id(lane)], [])
        ended = self._ended(related, lane, wait, end)
        if not ended and wait.on == "future" and self._shields(lane):
            tasks = [x for x in self.timeline.lanes if x.is_task]
            ended = self._ended(tasks, lane, wait, end)
            return ended[0] if len(ended) == 1 else None
        cancelled = Outcome.CANCELLED
        return max(
            ended,
            key=lambda x: (x.outcome is not cancelled, x.turn or 0),
            default=None,
        )

    def _shields(self, lane: Lane) -> bool:
        """Say whether a lane may wait for a task behind a shield."""
        source = lane.source
        return source is not None and (
            "shield" in self.timeline.sources[source].text
        )

    def _ended(
        self, lanes: Sequence[Lane], lane: Lane, wait: Wait, end: float
    ) -> list[Lane]:
        """Return those that ended in time for another to go on."""
        return [
            x
            for x in lanes
            if x.ended is not None
            and x is not lane
            and wait.start < x.ended <= end + self.near
            and end - x.ended <= self.near
            and x.outcome not in ENDED_BY_OTHERS
            and self.wakers.in_time(x, lane, wait)
        ]


def innermost(timeline: Timeline, task: Lane, when: float) -> Lane:
    """Return the coroutine that a task was in up to a moment."""
    lanes, deepest = timeline.lanes, task
    first = next(at for at, x in enumerate(lanes) if x is task)
    for lane in lanes[first + 1 :]:
        if lane.depth <= task.depth:
            break
        under_way = timeline.under_way(lane)
        if lane.job or under_way is None or lane.depth <= deepest.depth:
            continue
        if under_way.start < when <= under_way.end:
            deepest = lane
    return deepest


def holders_during(timeline: Timeline, wait: Wait) -> list[str]:
    """Return who held a lock while it was waited for, first one first.

    That is who was seen with it when the wait began, and who got it before
    this wait was over: a lock is granted in the order of asking.
    """
    close = near(timeline)
    got = [
        (each.end, lane.label)
        for lane in timeline.lanes
        if lane.is_task
        for each in lane.waits
        if each.of == wait.of
        and wait.start < each.end < wait.end - close
        and lane.ended != each.end
    ]
    found = list(wait.held_by)
    found += [label for _, label in sorted(got) if label not in found]
    return found


def waits_for_locks(lane: Lane) -> Iterator[Wait]:
    """Yield the waits of a lane for a lock or a semaphore."""
    return (wait for wait in lane.waits if wait.on in LOCKS)
