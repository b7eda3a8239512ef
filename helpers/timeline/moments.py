"""Where each task stands, moment by moment: what a replay steps through.

A moment is a step of a task, or the start of a job, in the order in which
they happened. At each of them one task goes on, and all others stand where
they stood: created, suspended in some line, done, done and not collected.
`moments` puts the steps in order, and `Moments.stands` says of each lane what
it is doing from which moment on. Whatever shows them decides nothing.
"""

from __future__ import annotations

import ast
import functools
import math
import textwrap
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.timeline.model import LAG, Lane, Outcome, Timeline
from helpers.timeline.phases import State
from helpers.timeline.spans import Span, Wait

__all__ = ["Moment", "Moments", "Stand", "last_line", "moments"]


UNCOUNTED = -1.0  # the number of a step that has none


@dataclass(frozen=True, slots=True)
class Moment:
    """The start of a step, or of a job; `lane` is a task's, or the job's."""

    when: float
    lane: int


@dataclass(frozen=True, slots=True)
class Stand:
    """What a lane is doing from some moment on, until its next stand.

    It begins with the moment `at`, or within it at a time of its own,
    `when`, as a wait does after a step. `wait` is what it waits on, and
    `line` the one in which it stands, 0 where that is not known.
    """

    at: int
    when: float
    state: State | Outcome
    line: int = 0
    wait: Wait | None = None


@dataclass(frozen=True)
class Moments:
    """All moments of a timeline, and where they belong.

    `of` has for each lane that has steps the places of its moments, and
    `counted` the place of each step by its number, where these are known.
    """

    timeline: Timeline
    all: tuple[Moment, ...]
    of: dict[int, list[int]]
    counted: dict[float, int]

    def during(self, steps: int, when: float) -> int:
        """Return the moment within which something was done at `when`.

        So many `steps` were over by then.
        """
        return self.counted.get(steps, self.at(when))

    def at(self, when: float) -> int:
        """Return the last moment that is not later than `when`, or -1."""
        return bisect_right(self.all, when, key=lambda x: x.when) - 1

    def before(self, when: float) -> int:
        """Return the last moment that is earlier than `when`, or -1."""
        return bisect_left(self.all, when, key=lambda x: x.when) - 1

    def within(
        self, lane: int | None, when: float, until: int | None = None
    ) -> int:
        """Return at which of its moments a lane did something at `when`.

        That is the last one that is not later, and before `until`.
        """
        places, last = self._places(lane), self.at(when)
        if until is not None:
            last = min(last, until - 1)
        found = bisect_right(places, last)
        return places[found - 1] if found else 0

    def taken(self, lane: int | None, when: float, since: int) -> int:
        """Return at which of its moments a lane took a result at `when`.

        Of those at one time it is the first one after `since`.
        """
        last = self.within(lane, when)
        places = self._places(lane)
        found = bisect_right(places, since)
        while found < len(places) and places[found] < last:
            if self.all[places[found]].when == self.all[last].when:
                return places[found]
            found += 1
        return max(since, last)

    def _places(self, lane: int | None) -> list[int]:
        if lane is None:
            return []
        return self.of.get(self._task_of(lane), [])

    def stands(self, place: int) -> Iterator[Stand]:
        """Yield what a lane is doing, from one moment to the next."""
        lane = self.timeline.lanes[place]
        if lane.callbacks:
            return
        if lane.job:
            yield from self._of_job(place, lane)
        elif lane.is_task or lane.started is not None:
            yield from self._of_task(place, lane)
        else:
            at = self.within(lane.parent, lane.created)
            yield Stand(at, lane.created, State.CREATED)
            yield self._left(lane)

    def _of_job(self, place: int, lane: Lane) -> Iterator[Stand]:
        own = self.of[place][0] if place in self.of else None
        first = self.within(lane.parent, lane.created, own)
        yield Stand(first, lane.created, State.QUEUED)
        if lane.started is None:
            yield self._left(lane)
            return
        at = self.of[place][0]
        yield Stand(at - 1, math.inf, State.WORKING)
        if lane.given_up is not None:
            at = max(at, self.before(lane.given_up))
            yield Stand(at, lane.given_up, State.GIVEN_UP)
        if lane.ended is None:
            yield self._left(lane)
        else:
            if self._lasts(lane.started, lane.ended):
                at = max(at, self.before(lane.ended))
            yield from self._ended(lane, at)

    def _of_task(self, place: int, lane: Lane) -> Iterator[Stand]:
        steps = self._steps(self._task_of(place), lane)
        until = steps[0][0] if steps else len(self.all)
        first = min(self.within(lane.parent, lane.created, until), until - 1)
        if place:
            yield Stand(first, lane.created, State.CREATED)
        yield from self._going(lane, steps)
        at = steps[-1][0] if steps else max(first, self.before(lane.created))
        if lane.ended is None:
            yield self._left(lane)
        else:
            yield from self._ended(lane, at)

    def _going(
        self, lane: Lane, steps: Sequence[tuple[int, float]]
    ) -> Iterator[Stand]:
        """Yield the steps of a lane, and what it does between them.

        It gives way for a turn of the loop where it waits on nothing.
        """
        waits, line = list(lane.waits), _first_line(self.timeline, lane)
        waits.reverse()
        for number, (at, end) in enumerate(steps, 1):
            blocks = end - self.all[at].when >= self.timeline.slow
            state = State.BLOCKING if blocks else State.RUNNING
            yield Stand(at - 1, math.inf, state, line)
            line, goes_on = 0, number < len(steps)
            after = self.all[steps[number][0]].when if goes_on else None
            if waits and _follows(waits[-1], end, after):
                wait = waits.pop()
                line = wait.line
                yield Stand(at, end, State.WAITING, line, wait)
            elif goes_on:
                yield Stand(at, end, State.UNDER_WAY)

    def _end(self, lane: Lane) -> float:
        return self.timeline.end_of(lane)

    def _left(self, lane: Lane) -> Stand:
        """Return where a lane stands that had not ended at the end."""
        last = lane.waits[-1] if lane.waits else None
        line = last.line if last else 0
        end = self.timeline.seconds
        return Stand(len(self.all) - 1, end, lane.outcome, line, last)

    def _ended(self, lane: Lane, at: int) -> Iterator[Stand]:
        """Yield how a lane ended, and what became of its result."""
        line, left = last_line(self.timeline, lane), self._lying(lane)
        if left is None and not lane.never_collected:
            yield Stand(at, self._end(lane), lane.outcome, line)
            return
        yield Stand(at, self._end(lane), State.UNCOLLECTED, line)
        if left is not None:
            taken = self.taken(lane.collector, left.end, at)
            yield Stand(taken, left.end, lane.outcome, line)

    def _lying(self, lane: Lane) -> Span | None:
        """Return the stretch from done to collected, if it is one to see."""
        left = lane.uncollected
        if left is None or not self._lasts(left.start, left.end):
            return None
        return left

    def _lasts(self, start: float, end: float) -> bool:
        return self.timeline.shown(start) < self.timeline.shown(end)

    def _task_of(self, place: int) -> int:
        """Return the lane whose steps a coroutine's are."""
        lanes = self.timeline.lanes
        while not lanes[place].is_task:
            above = lanes[place].parent
            if above is None:
                break
            place = above
        return place

    def _steps(self, task: int, lane: Lane) -> list[tuple[int, float]]:
        """Return (moment, end) of the steps of a task that are a lane's."""
        timeline = self.timeline
        whole, places = timeline.lanes[task], self.of.get(task, [])
        ends = [step.end for step in whole.steps]
        if whole is lane:
            return list(zip(places, ends, strict=True))
        found, at = [], 0
        for step in lane.steps:
            while at < len(ends) and ends[at] < step.end - 1e-9:
                at += 1
            if at < len(ends):
                found.append((places[at], step.end))
                at += 1
        return found


def moments(timeline: Timeline) -> Moments:
    """Return the moments of a timeline, in the order in which they came."""
    found: list[tuple[float, float, int]] = []
    for place, lane in enumerate(timeline.lanes):
        if lane.job and lane.started is not None:
            found.append((*_begun_after(timeline, lane), place))
        elif lane.is_task and not lane.callbacks:
            found += _moments_of(place, lane)
    found.sort()
    of: dict[int, list[int]] = defaultdict(list)
    for at, (_, _, place) in enumerate(found):
        of[place].append(at)
    every = tuple(Moment(when, place) for when, _, place in found)
    counted = {number: at for at, (_, number, _) in enumerate(found)}
    return Moments(timeline, every, dict(of), counted)


def _begun_after(timeline: Timeline, job: Lane) -> tuple[float, float]:
    """Return when a job begins, and where among the steps of that moment.

    It is after the one that handed it over, unless it was queued.
    """
    assert job.started is not None
    if job.parent is None or job.started - job.created > LAG:
        return job.started, UNCOUNTED - 1
    whole = timeline.lanes[job.parent]
    while not whole.is_task and whole.parent is not None:
        whole = timeline.lanes[whole.parent]
    numbers = dict(enumerate(whole.order))
    for at, step in enumerate(whole.steps):
        if step.start <= job.created <= step.end:
            return step.start, numbers.get(at, UNCOUNTED) + 0.5
    return job.started, UNCOUNTED - 1


def _moments_of(place: int, lane: Lane) -> Iterator[tuple[float, float, int]]:
    known: Sequence[float] = lane.order
    if len(known) != len(lane.steps):
        known = [UNCOUNTED] * len(lane.steps)
    for number, start in zip(known, lane.steps.flat[::2], strict=True):
        yield start, number, place


def _first_line(timeline: Timeline, lane: Lane) -> int:
    """Return the line in which a lane's function begins."""
    return 0 if lane.source is None else timeline.sources[lane.source].first


def _follows(wait: Wait, end: float, after: float | None) -> bool:
    """Say whether a wait began with the end of a step, up to the next."""
    return wait.start == end and after in (None, wait.end)


def last_line(timeline: Timeline, lane: Lane) -> int:
    """Return the line in which a lane ended; its first, if it is not known.

    A lane that was cut short stood where it waited last.
    """
    if lane.source is None:
        return 0
    source = timeline.sources[lane.source]
    if lane.outcome is Outcome.RETURNED:
        return source.first + _last_of(source.text)
    if lane.outcome is not Outcome.RAISED and lane.waits:
        return lane.waits[-1].line
    return source.first


@functools.lru_cache(maxsize=256)
def _last_of(text: str) -> int:
    """Return how many lines below its first a function returns.

    That is 0 where it has several ways to.
    """
    try:
        (function,) = ast.parse(textwrap.dedent(text)).body
    except (SyntaxError, ValueError):
        return 0
    if not isinstance(function, ast.AsyncFunctionDef):
        return 0
    ways = [x for x in _statements(function) if isinstance(x, ast.Return)]
    last = function.body[-1]
    if ways not in ([], [last]):
        return 0
    return (last.lineno if ways else last.end_lineno or 1) - 1


def _statements(function: ast.AST) -> Iterator[ast.AST]:
    """Yield what belongs to a function, and to none within it."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
    for each in ast.iter_child_nodes(function):
        if not isinstance(each, inner):
            yield each
            yield from _statements(each)
