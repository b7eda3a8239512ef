"""What a kernel that runs notebooks for paper does otherwise: vectors.

Its first, hidden cell calls `draw_vectors()` before anything of the course
is imported; from then on each chart is one output that has its text, its
sentence, and the picture as vectors. A learner's kernel never does this.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from matplotlib.figure import Figure

from helpers.charts import display
from helpers.charts.display import Ghosts
from helpers.charts.marks import Lit
from helpers.charts.picture import gantt
from helpers.charts.strip import strip
from helpers.charts.vectors import Letters, svg
from helpers.timeline.model import Timeline

__all__ = ["LANES", "OUTLINED", "SENTENCE", "WORDED", "draw_vectors", "show"]

OUTLINED = "image/svg+xml"  # its words are outlines of letters
WORDED = "image/x-svg-with-words"  # its words can be found and copied
SENTENCE = "text/x-sentence"
LANES = "application/x-lanes+json"


def draw_vectors() -> None:
    """Show charts as vectors; `show` is what the rest of us will import."""
    setattr(display, "show", show)  # noqa: B010  (types: a function is fixed)


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

    def figure() -> Figure:
        if columns > 1:
            return strip(timelines, columns, lits)
        return gantt(*timelines, ghosts=ghosts, lits=lits)

    data: dict[str, Any] = {
        "text/plain": text,
        SENTENCE: spoken,
        OUTLINED: svg(figure()),
        WORDED: svg(figure(), Letters.TEXT),
        LANES: _lanes(timelines),
    }
    put_out(data, raw=True)  # type: ignore[no-untyped-call]


def _lanes(timelines: tuple[Timeline, ...]) -> dict[str, Any]:
    """Return the names of the lanes, and how long the longest run is."""
    labels = [lane.label for line in timelines for lane in line.lanes]
    seconds = max((line.shown(line.seconds) for line in timelines), default=0)
    return {"labels": list(dict.fromkeys(labels)), "seconds": seconds}
