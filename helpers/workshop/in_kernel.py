"""What a kernel that runs notebooks for paper does otherwise: vectors.

Its first, hidden cell calls `draw_vectors()` before anything of the course
is imported; from then on each chart is one output that has its text, its
sentence, and the picture as vectors. A learner's kernel never does this.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure

from helpers.charts import canvas, display, layout, markup
from helpers.charts.canvas import Paper
from helpers.charts.display import Ghosts
from helpers.charts.fonts import WORDS
from helpers.charts.marks import Lit
from helpers.charts.picture import draw_chart, gantt
from helpers.charts.sentence import sentence
from helpers.charts.strip import strip
from helpers.charts.vectors import Letters, svg
from helpers.timeline.model import Timeline

__all__ = [
    *("LANES", "OUTLINED", "PIECES", "SENTENCE", "WORDED"),
    *("draw_vectors", "show"),
]

OUTLINED = "image/svg+xml"  # its words are outlines of letters
WORDED = "image/x-svg-with-words"  # its words can be found and copied
PIECES = "application/x-pieces+json"  # of a chart that is as high as a page
SENTENCE = "text/x-sentence"
LANES = "application/x-lanes+json"
UNIT = 9  # px from the axis of a chart to the word "seconds"
MOST_HIGH = 1000  # px; three quarters of a page


def draw_vectors() -> None:
    """Show charts as vectors; these are what the rest of us will import."""
    setattr(display, "show", show)  # noqa: B010  (types: a function is fixed)
    dots, figures = canvas.png, list[Figure]()

    def png(figure: Figure, *sharpness: float) -> bytes:
        figures[:] = [figure]
        return dots(figure, *sharpness)

    def image(encoded: str, spoken: str) -> str:
        return _with_vectors(figures[0], spoken)

    setattr(canvas, "png", png)  # noqa: B010
    setattr(markup, "image", image)  # noqa: B010


def _with_vectors(figure: Figure, spoken: str) -> str:
    """Return a picture as HTML that has the figure's vectors, twice.

    A plot with axes, which is not a chart of ours, may have words that are
    turned, or of a font that is not at hand: its letters stay outlines.
    """
    words = Letters.OUTLINES if figure.axes else Letters.TEXT
    outlined, worded = (
        base64.b64encode(svg(figure, letters).encode()).decode("ascii")
        for letters in (Letters.OUTLINES, words)
    )
    return (
        f'<img alt="{html.escape(spoken)}" data-worded="{worded}" '
        f'src="data:{OUTLINED};base64,{outlined}">'
    )


def show(
    text: str,
    spoken: str,
    *timelines: Timeline,
    ghosts: Ghosts | Sequence[Ghosts] = MappingProxyType({}),
    lits: Sequence[Lit] = (),
    columns: int = 1,
) -> None:
    """Display the chart of some timelines in every form that paper needs."""
    from IPython.display import display as put_out

    pieces: list[list[str]] = []
    if columns > 1:
        figure = strip(timelines, columns, lits)
    else:
        figure = gantt(*timelines, ghosts=ghosts, lits=lits)
        if len(timelines) > 1 and figure.bbox.height > MOST_HIGH:
            pieces = list(_pieces(timelines, lits))
    data: dict[str, Any] = {
        "text/plain": text,
        SENTENCE: spoken,
        OUTLINED: svg(figure),
        WORDED: svg(figure, Letters.TEXT),
        PIECES: pieces,
        LANES: _lanes(timelines),
    }
    put_out(data, raw=True)  # type: ignore[no-untyped-call]


def _pieces(
    timelines: Sequence[Timeline], lits: Sequence[Lit]
) -> Iterator[list[str]]:
    """Yield each chart by itself, all on one scale, with its sentence."""
    stand_out = list(lits) or [() for _ in timelines]
    charts = [
        layout.laid_out(line, {}, lit)
        for line, lit in zip(timelines, stand_out, strict=True)
    ]
    page = layout.page_of(charts)
    for chart, lit in zip(charts, stand_out, strict=True):
        paper = Paper(layout.WIDTH, chart.height)
        draw_chart(paper, page, chart, 0, lit)
        below, look = chart.height - chart.foot, {"ha": "right", "va": "top"}
        paper.write(page.right, below + UNIT, "seconds", WORDS, **look)
        yield [svg(paper.figure, Letters.TEXT), sentence(chart.timeline)]


def _lanes(timelines: tuple[Timeline, ...]) -> dict[str, Any]:
    """Return the names of the lanes, and how long the longest run is."""
    labels = [lane.label for line in timelines for lane in line.lanes]
    seconds = max((line.shown(line.seconds) for line in timelines), default=0)
    return {"labels": list(dict.fromkeys(labels)), "seconds": seconds}
