"""A deck as a page of reveal.js, which reads nothing from the network.

Each size is written into the page, which only turns slides.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from helpers.workshop.cells import Picture, Table, Text
from helpers.workshop.code import output_html, program_html
from helpers.workshop.deck import deck
from helpers.workshop.executing import Notebook
from helpers.workshop.prose import html_of, plain
from helpers.workshop.room import (
    ACROSS,
    CODE,
    COLUMN,
    HIGH,
    LINE_HEIGHT,
    PRINTED,
    ROOM,
    WIDE,
    columns,
    high_beside,
    is_high,
    is_picture,
    letter,
    proportions,
    size_of_printed,
)
from helpers.workshop.sheets import COURSE, Medium, picture_html
from helpers.workshop.slide import (
    Block,
    Chart,
    Place,
    Program,
    Prose,
    Slide,
)

__all__ = ["slides_html", "write_slides"]

HERE = Path(__file__).parent
REVEAL = HERE / "reveal"
BESIDE_CODE = 70  # px, what frames a program
LONG_TITLE = 56  # characters; more are written smaller
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
ADDRESS = re.compile(r' <span class="address">.*?</span>')
TO_A_FILE = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>')
SET_UP = (
    f"Reveal.initialize({{width: {WIDE}, height: {HIGH}, margin: 0, "
    "center: false, hash: true, slideNumber: 'c/t', transition: 'none', "
    "backgroundTransition: 'none', plugins: [RevealNotes]});"
)


def write_slides(notebook: Notebook, folder: Path) -> int:
    """Write a notebook's slides; return how many there are."""
    slides = deck(notebook.cells)
    page = slides_html(notebook, slides)
    (folder / f"{notebook.name}.html").write_text(page, encoding="utf-8")
    shutil.copytree(REVEAL, folder / "reveal", dirs_exist_ok=True)
    return len(slides)


def slides_html(notebook: Notebook, slides: Sequence[Slide]) -> str:
    """Return the page of a deck."""
    title = html.escape(f"{notebook.number} {notebook.title}")
    look = (HERE / "slides.css").read_text(encoding="utf-8")
    body = "\n".join(_stacks(slides, notebook.number))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        '<link rel="stylesheet" href="reveal/reveal.css">\n'
        f"<style>\n{look}</style>\n</head>\n<body>\n"
        f'<div class="reveal"><div class="slides">\n{body}\n</div>'
        f'<p class="course">{html.escape(COURSE)}</p></div>\n'
        '<script src="reveal/reveal.js"></script>\n'
        '<script src="reveal/notes.js"></script>\n'
        f"<script>{SET_UP}</script>\n</body>\n</html>\n"
    )


def _stacks(slides: Sequence[Slide], number: str) -> Iterator[str]:
    """Yield a section for each slide with those below it."""
    stack: list[str] = []
    for place, slide in enumerate(slides):
        if slide.place is Place.BESIDE and stack:
            yield f"<section>{''.join(stack)}</section>"
            stack = []
        stack.append(_slide(slide, number, is_first=place == 0))
    if stack:
        yield f"<section>{''.join(stack)}</section>"


def _slide(slide: Slide, number: str, *, is_first: bool) -> str:
    body = "".join(_body(slide, number))
    notes = "".join(html_of(each, number) for each in slide.notes)
    notes = f'<aside class="notes">{notes}</aside>' if notes else ""
    heading = "h1" if is_first else "h2"
    title = html.escape(plain(slide.title))
    size = ' class="long"' if len(title) > LONG_TITLE else ""
    return (
        f"<section><{heading}{size}>{title}</{heading}>{body}{notes}"
        "</section>\n"
    )


def _body(slide: Slide, number: str) -> Iterator[str]:
    """Yield what is on a slide, and what comes later.

    A high chart leaves room beside it, and all else stands there.
    """
    later = [
        f'<div class="fragment">{_block(each, slide, number)}</div>'
        for each in slide.later
    ]
    if not is_high(slide):
        yield from (_block(each, slide, number) for each in slide.blocks)
        yield from later
        return
    picture = next(filter(is_picture, slide.blocks))
    rest = [each for each in slide.blocks if each is not picture]
    words = "".join(_block(each, slide, number) for each in rest)
    yield f'<div class="beside">{_block(picture, slide, number)}'
    yield f'<div class="words">{words}{"".join(later)}</div></div>'


def _block(block: Block, slide: Slide, number: str) -> str:
    if isinstance(block, Prose):
        size = letter(slide)
        text = _on_a_slide(html_of(block.markdown, number))
        return f'<div class="text" style="font-size:{size:.1f}px">{text}</div>'
    if isinstance(block, Program):
        return _program(block.source, ROOM - high_beside(slide))
    assert isinstance(block, Chart)
    return _chart(block, slide)


def _on_a_slide(page: str) -> str:
    """Begin a line with each sentence, and drop what is for paper.

    A sentence is a line of the source. What a link to a file of the course
    leads to does not lie beside the slides.
    """
    page = PARAGRAPH.sub(lambda found: found[0].replace("\n", "<br>\n"), page)
    return TO_A_FILE.sub(r"\1", ADDRESS.sub("", page))


def _program(source: str, room: float) -> str:
    lines = source.splitlines() or [""]
    high = (room - BESIDE_CODE) / len(lines) / LINE_HEIGHT
    longest = max(map(len, lines)) or 1
    wide = (ACROSS - BESIDE_CODE) / longest / COLUMN
    size = min(CODE, high, wide)
    text = program_html(source)
    return f'<div class="code" style="font-size:{size:.1f}px">{text}</div>'


def _chart(block: Chart, slide: Slide) -> str:
    """Write what a program put out: a picture gets what room there is."""
    output = block.output
    if isinstance(output, Text):
        size = PRINTED if is_high(slide) else size_of_printed(slide)
        style = f"font-size:{size:.1f}px;column-count:{columns(slide)}"
        text = output_html(output.text)
        return f'<div class="out" style="{style}">{text}</div>'
    if isinstance(output, Table):
        return f'<div class="table">{output.html}</div>'
    left = ROOM if is_high(slide) else ROOM - high_beside(slide)
    return _scaled(output, max(120.0, left))


def _scaled(picture: Picture, high: float) -> str:
    across, upright = proportions(picture)
    wide = min(ACROSS, high * across / upright) if upright else ACROSS
    figure = picture_html(picture, Medium.SCREEN)
    style = f"width:{wide:.0f}px;max-height:{high:.0f}px"
    return figure.replace("<img ", f'<img style="{style}" ')
