"""A loop on virtual time that ends the program at a given time.

A program that goes on for ever costs nothing on virtual time, and never
comes back: this one comes back, as if it had called `sys.exit()` then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from helpers.clocks.virtual import MICROSECONDS, VirtualLoop

__all__ = ["EndingLoop", "TimeIsUp"]


class TimeIsUp(SystemExit):
    """Ends a program with status 0: the time that was given is over."""

    def __init__(self) -> None:
        super().__init__(0)


class EndingLoop(VirtualLoop):
    """A virtual loop whose `run_forever` raises `TimeIsUp` at a given time.

    What is due at that very time does not run any more. It raises once:
    what the program does to end, it can do.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last = float("inf")  # microseconds
        self._tell: Callable[[], object] = lambda: None

    def end_at(self, seconds: float, tell: Callable[[], object]) -> None:
        """End the program at a time of this loop; call `tell` before."""
        self._last = round(seconds * MICROSECONDS)
        self._tell = tell

    def select(self, timeout: float | None) -> Any:
        """Move the clock as ever, but not beyond the end."""
        events = super().select(timeout)
        if self._now >= self._last:
            self._last = float("inf")
            self._tell()
            raise TimeIsUp
        return events

    def _advance(self, microseconds: int) -> None:
        left = self._last - self._now
        super()._advance(int(max(0, min(microseconds, left))))
