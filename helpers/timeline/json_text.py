"""The text of a document of timelines: plain dicts to JSON and back.

    {"format": "asyncio timelines", "version": 2, "timelines": [
      {"title": "", "clock": "real", "seconds": 3.0, "exact": false,
       "notes": [], "sources": [
        {"file": "app.py", "first": 7, "text": "async def b(value): ..."}],
       "lanes": [
        {"label": "b('b1')", "is_task": true, "depth": 0, "parent": 0,
         "created": 0.0, "started": 0.0, "ended": 1.0, "value": "'b1'",
         "collected": 3.0, "collector": 0, "outcome": "returned",
         "steps": [0.0, 0.0, 1.0, 1.0], "waits": [["sleep", 0.0, 1.0, 9]],
         "function": "b", "arguments": ["'b1'"], "returned_none": false,
         "error": "", "perhaps": null, "job": "", "given_up": null,
         "made": "app.py:31", "source": 0, "turn": 0, "cancels": [],
         "limits": [], "details": []}]}]}

Times are seconds since the run began; `steps` is began, ended, began, ended,
...; a wait is on what, from when, to when, and in which line (0 where that
is not known) of `source`, an index into `sources`. `parent` and `collector`
are indexes into `lanes`. Each index may be null. `details` has [index of a
wait, number of its lock, labels of who held that, generator] for some waits.
That of a loop's callbacks has `callbacks`, the name of each step's. On a
virtual clock a task has `order`, the number of each step among those of all
tasks. A job may have `moves`, as `steps` are, and a timeline a `grain`. A
timeline may have `printed`: [when, after how many steps, text], ... Version
1 had neither lines nor sources, and a lane could lack the keys from
`function` on; it is read too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

__all__ = ["FORMAT", "VERSION", "read", "written"]

FORMAT = "asyncio timelines"
VERSION = 2
READABLE = (1, 2)

_T = TypeVar("_T")


def written(timelines: Iterable[dict[str, Any]]) -> str:
    """Return timelines as a JSON document, a lane to a line."""
    texts = ",\n".join(map(_timeline_text, timelines))
    return (
        f'{{"format": {json.dumps(FORMAT)}, "version": {VERSION}, '
        f'"timelines": [\n{texts}\n]}}\n'
    )


def _timeline_text(timeline: dict[str, Any]) -> str:
    head = {key: timeline[key] for key in timeline if key != "lanes"}
    lanes = ",\n".join(map(json.dumps, timeline["lanes"]))
    return f'{json.dumps(head)[:-1]}, "lanes": [\n{lanes}\n]}}'


def read(text: str, make: Callable[[dict[str, Any]], _T]) -> tuple[_T, ...]:
    """Return what `make` makes of each timeline of a document, in order.

    Raises `ValueError` for what is not JSON, not of this format, of another
    version, or nothing that `make` can use.
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
    if version not in READABLE:
        raise ValueError(
            f"this JSON is of version {version}, and versions 1 to {VERSION} "
            "can be read here: make it again, or use the helpers that "
            "made it"
        )
    try:
        return tuple(map(make, document["timelines"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"this JSON is damaged: {type(error).__name__}: {error}"
        ) from None
