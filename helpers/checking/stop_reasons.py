"""What is said of a run that had to be ended, or was refused.

A program may go on for ever, ask for too much, or reach for the kernel.
Each of these has its words, a hint and, from the second try on, a
stronger one. What ends a run is in `limits`, `alarm` and `guarding`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from helpers.checking.exercise import Attempt, Rule

__all__ = ["STOPPED", "no_coroutine"]

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


def _stopped_by(key: str) -> Rule:
    words, hint = _ENDED[key]

    def finds(one: Attempt) -> str | None:
        if one.stopped != key:
            return None
        return f"{words} ({one.where})" if one.where else words

    return Rule(finds, hint, _MORE_ENDED)


def _stopped_with(words: str) -> Callable[[Attempt], str | None]:
    """Return what finds a run that was stopped with these words in it."""

    def finds(one: Attempt) -> str | None:
        return one.stopped if words in one.stopped else None

    return finds


_PLAIN = "return a result, and leave Python and asyncio as they are"

STOPPED = (
    *map(_stopped_by, _ENDED),
    Rule(
        _stopped_with("it started more than"),
        "what should make it stop?",
        "Make one task for each piece of work that you are given; a loop "
        "that starts tasks has to end when the work does.",
    ),
    Rule(
        _stopped_with("would end the kernel"),
        _PLAIN,
        "Write 'return' in place of that call: it ends this function, and "
        "nothing else.",
    ),
    Rule(
        _stopped_with("nobody is there"),
        _PLAIN,
        "All that the function needs are its arguments: take it from there.",
    ),
    Rule(
        _stopped_with("signals are not"),
        _PLAIN,
        "Take the signals out: an Event, or asyncio.timeout, ends a wait.",
    ),
    Rule(
        _stopped_with("which is put back"),
        _PLAIN,
        "Give a function of yours a name of its own, and call that one: "
        "all others go on using what you replaced.",
    ),
    Rule(
        _stopped_with("it printed"),
        "which loop in there prints, and how often does it go round?",
        "Print a line where something has happened, not at every turn.",
    ),
    Rule(
        _stopped_with("second event loop"),
        "which loop could await that coroutine itself?",
        "Await the coroutine where you are, or make a task of it; threads "
        "are for calls that block.",
    ),
    Rule(
        _stopped_with(""),
        more="Write one 'async def' that awaits its work and returns a "
        "result.",
    ),
)


def no_coroutine(value: Any) -> str:
    """Say what a call gave in place of a coroutine, and what to write."""
    if inspect.isasyncgen(value):
        return (
            "it is an async generator, because of the 'yield' in it: "
            "return a result instead"
        )
    return (
        "it is not a coroutine function: calling it gave "
        f"{_with_article(type(value).__name__)}; write 'async def'"
    )


def _with_article(word: str) -> str:
    if word == "NoneType":
        return "None"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
