"""Makes a `Timeline` of what a `Recorder` has noted.

It can be called at any time, also while the program is still running: the
timeline then shows what has happened so far, and does not change any more.
"""

from __future__ import annotations

import itertools
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from helpers.labels import (
    Call,
    argument_texts,
    call_text,
    cut_apart,
    describe,
)
from helpers.recording.callbacks import lane_of_loop
from helpers.recording.job import JobLane
from helpers.recording.lane import LiveLane
from helpers.recording.lines import UNKNOWN, line_at, source_of
from helpers.recording.recorder import Recorder
from helpers.recording.replay import Inner, Replayed, chunks, replay
from helpers.timeline.model import Lane, Outcome, Printed, Source, Timeline
from helpers.timeline.spans import Steps, Waits

__all__ = ["freeze", "labels"]

_NO_NUMBERS = array("l")


def freeze(
    recorder: Recorder,
    *,
    title: str = "",
    since: int = 0,
    origin: float | None = None,
    exact: bool = False,
) -> Timeline:
    """Return the timeline of what a recorder has noted so far.

    Lanes with a number of `since` or more are in it, and its seconds are
    counted from `origin` (of the loop's clock), else from when the
    recorder was attached. `exact` is what it is for a `Timeline`.
    """
    start = recorder.origin if origin is None else origin
    shared = _Shared(recorder, start, list(_in_order(recorder, since)))
    lanes = tuple(map(shared.lane, shared.order))
    ends = [x.ended for x in lanes if x.ended is not None]
    ends += [x.collected for x in lanes if x.collected is not None]
    if any((x.is_task or x.job) and x.ended is None for x in lanes):
        ends.append(shared.now)
    # A job may begin, and end, when nothing else is noted any more.
    ends += [x.started for x in lanes if x.job and x.started is not None]
    seconds = max(ends, default=0.0)
    callbacks = lane_of_loop(
        recorder, start, seconds, exact=exact, whole=origin is None
    )
    if callbacks is not None and callbacks.ended is not None:
        lanes, seconds = (*lanes, callbacks), max(seconds, callbacks.ended)
    return Timeline(
        lanes=lanes,
        seconds=seconds,
        clock="virtual" if recorder.virtual else "real",
        title=title,
        notes=tuple(recorder.notes),
        sources=shared.sources,
        printed=tuple(
            Printed(round(when - start, 6), steps, text)
            for when, steps, text in recorder.printed
            if origin is None or when >= start
        ),
        exact=exact,
    )


def labels(recorder: Recorder) -> dict[int, str]:
    """Return what each lane is called in the timeline, by its number."""
    return _unique_labels(list(_in_order(recorder, 0)))


@dataclass(eq=False, slots=True)
class _Row:
    """What becomes one lane: a task, a coroutine awaited without one, a job.

    `task` is the lane whose steps it shares, and `done` what happened in
    these. `inner` is None for a task itself; `unstarted` is a lane that
    existed before the coroutine was started, if it ever was.
    """

    number: int
    call: Call
    task: LiveLane
    done: Replayed
    inner: Inner | None = None
    unstarted: LiveLane | None = None
    parent: int | None = None
    depth: int = 0

    @property
    def code(self) -> CodeType | None:
        """What it runs, where that is Python's."""
        if self.inner is not None:
            return self.inner.code
        about = self.call[2]
        return None if about is None else about.code

    @property
    def created(self) -> float:
        """When it was made, or when it started where that is not known."""
        known = [each.started for each in (self.inner,) if each is not None]
        if self.unstarted is not None:
            known.append(self.unstarted.created)
        return min(known, default=self.task.created)


def _in_order(recorder: Recorder, since: int) -> Iterator[_Row]:
    """Yield tasks as created, each followed by the coroutines below it.

    A task that a library keeps for itself is left out, unless it awaits a
    coroutine of the learner's, as other libraries' task groups do. Jobs
    that no task has asked for come last.
    """
    gone = recorder.count_events() - len(recorder.events)
    events = chunks(recorder.events, recorder.own, gone)
    lanes = recorder.lanes()
    closing = recorder.closing_place, recorder.closing or Outcome.CANCELLED
    unstarted: dict[int | None, list[LiveLane]] = {}
    for lane in lanes:
        if not lane.is_task:
            unstarted.setdefault(lane.parent, []).append(lane)
    jobs, shown = list(recorder.jobs), set()
    for job in jobs:
        unstarted.setdefault(job.parent, []).append(job)
    unnumbered = itertools.count(-1, -1)
    for place, lane in lanes.items():
        if lane.is_task and lane.number >= since:
            done = replay(lane, events.get(place, ()), closing, lanes)
            for inner in done.inner:
                if inner.number < 0:  # it was never suspended
                    inner.number = next(unnumbered)
            if done.inner or not lane.internal:
                held = unstarted.get(lane.number, [])
                top = _Row(lane.number, lane.call, lane, done)
                top.parent = lane.parent
                shown.add(lane.number)
                yield from _family(top, held)
    for job in jobs:
        if job.number >= since and job.parent not in shown:
            yield _Row(job.number, job.call, job, Replayed())


def _family(top: _Row, held: Sequence[LiveLane]) -> Iterator[_Row]:
    """Yield a task's row, and below it those of its coroutines."""
    rows = {inner: _row(top, inner) for inner in top.done.inner}
    below: dict[int, list[_Row]] = {}
    started = set()
    for inner, row in rows.items():
        above = inner.above
        while above is not None and above not in rows:
            above = above.above
        row.parent = (top if above is None else rows[above]).number
        below.setdefault(row.parent, []).append(row)
        started.add(row.number)
    for lane in held:
        if isinstance(lane, JobLane):
            row = _Row(lane.number, lane.call, lane, Replayed())
            row.parent = _asker(lane, rows, top).number
            below.setdefault(row.parent, []).append(row)
        elif lane.outcome is Outcome.NEVER_AWAITED and not lane.started:
            row = _Row(lane.number, lane.call, top.task, top.done, None, lane)
            row.parent = top.number
            below.setdefault(top.number, []).append(row)
    stack = [top]
    while stack:
        row = stack.pop()
        yield row
        lower = below.get(row.number, [])
        lower.sort(key=lambda each: (each.created, each.number), reverse=True)
        for each in lower:
            each.depth = row.depth + 1
        stack += lower


def _asker(job: JobLane, rows: dict[Inner, _Row], top: _Row) -> _Row:
    """Return the row of the coroutine that asked for a job."""
    for inner, row in reversed(rows.items()):
        since = inner.started if inner.unsure is None else inner.unsure
        until = math.inf if inner.ended is None else inner.ended
        if inner.code is job.asker and since <= job.created <= until:
            return row
    return top


def _row(top: _Row, inner: Inner) -> _Row:
    number, before = inner.number, inner.unstarted
    if before is not None:
        number = before.number
    assert inner.call is not None
    return _Row(number, inner.call, top.task, top.done, inner, before)


def _unique_labels(rows: Sequence[_Row]) -> dict[int, str]:
    """Give each row a label of its own: the call, cut where it is long.

    Calls that differ are cut so that they still do; those that look the
    same are numbered: `b('x') #2`.
    """
    texts = {row.number: _full_label(row) for row in rows}
    short = cut_apart(set(texts.values()))
    seen: Counter[str] = Counter()
    labels = {}
    for row in rows:
        label = short[texts[row.number]]
        seen[label] += 1
        count = seen[label]
        labels[row.number] = label if count == 1 else f"{label} #{count}"
    return labels


def _full_label(row: _Row) -> str:
    """Return a row's call, after the name that the program gave its task."""
    text = call_text(row.call)
    if row.inner is None and row.unstarted is None and row.task.name:
        return f"{row.task.name}: {text}"
    return text


class _Labels(Sequence[str]):
    """Labels by the numbers of lanes; "" of those that are not shown.

    A program that runs for days has made millions, and shows a few.
    """

    def __init__(self, labels: dict[int, str], made: int) -> None:
        self._labels = labels
        self._made = made

    def __len__(self) -> int:
        return self._made

    def __getitem__(self, number: Any) -> Any:
        return self._labels.get(number, "")


class _Shared:
    """What all lanes of one timeline have in common."""

    def __init__(
        self, recorder: Recorder, origin: float, order: Sequence[_Row]
    ) -> None:
        self.order = order
        self._origin = origin
        stopped = recorder.stopped
        self.now = self._exact(recorder.now() if stopped is None else stopped)
        self._places = {row.number: at for at, row in enumerate(order)}
        self._labels = _unique_labels(order)
        self._reasons = dict(recorder.reasons.items())
        self._all_labels = _Labels(self._labels, recorder.made)
        self._takers = _takers(order)
        self._sources: dict[Source, int] = {}
        self._turns = _turns(order)
        self._details = {
            number: (lock, self._labels_of(recorder, places), within)
            for number, (lock, places, within) in recorder.details.items()
        }

    def _labels_of(
        self, recorder: Recorder, places: Sequence[int]
    ) -> tuple[str, ...]:
        numbers = map(recorder.numbers.get, places)  # None of what is gone
        labels = [self._all_labels[x] for x in numbers if x is not None]
        return tuple(filter(None, labels))

    def _exact(self, when: float) -> float:
        return round(when - self._origin, 6)

    def _maybe(self, when: float | None) -> float | None:
        return None if when is None else self._exact(when)

    def _place(self, number: int | None) -> int | None:
        return None if number is None else self._places.get(number)

    def lane(self, row: _Row) -> Lane:
        """Return the frozen form of one row."""
        if isinstance(row.task, JobLane):
            return self._job(row, row.task)
        is_task = row.inner is None and row.unstarted is None
        if is_task:
            return self._task(row)
        if row.inner is None:
            return self._never_started(row)
        inner = row.inner
        steps, waits = self._moves(row)
        return self._lane(
            row,
            started=self._exact(inner.started),
            ended=self._maybe(inner.ended),
            outcome=inner.outcome,
            kept=inner.value,
            steps=steps,
            waits=waits,
            perhaps=self._maybe(inner.unsure),
        )

    def _task(self, row: _Row) -> Lane:
        lane = row.task
        steps, waits = self._moves(row)
        collector = lane.collector
        if collector is None and lane.collected is not None:
            collector = self._takers.get(lane.number)
        return self._lane(
            row,
            is_task=True,
            started=steps.start(0) if len(steps) else None,
            ended=self._maybe(lane.ended),
            outcome=lane.outcome,
            kept=lane.value,
            collected=self._maybe(
                # Nobody tells when the result of a foreign one is taken.
                lane.ended if lane.foreign else lane.collected
            ),
            collector=self._place(collector),
            steps=steps,
            waits=waits,
            cancels=tuple(
                self._exact(when) for when, _, own in lane.cancels if not own
            ),
            limits=tuple(
                self._exact(when) for when, limit, _ in lane.cancels if limit
            ),
            order=lane.order[:],
        )

    def _job(self, row: _Row, job: JobLane) -> Lane:
        ended, outcome, kept = job.end
        collected = job.collected
        if job.foreign:
            collected = ended  # nobody tells when its result is taken
        elif job.given_up is not None:
            collected = None  # nobody could: its future was cancelled
        collector = job.collector
        if collector is None and collected is not None:
            collector = self._takers.get(job.number, row.parent)
        steps = Steps()
        return self._lane(
            row,
            started=self._maybe(job.begun),
            ended=self._maybe(ended),
            outcome=outcome,
            kept=kept,
            collected=self._maybe(collected),
            collector=self._place(collector),
            steps=steps,
            waits=Waits(_NO_NUMBERS, steps, ()),
            job=job.place,
            given_up=self._maybe(job.given_up),
        )

    def _never_started(self, row: _Row) -> Lane:
        steps = Steps()
        return self._lane(
            row,
            outcome=Outcome.NEVER_AWAITED,
            steps=steps,
            waits=Waits(_NO_NUMBERS, steps, ()),
        )

    def _lane(self, row: _Row, *, kept: Any = "", **facts: Any) -> Lane:
        value = ""
        if facts["outcome"] is Outcome.RETURNED:
            value = describe(kept)
        elif facts["outcome"] is Outcome.RAISED:
            value = str(kept)
        known = {
            "label": self._labels[row.number],
            "is_task": False,
            "depth": row.depth,
            "parent": self._place(row.parent),
            "created": self._exact(row.created),
            "started": None,
            "ended": None,
            "value": value,
            "collected": None,
            "collector": None,
            "function": row.call[0].rpartition("<locals>.")[2],
            "arguments": tuple(argument_texts(row.call)),
            "returned_none": kept is None,
            "made": _made(row),
            "source": self._source(row),
            "turn": self._turns.get(row.number),
        }
        return Lane(**{**known, **facts})

    def _source(self, row: _Row) -> int | None:
        code = row.code
        if code is None or isinstance(row.task, JobLane):
            return None
        return self._sources.setdefault(source_of(code), len(self._sources))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all lanes that were made so far."""
        return tuple(self._sources)

    def _moves(self, row: _Row) -> tuple[Steps, Waits]:
        """Return the steps and the waits of a row.

        They are its task's, up to where it began and ended itself; but in
        a long step it has only what it ran of it.
        """
        inner, lane = row.inner, row.task
        first, last = 0, len(lane.times) // 2
        if inner is not None:
            first, last = inner.first, inner.last
        pending = (lane.ended if inner is None else inner.ended) is None
        now = self.now if pending else None
        if any(first <= step < last for step in row.done.runs):
            times, pairs, origins = self._split(row, first, last)
            steps = Steps(times, self._origin)
            first = 0
        else:
            steps = Steps(lane.times, self._origin, first, last)
            pairs, origins = lane.waits, None
            if inner is not None:
                steps = Steps(
                    lane.times,
                    self._origin,
                    first,
                    last,
                    inner.started,
                    inner.ended,
                )
        reasons, labels = self._reasons, self._all_labels
        waits = Waits(pairs, steps, reasons, labels, first, now, self._details)
        waits.lines = self._lines(row, waits.steps_before(origins))
        return steps, waits

    def _lines(self, row: _Row, steps: Iterable[int]) -> array[int]:
        """Return the line in which a row stood after each of these steps."""
        lane, code = row.task, row.code
        stood = dict(zip(lane.waits[::2], lane.stood, strict=True))
        below = iter(row.done.below.get(row.inner, ()))
        awaited = next(below, None)
        lines = array("l")
        for step in steps:
            while awaited is not None and awaited.is_over_after(step):
                awaited = next(below, None)
            if awaited is not None and awaited.first <= step:
                instruction = awaited.awaited_at
            else:
                instruction = stood.get(step, UNKNOWN)
            lines.append(line_at(code, instruction))
        return lines

    def _split(
        self, row: _Row, first: int, last: int
    ) -> tuple[array[float], array[int], array[int]]:
        """Return the times in which a row ran itself, and its waits.

        With these go the numbers of the task's steps before them.
        """
        inner, lane = row.inner, row.task
        reasons = dict(zip(*[iter(lane.waits)] * 2, strict=True))
        times, pairs, origins = array("d"), array("l"), array("l")
        for step in range(first, last):
            runs = row.done.runs.get(step)
            if inner and inner.unsure is not None and step == first:
                times.extend((inner.started, inner.started))
            elif runs is None:
                times.extend(lane.times[2 * step : 2 * step + 2])
                self._clip(times, inner, step, first, last)
            else:
                self._add_runs(times, pairs, inner, runs)
            if step in reasons and times:
                place = len(times) // 2 - 1
                if not pairs or pairs[-2] != place:
                    pairs.extend((place, reasons[step]))
            origins.extend([step] * (len(pairs) // 2 - len(origins)))
        return times, pairs, origins

    def _clip(
        self,
        times: array[float],
        inner: Inner | None,
        step: int,
        first: int,
        last: int,
    ) -> None:
        if inner is not None and step == first:
            times[-2] = inner.started
        if inner is not None and step == last - 1 and inner.ended is not None:
            times[-1] = inner.ended

    def _add_runs(
        self,
        times: array[float],
        pairs: array[int],
        inner: Inner | None,
        runs: Sequence[tuple[Inner | None, float, float]],
    ) -> None:
        """Add what a row ran of one long step, and for whom it waited."""
        ran = False
        for who, start, end in runs:
            if who is inner:
                times.extend((start, end))
                ran = True
            elif ran and who is not None and who.number >= 0:
                place = len(times) // 2 - 1
                if not pairs or pairs[-2] != place:
                    pairs.extend((place, -1 - _number(who)))


def _made(row: _Row) -> str:
    """Return where a task was made: "app.py:31", or "" where not known."""
    made = row.task.made
    if row.inner is not None or row.unstarted is not None or made is None:
        return ""
    code, instruction = made
    return f"{code.co_filename}:{line_at(code, instruction)}"


def _number(inner: Inner) -> int:
    before = inner.unstarted
    return inner.number if before is None else before.number


def _turns(order: Sequence[_Row]) -> dict[int, int]:
    """Return {number: turn}: the ends of rows, in order, counted from 0.

    A coroutine's end is an event itself; of a task's is known how many
    events there were before.
    """
    ends: list[tuple[int, bool, int, int]] = []
    for row in order:
        inner, lane = row.inner, row.task
        if inner is not None and inner.place is not None:
            ends.append((inner.place, True, 0, row.number))
        elif row.unstarted is None and lane.ended is not None:
            if inner is None or inner.ended is not None:
                ends.append((*lane.turn, row.number))
    ends.sort()
    return {each[-1]: turn for turn, each in enumerate(ends)}


def _takers(order: Sequence[_Row]) -> dict[int, int]:
    """Say which task was woken up by which, and so took its result.

    asyncio takes the result before the task that waits is the current one.
    """
    takers: dict[int, int] = {}
    for row in order:
        waits = row.task.waits
        if row.inner is None and row.unstarted is None and waits:
            for place in range(1, len(waits), 2):
                if waits[place] < 0:
                    takers.setdefault(-1 - waits[place], row.number)
    return takers
