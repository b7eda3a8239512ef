"""Reads the `# %%` cells of a file, each with the line that it begins on.

That is the percent format, which editors and jupytext understand. A cell's
mark may have a title; `# %% [markdown] title` is a cell of text, whose
lines are comments. What comes before the first mark is a cell too, if there
is anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Cell", "cells_of"]

MARK = re.compile(r"# ?%%(?P<title>.*)")
MARKDOWN = "[markdown]"


@dataclass(frozen=True)
class Cell:
    """A cell: its title, its text, and where in which file that begins."""

    title: str
    text: str
    is_markdown: bool
    path: Path
    line: int

    def run(self, names: dict[str, Any]) -> None:
        """Run a cell of code; errors name its file, and lines as they are."""
        above = "\n" * (self.line - 1)
        exec(compile(above + self.text, str(self.path), "exec"), names)


def cells_of(path: Path) -> list[Cell]:
    """Return the cells of a file, in order."""
    text = path.read_text(encoding="utf-8")
    title, first, lines = "", 1, list[str]()
    cells = []
    for number, line in enumerate(text.splitlines(), 1):
        if mark := MARK.fullmatch(line):
            cells.append(_cell(title, lines, path, first))
            title, first, lines = mark["title"], number + 1, []
        else:
            lines.append(line)
    cells.append(_cell(title, lines, path, first))
    return cells if cells[0].text else cells[1:]


def _cell(title: str, lines: list[str], path: Path, first: int) -> Cell:
    is_markdown = MARKDOWN in title
    if is_markdown:
        title = title.replace(MARKDOWN, "")
        lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
    while lines and not lines[0].strip():
        first, lines = first + 1, lines[1:]
    text = "\n".join(lines).rstrip()
    return Cell(title.strip(), text, is_markdown, path, first)
