"""`check` and `solution`: judges a learner's function, and says how it went.

`check("crawl-with-tasks", crawl)` runs the learner's coroutine function on
the virtual clock, on every case of the exercise, and judges result and
timeline. What every exercise asks for comes first, then the exercise's own
rules. The first thing that is wrong decides; a hint says one thing at a
time. `solution` shows how one may solve it.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from helpers.charts.display import in_notebook, show
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.checking.alarm import PATIENCE, Alarm, Stopped
from helpers.checking.always import Fault, exceptions_kept, faults
from helpers.checking.attempt import REAL_SECONDS, attempt
from helpers.checking.exercise import (
    Allowance,
    Attempt,
    Exercise,
    ExerciseError,
    ResultError,
)
from helpers.checking.load import find
from helpers.checking.mistakes import scrubbed
from helpers.checking.progress import Mark, Store, store
from helpers.checking.sandbox import mend_asyncio
from helpers.checking.stubs import is_stub, namespace
from helpers.refusals import AtTheCaller

__all__ = [
    "Verdict",
    "answer",
    "check",
    "judge",
    "judged",
    "line_of_verdict",
    "solution",
]

LEAST = 0.1  # real seconds, that every case is given
LONGEST_JUDGEMENT = 0.3  # real seconds
TRIES_ALONE = 3  # tries after which the solution is offered
MOST_LANES = 100  # of a chart below a hint; more would take long
MOST_STEPS = 5000
_NOTHING: Any = object()


def check(exercise: str, mine: Any = _NOTHING) -> None:
    """Try your coroutine function `mine` on an exercise, and say how it went.

        check("crawl-with-tasks", crawl)

    Prints one of: not attempted yet; not yet, and a hint; yes, and what to
    try next. Below a "not yet" is the chart of your program's run. Checks
    run on the virtual clock, `time.sleep` included, with limits on time,
    tasks and output; nothing that your program does harms the notebook.
    """
    with AtTheCaller(wholly=True):
        task = find(exercise)
        if mine is _NOTHING:
            raise TypeError(
                f"check() needs your function too: check({task.name!r}, "
                f"{task.function})"
            )
    answer(task, mine, store())


def solution(exercise: str, *, now: bool = False) -> None:
    """Show how an exercise may be solved, and why it is done that way.

    Only after an attempt, unless `now` is true.
    """
    with AtTheCaller(wholly=True):
        task = find(exercise)
    if not now and not store().marks().get(task.name, Mark()).tries:
        print(
            f"Try {task.name} first: a solution teaches more when you have "
            f"met the difficulty. solution({task.name!r}, now=True) shows it "
            "all the same."
        )
        return
    store().change(task.name, lambda mark: replace(mark, seen=True))
    print(f"{task.reference}\n\n{task.discussion}")


def answer(exercise: Exercise, mine: Any, store: Store) -> None:
    """Judge a learner's function and print the line that it gets."""
    refused = _refused(exercise, mine)
    if refused:
        print(f"not yet: {refused}")
        return
    if is_stub(exercise, mine):
        print(
            f"not attempted yet: change {exercise.function}() in the cell "
            "above, run that cell, then this one"
        )
        return
    verdict = judge(exercise, mine)
    passed = verdict.passed
    mark = store.change(
        exercise.name,
        lambda mark: Mark(mark.tries + 1, mark.solved or passed, mark.seen),
    )
    if passed:
        print(f"yes: {exercise.good}\nTry next: {exercise.then}")
        return
    print(line_of_verdict(verdict, mark.tries))
    if mark.tries >= TRIES_ALONE:
        print(f"When you have had enough: solution({exercise.name!r})")
    if verdict.attempt is not None:
        _show(verdict.attempt)


def _refused(exercise: Exercise, mine: Any) -> str:
    """Say what is wrong with something that cannot be called as it should."""
    call = f"check({exercise.name!r}, {exercise.function})"
    if asyncio.iscoroutine(mine):
        mine.close()
        return f"this is a call; give the function itself: {call}"
    if isinstance(mine, asyncio.Future):
        return f"this is a task; give the coroutine function: {call}"
    if not callable(mine):
        kind = type(mine).__name__
        return f"this is no coroutine function, it is of type {kind}: {call}"
    stub: Any = namespace(exercise.stub)[exercise.function]
    wanted = list(inspect.signature(stub).parameters)
    try:
        inspect.signature(mine).bind(*wanted)
    except TypeError:
        takes = f"{exercise.function}({', '.join(wanted)})"
        return f"it has to take what the stub takes: {takes}"
    except ValueError:  # a callable without a signature
        pass
    return ""


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
        one = attempt(exercise, function, case, left, latest - left)
        verdict = judged(exercise, one)
        if not verdict.passed:
            return verdict
    return Verdict()


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
    for rule in exercise.rules:
        try:
            words = rule.finds(one)
        except ResultError as error:
            words = f"its result cannot be judged: {error}"
        except Exception as error:
            line = exercise.rules_line
            raise ExerciseError.of(error, exercise.path, line) from error
        if words:
            yield words, rule.hint, rule.more
    if Allowance.UNRETRIEVED not in exercise.allows:
        yield from exceptions_kept(one)


def line_of_verdict(verdict: Verdict, tries: int) -> str:
    """Return what `check` prints, on the try of this number, from 1."""
    line = f"not yet: {verdict.wrong}"
    if verdict.hint:
        line += f"; {verdict.hint}"
    if tries > 1 and verdict.more:
        line += f"\n{verdict.more}"
    return line


def _show(attempt: Attempt) -> None:
    """Show the chart of the run that a hint speaks of, if it is legible."""
    lanes = attempt.timeline.lanes
    steps = sum(len(lane.steps) for lane in lanes)
    if not lanes or len(lanes) > MOST_LANES or steps > MOST_STEPS:
        return
    words = attempt.case.words
    timeline = replace(
        attempt.timeline,
        title=f"Your program, {words}" if words else "Your program",
        lanes=tuple(replace(x, value=scrubbed(x.value)) for x in lanes),
    )
    if not in_notebook():
        print(f"\n{draw(timeline)}")
        return
    sys.stdout.flush()  # the line comes first
    show(draw(timeline), sentence(timeline), timeline)
