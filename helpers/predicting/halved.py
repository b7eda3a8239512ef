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

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from helpers.timeline.model import Lane, Timeline
from helpers.timeline.spans import Span

__all__ = ["Shorter", "shorter"]

TIMERS = ("timeout", "wait_for", "call_later", "call_at")  # in a source
HALF = 0.5
TINY = 1e-6


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
    main = timeline.lanes[0]
    if main.ended is None or any(
        _unclear(x, main.ended) for x in timeline.lanes
    ):
        return None
    lost = _Moments(timeline, lane, cut).lost()
    if lost is None:
        return None
    whole = sum(_long(timeline, each) for each in cut)
    moved = lost[timeline.shown(main.ended)]
    most = 1.0
    for (before, less), (after, more) in pairwise(lost.items()):
        if more < less - TINY:  # two move apart: a limit may be in between
            return None
        if more > less + TINY:
            most = min(most, (after - before) / (more - less))
    return Shorter(moved / whole, most) if whole > 0 else None


def _long(timeline: Timeline, span: Span) -> float:
    return timeline.shown(span.end) - timeline.shown(span.start)


def _unclear(lane: Lane, end: float) -> bool:
    """Say whether a lane has causes that the record does not have."""
    return bool(lane.job or lane.callbacks) and lane.created <= end


def _task_of(timeline: Timeline, lane: Lane) -> Lane:
    while lane.depth and lane.parent is not None:
        lane = timeline.lanes[lane.parent]
    return lane


def _slept(lane: Lane) -> list[Span]:
    """Return the sleeps of a lane that came to their end."""
    ended = {*lane.cancels, *lane.limits}
    return [
        Span(each.start, each.end)
        for each in lane.waits
        if each.on == "sleep" and each.end not in ended
    ]


class _Moments:
    """All moments of a run, and what brought about each."""

    def __init__(
        self, timeline: Timeline, lane: Lane, cut: list[Span]
    ) -> None:
        self.timeline = timeline
        assert timeline.lanes[0].ended is not None
        self.end = timeline.shown(timeline.lanes[0].ended)
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
        for when in sorted({*self._moments(), *causes} - {0.0}):
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

    def _moments(self) -> Iterator[float]:
        for lane in self.tasks:
            shown = self.timeline.shown
            yield shown(lane.created)
            yield from map(shown, lane.steps.flat)
            for wait in lane.waits:
                yield shown(wait.start)
                yield shown(wait.end)
            for when in (lane.ended, lane.collected):
                if when is not None:
                    yield shown(when)

    def _causes(self) -> Iterator[tuple[float, _Cause]]:
        """Yield sleeps that came to their end, and steps that took long."""
        shown, task = self.timeline.shown, None
        for lane in self.timeline.lanes:
            task = lane if lane.depth == 0 else task
            found = [*lane.steps, *(_slept(lane) if lane.is_task else ())]
            for span in found:
                start, end = shown(span.start), shown(span.end)
                if start < end:
                    key = span.start, span.end
                    is_cut = key in self.cut and task is self.cut_task
                    yield end, _Cause(start, (end - start) * is_cut)

    def _agree(self, lost: dict[float, float]) -> bool:
        """Say whether no timer that is not seen says otherwise."""
        shown = self.timeline.shown
        for lane in self.tasks:
            for when in (*lane.limits, *lane.cancels):
                begun, now = (
                    lost.get(shown(lane.created)),
                    lost.get(shown(when)),
                )
                if now is not None and now != begun:
                    return False
            for wait in lane.waits if self.has_timers else ():
                start, end = (
                    lost.get(shown(wait.start)),
                    lost.get(shown(wait.end)),
                )
                if wait.on != "sleep" and end is not None and start != end:
                    return False
        return True
