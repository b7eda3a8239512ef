"""A timeline drawn in plain text.

The drawing is what nbval compares, what a diff shows and what a terminal
prints. Its signs, none of which needs a colour:

    .  created, not started        |  running on the event loop
    -  waiting                     #  blocking the event loop
    /  done, not collected         x  raised or cancelled
    [__]  what was predicted
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from helpers.charts.folding import fold, lot_name, lot_words
from helpers.charts.words import CROSSED, outcome_words, seconds_text
from helpers.timeline.model import Lane, Timeline

if TYPE_CHECKING:
    from helpers.predicting.prediction import Ghost

__all__ = ["MOST_LANES", "draw"]

WIDTH = 50  # columns for the time axis, at the most
MOST_LANES = 24  # lanes that are drawn one by one
_GHOST = ""  # the label of a row that shows a prediction
_ROUND = [float(f"{n}e{power}") for power in range(-18, 19) for n in (1, 2, 5)]


def draw(
    timeline: Timeline,
    *,
    width: int = WIDTH,
    seconds: float | None = None,
    ghosts: Mapping[str, Ghost] = MappingProxyType({}),
) -> str:
    """Return the drawing: title, a line for each lane, the time axis.

    `seconds` is the length of the axis where several share one. `ghosts`
    are what somebody predicted, by the labels of the lanes.
    """
    length = timeline.shown(timeline.seconds if seconds is None else seconds)
    length = max([length, *(each.end or 0.0 for each in ghosts.values())])
    scale = _columns_per_second(length, width)
    rows = []
    for lane, lot in fold(timeline.lanes, MOST_LANES):
        label, drawing, words = _row(timeline, lane, lot, scale)
        ghost = ghosts.get(lane.label) if lane else None
        rows.append((label, drawing, words + (ghost.remark if ghost else "")))
        if ghost is not None and ghost.end is not None:
            rows.append((_GHOST, _ghost_drawing(ghost, scale), "you"))
    margin = max((len(label) for label, _, _ in rows), default=0) + 1
    columns = round(length * scale) + 1
    lines = [timeline.title] if timeline.title else []
    for label, drawing, words in rows:
        line = f"{label:<{margin}}{drawing:<{columns}}  {words}"
        lines.append(line.rstrip())
    lines.append(" " * margin + _axis(length, scale))
    return "\n".join([*lines, *timeline.notes])


def _columns_per_second(length: float, width: int) -> float:
    """Return a round number of columns, as many as fit into `width`."""
    most = 10.0 if length >= 1 or not length else float("inf")
    columns = _ROUND[0]
    for each in _ROUND:
        if each <= most and length * each <= width:
            columns = each
    return columns


def _row(
    timeline: Timeline, lane: Lane | None, lot: tuple[Lane, ...], scale: float
) -> tuple[str, str, str]:
    if lane is None:
        label = f"{lot_name(lot)} x {len(lot)}"
        return label, _lot_drawing(timeline, lot, scale), lot_words(lot)
    indent = "  " * lane.depth
    return (
        indent + lane.label,
        _drawing(timeline, lane, scale),
        (_words_and_time(timeline, lane)),
    )


def _ghost_drawing(ghost: Ghost, scale: float) -> str:
    """Draw what was predicted: an empty track between brackets."""
    start = round((ghost.start or 0.0) * scale)
    end = round((ghost.end or 0.0) * scale)
    return " " * start + "[" + "]".rjust(end - start, "_")


def _words_and_time(timeline: Timeline, lane: Lane) -> str:
    if lane.ended is None:
        return outcome_words(lane)
    at = f" at {seconds_text(timeline.shown(lane.ended))}"
    return outcome_words(lane, at)


def _drawing(timeline: Timeline, lane: Lane, scale: float) -> str:
    def column(when: float) -> int:
        return round(timeline.shown(when) * scale)

    end = timeline.seconds if lane.ended is None else lane.ended
    cells = [" "] * (column(timeline.seconds) + 1)
    begin = end if lane.started is None else lane.started
    _fill(cells, column(lane.created), column(begin) + 1, ".")
    if lane.started is not None:
        _fill(cells, column(lane.started), column(end) + 1, "-")
    if lane.uncollected is not None:
        _fill(cells, column(end), column(lane.uncollected.end) + 1, "/")
    last = None
    for began in lane.steps.flat[::2]:
        if (place := int(began * scale * 8)) != last:  # of a million steps
            last = place  # most fall on the same place
            _fill(cells, column(began), column(began) + 1, "|")
    for step in lane.blocked:
        _fill(cells, column(step.start), column(step.end) + 1, "#")
    if lane.outcome in CROSSED:
        cells[column(end)] = "x"
    return "".join(cells).rstrip()


def _fill(cells: list[str], first: int, last: int, sign: str) -> None:
    for column in range(first, min(last, len(cells))):
        cells[column] = sign


def _lot_drawing(
    timeline: Timeline, lot: tuple[Lane, ...], scale: float
) -> str:
    """Draw how many of a lot are under way: tenths, 9 for nine and more."""
    columns = round(timeline.shown(timeline.seconds) * scale) + 1
    changes = [0] * (columns + 1)
    for lane in lot:
        if lane.started is None:
            continue
        end = timeline.seconds if lane.ended is None else lane.ended
        first = round(timeline.shown(lane.started) * scale)
        last = round(timeline.shown(end) * scale)
        changes[first] += 1
        changes[min(last + 1, columns)] -= 1
    under_way, cells = 0, []
    for change in changes[:columns]:
        under_way += change
        tenths = min(9, under_way * 10 // len(lot))
        cells.append(str(tenths) if under_way else " ")
    return "".join(cells).rstrip()


def _axis(length: float, scale: float) -> str:
    """Return the axis: a number at every fifth column or more."""
    gap = next(each for each in _ROUND if each * scale >= 8)
    cells = [" "] * (round(length * scale) + 12)
    count = int(length / gap + 1e-9) + 1
    for tick in range(count):
        text = seconds_text(tick * gap)
        place = round(tick * gap * scale)
        cells[place : place + len(text)] = text
    return "".join(cells).rstrip() + " seconds"
