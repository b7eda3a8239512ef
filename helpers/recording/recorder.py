"""Notes what every task of an event loop does, and changes nothing.

Each task gets a coroutine that passes every `send` and `throw` on to the
learner's (`instrument`), and the `Recorder` notes when the step began and
ended and what the task then waits on. What happens inside a step, where
coroutines await one another without a task, `inside` notes. No event loop
is patched, no task, future or result is kept alive, and no code of the
program is run. What was noted becomes a `Timeline` when somebody wants to
see it (`snapshot`), and not before.
"""

from __future__ import annotations

import asyncio
import sys
import time
import types
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

from helpers.compat import is_to_be_cancelled
from helpers.labels import (
    Call,
    call_label,
    call_of,
    call_text,
    cut,
    describe_error,
    facts,
    kept,
    wait_words,
)
from helpers.recording.inside import BUDGET, Events, Tracing, watch
from helpers.recording.job import JobLane, OfJob
from helpers.recording.lane import LiveLane
from helpers.timeline.model import Outcome

__all__ = ["Recorder"]

_TRACES = sys.version_info < (3, 12)


class Recorder:
    """The notes on the tasks of one event loop; `attach` it to that.

    `lanes` are in order of creation. `closing` is how tasks end that are
    cancelled because the run is over, and `closing_place` the number of
    events until then. `budget` is the number of events that may be traced
    on Python 3.11.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self.lanes: list[LiveLane] = []
        self.made = 0  # lanes, those of awaited coroutines included
        self.jobs: list[JobLane] = []
        self.reasons: list[str] = []
        self._reason_numbers: dict[str, int] = {}
        self.unstarted: weakref.WeakKeyDictionary[Any, LiveLane] = (
            weakref.WeakKeyDictionary()
        )
        self.taken: set[int] = set()  # ids of the coroutines of tasks
        self.looks: Counter[tuple[int, int]] = Counter()  # for unstarted
        self.closing: Outcome | None = None
        self.closing_place = float("inf")
        self.origin = 0.0
        self.stopped: float | None = None  # when it was detached
        self.now: Callable[[], float] = time.monotonic
        self.virtual = False
        self.events: Events = []
        self.tracing: Tracing | None = None
        self._budget = budget
        self.detach: Callable[[], None] = lambda: None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Count time from now on, by the clock of a loop on virtual time."""
        self.virtual = getattr(loop, "is_virtual", False)
        if self.virtual:
            self.now = loop.time
        self.origin = self.now()
        self.events = watch.begin(self.now)
        if _TRACES and self._budget:
            self.tracing = Tracing(self.events, self.now, self._budget)

    def end(self) -> None:
        """Note that nothing more is noted."""
        self.stopped = stopped = self.now()
        watch.end(self.now)
        self.now = lambda: stopped  # keeps no loop alive

    @property
    def goes_on(self) -> bool:
        """Whether a task or a job is under way, and may be noted later on."""
        if any(job.goes_on for job in self.jobs):
            return True
        return any(x.is_task and x.ended is None for x in self.lanes)

    def close(self, outcome: Outcome) -> None:
        """Note that the run is over: what is cancelled now ends like this."""
        self.closing, self.closing_place = outcome, len(self.events)

    def known_as(self, task: Any) -> tuple[int, str]:
        """Return the number and the label of a task, for messages."""
        lane = self.lane_of(task)
        if lane is None:
            return self.made, call_label(task.get_coro())
        return lane.number, cut(call_text(lane.call))

    def new_lane(self, call: Call, created: float) -> LiveLane:
        """Make a lane, the last one so far."""
        number = self.made
        parent = self.current_number()
        lane = LiveLane(number, *call, created, parent)
        self.made = number + 1
        self.lanes.append(lane)
        return lane

    def task_lane(self, coroutine: Any) -> LiveLane:
        """Make the lane of a new task, or take the coroutine's own."""
        watch.look_for_threads()
        lane = self.started(coroutine) if self.unstarted else None
        if lane is None:
            call = call_of(coroutine)
            lane = self.new_lane(call, self.now())
            if call[2] is not None and call[2].is_internal:
                lane.internal = True
        else:
            lane.parent = self.current_number()
            lane.is_task = True
            lane.outcome = Outcome.PENDING
        self.taken.add(id(coroutine))
        return lane

    def started(self, coroutine: Any) -> LiveLane | None:
        """Return the lane of a coroutine that had none but for waiting."""
        if type(coroutine) is not types.CoroutineType:
            return None
        lane = self.unstarted.pop(coroutine, None)
        if lane is not None:
            lane.started = True
        return lane

    def forget(self, lane: LiveLane, coroutine: Any) -> None:
        """Drop the lane of a task that could not be made."""
        self.taken.discard(id(coroutine))
        if self.lanes[-1] is lane:
            self.lanes.pop()
        lane.is_task = False

    def current_number(self) -> int | None:
        """Return the number of the running task's lane, if it has one."""
        try:
            task: Any = asyncio.current_task()
            if task is not None and task.recorder is self:
                return int(task.lane.number)
        except (AttributeError, RuntimeError):  # no task of ours, or no loop
            pass
        return None

    def lane_of(self, task: Any) -> LiveLane | None:
        """Return the lane of a task, if this is the recorder that noted it."""
        if getattr(task, "recorder", None) is not self:
            return None
        lane: LiveLane = task.lane
        return lane

    def reason(self, label: str, target: Any) -> int:
        """Return the number of what a task waits on.

        `label` names the library's coroutine that waits for the future
        `target`; it is empty where the learner's own does. A task, or a job,
        counts down from -1 (lane 0); all else is an index into `reasons`.
        """
        if not label:
            if isinstance(target, OfJob):
                return -1 - target.job.number
            lane = self.lane_of(target)
            if lane is not None:
                return -1 - lane.number
        label = wait_words(label, target)
        number = self._reason_numbers.get(label)
        if number is None:
            number = self._reason_numbers[label] = len(self.reasons)
            self.reasons.append(label)
        return number

    def note_unstarted(self, begun: float, coroutine: Any) -> None:
        """Give a coroutine a lane that exists and was not started yet."""
        if coroutine.cr_running or coroutine.cr_frame is None:
            return
        if coroutine in self.unstarted or id(coroutine) in self.taken:
            return
        if facts(coroutine.cr_code).is_library:
            return
        lane = self.new_lane(call_of(coroutine), begun)
        lane.is_task = False
        lane.outcome = Outcome.NEVER_AWAITED
        self.unstarted[coroutine] = lane

    def note_collected(self, lane: LiveLane) -> None:
        """Note that somebody took the result of a task, the first time."""
        if lane.collected is None:
            lane.collected = self.now()
            lane.collector = self.current_number()

    def note_returned(self, lane: LiveLane, value: Any) -> None:
        """Note that the running task, whose lane it is, has returned."""
        if is_to_be_cancelled():
            self._note_end(lane, self.closing or Outcome.CANCELLED, "")
        else:
            self._note_end(lane, Outcome.RETURNED, kept(value))

    def note_raised(self, lane: LiveLane, error: BaseException) -> None:
        """Note what has ended a task that did not return."""
        outcome, value = Outcome.RAISED, ""
        if isinstance(error, asyncio.CancelledError):
            outcome = self.closing or Outcome.CANCELLED
        elif isinstance(error, KeyboardInterrupt):
            outcome = Outcome.INTERRUPTED
        else:
            value = describe_error(error)
        self._note_end(lane, outcome, value)

    def note_destroyed(self, lane: LiveLane, coroutine: Any) -> None:
        """Note that a task is gone, and with it its coroutine.

        One that was never started is left alone where the task was ours:
        Python then says that it was never awaited.
        """
        self.taken.discard(id(coroutine))
        if lane.times or lane.foreign:
            coroutine.close()
        if self.stopped is None and self.closing is None:
            lane.ended, lane.outcome = self.now(), Outcome.DESTROYED

    def _note_end(self, lane: LiveLane, outcome: Outcome, value: Any) -> None:
        lane.ended = lane.times[-1] if lane.times else self.now()
        lane.outcome, lane.value = outcome, value
