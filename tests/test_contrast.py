"""Words and marks stand out from what lies behind them.

WCAG 2.2 asks for 4.5:1 for text and 3:1 for whatever else carries meaning.
"""

import pytest

from helpers.charts.canvas import INK
from helpers.charts.marks import MARKS, TRACK, Shape

TEXT, GRAPHICS = 4.5, 3.0
WHITE = "#ffffff"
COLOURS = ("edgecolor", "colors", "facecolor", "markerfacecolor")

every_mark = pytest.mark.parametrize(
    ("state", "fill"),
    [(state, mark.fill) for state, mark in MARKS.items() if mark.fill],
    ids=lambda value: getattr(value, "name", ""),
)


def luminance(colour):
    """Return how bright a colour is, from 0 to 1, as WCAG counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4
        for x in parts
    ]
    return sum(
        x * y for x, y in zip(linear, (0.2126, 0.7152, 0.0722), strict=True)
    )


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21."""
    darker, brighter = sorted(map(luminance, (one, other)))
    return (brighter + 0.05) / (darker + 0.05)


def strongest(look, ground):
    """Return the contrast of the part of a mark that stands out most."""
    colours = [look[key] for key in COLOURS if look.get(key, "")[:1] == "#"]
    return max(contrast(colour, ground) for colour in colours)


def test_contrast_is_counted_as_it_should_be():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


def test_words_stand_out_from_the_page():
    assert contrast(INK, WHITE) >= TEXT


@every_mark
def test_a_mark_stands_out_from_the_page(state, fill):
    assert strongest(fill.look, WHITE) >= GRAPHICS


@every_mark
def test_what_is_drawn_on_a_track_stands_out_from_it(state, fill):
    if fill.shape in (Shape.STEP, Shape.CROSS):
        assert strongest(fill.look, TRACK) >= GRAPHICS
