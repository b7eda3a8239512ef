"""Words for what happened: an outcome, a moment, what lanes share."""

from __future__ import annotations

from helpers.timeline.model import BLOCKING, Lane, Outcome

__all__ = ["CROSSED", "outcome_words", "seconds_text", "spell_seconds"]

CROSSED = (
    Outcome.RAISED,
    Outcome.CANCELLED,
    Outcome.STOPPED,
    Outcome.INTERRUPTED,
    Outcome.STUCK,
)  # a lane that ended so ends in a cross
_CUT_SHORT = (Outcome.INTERRUPTED, Outcome.STUCK, Outcome.PENDING)
_WAITING = {Outcome.INTERRUPTED: " while waiting on "}


def seconds_text(seconds: float) -> str:
    """Return `seconds` without needless zeros: 3, 0.2, 1.25."""
    return f"{round(seconds, 6):.6f}".rstrip("0").rstrip(".")


def spell_seconds(seconds: float) -> str:
    """Return "1 second", "3 seconds", "0.2 seconds"."""
    text = seconds_text(seconds)
    return f"{text} second" if text == "1" else f"{text} seconds"


def outcome_words(lane: Lane, at: str = "") -> str:
    """Say how a lane ended, in the words of the chart; `at` tells when."""
    if lane.outcome is Outcome.RETURNED:
        words = lane.value if lane.is_task else f"returned {lane.value}"
        if lane.depth == 0 and lane.parent is None:
            words = "returned" if words == "None" else f"returned {words}"
    elif lane.outcome is Outcome.RAISED:
        words = f"raised {lane.value}"
    else:
        words = lane.outcome.value
    if lane.outcome is Outcome.CANCELLED and lane.started is None:
        words = "cancelled before it started"
    if lane.outcome in _CUT_SHORT and _was_waiting(lane):
        words += _WAITING.get(lane.outcome, " on ") + lane.waits[-1].on
    words += at
    return f"{words}, never collected" if lane.never_collected else words


def _was_waiting(lane: Lane) -> bool:
    """Say whether a lane that was cut short was waiting, not running."""
    if not lane.waits:
        return False
    return lane.ended is None or lane.ended - lane.waits[-1].end < BLOCKING
