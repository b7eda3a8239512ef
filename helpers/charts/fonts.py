"""How a text is drawn, how wide, and what to do where there is no room.

matplotlib brings fonts for Latin, Greek, Cyrillic and many symbols. What they
lack is taken from a font of the machine, if one is known to have it, and is
spelled otherwise: no sign becomes a box that could be anything.

Widths are in pixels of a figure with 100 dots per inch. They are read off
the font, not off a figure: a layout is chosen before anything is drawn.
"""

from __future__ import annotations

import functools
from typing import Any

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, fontManager, get_font

from helpers.signs import is_selector, printable, spelled, whole

__all__ = [
    *("DPI", "LABEL", "SHARPNESS", "SMALL", "TITLE", "WORDS", "drawn"),
    *("fitting", "literal", "width", "wrapped"),
]

DPI = 100  # dots per inch of a picture's nominal size
SHARPNESS = 1.6  # times that many dots, for today's screens
SLACK = 1.01  # what is left for formats that do not consist of dots

LABEL = FontProperties(family="DejaVu Sans Mono", size=8)
WORDS = FontProperties(family="DejaVu Sans", size=7.5)
SMALL = FontProperties(family="DejaVu Sans", size=7)
TITLE = FontProperties(family="DejaVu Sans", size=9.5)

SPARE = (  # fonts that help out; the first two come with matplotlib
    *("DejaVu Sans", "STIXGeneral"),
    *("Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR"),
    *("Source Han Sans", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
    *("IPAexGothic", "IPAGothic", "Droid Sans Fallback", "NanumGothic"),
    *("Hiragino Sans", "Hiragino Sans GB", "PingFang SC", "Heiti TC"),
    *("Apple SD Gothic Neo", "Arial Unicode MS", "Yu Gothic", "Meiryo"),
    *("MS Gothic", "Microsoft YaHei", "SimSun", "Malgun Gothic"),
    *("Noto Sans Devanagari", "Nirmala UI", "Noto Sans Thai", "Segoe UI"),
    *("Noto Emoji", "Symbola", "Segoe UI Emoji", "Segoe UI Symbol"),
    *("Noto Sans Symbols", "Noto Sans Symbols 2", "FreeSans", "Unifont"),
)


@functools.lru_cache(maxsize=4096)
def drawn(text: str, font: FontProperties) -> tuple[str, FontProperties]:
    """Return a text of which every sign can be drawn, and what in."""
    text = printable(text)
    if text.isascii():
        return text, font
    families = list(font.get_family())
    pieces = []
    for sign in text:
        if is_selector(sign):
            continue
        family = _family_with(sign, families[0])
        pieces.append(sign if family else spelled(sign))
        if family and family not in families:
            families.append(family)
    found = font.copy()
    found.set_family(families)
    return "".join(pieces), found


@functools.cache
def _family_with(sign: str, first: str) -> str:
    """Return a font that has a sign, `first` if that has it; "" if none."""
    for family in (first, *SPARE):
        face = _face(family)
        if face is not None and face.get_char_index(ord(sign)):
            return family
    return ""


@functools.cache
def _face(family: str) -> Any:
    """Return a font, None if the machine has no such one that can be read."""
    if family not in _installed():
        return None
    try:
        return get_font(fontManager.findfont(FontProperties(family=[family])))
    except (OSError, RuntimeError):
        return None


@functools.cache
def _installed() -> frozenset[str]:
    return frozenset(each.name for each in fontManager.ttflist)


@functools.lru_cache(maxsize=4096)
def width(text: str, font: FontProperties) -> float:
    """Return how wide a text is drawn, in px.

    It is measured at both sizes: fonts are fitted to the dots there are.
    """
    if not text.strip():
        return 0.0
    plain = _dots(DPI, text, font)
    sharp = _dots(DPI * SHARPNESS, text, font) / SHARPNESS
    return max(plain, sharp) * SLACK + 2


def _dots(dpi: float, text: str, font: FontProperties) -> float:
    wide, _, _ = _renderer(dpi).get_text_width_height_descent(
        *drawn(text, font), False
    )
    return float(wide)


@functools.cache
def _renderer(dpi: float) -> Any:
    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]


def literal(text: str) -> str:
    """Return a text as matplotlib shows it as it is: no formulas."""
    return text.replace("$", r"\$")


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
    first, rest = whole(text, keep - last), whole(text, len(text) - last)
    return f"{text[:first]} … {text[max(first, rest) :]}".strip()


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
