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
    """A cell: its title, its text, and the lines of its file they are on."""

    title: str
    text: str
    is_markdown: bool
    path: Path
    mark: int  # the line of its mark
    line: int  # the line that its text begins on

    def run(self, names: dict[str, Any]) -> None:
        """Run a cell of code; errors name its file, and lines as they are."""
        code = "\n" * (self.line - 1) + self.text
        exec(compile(code, str(self.path), "exec", dont_inherit=True), names)


def cells_of(path: Path) -> list[Cell]:
    """Return the cells of a file, in order."""
    title, mark, lines = "", 0, list[str]()
    cells = []
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if found := MARK.fullmatch(line):
            cells.append(_cell(title, lines, path, mark))
            title, mark, lines = found["title"], number, []
        else:
            lines.append(line)
    cells.append(_cell(title, lines, path, mark))
    return cells if cells[0].text else cells[1:]


def _cell(title: str, lines: list[str], path: Path, mark: int) -> Cell:
    """Return a cell without the empty lines around its text."""
    is_markdown = MARKDOWN in title
    if is_markdown:
        title = title.replace(MARKDOWN, "")
        lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
    line = mark + 1
    while lines and not lines[0].strip():
        line, lines = line + 1, lines[1:]
    text = "\n".join(lines).rstrip()
    return Cell(title.strip(), text, is_markdown, path, mark, line)
