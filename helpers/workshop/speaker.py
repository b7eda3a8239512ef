"""Which slide an instructor's note belongs to.

A notebook has a few of them, and they stand where a reader meets them. A
speaker needs them where they are to be said: each question for a show of hands
at the slide that it names, with *At* or *Before*, and what goes wrong in the
exercises at the exercises. What names no slide is said where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from helpers.workshop.cells import Cell

__all__ = ["EXERCISES", "NAMED", "pieces", "place_of"]

QUESTION = re.compile(r"^(?=\*\*Q\d\.\*\*)", re.MULTILINE)
NAMED = re.compile(r"\b(?:At|Before) \*([^*]+)\*")
EXERCISES = "Exercises"

Shown = tuple[str, Sequence[str]]  # the title of a slide, and ids of its cells


def pieces(note: str) -> Iterator[str]:
    """Yield the parts of a note that may be said at different slides."""
    head, *questions = QUESTION.split(note)
    if not questions:
        yield note
    for question in questions:
        yield f"{head.strip()}\n\n{question.strip()}".strip()


def place_of(
    piece: str, at: int, cells: Sequence[Cell], shown: Sequence[Shown]
) -> int:
    """Return the number of the slide for a piece of the note in cell `at`."""
    if found := NAMED.search(piece):
        place = _named(found[1], cells, shown)
        if place is not None:
            return place
    if EXERCISES.lower() in piece.partition("\n")[0]:
        titles = [title for title, _ in shown]
        if EXERCISES in titles:
            return titles.index(EXERCISES)
    return _last_before(at, cells, shown)


def _named(
    name: str, cells: Sequence[Cell], shown: Sequence[Shown]
) -> int | None:
    """Return the slide of a cell, a heading or a chart's title.

    Where it has none, it is the one on which the speaker is at that time.
    """
    for place, (title, ids) in enumerate(shown):
        if name == title or name in ids:
            return place
    heading = re.compile(rf"^#+ {re.escape(name)}$", re.MULTILINE)
    for at, cell in enumerate(cells):
        is_title = cell.is_code and f'"{name}"' in cell.source
        is_above = not cell.is_code and heading.search(cell.source)
        if cell.id == name or is_title or is_above:
            places = [n for n, (_, ids) in enumerate(shown) if cell.id in ids]
            return min(places, default=_last_before(at, cells, shown))
    return None


def _last_before(
    at: int, cells: Sequence[Cell], shown: Sequence[Shown]
) -> int:
    earlier = {cell.id for cell in cells[:at]}
    places = [n for n, (_, ids) in enumerate(shown) if earlier & {*ids}]
    return max(places, default=0)
