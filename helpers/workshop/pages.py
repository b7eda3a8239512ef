"""How much room a text takes on a slide, and how a long one is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["MOST_LINES", "broken", "fenced", "lines_in"]

MOST_LINES = 15  # of prose on a slide
FULL = 19  # lines that still fit when they are written smaller
LINE = 78  # characters of prose in a line
ROW = 80  # characters of a table's row in a line: its columns are not equal
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def broken(markdown: str) -> list[str]:
    """Break a text between its paragraphs, or its sentences.

    A text that runs over by a little is left whole, and written smaller: two
    sentences alone on a slide are of no use.
    """
    if lines_in(markdown) <= FULL:
        return [markdown] if markdown else []
    pages: list[str] = []
    room = 0.0
    for part, gap in _parts(markdown):
        high = _lines(part)
        if pages and high <= room:
            pages[-1] += gap + part
            room -= high
        else:
            pages.append(part)
            room = MOST_LINES - high
    return pages


def lines_in(markdown: str) -> float:
    """Return about how many lines a text takes."""
    return sum(_lines(part) for part, _ in _parts(markdown))


def fenced(markdown: str) -> str:
    """Return a text of the same length, with its programs blanked out.

    A comment in a program looks like a heading.
    """
    return FENCE.sub(lambda found: " " * len(found[0]), markdown)


def _parts(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield what may not be broken, and what stands in front of it."""
    for paragraph in _paragraphs(markdown):
        if paragraph[0] in "|`-*1" or paragraph.count("\n") == 0:
            yield paragraph, "\n\n"
            continue
        gap = "\n\n"
        for sentence in paragraph.splitlines():
            yield sentence, gap
            gap = "\n"


def _paragraphs(markdown: str) -> Iterator[str]:
    """Yield what blank lines part, but for those in a program."""
    pieces = re.split(r"(^```.*?^```$)", markdown, flags=re.M | re.S)
    for piece in pieces:
        if piece.startswith("```"):
            yield piece
        else:
            yield from filter(None, map(str.strip, piece.split("\n\n")))


def _lines(part: str) -> float:
    """Return about how many lines a part takes."""
    if part.startswith("```"):
        return 0.75 * (part.count("\n") - 1) + 0.6
    if part.startswith("|"):
        rows = part.splitlines()
        return sum(1.15 * (1 + len(row) // ROW) for row in rows) + 0.5
    return sum(1 + len(line) // LINE for line in part.splitlines()) + 0.4
