"""Says for how long a lane waited for a lock, and who had it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.predicting.path import holders_during, waits_for_locks
from helpers.predicting.words import LEAST, at, few, joined, short
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.spans import Wait

__all__ = ["waited_for_lock"]


def waited_for_lock(timeline: Timeline, lane: Lane, name: str) -> str:
    """Say for how long a lane waited for locks, and who had them."""
    found = [x for x in waits_for_locks(lane) if x.end > x.start]
    seconds = sum(wait.end - wait.start for wait in found)
    seconds = timeline.shown(seconds)
    if seconds < LEAST:
        return ""
    what = _lock_words(found)
    holders = [
        each for wait in found for each in holders_during(timeline, wait)
    ]
    labels = [x for x in dict.fromkeys(holders) if x != lane.label]
    if not labels:
        return f"{name} waited {at(seconds)} for {what}"
    by_label = {x.label: x for x in timeline.lanes}
    names = [
        short(timeline, by_label[x]) if x in by_label else x for x in labels
    ]
    who = joined(few(names))
    return f"{name} waited {at(seconds)} for {what} that {who} held"


def _lock_words(found: Sequence[Wait]) -> str:
    if any(wait.on.startswith("Semaphore") for wait in found):
        return "a place of the semaphore"
    several = len({wait.of for wait in found}) > 1
    return "locks" if several else "the lock"
