"""Says why one lane was done before another, or started when it did."""

from __future__ import annotations

import math

from helpers.predicting.locked import waited_for_lock
from helpers.predicting.words import at, short
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import times, waits

__all__ = ["why_first", "why_then"]


def why_first(
    timeline: Timeline, lane: Lane, name: str, after: Lane, after_name: str
) -> str:
    """Say why `lane` was done before `after`; the names are the learner's."""
    one, other = times(timeline, lane), times(timeline, after)
    if other.ended == math.inf:
        return f"{after_name} was never done"
    if other.started is None:
        return f"{after_name} never started"
    if other.started >= one.ended:
        return f"{after_name} started only when {name} was done"
    if one.ended == other.ended:
        return _at_one_moment(timeline, lane, name, after)
    awaited = _awaited(timeline, after)
    if lane.is_task and awaited is not None:
        who, when = awaited
        if one.created <= when:
            return f"{name} was scheduled before {who} waited for {after_name}"
    locked = waited_for_lock(timeline, after, after_name)
    if locked:
        return locked
    if one.created <= other.created:
        return (
            f"both were under way from {at(other.started)} on, and "
            f"{name} takes {at(one.span.seconds)}, "
            f"{after_name} {at(other.span.seconds)}"
        )
    return (
        f"{name} started at {at(one.started or 0)}, while "
        f"{after_name} was still under way, and takes less time"
    )


def _at_one_moment(
    timeline: Timeline, lane: Lane, name: str, after: Lane
) -> str:
    """Say which of two lanes came first that ended at one moment."""
    moment = at(times(timeline, lane).ended)
    lanes = timeline.lanes
    places = [n for n, x in enumerate(lanes) if x is lane or x is after]
    why, sleeps = "", [x.waits[-1] for x in (lane, after) if x.waits]
    if len(sleeps) == 2 and {x.on for x in sleeps} == {"sleep"}:
        last, other = (timeline.shown(x.start) for x in sleeps)
        if last < other:
            why = f", because its last sleep began at {at(last)} already"
        elif lanes[places[0]] is lane:
            why = ", because it was started first"
    return f"both ended at {moment}, and {name} came first{why}"


def _awaited(timeline: Timeline, lane: Lane) -> tuple[str, float] | None:
    """Return who first waited for a lane, and when."""
    if not lane.is_task and lane.parent is not None:
        who = timeline.lanes[lane.parent].function
        return who, times(timeline, lane).started or 0.0
    for each in timeline.lanes:
        for wait in waits(each):
            if wait.on == lane.label:
                return each.function, timeline.shown(wait.start)
    return None


def why_then(
    timeline: Timeline, lane: Lane, start: float, name: str = "it"
) -> str:
    """Say why a lane did not start at `start` but when it did."""
    found = times(timeline, lane)
    if found.started is None:
        return f"{name} never started"
    if found.started > start:
        before = _done_at(timeline, lane, found.started)
        if before:
            return f"{name} started only when {before} was done"
        return f"nobody started {name} before {at(found.started)}"
    if found.started < start:
        verb = "was scheduled" if lane.is_task else "was awaited"
        return f"{name} {verb} at {at(found.created)} already"
    return f"{name} takes {at(found.span.seconds)}"


def _done_at(timeline: Timeline, lane: Lane, when: float) -> str:
    """Return the lane, beside this one, that was done at a moment."""
    for other in timeline.lanes[1:]:
        if other is not lane and times(timeline, other).ended == when:
            return short(timeline, other)
    return ""
