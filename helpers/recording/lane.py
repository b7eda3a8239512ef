"""The notes on one task, put together: plain data.

While a program runs, `Recorder` keeps a journal: to write one line of it
takes less time than to keep an object for each task. When somebody wants to
see what happened, a `LiveLane` is made for each task. It holds texts and
numbers, never a task, a future, a result or an exception: to be recorded
keeps nothing alive. It is not what a learner sees; that is
`helpers.timeline.model.Lane`.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from helpers.labels import Call
from helpers.timeline.model import Outcome

__all__ = ["LiveLane"]


@dataclass(eq=False, slots=True)
class LiveLane:
    """One task, or a coroutine that was made and not started yet.

    Times are in seconds of the loop's clock. `times` is flat: began, ended,
    began, ended, ... `waits` is flat too: the number of the step after
    which the task was suspended, then the number of the reason (see
    `Recorder.reason`); `stood` has the instruction at which the innermost
    coroutine stood in each. `made` says where in the program the task was
    made: the code, and the instruction in it. `value` is as
    `helpers.labels.kept` has it. `number` is the place in the order in
    which coroutines were first seen; those that a task awaits directly have
    numbers of their own, see `helpers.recording.inside`. `parent` and
    `collector` are such numbers.
    """

    number: int
    call: Call  # that made its coroutine
    created: float
    parent: int | None
    name: str = ""  # that the program gave the task
    is_task: bool = True
    started: bool = False  # a coroutine that was awaited after a while
    foreign: bool = False  # made by another task factory
    times: array[float] = field(default_factory=lambda: array("d"))
    waits: array[int] = field(default_factory=lambda: array("l"))
    stood: array[int] = field(default_factory=lambda: array("l"))
    order: array[int] = field(default_factory=lambda: array("l"))
    made: tuple[CodeType, int] | None = None
    dropped: int = 0  # steps, the first ones of all
    replayed: int = 0  # steps, of which the events are dropped ...
    stack: list[Any] = field(default_factory=list)  # ... what was left then
    ended: float | None = None
    turn: tuple[int, bool, int] = (0, False, 0)  # of its end: see `snapshot`
    cancels: list[tuple[float, bool, bool]] = field(default_factory=list)
    outcome: Outcome = Outcome.PENDING
    value: Any = ""
    collected: float | None = None
    collector: int | None = None

    @property
    def internal(self) -> bool:
        """Whether it is a library's, and private to it."""
        about = self.call[2]
        return about is not None and about.is_internal
