"""The clock of another process, brought onto ours.

Two clocks cannot be read at once, but messages pass between them, and each
one is a bound: what was told to them happened here first, and what was heard
of them happened there first. (NTP and Cristian's algorithm read one bound of
each kind off a question and its answer; here every message counts.)

Clocks drift, so a bound holds at the moment of its message, and farther away
a little less for each second. What all bounds leave at a moment is a range.
The offset is taken out of it: so every cause comes before its effect, and of
two moments there the earlier one is the earlier one here. The offset is wrong
by no more than the way to the farther end of the range, which is what
`within` says. Where messages contradict each other, their clock drifts more
than was thought, and is allowed as much as they need.
"""

from __future__ import annotations

import bisect
import itertools
import math
from dataclasses import dataclass, field

__all__ = ["DRIFT", "Clock"]

# Seconds in a second: quartz is five times as good, and NTP, which sets a
# clock by making it faster or slower, does it by no more than this.
DRIFT = 500e-6
MOST_DRIFT = 0.5  # with more, a clock is not slow or fast: it was set
EVEN = 1e-6  # seconds: a time of day as a float is hardly finer


class _Floor:
    """What something is at least at a moment, known from other moments.

    It changes by no more than a `slope` for each second: so each bound is
    the tip of a cone, and the floor is the highest of all cones.
    """

    def __init__(self) -> None:
        self.tips: list[tuple[float, float]] = []
        self._slope: float | None = None  # of the cones below
        self._moments: list[float] = []
        self._before: list[float] = []
        self._after: list[float] = []

    def add(self, moment: float, least: float) -> None:
        """Note that it is at least so much at a moment."""
        self.tips.append((moment, least))
        self._slope = None

    def at(self, moment: float, slope: float) -> float:
        """Return what it is at least at a moment."""
        if self._slope != slope:
            self._prepare(slope)
        place = bisect.bisect_right(self._moments, moment)
        before = after = -math.inf
        if place > 0:
            before = self._before[place - 1] - slope * moment
        if place < len(self._moments):
            after = self._after[place] + slope * moment
        return max(before, after)

    def _prepare(self, slope: float) -> None:
        """Note of each tip which cone is the highest at it, on each side."""
        self._slope, tips = slope, sorted(self.tips)
        self._moments = [moment for moment, _ in tips]
        falling = [least + slope * moment for moment, least in tips]
        rising = [least - slope * moment for moment, least in tips]
        self._before = list(itertools.accumulate(falling, max))
        self._after = list(itertools.accumulate(rising[::-1], max))[::-1]


@dataclass
class Clock:
    """Another process's clock; all times are seconds.

    `guess` is the offset that is taken if no message contradicts it: 0 for
    two clocks of one machine. Else it is the middle of the range.
    """

    guess: float | None = None
    least: float = -math.inf  # of the offset, if it never changes
    most: float = math.inf
    _least: _Floor = field(default_factory=_Floor, repr=False)
    _most: _Floor = field(default_factory=_Floor, repr=False)  # upside down
    _drift: float | None = None  # of the messages so far

    def told(self, ours: float, theirs: float) -> None:
        """Note that what we did at `ours` was known there at `theirs`."""
        self.most = min(self.most, theirs - ours)
        self._most.add(theirs, ours - theirs)
        self._drift = None

    def heard(self, theirs: float, ours: float) -> None:
        """Note that what they did at `theirs` was known here at `ours`."""
        self.least = max(self.least, theirs - ours)
        self._least.add(theirs, theirs - ours)
        self._drift = None

    @property
    def drift(self) -> float:
        """How many seconds in a second the offset may change."""
        if self._drift is None:
            allowed = DRIFT
            while self._contradiction(allowed) > EVEN and allowed < MOST_DRIFT:
                allowed *= 2
            self._drift = allowed
        return self._drift

    def _contradiction(self, drift: float) -> float:
        """Return by how much the messages contradict each other."""
        return max(
            (
                self._least.at(moment, drift) + least
                for moment, least in self._most.tips
            ),
            default=0.0,
        )

    def _range(self, theirs: float) -> tuple[float, float]:
        """Return what the offset is at least and at most."""
        drift = self.drift
        return self._least.at(theirs, drift), -self._most.at(theirs, drift)

    def offset(self, theirs: float) -> float:
        """Return by how much their clock is ahead when it shows `theirs`."""
        guess = self.guess
        if guess is not None and self.least <= guess <= self.most:
            return guess
        least, most = self._range(theirs)
        known = [each for each in (least, most) if not math.isinf(each)]
        return sum(known) / len(known) if known else 0.0

    def within(self, theirs: float) -> float:
        """Return by how much a time brought here may be wrong.

        It is infinite where there are no messages of both kinds.
        """
        least, most = self._range(theirs)
        if least > most:
            return least - most
        offset = self.offset(theirs)
        return max(offset - least, most - offset)

    def here(self, theirs: float) -> float:
        """Return what our clock showed when theirs showed `theirs`."""
        return theirs - self.offset(theirs)
