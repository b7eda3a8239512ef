"""What made runs as long as they were: lit in their charts, and in words."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.charts.marks import Lit
from helpers.timeline.model import Timeline

__all__ = ["paths"]


def paths(
    timelines: Sequence[Timeline], names: Sequence[str] = ()
) -> tuple[list[Lit], list[str]]:
    """Return what is lit in each of some charts, and a line about each.

    With `names` the lines say which chart they are of; else they count where
    there are several.
    """
    from helpers.predicting.critical import critical

    found = [critical(each) for each in timelines]
    which = [f" of {name}" for name in names]
    if len(set(which)) < len(found):
        numbers = range(1, len(found) + 1)
        which = [f" {number} of {len(found)}" for number in numbers]
        which = which if len(found) > 1 else [""]
    lines = [
        f"path{x}: {each.words}" for x, each in zip(which, found, strict=True)
    ]
    return [each.lit for each in found], lines
