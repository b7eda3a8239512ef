"""The rules that exercises are put together from.

Each function here makes a `Rule`: something that an attempt must keep,
with words for what its timeline shows where it does not. Rules ask what
happened, and when; none of them looks at the program. A rule of one
exercise alone is `rule(function, hint, more)`.

What every exercise asks for (it ends, raises nothing, leaves no task
behind, blocks nobody) is not listed here: see `judging`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from helpers.checking.call_rules import (
    SAME,
    asks,
    at_most_at_once,
    chart,
    in_order,
    one_by_one,
    shown,
    starts,
    together,
    why_late,
)
from helpers.checking.exercise import ANYTHING, Attempt, Rule
from helpers.checking.fakes import CANCELLED, Call
from helpers.labels import describe
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = [
    "asks",
    "at_most_at_once",
    "cancels",
    "chart",
    "collects_at_once",
    "in_order",
    "never_sleeps",
    "one_by_one",
    "prints",
    "returns",
    "rule",
    "sees_them_end",
    "starts",
    "takes",
    "together",
    "wakes_at_most",
]


def rule(
    finds: Callable[[Attempt], str | None], hint: str = "", more: str = ""
) -> Rule:
    """Make a rule of a function: attempt -> what is wrong, or None."""
    return Rule(finds, hint, more)


def returns(
    hint: str = "what does each await give you, and where does it go?",
    more: str = "Return the answers in the form that the example shows.",
    any_order: bool = False,
) -> Rule:
    """Ask for the result that the case names."""

    def finds(attempt: Attempt) -> str | None:
        right, got = attempt.case.returns, attempt.result
        if right is ANYTHING or _same(right, got, any_order):
            return None
        return f"returned {describe(got)}, not {describe(right)}"

    return Rule(finds, hint, more)


def _same(right: Any, got: Any, any_order: bool) -> bool:
    if not any_order:
        return bool(type(right) is type(got) and right == got)
    if isinstance(got, (str, bytes)) or not isinstance(got, Iterable):
        return False
    return sorted(map(repr, right)) == sorted(map(repr, got))


def takes(
    hint: str = "what does the program wait for, one thing at a time?",
    more: str = "Look for the moment in which nothing new is under way.",
    slack: float = 0.0,
) -> Rule:
    """Ask for the length that the case names, in virtual seconds."""

    def finds(attempt: Attempt) -> str | None:
        right = attempt.case.seconds
        if right is None or abs(attempt.seconds - right) <= slack + SAME:
            return None
        took = f"took {seconds_text(attempt.seconds)} s"
        why = _why_slow(attempt) if attempt.seconds > right else ""
        right_text = f"not {seconds_text(right)} s"
        return f"{took}: {why}" if why else f"{took}, {right_text}"

    return Rule(finds, hint, more)


def _why_slow(attempt: Attempt) -> str:
    """Say what a run that took too long was waiting for."""
    calls = attempt.calls
    if not calls:
        return "nothing was asked for"
    last = max(call.end for call in calls)
    if attempt.seconds > last + SAME:
        return f"the last call was done at {shown(last)} already"
    for call in calls:
        if call.started > calls[0].started + SAME:
            return why_late(call, calls)
    return ""


def never_sleeps(
    hint: str = "what could it await instead, that tells when it is time?",
    more: str = "Await the task itself: it wakes you when it is done.",
) -> Rule:
    """Ask that the program never waits by the clock: no polling."""

    def finds(attempt: Attempt) -> str | None:
        if not attempt.sleeps:
            return None
        first = attempt.sleeps[0]
        count = len(attempt.sleeps)
        slept = f"slept {shown(first.seconds)} at {shown(first.at)}"
        if count > 1:
            slept += f", and {count - 1} time(s) more"
        return f"{slept}, by the clock and not for its work"

    return Rule(finds, hint, more)


def wakes_at_most(
    hint: str = "what wakes it when nothing has happened?",
    more: str = "Wait for what is under way, not for a fraction of a second.",
) -> Rule:
    """Ask that main takes no more steps than `more["steps"]`."""

    def finds(attempt: Attempt) -> str | None:
        lanes = attempt.timeline.lanes
        steps = len(lanes[0].steps) if lanes else 0
        if steps <= attempt.case.more["steps"]:
            return None
        most = attempt.case.more["steps"]
        return f"woke up {steps} times, and {most} are enough"

    return Rule(finds, hint, more)


def collects_at_once(
    hint: str = "whose turn is it when the first one is done?",
    more: str = "Take the results in the order in which they arrive.",
) -> Rule:
    """Ask that no result lies done and not collected."""

    def finds(attempt: Attempt) -> str | None:
        for lane in attempt.timeline.lanes:
            span = lane.uncollected
            if lane.is_task and span and span.seconds > SAME:
                return (
                    f"{lane.label} was done at {shown(span.start)} and "
                    f"collected only at {shown(span.end)}"
                )
        return None

    return Rule(finds, hint, more)


def cancels(
    hint: str = "what happens to the calls that nobody needs any more?",
    more: str = "Cancel them, and await them once more, so that they end.",
) -> Rule:
    """Ask that exactly the calls in `more["cancels"]` are cancelled."""

    def finds(attempt: Attempt) -> str | None:
        right = set(attempt.case.more["cancels"])
        for call in attempt.calls:
            if call.label in right and call.outcome is not CANCELLED:
                return f"{call.label} was not cancelled: {_ending(call)}"
            if call.label not in right and call.outcome is CANCELLED:
                return f"{call.label} was cancelled at {shown(call.end)}"
        return None

    return Rule(finds, hint, more)


def _ending(call: Call) -> str:
    if call.ended is None:
        return "it was still under way at the end"
    return f"it {call.outcome.value} at {shown(call.ended)}"


def sees_them_end(
    hint: str = "who is still there when a cancelled task cleans up?",
    more: str = "cancel() only asks; wait for what you cancelled to end.",
) -> Rule:
    """Ask that no call goes on when main has returned.

    That includes calls which were cancelled and need a while to clean up.
    """

    def finds(attempt: Attempt) -> str | None:
        calls = {call.label for call in attempt.calls}
        for lane in attempt.timeline.lanes:
            if lane.outcome is Outcome.STOPPED and lane.label in calls:
                return (
                    f"returned at {shown(attempt.seconds)}, when {lane.label} "
                    "had not ended yet"
                )
        return None

    return Rule(finds, hint, more)


def prints(
    hint: str = "what should be on the screen, and when?",
    more: str = "Print as soon as you know, not when all is over.",
    when: bool = True,
) -> Rule:
    """Ask for the lines of `more["prints"]`: pairs of time and text."""

    def finds(attempt: Attempt) -> str | None:
        right = list(attempt.case.more["prints"])
        for (time, text), (at, line) in zip(
            right, attempt.printed, strict=False
        ):
            if text != line.rstrip():
                return f"printed {line!r} where {text!r} was due"
            if when and abs(time - at) > SAME:
                return f"printed {line!r} at {shown(at)}, not at {shown(time)}"
        if len(attempt.printed) < len(right):
            return f"never printed {right[len(attempt.printed)][1]!r}"
        if len(attempt.printed) > len(right):
            return f"printed {attempt.printed[len(right)][1]!r} besides"
        return None

    return Rule(finds, hint, more)
