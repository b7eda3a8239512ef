"""Timelines as files: JSON, to read back, and traces, to look at.

The JSON holds all of a timeline, and `from_json(to_json(t)) == t`:

    {"format": "asyncio timelines", "version": 1, "timelines": [
      {"title": "", "clock": "real", "seconds": 3.0, "exact": false,
       "notes": [], "lanes": [
        {"label": "b('b1')", "is_task": true, "depth": 0, "parent": 0,
         "created": 0.0, "started": 0.0, "ended": 1.0,
         "outcome": "returned", "value": "'b1'",
         "collected": 3.0, "collector": 0,
         "steps": [0.0, 0.0, 1.0, 1.0],
         "waits": [["sleep", 0.0, 1.0]]}]}]}

All times are seconds since the run began; `steps` is began, ended, began,
ended, ...; `parent` and `collector` are indexes into `lanes`, or null. The
version goes up when what a key means is changed or a key goes.

The trace is Chrome's trace event format, which Perfetto (ui.perfetto.dev)
and chrome://tracing open: a process for each event loop, a track for each
task, the coroutines below it and what it waited on as slices of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from helpers.spans import Steps, Wait, Waits
from helpers.timeline import Lane, Outcome, Timeline

__all__ = ["FORMAT", "VERSION", "from_json", "read", "to_json", "trace"]

FORMAT = "asyncio timelines"
VERSION = 1

_PLAIN = (  # what a lane's key holds as it is
    "label",
    "is_task",
    "depth",
    "parent",
    "created",
    "started",
    "ended",
    "value",
    "collected",
    "collector",
)


def to_json(*timelines: Timeline) -> str:
    """Return timelines as a JSON document, a lane to a line."""
    written = ",\n".join(_timeline_text(each) for each in timelines)
    return (
        f'{{"format": {json.dumps(FORMAT)}, "version": {VERSION}, '
        f'"timelines": [\n{written}\n]}}\n'
    )


def from_json(text: str) -> Timeline:
    """Return the one timeline of a JSON document.

    Raises `ValueError` for what is not JSON, not of this format or of
    another version, and for a document with more than one: `read` it.
    """
    found = read(text)
    if len(found) != 1:
        raise ValueError(
            f"this JSON holds {len(found)} timelines, not one: use read()"
        )
    return found[0]


def read(text: str) -> tuple[Timeline, ...]:
    """Return the timelines of a JSON document, in order.

    Raises `ValueError` for what is not JSON, not of this format or of
    another version.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ValueError(f"this is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(
            'this JSON holds no timelines: its "format" is not '
            f"{json.dumps(FORMAT)}"
        )
    version = document.get("version")
    if version != VERSION:
        raise ValueError(
            f"this JSON is of version {version}, and only version {VERSION} "
            "can be read here: make it again, or use the helpers that "
            "made it"
        )
    try:
        return tuple(_timeline(each) for each in document["timelines"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"this JSON is damaged: {type(error).__name__}: {error}"
        ) from None


def _timeline_text(timeline: Timeline) -> str:
    head = {
        "title": timeline.title,
        "clock": timeline.clock,
        "seconds": timeline.seconds,
        "exact": timeline.exact,
        "notes": list(timeline.notes),
    }
    lanes = ",\n".join(json.dumps(_lane_dict(x)) for x in timeline.lanes)
    return f'{json.dumps(head)[:-1]}, "lanes": [\n{lanes}\n]}}'


def _lane_dict(lane: Lane) -> dict[str, Any]:
    return {
        **{key: getattr(lane, key) for key in _PLAIN},
        "outcome": lane.outcome.value,
        "steps": list(lane.steps.flat),
        "waits": [[each.on, each.start, each.end] for each in lane.waits],
    }


def _timeline(data: dict[str, Any]) -> Timeline:
    return Timeline(
        lanes=tuple(_lane(each) for each in data["lanes"]),
        seconds=float(data["seconds"]),
        clock=data["clock"],
        title=data["title"],
        notes=tuple(data["notes"]),
        exact=data["exact"],
    )


def _lane(data: dict[str, Any]) -> Lane:
    return Lane(
        **{key: data[key] for key in _PLAIN},
        outcome=Outcome(data["outcome"]),
        steps=Steps(data["steps"]),
        waits=Waits.of([Wait(*each) for each in data["waits"]]),
    )


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


def write_text(path: str, text: str) -> None:
    """Write a text file, the same on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def texts(timelines: Sequence[Timeline]) -> str:
    """Return the drawings in plain text, one below the other."""
    from helpers.text import draw

    longest = max(each.seconds for each in timelines)
    drawn = [draw(each, seconds=longest) for each in timelines]
    return "\n\n".join(drawn) + "\n"


def write(path: str, timelines: Sequence[Timeline]) -> None:
    """Write a chart to `path`; what kind its name says.

    `.png`, `.svg` and `.pdf` are pictures, `.txt` is the drawing in plain
    text, `.json` the timelines themselves. Raises `OSError` where the file
    cannot be written.
    """
    kind = path.rpartition(".")[2].lower()
    if kind == "txt":
        write_text(path, texts(timelines))
    elif kind == "json":
        write_text(path, to_json(*timelines))
    else:
        from helpers.gantt import gantt, png

        figure = gantt(*timelines)
        if kind == "png":
            with open(path, "wb") as file:
                file.write(png(figure))
        else:
            figure.savefig(path, format=kind)


KINDS = ("png", "svg", "pdf", "txt", "json")  # that `write` knows
