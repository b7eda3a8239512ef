"""Sheets as PDF: each notebook by itself, and all of them in one.

A notebook is laid out once. Its pages go into its own file and into the one
with all of them, so that a page has one number wherever somebody holds it.
The contents are laid out last, when the numbers are known.
"""

from __future__ import annotations

import html
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from helpers.workshop import filling
from helpers.workshop.executing import Notebook
from helpers.workshop.fonts import font_faces
from helpers.workshop.papers import PAPERS
from helpers.workshop.sheets import (
    COURSE,
    Audience,
    Medium,
    document,
    ratios,
    sheet,
)

__all__ = ["print_set"]

OPTIONS = {"pdf_tags": True}  # so that a chart's sentence is in the file
NAMES = {
    Audience.LEARNER: "Handouts",
    Audience.INSTRUCTOR: "Instructor's handouts",
}
HEADING = re.compile(r'<h[1-6](?: id="([^"]*)")?>')
DEEPEST = 2  # the level of headings that stand in the contents
MANY = 5  # notebooks; a heading that so many have says nothing of any
EXERCISES = "Exercises"  # but this is looked for
FOOT_ROOM = 17  # mm of a page, below its text
LICENCE = "Prose and pictures: CC BY 4.0; code: MIT."


@dataclass(frozen=True)
class _Heading:
    """A line of the contents."""

    level: int
    text: str
    target: str
    page: int


def print_set(
    notebooks: Sequence[Notebook],
    audience: Audience,
    paper: str,
    folder: Path,
) -> int:
    """Write the PDFs of a set; return how many pages all of them have."""
    # Links to other notebooks lead nowhere in a file of its own.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fonts = FontConfiguration()
    documents, targets, first = [], [], 1
    for notebook in notebooks:
        body = sheet(notebook, audience, Medium.PAPER)
        look = _page_style(paper, notebook.title, audience, first)
        one = _filled(notebook, audience, body, look, fonts)
        one.write_pdf(folder / f"{notebook.name}.pdf", **OPTIONS)
        documents.append(one)
        targets += HEADING.findall(body)
        first += len(one.pages)
    headings = _telling(_headings(documents, targets))
    look = _page_style(paper, "Contents", audience, 1, "lower-roman")
    front = _laid_out(
        f"{NAMES[audience]}: {COURSE}", _front(audience, headings), look, fonts
    )
    pages = [page for each in (front, *documents) for page in each.pages]
    front.copy(pages).write_pdf(folder / "course.pdf", **OPTIONS)
    return len(pages)


def _filled(
    notebook: Notebook, audience: Audience, body: str, look: str, fonts: Any
) -> Any:
    """Lay a notebook out, again and again until its pages are well filled."""
    title = f"{notebook.number} {notebook.title}"
    heights, shares = ratios(notebook, audience), dict[str, float]()
    for _ in range(filling.ROUNDS):
        more = filling.look(shares)
        one = _laid_out(title, body, look + more, fonts)
        found = filling.next_fit(one.pages, FOOT_ROOM, heights, shares)
        if not found:
            break
        shares |= found
    return one


def _laid_out(title: str, body: str, look: str, fonts: Any) -> Any:
    text = document(title, body, font_faces() + look)
    return HTML(string=text).render(font_config=fonts, **OPTIONS)


def _page_style(
    paper: str,
    title: str,
    audience: Audience,
    first: int,
    numerals: str = "decimal",
) -> str:
    """Return the CSS of pages: size, margins, and what is at their feet."""
    course = COURSE
    if audience is Audience.INSTRUCTOR:
        course += " (instructor's set)"
    words = f"{course} · {title}"
    return (
        f"@page :first {{ counter-reset: page {first} }}\n"
        f"@page {{ size: {PAPERS[paper]}; margin: 14mm 18mm {FOOT_ROOM}mm;\n"
        f"@bottom-left {{ content: {_css_text(words)}; {FOOT} }}\n"
        f"@bottom-right {{ content: counter(page, {numerals}); {FOOT} }} }}\n"
    )


FOOT = "font: 7.5pt 'DejaVu Sans'; color: #444; white-space: nowrap"


def _css_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _headings(
    documents: Sequence[Any], targets: Sequence[str]
) -> Iterator[_Heading]:
    """Yield what stands in the contents, with its page.

    `targets` are the names of all headings, in their order.
    """
    target = iter(targets)
    pages = (page for each in documents for page in each.pages)
    for number, page in enumerate(pages, 1):
        for level, text, _, _ in page.bookmarks:
            heading = _Heading(level, text, next(target, ""), number)
            if level <= DEEPEST:
                yield heading


def _telling(headings: Iterable[_Heading]) -> list[_Heading]:
    """Leave out what most notebooks have: their Predict, their Run."""
    kept = list(headings)
    counts = Counter(each.text for each in kept)
    return [
        each
        for each in kept
        if each.level == 1
        or each.text == EXERCISES
        or counts[each.text] < MANY
    ]


def _numbered(heading: _Heading) -> str:
    """Return a heading's text, that of a notebook with its number."""
    number = heading.target.partition("-")[0] if heading.level == 1 else ""
    return html.escape(f"{number} {heading.text}".strip())


def _front(audience: Audience, headings: Sequence[_Heading]) -> str:
    """Return the title and the contents."""
    lines = "\n".join(
        f'<li class="level{each.level}"><a class="notebook" '
        f'href="#{each.target}">{_numbered(each)}'
        f'<span class="page">{each.page}</span></a></li>'
        for each in headings
    )
    return (
        f"<h1>{html.escape(COURSE)}</h1><p>{NAMES[audience]}. {LICENCE}</p>"
        f'<h2>Contents</h2><ul class="contents">{lines}</ul>'
    )
