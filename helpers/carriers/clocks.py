"""The clock of another process, brought onto ours.

Two clocks cannot be read at once, but messages pass between them, and each
one is a bound: what was told to them happened here first, and what was heard
of them happened there first. All bounds together leave the offset between
the clocks a range, and any offset in it puts every cause before its effect.
It is wrong by no more than the way to the farther end of the range, which
is what `within` says. (Cristian's algorithm reads one bound of each kind
off one question and its answer; here every message counts.)

Clocks drift. If one drifts by more than the bounds allow, no offset is in
the range; `within` is then by how much the bounds contradict each other, and
an effect may seem to come before its cause by no more than that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Clock"]


@dataclass
class Clock:
    """Another process's clock; all times are seconds.

    `guess` is the offset that is taken where the bounds allow it: 0 for two
    clocks of one machine. Without a guess it is the middle of the range.
    """

    guess: float | None = None
    least: float = -math.inf
    most: float = math.inf

    def told(self, ours: float, theirs: float) -> None:
        """Note that what we did at `ours` was known there at `theirs`."""
        self.most = min(self.most, theirs - ours)

    def heard(self, theirs: float, ours: float) -> None:
        """Note that what they did at `theirs` was known here at `ours`."""
        self.least = max(self.least, theirs - ours)

    @property
    def offset(self) -> float:
        """What their clock shows when ours shows 0."""
        if self.least > self.most:
            return (self.least + self.most) / 2
        if self.guess is not None:
            return min(max(self.guess, self.least), self.most)
        if math.isinf(self.least) or math.isinf(self.most):
            known = [x for x in (self.least, self.most) if not math.isinf(x)]
            return known[0] if known else 0.0
        return (self.least + self.most) / 2

    @property
    def within(self) -> float:
        """By how much a time brought here may be wrong; may be infinite."""
        if self.least > self.most:
            return self.least - self.most
        return max(self.offset - self.least, self.most - self.offset)

    def here(self, theirs: float) -> float:
        """Return what our clock showed when theirs showed `theirs`."""
        return theirs - self.offset
