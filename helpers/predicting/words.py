"""The words of an answer: names as a learner writes them, lists, times."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.charts.marks import MARKS
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import ending
from helpers.timeline.seconds import seconds_text

__all__ = ["LEAST", "MOST_NAMED", "at", "joined", "few", "short", "unfinished"]


LEAST = 0.05  # seconds that are worth a word
MOST_NAMED = 4


def few(names: Sequence[str]) -> list[str]:
    """Return the first of very many names."""
    if len(names) <= MOST_NAMED:
        return list(names)
    more = len(names) - MOST_NAMED + 1
    return [*names[: MOST_NAMED - 1], f"{more} more"]


def short(timeline: Timeline, lane: Lane) -> str:
    """Return the word for a lane that a learner would use: a, b1."""
    call = lane.function, lane.arguments
    same = (x for x in timeline.lanes if (x.function, x.arguments) == call)
    if next(same) is not lane:
        return lane.label
    if not lane.arguments:
        return lane.function
    first = lane.arguments[0]
    quoted = first[0] == first[-1] == "'" and len(first) > 2
    return first.strip("'") if quoted and "," not in first else lane.label


def unfinished(timeline: Timeline, lane: Lane) -> str:
    """Say what a lane never did; "" if it came to an end of its own."""
    end = ending(timeline, lane)
    why = MARKS[end.state].unfinished
    if end.when is not None and not why:
        return ""
    return f"never ended, {why}" if end.started else "never started"


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b1 and b2."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def at(seconds: float) -> str:
    """Return a time, or a length, with its unit."""
    return f"{seconds_text(seconds)} s"
