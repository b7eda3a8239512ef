"""Timelines as traces: Chrome's trace event format.

Perfetto (ui.perfetto.dev) and chrome://tracing open it: a process for each
event loop, a track for each task, the coroutines below it and what it
waited on as slices of it. A trace cannot be read back; JSON can.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import inf
from typing import Any

from helpers.charts.marks import MARKS, Part
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import Phase, State, phases, waits
from helpers.timeline.spans import Span

__all__ = ["trace"]


def trace(*timelines: Timeline) -> str:
    """Return timelines in Chrome's trace event format, as JSON."""
    events: list[dict[str, Any]] = []
    for process, timeline in enumerate(timelines, start=1):
        name = timeline.title or f"event loop {process}"
        events.append(_name("process_name", name, process))
        events += _tracks(timeline, process)
    lines = ",\n".join(json.dumps(event) for event in events)
    return f'{{"displayTimeUnit": "ms", "traceEvents": [\n{lines}\n]}}\n'


def _name(kind: str, name: str, process: int, track: int = 0) -> Any:
    return {
        "ph": "M",
        "name": kind,
        "pid": process,
        "tid": track,
        "args": {"name": name},
    }


def _tracks(timeline: Timeline, process: int) -> Iterator[dict[str, Any]]:
    """Yield the name and the slices of each task's track."""
    for track, (task, *below) in enumerate(_families(timeline), start=1):
        yield _name("thread_name", task.label, process, track)
        for name, phase, more in _slices(timeline, task, below):
            start, end = round(phase.start * 1e6), round(phase.end * 1e6)
            yield {
                "ph": "X",
                "name": name,
                "cat": "asyncio",
                "pid": process,
                "tid": track,
                "ts": start,
                "dur": end - start,
                "args": more,
            }


def _families(timeline: Timeline) -> list[list[Lane]]:
    """Return each task with the coroutines that it awaited directly.

    A job has a track of its own: it may outlive who asked for it.
    """
    families: list[list[Lane]] = []
    last: list[Lane] = []
    for lane in timeline.lanes:
        if lane.job:
            families.append([lane])
        elif lane.is_task or not lane.depth or not last:
            last = [lane]
            families.append(last)
        else:
            last.append(lane)
    return families


_Slices = Iterator[tuple[str, Phase, dict[str, Any]]]


def _slices(timeline: Timeline, task: Lane, below: list[Lane]) -> _Slices:
    """Yield the slices of a track, from the outermost to the innermost."""
    own = list(phases(timeline, task))
    yield from _named(timeline, task, own, within=False)
    edges: set[float] = set()
    for lane in below:
        span = timeline.under_way(lane)
        if span is not None:
            edges |= {span.start, span.end}
            inner = Phase(State.UNDER_WAY, span.start, span.end)
            yield lane.label, inner, {"value": lane.value}
    if below:
        own = list(_of_all(task, below, sorted(edges)))
    yield from _named(timeline, task, own, within=True)


def _of_all(
    task: Lane, below: list[Lane], edges: list[float]
) -> Iterator[Phase]:
    """Yield when anybody on a track waited or ran, cut at the edges.

    Where a coroutine further down ran, the task did not wait. The slices of
    a track lie within or beside each other, so none goes on where one of
    the coroutines begins or ends.
    """
    ran = _union(step for lane in (task, *below) for step in lane.steps)
    starts = [start for start, _ in ran]
    for wait in waits(task):
        first = max(0, bisect_right(starts, wait.start) - 1)
        meanwhile = ran[first : bisect_left(starts, wait.end)]
        for piece in _without(wait.start, wait.end, meanwhile):
            for start, end in _cut(*piece, edges):
                yield Phase(State.WAITING, start, end, wait.on, line=wait.line)
    for step in ran:
        for start, end in _cut(*step, edges):
            yield Phase(State.RUNNING, start, end)


_Stretch = tuple[float, float]


def _union(spans: Iterable[Span]) -> list[_Stretch]:
    """Return stretches, in order, without what lies within another."""
    found: list[_Stretch] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        start, end = span.start, span.end
        last = found[-1][1] if found else -inf
        if end <= last:
            continue
        found.append((max(start, last), end))
    return found


def _without(
    start: float, end: float, taken: Iterable[_Stretch]
) -> Iterator[_Stretch]:
    """Yield what is left of a stretch without those that are taken."""
    for begin, until in taken:
        if until > start:
            if begin > start:
                yield start, begin
            start = until
    if start < end:
        yield start, end


def _cut(start: float, end: float, edges: list[float]) -> Iterator[_Stretch]:
    """Yield the pieces of a stretch from edge to edge."""
    inner = edges[bisect_right(edges, start) : bisect_left(edges, end)]
    yield from pairwise((start, *inner, end))


def _named(
    timeline: Timeline, task: Lane, own: list[Phase], *, within: bool
) -> _Slices:
    for phase in own:
        mark = MARKS[phase.state]
        if mark.trace and (mark.part is Part.WITHIN) == within:
            more = {}
            if mark.part is Part.WHOLE:
                more = {"outcome": task.outcome.value, "value": task.value}
                more |= {"made": task.made} if task.made else {}
            elif phase.line and task.source is not None:
                file = timeline.sources[task.source].file
                more = {"line": f"{file}:{phase.line}"}
            name = mark.trace.format(label=task.label, on=phase.on)
            yield name.strip(), phase, more
