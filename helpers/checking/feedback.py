"""`check` and `solution`: judges a learner's function, and says how it went.

`check("crawl-with-tasks", crawl)` runs the learner's coroutine function on
the virtual clock, on every case of the exercise, and judges result and
timeline: that is done in `judging`. A hint says one thing at a time.
`solution` shows how one may solve it.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import time
from dataclasses import replace
from textwrap import indent
from typing import Any

from helpers.charts.display import in_notebook, show
from helpers.charts.sentence import sentence
from helpers.charts.text import draw_all
from helpers.checking.again import call_again
from helpers.checking.alarm import one_at_a_time
from helpers.checking.attempt import attempt
from helpers.checking.exercise import Attempt, Case, Exercise
from helpers.checking.judging import (
    LEAST,
    Verdict,
    judge,
    judged,
)
from helpers.checking.load import find, names
from helpers.checking.mistakes import scrubbed
from helpers.checking.progress import Mark, Store, store
from helpers.checking.stubs import is_stub, namespace
from helpers.refusals import AtTheCaller
from helpers.timeline.model import Timeline

__all__ = [
    "answer",
    "charts_of",
    "check",
    "line_of_verdict",
    "refusal",
    "solution",
]

LONGEST_COUNT = 0.5  # real seconds, to count the cases that passed
TRIES_ALONE = 3  # tries after which the solution is offered
MOST_LANES = 100  # of a chart below a hint; more would take long
MOST_STEPS = 5000
INDENT = " " * 4
MOST_CALLS = 4  # of `check` that are offered
_NOTHING: Any = object()


def check(exercise: str = "", mine: Any = _NOTHING) -> None:
    """Try your coroutine function `mine` on an exercise, and say how it went.

        check("crawl-with-tasks", crawl)

    Prints one of: not attempted yet; not yet, and a hint; yes, and what to
    try next. Below a "not yet" is the chart of your program's run. Checks
    run on the virtual clock, `time.sleep` included, with limits on time,
    tasks and output; nothing that your program does harms the notebook.
    """
    with AtTheCaller(wholly=True):
        if exercise == "" or callable(exercise):
            raise TypeError(_lacks_name(exercise, mine))
        task = find(exercise, getattr(mine, "__name__", ""))
        if mine is _NOTHING:
            raise TypeError(
                f"check() needs your function too: check({task.name!r}, "
                f"{task.function})"
            )
    answer(task, mine, store())


def _lacks_name(first: Any, second: Any) -> str:
    """Say how to call `check`, to somebody who gave it no name in front."""
    function = getattr(first or second, "__name__", "")
    if isinstance(second, str):
        call = f"check({second!r}, {function})"
        return f"the name of the exercise goes in front: {call}"
    known = [each for each in names() if find(each).function == function]
    calls = [f"check({name!r}, {function})" for name in known]
    words = "check() needs the name of the exercise in front"
    return f"{words}: {' or '.join(calls[:MOST_CALLS])}" if calls else words


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
    refused = refusal(exercise, mine)
    if refused:
        print(f"not yet: {refused}")
        return
    if is_stub(exercise, mine):
        print(
            f"not attempted yet: change {exercise.function}() in the cell "
            "above, run that cell, then this one"
        )
        return
    began = time.perf_counter()
    verdict = judge(exercise, mine)
    passed = verdict.passed
    mark = store.change(exercise.name, lambda mark: mark.after_try(passed))
    if passed:
        _say_solved(exercise)
        return
    print(line_of_verdict(verdict, mark.tries + mark.solved))
    if mark.tries >= TRIES_ALONE:
        print(f"When you have had enough: solution({exercise.name!r})")
    if verdict.attempt is not None:
        is_quick = time.perf_counter() - began < LONGEST_COUNT
        _say_more(exercise, mine, verdict.attempt, is_quick)
        _show(exercise, verdict.attempt)


def refusal(exercise: Exercise, mine: Any) -> str:
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


def _say_solved(exercise: Exercise) -> None:
    print(f"yes: {exercise.good}")
    if exercise.another:
        print(f"Another way: {exercise.another}")
    print(f"Try next: {exercise.then}")


def _say_more(
    exercise: Exercise, mine: Any, failed: Attempt, is_quick: bool
) -> None:
    """Say which cases passed, and how to see the one that did not."""
    if is_quick and failed.stopped is None:
        print(_passed(exercise, mine), end="")
    number = exercise.cases.index(failed.case) + 1
    called = getattr(mine, "__name__", exercise.function)
    called = called if called.isidentifier() else exercise.function
    lines = call_again(exercise.name, called, number)
    print(f"To see it again, in a cell of its own:\n\n{indent(lines, INDENT)}")


def _passed(exercise: Exercise, mine: Any) -> str:
    """Say which cases passed; nothing where to find out would take long."""
    passed, latest = [], time.perf_counter() + LONGEST_COUNT
    with one_at_a_time:
        for case in exercise.cases:
            one = attempt(exercise, mine, case, LEAST, patience=LEAST)
            if judged(exercise, one).passed:
                passed.append(case.words or "the first one")
            if time.perf_counter() > latest:
                return ""
    count = len(exercise.cases)
    if not passed:
        return f"None of the {count} cases passed.\n"
    return f"{len(passed)} of {count} cases passed: {'; '.join(passed)}.\n"


def line_of_verdict(verdict: Verdict, tries: int) -> str:
    """Return what `check` prints, on the try of this number, from 1."""
    line = f"not yet: {verdict.wrong}"
    if verdict.hint:
        line += f"; {verdict.hint}"
    if tries > 1 and verdict.more:
        line += f"\n{verdict.more}"
    return line


def _show(exercise: Exercise, one: Attempt) -> None:
    """Show the chart of the run that a hint speaks of, if it is legible."""
    shown = charts_of(exercise, one)
    if not shown:
        return
    if not in_notebook():
        print(f"\n{draw_all(shown)}")
        return
    sys.stdout.flush()  # the line comes first
    show(draw_all(shown), " ".join(map(sentence, shown)), *shown)


def charts_of(exercise: Exercise, one: Attempt) -> list[Timeline]:
    """Return what is drawn below a hint; nothing if it were not legible.

    Where just one chart is right, that one stands above the learner's.
    """
    lanes = one.timeline.lanes
    steps = sum(len(lane.steps) for lane in lanes)
    if not lanes or len(lanes) > MOST_LANES or steps > MOST_STEPS:
        return []
    words = one.case.words
    mine = _titled(one.timeline, "Your program", words)
    if one.case.chart is None:
        return [mine]
    return [_titled(_right(exercise, one.case), "Asked for", words), mine]


def _titled(timeline: Timeline, title: str, words: str) -> Timeline:
    lanes = (replace(x, value=scrubbed(x.value)) for x in timeline.lanes)
    title = f"{title}, {words}" if words else title
    return replace(timeline, title=title, lanes=tuple(lanes))


def _right(exercise: Exercise, case: Case) -> Timeline:
    """Return the timeline of the reference."""
    right = namespace(exercise.stub, exercise.reference)[exercise.function]
    with one_at_a_time:
        return attempt(exercise, right, case).timeline
