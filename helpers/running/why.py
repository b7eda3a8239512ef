"""What made a run long, in the form in which a replay takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.predicting.critical import critical
from helpers.timeline.model import Timeline

if TYPE_CHECKING:
    from helpers.charts.replay import Why

__all__ = ["why"]


def why(timeline: Timeline, at_once: bool = False) -> Why:
    """Return what made a run as long as it was, to be lit in a replay."""
    from helpers.charts.replay import Why  # it needs matplotlib

    found = critical(timeline)
    return Why(found.words, found.lit, at_once)
