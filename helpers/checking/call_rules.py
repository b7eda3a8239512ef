"""Rules about the calls that a program makes: which, when, how many.

`only` restricts a rule to the calls of one function. What `rules` says of
rules holds here too, and it is there that exercises find these.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable

from helpers.checking.exercise import Attempt, Rule
from helpers.checking.fakes import Call
from helpers.timeline.seconds import seconds_text

__all__ = [
    "SAME",
    "asks",
    "at_most_at_once",
    "shown",
    "calls_of",
    "chart",
    "in_order",
    "one_by_one",
    "starts",
    "together",
    "why_late",
]

SAME = 1e-6  # seconds; times closer than this are equal


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
        calls = calls_of(attempt, only)
        late = [c for c in calls if c.started > calls[0].started + SAME]
        if not late:
            return None
        took = f"took {seconds_text(attempt.seconds)} s: "
        return took + why_late(late[0], calls)

    return Rule(finds, hint, more)


def one_by_one(
    hint: str = "what has to be done before the next one may start?",
    more: str = "Await each call where you make it; make no task of it.",
    only: str = "",
) -> Rule:
    """Ask that no two calls are under way at once."""

    def finds(attempt: Attempt) -> str | None:
        calls = calls_of(attempt, only)
        for before, after in itertools.pairwise(calls):
            if after.started < before.end - SAME:
                return (
                    f"{after.label} started at {shown(after.started)}, before "
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
        calls = calls_of(attempt, only)
        for call in calls:
            count = sum(
                other.started <= call.started + SAME < other.end
                for other in calls
            )
            if count > most:
                return (
                    f"{count} calls were under way at {shown(call.started)}, "
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
        made = [call.label for call in calls_of(attempt, only)]
        if made == right:
            return None
        return f"the order was {', '.join(made) or 'empty'}"

    return Rule(finds, hint, more)


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
        calls = calls_of(attempt, only)
        for label, time in sorted(attempt.case.more["starts"], key=_second):
            made = [call for call in calls if call.label == label]
            if not made:
                return _started_too_seldom(label, attempt)
            calls.remove(made[0])
            started = made[0].started
            if abs(started - time) > SAME:
                due = shown(time)
                return f"{label} started at {shown(started)}, not at {due}"
        if calls:
            again = [c for c in attempt.calls if c.label == calls[0].label]
            return f"{calls[0].label} was started {_too_often(len(again))}"
        return None

    return Rule(finds, hint, more)


def _started_too_seldom(label: str, attempt: Attempt) -> str:
    count = sum(call.label == label for call in attempt.calls)
    times = {0: "never started", 1: "started only once"}
    return f"{label} was {times.get(count, f'started only {count} times')}"


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
                    f"from {shown(start)} to {shown(end)}"
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
        return f"ran from {shown(call.started)} and never ended"
    return f"ran from {shown(call.started)} to {shown(call.ended)}"


def why_late(late: Call, calls: Iterable[Call]) -> str:
    """Say what a call that started late had been waiting for."""
    done = [c for c in calls if c.end <= late.started + SAME]
    if not done:
        return f"{late.label} started only at {shown(late.started)}"
    before = max(done, key=lambda call: call.end)
    if late.started - before.end > SAME:
        return (
            f"{late.label} started only at {shown(late.started)}, though "
            f"{before.label} was done at {shown(before.end)}"
        )
    return f"{late.label} started only when {before.label} was done"


def calls_of(attempt: Attempt, only: str) -> list[Call]:
    """Return the calls whose labels begin with `only`."""
    return [c for c in attempt.calls if c.label.startswith(only)]


def shown(seconds: float) -> str:
    """Return a time as hints show it."""
    return f"{seconds_text(seconds)} s"
