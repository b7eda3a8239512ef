"""Holds a prediction against the record of a run, and finds the words.

First what was right, then what was not, each with a reason from the
timeline; no more than two reasons, since a third is not read. What is to
be drawn beside the lanes is worked out here as well.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.charts.words import seconds_text
from helpers.predicting.reasons import (
    has_ended,
    joined,
    lanes_meant,
    seconds_of,
    why_first,
    why_longer,
    why_shorter,
    why_then,
    why_unfinished,
)
from helpers.timeline.model import Lane, Timeline

if TYPE_CHECKING:
    from helpers.predicting.prediction import Prediction

__all__ = ["Ghost", "Held", "Holding"]

CLOSE = 0.05  # seconds; a prediction is right to a tenth
ORDINALS = ("1st", "2nd", "3rd")


@dataclass(frozen=True)
class Ghost:
    """What was predicted for one lane, to be drawn beside the real one.

    `start` and `end` are seconds, or None where no time was given;
    `remark` is added to the words at the end of the lane.
    """

    start: float | None = None
    end: float | None = None
    remark: str = ""


@dataclass(frozen=True)
class Held:
    """A prediction that was held against a run."""

    ghosts: dict[str, Ghost]
    words: str


class Holding:
    """Finds what is right and what is not; one prediction, one run."""

    def __init__(self, prediction: Prediction, timeline: Timeline) -> None:
        self._timeline = timeline
        self._seconds = prediction.seconds
        self._column = prediction.column
        self._lanes: dict[str, Lane] = {}
        self._unknown: list[str] = []
        self._tracks = prediction.tracks
        for word in (*prediction.order, *(x.name for x in self._tracks)):
            self._find(word)
        self._order = [x for x in prediction.order if x in self._lanes]
        if self._tracks:
            self._order_of_sketch()

    def _find(self, word: str) -> None:
        found = lanes_meant(self._timeline, word)
        if not found and word in ("main", "main()"):
            found = list(self._timeline.lanes[:1])
        if len(found) == 1:
            self._lanes[word] = found[0]
        elif found:
            labels = " or ".join(lane.label for lane in found[:4])
            self._unknown.append(f"{word!r} may mean {labels}")
        else:
            labels = joined([x.label for x in self._timeline.lanes[:6]])
            self._unknown.append(f"there is no {word!r} here, but {labels}")

    def _order_of_sketch(self) -> None:
        main = self._timeline.lanes[0]
        tracks = sorted(self._tracks, key=lambda track: track.end)
        for track in tracks:
            lane = self._lanes.get(track.name)
            if lane is main and self._column is not None:
                self._seconds = track.end
            elif lane is not None and lane is not main:
                self._order.append(track.name)
        while self._order and not has_ended(self._lanes[self._order[-1]]):
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
        parts = []
        if right:
            verb = "is" if len(right) == 1 else "are"
            parts.append(f"{_capital(joined(right))} {verb} right.")
        parts += [f"{_capital(words)}." for words in wrong[:2]]
        parts += [f"{_capital(words)}." for words in self._unknown[:1]]
        return Held(dict(self._ghosts()), f"prediction: {' '.join(parts)}")

    def _hold_order(self) -> tuple[bool, str]:
        order = self._order
        for name in order:
            if not has_ended(self._lanes[name]):
                why = why_unfinished(self._lanes[name], name)
                return False, f"you had {name} in the order: but {why}"
        for place, name in enumerate(order):
            for after in order[place + 1 :]:
                if self._done(after) < self._done(name):
                    why = self._why_first(after, name)
                    return False, f"you had {after} after {name}: but {why}"
        if len(order) < 2:
            return True, ""
        return True, f"the order {', '.join(order)}"

    def _done(self, name: str) -> float:
        ended = self._lanes[name].ended
        return math.inf if ended is None else self._timeline.shown(ended)

    def _why_first(self, name: str, after: str) -> str:
        return why_first(
            self._timeline, self._lanes[name], name, self._lanes[after], after
        )

    def _hold_tracks(self) -> tuple[bool, str]:
        """Compare the times of a sketch, where it has any."""
        if self._column is None:
            return self._hold_shape()
        slack = max(CLOSE, 1.5 * self._column)
        for track in self._tracks:
            lane = self._lanes.get(track.name)
            if lane is None or lane is self._timeline.lanes[0]:
                continue
            start, end = self._span(lane)
            if abs(start - track.start) > slack or (
                abs(end - track.end) > slack
            ):
                close = abs(start - track.start) <= slack
                begin = start if close else track.start
                why = why_then(self._timeline, lane, begin)
                drawn = _span(track.start, track.end)
                return False, (
                    f"you had {track.name} from {drawn}, and it ran from "
                    f"{_span(start, end)}: {why}"
                )
        return True, "the times of all tracks"

    def _hold_shape(self) -> tuple[bool, str]:
        """Compare who overlaps with whom, for a sketch without times."""
        main = self._timeline.lanes[:1]
        known = [
            track
            for track in self._tracks
            if track.name in self._lanes
            and self._lanes[track.name] not in main
        ]
        for one, other in itertools.combinations(known, 2):
            drawn = min(one.end, other.end) - max(one.start, other.start) > 1
            wrong = self._differ(one.name, other.name, drawn)
            if wrong:
                return False, wrong
        return True, "the shape of your sketch" if len(known) > 1 else ""

    def _differ(self, name: str, other: str, drawn: bool) -> str:
        labels = self._lanes[name].label, self._lanes[other].label
        if (self._timeline.overlap(*labels) > 0) == drawn:
            return ""
        if not drawn:
            return (
                f"you drew {name} and {other} one after another, and they "
                "were under way at the same time"
            )
        first, last = sorted((name, other), key=self._done)
        why = why_then(self._timeline, self._lanes[last], 0.0, last)
        return f"you drew {first} and {last} side by side, but {why}"

    def _span(self, lane: Lane) -> tuple[float, float]:
        shown, line = self._timeline.shown, self._timeline
        start = lane.created if lane.started is None else lane.started
        end = line.seconds if lane.ended is None else lane.ended
        return shown(start), shown(end)

    def _hold_seconds(self) -> tuple[bool, str]:
        predicted = self._seconds
        if predicted is None:
            return True, ""
        took = seconds_of(self._timeline)
        if abs(predicted - took) <= max(CLOSE, 1.5 * (self._column or 0)):
            return True, f"{seconds_text(took)} s"
        why = (why_longer if took > predicted else why_shorter)(self._timeline)
        return False, (
            f"you had {seconds_text(predicted)} s, and it took "
            f"{seconds_text(took)} s: {why}"
        )

    def _ghosts(self) -> Iterator[tuple[str, Ghost]]:
        """Yield what to draw: bars where times are known, else places."""
        main = self._timeline.lanes[0] if self._timeline.lanes else None
        if self._tracks:
            unit = self._unit()
            for track in self._tracks:
                lane = self._lanes.get(track.name)
                if lane is not None:
                    yield (
                        lane.label,
                        Ghost(track.start * unit, track.end * unit),
                    )
            return
        if self._seconds is not None and main is not None:
            yield main.label, Ghost(0.0, self._seconds)
        for place, name in enumerate(self._order):
            lane = self._lanes[name]
            if lane is not main:
                yield lane.label, Ghost(remark=f"; you: {_ordinal(place)}")

    def _unit(self) -> float:
        """Return what to stretch a sketch by that has no times."""
        if self._column is not None:
            return 1.0
        end = max(track.end for track in self._tracks)
        return seconds_of(self._timeline) / end if end else 1.0


def _span(start: float, end: float) -> str:
    return f"{seconds_text(start)} to {seconds_text(end)} s"


def _ordinal(place: int) -> str:
    return ORDINALS[place] if place < 3 else f"{place + 1}th"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
