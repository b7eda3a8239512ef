"""Says why a run went as it did: what came first, and what took so long.

Each reason is a clause that follows a colon, and is read by somebody who
does not know the answer. It is read off the timeline, most of all off the
stretches that made the run as long as it was (`path`). What the record does
not tell is not claimed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from helpers.charts.marks import MARKS
from helpers.predicting.path import (
    Stretch,
    critical_path,
    holders_during,
    innermost,
    waits_for_locks,
)
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.phases import ending, times, waits
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Wait

__all__ = [
    *("at", "joined", "unfinished"),
    *("why_first", "why_longer", "why_shorter", "why_then"),
]

MOST_NAMED = 4


def _short(timeline: Timeline, lane: Lane) -> str:
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
    locked = _waited_for_lock(timeline, after, after_name)
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
    why = ""
    if lane.waits and after.waits:
        last, other = (
            timeline.shown(x.waits[-1].start) for x in (lane, after)
        )
        if last < other:
            why = f", because its last wait began at {at(last)} already"
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
            return _short(timeline, other)
    return ""


def why_longer(timeline: Timeline, excess: float) -> str:
    """Say what makes a run longer by `excess` seconds than somebody thought.

    A reason that accounts for less than half of them is none.
    """
    path = critical_path(timeline)
    return (
        _blocked(timeline, excess / 2)
        or _went_on(timeline)
        or _silent(timeline, excess)
        or _locked(timeline, path, excess / 2)
        or _over_a_generator(timeline, path)
        or _in_a_row(timeline, path)
        or _longest(timeline, path)
    )


def _blocked(timeline: Timeline, least: float) -> str:
    blocked = timeline.blocked()
    if not blocked or blocked < least:
        return ""
    who = [_blocker(timeline, lane) for lane in timeline.lanes if lane.blocked]
    names = joined(_few(list(dict.fromkeys(who))))
    return (
        f"the loop was blocked for {at(blocked)} by {names}, and nobody else "
        "could go on"
    )


def _blocker(timeline: Timeline, lane: Lane) -> str:
    """Name who blocked the loop: a lane, or a callback."""
    if not lane.callbacks:
        return _short(timeline, lane)
    steps = zip(lane.steps, lane.callbacks, strict=True)
    name = max(steps, key=lambda pair: pair[0].seconds)[1]
    return f"the callback {name}"


def _went_on(timeline: Timeline) -> str:
    """Name a lane that was cancelled and went on all the same."""
    for task in timeline.lanes:
        for when in task.cancels:
            lane = innermost(timeline, task, when)
            end = timeline.end_of(lane)
            if timeline.shown(end) <= timeline.shown(when) + LEAST:
                continue
            if lane.outcome is Outcome.RETURNED or lane is task:
                if lane is timeline.lanes[0]:
                    continue
                name = _short(timeline, lane)
                return (
                    f"{_who_cancelled(timeline, task, when, name)}, but it "
                    f"went on until {at(timeline.shown(end))}"
                )
    return ""


LEAST = 0.05  # seconds that are worth a word


def _silent(timeline: Timeline, excess: float) -> str:
    """Name a task that raised when the run was thought to be over."""
    thought = timeline.took - excess
    for lane in timeline.lanes[1:]:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            ended = times(timeline, lane).ended
            if abs(ended - thought) <= LEAST:
                return (
                    f"{_short(timeline, lane)} raised {lane.error} at "
                    f"{at(ended)}, but nobody looked at it, and "
                    f"{timeline.lanes[0].function} went on"
                )
    return ""


def _who_cancelled(
    timeline: Timeline, lane: Lane, when: float, name: str
) -> str:
    """Say that something was cancelled, by a time limit if that is known."""
    moment = at(timeline.shown(when))
    if _is_limit(timeline, lane, when):
        return f"the limit cancelled {name} at {moment}"
    return f"{name} was cancelled at {moment}"


def _is_limit(timeline: Timeline, lane: Lane, when: float) -> bool:
    """Say whether it was a time limit that cancelled a lane.

    That is one around what the lane's task awaits, or around what waits for
    that task.
    """
    shown = timeline.shown
    while not lane.is_task and lane.parent is not None:
        lane = timeline.lanes[lane.parent]
    places = (lane.parent, lane.collector)
    above = [timeline.lanes[x] for x in places if x is not None]
    if any(
        shown(moment) == shown(when)
        for each in (lane, *above)
        for moment in each.limits
    ):
        return True
    return any(
        wait.on == "wait_for" and shown(wait.end) == shown(when)
        for each in above
        for wait in each.waits
    )


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
    return _waited_for_lock(timeline, lane, _short(timeline, lane))


def _waited_for_lock(timeline: Timeline, lane: Lane, name: str) -> str:
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
        _short(timeline, by_label[x]) if x in by_label else x for x in labels
    ]
    return f"{name} waited {at(seconds)} for {what} that {_then(names)} held"


def _lock_words(found: Sequence[Wait]) -> str:
    if any(wait.on.startswith("Semaphore") for wait in found):
        return "a place of the semaphore"
    several = len({wait.of for wait in found}) > 1
    return "locks" if several else "the lock"


def _then(names: Sequence[str]) -> str:
    """Return names in the order in which they had a lock."""
    return joined(_few(names))


def _few(names: Sequence[str]) -> list[str]:
    """Return the first of very many names."""
    if len(names) <= MOST_NAMED:
        return list(names)
    more = len(names) - MOST_NAMED + 1
    return [*names[: MOST_NAMED - 1], f"{more} more"]


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
    other = joined(_few([f"{each}()" for each in functions])) or "its own body"
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
            name, other = _short(timeline, lane), _short(timeline, before)
            return f"{name} started only when {other} was done"
    return ""


def _longest(timeline: Timeline, path: Sequence[Stretch]) -> str:
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
    name = _short(timeline, lane)
    if lane.outcome is Outcome.CANCELLED and lane.ended is not None:
        return _who_cancelled(timeline, lane, lane.ended, name)
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


def why_shorter(timeline: Timeline, excess: float) -> str:
    """Say what keeps a run from being longer, by `excess` seconds."""
    cut = _who_raised(timeline) or _cut_short(timeline) or _left_over(timeline)
    if cut:
        return cut
    whole = {0, *(x.parent for x in timeline.lanes if not x.is_task)}
    parts = [
        x
        for n, x in enumerate(timeline.lanes)
        if n not in whole and not x.callbacks
    ]
    together = _together(timeline, parts)
    if len(together) > 1:
        names = joined(_few([_short(timeline, lane) for lane in together]))
        return f"{names} were under way at the same time"
    if 1 < len(parts) <= MOST_NAMED:
        names = joined([_short(timeline, lane) for lane in parts])
        return f"{names} take no longer, one after another"
    return _longest(timeline, critical_path(timeline))


def _together(timeline: Timeline, parts: Sequence[Lane]) -> list[Lane]:
    """Return the lanes that were under way when the most of them were."""
    spans = [
        (times(timeline, lane).span, lane)
        for lane in parts
        if lane.started is not None
    ]
    most: list[Lane] = []
    for start in sorted({span.start for span, _ in spans}):
        now = [x for span, x in spans if span.start <= start < span.end]
        most = max(most, now, key=len)
    return most


def _cut_short(timeline: Timeline) -> str:
    """Name a lane that was cancelled; "" if there is none."""
    for lane in timeline.lanes[1:]:
        if lane.outcome is Outcome.CANCELLED and lane.ended is not None:
            name = _short(timeline, lane)
            if lane.started is None:
                return f"{name} was cancelled before it started"
            return _who_cancelled(timeline, lane, lane.ended, name)
    return ""


def _left_over(timeline: Timeline) -> str:
    """Name the tasks that went on when main was over; "" without any."""
    left = [
        _short(timeline, lane)
        for lane in timeline.lanes[1:]
        if lane.is_task and lane.outcome is Outcome.STOPPED
    ]
    if not left:
        return ""
    was = "was" if len(left) == 1 else "were"
    return (
        f"{timeline.lanes[0].function} was over at {at(timeline.took)}, and "
        f"{joined(_few(left))} {was} cancelled with it"
    )


def _who_raised(timeline: Timeline) -> str:
    """Name the lane whose exception ended main; "" if main returned."""
    main = next(iter(timeline.lanes), None)
    if main is None or main.outcome is not Outcome.RAISED:
        return ""
    end = times(timeline, main).ended
    for lane in timeline.lanes[1:]:
        same = lane.outcome is main.outcome and lane.value == main.value
        if same and times(timeline, lane).ended == end:
            return (
                f"{_short(timeline, lane)} raised {lane.error} at {at(end)}, "
                f"and {main.function} waited for nobody after that"
            )
    return _of_group(timeline, main, end) or (
        f"{main.function} raised {main.error} at {at(end)}"
    )


def _of_group(timeline: Timeline, main: Lane, end: float) -> str:
    """Say which task's exception became that of its group, and main's."""
    if not main.error.endswith("Group"):
        return ""
    others = timeline.lanes[1:]
    failed = [x for x in others if x.outcome is Outcome.RAISED and x.is_task]
    cancelled = [x for x in others if x.outcome is Outcome.CANCELLED]
    if not failed:
        return ""
    first = failed[0]
    said = (
        f"{_short(timeline, first)} raised {first.error} at "
        f"{at(times(timeline, first).ended)}"
    )
    names = [_short(timeline, x) for x in cancelled if x.is_task]
    if not names:
        return said
    return f"{said}, and its group cancelled {joined(_few(names))}"


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b1 and b2."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def at(seconds: float) -> str:
    """Return a time, or a length, with its unit."""
    return f"{seconds_text(seconds)} s"
