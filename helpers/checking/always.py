"""What every exercise asks for, without saying so.

The program ends, by itself and in time; it raises nothing that it should
not, awaits what it calls, blocks nobody and leaves nothing behind. An
exercise takes some of this back with `allows`, by the names below.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterator

from helpers.checking.exercise import Attempt, Exercise, Rule
from helpers.checking.mistakes import lacks_await, public_name, scrubbed
from helpers.checking.sandbox import coroutines_in
from helpers.checking.stop_reasons import StopReason
from helpers.labels import describe, describe_error
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = ["rules_of"]

LONGEST_ERROR = 170  # characters of an error that are shown
_UNRETRIEVED = "exception was never retrieved"  # the words of asyncio

# A hint, and a plainer one, of more than one rule
_FORGOT_AWAIT = (
    "is there an 'await' missing?",
    "A call of a coroutine function makes a coroutine; 'await' runs it.",
)
_TOOK_NO_LOOK = (
    "who looks at the result of each task?",
    "Await every task, also one that failed, or ask it for its exception().",
)

Finds = Callable[[Attempt], str | None]
_ALWAYS: list[tuple[Rule, str]] = []  # with what an exercise may allow


def rules_of(exercise: Exercise) -> Iterator[Rule]:
    """Yield all that an exercise asks for; what is asked first decides."""
    yield from map(_stopped_for, StopReason)
    for rule, unless in _ALWAYS:
        if unless not in exercise.allows:
            yield rule
    yield from exercise.rules
    if "unretrieved" not in exercise.allows:
        yield Rule(_looks_at_exceptions, *_TOOK_NO_LOOK)


@functools.cache
def _stopped_for(reason: StopReason) -> Rule:
    def finds(one: Attempt) -> str | None:
        stop = one.stopped
        if stop is None or stop.reason is not reason:
            return None
        return stop.words(_place(one))

    return Rule(finds, reason.hint, reason.more)


def _always(
    hint: str, more: str, unless: str = ""
) -> Callable[[Finds], Finds]:
    """Ask what the function below finds, unless an exercise allows that."""

    def note(finds: Finds) -> Finds:
        _ALWAYS.append((Rule(finds, hint, more), unless))
        return finds

    return note


@_always(*_FORGOT_AWAIT)
def _awaits_its_results(one: Attempt) -> str | None:
    if next(coroutines_in(one.result), None) is not None:
        return "returned a coroutine, of which nothing has run"
    values = one.result if isinstance(one.result, (list, tuple)) else ()
    for value in (one.result, *values):
        if isinstance(value, asyncio.Future):
            return f"returned a {type(value).__name__}, not its result"
    return None


def _unexpected(one: Attempt) -> BaseException | None:
    """Return the error of an attempt, unless its case asks for that one."""
    kind = one.case.raises
    is_asked_for = kind is not None and isinstance(one.error, kind)
    return None if is_asked_for else one.error


def _raised(one: Attempt) -> str:
    assert one.error is not None
    words = scrubbed(describe_error(one.error))[:LONGEST_ERROR]
    return f"raised {words}{_place(one)}"


def _place(one: Attempt) -> str:
    return f" ({one.where})" if one.where else ""


@_always(
    "what does the star do in gather(*calls)?",
    "gather takes awaitables one by one: a star in front of a list or of a "
    "generator hands over what is in it.",
)
def _forgot_the_star(one: Attempt) -> str | None:
    if not one.handed:
        return None
    return f"handed gather() {one.handed}, as a whole{_place(one)}"


@_always(
    "is there an 'await' missing?",
    "A call of a coroutine function makes a coroutine; 'await' runs it and "
    "gives you its result.",
)
def _forgot_to_await(one: Attempt) -> str | None:
    return _raised(one) if lacks_await(one.error) else None


@_always(
    "what does one get from something that was cancelled?",
    "Whoever awaits a cancelled task, or asks for its result, gets a "
    "CancelledError: catch it around that one line, or ask cancelled() "
    "first.",
)
def _took_a_cancelled_one(one: Attempt) -> str | None:
    is_cancelled = isinstance(_unexpected(one), asyncio.CancelledError)
    return _raised(one) if is_cancelled else None


@_always(
    "what does the last line of its traceback say when you run it?",
    "Run it in a cell of its own, with run(), and look at the chart.",
)
def _raises_what_it_should(one: Attempt) -> str | None:
    return None if _unexpected(one) is None else _raised(one)


@_always(
    "which exception is to come out, and from where?",
    "Catch no more than you can handle; a bare 'raise' passes it on.",
)
def _lets_out_what_it_should(one: Attempt) -> str | None:
    kind = one.case.raises
    if kind is None or one.error is not None:
        return None
    return (
        f"returned {describe(one.result)}, and {kind.__name__} should have "
        "come out"
    )


@_always(
    "is there an 'await' missing?",
    "Each turn of a loop over as_completed gives you something to await: "
    "that 'await' gives you the next result.",
    unless="unawaited",
)
def _awaits_every_turn(one: Attempt) -> str | None:
    if public_name(next(iter(one.unawaited), "")) != "as_completed":
        return None
    return "what as_completed yields was not awaited"


@_always(*_FORGOT_AWAIT, unless="unawaited")
def _awaits_what_it_calls(one: Attempt) -> str | None:
    if not one.unawaited:
        return None
    return f"called {one.unawaited[0]}() and never awaited it"


@_always(
    "which call in there waits without an 'await'?",
    "Await asyncio.sleep(...) in place of time.sleep(...), or move the call "
    "into a thread with asyncio.to_thread.",
    unless="blocking",
)
def _blocks_nobody(one: Attempt) -> str | None:
    seconds = one.timeline.blocked()
    if not seconds:
        return None
    return f"held up the whole event loop for {seconds_text(seconds)} s"


@_always(
    "who awaits the tasks that you started?",
    "Keep every task that you make, and await it before you return.",
    unless="leaving tasks",
)
def _leaves_nothing(one: Attempt) -> str | None:
    if not one.left:
        return None
    first, rest = public_name(one.left[0]), len(one.left) - 1
    if not rest:
        return f"returned while {first} was still under way"
    return f"returned while {first} and {rest} more were still under way"


@_always(*_TOOK_NO_LOOK, unless="unretrieved")
def _retrieves_exceptions(one: Attempt) -> str | None:
    for fault in one.faults:
        if _UNRETRIEVED in fault:
            return f"left an exception lying: {fault}"
    return None


def _looks_at_exceptions(one: Attempt) -> str | None:
    """Find one that something keeps alive, so that asyncio says nothing."""
    for lane in one.timeline.lanes:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            kind = lane.error
            return f"left an exception lying: Task {_UNRETRIEVED} ({kind})"
    return None
