"""Says what made a run longer than somebody thought.

Each reason is a clause that follows a colon, and is read by somebody who
does not know the answer. It is read off the stretches that made the run as
long as it was (`path`). What the record does not tell is not claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from helpers.predicting.cancelled import went_on, who_cancelled
from helpers.predicting.locked import waited_for_lock
from helpers.predicting.path import Stretch, waited_path
from helpers.predicting.words import LEAST, at, few, joined, short
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.phases import times

__all__ = ["longest", "why_longer"]


def why_longer(timeline: Timeline, excess: float) -> str:
    """Say what makes a run longer by `excess` seconds than somebody thought.

    A reason that accounts for less than half of them is none.
    """
    path = waited_path(timeline)
    return (
        _blocked(timeline, excess / 2)
        or went_on(timeline)
        or _silent(timeline, excess)
        or _locked(timeline, path, excess / 2)
        or _over_a_generator(timeline, path)
        or _in_a_row(timeline, path)
        or longest(timeline, path)
    )


def _blocked(timeline: Timeline, least: float) -> str:
    blocked = timeline.blocked()
    if not blocked or blocked < least:
        return ""
    who = [_blocker(timeline, lane) for lane in timeline.lanes if lane.blocked]
    names = joined(few(list(dict.fromkeys(who))))
    return (
        f"the loop was blocked for {at(blocked)} by {names}, and nobody else "
        "could go on"
    )


def _blocker(timeline: Timeline, lane: Lane) -> str:
    """Name who blocked the loop: a lane, or a callback."""
    if not lane.callbacks:
        return short(timeline, lane)
    steps = zip(lane.steps, lane.callbacks, strict=True)
    name = max(steps, key=lambda pair: pair[0].seconds)[1]
    return f"the callback {name}"


def _silent(timeline: Timeline, excess: float) -> str:
    """Name a task that raised when the run was thought to be over."""
    thought = timeline.took - excess
    for lane in timeline.lanes[1:]:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            ended = times(timeline, lane).ended
            if abs(ended - thought) <= LEAST:
                return (
                    f"{short(timeline, lane)} raised {lane.error} at "
                    f"{at(ended)}, but nobody looked at it, and "
                    f"{timeline.lanes[0].function} went on"
                )
    return ""


def _locked(timeline: Timeline, path: Sequence[Stretch], least: float) -> str:
    """Name who waited for a lock, and who held it meanwhile."""
    waited: dict[int, float] = {}
    lanes = {id(each.lane): each.lane for each in path}
    for each in path:
        if each.lock:
            before = waited.get(id(each.lane), 0.0)
            waited[id(each.lane)] = before + each.seconds
    if not waited or sum(waited.values()) < least:
        return ""
    longest = max(waited, key=lambda key: waited[key])
    lane = lanes[longest]
    return waited_for_lock(timeline, lane, short(timeline, lane))


def _over_a_generator(timeline: Timeline, path: Sequence[Stretch]) -> str:
    """Say that the turns of a loop wait for its next value and for more."""
    given = [x for x in path if x.wait is not None and x.wait.within]
    if len(given) < 2 or given[0].wait is None:
        return ""
    lane, name = given[0].task, f"{given[0].wait.within}()"
    rest = [x for x in path if x.task is lane and x not in given]
    seconds = at(timeline.shown(sum(x.seconds for x in given)))
    if not rest:
        return f"{lane.function} waited {seconds} for the values of {name}"
    inner = [each.lane.function for each in rest]
    functions = dict.fromkeys(each for each in inner if each != lane.function)
    other = joined(few([f"{each}()" for each in functions])) or "its own body"
    longer = at(timeline.shown(sum(x.seconds for x in rest)))
    return (
        f"each turn of the loop over {name} waits for the next value and then "
        f"for {other}: {seconds} and {longer}, one after the other"
    )


def _in_a_row(timeline: Timeline, path: Sequence[Stretch]) -> str:
    """Name two lanes of which one started only when the other was done."""
    lanes = [each.lane for each in path]
    for before, lane in pairwise(lanes):
        started = times(timeline, lane).started
        if lane is before or lane is timeline.lanes[0]:
            continue
        if started and times(timeline, before).ended == started:
            name, other = short(timeline, lane), short(timeline, before)
            return f"{name} started only when {other} was done"
    return ""


def longest(timeline: Timeline, path: Sequence[Stretch]) -> str:
    """Say what took most of the time."""
    parts: dict[tuple[int, str], list[Stretch]] = {}
    lanes: dict[int, Lane] = {}
    for each in path:
        lane, on = each.lane, "" if each.wait is None else each.wait.on
        lanes[id(lane)] = lane
        parts.setdefault((id(lane), on), []).append(each)
    if not parts:
        return "nothing ran"
    sums = {key: sum(x.seconds for x in found) for key, found in parts.items()}
    most = max(sums, key=lambda key: sums[key])
    lane, on, seconds = lanes[most[0]], most[1], timeline.shown(sums[most])
    name = short(timeline, lane)
    if lane.outcome is Outcome.CANCELLED and lane.ended is not None:
        return who_cancelled(timeline, lane, lane.ended, name)
    whole = times(timeline, lane).span.seconds
    if lane is not timeline.lanes[0] and on in ("", "sleep"):
        if seconds >= whole - LEAST:
            return f"{_in_group(timeline, lane, name)} alone takes {at(whole)}"
    return f"{name} {_did(on, seconds, len(parts[most]))}"


def _in_group(timeline: Timeline, lane: Lane, name: str) -> str:
    """Name a lane, and the group that waited for it, if one did."""
    parent = None if lane.parent is None else timeline.lanes[lane.parent]
    if parent is not None and lane.is_task:
        for wait in parent.waits:
            if wait.on == "TaskGroup" and wait.start < (lane.ended or 0):
                return f"the group waits for all its tasks, and {name}"
    return name


_MEANWHILE = {
    "Condition.wait": "until it was notified",
    "Event.wait": "until the event was set",
    "Queue.get": "while the queue was empty",
    "Queue.join": "until all items of the queue were done",
    "Queue.put": "while the queue was full",
}


def _did(on: str, seconds: float, count: int) -> str:
    """Say for how long a lane slept, waited or ran, in how many parts."""
    if not on:
        return f"ran for {at(seconds)}"
    many = f", {count} times" if count > 1 else ""
    if on == "sleep":
        return f"slept for {at(seconds)} in all{many}"
    until = _MEANWHILE.get(on)
    if until is not None:
        return f"waited {at(seconds)} in {on}{many}, {until}"
    return f"waited {at(seconds)} on {on}{many}"
