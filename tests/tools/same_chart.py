"""Says in what a replay would show something else than the picture does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from helpers.charts import layout, picture, replay
from helpers.charts.canvas import Paper
from helpers.charts.marks import MARKS
from helpers.timeline.model import Outcome, Timeline
from helpers.timeline.phases import State

__all__ = ["differences"]

STATES = (*State, *Outcome)


def differences(timeline: Timeline) -> list[str]:
    """Return what differs: rows, words, or what is drawn of a lane."""
    data = replay.payload(timeline)
    chart = layout.laid_out(timeline, {})
    rows = [[row.label, row.words, row.end] for row in chart.rows]
    found = [] if rows == [row[:3] for row in data["rows"]] else ["rows"]
    lanes = [id(lane) for lane in timeline.lanes]
    for row, there in zip(chart.rows, data["rows"], strict=True):
        if [id(lane) for lane in row.lanes] != [lanes[x] for x in there[3]]:
            found.append(f"lanes of {row.label}")
    page = layout.page_of([chart])
    for lane, there in zip(timeline.lanes, data["lanes"], strict=True):
        brush = picture._Brush(Paper(9, 9), page, timeline)
        brush._lane(lane, 0)
        drawn = Counter(_drawn(brush))
        if drawn != Counter(_replayed(there[2], page)):
            found.append(lane.label)
    return found


def _drawn(brush: Any) -> Iterator[tuple[str, str]]:
    """Yield what the picture draws: the look of each shape, and its place."""
    fills = {id(mark.fill) for mark in MARKS.values()}
    for fill, shapes in brush._shapes.items():
        if id(fill) in fills:
            yield from ((str(fill.look), str(each)) for each in shapes)


def _replayed(phases: Any, page: Any) -> Iterator[tuple[str, str]]:
    """Yield the same of the phases that a script is given."""
    for state, start, end, *rest in phases:
        fill = MARKS[STATES[state]].fill
        assert fill is not None
        share = rest[0] if rest else 1.0
        left, wide = page.at(start), (end - start) * page.scale
        shape = picture.shape_of(fill.shape, left, wide, 0, share)
        if shape:
            yield str(fill.look), str(shape)
