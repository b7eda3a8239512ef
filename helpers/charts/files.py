"""Timelines as files: charts, traces, and JSON to read back.

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
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from helpers.charts.trace import trace
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Steps, Wait, Waits

__all__ = [
    "FORMAT",
    "VERSION",
    "from_json",
    "read",
    "to_json",
    "trace",
    "write",
]

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


def write_text(path: str, text: str) -> None:
    """Write a text file, the same on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def texts(timelines: Sequence[Timeline]) -> str:
    """Return the drawings in plain text, one below the other."""
    from helpers.charts.text import draw

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
        from helpers.charts.canvas import png
        from helpers.charts.picture import gantt

        figure = gantt(*timelines)
        if kind == "png":
            with open(path, "wb") as file:
                file.write(png(figure))
        else:
            figure.savefig(path, format=kind)


KINDS = ("png", "svg", "pdf", "txt", "json")  # that `write` knows
