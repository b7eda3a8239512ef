"""Reads what `inside` has noted: the coroutines that a task awaited.

The events of a thread tell of starts and ends, one after the other, and
whose they are. Here they are gone through task by task with a stack, as
the interpreter did, and become `Inner`s: one for each coroutine that was
awaited directly and was suspended at least once, or held up the loop.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import CodeType
from typing import Any

from helpers.labels import Call, Text
from helpers.recording.inside import DROPPED, HELD, Events, Of, Unwound
from helpers.recording.lane import LiveLane
from helpers.recording.lines import UNKNOWN
from helpers.timeline.model import BLOCKING, Outcome
from helpers.timeline.spans import LONG

__all__ = [
    *("Inner", "Replayed", "chunks", "replay"),
    *("size_of", "suspended_after"),
]

Chunk = tuple[int, list[tuple[int, Any]]]  # a step, and its events by place


@dataclass(eq=False, slots=True)
class Inner:
    """A coroutine that was awaited without a task.

    Times are those of the loop's clock. `first` and `last` say in which
    steps of its task it was under way. `unsure` is from when on it may
    have been, where its start was not seen. `unstarted` is the lane that
    it had before it started, and `awaited_at` the instruction of the one
    above it that awaits it.
    """

    code: CodeType
    started: float
    first: int
    above: Inner | None
    number: int = -1
    call: Call | None = None
    unstarted: LiveLane | None = None
    unsure: float | None = None
    awaited_at: int = UNKNOWN
    ended: float | None = None
    place: int | None = None  # of the event that ended it
    last: int = 0
    outcome: Outcome = Outcome.PENDING
    value: Any = ""

    def is_over_after(self, step: int) -> bool:
        """Say whether it had ended when this step of its task did."""
        return self.last - (self.ended is not None) <= step


@dataclass
class Replayed:
    """What became of one task: its inner coroutines, and who ran when.

    `runs` has an entry for each step that was long and in which more than
    one of them ran: {step: [(who, from, to), ...]}; None is the task's own.
    """

    inner: list[Inner] = field(default_factory=list)
    runs: dict[int, list[tuple[Inner | None, float, float]]] = field(
        default_factory=dict
    )

    @functools.cached_property
    def below(self) -> dict[Inner | None, list[Inner]]:
        """Whom each awaited, in order; None is the task's own coroutine."""
        found: dict[Inner | None, list[Inner]] = {}
        for each in self.inner:
            found.setdefault(each.above, []).append(each)
        return found


def chunks(events: Events, own: Of, gone: int = 0) -> dict[int, list[Chunk]]:
    """Return the events of each task, by its place, step by step.

    Those of other recorders than the one that `own` stands for are left out.
    `gone` is how many there were before these.

    A step within a step, of an eager task, has taken its events out before
    the outer one gets the rest. Events that are nobody's are left out.
    """
    found: dict[int, list[Chunk]] = {}
    waiting: list[tuple[int, Any]] = []
    place = 0
    while place < len(events):
        event = events[place]
        if type(event) is Of:
            task, count, step = events[place + 1 : place + 4]
            keep = len(waiting)
            while keep and waiting[keep - 1][0] >= gone + place - count:
                keep -= 1
            if event is own:
                found.setdefault(task, []).append((step, waiting[keep:]))
            del waiting[keep:]
            place += 4
        elif event is None:  # the start of a task's own coroutine
            place += 2
        else:
            size = size_of(events, place)
            waiting.append((gone + place, events[place : place + size]))
            place += size
    return found


# Entries of an event, by the first of them; other kinds have two.
_SIZES = {tuple: 1, float: 3, Of: 4}


def size_of(events: Events, place: int) -> int:
    """Return how many entries the event at a place has."""
    kind = type(events[place])
    size = _SIZES.get(kind, 2)
    if kind is int:
        size += events[place + 1]
    return size


def suspended_after(
    lane: LiveLane,
    steps: Sequence[Chunk],
    closing: tuple[float, Outcome],
    lanes: Any,
) -> list[Inner]:
    """Return in which coroutines a task is suspended after some steps."""
    return _Replay(lane, closing, lanes).suspended_after(steps)


def replay(
    lane: LiveLane,
    steps: Sequence[Chunk],
    closing: tuple[float, Outcome],
    lanes: Any = (),
) -> Replayed:
    """Return what happened inside the steps of one task.

    `lanes` are all of them: some coroutines had one before they started.
    What was cancelled by an event from the place `closing` on was cancelled
    because the run was over, and shows the outcome that stands there too.
    """
    return _Replay(lane, closing, lanes).of(steps)


class _Replay:
    """Goes through the events of one task."""

    def __init__(
        self,
        lane: LiveLane,
        closing: tuple[float, Outcome],
        lanes: Any,
    ) -> None:
        self._lane = lane
        self._lanes = lanes
        self._closing_place, self._closing = closing
        self._stack: list[Inner] = []
        for each in lane.stack:
            self._stack.append(replace(each, above=self._above()))
        self._call: Call | None = None
        self._seen: Counter[CodeType] = Counter()  # ends in this step
        self._done = Replayed(list(self._stack))

    def suspended_after(self, steps: Sequence[Chunk]) -> list[Inner]:
        """Return what is suspended after these steps."""
        for step, events in steps:
            self._step(step - self._lane.dropped, events)
        return self._stack

    def of(self, steps: Sequence[Chunk]) -> Replayed:
        """Return what came of it."""
        dropped = self._lane.dropped
        last = len(self._lane.times) // 2
        before = max(0, self._lane.replayed - dropped)
        for number, events in steps:
            step = number - dropped
            self._without_events(before, step)
            self._step(step, events)
            before = step + 1
        self._without_events(before, last)
        for each in self._stack:
            each.last = last
            if self._lane.ended is not None:  # destroyed, or cut short
                each.ended = self._lane.ended
                each.outcome = self._lane.outcome
        done = self._done
        done.inner = [each for each in done.inner if _is_shown(each)]
        for place, each in enumerate(done.inner):
            if each.number < 0:
                each.number = -1 - place
        return done

    def _without_events(self, first: int, last: int) -> None:
        """Say who ran in long steps in which nobody started or ended."""
        if not self._stack:
            return
        times, leaf = self._lane.times, self._stack[-1]
        for step in range(first, last):
            begun, ended = times[2 * step], times[2 * step + 1]
            if ended - begun >= LONG:
                self._done.runs[step] = [(leaf, begun, ended)]

    def _step(self, step: int, events: Iterable[tuple[int, Any]]) -> None:
        self._seen.clear()
        begun, ended = self._lane.times[2 * step : 2 * step + 2]
        runs: list[tuple[Inner | None, float, float]] = []
        since = begun
        for place, event in events:
            runner = self._stack[-1] if self._stack else None
            when = self._take(step, place, event)
            if when is not None and when >= since:
                runs.append((runner, since, when))
                since = when
        if ended - begun >= LONG and runs:
            runs.append((self._surely_running(step), since, ended))
            self._done.runs[step] = runs

    def _surely_running(self, step: int) -> Inner | None:
        """Return who ran last in a step: who that was is not always seen."""
        for each in reversed(self._stack):
            if each.unsure is None or each.first != step:
                return each
        return None

    def _take(self, step: int, place: int, event: Any) -> float | None:
        """Take one event in; return when it was, if that is known."""
        kind = type(event[0])
        if kind is tuple:
            self._call = event[0]
            return None
        if kind is float:
            when, code, value = event
            return self._end(step, place, when, code, value)
        if kind is int:
            self._name(step, event[0], event[2:])
            return None
        code, when = event
        self._push(Inner(code, when, step, self._above()))
        return float(when)

    def _above(self) -> Inner | None:
        return self._stack[-1] if self._stack else None

    def _push(self, inner: Inner) -> None:
        self._stack.append(inner)
        self._done.inner.append(inner)

    def _end(
        self, step: int, place: int, when: float, code: CodeType, value: Any
    ) -> float | None:
        """End the innermost coroutine with this code, and all below it."""
        if value is not DROPPED and value is not HELD:
            self._seen[code] += 1
        elif self._seen[code]:
            self._seen[code] -= 1  # its end was seen, too
            return None
        depth = len(self._stack)
        while depth and self._stack[depth - 1].code is not code:
            depth -= 1
        if not depth:
            return None  # nobody's
        if type(value) is Unwound and value.closed:
            if self._stack[depth - 1].call is None:  # driven by hand
                del self._stack[depth - 1 :]
            return None
        for each in self._stack[depth - 1 :]:
            each.ended, each.last, each.place = when, step + 1, place
            each.outcome = Outcome.DONE
        ended = self._stack[depth - 1]
        if ended.call is None and when - ended.started >= BLOCKING:
            ended.call = self._call
        self._settle(ended, place, value)
        del self._stack[depth - 1 :]
        return None if value is HELD else when

    def _settle(self, inner: Inner, place: int, value: Any) -> None:
        """Note how a coroutine ended, where that is known."""
        if value is DROPPED or value is HELD:
            return
        if type(value) is not Unwound:
            inner.outcome, inner.value = Outcome.RETURNED, value
        elif value.interrupted:
            inner.outcome = Outcome.INTERRUPTED
        elif not value.cancelled:
            inner.outcome, inner.value = Outcome.RAISED, value.text
        elif place >= self._closing_place:
            inner.outcome = self._closing
        else:
            inner.outcome = Outcome.CANCELLED

    def _name(self, step: int, number: int, notes: Sequence[Any]) -> None:
        """Say what the coroutines are that are suspended for the first time.

        `notes` are their calls, and then where the ones above them stand.

        Where their starts were not seen, they started in this step.
        """
        half = len(notes) // 2
        calls = [self._lanes[x] if type(x) is int else x for x in notes[:half]]
        fresh = len(self._stack)
        while fresh and self._stack[fresh - 1].call is None:
            fresh -= 1
        for each in calls[: max(0, len(calls) - len(self._stack) + fresh)]:
            self._guess(step, each)
        for offset, inner in enumerate(self._stack[-len(calls) :]):
            call: Any = calls[offset]
            if type(call) is LiveLane:
                inner.unstarted, call = call, call.call
            inner.call, inner.number = call, number + offset
            inner.awaited_at = notes[half + offset]

    def _guess(self, step: int, call: Any) -> None:
        """Put a coroutine on the stack whose start was not seen."""
        begun, ended = self._lane.times[2 * step : 2 * step + 2]
        about: Any = (call.call if type(call) is LiveLane else call)[2]
        long = ended - begun >= LONG
        inner = Inner(
            about.code, ended if long else begun, step, self._above()
        )
        if long:
            inner.unsure = begun
        self._push(inner)


def _is_shown(inner: Inner) -> bool:
    """Say whether a coroutine gets a lane."""
    if inner.call is not None:
        return True
    if inner.ended is None or inner.ended - inner.started < BLOCKING:
        return False
    inner.call = (inner.code.co_qualname, (Text("..."),), None)
    return True
