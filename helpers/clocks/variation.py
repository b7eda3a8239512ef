"""What may be different when a program runs again, drawn from a seed.

Four kinds, and a run varies in one of them:

other speeds  what stands for a network, the sleeps and the program's own
              timers, takes half to twice as long; time limits stay
other order   what is due at one moment comes in another order, or one a
              moment after the rest; what is scheduled keeps its order, since
              asyncio promises that order
other sets    sets of tasks are gone through in another order, as they are
              where the tasks stand elsewhere in memory; sets of other things
              are left alone
other chance  Python's `random` draws other numbers; in all other runs it
              draws the same ones

Seed 0 changes nothing, 1 is of the first kind, 2 of the second, and 5 of
the first again. Whether something changes, and how, depends on
the seed and on whose it is, not on what else has happened, nor on the
version of Python.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from helpers.timeline.seconds import seconds_text

__all__ = ["KINDS", "Change", "Kind", "Late", "SLOWEST", "Variation", "mixed"]

SLOWEST = 2.0  # times as long as in the program; the quickest is the inverse
SHARES = (0.25, 0.5, 1.0)  # of what may change, for one seed after the other
PLACES = 2**20  # that a task may have in memory


class Kind(enum.Enum):
    """What is different in a run; the value is what it is called."""

    PLAIN = "nothing"
    SPEEDS = "other speeds"
    ORDER = "other order"
    SETS = "other sets"
    CHANCE = "other chance"


KINDS = {  # by their names, in the order in which seeds take them
    "speeds": Kind.SPEEDS,
    "order": Kind.ORDER,
    "sets": Kind.SETS,
    "chance": Kind.CHANCE,
}


class Late(NamedTuple):
    """Comes after the others that are due at its moment.

    Of several the one with the lower `rank` comes first. `apart` says that
    all that the earlier ones set off is dealt with before it comes.
    """

    rank: int
    apart: bool


@dataclass(frozen=True)
class Change:
    """One thing that was different in a run.

    `now` is a factor, a `Late` or a place in memory. `place` is the lane of
    the task whose it is, where the run was recorded. `moment` is when the
    timer was set, or due; `seconds` is its length in the program.
    """

    kind: Kind
    now: Any
    place: int | None = None
    moment: float = 0.0  # seconds of the loop
    seconds: float = 0.0
    limit: bool = False  # whether it is a time limit that comes later

    def words(self, label: str) -> str:
        """Say what is different, of the task called `label`."""
        moment = seconds_text(round(self.moment, 6))
        if self.kind is Kind.SPEEDS:
            plain = seconds_text(round(self.seconds, 6))
            varied = seconds_text(round(self.seconds * self.now, 6))
            return (
                f"the wait of {label} that begins at {moment} s takes "
                f"{varied} s instead of {plain} s"
            )
        if self.kind is Kind.SETS:
            return f"{label} has another place in sets"
        if self.limit:
            label = f"the time limit of {label}"
        if self.now.apart:
            return (
                f"{label}, due at {moment} s, comes a moment after all "
                "else that is due then"
            )
        return f"{label} comes last of all that is due at {moment} s"

    @property
    def remark(self) -> str:
        """What stands at the end of the lane in a chart."""
        if self.kind is Kind.SPEEDS:
            plain = seconds_text(round(self.seconds, 6))
            varied = seconds_text(round(self.seconds * self.now, 6))
            return f"  ← {varied} s instead of {plain} s"
        if self.kind is Kind.SETS:
            return "  ← another place in sets"
        its = "its limit " * self.limit
        return f"  ← {its}{'a moment later' if self.now.apart else 'last'}"


@dataclass(frozen=True)
class Variation:
    """What is different in one run: drawn from a seed, or given.

    `given` are the changes by the keys of what they change; None where the
    seed says.
    """

    kind: Kind = Kind.PLAIN
    seed: int = 0
    given: Mapping[int, Any] | None = field(default=None, compare=False)

    @classmethod
    def of(cls, seed: int) -> Variation:
        """Return what a seed stands for."""
        if not seed:
            return cls()
        return cls((*KINDS.values(),)[(seed - 1) % len(KINDS)], seed)

    def drawn(self, key: int) -> Any:
        """Return the change for a timer or a task, None for no change."""
        if self.given is not None:
            return self.given.get(key)
        if self.kind in (Kind.PLAIN, Kind.CHANCE):
            return None
        share = SHARES[self.seed // len(KINDS) % len(SHARES)]
        whether, how = divmod(mixed(self.seed, key), 2**32)
        if whether >= share * 2**32:
            return None
        if self.kind is Kind.SPEEDS:
            exponent = 2 * how / 2**32 - 1
            return round(SLOWEST**exponent, 2)
        if self.kind is Kind.ORDER:
            return Late(how // 2, bool(how % 2))
        return how % PLACES

    @contextlib.contextmanager
    def chance(self) -> Iterator[None]:
        """Let `random` draw what this variation says, then what it would."""
        before = random.getstate()
        random.seed(self.seed if self.kind is Kind.CHANCE else 0)
        try:
            yield
        finally:
            random.setstate(before)


def mixed(*numbers: int) -> int:
    """Return 64 bits that look like chance, always the same ones."""
    text = ":".join(map(str, numbers)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
