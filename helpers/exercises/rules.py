"""The rules that exercises are put together from.

Each function here makes a `Rule`: something that an attempt must keep,
with words for what its timeline shows where it does not. Rules ask what
happened, and when; none of them looks at the program. A rule of one
exercise alone is `rule(function, hint, more)`.

What every exercise asks for (it ends, raises nothing, leaves no task
behind, blocks nobody) is not listed here: see `judging`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from helpers.exercises.model import ANYTHING, Attempt, Rule
from helpers.exercises.world import CANCELLED, Call
from helpers.lanes import Outcome
from helpers.naming import describe
from helpers.text import seconds_text

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
    "waits_for_all",
    "wakes_at_most",
]

SAME = 1e-6  # seconds; times closer than this are equal


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


def asks(
    hint: str = "is every call awaited, and none of them twice?",
    more: str = "Call the function once for each of the names.",
    only: str = "",
) -> Rule:
    """Ask that each call of the case's `more["asks"]` is made once.

    Its value is a list of labels, such as "ask('mail')"; a call that is
    not in it is one too many. `only` restricts the rule to one function.
    """

    def finds(attempt: Attempt) -> str | None:
        wanted = Counter(attempt.case.more["asks"])
        made = Counter(
            call.label for call in attempt.calls if call.label.startswith(only)
        )
        for label in wanted:
            if made[label] < wanted[label]:
                return f"{label} was {_times(made[label])}started"
        for label in made:
            if made[label] > wanted[label]:
                return f"{label} was started {_too_often(made[label])}"
        return None

    return Rule(finds, hint, more)


def _times(count: int) -> str:
    return "never " if count == 0 else f"only {count} time(s) "


def _too_often(count: int) -> str:
    return "and should not have been" if count == 1 else f"{count} times"


def together(
    hint: str = "is anything scheduled before the first await?",
    more: str = "Make a task of every call before you await the first one.",
    only: str = "",
) -> Rule:
    """Ask that all calls are under way from the same moment on."""

    def finds(attempt: Attempt) -> str | None:
        calls = _of(attempt, only)
        late = [c for c in calls if c.started > calls[0].started + SAME]
        if not late:
            return None
        took = f"took {seconds_text(attempt.seconds)} s: "
        return took + _why_late(late[0], calls)

    return Rule(finds, hint, more)


def one_by_one(
    hint: str = "what has to be done before the next one may start?",
    more: str = "Await each call where you make it; make no task of it.",
    only: str = "",
) -> Rule:
    """Ask that no two calls are under way at once."""

    def finds(attempt: Attempt) -> str | None:
        calls = _of(attempt, only)
        for before, after in itertools.pairwise(calls):
            if after.started < before.end - SAME:
                return (
                    f"{after.label} started at {_at(after.started)}, before "
                    f"{before.label} was done"
                )
        return None

    return Rule(finds, hint, more)


def at_most_at_once(
    hint: str = "what lets the next one begin, and when?",
    more: str = "A semaphore, or a few workers, keeps the number down.",
    only: str = "",
) -> Rule:
    """Ask that no more calls overlap than `more["at_once"]` says."""

    def finds(attempt: Attempt) -> str | None:
        most = attempt.case.more["at_once"]
        calls = _of(attempt, only)
        for call in calls:
            count = sum(
                other.started <= call.started + SAME < other.end
                for other in calls
            )
            if count > most:
                return (
                    f"{count} calls were under way at {_at(call.started)}, "
                    f"and {most} are allowed"
                )
        return None

    return Rule(finds, hint, more)


def in_order(
    hint: str = "which call comes first?",
    more: str = "Write the calls in the order in which they are to start.",
    only: str = "",
) -> Rule:
    """Ask that the calls start in the order of `more["order"]`."""

    def finds(attempt: Attempt) -> str | None:
        right = list(attempt.case.more["order"])
        made = [call.label for call in _of(attempt, only)]
        if made == right:
            return None
        return f"the order was {', '.join(made) or 'empty'}"

    return Rule(finds, hint, more)


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
        return f"the last call was done at {_at(last)} already"
    for call in calls:
        if call.started > calls[0].started + SAME:
            return _why_late(call, calls)
    return ""


def _why_late(late: Call, calls: Iterable[Call]) -> str:
    """Say what a call that started late had been waiting for."""
    done = [c for c in calls if c.end <= late.started + SAME]
    if not done:
        return f"{late.label} started only at {_at(late.started)}"
    before = max(done, key=lambda call: call.end)
    if late.started - before.end > SAME:
        return (
            f"{late.label} started only at {_at(late.started)}, though "
            f"{before.label} was done at {_at(before.end)}"
        )
    return f"{late.label} started only when {before.label} was done"


def starts(
    hint: str = "what could this call have been waiting for?",
    more: str = "Start each call at the moment at which nothing holds it up.",
    only: str = "",
) -> Rule:
    """Ask that calls start at the times of the case's `more["starts"]`.

    Its value is a list of pairs: a label, such as "ask('mail')", and the
    second; a label that is asked again is in it again. Other calls, and
    more of them, are wrong. `only` restricts the rule to one function.
    """

    def finds(attempt: Attempt) -> str | None:
        calls = _of(attempt, only)
        for label, time in sorted(attempt.case.more["starts"], key=_second):
            made = [call for call in calls if call.label == label]
            if not made:
                before = [c for c in attempt.calls if c.label == label]
                return f"{label} was {_times(len(before))}started"
            calls.remove(made[0])
            started = made[0].started
            if abs(started - time) > SAME:
                return f"{label} started at {_at(started)}, not at {_at(time)}"
        if calls:
            again = [c for c in attempt.calls if c.label == calls[0].label]
            return f"{calls[0].label} was started {_too_often(len(again))}"
        return None

    return Rule(finds, hint, more)


def _second(pair: tuple[str, float]) -> float:
    return pair[1]


def chart(
    hint: str = "which call is out of place, and what does it wait for?",
    more: str = "Read the given chart column by column: what starts when?",
) -> Rule:
    """Ask for the calls of the case's `chart`: the same, from when to when."""

    def finds(attempt: Attempt) -> str | None:
        calls = list(attempt.calls)
        for label, start, end in attempt.case.chart:
            match = _closest(calls, label, start)
            if match is None:
                return f"{label} is in the chart, and never started"
            calls.remove(match)
            if abs(match.started - start) + abs(match.end - end) > SAME:
                return (
                    f"{label} {_span(match)}; in the given chart it runs "
                    f"from {_at(start)} to {_at(end)}"
                )
        if calls:
            return f"{calls[0].label} is not in the given chart"
        return None

    return Rule(finds, hint, more)


def _closest(calls: list[Call], label: str, start: float) -> Call | None:
    same = [call for call in calls if call.label == label]
    return min(same, key=lambda c: abs(c.started - start), default=None)


def _span(call: Call) -> str:
    if call.ended is None:
        return f"ran from {_at(call.started)} and never ended"
    return f"ran from {_at(call.started)} to {_at(call.ended)}"


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
        slept = f"slept {_at(first.seconds)} at {_at(first.at)}"
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
                    f"{lane.label} was done at {_at(span.start)} and "
                    f"collected only at {_at(span.end)}"
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
            if call.label in right and call.outcome != CANCELLED:
                return f"{call.label} was not cancelled: {_ending(call)}"
            if call.label not in right and call.outcome == CANCELLED:
                return f"{call.label} was cancelled at {_at(call.end)}"
        return None

    return Rule(finds, hint, more)


def waits_for_all(
    hint: str = "who waits until the cancelled ones have ended?",
    more: str = "To cancel is to ask: await each task once more after it.",
) -> Rule:
    """Ask that no call, a cancelled one for instance, outlasts main."""

    def finds(attempt: Attempt) -> str | None:
        for call in attempt.calls:
            if call.end > attempt.seconds + SAME:
                return (
                    f"{call.label} was still ending when the program "
                    f"returned at {_at(attempt.seconds)}"
                )
        return None

    return Rule(finds, hint, more)


def _ending(call: Call) -> str:
    if call.ended is None:
        return "it was still under way at the end"
    return f"it {call.outcome} at {_at(call.ended)}"


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
                    f"returned at {_at(attempt.seconds)}, when {lane.label} "
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
                return f"printed {line!r} at {_at(at)}, not at {_at(time)}"
        if len(attempt.printed) < len(right):
            return f"never printed {right[len(attempt.printed)][1]!r}"
        if len(attempt.printed) > len(right):
            return f"printed {attempt.printed[len(right)][1]!r} besides"
        return None

    return Rule(finds, hint, more)


def _of(attempt: Attempt, only: str) -> list[Call]:
    return [c for c in attempt.calls if c.label.startswith(only)]


def _at(seconds: float) -> str:
    return f"{seconds_text(seconds)} s"
