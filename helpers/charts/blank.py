"""An empty time grid, for somebody who draws a chart by hand.

The lanes have their names and no more: how deep a call is awaited, when it
starts and how it ends is what is asked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.figure import Figure

from helpers.charts import layout
from helpers.charts.canvas import INK, Paper
from helpers.charts.fonts import LABEL, WORDS, fitting, width
from helpers.timeline.seconds import seconds_text

__all__ = ["blank"]

PITCH = 30  # px from lane to lane: a pencil needs more than a screen
HEAD = 8  # px above the first lane
FOOT = 28  # px below the last one, for the numbers
FINE = 5  # parts of the distance between two numbers
COARSE_GRID, FINE_GRID = "#a8a8a8", "#dddddd"


def blank(labels: Sequence[str], seconds: float) -> Figure:
    """Return a grid with a lane for each label, `seconds` long or more."""
    names = [fitting(label, LABEL, layout.MOST_LABEL) for label in labels]
    left = layout.EDGE_ROOM + max(width(name, LABEL) for name in names)
    left += layout.PAD
    step = _step(seconds)
    count = max(1, math.ceil(seconds / step - 1e-9))
    last = width(seconds_text(count * step), WORDS)
    unit = width("seconds", WORDS) + layout.PAD + last / 2
    right = layout.WIDTH - layout.EDGE_ROOM - unit
    bottom = HEAD + PITCH * len(names)
    paper = Paper(layout.WIDTH, bottom + FOOT)
    _draw_grid(paper, left, right, bottom, count)
    for place, name in enumerate(names):
        y = HEAD + PITCH * (place + 0.5)
        look = {"ha": "right", "va": "center"}
        paper.write(left - layout.PAD, y, name, LABEL, **look)
    for number in range(count + 1):
        x = left + (right - left) * number / count
        words = seconds_text(number * step)
        paper.write(x, bottom + 9, words, WORDS, ha="center", va="top")
    right_edge, look = layout.WIDTH - layout.EDGE_ROOM, {"ha": "right"}
    paper.write(right_edge, bottom + 9, "seconds", WORDS, va="top", **look)
    return paper.figure


def _step(seconds: float) -> float:
    """Return how many seconds apart the numbers are: ten of them at most."""
    return next(
        step for step in (0.1, 0.5, 1, 2, 5, 10, 60, 600) if seconds / step < 9
    )


def _draw_grid(
    paper: Paper, left: float, right: float, bottom: float, count: int
) -> None:
    """Draw lines across for the lanes, and down for the time."""
    rows = range(HEAD, int(bottom) + 1, PITCH)
    across = [[(left, y), (right, y)] for y in rows]
    places = [
        left + (right - left) * part / (count * FINE)
        for part in range(count * FINE + 1)
    ]
    down = [[(x, HEAD), (x, bottom)] for x in places]
    fine = [line for n, line in enumerate(down) if n % FINE]
    paper.lines(fine, colors=FINE_GRID, linewidths=0.6, zorder=1)
    paper.lines(down[::FINE], colors=COARSE_GRID, linewidths=0.8, zorder=2)
    paper.lines(across, colors=COARSE_GRID, linewidths=0.8, zorder=2)
    line = [[(left, bottom), (right, bottom)]]
    paper.lines(line, colors=INK, linewidths=0.9, zorder=3)
