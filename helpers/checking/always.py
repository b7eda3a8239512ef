"""What every exercise asks for, without saying so.

The program ends, by itself and in time; it raises nothing that it should
not, awaits what it calls, blocks nobody and leaves nothing behind. An
exercise takes some of this back with `allows`, by the names below.
"""

from __future__ import annotations

import asyncio

from helpers.checking.cleanup import found_in
from helpers.checking.exercise import Attempt, Exercise, Rule
from helpers.checking.mistakes import SLIPS, message_of, public_name
from helpers.checking.stop_reasons import STOPPED
from helpers.labels import describe
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = ["general_rules", "last_rules"]

_MORE_AWAIT = (
    "A call of a coroutine function makes a coroutine; 'await' runs it."
)


def general_rules(exercise: Exercise) -> list[Rule]:
    """Return what every exercise asks, save for what this one allows."""
    return [
        *STOPPED,
        *(
            rule
            for name, rules in _ALWAYS.items()
            if name not in exercise.allows
            for rule in rules
        ),
    ]


def last_rules(exercise: Exercise) -> list[Rule]:
    """Return what is asked when an exercise's own rules are kept."""
    return [] if "unretrieved" in exercise.allows else [_LAST]


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
    message = message_of(error)
    words = f"raised {type(error).__name__}"
    words += f": {message}" if message else ""
    return f"{words} ({one.where})" if one.where else words


def _lets_out_what_it_should(one: Attempt) -> str | None:
    kind = one.case.raises
    if kind is None or one.error is not None:
        return None
    return (
        f"returned {describe(one.result)}, and {kind.__name__} should have "
        "come out"
    )


def _awaits_what_it_calls(one: Attempt) -> str | None:
    if not one.unawaited or _passed_over_turns(one):
        return None
    return f"called {one.unawaited[0]}() and never awaited it"


def _passed_over_turns(one: Attempt) -> str | None:
    """Find the loop over as_completed that awaits nothing of it."""
    names = [public_name(name) for name in one.unawaited[:1]]
    if names != ["as_completed"]:
        return None
    return "what as_completed yields was not awaited"


def _blocks_nobody(one: Attempt) -> str | None:
    seconds = one.timeline.blocked()
    if not seconds:
        return None
    return f"held up the whole event loop for {seconds_text(seconds)} s"


def _leaves_nothing(one: Attempt) -> str | None:
    if not one.left:
        return None
    first = public_name(one.left[0])
    if len(one.left) == 1:
        return f"returned while {first} was still under way"
    rest = len(one.left) - 1
    return f"returned while {first} and {rest} more were still under way"


def _retrieves_exceptions(one: Attempt) -> str | None:
    for fault in one.faults:
        if "never retrieved" in fault:
            return f"left an exception lying: {fault}"
    return None


def _looks_at_exceptions(one: Attempt) -> str | None:
    """Find one that something keeps alive, so that asyncio says nothing."""
    for lane in one.timeline.lanes:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            kind = lane.value.partition(":")[0]
            return (
                "left an exception lying: Task exception was never "
                f"retrieved ({kind})"
            )
    return None


_UNRETRIEVED = (
    "who looks at the result of each task?",
    "Await every task, also one that failed, or ask it for its exception().",
)


_ALWAYS = {
    "returning awaitables": (
        Rule(
            _awaits_its_results,
            "is there an 'await' missing?",
            _MORE_AWAIT,
        ),
    ),
    "raising": (
        *SLIPS,
        Rule(
            _raises_what_it_should,
            "what does the last line of its traceback say when you run it?",
            "Run it in a cell of its own, with run(), and look at the chart.",
        ),
    ),
    "swallowing": (
        Rule(
            _lets_out_what_it_should,
            "which exception is to come out, and from where?",
            "Catch no more than you can handle; a bare 'raise' passes it on.",
        ),
    ),
    "unawaited": (
        Rule(
            _passed_over_turns,
            "is there an 'await' missing?",
            "Each turn of a loop over as_completed gives you something to "
            "await: that 'await' gives you the next result.",
        ),
        Rule(
            _awaits_what_it_calls,
            "is there an 'await' missing?",
            _MORE_AWAIT,
        ),
    ),
    "blocking": (
        Rule(
            _blocks_nobody,
            "which call in there waits without an 'await'?",
            "Await asyncio.sleep(...) in place of time.sleep(...), or move "
            "the call into a thread with asyncio.to_thread.",
        ),
    ),
    "leaving tasks": (
        Rule(
            _leaves_nothing,
            "who awaits the tasks that you started?",
            "Keep every task that you make, and await it before you return.",
        ),
    ),
    "unretrieved": (Rule(_retrieves_exceptions, *_UNRETRIEVED),),
}
_LAST = Rule(_looks_at_exceptions, *_UNRETRIEVED)
