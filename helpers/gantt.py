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
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath
from matplotlib.ticker import FuncFormatter, MaxNLocator

from helpers.text import fold, lot_words, outcome_words, seconds_text
from helpers.timeline import Lane, Outcome, Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.predicting import Ghost

__all__ = ["gantt", "png"]

DPI = 100  # dots per inch of a picture's nominal size
SHARPNESS = 1.6  # times that many dots, for today's screens
WIDTH = 760  # px, the whole figure: fits JupyterLab beside its side bar
PITCH = 26  # px from row to row
LOT_PITCH = 44  # px for a folded lot, which has a curve in it
BAR = 12  # px, height of a track
GHOST = 5  # px, height of a predicted track, below the real one
GHOST_PITCH = 10  # px that a row with a predicted track is higher
HEAD = 28  # px above the first row, for the title
BARE_HEAD = 8  # px, the same without a title
FOOT = 26  # px below the last row, for the numbers of the axis
GAP = 6  # px between two charts
UNIT_ROOM = 66  # px right of the last number, for the word "seconds"
PAD = 10  # px between a lane and its words
LEAST_AXIS = 0.4  # of the room, for time; what is left is for words
MOST_ROWS = 28  # lanes that are drawn one by one

BLUE = "#0072b2"
VERMILLION = "#d55e00"
TRACK = "#e3e7ea"
INK = "#222222"
EDGE = "#75797c"
GRID = "#dddddd"

_LABEL = FontProperties(family="DejaVu Sans Mono", size=8)
_WORDS = FontProperties(family="DejaVu Sans", size=7.5)
_SMALL = FontProperties(family="DejaVu Sans", size=7)
_TITLE = FontProperties(family="DejaVu Sans", size=9.5)
_CROSSED = (
    Outcome.RAISED,
    Outcome.CANCELLED,
    Outcome.STOPPED,
    Outcome.INTERRUPTED,
    Outcome.STUCK,
)


@dataclass(frozen=True)
class _Row:
    """One row of a chart: a lane, or a lot of lanes folded into one."""

    lane: Lane | None
    lot: tuple[Lane, ...]
    label: str
    words: str
    end: float  # seconds, where the words begin
    top: float  # px below the first row's top
    pitch: float  # px
    ghost: Ghost | None = None  # what was predicted for this lane


@dataclass(frozen=True)
class _Page:
    """What all charts of a figure share."""

    margin: float  # px left of the time axis
    room: float  # px right of that
    scale: float  # px per second
    seconds: float  # the longest run


def gantt(
    *timelines: Timeline, ghosts: Mapping[str, Ghost] = MappingProxyType({})
) -> Figure:
    """Return a figure with one chart per timeline, on one time axis.

    `ghosts` are what somebody predicted, by the labels of the lanes.
    """
    charts = [list(_rows(timeline, ghosts)) for timeline in timelines]
    page = _page(timelines, charts)
    heads = [HEAD if timeline.title else BARE_HEAD for timeline in timelines]
    heights = [
        head + FOOT + rows[-1].top + rows[-1].pitch
        for head, rows in zip(heads, charts, strict=True)
    ]
    notes = [_NOTE * len(timeline.notes) for timeline in timelines]
    height = sum(heights) + sum(notes) + GAP * len(charts)
    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    top = 0.0
    for timeline, rows, head, own, below in zip(
        timelines, charts, heads, heights, notes, strict=True
    ):
        axes = _axes(figure, page, top + head, own - head - FOOT, height)
        last = timeline is timelines[-1]
        _draw_chart(axes, timeline, rows, page, last)
        _draw_notes(figure, timeline, page, (top + own - 4) / height, height)
        top += own + below + GAP
    return figure


_NOTE = 16  # px for a line under a chart


def png(figure: Figure) -> bytes:
    """Return a figure as PNG, without the name of the software in it."""
    out = io.BytesIO()
    figure.savefig(
        out, format="png", dpi=DPI * SHARPNESS, metadata={"Software": None}
    )
    return out.getvalue()


def _rows(timeline: Timeline, ghosts: Mapping[str, Ghost]) -> Iterator[_Row]:
    top = 0.0
    for lane, lot in fold(timeline.lanes, MOST_ROWS):
        pitch = PITCH if lane else LOT_PITCH
        if lane:
            label = "↳ " * bool(lane.depth) + lane.label
            words = outcome_words(lane)
            ghost = ghosts.get(lane.label)
            if ghost is not None:
                words += ghost.remark
                pitch += GHOST_PITCH if ghost.end is not None else 0
        else:
            ghost = None
            name = lot[0].label.partition("(")[0]
            label = f"{name}(...) x {len(lot)}"
            words = lot_words(lot)
        ends = [_end(timeline, each) for each in lot or (lane,) if each]
        yield _Row(lane, lot, label, words, max(ends), top, pitch, ghost)
        top += pitch
    if not timeline.lanes:
        yield _Row(None, (), "", "nothing ran", 0.0, 0.0, PITCH)


def _end(timeline: Timeline, lane: Lane) -> float:
    """Return where the words of a lane begin, in seconds."""
    if lane.uncollected is not None:
        return timeline.shown(lane.uncollected.end)
    if lane.ended is None:
        return timeline.shown(timeline.seconds)
    return timeline.shown(lane.ended)


def _page(
    timelines: Sequence[Timeline], charts: Sequence[Sequence[_Row]]
) -> _Page:
    """Choose one scale, so that no words run off the right edge."""
    rows = [row for chart in charts for row in chart]
    labels = max(_width(row.label, _LABEL) for row in rows)
    margin = labels + PAD + 14
    room = WIDTH - margin - 12
    seconds = max(line.shown(line.seconds) for line in timelines)
    for row in rows:
        if row.ghost is not None:
            seconds = max(seconds, row.ghost.end or 0.0)
    length = seconds or 1.0
    scale = (room - UNIT_ROOM) / length
    for row in rows:
        if row.end > 0:
            fits = (room - _width(row.words, _WORDS) - PAD - 4) / row.end
            scale = min(scale, fits)
    scale = max(scale, LEAST_AXIS * room / length)
    return _Page(margin, room, scale, seconds)


_widths: dict[tuple[str, float], float] = {}


def _width(text: str, font: FontProperties) -> float:
    """Return how wide a text is drawn, in px."""
    key = (text, font.get_size_in_points())
    if text and key not in _widths:
        points = TextPath((0, 0), text, prop=font).get_extents().width
        _widths[key] = points * DPI / 72 + 2
    return _widths.get(key, 0.0)


def _fitting(text: str, room: float) -> str:
    """Shorten a text, in its middle, until it fits into `room` px."""
    if _width(text, _WORDS) <= room:
        return text
    keep = len(text)
    while keep > 4:
        keep -= 1
        short = f"{text[: keep - keep // 3]} … {text[-(keep // 3) :]}"
        if _width(short, _WORDS) <= room:
            return short
    return "…"


def _axes(
    figure: Figure, page: _Page, top: float, rows: float, height: float
) -> Axes:
    """Add axes whose unit is the second across and the pixel down."""
    axes = figure.add_axes(
        (
            page.margin / WIDTH,
            1 - (top + rows) / height,
            page.room / WIDTH,
            rows / height,
        )
    )
    axes.set_xlim(0, page.room / page.scale)
    axes.set_ylim(rows, 0)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK)
    axes.set_yticks([])
    most = max(2, int(page.seconds * page.scale / 90))
    axes.xaxis.set_major_locator(_Ticks(page.seconds, most))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: seconds_text(x)))
    axes.tick_params(axis="x", labelsize=7.5, length=3, color=INK)
    axes.grid(axis="x", color=GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    return axes


class _Ticks(MaxNLocator):
    """Round numbers, none of them beyond the end of the run."""

    def __init__(self, seconds: float, most: int) -> None:
        super().__init__(nbins=min(most, 12), steps=[1, 2, 5, 10])
        self._seconds = seconds

    def tick_values(self, vmin: float, vmax: float) -> Any:
        """Return the ticks between 0 and the end."""
        end = self._seconds
        ticks = super().tick_values(0, end) if end else [0.0]
        return [tick for tick in ticks if 0 <= tick <= end * 1.001]


def _draw_chart(
    axes: Axes,
    timeline: Timeline,
    rows: Sequence[_Row],
    page: _Page,
    last: bool,
) -> None:
    axes.set_title(
        timeline.title, loc="left", fontproperties=_TITLE, color=INK, pad=7
    )
    if last:
        axes.text(
            page.room / page.scale,
            rows[-1].top + rows[-1].pitch + 9,
            "seconds",
            fontproperties=_WORDS,
            color=INK,
            ha="right",
            va="center",
            clip_on=False,
        )
    brush = _Brush(axes, timeline, page)
    for row in rows:
        brush.row(row)
    brush.finish()


def _draw_notes(
    figure: Figure, timeline: Timeline, page: _Page, y: float, height: float
) -> None:
    for place, note in enumerate(timeline.notes):
        figure.text(
            page.margin / WIDTH,
            1 - y - place * _NOTE / height,
            note,
            fontproperties=_WORDS,
            color=INK,
            va="top",
        )


class _Brush:
    """Draws the rows of one chart; shapes of a kind are drawn at once."""

    def __init__(self, axes: Axes, timeline: Timeline, page: _Page) -> None:
        self._axes = axes
        self._timeline = timeline
        self._page = page
        self._tracks: list[Rectangle] = []
        self._hatched: list[Rectangle] = []
        self._running: list[Rectangle] = []
        self._dots: list[list[tuple[float, float]]] = []
        self._crosses: list[tuple[float, float]] = []

    def row(self, row: _Row) -> None:
        """Draw one row: its label, its lane, its words."""
        middle = row.top + row.pitch / 2
        if row.ghost is not None and row.ghost.end is not None:
            middle -= GHOST_PITCH / 2
            self._ghost(row.ghost, middle + BAR / 2 + 3)
        self._axes.text(
            -PAD / self._page.scale,
            middle,
            row.label,
            fontproperties=_LABEL,
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
            end + 4 / self._page.scale,
            top + GHOST / 2,
            "you",
            fontproperties=_SMALL,
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
        scale, shown = self._page.scale, self._timeline.shown
        drawn = set()
        half = 1.3 / scale  # a step takes no time, and must be seen
        for step in lane.steps:
            start = shown(step.start)
            pixel = int(start * scale)
            long = step.seconds * scale > 3
            if pixel in drawn and not long:
                continue
            drawn.add(pixel)
            end = shown(step.end) if long else start + half
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
        text = "done, not collected"
        if (end - start) * self._page.scale > _width(text, _SMALL) + 12:
            self._axes.text(
                (start + end) / 2,
                middle,
                text,
                fontproperties=_SMALL,
                color=INK,
                ha="center",
                va="center_baseline",
                zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )

    def _words(self, row: _Row, middle: float) -> None:
        start = row.end * self._page.scale + PAD
        self._axes.text(
            start / self._page.scale,
            middle,
            _fitting(row.words, self._page.room - start),
            fontproperties=_WORDS,
            color=INK,
            va="center",
            clip_on=False,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )

    def _lot(self, row: _Row, middle: float) -> None:
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
            fontproperties=_SMALL,
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
