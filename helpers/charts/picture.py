"""Draws timelines as Gantt charts with matplotlib.

One row a lane, `main()` on top. A pale outlined track is a task that
waits; a blue tick or block, one that runs on the loop; dots, one that was
created and not started; hatching, a result that nobody has taken yet; a
vermillion cross, an error or a cancellation. The outcome stands in words
at the end of each lane, and nothing is said by colour alone.

Sizes are in pixels of a screen with 100 dots per inch; the figure is made
as high as its rows need, and the time axis as wide as the words leave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from helpers.charts.axis import ABOVE_NUMBERS, draw_axis
from helpers.charts.brush import GHOST_PITCH, PAD, Brush, Row
from helpers.charts.canvas import Paper
from helpers.charts.folding import fold, lot_name, lot_words
from helpers.charts.fonts import (
    LABEL,
    TITLE,
    WORDS,
    fitting,
    width,
    wrapped,
)
from helpers.charts.words import outcome_words, seconds_text
from helpers.timeline.model import Lane, Timeline

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from helpers.predicting.prediction import Ghost

__all__ = ["gantt"]

WIDTH = 760  # px, the whole figure: fits JupyterLab beside its side bar
EDGE_ROOM = 12  # px left free at either edge
PITCH = 26  # px from row to row
LOT_PITCH = 44  # px for a folded lot, which has a curve in it
HEAD = 28  # px above the first row, for the title
BARE_HEAD = 8  # px, the same without a title
FOOT = 26  # px below the last row, for the numbers of the axis
NOTE = 16  # px for a line of words under a chart
BELOW_NOTES = 6  # px below the last of these lines
GAP = 6  # px between two charts
UNIT_ROOM = 66  # px right of the end, for the word "seconds", or more
LEAST_AXIS = 0.4  # of the room, for time; what is left is for words
MOST_ROWS = 28  # lanes that are drawn one by one
MOST_ARROWS = 4  # for coroutines that are awaited by others


@dataclass(frozen=True)
class _Page:
    """What all charts of a figure share."""

    margin: float  # px left of the time axis
    room: float  # px right of that
    scale: float  # px per second
    seconds: float  # the longest run
    height: float = 0.0  # px, the whole figure

    @property
    def right(self) -> float:
        """Where the time axis ends, in px."""
        return self.margin + self.room


@dataclass(frozen=True)
class _Chart:
    """One timeline, laid out."""

    timeline: Timeline
    rows: tuple[Row, ...]
    notes: tuple[str, ...]  # lines

    @property
    def head(self) -> float:
        """How much room the title takes, in px."""
        return HEAD if self.timeline.title else BARE_HEAD

    @property
    def body(self) -> float:
        """How much room the rows take, in px."""
        return self.rows[-1].top + self.rows[-1].pitch

    @property
    def foot(self) -> float:
        """How much room there is below the rows, in px."""
        return FOOT + NOTE * len(self.notes) + BELOW_NOTES * bool(self.notes)

    @property
    def height(self) -> float:
        """How much room all of it takes, in px."""
        return self.head + self.body + self.foot


def gantt(
    *timelines: Timeline, ghosts: Mapping[str, Ghost] = MappingProxyType({})
) -> Figure:
    """Return a figure with one chart per timeline, on one time axis.

    `ghosts` are what somebody predicted, by the labels of the lanes.
    """
    charts = [_laid_out(timeline, ghosts) for timeline in timelines]
    page = _page(charts)
    paper = Paper(WIDTH, page.height)
    top = 0.0
    for chart in charts:
        _draw(paper, page, chart, top)
        top += chart.height + GAP
    _draw_unit(paper, page, top - GAP - charts[-1].foot)
    return paper.figure


def _laid_out(timeline: Timeline, ghosts: Mapping[str, Ghost]) -> _Chart:
    lines: list[str] = []
    for note in timeline.notes:
        lines += wrapped(note, WORDS, WIDTH - 2 * EDGE_ROOM)
    return _Chart(timeline, tuple(_rows(timeline, ghosts)), tuple(lines))


def _rows(timeline: Timeline, ghosts: Mapping[str, Ghost]) -> Iterator[Row]:
    top = 0.0
    for lane, lot in fold(timeline.lanes, MOST_ROWS):
        pitch = PITCH if lane else LOT_PITCH
        if lane:
            label = _arrows(lane) + lane.label
            words = outcome_words(lane)
            ghost = ghosts.get(lane.label)
            if ghost is not None:
                words += ghost.remark
                pitch += GHOST_PITCH if ghost.end is not None else 0
        else:
            ghost = None
            name = lot_name(lot).strip()
            label = f"{_arrows(lot[0])}{name} x {len(lot)}"
            words = lot_words(lot)
        ends = [_end(timeline, each) for each in lot or (lane,) if each]
        yield Row(lane, lot, label, words, max(ends), top, pitch, ghost)
        top += pitch
    if not timeline.lanes:
        yield Row(None, (), "", "nothing ran", 0.0, 0.0, PITCH)


def _arrows(lane: Lane) -> str:
    """Show how deep below its task a coroutine is awaited."""
    return "↳" * min(lane.depth, MOST_ARROWS) + " " * bool(lane.depth)


def _end(timeline: Timeline, lane: Lane) -> float:
    """Return where the words of a lane begin, in seconds."""
    if lane.uncollected is not None:
        return timeline.shown(lane.uncollected.end)
    if lane.ended is None:
        return timeline.shown(timeline.seconds)
    return timeline.shown(lane.ended)


def _page(charts: Sequence[_Chart]) -> _Page:
    """Choose one scale, so that no words run off the right edge."""
    rows = [row for chart in charts for row in chart.rows]
    margin = max(width(row.label, LABEL) for row in rows) + PAD + 14
    room = WIDTH - margin - EDGE_ROOM
    timelines = [chart.timeline for chart in charts]
    seconds = max(line.shown(line.seconds) for line in timelines)
    for row in rows:
        if row.ghost is not None:
            seconds = max(seconds, row.ghost.end or 0.0)
    length = seconds or 1.0
    last = width(seconds_text(length), WORDS) / 2
    unit = max(UNIT_ROOM, width("seconds", WORDS) + last + 8)
    scale = (room - unit) / length
    for row in rows:
        if row.end > 0:
            fits = (room - width(row.words, WORDS) - PAD - 4) / row.end
            scale = min(scale, fits)
    scale = max(scale, LEAST_AXIS * room / length)
    height = sum(chart.height + GAP for chart in charts)
    return _Page(margin, room, scale, seconds, height)


def _draw(paper: Paper, page: _Page, chart: _Chart, top: float) -> None:
    """Draw one chart, from `top` on."""
    _draw_title(paper, page, chart, top + chart.head - 10)
    top += chart.head
    bottom = top + chart.body
    draw_axis(
        paper, page.margin, page.right, top, bottom, page.scale, page.seconds
    )
    brush = Brush(paper, chart.timeline, page.margin, page.right, page.scale)
    for row in chart.rows:
        brush.row(row, top + row.top)
    brush.finish()
    _draw_notes(paper, page, chart, bottom + FOOT)


def _draw_title(paper: Paper, page: _Page, chart: _Chart, base: float) -> None:
    """Write the title above the time axis, or from the left edge."""
    title = " ".join(chart.timeline.title.split())
    start = page.margin
    if width(title, TITLE) > page.room:
        start = EDGE_ROOM
        title = fitting(title, TITLE, WIDTH - 2 * EDGE_ROOM)
    paper.write(start, base, title, TITLE, va="baseline")


def _draw_unit(paper: Paper, page: _Page, bottom: float) -> None:
    """Write what the numbers of the time axis are, below its end."""
    paper.write(
        page.right,
        bottom + ABOVE_NUMBERS,
        "seconds",
        WORDS,
        ha="right",
        va="top",
    )


def _draw_notes(paper: Paper, page: _Page, chart: _Chart, top: float) -> None:
    widest = max((width(line, WORDS) for line in chart.notes), default=0.0)
    start = min(page.margin, page.right - widest)
    for place, line in enumerate(chart.notes):
        y = top + place * NOTE
        paper.write(max(start, EDGE_ROOM), y, line, WORDS, va="top")
