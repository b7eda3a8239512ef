"""What made a run long, in the form in which a replay takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.predicting.critical import critical
from helpers.timeline.model import Timeline

if TYPE_CHECKING:
    from helpers.charts.replay import Why

__all__ = ["why"]


def why(
    timeline: Timeline, at_once: bool = False, what_if: bool = True
) -> Why:
    """Return what made a run as long as it was, to be lit in a replay.

    With `what_if` it is said what half of it would give.
    """
    from helpers.charts.replay import Why  # it needs matplotlib

    found = critical(timeline, what_if)
    return Why(found.words, found.lit, at_once)
