"""Which cell of a notebook becomes which slide.

A notebook says it with tags: `slide` begins a slide, `subslide` one below
it, `fragment` adds to a slide what is shown later, and `notes` is for the
speaker. Once a notebook has such a tag, cells without one are left out.

A notebook without tags is told by its form. A heading begins a slide; a
program is a slide, and its chart is the next one, so that a room has time
to say what will come; the words that follow a chart and say what to see in
it are the speaker's. A question in front of `predict()` is a slide of its
own. Imports, further reading, stubs and checks are left out.

In both, what is tagged `instructor` is for the speaker.
"""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from helpers.workshop.cells import Cell, Output, Text
from helpers.workshop.prose import without_navigation

__all__ = [
    *("Block", "Chart", "Place", "Program", "Prose", "Slide"),
    *("deck", "lines_of", "lines_printed"),
]

HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
BARE = re.compile(r"^(?:import .+|from .+ import .+|\s*|\)|    \w+,)$")
GUESS = re.compile(r"^\w+ = predict\(", re.MULTILINE)
FACTS = re.compile(r"^\*You need\*.*$", re.MULTILINE)
LEFT_OUT = ("Further reading", "Contents")
WORK = ("mine-", "check-")  # cells in which a learner works

MOST_LINES = 15  # of prose on a slide
LINE = 78  # characters of prose in a line
ROW = 80  # characters of a table's row in a line: its columns are not equal
MOST_PRINTED = 6  # lines that stand above a chart
MOST_TOGETHER = 18  # lines of a program, and of what it prints below it


class Place(enum.Enum):
    """Where a slide comes."""

    BESIDE = "slide"  # to the right of the one before
    BELOW = "subslide"


@dataclass(frozen=True)
class Prose:
    """A text in Markdown, without its heading."""

    markdown: str


@dataclass(frozen=True)
class Program:
    """The text of a program."""

    source: str


@dataclass(frozen=True)
class Chart:
    """What a program put out."""

    output: Output


Block = Prose | Program | Chart


@dataclass(frozen=True)
class Slide:
    """One slide: its title, what is on it, what comes later, what is said."""

    place: Place
    title: str
    blocks: tuple[Block, ...] = ()
    later: tuple[Block, ...] = ()  # one after another, when a key is pressed
    notes: tuple[str, ...] = ()

    def with_notes(self, text: str) -> Slide:
        """Return it with more for the speaker to say."""
        return replace(self, notes=(*self.notes, text)) if text else self

    def with_later(self, *blocks: Block) -> Slide:
        """Return it with more to be shown."""
        return replace(self, later=(*self.later, *blocks))


TAGS = {"slide", "subslide", "fragment", "notes"}


def deck(cells: Sequence[Cell]) -> list[Slide]:
    """Return the slides of a notebook."""
    is_tagged = any(cell.tags & TAGS for cell in cells)
    dealer = _Tagged() if is_tagged else _Untagged()
    for place, cell in enumerate(cells):
        following = cells[place + 1] if place + 1 < len(cells) else None
        if cell.is_for_instructors:
            dealer.say(cell.source)
        else:
            dealer.take(cell, following)
    return dealer.slides


class _Dealer:
    """Makes slides of cells, in order."""

    def __init__(self) -> None:
        self.slides: list[Slide] = []
        self._title = ""

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
            self._put_prose(cell.source, place)

    def _put_prose(self, markdown: str, place: Place) -> None:
        title, text = _parted(markdown)
        self._title = title or self._title
        for page in _pages(text) or [""]:
            blocks = (Prose(page),) if page else ()
            self.slides.append(Slide(place, self._title, blocks))
            place = Place.BELOW

    def _put_program(self, cell: Cell, place: Place) -> None:
        """Put a program on a slide, and its chart on the next.

        A few lines that are printed come later on the same slide.
        """
        program = Slide(place, self._title, (Program(cell.source),))
        shown = tuple(map(Chart, cell.outputs))
        if _is_brief(cell):
            self.slides.append(program.with_later(*shown))
            return
        self.slides.append(program)
        for outputs in _grouped(cell.outputs):
            blocks = tuple(map(Chart, outputs))
            self.slides.append(Slide(Place.BELOW, self._title, blocks))


class _Tagged(_Dealer):
    """Goes by the tags."""

    def take(self, cell: Cell, following: Cell | None) -> None:
        if "slide" in cell.tags:
            self.put(cell, Place.BESIDE)
        elif "subslide" in cell.tags:
            self.put(cell, Place.BELOW)
        elif "fragment" in cell.tags and self.slides:
            self.slides[-1] = self.slides[-1].with_later(*_blocks(cell))
        elif "notes" in cell.tags:
            self.say(cell.source)


class _Untagged(_Dealer):
    """Goes by headings, and by what stands where."""

    def __init__(self) -> None:
        super().__init__()
        self._after_chart = False
        self._skips = False

    def take(self, cell: Cell, following: Cell | None) -> None:
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
        for part in _sections(text):
            self._take_section(part, following)

    def _looked_at(self, markdown: str) -> tuple[str, str]:
        """Part what is said of the last chart from what comes next."""
        if not self._after_chart:
            return "", markdown
        heading = HEADING.search(markdown)
        if heading is not None:
            return markdown[: heading.start()].strip(), markdown[
                heading.start() :
            ]
        return markdown, ""

    def _take_section(self, text: str, following: Cell | None) -> None:
        title, _ = _parted(text)
        if title:
            self._skips = title in LEFT_OUT
        if not self._skips:
            is_small = not title or text.startswith("###")
            self.put_text(text, Place.BELOW if is_small else Place.BESIDE)

    def put_text(self, text: str, place: Place) -> None:
        """Put a piece of prose on slides of its own."""
        self._put_prose(text, place)


def _blocks(cell: Cell) -> Iterator[Block]:
    if cell.is_code:
        yield from map(Chart, cell.outputs)
    else:
        yield Prose(_parted(cell.source)[1])


def _is_bare(source: str) -> bool:
    """Tell whether a program does nothing but import."""
    return all(BARE.match(line) for line in source.splitlines())


def _parted(markdown: str) -> tuple[str, str]:
    """Return the heading of a text, and the rest of it."""
    text = FACTS.sub("", without_navigation(markdown)).strip()
    found = HEADING.match(text)
    if found is None:
        return "", text
    return found[2], text[found.end() :].strip()


def _sections(markdown: str) -> Iterator[str]:
    """Yield the parts of a text that begin with headings."""
    starts = [found.start() for found in HEADING.finditer(markdown)]
    edges = sorted({0, *starts, len(markdown)})
    for start, end in itertools.pairwise(edges):
        if markdown[start:end].strip():
            yield markdown[start:end].strip()


def _grouped(outputs: Sequence[Output]) -> Iterator[tuple[Output, ...]]:
    """Yield outputs that have room on one slide."""
    group: list[Output] = []
    for output in outputs:
        has_picture = any(not isinstance(each, Text) for each in group)
        if group and (has_picture or _printed(group) > MOST_PRINTED):
            yield tuple(group)
            group = []
        group.append(output)
    if group:
        yield tuple(group)


def _printed(outputs: Sequence[Output]) -> int:
    return sum(
        len(each.text.splitlines())
        for each in outputs
        if isinstance(each, Text)
    )


def _is_brief(cell: Cell) -> bool:
    """Tell whether a program and what it puts out have room together."""
    lines = len(cell.source.splitlines()) + _printed(cell.outputs)
    only_text = all(isinstance(each, Text) for each in cell.outputs)
    return only_text and lines <= MOST_TOGETHER


def lines_printed(blocks: Sequence[Block]) -> int:
    """Return how many lines of some blocks were printed by programs."""
    return _printed([x.output for x in blocks if isinstance(x, Chart)])


# Text that is too long for one slide


def _pages(markdown: str) -> list[str]:
    """Break a text between its paragraphs, or its sentences."""
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


def lines_of(blocks: Sequence[Block]) -> float:
    """Return about how many lines of prose some blocks take."""
    return sum(
        _lines(part)
        for block in blocks
        if isinstance(block, Prose)
        for part, _ in _parts(block.markdown)
    )
