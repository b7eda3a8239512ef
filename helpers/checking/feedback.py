"""What `check` says: refuse, judge, keep the mark, find the words."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import inspect
import sys
from typing import Any

from helpers.charts.display import in_notebook, show
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.checking.exercise import Attempt, Exercise
from helpers.checking.judging import judge, line_of_verdict
from helpers.checking.mistakes import scrubbed
from helpers.checking.store import Mark, Store
from helpers.checking.stubs import is_stub, namespace

__all__ = ["answer"]

TRIES_ALONE = 3  # tries after which the solution is offered
MOST_LANES = 100  # of a chart below a hint; more would take long
MOST_STEPS = 5000


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
    mark = store.change(
        exercise.name, functools.partial(_after_try, passed=verdict.passed)
    )
    if verdict.passed:
        print(f"yes: {exercise.good}\nTry next: {exercise.then}")
        return
    print(line_of_verdict(verdict, mark.tries))
    if mark.tries >= TRIES_ALONE:
        print(f"When you have had enough: solution({exercise.name!r})")
    if verdict.attempt is not None:
        _show(verdict.attempt)


def _after_try(mark: Mark, passed: bool) -> Mark:
    solved = mark.solved or passed
    return dataclasses.replace(mark, tries=mark.tries + 1, solved=solved)


def _refused(exercise: Exercise, mine: Any) -> str:
    """Say what is wrong with something that cannot be called at all."""
    call = f"check({exercise.name!r}, {exercise.function})"
    if asyncio.iscoroutine(mine):
        mine.close()
        return f"this is a call; give the function itself: {call}"
    if isinstance(mine, asyncio.Future):
        return f"this is a task; give the coroutine function: {call}"
    if not callable(mine):
        kind = type(mine).__name__
        return f"this is no coroutine function, it is of type {kind}: {call}"
    return _unfit(exercise, mine)


def _unfit(exercise: Exercise, mine: Any) -> str:
    """Say where a function does not take what the exercise gives it."""
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


def _show(attempt: Attempt) -> None:
    """Show the chart of the run that a hint speaks of, if it is legible."""
    lanes = attempt.timeline.lanes
    steps = sum(len(lane.steps) for lane in lanes)
    if not lanes or len(lanes) > MOST_LANES or steps > MOST_STEPS:
        return
    words = attempt.case.words
    title = f"Your program, {words}" if words else "Your program"
    timeline = dataclasses.replace(
        attempt.timeline,
        title=title,
        lanes=tuple(
            dataclasses.replace(lane, value=scrubbed(lane.value))
            for lane in lanes
        ),
    )
    if not in_notebook():
        print(f"\n{draw(timeline)}")
        return
    sys.stdout.flush()  # the line comes first
    show(draw(timeline), sentence(timeline), timeline)
