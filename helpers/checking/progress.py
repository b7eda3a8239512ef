"""`progress()`: what was solved so far, over all notebooks, as a table."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path

from helpers.checking.check import store
from helpers.checking.load import notebooks
from helpers.checking.store import Mark

__all__ = ["Progress", "progress"]

SOLVED, TRIED, OPEN = "solved", "tried", "open"


@dataclass(frozen=True)
class Progress:
    """A table that a cell's last value shows.

    `rows` are a notebook's name, and its exercises with what became of
    each. `path` is the file that holds it, None where there is none: it
    is the only place, and deleting it forgets all.
    """

    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    path: Path | None

    @property
    def solved(self) -> int:
        """How many exercises are solved."""
        return sum(word == SOLVED for _, row in self.rows for _, word in row)

    @property
    def total(self) -> int:
        """How many exercises there are."""
        return sum(len(row) for _, row in self.rows)

    def __str__(self) -> str:
        width = max((len(name) for name, _ in self.rows), default=0)
        below = "\n" + " " * (width + len("  0 of 0  "))
        lines = [
            f"{name:<{width}}  {_count(row)}  "
            + below.join(f"{key} {word}" for key, word in row)
            for name, row in self.rows
        ]
        return "\n".join([*lines, *self._closing()])

    __repr__ = __str__

    def _closing(self) -> list[str]:
        lines = [f"{self.solved} of {self.total} exercises solved."]
        if self.path is not None and self._anything():
            lines.append(f"Kept in {self.path}; delete it to forget all.")
        return lines

    def _anything(self) -> bool:
        return any(word != OPEN for _, row in self.rows for _, word in row)

    def _repr_html_(self) -> str:
        head = "<tr><th>Notebook</th><th>Solved</th><th>Exercises</th></tr>"
        body = "".join(
            f"<tr><td>{html.escape(name)}</td><td>{_count(row)}</td><td>"
            + ", ".join(f"{key} {word}" for key, word in row)
            + "</td></tr>"
            for name, row in self.rows
        )
        said = "".join(f"<p>{html.escape(x)}</p>" for x in self._closing())
        return f"<table>{head}{body}</table>{said}"


def _count(row: tuple[tuple[str, str], ...]) -> str:
    solved = sum(word == SOLVED for _, word in row)
    return f"{solved} of {len(row)}"


def progress() -> Progress:
    """Return a table of all exercises: solved, tried, or open."""
    kept = store()
    marks = kept.marks()
    rows = tuple(
        (notebook, tuple((each, _word(marks.get(each))) for each in names))
        for notebook, names in notebooks().items()
    )
    return Progress(rows, kept.path)


def _word(mark: Mark | None) -> str:
    if mark is None or not (mark.tries or mark.solved):
        return OPEN
    return SOLVED if mark.solved else TRIED
