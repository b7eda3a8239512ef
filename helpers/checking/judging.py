"""Judges a learner's function: attempts on every case, then one verdict.

Some things are asked in every exercise: that the program ends, raises
nothing it should not, awaits what it calls, leaves no task behind and
does not block. After these come the exercise's own rules, case by case.
The first thing that is wrong decides; a hint says one thing at a time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from helpers.checking.alarm import PATIENCE, Alarm, Stopped
from helpers.checking.always import general_rules, last_rules
from helpers.checking.attempt import REAL_SECONDS, attempt
from helpers.checking.exercise import (
    Attempt,
    Exercise,
    ExerciseError,
    ResultError,
    Rule,
)
from helpers.checking.mistakes import scrubbed
from helpers.checking.replacing import mend_asyncio

__all__ = ["Verdict", "judge", "judged", "line_of_verdict"]

LEAST = 0.1  # real seconds, that every case is given
LONGEST_JUDGEMENT = 0.3  # real seconds


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
    """Try `function` on every case, for so many seconds of work in all."""
    replaced = mend_asyncio()
    if replaced:
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
        one = attempt(exercise, function, case, left, latest - left)
        verdict = judged(exercise, one)
        if not verdict.passed:
            return verdict
    return Verdict()


def judged(exercise: Exercise, one: Attempt) -> Verdict:
    """Apply the rules; a result's own `==` or `repr` may not end."""
    try:
        with Alarm(LONGEST_JUDGEMENT):
            return _verdict(exercise, one)
    except Stopped:
        return Verdict(
            "its result cannot be compared",
            "return plain data: text, numbers, a list, a dict",
        )


def _verdict(exercise: Exercise, one: Attempt) -> Verdict:
    rules = (
        *general_rules(exercise),
        *exercise.rules,
        *last_rules(exercise),
    )
    for each in rules:
        wrong = _found_by(each, exercise, one)
        if wrong:
            words = one.case.words
            prefix = f"{words}: " if words else ""
            words = scrubbed(prefix + wrong)
            return Verdict(words, each.hint, each.more, one)
    return Verdict(attempt=one)


def _found_by(rule: Rule, exercise: Exercise, one: Attempt) -> str | None:
    """Apply a rule; a result's own methods may raise, a rule may not."""
    try:
        return rule.finds(one)
    except ResultError as error:
        return f"its result cannot be judged: {error}"
    except Exception as error:
        if rule in exercise.rules:
            line = exercise.rules_line
            raise ExerciseError.of(error, exercise.path, line) from error
        return f"its result cannot be judged: {type(error).__name__}"


def line_of_verdict(verdict: Verdict, tries: int) -> str:
    """Return what `check` prints, on the try of this number, from 1."""
    line = f"not yet: {verdict.wrong}"
    if verdict.hint:
        line += f"; {verdict.hint}"
    if tries > 1 and verdict.more:
        line += f"\n{verdict.more}"
    return line
