"""Fills pages: a chart is printed smaller where its cell then fits.

A cell is never split, so what does not fit on a page leaves it empty below,
often to the half. Where the charts of the next cell need to be a quarter
smaller at most to fit there, they are, and the notebook is laid out again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

__all__ = ["ROUNDS", "look", "next_fit"]

ROUNDS = 4  # of a notebook's layout, at most
WORTH = 0.25  # of a page; a smaller gap is left as it is
LEAST = 0.75  # of its size that a chart keeps
WIDE = 162  # mm, the width of a chart, as the style sheet has it
PX = 96 / 25.4  # per mm
APART = 12  # px between two sections
SLACK = 0.99  # of the room that is taken, since a layout rounds


def look(shares: Mapping[str, float]) -> str:
    """Return the CSS that makes the charts of some cells smaller."""
    return "".join(
        f'[id="{name}"] img {{ width: {share * WIDE:.1f}mm }}\n'
        for name, share in shares.items()
    )


def next_fit(
    pages: Sequence[Any],
    foot: float,
    ratios: Mapping[str, float],
    shares: Mapping[str, float],
) -> dict[str, float]:
    """Return the next cell that should be smaller, and its share.

    `foot` is how many mm of a page are below its text. `ratios` are the
    heights of the charts of each cell, in widths. What stands in `shares`
    is done.
    """
    for page, after in pairwise(pages):
        above, below = _sections(page), _sections(after)
        if not above or not below or above.keys() & below.keys():
            continue  # a page that ends in the middle of something is full
        name = min(below, key=lambda each: below[each][0])
        if not ratios.get(name) or name in shares:
            continue
        top, end = below[name]
        bottom = page.height - foot * PX
        free = bottom - max(end for _, end in above.values())
        drawn = ratios[name] * WIDE * PX
        share = SLACK * (drawn + free - APART - (end - top)) / drawn
        if free > WORTH * page.height and LEAST <= share < 1:
            return {name: share}
    return {}


def _sections(page: Any) -> dict[str, tuple[float, float]]:
    """Return where each named part of a page begins and ends, in px.

    The sheet itself has a name without a dash.
    """
    return {
        name: (place[1], place[3])
        for name, place in page.anchors.items()
        if "-" in name
    }
