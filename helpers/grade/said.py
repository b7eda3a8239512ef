"""What a worker says of its notebook: lines, and what may stand in them.

They come out of a process in which a learner's code has run. So whatever
reads them sees to the types of all that it takes, and to the length.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["MOST_CHART", "STOPPED", "Kind", "Said", "State", "said_from"]

STOPPED = "stopped: it went on for too long"
LONGEST = 500  # characters of a text
MOST_NAMES = 100
MOST_CHART = 200_000  # characters of the charts below one hint


class Kind(StrEnum):
    """What a line says."""

    CELL = "cell"  # this one begins
    ERROR = "error"  # it has failed
    PATCHED = "patched"  # something was replaced, and is put back
    VERDICT = "verdict"
    END = "end"


class State(StrEnum):
    """What became of an exercise, from the best to the worst."""

    SOLVED = "solved"
    DISPUTED = "disputed"  # solved in the notebook, and not on its own
    NOT_YET = "not yet"
    UNTOUCHED = "not attempted"
    MISSING = "missing"
    LOST = "not judged"


@dataclass(frozen=True)
class Said:
    """One line; which fields it has depends on its kind.

    `place` counts the cells of the notebook from 0. `mistake` is what the
    mistake is known by, whatever the numbers in its `line` are, and `charts`
    is the JSON of what is drawn below that. `reaches` are the names in an
    answer that get at what does not concern it.
    """

    kind: Kind
    place: int = -1
    words: str = ""
    names: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    exercise: str = ""
    state: State = State.LOST
    line: str = ""
    mistake: str = ""
    charts: str = ""


def said_from(data: Any) -> Said | None:
    """Return a line as it was meant; None if it makes no sense."""
    try:
        place = data.get("place", -1)
        charts = data.get("charts", "")
        if type(place) is not int or type(charts) is not str:
            return None
        return Said(
            kind=Kind(data["kind"]),
            place=place,
            words=_text(data, "words"),
            names=_texts(data, "names"),
            reaches=_texts(data, "reaches"),
            exercise=_text(data, "exercise"),
            state=State(data.get("state", State.LOST)),
            line=_text(data, "line"),
            mistake=_text(data, "mistake"),
            charts=charts if len(charts) <= MOST_CHART else "",
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _text(data: dict[str, Any], key: str) -> str:
    return _clipped(data.get(key, ""))


def _texts(data: dict[str, Any], key: str) -> tuple[str, ...]:
    return tuple(map(_clipped, data.get(key, ())))[:MOST_NAMES]


def _clipped(value: Any) -> str:
    """Return a text of some length, that can be written to any file."""
    if not isinstance(value, str):
        raise TypeError("a text is asked for")
    return value[:LONGEST].encode("utf-8", "replace").decode("utf-8")
