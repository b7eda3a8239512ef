"""Many charts on one page, small and side by side, on one scale.

For the shapes of many programs at one glance: each chart has its title and
its lanes, and leaves out the words at their ends. `apart` makes a figure of
each, for a page that puts something else between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import repeat

from matplotlib.figure import Figure

from helpers.charts import layout
from helpers.charts.canvas import Paper
from helpers.charts.fonts import LABEL, WORDS, fitting, width
from helpers.charts.layout import Chart, Page
from helpers.charts.marks import MARKS, Lit
from helpers.charts.picture import draw_chart, draw_legend
from helpers.timeline.model import Lane, Outcome, Timeline

__all__ = ["apart", "key", "strip"]

PITCH = 17  # px from row to row
MOST_LABEL = 84  # px, for the label of a row
GUTTER = 22  # px between a chart and the one to its right
UNIT = 16  # px at the bottom, for the word "seconds"
END_ROOM = 62  # px right of the longest run, for a word or two
NOTHING = "None"  # a result that is not worth its place


def strip(
    timelines: Sequence[Timeline], columns: int, lits: Sequence[Lit] = ()
) -> Figure:
    """Return a figure of small charts, `columns` in each line.

    All have one scale: an inch is as many seconds in each of them. `lits`
    are what stands out in each.
    """
    stand_out = list(lits) or [() for _ in timelines]
    laid_out = map(layout.laid_out, timelines, repeat({}), stand_out)
    charts = list(map(_small, laid_out))
    shown = dict(zip(map(id, charts), stand_out, strict=True))
    lines = list(_lines(charts, columns))
    high = sum(max(each.height for each in line) for line in lines) + UNIT
    paper = Paper(layout.WIDTH, high)
    wide = (layout.WIDTH - 2 * layout.EDGE_ROOM) / columns
    top = 0.0
    for line in lines:
        for place, chart in enumerate(line):
            left = layout.EDGE_ROOM + place * wide
            lit = shown[id(chart)]
            draw_chart(paper, _page(charts, left, wide), chart, top, lit)
        top += max(each.height for each in line)
    right = layout.WIDTH - layout.EDGE_ROOM
    look = {"ha": "right", "va": "bottom"}
    paper.write(right, high - 4, "seconds", WORDS, **look)
    return paper.figure


def apart(timelines: Sequence[Timeline], wide: float) -> list[Figure]:
    """Return a figure of each, `wide` px wide, all of them on one scale.

    They have no titles, and only a word at the end of a lane.
    """
    bare = [each.titled("") for each in timelines]
    charts = [_with_words(_small(layout.laid_out(each, {}))) for each in bare]
    page = _page(charts, 0.0, wide - END_ROOM + GUTTER)
    page = replace(page, right=wide)
    figures = []
    for chart in charts:
        paper = Paper(wide, chart.height)
        draw_chart(paper, page, chart, 0.0)
        figures.append(paper.figure)
    return figures


def key(timelines: Sequence[Timeline]) -> Figure:
    """Return a figure that says what the marks mean that occur in them."""
    samples = layout.samples(timelines)
    high = max(each.top for each in samples) + layout.SAMPLE_PITCH
    paper = Paper(layout.WIDTH, high)
    draw_legend(paper, samples, 0.0)
    return paper.figure


def _with_words(chart: Chart) -> Chart:
    """Give each lane but that of main a word: its result, or its end."""
    first, *others = chart.rows
    rows = [
        replace(row, words=_word(row.lanes[0]) if len(row.lanes) == 1 else "")
        for row in others
    ]
    return replace(chart, rows=(first, *rows))


def _word(lane: Lane) -> str:
    if lane.outcome in (Outcome.RETURNED, Outcome.DONE):
        return "" if lane.value == NOTHING else lane.value
    return MARKS[lane.outcome].word


def _lines(charts: Sequence[Chart], columns: int) -> Iterator[Sequence[Chart]]:
    for start in range(0, len(charts), columns):
        yield charts[start : start + columns]


def _small(chart: Chart) -> Chart:
    """Return a chart with low rows, short labels, and no words."""
    rows, top = [], 0.0
    for row in chart.rows:
        label = row.label
        if width(label, LABEL) > MOST_LABEL and len(row.lanes) == 1:
            label = fitting(row.lanes[0].function, LABEL, MOST_LABEL)
        pitch = row.pitch - layout.PITCH + PITCH
        rows.append(replace(row, label=label, words="", top=top, pitch=pitch))
        top += pitch
    foot = layout.FOOT
    return replace(chart, rows=tuple(rows), notes=(), body=top, foot=foot)


def _page(charts: Sequence[Chart], left: float, wide: float) -> Page:
    """Return where a chart has its place, on the scale of all."""
    rows = [row for chart in charts for row in chart.rows]
    margin = max(width(row.label, LABEL) for row in rows) + layout.PAD
    seconds = max(
        each.timeline.shown(each.timeline.seconds) for each in charts
    )
    room = wide - margin - GUTTER
    scale = room / (seconds or 1.0)
    right = left + margin + room
    return Page(left + margin, right, scale, seconds, 0.0, left)
