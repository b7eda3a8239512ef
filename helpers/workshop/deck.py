"""Which cell of a notebook becomes which slide.

A notebook says it with tags: `slide` begins a slide, `subslide` one below
it, `fragment` adds to the slide before, and `notes` is for the speaker. Once a
notebook has such a tag, cells without one are left out.

- A program is a slide, and its chart is the next one. A program that is a
  `fragment` goes on with the one before; one that is a slide and a fragment
  shows only what it puts out.
- A text that is a `fragment` is shown when a key is pressed, below the chart:
  its first sentences, as many as have room; the others are said.
- A heading in the middle of a cell parts it. What stands above belongs to the
  slide before: it is said, or shown with `fragment`. What stands below is a
  slide of its own with `slide` or `subslide`; without, it is said at the
  program that follows, which gets the heading for a title.

A notebook without tags is told by its form. A heading begins a slide; a
program is a slide, and its chart is the next one, so that a room has time
to say what will come; the words that follow a chart and say what to see in
it are the speaker's. A question in front of `predict()` is a slide of its
own. Imports, further reading, stubs and checks are left out.

In both, what is tagged `instructor` is for the speaker, at the slide that it
speaks of.
"""

from __future__ import annotations

import enum
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from helpers.workshop.cells import Cell, Output, Text
from helpers.workshop.pages import broken, fenced, point_of
from helpers.workshop.prose import without_navigation
from helpers.workshop.shown import as_shown
from helpers.workshop.speaker import EXERCISES, pieces, place_of

__all__ = [
    *("Block", "Chart", "Place", "Program", "Prose", "Slide"),
    *("deck", "prose_of"),
]

HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
BARE = re.compile(r"^(?:import .+|from .+ import .+|\s*|\)|    \w+,)$")
GUESS = re.compile(r"^\w+ = predict\(", re.MULTILINE)
FACTS = re.compile(r"^\*You need\*.*$", re.MULTILINE)
LEFT_OUT = ("Further reading", "Contents")
PREDICT, RUN = "Predict", "Run"  # the second for what is not the question
ASIDES = ("Modify", "Where you meet it")  # left out of a cell with others
CHANGED = "What changed"  # said, where it shares a cell
TASK = "task-"
WORK = ("mine-", "check-")  # cells in which a learner works

MOST_PRINTED = 6  # lines that stand above a chart, in as many columns as fit
WIDE_PRINTED = 100  # characters that fit beside each other
MOST_TOGETHER = 20  # lines of a program, and of what it prints below it


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
    cells: tuple[str, ...] = ()  # the ids of those that it was made of

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
        if not cell.is_for_instructors:
            dealer.take(cell, following)
    slides = [_with_tasks(slide, cells) for slide in dealer.slides]
    return _with_instructors_notes(slides, cells)


def _with_tasks(slide: Slide, cells: Sequence[Cell]) -> Slide:
    """List the tasks on the slide of the exercises; what stands there is said.

    A room wants to know what to do, and how a check works when it meets one.
    """
    tasks = [cell for cell in cells if cell.id.startswith(TASK)]
    if slide.title != EXERCISES or not tasks:
        return slide
    lines = [
        f"- {_parted(task.source)[0]}: `{task.id.removeprefix(TASK)}`"
        for task in tasks
    ]
    shown = replace(slide, blocks=(Prose("\n".join(lines)),))
    return shown.with_notes(prose_of(slide.blocks))


def _with_instructors_notes(
    slides: list[Slide], cells: Sequence[Cell]
) -> list[Slide]:
    shown = [(slide.title, slide.cells) for slide in slides]
    for at, cell in enumerate(cells):
        if cell.is_for_instructors and slides:
            for piece in pieces(cell.source):
                place = place_of(piece, at, cells, shown)
                slides[place] = slides[place].with_notes(piece)
    return slides


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
            self._put_prose(cell.source, place, cell)

    def _put_prose(self, markdown: str, place: Place, cell: Cell) -> None:
        shown, said = _at_the_facts(markdown)
        title, text = _parted(shown)
        self._title = title or self._title
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
        self._put_outputs(cell, Place.BELOW)

    def _put_outputs(self, cell: Cell, place: Place) -> None:
        for outputs in _grouped(cell.outputs):
            self._add(place, tuple(map(Chart, outputs)), cell)
            place = Place.BELOW

    def _add(
        self, place: Place, blocks: tuple[Block, ...], cell: Cell
    ) -> None:
        title = RUN if cell.is_code and self._title == PREDICT else self._title
        self.slides.append(Slide(place, title, blocks, cells=(cell.id,)))


class _Tagged(_Dealer):
    """Goes by the tags."""

    def __init__(self) -> None:
        super().__init__()
        self._coming = ""  # what is said at the program that follows
        self._is_shown = True  # the last program

    def take(self, cell: Cell, following: Cell | None) -> None:
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
            self._put_outputs(cell, place or Place.BELOW)
        self.slides[begun] = self.slides[begun].with_notes(self._coming)
        self._coming = ""
        return True

    def _goes_on(self) -> bool:
        """Tell whether the last slide has a program and nothing else."""
        last = self.slides[-1]
        return not last.later and isinstance(last.blocks[-1], Program)

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
        above, sections = _at_headings(cell.source)
        if above:
            self._take_above(above, cell, is_whole=not sections)
        if sections:
            self.say(self._coming)
            self._coming = ""
            self._title = _parted(sections[-1])[0]
        if cell.tags & TAGS:
            self._take_sections(sections, cell)

    def _take_above(self, text: str, cell: Cell, *, is_whole: bool) -> None:
        """Show or say what has no heading.

        What is above a heading speaks of a program that may be left out.
        """
        place = _place(cell)
        is_of_use = is_whole or self._is_shown
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
            title, text = _parted(section)
            is_last = section is sections[-1]
            is_aside = title in ASIDES or title.startswith(CHANGED)
            if place is None and is_last:
                self._coming = text
            elif place is None or (is_aside and len(sections) > 1):
                self.say("" if title in ASIDES else text)
            else:
                self._put_prose(section, place, cell)
                place = Place.BESIDE


def _place(cell: Cell) -> Place | None:
    """Return where the slide comes that a cell begins, if it does."""
    places = [place for place in Place if place.value in cell.tags]
    return places[0] if places else None


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
            self._take_section(part, cell)

    def _looked_at(self, markdown: str) -> tuple[str, str]:
        """Part what is said of the last chart from what comes next."""
        if not self._after_chart:
            return "", markdown
        above, sections = _at_headings(markdown)
        return above, "\n\n".join(sections)

    def _take_section(self, text: str, cell: Cell) -> None:
        title, _ = _parted(text)
        if title:
            self._skips = title in LEFT_OUT
        if not self._skips:
            is_small = not title or text.startswith("###")
            place = Place.BELOW if is_small else Place.BESIDE
            self._put_prose(text, place, cell)


def _is_bare(source: str) -> bool:
    """Tell whether a program does nothing but import."""
    return all(BARE.match(line) for line in source.splitlines())


def _at_the_facts(markdown: str) -> tuple[str, str]:
    """Part the front of a notebook at what one needs, and for how long.

    What stands below that is for people who run the cells.
    """
    found = FACTS.search(markdown)
    if found is None:
        return markdown, ""
    said = without_navigation(markdown[found.end() :])
    return markdown[: found.start()], said.strip()


def _parted(markdown: str) -> tuple[str, str]:
    """Return the heading of a text, and the rest of it."""
    text = without_navigation(markdown).strip()
    found = HEADING.match(text)
    if found is None:
        return "", text
    return found[2], text[found.end() :].strip()


def _sections(markdown: str) -> Iterator[str]:
    """Yield the parts of a text that begin with headings."""
    starts = [found.start() for found in HEADING.finditer(fenced(markdown))]
    edges = sorted({0, *starts, len(markdown)})
    for start, end in itertools.pairwise(edges):
        if markdown[start:end].strip():
            yield markdown[start:end].strip()


def _at_headings(markdown: str) -> tuple[str, list[str]]:
    """Return what stands above the first heading, and the parts below it."""
    parts = list(_sections(without_navigation(markdown)))
    if parts and HEADING.match(parts[0]):
        return "", parts
    return "".join(parts[:1]), parts[1:]


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


def prose_of(blocks: Sequence[Block]) -> str:
    """Return the prose of some blocks, as one text."""
    texts = [block.markdown for block in blocks if isinstance(block, Prose)]
    return "\n\n".join(texts)
