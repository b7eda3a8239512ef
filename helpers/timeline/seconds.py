"""How seconds are written and read, and which are round numbers."""

from __future__ import annotations

import math
import re

__all__ = [
    "ROUND",
    "brief_seconds",
    "read_seconds",
    "seconds_text",
    "spell_seconds",
]

ROUND = [float(f"{n}e{power}") for power in range(-18, 19) for n in (1, 2, 5)]


def seconds_text(seconds: float) -> str:
    """Return `seconds` without needless zeros: 3, 0.2, 1.25."""
    return f"{round(seconds, 6):.6f}".rstrip("0").rstrip(".")


def spell_seconds(seconds: float) -> str:
    """Return "1 second", "3 seconds", "0.2 seconds"."""
    text = seconds_text(seconds)
    return f"{text} second" if text == "1" else f"{text} seconds"


def brief_seconds(seconds: float) -> str:
    """Return three digits of a length: "12.3 s", "0.25 s", "35 ms"."""
    if seconds >= 100:
        return f"{seconds:.0f} s"
    if seconds >= 0.0995:
        return f"{seconds:.3g} s"
    return f"{seconds * 1000:.3g} ms"


_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "": 1, "m": 60, "h": 3600}
_LENGTH = re.compile(r"(\d+\.?\d*|\.\d+) ?(us|ms|s|m|h|)")


def read_seconds(text: str) -> float:
    """Return the seconds that a text such as "20ms", "60s" or "1.5" means.

    Raises `ValueError` for any other text, and for no time at all.
    """
    found = _LENGTH.fullmatch(text.strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if not 0 < seconds < math.inf:
        raise ValueError(
            f"{text!r} is no length of time: write 20ms, 60s, 5m or 1h"
        )
    return seconds
