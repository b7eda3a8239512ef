"""Show every program of some exercises, and the line that it gets.

    python -m tests.tools.try_exercises crawl-with-tasks
    python -m tests.tools.try_exercises 04        those of a notebook

For those who write exercises: nothing is asserted. A mark in front says
where a line is not the one that is written down.
"""

from __future__ import annotations

import sys

from helpers.checking.exercise import Exercise
from helpers.checking.feedback import line_of_verdict
from helpers.checking.judging import judge
from helpers.checking.load import find, notebooks
from helpers.checking.stubs import namespace
from tests.tools.answer_files import right_answers, wrong_answers

__all__ = ["line_for"]


def line_for(exercise: Exercise, source: str, tries: int = 1) -> str:
    """Return what `check` would print for the text of a program."""
    function = namespace(exercise.stub, source)[exercise.function]
    verdict = judge(exercise, function)
    if verdict.passed:
        return f"yes: {exercise.good}"
    return line_of_verdict(verdict, tries)


def main(name: str) -> None:
    for each in _of_notebook(name) or [name]:
        show(find(each))


def _of_notebook(start: str) -> list[str]:
    """Return the names of the exercises of a notebook that begins so."""
    some = (x for notebook, x in notebooks().items() if notebook[:2] == start)
    return next(some, [])


def show(exercise: Exercise) -> None:
    print(f"\n==== {exercise.name}: {exercise.title}\n")
    print("stub:", line_for(exercise, "", tries=2))
    right = [exercise.reference, *right_answers(exercise.name)]
    for place, source in enumerate(right):
        words = f"right {place}" if place else "reference"
        print(f"{words}: {line_for(exercise, source, tries=2)}")
    for wrong in wrong_answers(exercise.name):
        line = line_for(exercise, wrong.source, tries=2)
        same = line.partition("\n")[0] == wrong.line
        print(f"\n{wrong.source}")
        print("    ->" if same else "!!! ->", line)


if __name__ == "__main__":
    main(sys.argv[1])
