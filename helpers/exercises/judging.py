"""Judges a learner's function: attempts on every case, then one verdict.

Some things are asked in every exercise: that the program ends, raises
nothing it should not, awaits what it calls, leaves no task behind and
does not block. After these come the exercise's own rules, case by case.
The first thing that is wrong decides; a hint says one thing at a time.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from helpers.exercises.checking import REAL_SECONDS, attempt, found_in
from helpers.exercises.guarding import mend_asyncio
from helpers.exercises.model import Attempt, Exercise, Rule
from helpers.naming import describe
from helpers.text import seconds_text

__all__ = ["Verdict", "judge", "line_of_verdict"]

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


@dataclass(frozen=True)
class Verdict:
    """What a check found: `wrong` is empty where all is well.

    `attempt` is the run that shows it; `hint` and `more` are those of the
    rule that was broken.
    """

    wrong: str = ""
    hint: str = ""
    more: str = ""
    attempt: Attempt | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def judge(
    exercise: Exercise, function: Any, seconds: float = REAL_SECONDS
) -> Verdict:
    """Try `function` on every case, for so many real seconds in all."""
    replaced = mend_asyncio()
    if replaced:
        return Verdict(
            f"{replaced[0]} had been replaced, and is put back",
            "the programs of this course run on asyncio as it is: run the "
            "cell again without the replacement",
        )
    end = time.perf_counter() + seconds
    for case in exercise.cases:
        left = max(0.1, end - time.perf_counter())
        one = attempt(exercise, function, case, left)
        verdict = _verdict(exercise, one)
        if not verdict.passed:
            return verdict
    return Verdict()


def _verdict(exercise: Exercise, one: Attempt) -> Verdict:
    for each in (*_rules_of_all(exercise), *exercise.rules):
        try:
            wrong = each.finds(one)
        except Exception as error:  # a result that does not compare, say
            wrong = f"its result cannot be judged: {type(error).__name__}"
        if wrong:
            words = one.case.words
            prefix = f"{words}: " if words else ""
            return Verdict(prefix + wrong, each.hint, each.more, one)
    return Verdict(attempt=one)


def _rules_of_all(exercise: Exercise) -> list[Rule]:
    """Return what every exercise asks, save for what this one allows."""
    return [
        *_STOPPED,
        *(r for name, r in _ALWAYS.items() if name not in exercise.allows),
    ]


def line_of_verdict(verdict: Verdict, tries: int) -> str:
    """Return what `check` prints, on the try of this number, from 1."""
    line = f"not yet: {verdict.wrong}"
    if verdict.hint:
        line += f"; {verdict.hint}"
    if tries > 1 and verdict.more:
        line += f"\n{verdict.more}"
    return line


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
    message = str(error).partition("\n")[0]
    words = f"raised {type(error).__name__}"
    words += f": {message[:LONGEST_MESSAGE]}" if message else ""
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
    for note in one.notes:
        if "was never awaited" in note:
            name = note.partition("'")[2].partition("'")[0]
            name = name.rpartition("<locals>.")[2]
            return f"called {name}() and never awaited it"
    return None


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
