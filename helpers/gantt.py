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

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from helpers.brush import GHOST_PITCH, INK, PAD, Brush, Row
from helpers.measuring import (
    DPI,
    LABEL,
    SHARPNESS,
    TITLE,
    WORDS,
    fitting,
    literal,
    no_complaints,
    width,
    wrapped,
)
from helpers.text import (
    fold,
    lot_name,
    lot_words,
    outcome_words,
    seconds_text,
)
from helpers.timeline import Lane, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.predicting import Ghost

__all__ = ["gantt", "png"]

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
TICK_ROOM = 60  # px from one number of the axis to the next, at least
WHOLE_TICK_ROOM = 40  # px, the same for whole seconds, which are short
GRID = "#dddddd"


@dataclass(frozen=True)
class _Page:
    """What all charts of a figure share."""

    margin: float  # px left of the time axis
    room: float  # px right of that
    scale: float  # px per second
    seconds: float  # the longest run
    height: float = 0.0  # px, the whole figure


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
    def height(self) -> float:
        """How much room all of it takes, in px."""
        room = NOTE * len(self.notes) + BELOW_NOTES * bool(self.notes)
        return self.head + self.body + FOOT + room


def gantt(
    *timelines: Timeline, ghosts: Mapping[str, Ghost] = MappingProxyType({})
) -> Figure:
    """Return a figure with one chart per timeline, on one time axis.

    `ghosts` are what somebody predicted, by the labels of the lanes.
    """
    charts = [_laid_out(timeline, ghosts) for timeline in timelines]
    page = _page(charts)
    figure = Figure(figsize=(WIDTH / DPI, page.height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    top = 0.0
    for chart in charts:
        axes = _axes(figure, page, top + chart.head, chart.body)
        _draw_title(axes, chart, page)
        brush = Brush(axes, chart.timeline, page.scale, page.room)
        for row in chart.rows:
            brush.row(row)
        brush.finish()
        _draw_notes(axes, chart, page)
        top += chart.height + GAP
    _draw_unit(axes, charts[-1], page)
    return figure


def png(figure: Figure) -> bytes:
    """Return a figure as PNG, without the name of the software in it."""
    out = io.BytesIO()
    with no_complaints():
        figure.savefig(
            out, format="png", dpi=DPI * SHARPNESS, metadata={"Software": None}
        )
    return out.getvalue()


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


def _axes(figure: Figure, page: _Page, top: float, body: float) -> Axes:
    """Add axes whose unit is the second across and the pixel down."""
    axes = figure.add_axes(
        (
            page.margin / WIDTH,
            1 - (top + body) / page.height,
            page.room / WIDTH,
            body / page.height,
        )
    )
    axes.set_xlim(0, page.room / page.scale)
    axes.set_ylim(body, 0)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK)
    axes.set_yticks([])
    ticks = list(_ticks(page.seconds, page.scale))
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: seconds_text(x)))
    axes.tick_params(axis="x", labelsize=7.5, length=3, color=INK)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    return axes


def _ticks(seconds: float, scale: float) -> Iterator[float]:
    """Yield round numbers from 0 to the end, as close as they fit."""
    yield 0.0
    step = next(step for step in _steps() if _fits(step, seconds, scale))
    for number in range(1, int(seconds / step + 1e-9) + 1):
        yield round(number * step, 6)


def _steps() -> Iterator[float]:
    """Yield 1, 2, 5 and 10 times each power of ten, from a microsecond."""
    power = -6
    while True:
        for factor in (1, 2, 5):
            yield float(f"{factor}e{power}")
        power += 1


def _fits(step: float, seconds: float, scale: float) -> bool:
    last = seconds_text(int(seconds / step + 1e-9) * step)
    least = WHOLE_TICK_ROOM if step >= 1 else TICK_ROOM
    return step * scale >= max(least, width(last, WORDS) + 15)


def _draw_title(axes: Axes, chart: _Chart, page: _Page) -> None:
    """Write the title above the time axis, or from the left edge."""
    title = " ".join(chart.timeline.title.split())
    start = 0.0
    if width(title, TITLE) > page.room:
        start = EDGE_ROOM - page.margin
        title = fitting(title, TITLE, WIDTH - 2 * EDGE_ROOM)
    axes.text(
        start / page.scale,
        -10,
        literal(title),
        fontproperties=TITLE,
        color=INK,
        va="baseline",
        clip_on=False,
    )


def _draw_unit(axes: Axes, chart: _Chart, page: _Page) -> None:
    """Write what the numbers of the time axis are, below its end."""
    axes.text(
        page.room / page.scale,
        chart.body + 9,
        "seconds",
        fontproperties=WORDS,
        color=INK,
        ha="right",
        va="center",
        clip_on=False,
    )


def _draw_notes(axes: Axes, chart: _Chart, page: _Page) -> None:
    widest = max((width(line, WORDS) for line in chart.notes), default=0.0)
    start = min(0.0, page.room - widest)
    start = max(start, EDGE_ROOM - page.margin)
    for place, line in enumerate(chart.notes):
        axes.text(
            start / page.scale,
            chart.body + FOOT + place * NOTE,
            literal(line),
            fontproperties=WORDS,
            color=INK,
            va="top",
            clip_on=False,
        )
