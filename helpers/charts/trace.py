"""Timelines as traces: Chrome's trace event format.

Perfetto (ui.perfetto.dev) and chrome://tracing open it: a process for each
event loop, a track for each task, the coroutines below it and what it
waited on as slices of it. A trace cannot be read back; JSON can.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from helpers.charts.marks import MARKS, Part
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import Phase, inner_phase, phases

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
    yield from _named(task, own, within=False)
    for lane in below:
        inner = inner_phase(timeline, lane)
        if inner is not None:
            yield lane.label, inner, {"value": lane.value}
    yield from _named(task, own, within=True)


def _named(task: Lane, own: list[Phase], *, within: bool) -> _Slices:
    for phase in own:
        mark = MARKS[phase.state]
        if mark.trace and (mark.part is Part.WITHIN) == within:
            more = {}
            if mark.part is Part.WHOLE:
                more = {"outcome": task.outcome.value, "value": task.value}
            name = mark.trace.format(label=task.label, on=phase.on)
            yield name.strip(), phase, more
