"""The notes on one task while it runs: plain data that `Recorder` fills in.

A `LiveLane` holds texts and numbers, never a task, a future, a result or
an exception: to be recorded keeps nothing alive. It is not what a learner
sees; that is `helpers.timeline.model.Lane`, made of it when the program is
over.
"""

from __future__ import annotations

from array import array

from helpers.timeline.model import Outcome

__all__ = ["LiveLane"]


class LiveLane:
    """One task or coroutine while it is being recorded.

    Times are in seconds of the loop's clock. `times` is flat: began, ended,
    began, ended, ... `waits` is flat too: the number of the step after
    which the task was suspended, then the number of the reason (see
    `Recorder.reason`). A coroutine below a task has no times of its own:
    its steps are those of its `owner` from `first` up to `last`.
    """

    __slots__ = (
        "begun",
        "collected",
        "collector",
        "created",
        "ended",
        "first",
        "foreign",
        "internal",
        "is_task",
        "label",
        "last",
        "number",
        "outcome",
        "owner",
        "parent",
        "times",
        "value",
        "waits",
    )

    def __init__(
        self, number: int, label: str, created: float, is_task: bool
    ) -> None:
        self.number = number
        self.label = label
        self.created = created
        self.is_task = is_task
        self.foreign = False  # made by another task factory
        self.internal = False  # a library's, and private to it
        self.parent: int | None = None
        self.owner: LiveLane | None = None
        self.first = self.last = 0
        self.begun = False
        self.ended: float | None = None
        self.outcome = Outcome.PENDING
        self.value = ""
        self.collected: float | None = None
        self.collector: int | None = None
        self.times: array[float] = array("d")
        self.waits: array[int] = array("l")

    def end(self, when: float, outcome: Outcome, value: str = "") -> None:
        """Note that this lane is over."""
        self.ended = when
        self.outcome = outcome
        self.value = value
        if self.foreign:  # nobody tells us when its result is taken
            self.collected = when
