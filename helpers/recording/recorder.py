"""Notes what every task of an event loop does, and changes nothing.

Each task gets a coroutine that passes every `send` and `throw` on to the
learner's (`instrument`), and the `Recorder` notes when the step began and
ended and what the task then waits on. A coroutine that is awaited without
a task gets a lane too: it is found by following the chain of awaits at
each suspension. No event loop is patched, and no task, future or result
is kept alive.

What cannot be seen: a coroutine that never suspends, and the value that a
coroutine returns to the one that awaits it directly.
"""

from __future__ import annotations

import asyncio
import time
import types
import weakref
from collections.abc import Callable
from typing import Any

from helpers.compat import is_to_be_cancelled
from helpers.labels import (
    call_label,
    describe,
    describe_error,
    is_internal,
    is_library,
    wait_words,
)
from helpers.recording.lane import LiveLane
from helpers.timeline.model import Outcome

__all__ = ["Recorder"]


class Recorder:
    """The notes on the tasks of one event loop; `attach` it to that.

    `lanes` are in order of creation. `closing` is set while `run` cancels
    what is left over: it is how tasks that are cancelled then have ended.
    """

    def __init__(self) -> None:
        self.lanes: list[LiveLane] = []
        self.reasons: list[str] = []
        self._reason_numbers: dict[str, int] = {}
        self._unstarted: weakref.WeakKeyDictionary[Any, LiveLane] = (
            weakref.WeakKeyDictionary()
        )
        self._taken: weakref.WeakSet[Any] = weakref.WeakSet()
        self.closing: Outcome | None = None
        self.origin = 0.0
        self.now: Callable[[], float] = time.monotonic
        self.virtual = False
        self.detach: Callable[[], None] = lambda: None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Count time from now on, by the clock of a loop on virtual time."""
        self.virtual = getattr(loop, "is_virtual", False)
        if self.virtual:
            self.now = loop.time
        self.origin = self.now()

    def known_as(self, task: Any) -> tuple[int, str]:
        """Return the number and the label of a task, for messages."""
        lane = self.lane_of(task)
        if lane is None:
            return len(self.lanes), call_label(task.get_coro())
        return lane.number, lane.label

    def new_lane(self, label: str, created: float, is_task: bool) -> LiveLane:
        """Make a lane, the last one so far."""
        lane = LiveLane(len(self.lanes), label, created, is_task)
        self.lanes.append(lane)
        return lane

    def task_lane(self, coroutine: Any) -> LiveLane:
        """Make the lane of a new task, or take the coroutine's own."""
        lane = self._unstarted_lane(coroutine)
        if lane is None:
            lane = self.new_lane(call_label(coroutine), self.now(), True)
        lane.is_task = True
        lane.internal = is_internal(coroutine)
        lane.owner = None
        lane.outcome = Outcome.PENDING
        lane.parent = self.current_number()
        if type(coroutine) is types.CoroutineType:
            self._taken.add(coroutine)
        return lane

    def coroutine_lane(self, coroutine: Any, begun: float) -> LiveLane:
        """Return the lane of a coroutine that is awaited directly."""
        lane = self._unstarted_lane(coroutine)
        if lane is None:
            lane = self.new_lane(call_label(coroutine), begun, False)
        lane.outcome = Outcome.PENDING
        return lane

    def _unstarted_lane(self, coroutine: Any) -> LiveLane | None:
        if not self._unstarted or type(coroutine) is not types.CoroutineType:
            return None
        return self._unstarted.pop(coroutine, None)

    def forget(self, lane: LiveLane) -> None:
        """Drop the lane of a task that could not be made."""
        if self.lanes[-1] is lane:
            self.lanes.pop()
        lane.is_task = False

    def current_number(self) -> int | None:
        """Return the number of the running task's lane, if it has one."""
        try:
            task: Any = asyncio.current_task()
        except RuntimeError:
            return None
        lane = self.lane_of(task)
        return None if lane is None else lane.number

    def lane_of(self, task: Any) -> LiveLane | None:
        """Return the lane of a task, if this is the recorder that noted it."""
        if getattr(task, "recorder", None) is not self:
            return None
        lane: LiveLane = task.lane
        return lane

    def reason(self, label: str, target: Any) -> int:
        """Return the number of what a task waits on.

        `label` names the library's coroutine that waits for the future
        `target`; it is empty where the learner's own does. A task counts
        down from -1 (lane 0); all else is an index into `reasons`.
        """
        if not label:
            lane = self.lane_of(target)
            if lane is not None:
                return -1 - lane.number
        label = wait_words(label, target)
        number = self._reason_numbers.get(label)
        if number is None:
            number = self._reason_numbers[label] = len(self.reasons)
            self.reasons.append(label)
        return number

    def note_unstarted(
        self, owner: LiveLane, begun: float, coroutine: Any
    ) -> None:
        """Give a coroutine a lane that exists and was not started yet."""
        if coroutine.cr_running or coroutine.cr_frame is None:
            return
        if coroutine in self._unstarted or coroutine in self._taken:
            return  # in _taken: a task has it, and was not started yet
        if is_library(coroutine.cr_code):
            return
        lane = self.new_lane(call_label(coroutine), begun, False)
        lane.parent = owner.number
        lane.owner = owner
        lane.outcome = Outcome.NEVER_AWAITED
        self._unstarted[coroutine] = lane

    def note_collected(self, lane: LiveLane) -> None:
        """Note that somebody took the result of a task, the first time."""
        if lane.collected is None:
            lane.collected = self.now()
            lane.collector = self.current_number()

    def outcome_of(self, error: BaseException) -> tuple[Outcome, str]:
        """Say how the running task ends, whose coroutine raised `error`."""
        cancelled = self.closing or Outcome.CANCELLED
        if isinstance(error, StopIteration):
            if is_to_be_cancelled():
                return cancelled, ""
            return Outcome.RETURNED, describe(error.value)
        if isinstance(error, asyncio.CancelledError):
            return cancelled, ""
        if isinstance(error, KeyboardInterrupt):
            return Outcome.INTERRUPTED, ""
        return Outcome.RAISED, describe_error(error)
