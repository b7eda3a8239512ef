"""How wide a text is drawn, and what to do where there is no room for it.

Widths are in pixels of a figure with 100 dots per inch. They are read off
the font, not off a figure: a layout is chosen before anything is drawn.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Iterator
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

__all__ = [
    *("DPI", "LABEL", "SHARPNESS", "SMALL", "TITLE", "WORDS", "fitting"),
    *("literal", "no_complaints", "width", "wrapped"),
]

DPI = 100  # dots per inch of a picture's nominal size
SHARPNESS = 1.6  # times that many dots, for today's screens
SLACK = 1.01  # what is left for formats that do not consist of dots

LABEL = FontProperties(family="DejaVu Sans Mono", size=8)
WORDS = FontProperties(family="DejaVu Sans", size=7.5)
SMALL = FontProperties(family="DejaVu Sans", size=7)
TITLE = FontProperties(family="DejaVu Sans", size=9.5)


@functools.lru_cache(maxsize=4096)
def width(text: str, font: FontProperties) -> float:
    """Return how wide a text is drawn, in px.

    It is measured at both sizes: fonts are fitted to the dots there are.
    """
    if not text.strip():
        return 0.0
    with no_complaints():
        plain = _dots(DPI, text, font)
        sharp = _dots(DPI * SHARPNESS, text, font) / SHARPNESS
    return max(plain, sharp) * SLACK + 2


def _dots(dpi: float, text: str, font: FontProperties) -> float:
    wide, _, _ = _renderer(dpi).get_text_width_height_descent(
        _printable(text), font, False
    )
    return float(wide)


@functools.cache
def _renderer(dpi: float) -> Any:
    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]


def literal(text: str) -> str:
    """Return a text as matplotlib shows it as it is: no formulas."""
    return _printable(text).replace("$", r"\$")


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


@contextlib.contextmanager
def no_complaints() -> Iterator[None]:
    """Draw a box for a sign that the font lacks, without a warning."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        yield


def fitting(text: str, font: FontProperties, room: float) -> str:
    """Shorten a text, in its middle, until it fits into `room` px."""
    if width(text, font) <= room:
        return text
    fewest, most = 0, len(text)
    while most - fewest > 1:
        keep = (fewest + most) // 2
        fits = width(_shortened(text, keep), font) <= room
        fewest, most = (keep, most) if fits else (fewest, keep)
    return _shortened(text, fewest)


def _shortened(text: str, keep: int) -> str:
    last = keep // 3
    return f"{text[: keep - last]} … {text[len(text) - last :]}".strip()


def wrapped(text: str, font: FontProperties, room: float) -> list[str]:
    """Break a text into lines, none of them wider than `room` px."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, font) <= room:
            lines[-1] = longer
        else:
            lines.append(fitting(word, font, room))
    return lines
