"""Draws timelines as Gantt charts with matplotlib.

One row a lane, `main()` on top. A pale outlined track is a task that
waits; a blue tick or block, one that runs on the loop; a low blue bar, one
that takes so many short steps that they cannot be told apart, as high as
the share of the time in which it runs; dots, one that was created and not
started; hatching, a result that nobody has taken yet; a vermillion cross,
an error or a cancellation; a flag, a step that is as slow as somebody asks
about. A job in a thread is a light blue bar, dotted as
long as it is queued and hatched where it goes on after it was given up. The
outcome stands in words at the end of each lane, and nothing is said by
colour alone.

What is drawn how stands in `helpers.charts.marks`, and where in
`helpers.charts.layout`. Shapes of a kind are collected and drawn at once,
which is what makes a chart of many steps quick.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure

from helpers.charts import layout
from helpers.charts.canvas import INK, Paper, box
from helpers.charts.fonts import LABEL, SMALL, TITLE, WORDS, fitting, width
from helpers.charts.layout import Chart, Page, Row, Sample
from helpers.charts.marks import MARKS, PALE, Fill, Ghost, Lit, Shape
from helpers.timeline.model import BLOCKING, Lane, Timeline
from helpers.timeline.phases import State, crowd, phases
from helpers.timeline.seconds import seconds_text

__all__ = ["draw_chart", "draw_legend", "gantt", "shape_of"]

Ghosts = Mapping[str, Ghost]
BAR = 12  # px, height of a track
GHOST = 5  # px, height of a predicted track, below the real one
STEP = 1.3  # px, half the width of a step that takes no time
LONG = 3  # px; a longer step is drawn as long as it is
LOW = 3  # px, the least height of a stretch in which the lane hardly runs
TICK = 4  # px, the length of a tick of the axis
ABOVE_NUMBERS = 9  # px from the axis to its numbers
HALF = 0.5  # the share of a sample of many short steps
_SHARED = (State.OFTEN, State.OFTEN_BLOCKING)
LIT_LOW = 2.5  # px from a track to the line that lights it
LIT_WIDE = 2.4  # points, its width
GRID = "#dddddd"
GROUND = Fill(Shape.BAR, facecolor="white", linewidth=0, zorder=2)  # of words
WORD_GAP = Fill(Shape.BAR, facecolor="white", linewidth=0, zorder=3.2)
FLAG = Fill(  # above a step that somebody asks about, however short it is
    Shape.CROSS,
    marker="v",
    markersize=5,
    markerfacecolor=INK,
    markeredgewidth=0,
    zorder=4,
)
FLAG_HIGH = 4  # px, from a track to the flag above it
OUTLINE = Fill(
    Shape.BAR, facecolor="white", edgecolor=INK, linewidth=0.8, zorder=3
)


def gantt(
    *timelines: Timeline,
    ghosts: Ghosts | Sequence[Ghosts] = MappingProxyType({}),
    lit: Lit = (),
    lits: Sequence[Lit] = (),
    legend: bool = False,
) -> Figure:
    """Return a figure with one chart per timeline, on one time axis.

    `ghosts` are what somebody predicted, by the labels of the lanes: for
    all the charts, or for each of them. `lit` is what stands out in them,
    and `lits` what does in each of them.
    The `legend` says below the charts what the marks mean.
    """
    for_each = ghosts if isinstance(ghosts, Sequence) else repeat(ghosts)
    stand_out = list(lits) or [lit for _ in timelines]
    charts = list(map(layout.laid_out, timelines, for_each, stand_out))
    page = layout.page_of(charts)
    samples = layout.samples(timelines) if legend else []
    room = max((x.top + layout.SAMPLE_PITCH for x in samples), default=0.0)
    paper = Paper(layout.WIDTH, page.height + room)
    top = 0.0
    for chart, shown in zip(charts, stand_out, strict=True):
        draw_chart(paper, page, chart, top, shown)
        top += chart.height + layout.GAP
    bottom = top - layout.GAP - charts[-1].foot
    look = {"ha": "right", "va": "top"}
    paper.write(page.right, bottom + ABOVE_NUMBERS, "seconds", WORDS, **look)
    draw_legend(paper, samples, page.height)
    return paper.figure


def draw_legend(
    paper: Paper, samples: Sequence[Sample], height: float
) -> None:
    """Draw a sample of each mark, and beside it what it means."""
    for sample in samples:
        middle = height + sample.top + layout.SAMPLE_PITCH / 2
        fill = MARKS[sample.state].fill
        assert fill is not None
        long = 0.0 if sample.state is State.RUNNING else layout.SAMPLE
        share = HALF if sample.state in _SHARED else 1.0
        left = sample.left + (layout.SAMPLE - long) / 2
        if fill.shape is Shape.CROSS:
            left += layout.SAMPLE / 2
        shape = shape_of(fill.shape, left, long, middle, share)
        DRAW[fill.shape](paper, [shape], **fill.look)
        start = sample.left + layout.SAMPLE + layout.SAMPLE_PAD
        paper.write(start, middle, sample.words, WORDS, va="center")


def draw_chart(
    paper: Paper, page: Page, chart: Chart, top: float, lit: Lit = ()
) -> None:
    """Draw one chart of a page, from `top` on."""
    _draw_title(paper, page, chart, top + chart.head - 10)
    top += chart.head
    bottom = top + chart.body
    _draw_axis(paper, page, top, bottom)
    brush = _Brush(paper, page, chart.timeline)
    for row in chart.rows:
        brush.row(row, top + row.top)
    brush.finish()
    _draw_lit(paper, page, chart, top, lit)
    _draw_notes(paper, page, chart, bottom + layout.FOOT)


def _draw_title(paper: Paper, page: Page, chart: Chart, base: float) -> None:
    """Write the title above the time axis, or from the left edge."""
    title = " ".join(chart.timeline.title.split())
    start = page.margin if page.left is None else page.left
    if width(title, TITLE) > page.right - start:
        start = page.left or layout.EDGE_ROOM
        title = fitting(title, TITLE, page.right - start)
    paper.write(start, base, title, TITLE, va="baseline")


def _middle(row: Row) -> float:
    """Return how far below the top of a row its lane is, in px."""
    ghost = row.ghost is not None and row.ghost.end is not None
    return (row.pitch - layout.GHOST_PITCH * ghost) / 2


def _draw_lit(
    paper: Paper, page: Page, chart: Chart, top: float, lit: Lit
) -> None:
    """Draw a strong line below what is lit, on from lane to lane."""
    rows = {
        row.lanes[0].label: top + row.top + _middle(row) + BAR / 2 + LIT_LOW
        for row in chart.rows
        if len(row.lanes) == 1
    }
    shown, lines, before = chart.timeline.shown, [], None
    for label, span in lit:
        if label not in rows:
            before = None
            continue
        start, end = page.at(shown(span.start)), page.at(shown(span.end))
        line = [(start, rows[label]), (end, rows[label])]
        lines.append([before, *line] if before else line)
        before = line[-1]
    if lines:
        paper.lines(lines, colors=INK, linewidths=LIT_WIDE, zorder=4.5)


def _draw_notes(paper: Paper, page: Page, chart: Chart, top: float) -> None:
    widest = max((width(line, WORDS) for line in chart.notes), default=0.0)
    start = min(page.margin, page.right - widest)
    for place, line in enumerate(chart.notes):
        y = top + place * layout.NOTE
        paper.write(max(start, layout.EDGE_ROOM), y, line, WORDS, va="top")


def _draw_axis(paper: Paper, page: Page, top: float, bottom: float) -> None:
    """Draw the time axis at `bottom`, and a grid from there up to `top`."""
    moments = list(layout.ticks(page.seconds, page.scale))
    places = [page.at(moment) for moment in moments]
    grid = [[(x, bottom), (x, top)] for x in places]
    paper.lines(grid, colors=GRID, linewidths=0.7, zorder=1)
    marks = [[(x, bottom), (x, bottom + TICK)] for x in places]
    line = [(page.margin, bottom), (page.right, bottom)]
    paper.lines([*marks, line], colors=INK, linewidths=0.8, zorder=2.5)
    look = {"ha": "center", "va": "top"}
    for x, moment in zip(places, moments, strict=True):
        number = seconds_text(moment)
        paper.write(x, bottom + ABOVE_NUMBERS, number, WORDS, **look)


class _Brush:
    """Draws the rows of one chart; shapes of a kind are drawn at once."""

    def __init__(self, paper: Paper, page: Page, timeline: Timeline) -> None:
        self._paper = paper
        self._page = page
        self._timeline = timeline
        self._is_asked = timeline.slow != BLOCKING
        self._shapes: dict[Fill, list[Any]] = defaultdict(list)

    def row(self, row: Row, top: float) -> None:
        """Draw one row: its label, its lane, its words."""
        middle = top + _middle(row)
        if row.ghost is not None and row.ghost.end is not None:
            self._ghost(row.ghost, middle + BAR / 2 + 3)
        x = self._page.margin - layout.PAD
        self._paper.write(x, middle, row.label, LABEL, ha="right", va="center")
        if len(row.lanes) == 1:
            self._lane(row.lanes[0], middle)
        elif row.lanes:
            self._lot(row, top)
        self._words(row, middle)

    def finish(self) -> None:
        """Put the shapes on the paper."""
        for fill, shapes in self._shapes.items():
            DRAW[fill.shape](self._paper, shapes, **fill.look)

    def _ghost(self, ghost: Ghost, top: float) -> None:
        """Draw what was predicted: a thin outline, and whose it is."""
        start = self._page.at(ghost.start or 0.0)
        end = self._page.at(ghost.end or 0.0)
        self._shapes[OUTLINE].append(box(start, top, end - start, GHOST))
        look = {"va": "center_baseline"}
        self._paper.write(end + 4, top + GHOST / 2, ghost.name, SMALL, **look)

    def _lane(self, lane: Lane, middle: float) -> None:
        scale = self._page.scale
        for phase in phases(self._timeline, lane, scale, LONG / scale):
            mark = MARKS[phase.state]
            if mark.fill is None:
                continue
            start, end = map(self._timeline.shown, (phase.start, phase.end))
            left, wide = self._page.at(start), (end - start) * scale
            shape = shape_of(mark.fill.shape, left, wide, middle, phase.share)
            if shape:
                self._shapes[mark.fill].append(shape)
            if phase.state is State.BLOCKING and self._is_asked:
                flag = left + wide / 2, middle - BAR / 2 - FLAG_HIGH
                self._shapes[FLAG].append(flag)
            if mark.word and mark.fill.shape is Shape.BAR:
                centre = self._page.at((start + end) / 2)
                word = mark.word.format(on=phase.on)
                self._write_inside(word, centre, wide, middle)

    def _write_inside(
        self, word: str, centre: float, wide: float, middle: float
    ) -> None:
        """Write a word on a bar, if there is room for it."""
        needed = width(word, SMALL) + 6
        if wide < needed + 8:
            return
        left, top = centre - needed / 2, middle - BAR / 2 - 1
        self._shapes[WORD_GAP].append(box(left, top, needed, BAR + 2))
        look = {"ha": "center", "va": "center_baseline"}
        self._paper.write(centre, middle, word, SMALL, **look)

    def _words(self, row: Row, middle: float) -> None:
        if not row.words:
            return
        start = self._page.at(row.end) + layout.PAD
        words = fitting(row.words, WORDS, self._page.right - start)
        if words.strip():
            ground = box(start - 2, middle - 8, width(words, WORDS) + 2, 16)
            self._shapes[GROUND].append(ground)
            self._paper.write(start, middle, words, WORDS, va="center")

    def _lot(self, row: Row, top: float) -> None:
        """Draw how many lanes of a folded lot are under way."""
        page, whole = self._page, [0.0, self._timeline.seconds]
        spans = list(filter(None, map(self._timeline.under_way, row.lanes)))
        starts = [span.start for span in spans]
        ends = [span.end for span in spans]
        counts = crowd(whole + starts, whole + ends)
        base = top + row.pitch - 6
        most = max(count for _, count in counts) or 1
        high = (row.pitch - 14) / most  # px for each of them
        curve, level = [(page.at(counts[0][0]), base)], base
        for when, count in counts:
            before, level = level, base - high * count
            curve += [(page.at(when), before), (page.at(when), level)]
        self._shapes[PALE].append([*curve, (page.at(counts[-1][0]), base)])
        words = f"  at most {most} under way at once"
        self._paper.write(page.margin, top + 3, words, SMALL, va="center")


DRAW: dict[Shape, Callable[..., None]] = {
    Shape.BAR: Paper.shapes,
    Shape.STEP: Paper.shapes,
    Shape.LINE: Paper.lines,
    Shape.CROSS: Paper.marks,
}


def shape_of(
    shape: Shape, left: float, wide: float, middle: float, share: float
) -> Any:
    """Return the points of a phase; none for a line of no length."""
    if shape is Shape.CROSS:
        return left, middle
    if shape is Shape.LINE:
        return [(left, middle), (left + wide, middle)] if wide > 0 else []
    if shape is Shape.STEP:
        high = max(LOW, share * BAR) + 1
        base = middle + BAR / 2 + 0.5
        return box(left - STEP, base - high, max(wide, STEP) + STEP, high)
    return box(left, middle - BAR / 2, wide, BAR)
