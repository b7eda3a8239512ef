"""Draws the rows of one Gantt chart: tracks, steps, dots, crosses, words.

Shapes of a kind are collected and drawn at once, which is what makes a
chart of many steps quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.charts.canvas import INK, Paper, Point, box
from helpers.charts.fonts import LABEL, SMALL, WORDS, fitting, width
from helpers.charts.words import CROSSED
from helpers.timeline.model import Lane, Timeline

if TYPE_CHECKING:
    from helpers.predicting.prediction import Ghost

__all__ = ["GHOST_PITCH", "PAD", "Brush", "Row"]

BAR = 12  # px, height of a track
GHOST = 5  # px, height of a predicted track, below the real one
GHOST_PITCH = 10  # px that a row with a predicted track is higher
PAD = 10  # px between a lane and its words
TICK = 1.3  # px, half the width of a step that takes no time

BLUE = "#0072b2"
VERMILLION = "#d55e00"
TRACK = "#e3e7ea"
EDGE = "#75797c"

_UNCOLLECTED = "done, not collected"


@dataclass(frozen=True)
class Row:
    """One row of a chart: a lane, or a lot of lanes folded into one."""

    lane: Lane | None
    lot: tuple[Lane, ...]
    label: str
    words: str
    end: float  # seconds, where the words begin
    top: float  # px below the first row's top
    pitch: float  # px
    ghost: Ghost | None = None  # what was predicted for this lane


class Brush:
    """Draws the rows of one chart; shapes of a kind are drawn at once."""

    def __init__(
        self,
        paper: Paper,
        timeline: Timeline,
        left: float,
        right: float,
        scale: float,
    ) -> None:
        self._paper = paper
        self._timeline = timeline
        self._left = left  # px, where the time axis begins
        self._right = right  # px, the last that may be written on
        self._scale = scale  # px per second
        self._tracks: list[list[Point]] = []
        self._hatched: list[list[Point]] = []
        self._gaps: list[list[Point]] = []  # in the hatching, for words
        self._grounds: list[list[Point]] = []  # white, below words
        self._running: list[list[Point]] = []
        self._ghosts: list[list[Point]] = []
        self._curves: list[list[Point]] = []
        self._dots: list[list[Point]] = []
        self._crosses: list[Point] = []

    def row(self, row: Row, top: float) -> None:
        """Draw one row: its label, its lane, its words."""
        middle = top + row.pitch / 2
        if row.ghost is not None and row.ghost.end is not None:
            middle -= GHOST_PITCH / 2
            self._ghost(row.ghost, middle + BAR / 2 + 3)
        self._paper.write(
            self._left - PAD, middle, row.label, LABEL, ha="right", va="center"
        )
        if row.lane is not None:
            self._lane(row.lane, middle)
        elif row.lot:
            self._lot(row, top)
        self._words(row, middle)

    def finish(self) -> None:
        """Put the shapes on the paper."""
        thin: dict[str, Any] = {"edgecolor": EDGE, "linewidth": 0.7}
        white: dict[str, Any] = {"facecolor": "white", "zorder": 3}
        for shapes, look in (
            (self._grounds, {**white, "linewidth": 0, "zorder": 2}),
            (self._tracks, {"facecolor": TRACK, "zorder": 3, **thin}),
            (self._curves, {"facecolor": TRACK, "zorder": 3, **thin}),
            (self._hatched, {**white, "hatch": "//////", **thin}),
            (self._gaps, {**white, "linewidth": 0}),
            (self._running, {"facecolor": BLUE, "zorder": 3, "linewidth": 0}),
            (self._ghosts, {**white, "edgecolor": INK, "linewidth": 0.8}),
        ):
            self._paper.shapes(shapes, **look)
        self._paper.lines(
            self._dots,
            colors=EDGE,
            linewidths=1.1,
            linestyles=[(0, (1, 2))],
            zorder=3,
        )
        self._paper.marks(
            self._crosses,
            marker="X",
            markersize=9,
            markerfacecolor=VERMILLION,
            markeredgecolor="white",
            markeredgewidth=0.8,
            zorder=4,
        )

    def _at(self, seconds: float) -> float:
        """Return where a moment of the axis is, in px."""
        return self._left + seconds * self._scale

    def _ghost(self, ghost: Ghost, top: float) -> None:
        """Draw what was predicted: a thin outline, and whose it is."""
        start, end = self._at(ghost.start or 0.0), self._at(ghost.end or 0.0)
        self._ghosts.append(box(start, top, end - start, GHOST))
        self._paper.write(
            end + 4, top + GHOST / 2, "you", SMALL, va="center_baseline"
        )

    def _lane(self, lane: Lane, middle: float) -> None:
        shown = self._timeline.shown
        end = shown(
            self._timeline.seconds if lane.ended is None else lane.ended
        )
        begin = end if lane.started is None else shown(lane.started)
        created = shown(lane.created)
        if begin > created:
            dots = [(self._at(created), middle), (self._at(begin), middle)]
            self._dots.append(dots)
        if lane.started is not None:
            self._tracks.append(self._bar(begin, end, middle))
            self._steps(lane, middle)
        if lane.uncollected is not None:
            self._uncollected(end, shown(lane.uncollected.end), middle)
        if lane.outcome in CROSSED:
            self._crosses.append((self._at(end), middle))

    def _bar(self, start: float, end: float, middle: float) -> list[Point]:
        wide = (end - start) * self._scale
        return box(self._at(start), middle - BAR / 2, wide, BAR)

    def _steps(self, lane: Lane, middle: float) -> None:
        """Draw each step, but not two of them on the same pixel."""
        scale, shown = self._scale, self._timeline.shown
        drawn = set()
        times = iter(lane.steps.flat)
        for began, ended in zip(times, times, strict=True):
            pixel = int(began * scale)
            long = (ended - began) * scale > 3
            if pixel in drawn and not long:
                continue
            drawn.add(pixel)
            start = self._at(shown(began))
            # A step that takes no time must be seen all the same.
            wide = self._at(shown(ended)) - start if long else TICK
            self._running.append(
                box(start - TICK, middle - BAR / 2 - 0.5, wide + TICK, BAR + 1)
            )

    def _uncollected(self, start: float, end: float, middle: float) -> None:
        if end <= start:
            return
        self._hatched.append(self._bar(start, end, middle))
        wide = width(_UNCOLLECTED, SMALL) + 6
        if (end - start) * self._scale < wide + 8:
            return
        centre = self._at((start + end) / 2)
        gap = box(centre - wide / 2, middle - BAR / 2 - 1, wide, BAR + 2)
        self._gaps.append(gap)
        self._paper.write(
            centre,
            middle,
            _UNCOLLECTED,
            SMALL,
            ha="center",
            va="center_baseline",
        )

    def _words(self, row: Row, middle: float) -> None:
        start = self._at(row.end) + PAD
        words = fitting(row.words, WORDS, self._right - start)
        if words.strip():
            ground = box(start - 2, middle - 8, width(words, WORDS) + 2, 16)
            self._grounds.append(ground)
            self._paper.write(start, middle, words, WORDS, va="center")

    def _lot(self, row: Row, top: float) -> None:
        """Draw how many lanes of a folded lot are under way."""
        times, counts = _under_way(self._timeline, row.lot)
        base = top + row.pitch - 6
        most = max(counts, default=0) or 1
        high = (row.pitch - 14) / most  # px for each of them
        curve, level = [(self._at(times[0]), base)], base
        for when, count in zip(times, counts, strict=True):
            x, before = self._at(when), level
            level = base - high * count
            curve += [(x, before), (x, level)]
        self._curves.append([*curve, (self._at(times[-1]), base)])
        words = f"  at most {most} under way at once"
        self._paper.write(self._left, top + 3, words, SMALL, va="center")


def _under_way(
    timeline: Timeline, lot: Sequence[Lane]
) -> tuple[list[float], list[int]]:
    """Return times, and how many lanes are under way from each one on."""
    changes: dict[float, int] = {0.0: 0, timeline.seconds: 0}
    for lane in lot:
        if lane.started is None:
            continue
        end = timeline.seconds if lane.ended is None else lane.ended
        for when, change in ((lane.started, 1), (end, -1)):
            changes[when] = changes.get(when, 0) + change
    times, counts, under_way = [], [], 0
    for when in sorted(changes):
        under_way += changes[when]
        times.append(when)
        counts.append(under_way)
    return times, counts
