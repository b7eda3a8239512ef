"""How much room a text takes on a slide, and how a long one is broken."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

__all__ = ["COLUMNS", "broken", "fenced", "lines_in", "point_of"]

COLUMNS = 76  # characters of prose in a line, in letters of the usual size
MOST_LINES = 15  # of prose on a slide
FULL = 19  # lines that still fit when they are written smaller
POINT_LINES = 4  # below a chart, in somewhat smaller letters
POINT_COLUMNS = 86
GAP = 0.45  # lines below a paragraph
IN_TABLE = 0.85  # of the usual size, letters in a table
IN_PROGRAM = 0.75
ROW_GAP = 0.4  # lines between two rows, with the one that is drawn
COLUMN_GAP = 3  # characters between two columns
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
        high = _lines(part, COLUMNS)
        if pages and high <= room:
            pages[-1] += gap + part
            room -= high
        else:
            pages.append(part)
            room = MOST_LINES - high
    return pages


def point_of(markdown: str) -> tuple[str, str]:
    """Part what has room below a chart from what is said: its first sentences.

    A table is not parted.
    """
    first, _, rest = markdown.partition("\n\n")
    if first.startswith("|"):
        return first, rest
    sentences = first.splitlines()
    count = 1
    while count < len(sentences):
        longer = "\n".join(sentences[: count + 1])
        if lines_in(longer, POINT_COLUMNS) > POINT_LINES + GAP:
            break
        count += 1
    said = "\n".join(sentences[count:])
    return "\n".join(sentences[:count]), f"{said}\n\n{rest}".strip()


def lines_in(markdown: str, columns: float = COLUMNS) -> float:
    """Return about how many lines a text takes where a line has `columns`.

    Lines of a program do not break; they are counted as what they are.
    """
    return sum(_lines(part, columns) for part in _paragraphs(markdown))


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


def _lines(part: str, columns: float) -> float:
    if part.startswith("```"):
        return IN_PROGRAM * (part.count("\n") - 1) + 1
    if part.startswith("|"):
        return _lines_of_table(part, columns / IN_TABLE)
    lines = [_without_links(line) for line in part.splitlines()]
    return sum(math.ceil(len(line) / columns) for line in lines) + GAP


def _lines_of_table(table: str, columns: float) -> float:
    """Return the lines of a table; rows that are too wide are broken."""
    lines = [line for line in table.splitlines() if line.strip("-:| ")]
    rows = [line.strip("| ").split(" | ") for line in lines]
    widths = [max(map(len, each)) + COLUMN_GAP for each in _turned(rows)]
    share = min(1.0, columns / sum(widths))
    high = 0.0
    for row in rows:
        broken_in = max(
            math.ceil(len(word) / (share * width))
            for word, width in zip(row, widths, strict=False)
        )
        high += IN_TABLE * broken_in + ROW_GAP
    return high + GAP


def _turned(rows: list[list[str]]) -> Iterator[list[str]]:
    """Yield the columns of a table."""
    for place in range(max(map(len, rows))):
        yield [row[place] for row in rows if place < len(row)]


def _without_links(line: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
