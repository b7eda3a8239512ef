"""The right and wrong answers to each exercise, from `tests/answers`.

An exercise has a file of `# %%` cells there: `# %% yes` heads a right
answer, and the line that a wrong one gets on its first try heads that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from helpers.checking.cells import Cell, cells_of

__all__ = ["Wrong", "answered", "right_answers", "wrong_answers"]

FOLDER = Path(__file__).resolve().parents[1] / "answers"
RIGHT, WRONG = "yes", "not yet: "


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer, and the line that it gets on its first try."""

    source: str
    line: str


def answered() -> list[str]:
    """Return the names of the exercises that have answers here."""
    paths = sorted(FOLDER.glob("*.py"))
    return [path.stem.replace("_", "-") for path in paths]


def right_answers(exercise: str) -> list[str]:
    """Return right answers to an exercise, besides its reference."""
    cells = _answers(exercise)
    return [cell.text for cell in cells if cell.title == RIGHT]


def wrong_answers(exercise: str) -> list[Wrong]:
    """Return wrong answers to an exercise."""
    cells = _answers(exercise)
    return [Wrong(c.text, c.title) for c in cells if c.title != RIGHT]


def _answers(exercise: str) -> list[Cell]:
    path = FOLDER / f"{exercise.replace('-', '_')}.py"
    cells = [cell for cell in cells_of(path) if cell.title]
    for cell in cells:
        if cell.title != RIGHT and not cell.title.startswith(WRONG):
            raise ValueError(f"{path}:{cell.mark}: 'yes' or 'not yet: ...'")
    return cells
