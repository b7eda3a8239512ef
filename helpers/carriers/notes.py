"""What is noted of one job, and of each attempt at it.

Times are seconds of our own clock: those of another process have been
brought onto it before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from helpers.labels import Call
from helpers.timeline.model import Outcome

__all__ = ["Attempt", "Job"]


@dataclass(eq=False)
class Attempt:
    """One attempt at a job: a worker that is lost makes another necessary.

    `sent` is when it was handed to the worker, `who` is a name for that
    which is not shown, and `moves` are stretches in which data moved.
    """

    sent: float | None = None
    who: object = None
    started: float | None = None
    ended: float | None = None
    lost: float | None = None
    moves: list[tuple[float, float]] = field(default_factory=list)


@dataclass(eq=False)
class Job:
    """One job, from the moment at which it was handed over.

    `heard` is when we knew that it was done, and `collected` when its result
    was taken here; `seen` is whether that told us its value.
    """

    call: Call
    submitted: float
    attempts: list[Attempt] = field(default_factory=lambda: [Attempt()])
    heard: float | None = None
    collected: float | None = None
    outcome: Outcome = Outcome.PENDING
    value: Any = ""
    seen: bool = False
    brought: list[tuple[float, float]] = field(default_factory=list)

    @property
    def last(self) -> Attempt:
        """The attempt that counts."""
        return self.attempts[-1]

    def note_end(self, outcome: Outcome, value: Any, when: float) -> None:
        """Note how it ended, and when we heard of it; the first time.

        A thread that tells us may be late: what was taken had been heard of.
        """
        if self.heard is None:
            taken = when if self.collected is None else self.collected
            self.heard, self.outcome = min(when, taken), outcome
            if not self.seen:
                self.value = value

    def note_collected(self, when: float) -> None:
        """Note that its result was taken, the first time."""
        if self.collected is None:
            self.collected = when
