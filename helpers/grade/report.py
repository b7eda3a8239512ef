"""The tables: two files for a spreadsheet, and one page to look at.

Names and texts come from learners: in a spreadsheet none of them may become
a formula. So what begins like one gets a mark in front, and all fields are
quoted, also where a spreadsheet takes `;` for the end of a field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers.grade.marks import Mark, Mistake
from helpers.grade.page import page

__all__ = ["PAGE", "write"]

PAGE = "marks.html"
MARKS, MISTAKES = "marks.csv", "mistakes.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK_HEAD = (
    "learner file notebook exercise verdict tries hint notebook_says remark"
).split()
MISTAKE_HEAD = "exercise learners mistake example names".split()


def write(
    folder: Path,
    marks: Sequence[Mark],
    mistakes: Sequence[Mistake],
    sentences: Sequence[str],
) -> None:
    """Write all tables into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_row(mark) for mark in marks]
    found = [_row_of_mistake(mistake) for mistake in mistakes]
    _write_csv(folder / MARKS, MARK_HEAD, rows)
    _write_csv(folder / MISTAKES, MISTAKE_HEAD, found)
    lines = page(marks, mistakes, sentences)
    (folder / PAGE).write_text("\n".join(lines), encoding="utf-8")


def _row(mark: Mark) -> list[str]:
    tries = "" if mark.tries is None else str(mark.tries)
    remark = "; ".join(filter(None, [mark.remark, mark.aside]))
    return [
        *(mark.learner, mark.file, mark.notebook, mark.exercise, mark.state),
        *(tries, mark.line, mark.says, remark),
    ]


def _row_of_mistake(one: Mistake) -> list[str]:
    names = ", ".join(one.learners)
    count = str(len(one.learners))
    return [one.exercise, count, one.mistake, one.line, names]


def _write_csv(
    path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    # With a mark in front, so that Excel reads it as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(head)
        writer.writerows(map(_harmless, row) for row in rows)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
