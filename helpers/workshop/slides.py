"""A deck as a page of reveal.js, which reads nothing from the network.

Sizes are chosen here, from how much a slide holds, so that nothing runs
over its edge; the page itself only turns slides.
"""

from __future__ import annotations

import html
import math
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from helpers.workshop.cells import Picture, Table, Text
from helpers.workshop.code import output_html, program_html
from helpers.workshop.deck import (
    Block,
    Chart,
    Place,
    Program,
    Prose,
    Slide,
    deck,
    lines_printed,
    prose_of,
)
from helpers.workshop.executing import Notebook
from helpers.workshop.pages import COLUMNS, lines_in
from helpers.workshop.prose import html_of, plain
from helpers.workshop.sheets import COURSE, Medium, picture_html

__all__ = ["slides_html", "write_slides"]

HERE = Path(__file__).parent
REVEAL = HERE / "reveal"
WIDE, HIGH = 1280, 720  # px
ROOM = 560  # px below the title
LETTER = 26  # px, prose, when a line has as many characters as COLUMNS
LEAST_LETTER, MOST_LETTER = 13, 32
POINT = 23  # px, prose below a chart or a program
CODE = 28  # px, programs
LINE_HEIGHT = 1.35
PRINTED = 19  # px
IN_COLUMN = 3  # lines that were printed, where they stand in columns
COLUMN = 0.605  # of its size, how wide a letter of a program is
BESIDE_CODE = 70  # px, what frames a program
LONG_TITLE = 56  # characters; more are written smaller
MARGIN = 50  # px, at the left and at the right
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
    blocks = "".join(_block(each, slide, number) for each in slide.blocks)
    later = "".join(
        f'<div class="fragment">{_block(each, slide, number)}</div>'
        for each in slide.later
    )
    notes = "".join(html_of(each, number) for each in slide.notes)
    notes = f'<aside class="notes">{notes}</aside>' if notes else ""
    heading = "h1" if is_first else "h2"
    title = html.escape(plain(slide.title))
    size = ' class="long"' if len(title) > LONG_TITLE else ""
    return (
        f"<section><{heading}{size}>{title}</{heading}>{blocks}{later}{notes}"
        "</section>\n"
    )


def _block(block: Block, slide: Slide, number: str) -> str:
    if isinstance(block, Prose):
        size = _letter(slide)
        text = _sentences_apart(html_of(block.markdown, number))
        return f'<div class="text" style="font-size:{size:.1f}px">{text}</div>'
    if isinstance(block, Program):
        return _program(block.source, ROOM - _high_beside(block, slide))
    assert isinstance(block, Chart)
    return _chart(block, slide)


def _sentences_apart(page: str) -> str:
    """Begin a line with each line of the source, which is a sentence."""
    paragraphs = re.compile(r"<p>.*?</p>", re.DOTALL)
    return paragraphs.sub(lambda p: p[0].replace("\n", "<br>\n"), page)


def _high_beside(block: Program | Chart, slide: Slide) -> float:
    """Return how much room a program or a picture leaves to all else."""
    blocks = (*slide.blocks, *slide.later)
    prose = _high(prose_of(blocks), POINT)
    lines = math.ceil(lines_printed(blocks) / _columns(blocks))
    printed = PRINTED * LINE_HEIGHT * lines
    return prose + 15 * bool(prose) + printed + 20 * bool(printed)


def _columns(blocks: Sequence[Block]) -> int:
    """Return in how many columns stands what was printed above a picture.

    A chart is what a slide is for, and many lines above it leave it no room.
    """
    outputs = [block.output for block in blocks if isinstance(block, Chart)]
    lines = [
        line
        for output in outputs
        if isinstance(output, Text)
        for line in output.text.splitlines()
    ]
    if not lines or all(isinstance(output, Text) for output in outputs):
        return 1
    wide = (max(map(len, lines)) + 4) * PRINTED * COLUMN
    fitting = int((WIDE - 2 * MARGIN) / wide)
    return max(1, min(fitting, math.ceil(len(lines) / IN_COLUMN)))


def _letter(slide: Slide) -> float:
    """Return the size of prose: the largest that fits."""
    blocks = (*slide.blocks, *slide.later)
    if not all(isinstance(block, Prose) for block in blocks):
        return POINT
    sizes = range(MOST_LETTER, LEAST_LETTER, -1)
    text = prose_of(blocks)
    fitting = (size for size in sizes if _high(text, size) <= ROOM)
    return next(fitting, LEAST_LETTER)


def _high(text: str, size: float) -> float:
    """Return how high a text is, in pixels; larger letters need more lines."""
    return lines_in(text, COLUMNS * LETTER / size) * size * LINE_HEIGHT


def _program(source: str, room: float) -> str:
    lines = source.splitlines() or [""]
    high = (room - BESIDE_CODE) / len(lines) / LINE_HEIGHT
    longest = max(map(len, lines)) or 1
    wide = (WIDE - 2 * MARGIN - BESIDE_CODE) / longest / COLUMN
    size = min(CODE, high, wide)
    text = program_html(source)
    return f'<div class="code" style="font-size:{size:.1f}px">{text}</div>'


def _chart(block: Chart, slide: Slide) -> str:
    """Write what a program put out: a picture gets what room there is."""
    output = block.output
    if isinstance(output, Text):
        lines = lines_printed((*slide.blocks, *slide.later))
        size = min(PRINTED, (ROOM - 40) / max(1, lines) / LINE_HEIGHT)
        columns = _columns((*slide.blocks, *slide.later))
        style = f"font-size:{size:.1f}px;column-count:{columns}"
        text = output_html(output.text)
        return f'<div class="out" style="{style}">{text}</div>'
    if isinstance(output, Table):
        return f'<div class="table">{output.html}</div>'
    return _scaled(output, max(120.0, ROOM - _high_beside(block, slide)))


def _scaled(picture: Picture, high: float) -> str:
    figure = picture_html(picture, Medium.SCREEN)
    return figure.replace("<img ", f'<img style="max-height:{high:.0f}px" ')
