"""A slide as data: what is on it, what comes later, and what is said."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpers.workshop.cells import Output

__all__ = [
    *("Block", "Chart", "Place", "Program", "Prose", "Slide"),
    "prose_of",
]


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


def prose_of(blocks: Sequence[Block]) -> str:
    """Return the prose of some blocks, as one text."""
    texts = [block.markdown for block in blocks if isinstance(block, Prose)]
    return "\n\n".join(texts)
