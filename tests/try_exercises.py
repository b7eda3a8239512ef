"""Show every program of a notebook's exercises, and the line that it gets.

    python tests/try_exercises.py 02

For those who write exercises: nothing is asserted. A mark in front says
where a line is not the one that is written down.
"""

from __future__ import annotations

import sys

from helpers.checking.check import module_of
from helpers.checking.exercise import Exercise
from helpers.checking.feedback import judge, line_of_verdict
from helpers.checking.stubs import namespace

__all__ = ["line_for"]


def line_for(exercise: Exercise, source: str, tries: int = 1) -> str:
    """Return what `check` would print for the text of a program."""
    function = namespace(exercise.stub, source)[exercise.name]
    verdict = judge(exercise, function)
    if verdict.passed:
        return f"yes: {exercise.good}"
    return line_of_verdict(verdict, tries)


def main(number: str) -> None:
    for exercise in module_of(number).EXERCISES:
        print(f"\n==== {exercise.id} {exercise.title}\n")
        print("stub:", line_for(exercise, "", tries=2))
        for place, source in enumerate((exercise.reference, *exercise.others)):
            name = f"right {place}" if place else "reference"
            print(f"{name}: {line_for(exercise, source, tries=2)}")
        for wrong in exercise.wrong:
            line = line_for(exercise, wrong.source, tries=2)
            same = line.partition("\n")[0] == wrong.line
            print(wrong.source.rstrip())
            print("    ->" if same else "!!! ->", line)


if __name__ == "__main__":
    main(sys.argv[1])
