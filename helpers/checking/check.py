"""`check` and `solution`: which exercise, and what is said of it.

`check("crawl-with-tasks", crawl)` runs the learner's coroutine function on
the virtual clock, on several inputs, and judges result and timeline;
`solution` shows how one may solve it. Exercises are read by `load`.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from helpers.checking.load import find, former_names
from helpers.checking.store import Mark, Store, progress_file
from helpers.refusals import AtTheCaller

__all__ = ["check", "solution", "store"]

_NOTHING: Any = object()


def check(exercise: str, mine: Any = _NOTHING) -> None:
    """Try your coroutine function `mine` on an exercise, and say how it went.

        check("crawl-with-tasks", crawl)

    Prints one of: not attempted yet; not yet, and a hint; yes, and what to
    try next. Below a "not yet" is the chart of your program's run. Checks
    run on the virtual clock, `time.sleep` included, with limits on time,
    tasks and output; nothing that your program does harms the notebook.
    """
    from helpers.checking.feedback import answer

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
    store().change(
        task.name, lambda mark: dataclasses.replace(mark, seen=True)
    )
    print(f"{task.reference}\n\n{task.discussion}")


def store() -> Store:
    """Return the file of this learner's progress."""
    return _store_at(progress_file())


@functools.cache
def _store_at(path: Any) -> Store:
    return Store(path, former_names=former_names)
