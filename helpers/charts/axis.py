"""The time axis of a chart: its line, its numbers, and the grid above it."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.charts.canvas import INK, Paper
from helpers.charts.fonts import WORDS, width
from helpers.charts.words import seconds_text

__all__ = ["ABOVE_NUMBERS", "draw_axis", "ticks"]

TICK_ROOM = 60  # px from one number to the next, at least
WHOLE_TICK_ROOM = 40  # px, the same for whole seconds, which are short
TICK = 4  # px, the length of a tick
ABOVE_NUMBERS = 9  # px from the line to the numbers
GRID = "#dddddd"


def draw_axis(
    paper: Paper,
    left: float,
    right: float,
    top: float,
    bottom: float,
    scale: float,
    seconds: float,
) -> None:
    """Draw the axis at `bottom`, and a grid from there up to `top`.

    `scale` is in pixels per second, `seconds` the last moment that counts.
    """
    places = [
        (left + moment * scale, moment) for moment in ticks(seconds, scale)
    ]
    paper.lines(
        [[(x, bottom), (x, top)] for x, _ in places],
        colors=GRID,
        linewidths=0.7,
        zorder=1,
    )
    marks = [[(x, bottom), (x, bottom + TICK)] for x, _ in places]
    paper.lines(
        [*marks, [(left, bottom), (right, bottom)]],
        colors=INK,
        linewidths=0.8,
        zorder=2.5,
    )
    for x, moment in places:
        paper.write(
            x,
            bottom + ABOVE_NUMBERS,
            seconds_text(moment),
            WORDS,
            ha="center",
            va="top",
        )


def ticks(seconds: float, scale: float) -> Iterator[float]:
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
