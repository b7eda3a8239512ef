"""Draws timelines as Gantt charts with matplotlib.

One row a lane, `main()` on top. A pale outlined track is a task that
waits; a blue tick or block, one that runs on the loop; dots, one that was
created and not started; hatching, a result that nobody has taken yet; a
vermillion cross, an error or a cancellation. The outcome stands in words
at the end of each lane, and nothing is said by colour alone.

What is drawn how stands in `helpers.charts.marks`, and where in
`helpers.charts.layout`. Shapes of a kind are collected and drawn at once,
which is what makes a chart of many steps quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure

from helpers.charts.canvas import INK, Paper, Point, box
from helpers.charts.fonts import LABEL, SMALL, TITLE, WORDS, fitting, width
from helpers.charts.layout import (
    EDGE_ROOM,
    FOOT,
    GAP,
    GHOST_PITCH,
    NOTE,
    PAD,
    WIDTH,
    Chart,
    Ghost,
    Page,
    Row,
    laid_out,
    page_of,
    ticks,
)
from helpers.charts.marks import MARKS, PALE, Fill, Shape
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import Phase, crowd, phases
from helpers.timeline.seconds import seconds_text

__all__ = ["gantt"]

BAR = 12  # px, height of a track
GHOST = 5  # px, height of a predicted track, below the real one
STEP = 1.3  # px, half the width of a step that takes no time
LONG = 3  # px; a longer step is drawn as long as it is
TICK = 4  # px, the length of a tick of the axis
ABOVE_NUMBERS = 9  # px from the axis to its numbers
GRID = "#dddddd"
WHITE = {"facecolor": "white", "zorder": 3}


def gantt(
    *timelines: Timeline, ghosts: Mapping[str, Ghost] = MappingProxyType({})
) -> Figure:
    """Return a figure with one chart per timeline, on one time axis.

    `ghosts` are what somebody predicted, by the labels of the lanes.
    """
    charts = [laid_out(timeline, ghosts) for timeline in timelines]
    page = page_of(charts)
    paper = Paper(WIDTH, page.height)
    top = 0.0
    for chart in charts:
        _draw(paper, page, chart, top)
        top += chart.height + GAP
    bottom = top - GAP - charts[-1].foot
    look = {"ha": "right", "va": "top"}
    paper.write(page.right, bottom + ABOVE_NUMBERS, "seconds", WORDS, **look)
    return paper.figure


def _draw(paper: Paper, page: Page, chart: Chart, top: float) -> None:
    """Draw one chart, from `top` on."""
    _draw_title(paper, page, chart, top + chart.head - 10)
    top += chart.head
    bottom = top + chart.body
    _draw_axis(paper, page, top, bottom)
    brush = _Brush(paper, page, chart.timeline)
    for row in chart.rows:
        brush.row(row, top + row.top)
    brush.finish()
    _draw_notes(paper, page, chart, bottom + FOOT)


def _draw_title(paper: Paper, page: Page, chart: Chart, base: float) -> None:
    """Write the title above the time axis, or from the left edge."""
    title = " ".join(chart.timeline.title.split())
    start = page.margin
    if width(title, TITLE) > page.room:
        start = EDGE_ROOM
        title = fitting(title, TITLE, WIDTH - 2 * EDGE_ROOM)
    paper.write(start, base, title, TITLE, va="baseline")


def _draw_notes(paper: Paper, page: Page, chart: Chart, top: float) -> None:
    widest = max((width(line, WORDS) for line in chart.notes), default=0.0)
    start = min(page.margin, page.right - widest)
    for place, line in enumerate(chart.notes):
        y = top + place * NOTE
        paper.write(max(start, EDGE_ROOM), y, line, WORDS, va="top")


def _draw_axis(paper: Paper, page: Page, top: float, bottom: float) -> None:
    """Draw the time axis at `bottom`, and a grid from there up to `top`."""
    moments = list(ticks(page.seconds, page.scale))
    places = [page.at(moment) for moment in moments]
    grid = [[(x, bottom), (x, top)] for x in places]
    paper.lines(grid, colors=GRID, linewidths=0.7, zorder=1)
    marks = [[(x, bottom), (x, bottom + TICK)] for x in places]
    line = [(page.margin, bottom), (page.right, bottom)]
    paper.lines([*marks, line], colors=INK, linewidths=0.8, zorder=2.5)
    for x, moment in zip(places, moments, strict=True):
        paper.write(
            x,
            bottom + ABOVE_NUMBERS,
            seconds_text(moment),
            WORDS,
            ha="center",
            va="top",
        )


class _Brush:
    """Draws the rows of one chart; shapes of a kind are drawn at once."""

    def __init__(self, paper: Paper, page: Page, timeline: Timeline) -> None:
        self._paper = paper
        self._page = page
        self._timeline = timeline
        self._filled: dict[Fill, list[Any]] = {
            mark.fill: [] for mark in MARKS.values() if mark.fill
        }
        self._curves: list[list[Point]] = []
        self._gaps: list[list[Point]] = []  # in the hatching, for words
        self._grounds: list[list[Point]] = []  # white, below words
        self._ghosts: list[list[Point]] = []

    def row(self, row: Row, top: float) -> None:
        """Draw one row: its label, its lane, its words."""
        middle = top + row.pitch / 2
        if row.ghost is not None and row.ghost.end is not None:
            middle -= GHOST_PITCH / 2
            self._ghost(row.ghost, middle + BAR / 2 + 3)
        x = self._page.margin - PAD
        self._paper.write(x, middle, row.label, LABEL, ha="right", va="center")
        if row.lane is not None:
            self._lane(row.lane, middle)
        elif row.lot:
            self._lot(row, top)
        self._words(row, middle)

    def finish(self) -> None:
        """Put the shapes on the paper."""
        paper = self._paper
        paper.shapes(self._grounds, facecolor="white", linewidth=0, zorder=2)
        paper.shapes(self._curves, **PALE.look)
        for fill, shapes in self._filled.items():
            draw = _DRAW.get(fill.shape, Paper.shapes)
            draw(paper, shapes, **fill.look)
        paper.shapes(self._gaps, linewidth=0, **WHITE)
        paper.shapes(self._ghosts, edgecolor=INK, linewidth=0.8, **WHITE)

    def _ghost(self, ghost: Ghost, top: float) -> None:
        """Draw what was predicted: a thin outline, and whose it is."""
        start = self._page.at(ghost.start or 0.0)
        end = self._page.at(ghost.end or 0.0)
        self._ghosts.append(box(start, top, end - start, GHOST))
        self._paper.write(
            end + 4, top + GHOST / 2, "you", SMALL, va="center_baseline"
        )

    def _lane(self, lane: Lane, middle: float) -> None:
        scale = self._page.scale
        for phase in phases(self._timeline, lane, scale, LONG / scale):
            mark = MARKS[phase.state]
            if mark.fill is not None:
                shape = self._shape(mark.fill.shape, phase, middle)
                if shape:
                    self._filled[mark.fill].append(shape)
                if mark.fill.shape is Shape.BAR and mark.word:
                    self._write_inside(mark.word, phase, middle)

    def _shape(self, shape: Shape, phase: Phase, middle: float) -> Any:
        """Return what a phase is drawn as; nothing for a line of no length."""
        start, end = map(self._timeline.shown, (phase.start, phase.end))
        left, right = self._page.at(start), self._page.at(end)
        if shape is Shape.CROSS:
            return left, middle
        if shape is Shape.LINE:
            return [(left, middle), (right, middle)] if end > start else None
        if shape is Shape.STEP:
            long = (phase.end - phase.start) * self._page.scale > LONG
            wide = right - left if long else STEP
            top = middle - BAR / 2 - 0.5
            return box(left - STEP, top, wide + STEP, BAR + 1)
        return self._bar(start, end, middle)

    def _bar(self, start: float, end: float, middle: float) -> list[Point]:
        wide = (end - start) * self._page.scale
        return box(self._page.at(start), middle - BAR / 2, wide, BAR)

    def _write_inside(self, word: str, phase: Phase, middle: float) -> None:
        """Write a word on a bar, if there is room for it."""
        start, end = map(self._timeline.shown, (phase.start, phase.end))
        wide = width(word, SMALL) + 6
        if (end - start) * self._page.scale < wide + 8:
            return
        centre = self._page.at((start + end) / 2)
        gap = box(centre - wide / 2, middle - BAR / 2 - 1, wide, BAR + 2)
        self._gaps.append(gap)
        look = {"ha": "center", "va": "center_baseline"}
        self._paper.write(centre, middle, word, SMALL, **look)

    def _words(self, row: Row, middle: float) -> None:
        start = self._page.at(row.end) + PAD
        words = fitting(row.words, WORDS, self._page.right - start)
        if words.strip():
            ground = box(start - 2, middle - 8, width(words, WORDS) + 2, 16)
            self._grounds.append(ground)
            self._paper.write(start, middle, words, WORDS, va="center")

    def _lot(self, row: Row, top: float) -> None:
        """Draw how many lanes of a folded lot are under way."""
        spans = [(0.0, 0.0), (self._timeline.seconds, self._timeline.seconds)]
        for lane in row.lot:
            if span := self._timeline.under_way(lane):
                spans.append((span.start, span.end))
        counts = crowd(spans)
        base = top + row.pitch - 6
        most = max(count for _, count in counts) or 1
        high = (row.pitch - 14) / most  # px for each of them
        curve, level = [(self._page.at(counts[0][0]), base)], base
        for when, count in counts:
            x, before = self._page.at(when), level
            level = base - high * count
            curve += [(x, before), (x, level)]
        self._curves.append([*curve, (self._page.at(counts[-1][0]), base)])
        words = f"  at most {most} under way at once"
        x = self._page.margin
        self._paper.write(x, top + 3, words, SMALL, va="center")


_Draw = Callable[..., None]
_DRAW: dict[Shape, _Draw] = {
    Shape.LINE: Paper.lines,
    Shape.CROSS: Paper.marks,
}  # all others have corners
