"""Draws the rows of one Gantt chart: tracks, steps, dots, crosses, words.

Shapes of a kind are collected and drawn at once, which is what makes a
chart of many steps quick. Across, the unit is the second; down, the pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.patches import Rectangle

from helpers.measuring import LABEL, SMALL, WORDS, fitting, literal, width
from helpers.timeline import Lane, Outcome, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.predicting import Ghost

__all__ = ["GHOST_PITCH", "INK", "PAD", "Brush", "Row"]

BAR = 12  # px, height of a track
GHOST = 5  # px, height of a predicted track, below the real one
GHOST_PITCH = 10  # px that a row with a predicted track is higher
PAD = 10  # px between a lane and its words
TICK = 1.3  # px, half the width of a step that takes no time

BLUE = "#0072b2"
VERMILLION = "#d55e00"
TRACK = "#e3e7ea"
INK = "#222222"
EDGE = "#75797c"

_UNCOLLECTED = "done, not collected"
_CROSSED = (
    Outcome.RAISED,
    Outcome.CANCELLED,
    Outcome.STOPPED,
    Outcome.INTERRUPTED,
    Outcome.STUCK,
)


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
        self, axes: Axes, timeline: Timeline, scale: float, room: float
    ) -> None:
        self._axes = axes
        self._timeline = timeline
        self._scale = scale  # px per second
        self._room = room  # px right of the start
        self._tracks: list[Rectangle] = []
        self._hatched: list[Rectangle] = []
        self._gaps: list[Rectangle] = []  # in the hatching, for words
        self._running: list[Rectangle] = []
        self._dots: list[list[tuple[float, float]]] = []
        self._crosses: list[tuple[float, float]] = []

    def row(self, row: Row) -> None:
        """Draw one row: its label, its lane, its words."""
        middle = row.top + row.pitch / 2
        if row.ghost is not None and row.ghost.end is not None:
            middle -= GHOST_PITCH / 2
            self._ghost(row.ghost, middle + BAR / 2 + 3)
        self._axes.text(
            -PAD / self._scale,
            middle,
            literal(row.label),
            fontproperties=LABEL,
            color=INK,
            ha="right",
            va="center",
            clip_on=False,
        )
        if row.lane is not None:
            self._lane(row.lane, middle)
        elif row.lot:
            self._lot(row, middle)
        self._words(row, middle)

    def _ghost(self, ghost: Ghost, top: float) -> None:
        """Draw what was predicted: a thin outline, and whose it is."""
        start, end = ghost.start or 0.0, ghost.end or 0.0
        self._axes.add_patch(
            Rectangle(
                (start, top),
                end - start,
                GHOST,
                facecolor="white",
                edgecolor=INK,
                linewidth=0.8,
                zorder=3,
                clip_on=False,
            )
        )
        self._axes.text(
            end + 4 / self._scale,
            top + GHOST / 2,
            "you",
            fontproperties=SMALL,
            color=INK,
            va="center_baseline",
            clip_on=False,
            zorder=3,
        )

    def finish(self) -> None:
        """Put the shapes on the axes."""
        look: dict[str, Any] = {"edgecolor": EDGE, "linewidth": 0.7}
        for shapes, style in (
            (self._tracks, {"facecolor": TRACK, **look}),
            (
                self._hatched,
                {"facecolor": "white", "hatch": "//////", **look},
            ),
            (self._gaps, {"facecolor": "white", "linewidth": 0}),
            (self._running, {"facecolor": BLUE, "linewidth": 0}),
        ):
            if shapes:
                self._axes.add_collection(
                    PatchCollection(shapes, zorder=2, **style)
                )
        if self._dots:
            self._axes.add_collection(
                LineCollection(
                    self._dots,
                    colors=EDGE,
                    linewidths=1.1,
                    linestyles=[(0, (1, 2))],
                )
            )
        self._draw_crosses()

    def _draw_crosses(self) -> None:
        for x, y in self._crosses:
            self._axes.plot(
                [x],
                [y],
                marker="X",
                markersize=9,
                markerfacecolor=VERMILLION,
                markeredgecolor="white",
                markeredgewidth=0.8,
                clip_on=False,
                zorder=4,
            )

    def _lane(self, lane: Lane, middle: float) -> None:
        shown = self._timeline.shown
        end = shown(
            self._timeline.seconds if lane.ended is None else lane.ended
        )
        begin = end if lane.started is None else shown(lane.started)
        created = shown(lane.created)
        if begin > created:
            self._dots.append([(created, middle), (begin, middle)])
        if lane.started is not None:
            self._tracks.append(self._box(begin, end, middle))
            self._steps(lane, middle)
        if lane.uncollected is not None:
            self._uncollected(end, shown(lane.uncollected.end), middle)
        if lane.outcome in _CROSSED:
            self._crosses.append((end, middle))

    def _box(self, start: float, end: float, middle: float) -> Rectangle:
        return Rectangle((start, middle - BAR / 2), end - start, BAR)

    def _steps(self, lane: Lane, middle: float) -> None:
        """Draw each step, but not two of them on the same pixel."""
        scale, shown = self._scale, self._timeline.shown
        drawn = set()
        half = TICK / scale  # a step takes no time, and must be seen
        times = iter(lane.steps.flat)
        for began, ended in zip(times, times, strict=True):
            pixel = int(began * scale)
            long = (ended - began) * scale > 3
            if pixel in drawn and not long:
                continue
            drawn.add(pixel)
            start = shown(began)
            end = shown(ended) if long else start + half
            self._running.append(
                Rectangle(
                    (start - half, middle - BAR / 2 - 0.5),
                    end - start + half,
                    BAR + 1,
                )
            )

    def _uncollected(self, start: float, end: float, middle: float) -> None:
        if end <= start:
            return
        self._hatched.append(self._box(start, end, middle))
        wide = width(_UNCOLLECTED, SMALL) + 6
        if (end - start) * self._scale < wide + 8:
            return
        centre = (start + end) / 2
        self._gaps.append(
            Rectangle(
                (centre - wide / 2 / self._scale, middle - BAR / 2 - 1),
                wide / self._scale,
                BAR + 2,
            )
        )
        self._axes.text(
            centre,
            middle,
            _UNCOLLECTED,
            fontproperties=SMALL,
            color=INK,
            ha="center",
            va="center_baseline",
            zorder=5,
        )

    def _words(self, row: Row, middle: float) -> None:
        start = row.end * self._scale + PAD
        self._axes.text(
            start / self._scale,
            middle,
            literal(fitting(row.words, WORDS, self._room - start)),
            fontproperties=WORDS,
            color=INK,
            va="center",
            clip_on=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )

    def _lot(self, row: Row, middle: float) -> None:
        """Draw how many lanes of a folded lot are under way."""
        times, counts = _under_way(self._timeline, row.lot)
        high = row.pitch - 14
        base = row.top + row.pitch - 6
        most = max(counts, default=0) or 1
        self._axes.fill_between(
            times,
            [base - high * count / most for count in counts],
            [base] * len(times),
            step="post",
            facecolor=TRACK,
            edgecolor=EDGE,
            linewidth=0.7,
            zorder=2,
        )
        self._axes.text(
            0,
            row.top + 3,
            f"  at most {most} under way at once",
            fontproperties=SMALL,
            color=INK,
            va="center",
        )


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
