"""Says how much shorter a run would be if one wait in it were shorter.

From the record alone, and only where it is certain. Every moment at which
something happened was brought about by a sleep that ended then, by a step
that took long, or by something else that happened at that moment. So if one
sleep is made shorter, each moment moves by as much as the sleeps before it
tell, and if two of them tell different things, or none tells anything, as
with a time limit, nothing is said. The moments must also stay in their
order: a program whose tasks end in another order may do anything.

A program that reads the clock itself is beyond this.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from helpers.predicting.cut import in_tasks, main_of, slept
from helpers.timeline.model import LAG, Lane, Outcome, Timeline
from helpers.timeline.spans import Span

__all__ = ["Shorter", "shorter"]

TIMERS = (  # in a source
    *("timeout", "wait_for", "call_later", "call_at"),
    *("fail_after", "fail_at", "move_on_after", "move_on_at"),
)
HALF = 0.5
TINY = 1e-6
MOST_STEPS = 100_000  # of a run: it takes two seconds to look at them
LONGEST_MOMENT = 0.02  # seconds, on a real clock


@dataclass(frozen=True)
class Shorter:
    """What comes of making some stretches shorter.

    The whole is shorter by `part` of what they lose together. That holds up
    to `most` of their length, and not beyond: then others decide.
    """

    part: float
    most: float

    @property
    def half(self) -> bool:
        """Whether they can lose half of their length."""
        return self.most > HALF


@dataclass(frozen=True)
class _Cause:
    """What brought about a moment: a stretch that began at another one."""

    start: float
    cut: float  # seconds of it that are to become shorter


def shorter(timeline: Timeline, lane: Lane, cut: list[Span]) -> Shorter | None:
    """Say what comes of making some stretches of a lane shorter.

    None where the record does not tell.
    """
    main = main_of(timeline)
    if main is None or main.ended is None:
        return None
    if sum(len(each.steps) for each in timeline.lanes) > MOST_STEPS:
        return None
    if main.outcome is Outcome.INTERRUPTED or any(
        _unclear(x, main.ended) for x in timeline.lanes
    ):
        return None
    at = _at(timeline)
    moments = _Moments(timeline, at, main.ended, lane, cut)
    lost = moments.lost() if moments.are_clear else None
    if lost is None:
        return None
    whole = sum(at(each.end) - at(each.start) for each in cut)
    moved = lost[at(main.ended)]
    most = 1.0
    for (before, less), (after, more) in pairwise(lost.items()):
        if more < less - TINY:  # two move apart: a limit may be in between
            return None
        if more > less + TINY:
            most = min(most, (after - before) / (more - less))
    return Shorter(moved / whole, most) if whole > 0 else None


def _at(timeline: Timeline) -> Callable[[float], float]:
    """Return what gives for each time the moment that it belongs to.

    On a real clock that is measured, what happens within milliseconds after
    something else is of one moment with it.
    """
    if not timeline.is_measured:
        return timeline.shown
    heads, before = [0.0], 0.0
    for when in sorted(_times(timeline)):
        if when - before > LAG:
            heads.append(when)
        before = max(when, before)
    return lambda when: heads[max(0, bisect_right(heads, when) - 1)]


def _times(timeline: Timeline) -> Iterator[float]:
    """Yield every time at which something happened to a lane."""
    for lane in timeline.lanes:
        yield lane.created
        yield from lane.steps.flat
        yield from (*lane.cancels, *lane.limits)
        for wait in lane.waits:
            yield wait.start
            yield wait.end
        for when in (lane.ended, lane.collected):
            if when is not None:
                yield when


def _unclear(lane: Lane, end: float) -> bool:
    """Say whether a lane has causes that the record does not have."""
    return bool(lane.job or lane.callbacks) and lane.created <= end


def _task_of(timeline: Timeline, lane: Lane) -> Lane:
    while lane.depth and lane.parent is not None:
        lane = timeline.lanes[lane.parent]
    return lane


class _Moments:
    """All moments of a run, and what brought about each."""

    def __init__(
        self,
        timeline: Timeline,
        at: Callable[[float], float],
        end: float,
        lane: Lane,
        cut: list[Span],
    ) -> None:
        self.timeline = timeline
        self.at = at
        self.end = at(end)
        self.tasks = [x for x in timeline.lanes if x.is_task]
        self.cut = {(each.start, each.end) for each in cut}
        self.cut_task = _task_of(timeline, lane)
        texts = [each.text for each in timeline.sources]
        known = all(x.source is not None for x in self.tasks)
        self.has_timers = not known or any(
            word in text for text in texts for word in TIMERS
        )

    def lost(self) -> dict[float, float] | None:
        """Return for each moment how much earlier it comes, in order."""
        causes: dict[float, list[_Cause]] = {}
        for when, cause in self._causes():
            causes.setdefault(when, []).append(cause)
        lost: dict[float, float] = {0.0: 0.0}
        for when in sorted(
            {*map(self.at, _times(self.timeline)), *causes} - {0.0}
        ):
            if when > self.end:
                break
            known = [x for x in causes.get(when, ()) if x.start in lost]
            if not known or len(known) < len(causes[when]):
                return None
            told = [lost[x.start] + x.cut for x in known]
            if max(told) - min(told) > TINY:
                return None
            lost[when] = told[0]
        return lost if self.end in lost and self._agree(lost) else None

    @property
    def are_clear(self) -> bool:
        """Whether no moment lasts long: so much at once is not told apart."""
        if not self.timeline.is_measured:
            return True
        times = _times(self.timeline)
        return all(x - self.at(x) <= LONGEST_MOMENT for x in times)

    def _causes(self) -> Iterator[tuple[float, _Cause]]:
        """Yield sleeps that came to their end, and steps that took long."""
        at = self.at
        for task, lane in in_tasks(self.timeline):
            for span in (*lane.steps, *slept(task, lane)):
                start, end = at(span.start), at(span.end)
                if start < end:
                    key = span.start, span.end
                    is_cut = key in self.cut and task is self.cut_task
                    yield end, _Cause(start, (end - start) * is_cut)

    def _agree(self, lost: dict[float, float]) -> bool:
        """Say whether no timer that is not seen says otherwise."""
        at = self.at
        for lane in self.tasks:
            cancels = lane.cancels if self.has_timers else ()
            for when in (*lane.limits, *cancels):
                begun, now = (
                    lost.get(at(lane.created)),
                    lost.get(at(when)),
                )
                if now is not None and now != begun:
                    return False
            for wait in lane.waits if self.has_timers else ():
                start, end = (
                    lost.get(at(wait.start)),
                    lost.get(at(wait.end)),
                )
                if wait.on != "sleep" and end is not None and start != end:
                    return False
        return True
