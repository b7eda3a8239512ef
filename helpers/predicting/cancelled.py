"""Says what was cancelled in a run, and whether a time limit did it."""

from __future__ import annotations

from helpers.predicting.path import innermost
from helpers.predicting.words import LEAST, at, short
from helpers.timeline.model import Lane, Outcome, Timeline

__all__ = ["cut_short", "went_on", "who_cancelled"]


def cut_short(timeline: Timeline) -> str:
    """Name what was cancelled; "" if nothing was."""
    for lane in timeline.lanes[1:]:
        if lane.outcome is Outcome.CANCELLED and lane.ended is not None:
            name = short(timeline, lane)
            if lane.started is None:
                return f"{name} was cancelled before it started"
            return who_cancelled(timeline, lane, lane.ended, name)
    for task in timeline.lanes:
        for when in task.limits:
            lane = innermost(timeline, task, when)
            moment = at(timeline.shown(when))
            return f"the limit ended a wait of {lane.function} at {moment}"
    return ""


def went_on(timeline: Timeline) -> str:
    """Name a lane that was cancelled and went on all the same."""
    for task in timeline.lanes:
        for when in task.cancels:
            lane = innermost(timeline, task, when)
            end = timeline.end_of(lane)
            if timeline.shown(end) <= timeline.shown(when) + LEAST:
                continue
            if _is_of_group(lane, when):
                continue
            if lane.outcome is Outcome.RETURNED or lane is task:
                if lane is timeline.lanes[0]:
                    continue
                name = short(timeline, lane)
                return (
                    f"{who_cancelled(timeline, task, when, name)}, but it "
                    f"went on until {at(timeline.shown(end))}"
                )
    return ""


def _is_of_group(lane: Lane, when: float) -> bool:
    """Say whether a lane waited for its group, which ends a wait that way."""
    return any(
        wait.on == "TaskGroup" and wait.start < when <= wait.end + LEAST
        for wait in lane.waits
    )


def who_cancelled(
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
