"""What makes slides of cells: of a text, of a program, of what it puts out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from helpers.workshop.cells import Cell, Output, Text
from helpers.workshop.pages import broken
from helpers.workshop.sections import at_the_facts, parted
from helpers.workshop.shown import as_shown
from helpers.workshop.slide import Block, Chart, Place, Program, Prose, Slide

__all__ = ["Dealer"]

PREDICT, RUN = "Predict", "Run"  # the second for what is not the question
MOST_PRINTED = 6  # lines that stand above a chart, in as many columns as fit
WIDE_PRINTED = 100  # characters that fit beside each other
MOST_TOGETHER = 20  # lines of a program, and of what it prints below it


class Dealer:
    """Makes slides of cells, in order."""

    def __init__(self) -> None:
        self.slides: list[Slide] = []
        self.title = ""

    def take(self, cell: Cell, following: Cell | None) -> None:
        """Make of a cell what it is to be; `following` is the next one."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Give the speaker something to say to the last slide."""
        if self.slides:
            self.slides[-1] = self.slides[-1].with_notes(text)

    def put(self, cell: Cell, place: Place) -> None:
        """Make slides of a whole cell, the first one at a place."""
        if cell.is_code:
            self._put_program(cell, place)
        else:
            self.put_prose(cell.source, place, cell)

    def put_prose(self, markdown: str, place: Place, cell: Cell) -> None:
        """Put a text of a cell on a slide, or on several where it is long."""
        shown, said = at_the_facts(markdown)
        title, text = parted(shown)
        self.title = title or self.title
        for page in broken(text) or [""]:
            blocks = (Prose(page),) if page else ()
            self._add(place, blocks, cell)
            place = Place.BELOW
        self.say(said)

    def _put_program(self, cell: Cell, place: Place) -> None:
        """Put a program on a slide, and its chart on the next.

        A few lines that are printed come later on the same slide.
        """
        self._add(place, (Program(as_shown(cell.source)),), cell)
        shown = tuple(map(Chart, cell.outputs))
        if _is_brief(cell):
            self.slides[-1] = self.slides[-1].with_later(*shown)
            return
        self.put_outputs(cell, Place.BELOW)

    def put_outputs(self, cell: Cell, place: Place) -> None:
        """Put what a program puts out on slides of its own."""
        for outputs in _grouped(cell.outputs):
            self._add(place, tuple(map(Chart, outputs)), cell)
            place = Place.BELOW

    def _add(
        self, place: Place, blocks: tuple[Block, ...], cell: Cell
    ) -> None:
        title = RUN if cell.is_code and self.title == PREDICT else self.title
        self.slides.append(Slide(place, title, blocks, cells=(cell.id,)))


def _grouped(outputs: Sequence[Output]) -> Iterator[tuple[Output, ...]]:
    """Yield outputs that have room on one slide."""
    group: list[Output] = []
    for output in outputs:
        has_picture = any(not isinstance(each, Text) for each in group)
        if group and (has_picture or _rows(group) > MOST_PRINTED):
            yield tuple(group)
            group = []
        group.append(output)
    if group:
        yield tuple(group)


def _rows(outputs: Sequence[Output]) -> int:
    """Return how many rows printed lines need, if they stand in columns."""
    texts = [each.text for each in outputs if isinstance(each, Text)]
    lines = [line for text in texts for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    return math.ceil(len(lines) / max(1, WIDE_PRINTED // (longest + 4)))


def _printed(outputs: Sequence[Output]) -> int:
    return sum(
        len(each.text.splitlines())
        for each in outputs
        if isinstance(each, Text)
    )


def _is_brief(cell: Cell) -> bool:
    """Tell whether a program and what it puts out have room together."""
    shown = as_shown(cell.source)
    lines = len(shown.splitlines()) + _printed(cell.outputs)
    only_text = all(isinstance(each, Text) for each in cell.outputs)
    return only_text and lines <= MOST_TOGETHER
