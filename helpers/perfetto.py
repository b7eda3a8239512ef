"""Timelines as traces: Chrome's trace event format.

Perfetto (ui.perfetto.dev) and chrome://tracing open it: a process for each
event loop, a track for each task, the coroutines below it and what it
waited on as slices of it. A trace cannot be read back; JSON can.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from helpers.timeline import Lane, Timeline

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
    track = 0
    for lane in timeline.lanes:
        if lane.is_task:
            track += 1
            yield _name("thread_name", lane.label, process, track)
            slices = _task_slices(timeline, lane)
        else:
            slices = _coroutine_slices(timeline, lane)
        for name, start, end, more in slices:
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


_Slices = Iterator[tuple[str, float, float, dict[str, Any]]]


def _task_slices(timeline: Timeline, lane: Lane) -> _Slices:
    """Yield a task's slices: outer ones first, and none that overlap."""
    end = timeline.seconds if lane.ended is None else lane.ended
    if lane.started is None or lane.started > lane.created:
        begin = end if lane.started is None else lane.started
        yield "created, not started", lane.created, begin, {}
    if lane.started is not None:
        outcome = {"outcome": lane.outcome.value, "value": lane.value}
        yield lane.label, lane.started, end, outcome
    for step in lane.steps:
        yield "running", step.start, step.end, {}
    for wait in lane.waits:
        yield f"waiting on {wait.on}", wait.start, wait.end, {}
    left = lane.uncollected
    if left is not None:
        yield "done, not collected", left.start, left.end, {}


def _coroutine_slices(timeline: Timeline, lane: Lane) -> _Slices:
    """Yield a coroutine's slice, up to the step in which it ended.

    The next coroutine may begin in that very step, and slices of one track
    must lie beside or within each other.
    """
    if not len(lane.steps):
        return
    end = timeline.seconds if lane.ended is None else lane.steps[-1].start
    yield lane.label, lane.steps[0].start, end, {"value": lane.value}
