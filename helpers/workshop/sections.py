"""A text's headings, and what stands above and below them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from helpers.workshop.pages import fenced
from helpers.workshop.prose import without_navigation

__all__ = ["at_headings", "at_the_facts", "parted", "sections"]

HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
FACTS = re.compile(r"^\*You need\*.*$", re.MULTILINE)


def at_the_facts(markdown: str) -> tuple[str, str]:
    """Part the front of a notebook at what one needs, and for how long.

    What stands below that is for people who run the cells.
    """
    found = FACTS.search(markdown)
    if found is None:
        return markdown, ""
    said = without_navigation(markdown[found.end() :])
    return markdown[: found.start()], said.strip()


def parted(markdown: str) -> tuple[str, str]:
    """Return the heading of a text, and the rest of it."""
    text = without_navigation(markdown).strip()
    found = HEADING.match(text)
    if found is None:
        return "", text
    return found[2], text[found.end() :].strip()


def sections(markdown: str) -> Iterator[str]:
    """Yield the parts of a text that begin with headings."""
    starts = [found.start() for found in HEADING.finditer(fenced(markdown))]
    edges = sorted({0, *starts, len(markdown)})
    for start, end in itertools.pairwise(edges):
        if markdown[start:end].strip():
            yield markdown[start:end].strip()


def at_headings(markdown: str) -> tuple[str, list[str]]:
    """Return what stands above the first heading, and the parts below it."""
    parts = list(sections(without_navigation(markdown)))
    if parts and HEADING.match(parts[0]):
        return "", parts
    return "".join(parts[:1]), parts[1:]
