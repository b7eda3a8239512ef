"""What the hygiene tests need to know of Markdown: prose, links, headings."""

from __future__ import annotations

import re
from pathlib import Path

from tests.tools.notebook_files import Notebook, read

__all__ = ["anchors", "headings", "links", "prose", "text_cells"]

FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)


def prose(text: str) -> str:
    """Return the text without code."""
    return CODE.sub("CODE", FENCE.sub("", text))


def links(text: str) -> list[str]:
    """Return the target of each link and picture, in order."""
    return LINK.findall(prose(text))


def headings(text: str) -> list[str]:
    """Return the words of each heading, in order."""
    return [words for _, words in HEADING.findall(FENCE.sub("", text))]


def anchors(path: Path) -> set[str]:
    """Return what may follow `#` in a link to this file."""
    if path.suffix == ".ipynb":
        found = headings("\n\n".join(text_cells(read(path))))
        return {words.replace("`", "").replace(" ", "-") for words in found}
    found = headings(path.read_text(encoding="utf-8"))
    plain = (re.sub(r"[^\w\- ]", "", words.lower()) for words in found)
    return {words.replace(" ", "-") for words in plain}


def text_cells(notebook: Notebook) -> list[str]:
    """Return the source of each Markdown cell."""
    cells = notebook["cells"]
    return [c["source"] for c in cells if c["cell_type"] == "markdown"]
