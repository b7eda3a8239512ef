"""How seconds are written: 3, 0.2, 1.25."""

from __future__ import annotations

__all__ = ["seconds_text", "spell_seconds"]


def seconds_text(seconds: float) -> str:
    """Return `seconds` without needless zeros: 3, 0.2, 1.25."""
    return f"{round(seconds, 6):.6f}".rstrip("0").rstrip(".")


def spell_seconds(seconds: float) -> str:
    """Return "1 second", "3 seconds", "0.2 seconds"."""
    text = seconds_text(seconds)
    return f"{text} second" if text == "1" else f"{text} seconds"
