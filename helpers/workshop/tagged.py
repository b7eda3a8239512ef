"""Slides of a notebook whose cells say with tags what they are to be.

`slide` begins a slide, `subslide` one below it, `fragment` adds to the slide
before, and `notes` is for the speaker. Cells without a tag are left out.

- A program is a slide, and its chart is the next one. A program that is a
  `fragment` goes on with the one before; one that is a slide and a fragment
  shows only what it puts out.
- A text that is a `fragment` is shown when a key is pressed, below the chart:
  its first sentences, as many as have room; the others are said.
- A heading in the middle of a cell parts it. What stands above belongs to the
  slide before: it is said, or shown with `fragment`. What stands below is a
  slide of its own with `slide` or `subslide`; without, it is said at the
  program that follows, which gets the heading for a title. What is above a
  heading is left out if its program is, unless `notes` asks for it, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from helpers.workshop.cells import Cell
from helpers.workshop.dealing import Dealer
from helpers.workshop.pages import point_of
from helpers.workshop.sections import at_headings, parted
from helpers.workshop.slide import Place, Program, Prose

__all__ = ["TAGS", "Tagged"]

TAGS = {"slide", "subslide", "fragment", "notes"}
ASIDES = ("Modify", "Where you meet it")  # left out of a cell with others
CHANGED = "What changed since Python 3.4"  # ends in today's choice
IN_SHORT = "In short"  # where that is said, if it has no slide of its own


class Tagged(Dealer):
    """Goes by the tags."""

    def __init__(self) -> None:
        super().__init__()
        self._coming = ""  # what is said at the program that follows
        self._is_alone = False  # that, in its cell
        self._changed = ""  # what is said at the end
        self._is_shown = True  # the last program

    def take(self, cell: Cell, following: Cell | None) -> None:
        """Make of a cell what it is to be; `following` is the next one."""
        if cell.is_code:
            self._is_shown = self._take_program(cell)
        else:
            self._take_prose(cell)

    def _take_program(self, cell: Cell) -> bool:
        """Show a program, or what it puts out; tell whether it is shown."""
        place, begun = _place(cell), len(self.slides)
        if "fragment" not in cell.tags:
            if place is None:
                return False
            self.put(cell, place)
        elif place is None and self._goes_on():
            begun -= 1
            self._go_on(cell)
        else:
            self.put_outputs(cell, place or Place.BELOW)
        if begun == len(self.slides):  # it puts out nothing
            return False
        self.slides[begun] = self.slides[begun].with_notes(self._coming)
        self._coming = ""
        return True

    def _goes_on(self) -> bool:
        """Tell whether the last slide has a program and nothing else."""
        last = self.slides[-1]
        kinds = [type(block) for block in (*last.blocks, *last.later)]
        return kinds == [Program]

    def _go_on(self, cell: Cell) -> None:
        """Put the program on the last slide, below the one that is there."""
        last = self.slides.pop()
        (program,) = last.blocks
        assert isinstance(program, Program)
        begun = len(self.slides)
        source = f"{program.source}\n\n\n{cell.source}"
        self.put(replace(cell, source=source), last.place)
        first = self.slides[begun]
        self.slides[begun] = replace(
            first, notes=last.notes, cells=(*last.cells, cell.id)
        )

    def _take_prose(self, cell: Cell) -> None:
        above, sections = at_headings(cell.source)
        if above:
            self._take_above(above, cell, is_whole=not sections)
        if sections:
            self.say(self._coming if self._is_alone else "")
            self._coming, self._is_alone = "", not above
            self.title = parted(sections[-1])[0]
        if cell.tags & TAGS:
            self._take_sections(sections, cell)

    def _take_above(self, text: str, cell: Cell, *, is_whole: bool) -> None:
        """Show or say what has no heading.

        What is above a heading speaks of a program that may be left out: then
        it is, too, unless the cell is for the speaker as well as a slide.
        """
        place = _place(cell)
        is_asked_for = place is not None and "notes" in cell.tags
        is_of_use = is_whole or self._is_shown or is_asked_for
        if "fragment" in cell.tags:
            point, rest = point_of(text)
            self.slides[-1] = self.slides[-1].with_later(Prose(point))
            self.say(rest)
        elif is_whole and place is not None:
            self.put(cell, place)
        elif is_whole and self._coming and "notes" in cell.tags:
            self._coming += f"\n\n{text}"
        elif cell.tags & TAGS and is_of_use:
            self.say(text)

    def _take_sections(self, sections: Sequence[str], cell: Cell) -> None:
        """Make slides of what has headings, or have it said.

        A cell with several says all of them but the last at once, and that one
        at the program which follows.
        """
        place = _place(cell)
        for section in sections:
            title, text = parted(section)
            is_one = len(sections) == 1
            if title == CHANGED and (place is None or not is_one):
                self._changed = text
            elif place is not None and (is_one or title not in ASIDES):
                self.put_prose(section, place, cell)
                place = Place.BESIDE
            elif place is None and section is sections[-1]:
                self._coming = text
            elif title not in ASIDES:
                self.say(text)
            if title == IN_SHORT and place is not None:
                self.say(self._changed)


def _place(cell: Cell) -> Place | None:
    """Return where the slide comes that a cell begins, if it does."""
    places = [place for place in Place if place.value in cell.tags]
    return places[0] if places else None
