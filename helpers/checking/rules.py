"""The rules that exercises are put together from.

Each function here makes a `Rule`: something that an attempt must keep,
with words for what its timeline shows where it does not. Rules ask what
happened, and when; none of them looks at the program. What is right is
said by the case, which has a field for it. A rule of one exercise alone is
a `Rule` that is made in the exercise's own file.

What every exercise asks for (it ends, raises nothing, leaves no task
behind, blocks nobody) is not listed here: see `always`.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from helpers.checking.exercise import (
    ANYTHING,
    Attempt,
    Found,
    Rule,
)
from helpers.checking.fakes import CANCELLED, Call
from helpers.checking.results import (
    LOST_EMPTY,
    NO_RETURN,
    is_right,
    is_wrong_order,
    loses_empty,
    wrong_parts,
    wrong_shape,
    wrong_values,
)
from helpers.labels import describe, describe_error
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = [
    "as_it_is",
    "asks",
    "at_most_at_once",
    "awaits_all",
    "cancels",
    "chart",
    "collects",
    "collects_at_once",
    "in_order",
    "never_sleeps",
    "one_by_one",
    "prints",
    "returns",
    "same_time",
    "sees_them_end",
    "shown",
    "starts",
    "takes",
    "together",
]

SAME = 1e-6  # seconds; times closer than this are equal


# What comes out, and when


def returns(
    hint: str,
    more: str,
    any_order: bool = False,
    on_order: bool = False,
    or_none: bool = False,
) -> Rule:
    """Ask for the result that the case names; in any order, of a list.

    `on_order` says that the hint is about the order alone, and `or_none`
    that None is an answer in other cases.
    """

    def finds(attempt: Attempt) -> Found | None:
        right, got = attempt.case.returns, attempt.result
        if right is ANYTHING or is_right(right, got, any_order):
            return None
        words = f"returned {describe(got)}, not {describe(right)}"
        if loses_empty(right, got):
            return Found(words, *LOST_EMPTY)
        if got is None and not or_none:
            return Found(words, *NO_RETURN)
        if shape := wrong_shape(right, got):
            return Found(words, *shape)
        if on_order and is_wrong_order(right, got):
            return Found(words)
        if parts := wrong_parts(right, got):
            return Found(words, *parts)
        if on_order:
            return Found(words, *wrong_values(right, got))
        return Found(words)

    return Rule(finds, hint, more)


_EARLY = (
    "what had not ended yet when it returned, or was skipped?",
    "Wait for all that the text asks for before you return.",
)


def takes(
    hint: str = "what does the program wait for, one thing at a time?",
    more: str = "Look for the moment in which nothing new is under way.",
) -> Rule:
    """Ask for the length that the case names, in virtual seconds."""

    def finds(attempt: Attempt) -> str | Found | None:
        right = attempt.case.seconds
        if right is None or same_time(attempt.seconds, right):
            return None
        took = f"took {shown(attempt.seconds)}"
        if attempt.seconds < right:
            return Found(
                f"took {shown(attempt.seconds)}, not {shown(right)}", *_EARLY
            )
        why = _why_slow(attempt)
        return f"{took}: {why}" if why else f"{took}, not {shown(right)}"

    return Rule(finds, hint, more)


def _why_slow(attempt: Attempt) -> str:
    """Say what a run that took too long was waiting for."""
    calls = attempt.calls
    if not calls:
        return "nothing was asked for"
    last = max(call.end for call in calls)
    if attempt.seconds > last + SAME:
        return f"the last call was done at {shown(last)} already"
    due = attempt.case.starts or ()
    late = next((c for c in _late(calls) if not _is_due(c, due)), None)
    return _why_late(late, calls) if late else ""


def _is_due(call: Call, starts: Sequence[tuple[str, float]]) -> bool:
    """Say whether a call starts at a time at which it has to."""
    return any(
        label == call.label and same_time(time, call.started)
        for label, time in starts
    )


def prints(hint: str, more: str, like: str) -> Rule:
    """Ask for lines, each at its time; of others only those that are `like`.

    `like` is a pattern for the lines that the task is about. What else a
    program prints, to see where it is, is nobody's business.
    """
    kin = re.compile(like)

    def finds(attempt: Attempt) -> str | Found | None:
        right = attempt.case.prints or ()
        texts = {text for _, text in right}
        lines = [(at, line.rstrip()) for at, line in attempt.printed]
        own = [x for x in lines if x[1] in texts or kin.search(x[1])]
        if len(own) < len(right):  # it may be spelt in another way
            own = lines
        return _first_misprint(right, own, kin)

    return Rule(finds, hint, more, needs="prints")


_LOST_TWIN = (
    "what if two answers are the same?",
    "Two answers are two lines, even if both say the same.",
)
_SPELLING = "what is to be printed, to the letter?"
_Lines = Sequence[tuple[float, str]]


def _first_misprint(
    right: _Lines, printed: _Lines, kin: re.Pattern[str]
) -> str | Found | None:
    for (time, text), (at, line) in zip(right, printed, strict=False):
        if text != line:
            words = f"printed {line!r} where {text!r} was due"
            return Found(words, "" if kin.search(line) else _SPELLING)
        if not same_time(time, at):
            return f"printed {line!r} at {shown(at)}, not at {shown(time)}"
    if len(printed) < len(right):
        text = right[len(printed)][1]
        again = _LOST_TWIN if text in [line for _, line in printed] else ()
        return Found(
            f"never printed {text!r}", *(again if text else LOST_EMPTY)
        )
    if len(printed) > len(right):
        words = f"printed {printed[len(right)][1]!r} besides"
        return Found(words, "which line is printed once too often?")
    return None


# Which calls are made, and when


def asks(
    hint: str,
    more: str,
    again: bool = False,
    too_often: tuple[str, str] = ("", ""),
) -> Rule:
    """Ask that each call is made once; more often is fine with `again`.

    `too_often` is a question, and an answer, on calls that are too many.
    """

    def finds(attempt: Attempt) -> str | Found | None:
        labels = attempt.case.asks or ()
        wanted = Counter(set(labels) if again else labels)
        made = Counter(call.label for call in attempt.calls)
        for label in labels:
            if made[label] < wanted[label]:
                return _started_too_seldom(label, attempt)
        for label in made:
            if made[label] > wanted[label] and not again:
                words = f"{label} was started {_too_often(made[label])}"
                return Found(words, *too_often)
        return None

    return Rule(finds, hint, more, needs="asks")


def _too_often(count: int) -> str:
    return "and should not have been" if count == 1 else f"{count} times"


def together(
    hint: str = "is anything scheduled before the first await?",
    more: str = "Make a task of every call before you await the first one.",
) -> Rule:
    """Ask that all calls are under way from the same moment on."""

    def finds(attempt: Attempt) -> str | None:
        late = _first_late(attempt.calls)
        if late is None:
            return None
        why = _why_late(late, attempt.calls)
        return f"took {shown(attempt.seconds)}: {why}"

    return Rule(finds, hint, more)


def _first_late(calls: tuple[Call, ...]) -> Call | None:
    """Return the first call that did not start with the first of all."""
    return next(_late(calls), None)


def _late(calls: tuple[Call, ...]) -> Iterator[Call]:
    return (c for c in calls if c.started > calls[0].started + SAME)


def _why_late(late: Call, calls: Iterable[Call]) -> str:
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


def one_by_one(hint: str, more: str) -> Rule:
    """Ask that no two calls are under way at once."""

    def finds(attempt: Attempt) -> str | None:
        for before, after in itertools.pairwise(attempt.calls):
            if after.started < before.end - SAME:
                return (
                    f"{after.label} started at {shown(after.started)}, before "
                    f"{before.label} was done"
                )
        return None

    return Rule(finds, hint, more)


def at_most_at_once(hint: str, more: str) -> Rule:
    """Ask that no more calls overlap than the case's `at_once` says."""

    def finds(attempt: Attempt) -> str | None:
        most = attempt.case.at_once or 0
        for call in attempt.calls:
            count = sum(
                other.started <= call.started + SAME < other.end
                for other in attempt.calls
            )
            if count > most:
                return (
                    f"{count} calls were under way at {shown(call.started)}, "
                    f"and {most} {'is' if most == 1 else 'are'} allowed"
                )
        return None

    return Rule(finds, hint, more, needs="at_once")


def in_order(hint: str, more: str) -> Rule:
    """Ask that these calls start, and no others, in the case's `order`."""

    def finds(attempt: Attempt) -> str | None:
        made = [call.label for call in attempt.calls]
        if made == list(attempt.case.order or ()):
            return None
        return f"the order was {', '.join(made) or 'empty'}"

    return Rule(finds, hint, more, needs="order")


def starts(
    hint: str,
    more: str,
    only: str = "",
    late: tuple[str, str] = ("", ""),
    count: tuple[str, str] = ("", ""),
) -> Rule:
    """Ask that each call starts at its time, and that there are no others.

    A label that is asked again is in the case again. `only` restricts the
    rule to the calls of one function. `late` is a question, and what to say
    later, on a call that starts too late; `count` on one that is made too
    often, or not often enough.
    """

    def finds(attempt: Attempt) -> Found | None:
        calls = [c for c in attempt.calls if c.label.startswith(only)]
        right = sorted(attempt.case.starts or (), key=lambda pair: pair[1])
        for label, time in right:
            made = [call for call in calls if call.label == label]
            if not made:
                return _made_too_seldom(label, attempt, count)
            calls.remove(made[0])
            began = made[0].started
            if not same_time(began, time):
                words = f"{label} started at {shown(began)}"
                question = late if began > time else ()
                return Found(f"{words}, not at {shown(time)}", *question)
        return (
            _made_too_often(calls[0].label, attempt, count) if calls else None
        )

    return Rule(finds, hint, more, needs="starts")


def _made_too_seldom(
    label: str, attempt: Attempt, question: tuple[str, str]
) -> Found:
    words = _started_too_seldom(label, attempt)
    some = any(call.label == label for call in attempt.calls)
    return Found(words, *(question if some else ()))


def _made_too_often(
    label: str, attempt: Attempt, question: tuple[str, str]
) -> Found:
    made = sum(call.label == label for call in attempt.calls)
    words = f"{label} was started {_too_often(made)}"
    return Found(words, *(question if made > 1 else ()))


def _started_too_seldom(label: str, attempt: Attempt) -> str:
    count = sum(call.label == label for call in attempt.calls)
    times = {0: "never started", 1: "started only once"}
    return f"{label} was {times.get(count, f'started only {count} times')}"


_NOT_RUN = (
    "which line runs it?",
    "A call makes a coroutine; an 'await', or a task, runs it.",
)


def chart(hint: str, more: str, on_start: tuple[str, str] = ("", "")) -> Rule:
    """Ask for the calls of a given chart: the same, from when to when.

    `on_start` is a question, and an answer, on one that starts at another
    time.
    """

    def finds(attempt: Attempt) -> str | Found | None:
        calls = list(attempt.calls)
        for label, start, end in attempt.case.chart or ():
            match = _closest(calls, label, start)
            if match is None:
                words = f"{label} is in the chart, and never started"
                return Found(words, *_NOT_RUN)
            calls.remove(match)
            if not (
                same_time(match.started, start) and same_time(match.end, end)
            ):
                words = (
                    f"{label} {_span(match)}; in the given chart it runs "
                    f"from {shown(start)} to {shown(end)}"
                )
                late = not same_time(match.started, start)
                return Found(words, *(on_start if late else ()))
        if calls:
            return f"{calls[0].label} is not in the given chart"
        return None

    return Rule(finds, hint, more, needs="chart")


def _closest(calls: list[Call], label: str, start: float) -> Call | None:
    same = [call for call in calls if call.label == label]
    return min(same, key=lambda c: abs(c.started - start), default=None)


def _span(call: Call) -> str:
    if call.ended is None:
        return f"ran from {shown(call.started)} and never ended"
    return f"ran from {shown(call.started)} to {shown(call.ended)}"


def never_sleeps(
    hint: str = "what could it await instead, that tells when it is time?",
    more: str = "Await the task itself: it wakes you when it is done.",
) -> Rule:
    """Ask that the program never waits by the clock: no polling."""

    def finds(attempt: Attempt) -> str | None:
        if not attempt.sleeps:
            return None
        start, seconds = attempt.sleeps[0]
        slept = f"slept {shown(seconds)} at {shown(start)}"
        if len(attempt.sleeps) > 1:
            slept += f", and {len(attempt.sleeps) - 1} time(s) more"
        return f"{slept}, by the clock and not for its work"

    return Rule(finds, hint, more)


# How calls end, and when their results are collected


def collects_at_once(hint: str, more: str) -> Rule:
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


def collects(hint: str, more: str) -> Rule:
    """Ask that tasks are collected when the given chart says."""

    def finds(attempt: Attempt) -> str | None:
        right = attempt.case.collected or {}
        for lane in attempt.timeline.lanes:
            if lane.label not in right or not lane.is_task:
                continue
            at, due = lane.collected, right[lane.label]
            if at is not None and not same_time(at, due):
                return (
                    f"{lane.label} was collected at {shown(at)}; in the given "
                    f"chart its hatching ends at {shown(due)}"
                )
        return None

    return Rule(finds, hint, more, needs="collected")


def cancels(hint: str, more: str) -> Rule:
    """Ask that these calls are cancelled, and no others.

    One that was about to end at that moment may be cancelled or not.
    """

    def finds(attempt: Attempt) -> str | None:
        right = attempt.case.cancels or ()
        for call in attempt.calls:
            if call.label in right and call.outcome is not CANCELLED:
                return f"{call.label} was not cancelled: {_ending(call)}"
            if call.label not in right and _is_cut_short(call):
                return f"{call.label} was cancelled at {shown(call.end)}"
        return None

    return Rule(finds, hint, more, needs="cancels")


def _is_cut_short(call: Call) -> bool:
    return call.outcome is CANCELLED and call.end < call.due - SAME


def _ending(call: Call) -> str:
    if call.ended is None:
        return "it was still under way at the end"
    return f"it {call.outcome.value} at {shown(call.ended)}"


def as_it_is(
    hint: str = "how does an exception come out as it is?",
    more: str = "Do not catch it; or pass it on with a bare 'raise' inside "
    "the 'except'.",
) -> Rule:
    """Ask that an error which comes out is the one that the work raised."""

    def finds(attempt: Attempt) -> str | None:
        error = attempt.error
        if error is None or attempt.from_work or _is_cancelled(error):
            return None
        where = f" ({attempt.where})" if attempt.where else ""
        return f"raised a new {describe_error(error)}{where}"

    return Rule(finds, hint, more)


def _is_cancelled(error: BaseException) -> bool:
    return isinstance(error, asyncio.CancelledError)


def awaits_all(hint: str, more: str) -> Rule:
    """Ask that no coroutine is prepared and neither awaited nor closed.

    For exercises that allow it elsewhere, to ask a question of their own.
    """

    def finds(attempt: Attempt) -> str | None:
        names = (*attempt.unawaited, *attempt.dropped)
        if not names:
            return None
        return f"{names[0]}() was called, and neither awaited nor closed"

    return Rule(finds, hint, more)


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
                raised = attempt.error is not None
                is_over = "ended" if raised else "returned"
                return (
                    f"{is_over} at {shown(attempt.seconds)}, when "
                    f"{lane.label} had not ended yet"
                )
        return None

    return Rule(finds, hint, more)


# Times


def same_time(one: float, other: float) -> bool:
    """Say whether two times are the same one."""
    return abs(one - other) <= SAME


def shown(seconds: float) -> str:
    """Return a time as hints show it."""
    return f"{seconds_text(seconds)} s"
