"""Tries the text of a program on an exercise, as `check` does."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from helpers.checking.exercise import Exercise
from helpers.checking.feedback import line_of_verdict
from helpers.checking.judging import judge
from helpers.checking.load import find
from helpers.checking.stubs import namespace
from tests.tools.answer_files import wrong_answers
from tests.tools.slowness import slowness

__all__ = [
    "SENTENCE",
    "SHORT",
    "TASK",
    "WRONG",
    "answered",
    "gets_its_sentence",
    "is_whole",
    "said_next",
]

SENTENCE = 2.0  # real seconds within which everybody gets one
SHORT = 0.3  # the limit in these tests, in place of REAL_SECONDS
TASK = find("poll-in-turn")
WRONG = wrong_answers(TASK.name)[0]


def answered(
    source: str,
    name: str = "poll",
    before: str = "",
    exercise: Exercise = TASK,
    limit: float = SHORT,
) -> tuple[str, float]:
    """Return what is printed about a program, and how long it took.

    Seconds are those of a quiet machine.
    """
    names = namespace(before or "pass", source)
    start = time.perf_counter()
    verdict = judge(exercise, names[name], limit)
    seconds = (time.perf_counter() - start) / slowness()
    line = "yes" if verdict.passed else line_of_verdict(verdict, 1)
    return line, seconds


def gets_its_sentence(
    source: str, wanted: str, answered: Any = answered
) -> None:
    """See that a program gets its line in time, and leaves all whole."""
    line, seconds = answered(source)
    assert line[: len(wanted)] == wanted
    assert seconds < SENTENCE
    is_whole()


def said_next(source: str) -> str:
    """Return what the second try is told besides."""
    verdict = judge(TASK, namespace(source)["poll"], SHORT)
    return line_of_verdict(verdict, 2).partition("\n")[2]


def is_whole() -> None:
    """Run a right answer, to see that everything is as it was."""
    assert judge(TASK, namespace(TASK.reference)["poll"]).passed
    assert asyncio.run(asyncio.sleep(0, "slept")) == "slept"
