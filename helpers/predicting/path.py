"""What the end of a run has waited for, back to its beginning.

From the end of main the record is followed backwards: what main waited for
last, what that waited for last, and so on. What comes out are stretches, one
after the other. There are two ways where a task was waited for that had been
under way for longer: `waited_path` goes on with what main waited for before,
and so tells what main did all the time; `critical_path` goes back to where
that task was made, and so tells what has to become shorter for the run to
become shorter. All else happened beside that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.predicting.wakers import ENDED_BY_OTHERS, LOCKS, Wakers, near
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Wait

__all__ = [
    "ITS_TURN",
    "Stretch",
    "critical_path",
    "holders_during",
    "innermost",
    "main_of",
    "waited_path",
    "waits_for_locks",
]

ITS_TURN = "its turn"  # what a task waits for before its first step
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


def critical_path(timeline: Timeline) -> list[Stretch]:
    """Return the stretches that made a run as long as it was, in order."""
    main = main_of(timeline)
    if main is None:
        return []
    path = _Path(timeline)
    path.trace(main, timeline.end_of(main))
    return path.found[::-1]


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


def waited_path(timeline: Timeline) -> list[Stretch]:
    """Return what main did and waited for all the time, in order."""
    if not timeline.lanes:
        return []
    main = timeline.lanes[0]
    path = _Path(timeline)
    path.follow(main, timeline.end_of(main), 0.0)
    return path.found[::-1]


def _down(
    chain: Sequence[Lane], below: Sequence[Lane], task: Lane
) -> list[Lane]:
    """Return a chain that goes on to a task, by way of what is in another.

    It turns back where it has been there.
    """
    found: list[Lane] = []
    for lane in (*chain, *below, task):
        if lane is task:
            return [*found, task]
        found.append(lane)
    return found


class _Path:
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
            lane, floor = self._innermost_before(task, until)
            until = self._back(task, lane, until, max(since, floor))

    def trace(self, task: Lane | None, until: float) -> None:
        """Add what brought a task to `until`, back to the beginning."""
        seen: set[int] = set()  # at this moment: nobody waits in a circle
        chain: list[Lane] = [task] if task else []
        while task is not None and len(self.found) < MOST:
            seen.add(id(task))
            if until <= max(task.started or 0.0, 0.0) + self.near:
                blocker = self.wakers.blocker(task, until)
                if blocker and id(blocker) not in seen:
                    task, chain = blocker, _down(chain, [], blocker)
                    continue
                maker = self._maker(task)
                until, task = self._made(task, maker, until, chain), maker
                chain = _down(chain[:1], [], maker) if maker else chain
                continue
            lane, floor = self._innermost_before(task, until)
            floor = max(floor, task.started or 0.0)
            wait, floor = self._last_wait(lane, until, floor)
            below = self._between(task, lane)
            start, end, before = floor, until, None
            if wait is not None:
                start, end = max(wait.start, floor), min(wait.end, until)
                before = self._before(task, lane, wait, end)
            if before is not None and id(before) not in seen:
                task, until = before, end
                chain = _down(chain, below, before)
                continue
            found = Stretch(task, lane, start, end, wait, (*chain, *below))
            self.found.append(found)
            until = start
            seen.clear()

    def _between(self, task: Lane, lane: Lane) -> list[Lane]:
        """Return the coroutines from below a task down to one in it."""
        found: list[Lane] = []
        while lane is not task and lane.parent is not None:
            found.append(lane)
            lane = self.timeline.lanes[lane.parent]
        return found[::-1]

    def _maker(self, lane: Lane) -> Lane | None:
        """Return the task that made another, or asked for a job."""
        above = lane.parent
        while above is not None and self.timeline.lanes[above].depth:
            above = self.timeline.lanes[above].parent
        return None if above is None else self.timeline.lanes[above]

    def _made(
        self,
        task: Lane,
        maker: Lane | None,
        until: float,
        chain: Sequence[Lane],
    ) -> float:
        """Return when a task was made; add its wait for the loop since.

        Its coroutine may have been there for long: it became a task when its
        maker ran for the last time before it began.
        """
        made = min(until, task.created)
        if maker is not None and maker.steps:
            steps = maker.steps
            after = bisect_right(range(len(steps)), until, key=steps.start)
            made = max(made, min(until, steps.end(max(0, after - 1))))
        if until > made + self.near:
            turn = Wait(ITS_TURN, made, until)
            found = Stretch(task, task, made, until, turn, tuple(chain))
            self.found.append(found)
        return made

    def _before(
        self, task: Lane, lane: Lane, wait: Wait, end: float
    ) -> Lane | None:
        """Return the task whose doing ended a wait; None for the wait itself.

        That is the one that was waited for, or one that held up the loop, or
        one that woke the other up or cancelled it.
        """
        awaited = self._awaited(lane, wait, end)
        if awaited is not None and awaited.started is not None:
            return awaited
        return self.wakers.blocker(task, end) or self.wakers.waker(
            task, lane, wait
        )

    def _innermost_before(
        self, task: Lane, until: float
    ) -> tuple[Lane, float]:
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
        wait, since = self._last_wait(lane, until, since)
        if wait is None:
            self.found.append(Stretch(task, lane, since, until, None))
            return since
        start, end = max(wait.start, since), min(wait.end, until)
        self._wait(task, lane, wait, start, end)
        return start

    def _last_wait(
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
        awaited = self._awaited(task, wait, end)
        if awaited is None or awaited.started is None or awaited is task:
            self.found.append(Stretch(task, lane, start, end, wait))
            return
        begun = max(start, awaited.started)
        self.follow(awaited, end, begun)
        if begun > start + self.near:
            self.found.append(Stretch(task, lane, start, begun, wait))

    def _awaited(self, lane: Lane, wait: Wait, end: float) -> Lane | None:
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
