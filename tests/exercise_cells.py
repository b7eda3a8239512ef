"""The cells of a notebook's exercises, made of the exercises' data.

    python tests/exercise_cells.py 02      print them, to be put in by hand

Each exercise is three cells: the task, a stub that runs, the check. The
notebook holds a copy of what stands in `helpers/exercises/nb02.py`, and
`test_exercises.py` compares the two.
"""

from __future__ import annotations

import sys

from helpers.checking.check import module_of
from helpers.checking.exercise import Exercise

__all__ = ["cells_of"]

KINDS = {
    "complete": "complete it",
    "fix": "fix it",
    "schedule": "change the schedule",
    "make": "make it",
}


def cells_of(exercise: Exercise) -> list[tuple[str, str, str]]:
    """Return the kind, the id and the source of each of the three cells."""
    number, kind = exercise.id, KINDS[exercise.kind]
    heading = f"### {number} {exercise.title} ({kind})"
    stub = exercise.stub.strip("\n")
    return [
        ("md", f"task-{number}", f"{heading}\n\n{exercise.task.strip()}"),
        ("code", f"mine-{number}", f"{stub}\n\n\n{exercise.trial}"),
        ("code", f"check-{number}", f'check("{number}", {exercise.name})'),
    ]


if __name__ == "__main__":
    for each in module_of(sys.argv[1]).EXERCISES:
        for kind, cell_id, source in cells_of(each):
            print(f"=== {kind} {cell_id}\n{source}")
