"""A deck as a page of reveal.js, which reads nothing from the network.

Sizes are chosen here, from how much a slide holds, so that nothing runs
over its edge; the page itself only turns slides.
"""

from __future__ import annotations

import html
import math
import re
import shutil
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from helpers.workshop.cells import Picture, Table, Text
from helpers.workshop.code import output_html, program_html
from helpers.workshop.deck import deck
from helpers.workshop.executing import Notebook
from helpers.workshop.pages import COLUMNS, lines_in
from helpers.workshop.prose import html_of, plain
from helpers.workshop.sheets import COURSE, Medium, picture_html
from helpers.workshop.slide import (
    Block,
    Chart,
    Place,
    Program,
    Prose,
    Slide,
    prose_of,
)

__all__ = ["slides_html", "write_slides"]

HERE = Path(__file__).parent
REVEAL = HERE / "reveal"
WIDE, HIGH = 1280, 720  # px
ROOM = 580  # px below the title
LETTER = 26  # px, prose, when a line has as many characters as COLUMNS
LEAST_LETTER, MOST_LETTER = 13, 32
POINT = 23  # px, prose below a chart or a program
CODE = 28  # px, programs
LINE_HEIGHT = 1.35
PRINTED = 19  # px
COLUMN = 0.605  # of its size, how wide a letter of a program is
BESIDE_CODE = 70  # px, what frames a program
LONG_TITLE = 56  # characters; more are written smaller
MARGIN = 50  # px, at the left and at the right
ACROSS = WIDE - 2 * MARGIN
WORDS = 300  # px, what words need beside a picture
GUTTER = 24  # px between them
PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
ADDRESS = re.compile(r' <span class="address">.*?</span>')
TO_A_FILE = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>')
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
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
    if not _is_high(slide):
        yield from (_block(each, slide, number) for each in slide.blocks)
        yield from later
        return
    picture = next(filter(_is_picture, slide.blocks))
    rest = [each for each in slide.blocks if each is not picture]
    words = "".join(_block(each, slide, number) for each in rest)
    yield f'<div class="beside">{_block(picture, slide, number)}'
    yield f'<div class="words">{words}{"".join(later)}</div></div>'


def _block(block: Block, slide: Slide, number: str) -> str:
    if isinstance(block, Prose):
        size = _letter(slide)
        text = _on_a_slide(html_of(block.markdown, number))
        return f'<div class="text" style="font-size:{size:.1f}px">{text}</div>'
    if isinstance(block, Program):
        return _program(block.source, ROOM - _high_beside(slide))
    assert isinstance(block, Chart)
    return _chart(block, slide)


def _on_a_slide(page: str) -> str:
    """Begin a line with each sentence, and drop what is for paper.

    A sentence is a line of the source. What a link to a file of the course
    leads to does not lie beside the slides.
    """
    page = PARAGRAPH.sub(lambda found: found[0].replace("\n", "<br>\n"), page)
    return TO_A_FILE.sub(r"\1", ADDRESS.sub("", page))


def _high_beside(slide: Slide) -> float:
    """Return how much room all but a program or a picture takes."""
    printed = _printed(slide)
    lines = math.ceil(len(printed) / _columns(slide))
    high = PRINTED * LINE_HEIGHT * lines
    return _high_of_prose(slide) + high + 20 * bool(printed)


def _high_of_prose(slide: Slide) -> float:
    text = prose_of((*slide.blocks, *slide.later))
    return _high(text, POINT) + 15 if text else 0.0


def _printed(slide: Slide) -> list[str]:
    """Return the lines that programs printed."""
    outputs = [
        block.output
        for block in (*slide.blocks, *slide.later)
        if isinstance(block, Chart)
    ]
    texts = [output.text for output in outputs if isinstance(output, Text)]
    return [line for text in texts for line in text.splitlines()]


def _columns(slide: Slide) -> int:
    """Return in how many columns stands what was printed above a picture.

    The picture is what the slide is for: as many as it takes to give it room.
    """
    lines = _printed(slide)
    if not lines or not any(map(_is_picture, slide.blocks)):
        return 1
    wide = (max(map(len, lines)) + 4) * PRINTED * COLUMN
    across = _beside(slide) if _is_high(slide) else ACROSS
    most = max(1, min(int(across / wide), len(lines)))
    left = ROOM - _high_of_prose(slide) - _natural(slide) - 20
    rows = max(1, int(left / PRINTED / LINE_HEIGHT))
    return min(most, math.ceil(len(lines) / rows))


def _is_high(slide: Slide) -> bool:
    """Tell whether a picture is so high that words have room beside it."""
    return _natural(slide) > ROOM and _beside(slide) >= WORDS


def _beside(slide: Slide) -> float:
    """Return how wide the room is beside a picture as high as a slide."""
    return ACROSS * (1 - ROOM / _natural(slide)) - GUTTER


def _is_picture(block: Block) -> bool:
    return isinstance(block, Chart) and isinstance(block.output, Picture)


def _natural(slide: Slide) -> float:
    """Return how high the picture is if it is as wide as the slide."""
    for block in slide.blocks:
        if isinstance(block, Chart) and isinstance(block.output, Picture):
            wide, high = _proportions(block.output)
            return ACROSS * high / wide
    return 0.0


def _proportions(picture: Picture) -> tuple[float, float]:
    if picture.png:
        wide, high = struct.unpack(">II", picture.png[16:24])
        return wide, high
    found = VIEW_BOX.search(picture.outlined)
    return (float(found[1]), float(found[2])) if found else (1.0, 0.0)


def _letter(slide: Slide) -> float:
    """Return the size of prose: the largest that fits."""
    blocks = (*slide.blocks, *slide.later)
    most, across, room = MOST_LETTER, float(ACROSS), float(ROOM)
    if _is_high(slide):
        rows = math.ceil(len(_printed(slide)) / _columns(slide))
        room -= rows * PRINTED * LINE_HEIGHT + 60
        most, across = POINT, _beside(slide)
    elif not all(isinstance(block, Prose) for block in blocks):
        return POINT
    sizes = range(most, LEAST_LETTER, -1)
    text = prose_of(blocks)
    fitting = (size for size in sizes if _high(text, size, across) <= room)
    return next(fitting, LEAST_LETTER)


def _high(text: str, size: float, across: float = ACROSS) -> float:
    """Return how high a text is, in pixels; larger letters need more lines."""
    columns = COLUMNS * LETTER / size * across / ACROSS
    return lines_in(text, columns) * size * LINE_HEIGHT


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
        size = PRINTED if _is_high(slide) else _size_of_printed(slide)
        style = f"font-size:{size:.1f}px;column-count:{_columns(slide)}"
        text = output_html(output.text)
        return f'<div class="out" style="{style}">{text}</div>'
    if isinstance(output, Table):
        return f'<div class="table">{output.html}</div>'
    left = ROOM if _is_high(slide) else ROOM - _high_beside(slide)
    return _scaled(output, max(120.0, left))


def _size_of_printed(slide: Slide) -> float:
    """Return the size of printed lines; large where there is nothing else."""
    lines = _printed(slide)
    is_alone = all(
        isinstance(block, Chart) and isinstance(block.output, Text)
        for block in slide.blocks
    )
    high = (ROOM - _high_of_prose(slide) - 40) / len(lines) / LINE_HEIGHT
    wide = ACROSS / max(1, *map(len, lines)) / COLUMN
    return max(13, min(CODE if is_alone else PRINTED, high, wide))


def _scaled(picture: Picture, high: float) -> str:
    across, upright = _proportions(picture)
    wide = min(ACROSS, high * across / upright) if upright else ACROSS
    figure = picture_html(picture, Medium.SCREEN)
    style = f"width:{wide:.0f}px;max-height:{high:.0f}px"
    return figure.replace("<img ", f'<img style="{style}" ')
