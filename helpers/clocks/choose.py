"""The two clocks: which one is asked for, and the loop that keeps it.

`VirtualLoop` jumps over waits, `RealLoop` is asyncio's own loop. A person
takes the real one, to feel the seconds; machines take the virtual one.
"""

from __future__ import annotations

import os

from helpers.clocks.deadlock import WatchfulLoop
from helpers.clocks.real import RealLoop
from helpers.clocks.virtual import VirtualLoop

__all__ = ["clock_name", "new_loop"]


def clock_name(clock: str | None) -> str:
    """Return "real" or "virtual": `clock`, else `COURSE_CLOCK`, else real.

    Raises `ValueError` for any other word.
    """
    if clock is not None:
        if clock not in ("real", "virtual"):
            raise ValueError(
                f"clock must be 'real' or 'virtual', got {clock!r}"
            )
        return clock
    chosen = os.environ.get("COURSE_CLOCK") or "real"
    if chosen not in ("real", "virtual"):
        raise ValueError(
            "the environment variable COURSE_CLOCK must be 'real' or "
            f"'virtual', it is {chosen!r}"
        )
    return chosen


def new_loop(clock: str) -> WatchfulLoop:
    """Make a private event loop whose clock is "real" or "virtual"."""
    return RealLoop() if clock == "real" else VirtualLoop()
