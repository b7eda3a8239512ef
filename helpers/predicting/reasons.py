"""Holds a prediction against the record of a run, and says why.

First what was right, then what was not, each with a reason from the
timeline; no more than two reasons, since a third is not read. What is to
be drawn beside the lanes is worked out here as well. Times are those that a
chart shows, so that the words are the same on both clocks.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.charts.marks import MARKS, Ghost
from helpers.predicting.sketch import Track
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.phases import ending, times, waits
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Span

__all__ = ["Held", "Holding"]

CLOSE = 0.05  # seconds; a prediction is right to a tenth
ORDINALS = ("1st", "2nd", "3rd")


@dataclass(frozen=True)
class Held:
    """A prediction that was held against a run."""

    ghosts: dict[str, Ghost]
    words: str


@dataclass
class Holding:
    """Finds what is right and what is not; one prediction, one run.

    What is predicted is given as a `Prediction` has it.
    """

    timeline: Timeline
    order: Sequence[str]
    seconds: float | None
    tracks: Sequence[Track]
    column: float | None

    def __post_init__(self) -> None:
        self._lanes: dict[str, Lane] = {}
        self._unknown: list[str] = []
        for word in (*self.order, *(track.name for track in self.tracks)):
            self._find(word)
        self._main = next(iter(self.timeline.lanes), None)
        self._order = [word for word in self.order if word in self._lanes]
        if self.tracks:
            self._order_of_sketch()

    def _find(self, word: str) -> None:
        found = _lanes_meant(self.timeline, word)
        if not found and word in ("main", "main()"):
            found = list(self.timeline.lanes[:1])
        if len(found) == 1:
            self._lanes[word] = found[0]
        elif found:
            labels = " or ".join(lane.label for lane in found[:4])
            self._unknown.append(f"{word!r} may mean {labels}")
        else:
            labels = _joined([x.label for x in self.timeline.lanes[:6]])
            self._unknown.append(f"there is no {word!r} here, but {labels}")

    def _order_of_sketch(self) -> None:
        for track, lane in sorted(self._drawn(), key=lambda x: x[0].end):
            if lane is not self._main:
                self._order.append(track.name)
            elif self.column is not None:
                self.seconds = track.end
        while self._order and self._unfinished(self._order[-1]):
            self._order.pop()  # drawn to the end of the run, as it went

    def held(self) -> Held:
        """Return what to draw, and the sentences."""
        right: list[str] = []
        wrong: list[str] = []
        ordered = self._hold_order()
        tracks = self._hold_tracks() if ordered[0] else (True, "")
        for fine, words in (ordered, tracks, self._hold_seconds()):
            if words:
                (right if fine else wrong).append(words)
        parts = wrong[:2] + self._unknown[:1]
        if right:
            verb = "is" if len(right) == 1 else "are"
            parts = [f"{_joined(right)} {verb} right", *parts]
        said = " ".join(f"{words[:1].upper()}{words[1:]}." for words in parts)
        return Held(dict(self._ghosts()), f"prediction: {said}")

    def _unfinished(self, name: str) -> str:
        return _unfinished(self.timeline, self._lanes[name])

    def _ended(self, name: str) -> float:
        return times(self.timeline, self._lanes[name]).ended

    def _hold_order(self) -> tuple[bool, str]:
        for name in self._order:
            how = self._unfinished(name)
            if how:
                return False, f"you had {name} in the order: but {name} {how}"
        for name, after in itertools.combinations(self._order, 2):
            if self._ended(after) < self._ended(name):
                one, other = self._lanes[after], self._lanes[name]
                why = _why_first(self.timeline, one, after, other, name)
                return False, f"you had {after} after {name}: but {why}"
        if len(self._order) < 2:
            return True, ""
        return True, f"the order {', '.join(self._order)}"

    def _drawn(self) -> Iterator[tuple[Track, Lane]]:
        for track in self.tracks:
            if track.name in self._lanes:
                yield track, self._lanes[track.name]

    def _hold_tracks(self) -> tuple[bool, str]:
        """Compare the times of a sketch, where it has any."""
        if self.column is None:
            return self._hold_shape()
        slack = max(CLOSE, 1.5 * self.column)
        for track, lane in self._drawn():
            if lane is self._main:
                continue
            found = times(self.timeline, lane)
            late = abs(found.span.start - track.start) > slack
            if late or abs(found.span.end - track.end) > slack:
                begin = track.start if late else found.span.start
                why = _why_then(self.timeline, lane, begin)
                return False, (
                    f"you had {track.name} from {_range(track)}, and it ran "
                    f"from {_range(found.span)}: {why}"
                )
        return True, "the times of all tracks"

    def _hold_shape(self) -> tuple[bool, str]:
        """Compare who overlaps with whom, for a sketch without times."""
        known = [track for track, x in self._drawn() if x is not self._main]
        for one, other in itertools.combinations(known, 2):
            drawn = min(one.end, other.end) - max(one.start, other.start) > 1
            wrong = self._differ(one.name, other.name, drawn)
            if wrong:
                return False, wrong
        return True, "the shape of your sketch" if len(known) > 1 else ""

    def _differ(self, name: str, other: str, drawn: bool) -> str:
        labels = self._lanes[name].label, self._lanes[other].label
        if (self.timeline.overlap(*labels) > 0) == drawn:
            return ""
        if not drawn:
            return (
                f"you drew {name} and {other} one after another, and they "
                "were under way at the same time"
            )
        first, last = sorted((name, other), key=self._ended)
        why = _why_then(self.timeline, self._lanes[last], 0.0, last)
        return f"you drew {first} and {last} side by side, but {why}"

    def _hold_seconds(self) -> tuple[bool, str]:
        predicted, took = self.seconds, self.timeline.took
        if predicted is None:
            return True, ""
        if abs(predicted - took) <= max(CLOSE, 1.5 * (self.column or 0)):
            return True, _at(took)
        explained = _why_longer if took > predicted else _why_shorter
        return False, (
            f"you had {_at(predicted)}, and it took {_at(took)}: "
            f"{explained(self.timeline)}"
        )

    def _ghosts(self) -> Iterator[tuple[str, Ghost]]:
        """Yield what to draw: bars where times are known, else places."""
        unit = self._unit()
        for track, lane in self._drawn():
            yield lane.label, Ghost(track.start * unit, track.end * unit)
        if self.tracks:
            return
        if self.seconds is not None and self._main is not None:
            yield self._main.label, Ghost(0.0, self.seconds)
        for place, name in enumerate(self._order):
            if self._lanes[name] is not self._main:
                nth = ORDINALS[place] if place < 3 else f"{place + 1}th"
                yield self._lanes[name].label, Ghost(remark=f"; you: {nth}")

    def _unit(self) -> float:
        """Return what to stretch a sketch by that has no times."""
        end = max((track.end for track in self.tracks), default=0.0)
        scaled = self.column is not None or not end
        return 1.0 if scaled else self.timeline.took / end


def _lanes_meant(timeline: Timeline, word: str) -> list[Lane]:
    """Return the lanes that a word may mean: `a`, `b1`, `b('b1')`, `main`.

    A label as it stands means one lane; a name may be a function's, or
    stand among the arguments of a call.
    """
    word = word.strip()
    exact = [lane for lane in timeline.lanes if lane.label == word]
    if exact:
        return exact
    bare = word.removesuffix("()")
    named = [lane for lane in timeline.lanes if lane.function == bare]
    return named or [
        lane
        for lane in timeline.lanes
        if any(f"'{bare}'" in each for each in lane.arguments)
    ]


def _short(timeline: Timeline, lane: Lane) -> str:
    """Return the word for a lane that a learner would use: a, b1."""
    call = lane.function, lane.arguments
    same = (x for x in timeline.lanes if (x.function, x.arguments) == call)
    if next(same) is not lane:
        return lane.label
    if not lane.arguments:
        return lane.function
    first = lane.arguments[0]
    quoted = first[0] == first[-1] == "'" and len(first) > 2
    return first.strip("'") if quoted and "," not in first else lane.label


def _unfinished(timeline: Timeline, lane: Lane) -> str:
    """Say what a lane never did; "" if it came to an end of its own."""
    end = ending(timeline, lane)
    why = MARKS[end.state].unfinished
    if end.when is not None and not why:
        return ""
    return f"never ended, {why}" if end.started else "never started"


def _why_first(
    timeline: Timeline, lane: Lane, name: str, after: Lane, after_name: str
) -> str:
    """Say why `lane` was done before `after`; the names are the learner's."""
    one, other = times(timeline, lane), times(timeline, after)
    if other.ended == math.inf:
        return f"{after_name} was never done"
    if other.started is None:
        return f"{after_name} never started"
    if other.started >= one.ended:
        return f"{after_name} started only when {name} was done"
    awaited = _awaited(timeline, after)
    if lane.is_task and awaited is not None:
        who, when = awaited
        if one.created <= when:
            return f"{name} was scheduled before {who} waited for {after_name}"
    if one.created <= other.created:
        return (
            f"both were under way from {_at(other.started)} on, and "
            f"{name} takes {_at(one.span.seconds)}, "
            f"{after_name} {_at(other.span.seconds)}"
        )
    return (
        f"{name} started at {_at(one.started or 0)}, while "
        f"{after_name} was still under way, and takes less time"
    )


def _awaited(timeline: Timeline, lane: Lane) -> tuple[str, float] | None:
    """Return who first waited for a lane, and when."""
    if not lane.is_task and lane.parent is not None:
        who = timeline.lanes[lane.parent].function
        return who, times(timeline, lane).started or 0.0
    for each in timeline.lanes:
        for wait in waits(each):
            if wait.on == lane.label:
                return each.function, timeline.shown(wait.start)
    return None


def _why_then(
    timeline: Timeline, lane: Lane, start: float, name: str = "it"
) -> str:
    """Say why a lane did not start at `start` but when it did."""
    found = times(timeline, lane)
    if found.started is None:
        return f"{name} never started"
    if found.started > start:
        before = _done_at(timeline, lane, found.started)
        if before:
            return f"{name} started only when {before} was done"
        return f"nobody started {name} before {_at(found.started)}"
    if found.started < start:
        verb = "was scheduled" if lane.is_task else "was awaited"
        return f"{name} {verb} at {_at(found.created)} already"
    return f"{name} takes {_at(found.span.seconds)}"


def _done_at(timeline: Timeline, lane: Lane, when: float) -> str:
    """Return the lane, beside this one, that was done at a moment."""
    for other in timeline.lanes[1:]:
        if other is not lane and times(timeline, other).ended == when:
            return _short(timeline, other)
    return ""


def _why_longer(timeline: Timeline) -> str:
    """Say what makes a run as long as it is."""
    if timeline.blocked():
        return (
            f"the loop was blocked for {_at(timeline.blocked())}, and nobody "
            "else could go on"
        )
    for lane in timeline.lanes[1:]:
        started = times(timeline, lane).started
        before = started and _done_at(timeline, lane, started)
        if before:
            name = _short(timeline, lane)
            return f"{name} started only when {before} was done"
    return _slowest(timeline)


def _why_shorter(timeline: Timeline) -> str:
    """Say what keeps a run from being longer."""
    raised = _who_raised(timeline)
    if raised:
        return raised
    whole = {0, *(x.parent for x in timeline.lanes if not x.is_task)}
    parts = [
        x
        for n, x in enumerate(timeline.lanes)
        if n not in whole and not x.callbacks
    ]
    work = [x for x in parts if times(timeline, x).started == 0]
    if len(work) > 1:
        names = _joined([_short(timeline, lane) for lane in work[:4]])
        return f"{names} were under way at the same time"
    if 1 < len(parts) <= 4:
        names = _joined([_short(timeline, lane) for lane in parts])
        return f"{names} take no longer, one after another"
    return _slowest(timeline)


def _who_raised(timeline: Timeline) -> str:
    """Name the lane whose exception ended main; "" if main returned."""
    main = next(iter(timeline.lanes), None)
    if main is None or main.outcome is not Outcome.RAISED:
        return ""
    end = times(timeline, main).ended
    for lane in timeline.lanes[1:]:
        same = lane.outcome is main.outcome and lane.value == main.value
        if same and times(timeline, lane).ended == end:
            return (
                f"{_short(timeline, lane)} raised {lane.error} at {_at(end)}, "
                f"and {main.function} waited for nobody after that"
            )
    return f"{main.function} raised {main.error} at {_at(end)}"


def _slowest(timeline: Timeline) -> str:
    lanes = timeline.lanes[1:] or timeline.lanes
    lanes = tuple(x for x in lanes if not _unfinished(timeline, x)) or lanes
    if not lanes:
        return "nothing ran"
    slowest = max(lanes, key=lambda lane: times(timeline, lane).span.seconds)
    took = times(timeline, slowest).span.seconds
    return f"{_short(timeline, slowest)} alone takes {_at(took)}"


def _joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b1 and b2."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _at(seconds: float) -> str:
    return f"{seconds_text(seconds)} s"


def _range(span: Span | Track) -> str:
    return f"{seconds_text(span.start)} to {_at(span.end)}"
