"""Timelines as traces: Chrome's trace event format.

Perfetto (ui.perfetto.dev) and chrome://tracing open it: a process for each
event loop, a track for each task, the coroutines below it and what it
waited on as slices of it. A trace cannot be read back; JSON can.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from helpers.timeline.model import Lane, Timeline

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
    """Yield each task's slices, from the outermost to the innermost."""
    for track, lanes in enumerate(_families(timeline), start=1):
        task, *coroutines = lanes
        yield _name("thread_name", task.label, process, track)
        slices = [_whole(timeline, task)]
        slices += [_below(timeline, lane) for lane in coroutines]
        slices.append(_moments(task))
        for name, start, end, more in itertools.chain(*slices):
            yield {
                "ph": "X",
                "name": name,
                "cat": "asyncio",
                "pid": process,
                "tid": track,
                "ts": round(start * 1e6),
                "dur": round(end * 1e6) - round(start * 1e6),
                "args": more,
            }


def _families(timeline: Timeline) -> list[list[Lane]]:
    """Return each task with the coroutines that it awaited directly."""
    families: list[list[Lane]] = []
    for lane in timeline.lanes:
        if lane.is_task or not families:
            families.append([])
        families[-1].append(lane)
    return families


_Slices = Iterator[tuple[str, float, float, dict[str, Any]]]


def _whole(timeline: Timeline, lane: Lane) -> _Slices:
    """Yield what a task's track consists of; none of these overlap."""
    end = timeline.seconds if lane.ended is None else lane.ended
    if lane.started is None or lane.started > lane.created:
        begin = end if lane.started is None else lane.started
        yield "created, not started", lane.created, begin, {}
    if lane.started is not None:
        outcome = {"outcome": lane.outcome.value, "value": lane.value}
        yield lane.label, lane.started, end, outcome
    left = lane.uncollected
    if left is not None:
        yield "done, not collected", left.start, left.end, {}


def _below(timeline: Timeline, lane: Lane) -> _Slices:
    """Yield a coroutine's slice, up to the step in which it ended.

    The next coroutine may begin in that very step, and slices of one track
    must lie beside or within each other.
    """
    if not len(lane.steps):
        return
    end = timeline.seconds if lane.ended is None else lane.steps[-1].start
    yield lane.label, lane.steps[0].start, end, {"value": lane.value}


def _moments(lane: Lane) -> _Slices:
    """Yield what a task did all the time: it waited, or it ran."""
    for wait in lane.waits:
        yield f"waiting on {wait.on}", wait.start, wait.end, {}
    for step in lane.steps:
        yield "running", step.start, step.end, {}
