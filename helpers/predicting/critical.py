"""What made a run as long as it was, in one sentence, and to be lit.

The critical path is found in `traced`; this picks the part of it that took
most of the time, names who waited for that, and says what would come of
making it half as long, where `halved` is certain of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from helpers.charts.marks import Lit
from helpers.predicting.cut import LOCKS, main_of, slept
from helpers.predicting.ends import end_of_run, ended
from helpers.predicting.halved import HALF, TINY, shorter
from helpers.predicting.path import Stretch, holders_during, innermost
from helpers.predicting.traced import ITS_TURN, critical_path
from helpers.predicting.words import LEAST, few, joined
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.seconds import spell_seconds
from helpers.timeline.spans import Span, Wait

__all__ = ["Critical", "critical", "longest_part"]

_Any = TypeVar("_Any", Span, Wait)

MOST_NAMED = 3  # of those who waited for each other
_LONGEST = "\0"  # where " longest" stands, or nothing


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
    ended: str  # what ended that before its time, as a clause
    spans: tuple[Span, ...]
    chain: tuple[Lane, ...]  # from main down to the lane

    def seconds(self, timeline: Timeline) -> float:
        """Return how long they are together, as shown."""
        return _seconds(timeline, self.spans)

    def whole(self, timeline: Timeline) -> list[Span]:
        """Return all stretches of the lane that are like those on the path.

        If you make a sleep shorter, it is shorter wherever it is slept.
        """
        if not self.on:
            return _lasting(timeline, self.lane.steps)
        waits = [each for each in self.lane.waits if each.on == self.on]
        if self.on == "sleep" and not self.ended:
            waits = list(slept(self.task, self.lane))
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


def critical(timeline: Timeline, what_if: bool = True) -> Critical:
    """Return the critical path of a run.

    Without `what_if` nothing is said of what would be otherwise: what came
    before the record began is not known.
    """
    if main_of(timeline) is None:
        return Critical((), "no task ran, so none waited.")
    path = critical_path(timeline)
    part = longest_part(timeline, path)
    end = end_of_run(timeline)
    if part is None:
        return Critical((), f"nothing took any time.{end}")
    lit = tuple((x.lane.label, Span(x.start, x.end)) for x in path)
    others = sum(x.seconds for x in path) - part.seconds(timeline)
    longest = " longest" if others > LEAST and len(path) > 1 else ""
    words = _waited(timeline, part, longest)
    words += _what_if(timeline, part) if what_if else ""
    return Critical(lit, f"{words}.{end}")


def longest_part(timeline: Timeline, path: Sequence[Stretch]) -> Part | None:
    """Return the part of a path that took most of the time, if any did."""
    all_: dict[tuple[int, str, str], list[Stretch]] = {}
    for each in path:
        on = "" if each.wait is None else each.wait.on
        cut = ended(timeline, each)
        all_.setdefault((id(each.lane), on, cut), []).append(each)
    parts = [_part(on, cut, found) for (_, on, cut), found in all_.items()]
    most = max(parts, key=lambda x: x.seconds(timeline), default=None)
    return most if most and most.seconds(timeline) > 0 else None


def _part(on: str, cut: str, found: Sequence[Stretch]) -> Part:
    one = max(found, key=lambda each: each.seconds)
    spans = tuple(map(_span, found))
    return Part(one.task, one.lane, on, cut, spans, one.chain)


def _span(stretch: Stretch) -> Span:
    return Span(stretch.start, stretch.end)


def _waited(timeline: Timeline, part: Part, longest: str) -> str:
    """Name who waited for whom, down to what took so long."""
    chain = part.chain
    names = [chain[0].function, *(lane.label for lane in chain[1:])]
    last = _what(timeline, part)
    if len(names) == 1:
        return f"{names[0]} {last.replace(_LONGEST, longest)}"
    head = f"{names[0]} waited{longest} for {names[1]}"
    rest = names[1:]
    if len(rest) > MOST_NAMED:
        return (
            f"{head}, which waited for others in turn, and at the bottom "
            f"{names[-1]} {last.replace(_LONGEST, '')}"
        )
    links = [f"{one} for {other}" for one, other in pairwise(rest)]
    tail = last.replace(_LONGEST, "").removeprefix("waited ")
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
    clause = part.ended.rstrip()
    if part.on != "sleep":
        return f"waited{_LONGEST} {_on(timeline, part)}{clause}"
    count = len(part.spans if part.ended else part.whole(timeline))
    its = "its sleep" if count == 1 else f"its {count} sleeps"
    clause = clause.replace("it", "them") if count > 1 else clause
    return f"waited{_LONGEST} for {its}{clause}"


_FUNCTIONS = ("as_completed", "gather", "shield", "wait", "wait_for")
_NAMES = {
    ITS_TURN: "for its turn on the loop",
    "TaskGroup": "in a TaskGroup",
    "a task": "for a task",
    "future": "for a future",
}


def _on(timeline: Timeline, part: Part) -> str:
    """Say what was waited for, and who had it."""
    on = part.on
    if on in LOCKS:
        starts = {each.start for each in part.spans}
        waits = [x for x in part.lane.waits if x.on == on]
        names = [
            name
            for wait in waits
            if wait.start in starts
            for name in holders_during(timeline, wait)
        ]
        held = joined(few(list(dict.fromkeys(names))))
        return f"in {on}" + (f", which {held} held" if held else "")
    if on in _FUNCTIONS:
        return f"in asyncio.{on}"
    return _NAMES.get(on, f"in {on}")


def _what_if(timeline: Timeline, part: Part) -> str:
    """Say what comes of halving it, where that is certain."""
    if part.lane.job or part.ended or part.on not in ("", "sleep"):
        return ""
    spans = part.whole(timeline)
    found = shorter(timeline, part.lane, spans)
    if found is None or not found.part:
        return ""
    them = "it" if len(spans) == 1 else "them"
    whole = _seconds(timeline, spans)
    if found.half:
        less = _spelled(timeline, HALF * found.part * whole)
        return f": halve {them} and the whole {_is(timeline)} {less} shorter"
    if abs(found.part - 1) > TINY or found.most <= TINY or len(spans) > 1:
        return ""
    least = _spelled(timeline, (1 - found.most) * whole)
    return (
        f": make it shorter and the whole {_is(timeline)} as much shorter, "
        f"until it takes {least}"
    )


def _seconds(timeline: Timeline, spans: Iterable[Span]) -> float:
    shown = timeline.shown
    return round(sum(shown(x.end) - shown(x.start) for x in spans), 6)


def _is(timeline: Timeline) -> str:
    """Return the verb of a claim: of a real program none is quite certain."""
    return "would be" if timeline.is_measured else "is"


def _spelled(timeline: Timeline, seconds: float) -> str:
    if timeline.is_measured:
        return f"about {spell_seconds(float(f'{seconds:.2g}'))}"
    return spell_seconds(seconds)
