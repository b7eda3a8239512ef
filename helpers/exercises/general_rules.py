"""What every exercise asks for, without saying so.

The program ends, by itself and in time; it raises nothing that it should
not, awaits what it calls, blocks nobody and leaves nothing behind. An
exercise takes some of this back with `allows`, by the names below.
"""

from __future__ import annotations

import asyncio

from helpers.exercises.burying import found_in
from helpers.exercises.model import Attempt, Exercise, Rule
from helpers.naming import describe
from helpers.text import seconds_text

__all__ = ["general_rules"]

LONGEST_MESSAGE = 150  # characters of an error's message that are shown


_MORE_ENDED = "Run it in a cell of its own: the chart shows where it stands."


_ENDED = {
    "time": (
        "it keeps the processor to itself",
        "which loop in there awaits nothing that takes time?",
    ),
    "spins": (
        "it goes round and round while no time passes",
        "what could it wait for, instead of asking again and again?",
    ),
    "never ends": (
        "it never ends",
        "what should make it stop?",
    ),
    "waits for ever": (
        "it waits for ever",
        "who was to wake it?",
    ),
}


def general_rules(exercise: Exercise) -> list[Rule]:
    """Return what every exercise asks, save for what this one allows."""
    return [
        *_STOPPED,
        *(r for name, r in _ALWAYS.items() if name not in exercise.allows),
    ]


def _stopped_by(key: str) -> Rule:
    words, hint = _ENDED[key]

    def finds(one: Attempt) -> str | None:
        if one.stopped != key:
            return None
        return f"{words} ({one.where})" if one.where else words

    return Rule(finds, hint, _MORE_ENDED)


def _otherwise_stopped(one: Attempt) -> str | None:
    return one.stopped or None


def _awaits_its_results(one: Attempt) -> str | None:
    if next(found_in(one.result), None) is not None:
        return "returned a coroutine, of which nothing has run"
    values = one.result if isinstance(one.result, (list, tuple)) else ()
    for value in (one.result, *values):
        if isinstance(value, asyncio.Future):
            return f"returned a {type(value).__name__}, not its result"
    return None


def _raises_what_it_should(one: Attempt) -> str | None:
    kind, error = one.case.raises, one.error
    if error is None or (kind is not None and isinstance(error, kind)):
        return None
    message = _message_of(error)
    words = f"raised {type(error).__name__}"
    words += f": {message}" if message else ""
    return f"{words} ({one.where})" if one.where else words


def _message_of(error: BaseException) -> str:
    try:
        return str(error).partition("\n")[0][:LONGEST_MESSAGE]
    except Exception:
        return ""


def _lets_out_what_it_should(one: Attempt) -> str | None:
    kind = one.case.raises
    if kind is None or one.error is not None:
        return None
    return (
        f"returned {describe(one.result)}, and {kind.__name__} should have "
        "come out"
    )


def _awaits_what_it_calls(one: Attempt) -> str | None:
    if not one.unawaited:
        return None
    return f"called {one.unawaited[0]}() and never awaited it"


def _blocks_nobody(one: Attempt) -> str | None:
    seconds = one.timeline.blocked()
    if not seconds:
        return None
    return f"held up the whole event loop for {seconds_text(seconds)} s"


def _leaves_nothing(one: Attempt) -> str | None:
    if not one.left:
        return None
    rest = f" and {len(one.left) - 1} more" if len(one.left) > 1 else ""
    return f"returned while {one.left[0]}{rest} was still under way"


def _retrieves_exceptions(one: Attempt) -> str | None:
    for fault in one.faults:
        if "never retrieved" in fault:
            return f"left an exception lying: {fault}"
    return None


_STOPPED = (
    *map(_stopped_by, _ENDED),
    Rule(
        _otherwise_stopped,
        "return a result, and leave Python and asyncio as they are",
        "Write one 'async def' that does its task and returns; nothing that "
        "ends, replaces or floods what is around it.",
    ),
)


_ALWAYS = {
    "returning awaitables": Rule(
        _awaits_its_results,
        "is there an 'await' missing?",
        "A call of a coroutine function makes a coroutine; 'await' runs it.",
    ),
    "raising": Rule(
        _raises_what_it_should,
        "what does the last line of its traceback say when you run it?",
        "Run it in a cell of its own, with run(), and look at the chart.",
    ),
    "swallowing": Rule(
        _lets_out_what_it_should,
        "which exception is to come out, and from where?",
        "Catch no more than you can handle; a bare 'raise' passes it on.",
    ),
    "unawaited": Rule(
        _awaits_what_it_calls,
        "is there an 'await' missing?",
        "A call of a coroutine function makes a coroutine; 'await' runs it.",
    ),
    "blocking": Rule(
        _blocks_nobody,
        "which call in there waits without an 'await'?",
        "Await asyncio.sleep(...) in place of time.sleep(...), or move the "
        "call into a thread with asyncio.to_thread.",
    ),
    "leaving tasks": Rule(
        _leaves_nothing,
        "who awaits the tasks that you started?",
        "Keep every task that you make, and await it before you return.",
    ),
    "unretrieved": Rule(
        _retrieves_exceptions,
        "who looks at the result of each task?",
        "Await every task, also one that failed, or ask it for its "
        "exception().",
    ),
}
