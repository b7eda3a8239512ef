"""Slides of a notebook that has no tags for them: its form decides.

A heading begins a slide; a program is a slide, and its chart is the next one,
so that a room has time to say what will come; the words that follow a chart
and say what to see in it are the speaker's. A question in front of `predict()`
is a slide of its own. Imports, further reading, stubs and checks are left out.
"""

from __future__ import annotations

import re

from helpers.workshop.cells import Cell
from helpers.workshop.dealing import Dealer
from helpers.workshop.sections import at_headings, parted, sections
from helpers.workshop.slide import Place

__all__ = ["Untagged"]

BARE = re.compile(r"^(?:import .+|from .+ import .+|\s*|\)|    \w+,)$")
GUESS = re.compile(r"^\w+ = predict\(", re.MULTILINE)
LEFT_OUT = ("Further reading", "Contents")
WORK = ("mine-", "check-")  # cells in which a learner works


class Untagged(Dealer):
    """Goes by headings, and by what stands where."""

    def __init__(self) -> None:
        super().__init__()
        self._after_chart = False
        self._skips = False

    def take(self, cell: Cell, following: Cell | None) -> None:
        """Make of a cell what it is to be; `following` is the next one."""
        if cell.is_code:
            self._take_program(cell)
        else:
            self._take_prose(cell, following)

    def _take_program(self, cell: Cell) -> None:
        is_work = cell.id.startswith(WORK) or _is_bare(cell.source)
        if self._skips or is_work or GUESS.search(cell.source):
            self._after_chart = False
            return
        self.put(cell, Place.BELOW)
        self._after_chart = bool(cell.outputs)

    def _take_prose(self, cell: Cell, following: Cell | None) -> None:
        said, text = self._looked_at(cell.source)
        if following is not None and GUESS.search(following.source):
            said, _, question = said.rpartition("\n\n")
            text = f"{question}\n\n{text}" if question else text
        self.say(said)
        self._after_chart = False
        for part in sections(text):
            self._take_section(part, cell)

    def _looked_at(self, markdown: str) -> tuple[str, str]:
        """Part what is said of the last chart from what comes next."""
        if not self._after_chart:
            return "", markdown
        above, below = at_headings(markdown)
        return above, "\n\n".join(below)

    def _take_section(self, text: str, cell: Cell) -> None:
        title, _ = parted(text)
        if title:
            self._skips = title in LEFT_OUT
        if not self._skips:
            is_small = not title or text.startswith("###")
            place = Place.BELOW if is_small else Place.BESIDE
            self.put_prose(text, place, cell)


def _is_bare(source: str) -> bool:
    """Tell whether a program does nothing but import."""
    return all(BARE.match(line) for line in source.splitlines())
