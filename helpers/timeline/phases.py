"""What a lane shows: its phases, from its creation to its last moment.

This is the one place that knows what the numbers of a lane mean: when it
began and ended, whether it waited or ran when it was cut short, what a crowd
shows over time. Whatever draws, tells or explains a lane reads its phases,
and what each looks like in `helpers.charts.marks`. A new state is a member
of `State`, a case in `phases`, and a mark.

Times are as recorded; a chart shows them as `Timeline.shown` says.
"""

from __future__ import annotations

import enum
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from helpers.timeline.model import BLOCKING, LAG, Lane, Outcome, Timeline
from helpers.timeline.spans import Span

__all__ = [
    *("End", "Phase", "State", "Times", "crowd", "end_of_phases", "ending"),
    *("inner_phase", "phases", "times", "waits"),
]


class State(enum.Enum):
    """What a lane is doing; how it ends is an `Outcome`."""

    CREATED = "created, and not started yet"
    PERHAPS = "not known: it started in this stretch, or before it ended"
    UNDER_WAY = "between its first step and its end: it waits, or it runs"
    UNCOLLECTED = "done, and nobody has taken the result yet"
    WAITING = "suspended, and on what"
    RUNNING = "running on the event loop"
    BLOCKING = "running for so long that the loop is held up"
    QUEUED = "a job that waits until a thread is free for it"
    WORKING = "a job that is at work in a thread, beside the loop"
    GIVEN_UP = "a job at work that nobody waits for any more"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a lane in one state; `on` is what it waits on.

    For a job it is where the work is done: in a "thread" or a "process".
    """

    state: State | Outcome
    start: float
    end: float
    on: str = ""


@dataclass(frozen=True, slots=True)
class End(Phase):
    """How a lane ended; `start` and `end` are both the place of that.

    `when` is None where it had not ended yet when the run was over. `value`
    is what there is to tell of a result or an error; `is_result` marks that
    of a task below the outermost one, which charts tell without a verb. `on`
    is what the lane waited on in the end, unless it ran for long since.
    """

    when: float | None = None
    value: str = ""
    is_result: bool = False
    started: bool = True
    never_collected: bool = False


def phases(
    timeline: Timeline,
    lane: Lane,
    places: float | None = None,
    long: float = BLOCKING,
) -> Iterator[Phase]:
    """Yield the phases of a lane, in order; the steps lie within UNDER_WAY.

    `places` is how many places a chart has for a second: nothing is told
    then that takes no time there, no single wait, and of the steps that
    begin at one place, of which a lane may have a million, only the first
    and those of `long` seconds or more. With 0 places no step is told but
    those that block, and with None all there is.
    """
    exact, shown = places is None, timeline.shown

    def lasts(start: float, end: float) -> bool:
        return start < end and (exact or shown(start) < shown(end))

    under_way = timeline.under_way(lane)
    if lane.job:
        yield from _of_job(timeline, lane, exact)
    elif under_way is None:
        yield Phase(State.CREATED, lane.created, timeline.end_of(lane))
    else:
        if lasts(lane.created, under_way.start):
            yield Phase(State.CREATED, lane.created, under_way.start)
        if lane.perhaps is not None and lasts(lane.perhaps, under_way.start):
            yield Phase(State.PERHAPS, lane.perhaps, under_way.start)
        yield Phase(State.UNDER_WAY, under_way.start, under_way.end)
        if exact:
            yield from waits(lane)
        yield from _steps(lane, places, long)
    yield ending(timeline, lane)
    left = lane.uncollected
    if left is not None and lasts(left.start, left.end):
        yield Phase(State.UNCOLLECTED, left.start, left.end)


def _of_job(timeline: Timeline, lane: Lane, exact: bool) -> Iterator[Phase]:
    """Yield the phases of a job until its end.

    A thread that is free begins at once, but for some part of a millisecond:
    that is no queue, and nothing is told of it unless all is.
    """
    end = timeline.end_of(lane)
    if lane.started is None:
        yield Phase(State.QUEUED, lane.created, end, lane.job)
        return
    begun = lane.started
    least = 0.0 if exact else min(LAG, timeline.seconds / 50)
    if begun - lane.created > least:
        yield Phase(State.QUEUED, lane.created, begun, lane.job)
    left = end if lane.given_up is None else max(begun, lane.given_up)
    yield Phase(State.WORKING, begun, min(left, end), lane.job)
    if left < end:
        yield Phase(State.GIVEN_UP, left, end, lane.job)


def waits(lane: Lane) -> Iterator[Phase]:
    """Yield each stretch in which a lane was suspended."""
    for wait in lane.waits:
        yield Phase(State.WAITING, wait.start, wait.end, wait.on)


def _steps(lane: Lane, places: float | None, long: float) -> Iterator[Phase]:
    if places == 0:
        for step in lane.blocked:
            yield Phase(State.BLOCKING, step.start, step.end)
        return
    flat, last = iter(lane.steps.flat), None
    for start, end in zip(flat, flat, strict=True):
        if places is not None:
            place = int(start * places)
            if place == last and end - start < long:
                continue
            last = place
        blocking = end - start >= BLOCKING
        yield Phase(State.BLOCKING if blocking else State.RUNNING, start, end)


def ending(timeline: Timeline, lane: Lane) -> End:
    """Return how a lane ended."""
    end = timeline.end_of(lane)
    outermost = lane.depth == 0 and lane.parent is None
    returned = lane.outcome is Outcome.RETURNED
    return End(
        lane.outcome,
        end,
        end,
        _last_wait(lane),
        when=lane.ended,
        value="" if outermost and lane.returned_none else lane.value,
        is_result=returned
        and bool(lane.is_task or lane.job)
        and not outermost,
        started=lane.started is not None,
        never_collected=lane.never_collected,
    )


def _last_wait(lane: Lane) -> str:
    """Return what a lane waited on in the end; "" if it ran meanwhile."""
    if lane.job and lane.started is None:
        return f"a free {lane.job}"
    if not lane.waits:
        return ""
    last = lane.waits[-1]
    waited = lane.ended is None or lane.ended - last.end < BLOCKING
    return last.on if waited else ""


def end_of_phases(timeline: Timeline, lane: Lane) -> float:
    """Return when a lane's last phase ends: its words stand there."""
    left = lane.uncollected
    return timeline.end_of(lane) if left is None else left.end


def inner_phase(timeline: Timeline, lane: Lane) -> Phase | None:
    """Return when a coroutine was surely under way, below its task.

    That is up to the step in which it ended: the next coroutine may begin
    in that very step, and the two must not overlap.
    """
    under_way = timeline.under_way(lane)
    if under_way is None:
        return None
    end = under_way.end if lane.ended is None else lane.steps[-1].start
    return Phase(State.UNDER_WAY, under_way.start, end)


@dataclass(frozen=True, slots=True)
class Times:
    """When a lane was created, started and ended, as a chart shows it.

    `started` is None, and `ended` infinite, where that never happened;
    `span` is from where to where the lane goes on all the same.
    """

    created: float
    started: float | None
    ended: float
    span: Span


def times(timeline: Timeline, lane: Lane) -> Times:
    """Return when a lane was created, started and ended."""
    shown = timeline.shown
    created, end = shown(lane.created), shown(timeline.end_of(lane))
    started = None if lane.started is None else shown(lane.started)
    ended = math.inf if lane.ended is None else end
    span = Span(created if started is None else started, end)
    return Times(created, started, ended, span)


def crowd(
    starts: Iterable[float], ends: Iterable[float]
) -> list[tuple[float, int]]:
    """Return (moment, how many are under way from then on), in order."""
    changes = Counter(starts)
    changes.subtract(Counter(ends))
    moments = sorted(changes)
    counts = accumulate(changes[moment] for moment in moments)
    return list(zip(moments, counts, strict=True))
