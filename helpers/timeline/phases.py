"""What a lane shows: its phases, from its creation to its last moment.

This is the one place that knows what the numbers of a lane mean: when it
began and ended, whether it waited or ran when it was cut short, what a crowd
shows over time. Whatever draws, tells or explains a lane reads its phases,
and what each looks like in `helpers.charts.marks`. A new state is a member
of `State`, a case in `phases`, and a mark.

Times are as recorded; a chart shows them as `Timeline.shown` says.
"""

from __future__ import annotations

import dataclasses
import enum
import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from helpers.timeline.model import BLOCKING, LAG, Lane, Outcome, Timeline
from helpers.timeline.spans import Span

__all__ = [
    *("End", "Phase", "State", "Times", "crowd", "end_of_phases", "ending"),
    *("phases", "times", "waits"),
]


class State(enum.Enum):
    """What a lane is doing; how it ends is an `Outcome`."""

    CREATED = "created, and not started yet"
    PERHAPS = "not known: it started in this stretch, or before it ended"
    UNDER_WAY = "between its first step and its end: it waits, or it runs"
    UNCOLLECTED = "done, and nobody has taken the result yet"
    WAITING = "suspended, and on what"
    OFTEN = "many short steps, and waits between them"
    OFTEN_BLOCKING = "many steps that hold up the loop, and waits between"
    RUNNING = "running on the event loop"
    BLOCKING = "running for so long that the loop is held up"
    QUEUED = "a job that waits until a thread is free for it"
    WORKING = "a job that is at work in a thread, beside the loop"
    GIVEN_UP = "a job at work that nobody waits for any more"
    MOVING = "what a job needs, or its result, on the way between processes"


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a lane in one state; `on` is what it waits on.

    For a job it is where the work is done: in a "thread" or a "process".
    `share` is the part of it, from 0 to 1, in which the lane was in this
    state: it is less than all where a chart has no room for what lay
    between, as with many short steps.

    In the lane of a loop's callbacks, each step is one, and `on` its name.
    `line` is the one in which a wait began, 0 where that is not known.
    """

    state: State | Outcome
    start: float
    end: float
    on: str = ""
    share: float = 1.0
    line: int = 0


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


MANY = 5  # short steps in a row; fewer are told one by one
NEAR = 1.5  # times the narrowest mark; steps this near to each other touch
TINY = 1e-6  # seconds, in which times may differ that are the same
MOST = 0.75  # of the time; a lane that runs for less of it steps often


def phases(
    timeline: Timeline,
    lane: Lane,
    places: float | None = None,
    long: float = BLOCKING,
) -> Iterator[Phase]:
    """Yield the phases of a lane, in order; the steps lie within UNDER_WAY.

    `places` is how many places a chart has for a second: nothing is told
    then that takes no time there, and no single wait. `long` is how many
    seconds its narrowest mark stands for: a step shorter than that takes
    no time in the chart, and of those that begin at one place, of which a
    lane may have a million, only the first is told. Where the marks of many
    would touch, they are one stretch: OFTEN, or RUNNING if the lane ran for
    most of it; or OFTEN_BLOCKING, if a chart is so long that steps which
    block are short in it. With no `places`, all is told as it was.
    """
    shown = timeline.shown

    def lasts(start: float, end: float) -> bool:
        return start < end and (places is None or shown(start) < shown(end))

    under_way = timeline.under_way(lane)
    if lane.callbacks:
        yield from _callbacks(timeline, lane, places, long)
    elif lane.job:
        yield from _of_job(timeline, lane, places is None)
    elif under_way is None:
        yield Phase(State.CREATED, lane.created, timeline.end_of(lane))
    else:
        if lasts(lane.created, under_way.start):
            yield Phase(State.CREATED, lane.created, under_way.start)
        if lane.perhaps is not None and lasts(lane.perhaps, under_way.start):
            yield Phase(State.PERHAPS, lane.perhaps, under_way.start)
        yield Phase(State.UNDER_WAY, under_way.start, under_way.end)
        if places is None:
            yield from waits(lane)
            yield from _all_steps(timeline, lane)
        else:
            yield from _steps(timeline, lane, places, long)
    yield ending(timeline, lane)
    left = lane.uncollected
    for start, end in [] if left is None else _beside_moves(lane, left):
        if lasts(start, end):
            yield Phase(State.UNCOLLECTED, start, end)
    for start, end in _moves(lane):
        if lasts(start, end):
            yield Phase(State.MOVING, start, end, lane.job)


def _moves(lane: Lane) -> Iterator[tuple[float, float]]:
    return zip(lane.moves[::2], lane.moves[1::2], strict=True)


def _beside_moves(lane: Lane, span: Span) -> Iterator[tuple[float, float]]:
    """Yield the parts of a stretch in which nothing moved."""
    begin = span.start
    for start, end in _moves(lane):
        if end > begin and start < span.end:
            if start > begin:
                yield begin, start
            begin = end
    if begin < span.end or span.start == span.end:
        yield begin, span.end


def _of_job(timeline: Timeline, lane: Lane, exact: bool) -> Iterator[Phase]:
    """Yield the phases of a job until its end.

    A thread that is free begins at once, but for some part of a millisecond:
    that is no queue, and nothing is told of it unless all is. Nor is what
    takes no time where times are cut to grains.
    """
    end = timeline.end_of(lane)
    if lane.started is None:
        yield Phase(State.QUEUED, lane.created, end, lane.job)
        return
    begun = lane.started
    least = 0.0 if exact else min(LAG, timeline.seconds / 50)
    for start, until in _beside_moves(lane, Span(lane.created, begun)):
        if timeline.grain and not exact:
            queued = timeline.shown(start) < timeline.shown(until)
        else:
            queued = until - start > least
        if queued:
            yield Phase(State.QUEUED, start, until, lane.job)
    left = end if lane.given_up is None else max(begun, lane.given_up)
    yield Phase(State.WORKING, begun, min(left, end), lane.job)
    if left < end:
        yield Phase(State.GIVEN_UP, left, end, lane.job)


def waits(lane: Lane) -> Iterator[Phase]:
    """Yield each stretch in which a lane was suspended."""
    for wait in lane.waits:
        start, end = wait.start, wait.end
        yield Phase(State.WAITING, start, end, wait.on, line=wait.line)


def _all_steps(timeline: Timeline, lane: Lane) -> Iterator[Phase]:
    flat, slow = iter(lane.steps.flat), timeline.slow
    for start, end in zip(flat, flat, strict=True):
        yield Phase(_state(end - start, slow), start, end)


def _steps(
    timeline: Timeline, lane: Lane, places: float, long: float
) -> list[Phase]:
    """Return the steps of a lane, as far as a chart has room for them."""
    shown = timeline.shown
    found: list[Phase] = []
    least = max(long, timeline.resolution) - TINY
    rows: dict[State, list[_Cell]] = defaultdict(list)
    for cell in _cells(lane, places, least, timeline.slow):
        row = rows[cell.state]
        if row and not _touch(row[-1], cell, NEAR * long, shown):
            found += _row(row, long, shown)
            row.clear()
        row.append(cell)
    for row in rows.values():
        found += _row(row, long, shown)
    return sorted(found, key=lambda phase: phase.start)


def _state(seconds: float, slow: float) -> State:
    return State.BLOCKING if seconds >= slow else State.RUNNING


@dataclass(slots=True)
class _Cell:
    """The short steps that begin at one place of a chart, or a single step.

    `ran` is for how many seconds the lane ran in them, and `state` what it
    was in meanwhile.
    """

    start: float
    end: float
    ran: float
    state: State
    is_long: bool


def _cells(
    lane: Lane, places: float, least: float, slow: float
) -> Iterator[_Cell]:
    """Yield short steps place by place, the others each by itself.

    Those that block are always told, and so are those of `least` seconds.
    """
    cell, last, single = None, None, False
    flat, alone = iter(lane.steps.flat), min(least, slow)
    for start, end in zip(flat, flat, strict=True):
        ran, place = end - start, int(start * places)
        if ran >= alone or place != last:
            if cell is not None:
                yield cell
            cell = _Cell(start, end, ran, _state(ran, slow), ran >= least)
            single, last = ran >= alone, place
        elif cell is not None and not single:
            cell.end = end
            cell.ran += ran
    if cell is not None:
        yield cell


def _touch(
    one: _Cell, other: _Cell, reach: float, shown: Callable[[float], float]
) -> bool:
    """Say whether short steps are so near that their marks would touch."""
    if one.is_long or other.is_long:
        return False
    apart = shown(other.start) - shown(one.end)
    return min(apart, other.start - one.end) <= reach


_MANY_OF = {
    State.RUNNING: State.OFTEN,
    State.BLOCKING: State.OFTEN_BLOCKING,
}


def _row(
    row: Sequence[_Cell], long: float, shown: Callable[[float], float]
) -> Iterator[Phase]:
    """Yield the phases of steps of which each is near to the next."""
    moments = {shown(cell.start) for cell in row}
    if len(moments) >= MANY and row[-1].end - row[0].start >= long:
        yield from _stretches(row, long)
        return
    for cell in row:
        brief = cell.state is State.RUNNING and not cell.is_long
        end = cell.start if brief else cell.end
        yield Phase(cell.state, cell.start, end)


def _stretches(row: Sequence[_Cell], long: float) -> Iterator[Phase]:
    """Yield what many short steps are, taken together, from part to part."""
    whole = row[0].state
    many = _MANY_OF[whole]
    state, begin, ran = many, row[0].start, 0.0
    for start, end, part in _parts(row, long):
        now = many if part < MOST * (end - start) else whole
        if now is not state and start > begin:
            share = ran / (start - begin)
            yield Phase(state, begin, start, share=min(1.0, share))
            begin, ran = start, 0.0
        state = now
        ran += part
    share = ran / (row[-1].end - begin)
    yield Phase(state, begin, row[-1].end, share=min(1.0, share))


def _parts(
    row: Sequence[_Cell], long: float
) -> list[tuple[float, float, float]]:
    """Return (start, end, seconds that ran) of parts as long as a mark.

    What is left at the end of a row belongs to the part before.
    """
    begin, ran = row[0].start, 0.0
    parts = []
    for cell, after in pairwise(row):
        ran += cell.ran
        if after.start - begin >= long:
            parts.append((begin, after.start, ran))
            begin, ran = after.start, 0.0
    ran += row[-1].ran
    if parts and row[-1].end - begin < long:
        begin, _, before = parts.pop()
        ran += before
    return [*parts, (begin, row[-1].end, ran)]


def _callbacks(
    timeline: Timeline, lane: Lane, places: float | None, long: float
) -> Iterator[Phase]:
    """Yield the steps of a loop's lane, each with its callback's name.

    A stretch of many has a name if they all have the same.
    """
    if places is None:
        for step, name in zip(
            _all_steps(timeline, lane), lane.callbacks, strict=True
        ):
            yield dataclasses.replace(step, on=name)
        return
    flat = lane.steps.flat
    starts, ends = flat[::2], flat[1::2]
    names: dict[tuple[float, float], str] = {}
    for key, name in zip(
        zip(starts, ends, strict=True), lane.callbacks, strict=True
    ):
        names[key] = name if names.get(key, name) == name else _SEVERAL
    for step in _steps(timeline, lane, places, long):
        found = names.get((step.start, step.end))
        if found is None:
            first = bisect_left(starts, step.start)
            within = set(lane.callbacks[first : bisect_right(ends, step.end)])
            found = within.pop() if len(within) == 1 else _SEVERAL
        yield dataclasses.replace(step, on=found)


_SEVERAL = "callbacks"


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
        when=None if lane.callbacks else lane.ended,
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
