"""How much room each thing on a slide gets, and how large its letters are.

Sizes are chosen before a browser lays a slide out, from how much it holds.
A test opens each slide and measures that nothing runs over an edge.
"""

from __future__ import annotations

import math
import re
import struct

from helpers.workshop.cells import Picture, Text
from helpers.workshop.pages import COLUMNS, lines_in
from helpers.workshop.slide import Block, Chart, Prose, Slide, prose_of

__all__ = [
    *("ACROSS", "CODE", "COLUMN", "HIGH", "LINE_HEIGHT", "PRINTED", "ROOM"),
    *("WIDE", "columns", "high_beside", "is_high", "is_picture", "letter"),
    *("proportions", "size_of_printed"),
]

WIDE, HIGH = 1280, 720  # px
ROOM = 580  # px below the title
LETTER = 26  # px, prose, when a line has as many characters as COLUMNS
LEAST_LETTER, MOST_LETTER = 13, 32
POINT = 23  # px, prose below a chart or a program
CODE = 28  # px, programs
LINE_HEIGHT = 1.35
PRINTED = 19  # px
COLUMN = 0.605  # of its size, how wide a letter of a program is
MARGIN = 50  # px, at the left and at the right
ACROSS = WIDE - 2 * MARGIN
WORDS = 300  # px, what words need beside a picture
GUTTER = 24  # px between them
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


def high_beside(slide: Slide) -> float:
    """Return how much room all but a program or a picture takes."""
    count = len(_printed(slide))
    lines = math.ceil(count / columns(slide))
    high = PRINTED * LINE_HEIGHT * lines
    return _high_of_prose(slide) + high + 20 * bool(count)


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


def columns(slide: Slide) -> int:
    """Return in how many columns stands what was printed above a picture.

    The picture is what the slide is for: as many as it takes to give it room.
    """
    lines = _printed(slide)
    if not lines or not any(map(is_picture, slide.blocks)):
        return 1
    wide = (max(map(len, lines)) + 4) * PRINTED * COLUMN
    across = _beside(slide) if is_high(slide) else ACROSS
    most = max(1, min(int(across / wide), len(lines)))
    left = ROOM - _high_of_prose(slide) - _natural(slide) - 20
    rows = max(1, int(left / PRINTED / LINE_HEIGHT))
    return min(most, math.ceil(len(lines) / rows))


def is_high(slide: Slide) -> bool:
    """Tell whether a picture is so high that words have room beside it."""
    return _natural(slide) > ROOM and _beside(slide) >= WORDS


def _beside(slide: Slide) -> float:
    """Return how wide the room is beside a picture as high as a slide."""
    return ACROSS * (1 - ROOM / _natural(slide)) - GUTTER


def is_picture(block: Block) -> bool:
    return isinstance(block, Chart) and isinstance(block.output, Picture)


def _natural(slide: Slide) -> float:
    """Return how high the picture is if it is as wide as the slide."""
    for block in slide.blocks:
        if isinstance(block, Chart) and isinstance(block.output, Picture):
            wide, high = proportions(block.output)
            return ACROSS * high / wide
    return 0.0


def proportions(picture: Picture) -> tuple[float, float]:
    if picture.png:
        wide, high = struct.unpack(">II", picture.png[16:24])
        return wide, high
    found = VIEW_BOX.search(picture.outlined)
    return (float(found[1]), float(found[2])) if found else (1.0, 0.0)


def letter(slide: Slide) -> float:
    """Return the size of prose: the largest that fits."""
    blocks = (*slide.blocks, *slide.later)
    most, across, room = MOST_LETTER, float(ACROSS), float(ROOM)
    if is_high(slide):
        rows = math.ceil(len(_printed(slide)) / columns(slide))
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
    count = COLUMNS * LETTER / size * across / ACROSS
    return lines_in(text, count) * size * LINE_HEIGHT


def size_of_printed(slide: Slide) -> float:
    """Return the size of printed lines; large where there is nothing else."""
    lines = _printed(slide)
    is_alone = all(
        isinstance(block, Chart) and isinstance(block.output, Text)
        for block in slide.blocks
    )
    high = (
        (ROOM - _high_of_prose(slide) - 40) / max(1, len(lines)) / LINE_HEIGHT
    )
    wide = ACROSS / max([1, *map(len, lines)]) / COLUMN
    return max(13, min(CODE if is_alone else PRINTED, high, wide))
