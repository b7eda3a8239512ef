"""Draws one frame of a chart that grows while its program runs.

It is the picture in SVG, written by hand: matplotlib takes some sixty
milliseconds for what is drawn here in one or two, and a program waits
meanwhile, or somebody at a slider. What is drawn how stands in
`helpers.charts.marks`, and where in `helpers.charts.layout`, as for the
picture that takes the frame's place in the end. The time axis is longer than
the run, so that there is room to grow, and stays as it is until that is used
up.
"""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterator
from typing import Any

from helpers.charts import layout
from helpers.charts.canvas import INK
from helpers.charts.fonts import LABEL, SMALL, TITLE, WORDS, fitting, width
from helpers.charts.layout import Chart, Page, Row
from helpers.charts.marks import MARKS, Fill, Shape
from helpers.charts.markup import IMAGE_STYLE
from helpers.charts.picture import (
    ABOVE_NUMBERS,
    BAR,
    GRID,
    LONG,
    TICK,
    shape_of,
)
from helpers.charts.sentence import sentence
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import phases
from helpers.timeline.seconds import ROUND, seconds_text, spell_seconds

__all__ = ["frame", "quick"]

LEAST = 5.0  # seconds that the axis has from the beginning
WORDS_ROOM = 190  # px right of the end of the axis, for words
CROSS = 4  # px, half a cross
WORDS_ON_TOP = 9  # above all that is drawn
DOTS = 100 / 72  # px to a point, in which fonts have their sizes
_LINES = {
    "//////": "M0 6L6 0",
    "\\\\\\": "M0 0L6 6",
    "....": "M2 3h2",
    "xxxx": "M0 6L6 0M0 0L6 6",
}


def frame(timeline: Timeline) -> Iterator[str]:
    """Yield the chart of a run that goes on, as HTML, piece by piece.

    Between two pieces the program may have something to do.
    """
    so_far = spell_seconds(timeline.shown(timeline.seconds))
    return _pieces(_not_over(timeline), f"Running, {so_far} so far.")


def quick(timeline: Timeline) -> str:
    """Return the chart of a run that is over, for somebody who plays with it.

    Its axis stays the same where the run becomes a little longer or shorter.
    """
    return "".join(_pieces(timeline, sentence(timeline)))


def _pieces(timeline: Timeline, spoken: str) -> Iterator[str]:
    chart = layout.laid_out(timeline, {})
    page = _page(chart)
    top, bottom = chart.head, chart.head + chart.body
    yield (
        f'<svg role="img" tabindex="0" aria-label="{html.escape(spoken)}" '
        f'width="{layout.WIDTH}" '
        f'viewBox="0 0 {layout.WIDTH} {bottom + chart.foot:g}" '
        f'style="{IMAGE_STYLE};background:white" fill="{INK}" '
        f'font-family="DejaVu Sans, Verdana, sans-serif">'
    )
    yield "".join([*_axis(page, top, bottom), *_title(page, chart)])
    yield _patterns()
    for row in chart.rows:
        middle = top + row.top + row.pitch / 2
        yield "".join(_row(timeline, page, row, middle))
    for place, line in enumerate(chart.notes):
        y = bottom + layout.FOOT + (place + 0.5) * layout.NOTE
        yield _text(layout.EDGE_ROOM, y, line, WORDS.get_size())
    yield "</svg>"


def _not_over(timeline: Timeline) -> Timeline:
    """Leave it open whether somebody will take what nobody has taken yet."""
    now = timeline.seconds
    lanes = (
        dataclasses.replace(lane, collected=now)
        if lane.never_collected
        else lane
        for lane in timeline.lanes
    )
    return dataclasses.replace(timeline, lanes=tuple(lanes))


def _page(chart: Chart) -> Page:
    """Return the page of the chart, with an axis that has room to grow."""
    page = layout.page_of([chart])
    so_far = chart.timeline.shown(chart.timeline.seconds)
    horizon = next(x for x in ROUND if x >= max(LEAST, so_far))
    room = page.right - page.margin - WORDS_ROOM
    return dataclasses.replace(page, scale=room / horizon, seconds=horizon)


def _title(page: Page, chart: Chart) -> Iterator[str]:
    title = " ".join(chart.timeline.title.split())
    if title:
        title = fitting(title, TITLE, page.right - page.margin)
        yield _text(page.margin, chart.head - 14, title, TITLE.get_size())


def _axis(page: Page, top: float, bottom: float) -> Iterator[str]:
    """Yield the grid, the axis with its numbers, and the moment it is."""
    for moment in layout.ticks(page.seconds, page.scale):
        x, number = page.at(moment), seconds_text(moment)
        yield _line(x, top, x, bottom, GRID, 1)
        yield _line(x, bottom, x, bottom + TICK, INK, 1)
        y = bottom + ABOVE_NUMBERS + 5
        yield _text(x, y, number, WORDS.get_size(), "middle")
    yield _line(page.margin, bottom, page.right, bottom, INK, 1)
    y = bottom + ABOVE_NUMBERS + 5
    yield _text(page.right, y, "seconds", WORDS.get_size(), "end")


def _row(
    timeline: Timeline, page: Page, row: Row, middle: float
) -> Iterator[str]:
    x = page.margin - layout.PAD
    mono = ' font-family="DejaVu Sans Mono, monospace"'
    yield _text(x, middle, row.label, LABEL.get_size(), "end", mono)
    for lane in row.lanes[:1]:
        yield from _lane(timeline, page, lane, middle)
    start = page.at(row.end) + layout.PAD
    words = fitting(row.words, WORDS, page.right - start)
    yield _text(start, middle, words, WORDS.get_size())


def _lane(
    timeline: Timeline, page: Page, lane: Lane, middle: float
) -> Iterator[str]:
    """Yield the phases of a lane; what stands higher covers more."""
    found = []
    scale = page.scale
    for phase in phases(timeline, lane, scale, LONG / scale):
        mark = MARKS[phase.state]
        fill = mark.fill
        if fill is not None:
            start, end = map(timeline.shown, (phase.start, phase.end))
            left, wide = page.at(start), (end - start) * scale
            points = shape_of(fill.shape, left, wide, middle, phase.share)
            if points:
                found.append((fill.look["zorder"], _drawn(fill, points)))
            word = mark.word.format(on=phase.on) if points else ""
            if fill.shape is Shape.BAR and width(word, SMALL) + 14 < wide:
                found.append(
                    (WORDS_ON_TOP, _on_a_bar(word, left, wide, middle))
                )
    yield from (text for _, text in sorted(found, key=lambda each: each[0]))


def _on_a_bar(word: str, left: float, wide: float, middle: float) -> str:
    if not word:
        return ""
    room, centre = width(word, SMALL) + 6, left + wide / 2
    return (
        f'<rect x="{centre - room / 2:.1f}" y="{middle - BAR / 2 - 1:.1f}" '
        f'width="{room:.1f}" height="{BAR + 2}" fill="white"/>'
        + _text(centre, middle, word, SMALL.get_size(), "middle")
    )


def _drawn(fill: Fill, points: Any) -> str:
    """Return one phase; `points` are its corners, or where a cross is."""
    look = fill.look
    if fill.shape is Shape.CROSS:
        x, y = points
        arms = f"M{x - CROSS:g} {y - CROSS:g}l8 8m0-8l-8 8"
        colour = look["markerfacecolor"]
        return f'<path d="{arms}" stroke="{colour}" stroke-width="3.5"/>'
    if fill.shape is Shape.LINE:
        (x, y), (end, _) = points
        dashes = " ".join(
            f"{1.5 * each:g}" for each in look["linestyles"][0][1]
        )
        more = f' stroke-dasharray="{dashes}"'
        return _line(x, y, end, y, look["colors"], 1.5, more)
    (x, y), _, (right, bottom), _ = points
    colour = look["facecolor"]
    if "hatch" in look:
        colour = f"url(#{_name(look['hatch'], colour)})"
    edge = look.get("edgecolor")
    stroke = f' stroke="{edge}"' if edge else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{right - x:.1f}" '
        f'height="{bottom - y:.1f}" fill="{colour}"{stroke}/>'
    )


def _patterns() -> str:
    """Return the hatchings that bars may have."""
    looks = [mark.fill.look for mark in MARKS.values() if mark.fill]
    hatched = {
        (x["hatch"], x["facecolor"], x["edgecolor"])
        for x in looks
        if "hatch" in x
    }
    return "".join(
        f'<pattern id="{_name(hatch, ground)}" width="6" height="6" '
        f'patternUnits="userSpaceOnUse"><rect width="6" height="6" '
        f'fill="{ground}"/><path d="{_LINES[hatch]}" stroke="{edge}"/>'
        "</pattern>"
        for hatch, ground, edge in sorted(hatched)
    )


def _name(hatch: str, ground: str) -> str:
    return f"grows{list(_LINES).index(hatch)}{ground.strip('#')}"


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    anchor: str = "start",
    more: str = "",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size * DOTS:.1f}" '
        f'text-anchor="{anchor}" dominant-baseline="central"{more}>'
        f"{html.escape(words)}</text>"
    )


def _line(
    x: float,
    y: float,
    right: float,
    bottom: float,
    colour: str,
    wide: float,
    more: str = "",
) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{right:.1f}" '
        f'y2="{bottom:.1f}" stroke="{colour}" stroke-width="{wide}"{more}/>'
    )
