"""Holds a prediction against the record of a run.

First what was right, then what was not, each with a reason from the
timeline (`why_...`); no more than two reasons, since a third is not read. What
is to be drawn beside the lanes is worked out here as well. Times are those
that a chart shows, so that the words are the same on both clocks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.charts.marks import Ghost
from helpers.predicting.sketch import Track
from helpers.predicting.why_first import why_first, why_then
from helpers.predicting.why_longer import why_longer
from helpers.predicting.why_shorter import why_shorter
from helpers.predicting.words import at, joined, unfinished
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import times
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
            labels = joined([x.label for x in self.timeline.lanes[:6]])
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
            parts = [f"{joined(right)} {verb} right", *parts]
        said = " ".join(f"{words[:1].upper()}{words[1:]}." for words in parts)
        return Held(dict(self._ghosts()), f"prediction: {said}")

    def _unfinished(self, name: str) -> str:
        return unfinished(self.timeline, self._lanes[name])

    def _ended(self, name: str) -> float:
        return times(self.timeline, self._lanes[name]).ended

    def _hold_order(self) -> tuple[bool, str]:
        for name in self._order:
            how = self._unfinished(name)
            if how:
                return False, f"you had {name} in the order: but {name} {how}"
        for name, after in itertools.combinations(self._order, 2):
            one, other = self._lanes[after], self._lanes[name]
            if self._came_before(one, other):
                why = why_first(self.timeline, one, after, other, name)
                return False, f"you had {after} after {name}: but {why}"
        if len(self._order) < 2:
            return True, ""
        return True, f"the order {', '.join(self._order)}"

    def _came_before(self, one: Lane, other: Lane) -> bool:
        """Say whether one lane ended before another.

        A sketch has no room to tell apart what ends at one moment.
        """
        if self.tracks:
            first, second = (times(self.timeline, x) for x in (one, other))
            return first.ended < second.ended
        return not self.timeline.in_order(other, one)

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
                why = why_then(self.timeline, lane, begin)
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
        why = why_then(self.timeline, self._lanes[last], 0.0, last)
        return f"you drew {first} and {last} side by side, but {why}"

    def _hold_seconds(self) -> tuple[bool, str]:
        predicted, took = self.seconds, self.timeline.took
        if predicted is None:
            return True, ""
        if abs(predicted - took) <= max(CLOSE, 1.5 * (self.column or 0)):
            return True, at(took)
        explained = why_longer if took > predicted else why_shorter
        return False, (
            f"you had {at(predicted)}, and it took {at(took)}: "
            f"{explained(self.timeline, abs(took - predicted))}"
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


def _range(span: Span | Track) -> str:
    return f"{seconds_text(span.start)} to {at(span.end)}"
