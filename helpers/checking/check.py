"""Exercises that know what a learner's program did: it was recorded.

`check("04-1", mine)` runs the learner's coroutine function on the virtual
clock, on several inputs, and judges result and timeline; `solution` shows
how one may solve it. Each notebook's exercises are data, in a module of
its own: `nb02` and so on.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import pkgutil
import re
from types import ModuleType
from typing import Any

from helpers import exercises
from helpers.checking.exercise import Exercise
from helpers.checking.store import Mark, Store, progress_file

__all__ = ["check", "find", "module_of", "numbers", "solution", "store"]

_NOTHING: Any = object()


def check(exercise: str, mine: Any = _NOTHING) -> None:
    """Try your coroutine function `mine` on an exercise, and say how it went.

        check("04-1", mine)

    Prints one of: not attempted yet; not yet, and a hint; yes, and what to
    try next. Below a "not yet" is the chart of your program's run. Checks
    run on the virtual clock, `time.sleep` included, with limits on time,
    tasks and output; nothing that your program does harms the notebook.
    """
    from helpers.checking.feedback import answer

    task = find(exercise)
    if mine is _NOTHING:
        raise TypeError(
            f"check() needs your function too: check({exercise!r}, "
            f"{task.name})"
        )
    answer(task, mine, store())


def solution(exercise: str, *, now: bool = False) -> None:
    """Show how an exercise may be solved, and why it is done that way.

    Only after an attempt, unless `now` is true.
    """
    task = find(exercise)
    if not now and not store().marks().get(exercise, Mark()).tries:
        print(
            f"Try {task.id} first: a solution teaches more when you have "
            f"met the difficulty. solution({task.id!r}, now=True) shows it "
            "all the same."
        )
        return
    store().change(task.id, lambda mark: dataclasses.replace(mark, seen=True))
    print(f"{task.reference.strip()}\n\n{task.discussion.strip()}")


def store() -> Store:
    """Return the file of this learner's progress."""
    return _store_at(progress_file())


@functools.cache
def _store_at(path: Any) -> Store:
    return Store(path)


def find(exercise: str) -> Exercise:
    """Return an exercise by its number; `ValueError` names those there are."""
    if not isinstance(exercise, str):
        raise TypeError(
            "the number of an exercise is a text such as '04-1', got "
            f"{type(exercise).__name__}"
        )
    number = exercise.partition("-")[0]
    if number not in numbers():
        raise ValueError(
            f"there is no exercise {exercise!r}: its number begins with that "
            f"of a notebook, one of {', '.join(numbers())}"
        )
    known = module_of(number).EXERCISES
    for each in known:
        if each.id == exercise:
            return each  # type: ignore[no-any-return]
    there = ", ".join(each.id for each in known)
    raise ValueError(f"there is no exercise {exercise!r}, but {there}")


@functools.cache
def numbers() -> tuple[str, ...]:
    """Return the numbers of the notebooks that have exercises."""
    names = sorted(
        each.name for each in pkgutil.iter_modules(exercises.__path__)
    )
    return tuple(n[2:] for n in names if re.fullmatch(r"nb\d\d", n))


def module_of(number: str) -> ModuleType:
    """Return the module with the exercises of a notebook."""
    return importlib.import_module(f"helpers.exercises.nb{number}")
