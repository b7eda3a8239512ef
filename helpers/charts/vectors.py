"""A figure as SVG, the same text at every run."""

from __future__ import annotations

import enum
import html
import io
import re
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

__all__ = ["Letters", "svg"]

SALT = "course"  # what matplotlib makes its ids of, in place of chance
ANCHORED = re.compile(
    r"(?P<before><text style=\"font-size: (?P<size>[\d.]+)px; "
    r"font-family: (?P<family>[^;]+); )text-anchor: (?P<anchor>middle|end)"
    r"(?P<between>[^\"]*\" )x=\"(?P<x>[-\d.]+)\" (?P<y>y=\"[-\d.]+\") "
    r"transform=\"[^\"]*\">(?P<words>[^<]*)<"
)
SHARES = {"middle": 0.5, "end": 1.0}  # of a text that stand left of its place


class Letters(enum.Enum):
    """What the words of a picture consist of."""

    OUTLINES = "path"  # the same everywhere, whatever fonts there are
    TEXT = "none"  # to be found and copied, where DejaVu is at hand


def svg(figure: Figure, letters: Letters = Letters.OUTLINES) -> str:
    """Return a figure as an SVG document, without the day it was made."""
    out = io.StringIO()
    settings: Any = {"svg.fonttype": letters.value, "svg.hashsalt": SALT}
    with matplotlib.rc_context(settings):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return ANCHORED.sub(_from_its_start, out.getvalue())


def _from_its_start(found: re.Match[str]) -> str:
    """Say of a text where it starts, not where it ends or has its middle.

    WeasyPrint puts any other text into a frame that fits it so tightly that
    some readers of PDF cut off the edge of its first letter.
    """
    families = re.findall(r"'([^']+)'", found["family"])
    font = FontProperties(family=families, size=float(found["size"]))
    words = html.unescape(found["words"])
    wide, _, _ = text_to_path.get_text_width_height_descent(
        words, font, ismath=False
    )
    x = float(found["x"]) - SHARES[found["anchor"]] * wide
    return (
        f"{found['before']}text-anchor: start{found['between']}"
        f'x="{x:.4f}" {found["y"]}>{found["words"]}<'
    )
