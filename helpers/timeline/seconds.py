"""How seconds are written: 3, 0.2, 1.25; and which are round numbers."""

from __future__ import annotations

__all__ = ["ROUND", "seconds_text", "spell_seconds"]

ROUND = [float(f"{n}e{power}") for power in range(-18, 19) for n in (1, 2, 5)]


def seconds_text(seconds: float) -> str:
    """Return `seconds` without needless zeros: 3, 0.2, 1.25."""
    return f"{round(seconds, 6):.6f}".rstrip("0").rstrip(".")


def spell_seconds(seconds: float) -> str:
    """Return "1 second", "3 seconds", "0.2 seconds"."""
    text = seconds_text(seconds)
    return f"{text} second" if text == "1" else f"{text} seconds"
