"""The notes on one task while it runs: plain data that `Recorder` fills in.

A `LiveLane` holds texts and numbers, never a task, a future, a result or
an exception: to be recorded keeps nothing alive. It is not what a learner
sees; that is `helpers.timeline.model.Lane`, made of it when somebody looks.
"""

from __future__ import annotations

from array import array
from typing import Any

from helpers.labels import Call, Facts
from helpers.timeline.model import Outcome

__all__ = ["LiveLane"]


class LiveLane:
    """One task, or a coroutine that was made and not started yet.

    Times are in seconds of the loop's clock. `times` is flat: began, ended,
    began, ended, ... `waits` is flat too: the number of the step after
    which the task was suspended, then the number of the reason (see
    `Recorder.reason`). `qualname`, `given` and `about` are a `Call`, and
    `value` is as `helpers.labels.kept` has it. `number` is the place in
    the order in which lanes were made; the coroutines that a task awaits
    directly have numbers of their own, see `helpers.recording.inside`.
    """

    __slots__ = (
        "about",
        "collected",
        "collector",
        "created",
        "ended",
        "foreign",
        "given",
        "internal",
        "is_task",
        "name",
        "number",
        "outcome",
        "parent",
        "qualname",
        "started",
        "times",
        "value",
        "waits",
    )

    name: str  # that the program gave the task
    is_task: bool
    started: bool  # a coroutine that was awaited after a while
    foreign: bool  # made by another task factory
    internal: bool  # a library's, and private to it
    waits: array[int] | None
    ended: float | None
    outcome: Outcome
    value: Any
    collector: int | None

    def __init__(
        self,
        number: int,
        qualname: str,
        given: tuple[Any, ...],
        about: Facts | None,
        created: float,
        parent: int | None,
    ) -> None:
        self.number = number
        self.qualname = qualname
        self.given = given
        self.about = about
        self.created = created
        self.parent = parent
        self.times: array[float] = array("d")
        self.collected: float | None = None

    def __getattr__(self, name: str) -> Any:
        """Return what has not been noted yet: most lanes never need it."""
        try:
            return _AT_FIRST[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def call(self) -> Call:
        """The call that made its coroutine."""
        return self.qualname, self.given, self.about


_AT_FIRST = {
    "name": "",
    "is_task": True,
    "started": False,
    "foreign": False,
    "internal": False,
    "waits": None,
    "ended": None,
    "outcome": Outcome.PENDING,
    "value": "",
    "collector": None,
}
