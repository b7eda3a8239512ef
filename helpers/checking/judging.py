"""Tries a learner's function on every case, and finds the first fault.

What every exercise asks for comes first, then the exercise's own rules.
The first thing that is wrong decides. What is said of it is in `feedback`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers.checking.alarm import PATIENCE, Alarm, Stopped, one_at_a_time
from helpers.checking.always import Fault, exceptions_kept, faults
from helpers.checking.attempt import REAL_SECONDS, attempt
from helpers.checking.exercise import (
    Allowance,
    Attempt,
    Exercise,
    ExerciseError,
    Found,
    ResultError,
)
from helpers.checking.mistakes import scrubbed
from helpers.checking.sandbox import mend_asyncio

__all__ = ["LEAST", "Verdict", "judge", "judged"]

LEAST = 0.1  # real seconds, that every case is given
LONGEST_JUDGEMENT = 0.3  # real seconds
LONGEST_HICCUP = 1.0  # seconds that are charged, and may be the machine's


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
    """Try `function` on every case, for so many seconds of work in all.

    One at a time: what a check puts up stands for the whole process.
    """
    with one_at_a_time:
        return _judge(exercise, function, seconds)


def _judge(exercise: Exercise, function: Any, seconds: float) -> Verdict:
    if replaced := mend_asyncio():
        return Verdict(
            f"{replaced[0]} had been replaced, and is put back",
            "the programs of this course run on asyncio as it is: run the "
            "cell again without the replacement",
        )
    began, worked = time.perf_counter(), time.process_time()
    for case in exercise.cases:
        left = max(LEAST, seconds - time.process_time() + worked)
        latest = max(LEAST, seconds + PATIENCE - time.perf_counter() + began)
        left = min(left, latest)
        for backward in (False, True):
            one = attempt(
                exercise, function, case, left, latest - left, backward
            )
            verdict = judged(exercise, one)
            if not verdict.passed and _may_be_the_machine(one):
                one = attempt(
                    exercise, function, case, left, latest - left, backward
                )
                verdict = judged(exercise, one)
            if not verdict.passed:
                return verdict
            if not _ends_together(one):
                break
    return Verdict()


def _may_be_the_machine(one: Attempt) -> bool:
    """Say whether something blocked that may not do so the next time.

    A program does, a machine that was busy elsewhere does not; and that
    takes no more than some tenths of a second.
    """
    return 0 < one.held_up < LONGEST_HICCUP and one.stopped is None


def _ends_together(one: Attempt) -> bool:
    """Say whether some calls ended at one moment, and met in a set."""
    ends = [call.ended for call in one.calls]
    return len({*ends}) < len(ends)


def judged(exercise: Exercise, one: Attempt) -> Verdict:
    """Find the first fault; a result's own `==` or `repr` may not end."""
    try:
        with Alarm(LONGEST_JUDGEMENT):
            fault = next(_faults(exercise, one), None)
    except Stopped:
        return Verdict(
            "its result cannot be compared",
            "return plain data: text, numbers, a list, a dict",
        )
    if fault is None:
        return Verdict(attempt=one)
    words, hint, more = fault
    case = f"{one.case.words}: " if one.case.words else ""
    return Verdict(scrubbed(case + words), hint, more, one)


def _faults(exercise: Exercise, one: Attempt) -> Iterator[Fault]:
    """Apply the rules; a result's own methods may raise, a rule may not."""
    yield from faults(one, exercise.allows)
    if one.case.only_end:
        return
    for rule in exercise.rules:
        try:
            found = rule.finds(one)
        except ResultError as error:
            found = f"its result cannot be judged: {error}"
        except Exception as error:
            line = exercise.rules_line
            raise ExerciseError.of(error, exercise.path, line) from error
        if isinstance(found, str):
            found = Found(found)
        if found:
            hint, more = found.hint or rule.hint, found.more or rule.more
            yield found.words, *(one.case.question or (hint, more))
    if Allowance.UNRETRIEVED not in exercise.allows:
        yield from exceptions_kept(one)
