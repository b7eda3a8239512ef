"""What made a run as long as it was, in one sentence, and to be lit.

The critical path is found in `path`; this picks the part of it that took
most of the time, names who waited for that, and says what would come of
making it half as long, where `halved` is certain of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from helpers.charts.marks import Lit
from helpers.predicting.halved import HALF, TINY, shorter
from helpers.predicting.path import Stretch, critical_path, innermost
from helpers.predicting.words import LEAST
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.seconds import spell_seconds
from helpers.timeline.spans import Span, Wait

__all__ = ["Critical", "critical", "longest_part"]

_Any = TypeVar("_Any", Span, Wait)

MOST_NAMED = 3  # of those who waited for each other


@dataclass(frozen=True)
class Critical:
    """The critical path of a run: stretches to be lit, and a sentence."""

    lit: Lit
    words: str


@dataclass(frozen=True)
class Part:
    """All stretches of the path in which one lane did the same."""

    task: Lane
    lane: Lane
    on: str  # what it waited on; "" where it ran
    spans: tuple[Span, ...]

    def seconds(self, timeline: Timeline) -> float:
        """Return how long they are together, as shown."""
        shown = timeline.shown
        lengths = (shown(x.end) - shown(x.start) for x in self.spans)
        return round(sum(lengths), 6)

    def whole(self, timeline: Timeline) -> list[Span]:
        """Return all stretches of the lane that are like those on the path.

        If you make a sleep shorter, it is shorter wherever it is slept.
        """
        if not self.on:
            return _lasting(timeline, self.lane.steps)
        waits = [each for each in self.lane.waits if each.on == self.on]
        own = [
            each
            for each in _lasting(timeline, waits)
            if innermost(timeline, self.task, each.end) is self.lane
        ]
        return [Span(each.start, each.end) for each in own]


def _lasting(timeline: Timeline, spans: Iterable[_Any]) -> list[_Any]:
    """Return those that take time, as it is shown."""
    shown = timeline.shown
    return [each for each in spans if shown(each.start) < shown(each.end)]


def critical(timeline: Timeline) -> Critical:
    """Return the critical path of a run."""
    path = critical_path(timeline)
    part = longest_part(timeline, path)
    if part is None:
        return Critical((), "nothing took any time.")
    lit = tuple((x.lane.label, Span(x.start, x.end)) for x in path)
    others = sum(x.seconds for x in path) - part.seconds(timeline)
    longest = " longest" if others > LEAST and len(path) > 1 else ""
    words = f"{_waited(timeline, part, longest)}{_what_if(timeline, part)}."
    return Critical(lit, words)


def longest_part(timeline: Timeline, path: Sequence[Stretch]) -> Part | None:
    """Return the part of a path that took most of the time, if any did."""
    found: dict[tuple[int, str], list[Stretch]] = {}
    for each in path:
        on = "" if each.wait is None else each.wait.on
        found.setdefault((id(each.lane), on), []).append(each)
    parts = [
        Part(all_[0].task, all_[0].lane, on, tuple(map(_span, all_)))
        for (_, on), all_ in found.items()
    ]
    most = max(parts, key=lambda x: x.seconds(timeline), default=None)
    return most if most and most.seconds(timeline) > 0 else None


def _span(stretch: Stretch) -> Span:
    return Span(stretch.start, stretch.end)


def _waited(timeline: Timeline, part: Part, longest: str) -> str:
    """Name who waited for whom, down to what took so long."""
    chain = _chain(timeline, part.lane)
    names = [chain[0].function, *(lane.label for lane in chain[1:])]
    last = _what(timeline, part)
    if len(names) == 1:
        return f"{names[0]} {last.format(longest=longest)}"
    head = f"{names[0]} waited{longest} for {names[1]}"
    rest = names[1:]
    if len(rest) > MOST_NAMED:
        return (
            f"{head}, which waited for others in turn, and at the bottom "
            f"{names[-1]} {last.format(longest='')}"
        )
    links = [f"{one} for {other}" for one, other in pairwise(rest)]
    tail = last.format(longest="").removeprefix("waited ")
    return ", ".join([head, *links, f"and {names[-1]} {tail}"])


_RAN = {True: "held up the loop", False: "ran"}


def _what(timeline: Timeline, part: Part) -> str:
    """Say what the last of them did."""
    if part.lane.job:
        return f"was at work in a {part.lane.job}"
    if not part.on:
        seconds = part.seconds(timeline)
        held = seconds >= timeline.slow
        return f"{_RAN[held]} for {spell_seconds(seconds)}"
    if part.on != "sleep":
        return f"waited{{longest}} in {part.on}"
    count = len(part.whole(timeline))
    its = "its sleep" if count == 1 else f"its {count} sleeps"
    return f"waited{{longest}} for {its}"


def _chain(timeline: Timeline, lane: Lane) -> list[Lane]:
    """Return who waited for whom, from main down to a lane."""
    lanes = timeline.lanes
    found = [lane]
    while found[-1] is not lanes[0]:
        last = found[-1]
        above = last.parent
        if (last.is_task or last.job) and last.collector is not None:
            above = last.collector
        if above is None or any(lanes[above] is each for each in found):
            above = 0
        found.append(lanes[above])
    return found[::-1]


def _what_if(timeline: Timeline, part: Part) -> str:
    """Say what comes of halving it, where that is certain."""
    if part.lane.job or part.on not in ("", "sleep"):
        return ""
    spans = part.whole(timeline)
    found = shorter(timeline, part.lane, spans)
    if found is None or not found.part:
        return ""
    them = "it" if len(spans) == 1 else "them"
    whole = Part(part.task, part.lane, part.on, tuple(spans)).seconds(timeline)
    if found.half:
        less = spell_seconds(HALF * found.part * whole)
        return f": halve {them} and the whole is {less} shorter"
    if abs(found.part - 1) > TINY or found.most <= TINY or len(spans) > 1:
        return ""
    least = spell_seconds((1 - found.most) * whole)
    return (
        ": make it shorter and the whole is as much shorter, until it takes "
        f"{least}"
    )
