"""The notes on one task while it runs: what `Recorder` fills in.

A `LiveLane` holds texts and numbers, never a task, a future, a result or
an exception: to be recorded keeps nothing alive. It is not what a learner
sees; that is `helpers.timeline.model.Lane`, made of it when the program is
over.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from helpers.timeline.model import Outcome

if TYPE_CHECKING:
    import weakref

    from helpers.recording.recorder import Recorder

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
        "coroutine",
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
        "recorder",
        "times",
        "value",
        "waits",
    )

    def __init__(
        self, recorder: Recorder, label: str, created: float, is_task: bool
    ) -> None:
        self.recorder = recorder
        self.number = len(recorder.lanes)
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
        self.coroutine: weakref.ref[Any] | None = None
        recorder.lanes.append(self)

    def end(self, when: float, outcome: Outcome, value: str = "") -> None:
        """Note that this lane is over."""
        self.ended = when
        self.outcome = outcome
        self.value = value
        if self.foreign:  # nobody tells us when its result is taken
            self.collected = when

    def collect(self) -> None:
        """Note that somebody took the result, the first time."""
        recorder = self.recorder
        if self.collected is None:
            self.collected = recorder.now()
            self.collector = recorder.current_number()
