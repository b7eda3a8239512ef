"""What ended a wait, or a run, before its time: a clause of the sentence."""

from __future__ import annotations

from helpers.predicting.cut import cut_waits, main_of, near
from helpers.predicting.path import Stretch
from helpers.predicting.wakers import Wakers
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Wait

__all__ = ["end_of_run", "ended"]

_LIMITED = ("wait", "wait_for")  # which end by themselves
_UNTIL_LIMIT = ", until a time limit ended it"
_UNTIL_UP = ", until its time was up"
_UNTIL_CANCELLED = ", until it was cancelled"
_TO_THE_END = " "  # of the run: that is said of the run


def end_of_run(timeline: Timeline) -> str:
    """Say what ended a run that did not come to its own end."""
    main = main_of(timeline)
    ends = {
        Outcome.STUCK: " Then nobody could go on.",
        Outcome.INTERRUPTED: " Then it was stopped.",
    }
    return ends.get(main.outcome, "") if main else ""


def ended(timeline: Timeline, stretch: Stretch) -> str:
    """Say what ended a wait before its time; "" if nothing did."""
    wait, lane = stretch.wait, stretch.lane
    if wait is None:
        return ""
    cut = cut_waits(stretch.task, lane).get((wait.start, wait.end))
    if cut is None:
        limited = wait.on in _LIMITED and not _by_an_end(timeline, lane, wait)
        return _UNTIL_UP if limited else ""
    main, close = main_of(timeline) or lane, near(timeline)
    if end_of_run(timeline) and wait.end >= timeline.end_of(main) - close:
        return _TO_THE_END
    limits = (when for each in timeline.lanes for when in each.limits)
    if cut or any(abs(wait.end - when) <= close for when in limits):
        return _UNTIL_LIMIT
    return _UNTIL_CANCELLED


def _by_an_end(timeline: Timeline, lane: Lane, wait: Wait) -> bool:
    """Say whether any task had just ended when a wait was over."""
    in_time, close = Wakers(timeline).in_time, near(timeline)
    return any(
        each.ended is not None
        and abs(wait.end - each.ended) <= close
        and in_time(each, lane, wait)
        for each in timeline.lanes
    )
