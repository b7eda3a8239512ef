"""What a seed of `run()` is, and what it has changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.clocks.variation import Change, Kind, Variation
from helpers.clocks.varied import VariedLoop
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import labels

__all__ = ["changed_by", "check_seed", "seed_note"]

MOST_CHANGES = 3  # that a note names


def check_seed(seed: Any, clock: str | None) -> str:
    """Refuse what is no seed; return the one clock that has any."""
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(
            "seed must be a whole number, as in the table of outcomes(), got "
            f"{seed!r}"
        )
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    if clock == "real":
        raise ValueError(
            "a seed varies the virtual clock, and the real one goes its own "
            "way: leave clock= out"
        )
    return "virtual"


def changed_by(
    loop: WatchfulLoop, recorder: Recorder
) -> Iterator[tuple[str, Change]]:
    """Yield what a loop has done differently, each with a lane's label."""
    if isinstance(loop, VariedLoop) and loop.changes:
        called = labels(recorder)
        for change in loop.changes.values():
            place = change.place
            number = None if place is None else recorder.numbers.get(place)
            yield called.get(-1 if number is None else number, ""), change


def seed_note(
    variation: Variation, changed: Sequence[tuple[str, Change]]
) -> str:
    """Say what a seed has changed."""
    head = f"seed {variation.seed}, {variation.kind.value}: "
    if variation.kind is Kind.CHANCE:
        return f"{head}random draws other numbers"
    if not changed:
        return f"{head}nothing is different here"
    words = [change.words(label or "a timer") for label, change in changed]
    if len(words) > MOST_CHANGES:
        words[MOST_CHANGES:] = [f"and {len(words) - MOST_CHANGES} more"]
    return head + "; ".join(words)
