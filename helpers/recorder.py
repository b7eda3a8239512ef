"""Notes what every task of an event loop does, and changes nothing.

A `Recorder` is a task factory. Each task gets a coroutine that passes
every `send` and `throw` on to the learner's, and notes when the step
began and ended and what the task then waits on. A coroutine that is
awaited without a task gets a lane too: it is found by following the
chain of awaits at each suspension. Only documented asyncio is used, no
event loop is patched, and no task, future or result is kept alive.

What cannot be seen: a coroutine that never suspends, and the value that a
coroutine returns to the one that awaits it directly.
"""

from __future__ import annotations

import asyncio
import collections.abc
import enum
import functools
import gc
import itertools
import sys
import time
import types
import weakref
from array import array
from collections.abc import Callable, Generator
from typing import Any

from helpers.naming import (
    awaits_below,
    call_label,
    describe,
    is_library,
    wait_label,
)

__all__ = ["LiveLane", "Outcome", "Recorder", "Task"]

_SLEEP = asyncio.sleep.__code__
_CONTAINERS = (list, tuple, dict, set)


class Outcome(enum.Enum):
    """How a lane ended; the value is the word that the chart uses."""

    PENDING = "still waiting"
    RETURNED = "returned"
    RAISED = "raised"
    CANCELLED = "cancelled"
    STOPPED = "cancelled at the end of run"
    INTERRUPTED = "interrupted"
    STUCK = "waiting for ever"
    DONE = "done"
    NEVER_AWAITED = "never awaited"


class LiveLane:
    """One task or coroutine while it is being recorded.

    Times are seconds of the loop's clock; `times` is flat (began, ended,
    began, ended, ...), `waits` is flat too (step number, reason, ...).
    """

    __slots__ = (
        "begun",
        "coroutine",
        "collected",
        "collector",
        "created",
        "ended",
        "first",
        "is_task",
        "label",
        "last",
        "must_cancel",
        "named",
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
        self.named = False
        self.parent: int | None = None
        self.owner: LiveLane | None = None  # the task whose steps these are
        self.first = self.last = 0  # steps of the owner, [first, last)
        self.begun = False
        self.ended: float | None = None
        self.outcome = Outcome.PENDING
        self.value = ""
        self.collected: float | None = None
        self.collector: int | None = None
        self.must_cancel = False
        self.times: array[float] = array("d")
        self.waits: array[int] = array("l")
        self.coroutine: weakref.ref[Any] | None = None
        recorder.lanes.append(self)

    def end(self, when: float, outcome: Outcome, value: str = "") -> None:
        """Note that this lane is over."""
        self.ended = when
        self.outcome = outcome
        self.value = value

    def collect(self) -> None:
        """Note that somebody took the result, the first time."""
        recorder = self.recorder
        if self.collected is None and recorder.closing is None:
            self.collected = recorder.now()
            self.collector = recorder.current_number()


class Task(asyncio.Task[Any]):
    """asyncio's task, which also notes when its result is taken."""

    def __init__(
        self, coro: Any, *, lane: LiveLane | None = None, **options: Any
    ) -> None:
        self.lane = lane
        super().__init__(coro, **options)

    def get_coro(self) -> Any:
        """Return the coroutine that the task was made of."""
        coroutine: Any = super().get_coro()
        if isinstance(coroutine, _Recorded):
            return coroutine.coroutine
        return coroutine

    def result(self) -> Any:
        """Return the result or raise the exception, and note it."""
        if self.lane is not None and self.done():
            self.lane.collect()
        return super().result()

    def exception(self) -> BaseException | None:
        """Return the exception; taking one counts as collecting it."""
        error = super().exception()
        if error is not None and self.lane is not None:
            self.lane.collect()
        return error

    def cancel(self, msg: Any = None) -> bool:
        """Ask the task to cancel itself."""
        asked = super().cancel(msg)
        if asked and self.lane is not None:
            self.lane.must_cancel = True
        return asked

    def uncancel(self) -> int:
        """Take one request to cancel back."""
        left = super().uncancel()
        if left == 0 and self.lane is not None and sys.version_info >= (3, 13):
            self.lane.must_cancel = False
        return left

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the task and take its result."""
        if not self.done():
            self._asyncio_future_blocking = True
            yield self
        if not self.done():
            raise RuntimeError("await wasn't used with future")
        return self.result()

    __iter__ = __await__


class _Recorded:
    """A coroutine that passes all on to another and notes each step."""

    __slots__ = (
        "__weakref__",
        "_begin",
        "_chain",
        "_lane",
        "_leaf",
        "_log",
        "_now",
        "_send",
        "coroutine",
    )

    def __init__(self, coroutine: Any, lane: LiveLane) -> None:
        self.coroutine = coroutine
        self._lane = lane
        self._leaf = coroutine
        self._chain: list[tuple[Any, LiveLane]] = []
        self._send = coroutine.send
        self._log = lane.times.append
        self._begin = lane.recorder.begin
        self._now = lane.recorder.now

    def __next__(self) -> Any:
        """Take one step: what the event loop calls at every turn."""
        begun = self._begin()
        try:
            target = self._send(None)
        except BaseException as error:
            self._lane.begun = True
            self._end(begun, error)
            raise
        log = self._log
        log(begun)
        log(self._now())
        try:  # the common case first: sleep(0) in the same coroutine
            if target is None and self._leaf.cr_await.cr_code is _SLEEP:
                return None
        except AttributeError:
            pass
        self._suspended(begun, target)
        return target

    def send(self, value: Any) -> Any:
        """Take one step; a task never sends anything but None."""
        return self.__next__()

    def throw(self, *error: Any) -> Any:
        """Raise `error` where the coroutine waits."""
        begun = self._begin()
        self._lane.must_cancel = False
        try:
            target = self.coroutine.throw(*error)
        except BaseException as raised:
            self._end(begun, raised)
            raise
        self._log(begun)
        self._log(self._now())
        self._suspended(begun, target)
        return target

    def close(self) -> None:
        """Close the coroutine."""
        self.coroutine.close()

    def __await__(self) -> Any:
        """Hand over to the coroutine itself."""
        return self.coroutine.__await__()

    def __getattr__(self, name: str) -> Any:
        """Look like the coroutine: `cr_frame`, `__qualname__` and others."""
        return getattr(self.coroutine, name)

    def _end(self, begun: float, error: BaseException) -> None:
        lane = self._lane
        ended = self._now()
        if lane.begun:  # else it was cancelled before it started
            self._log(begun)
            self._log(ended)
        self._leaf = None
        self._close_chain(0, ended, error)
        lane.end(ended, *lane.recorder.outcome_of(lane, error))

    def _suspended(self, begun: float, target: Any) -> None:
        """Note who is suspended in this task, and what they wait on."""
        lane = self._lane
        recorder = lane.recorder
        lane.begun = True
        step = len(lane.times) // 2 - 1
        found = [
            below
            for below in awaits_below(self.coroutine)
            if type(below) is types.CoroutineType
            and not is_library(below.cr_code)
            and not below.__name__.startswith("<")
        ]
        self._follow(found, begun, step)
        if target is None:
            return
        lane.waits.append(step)
        lane.waits.append(recorder.reason(self._leaf, target))
        recorder.look_for_prepared(lane, begun, [self.coroutine, *found])

    def _follow(self, found: list[Any], begun: float, step: int) -> None:
        chain = self._chain
        same = 0
        for (known, _), below in zip(chain, found, strict=False):
            if known is not below:
                break
            same += 1
        self._close_chain(same, self._lane.times[-1])
        for below in found[same:]:
            above = chain[-1][1] if chain else self._lane
            below_lane = self._lane.recorder.coroutine_lane(below, begun)
            below_lane.parent = above.number
            below_lane.owner = self._lane
            below_lane.first = step
            below_lane.begun = True
            chain.append((below, below_lane))
        self._leaf = chain[-1][0] if chain else self.coroutine

    def _close_chain(
        self, keep: int, when: float, error: BaseException | None = None
    ) -> None:
        """End the coroutines below `keep`; `error` is what ended the task."""
        passed = _codes_passed(error)
        for below, lane in self._chain[keep:]:
            lane.last = len(self._lane.times) // 2
            lane.end(when, Outcome.DONE)
            if getattr(below, "cr_code", None) in passed:
                lane.end(when, *lane.recorder.outcome_of(lane, error))
        del self._chain[keep:]


def _codes_passed(error: BaseException | None) -> set[types.CodeType]:
    """Return the code of every frame that an exception went through."""
    codes = set()
    if error is not None and not isinstance(error, StopIteration):
        trace = error.__traceback__
        while trace is not None:
            codes.add(trace.tb_frame.f_code)
            trace = trace.tb_next
    return codes


collections.abc.Coroutine.register(_Recorded)


class Recorder:
    """Records the tasks of one event loop; `attach` it before they start.

    `lanes` are in order of creation. `closing` is set while `run` cancels
    what is left over: it is how tasks that are cancelled then have ended.
    """

    def __init__(self) -> None:
        self.lanes: list[LiveLane] = []
        self.reasons: list[str] = []
        self._reason_numbers: dict[str, int] = {}
        self._prepared: dict[int, LiveLane] = {}
        self._taken: dict[int, weakref.ref[Any]] = {}
        self.closing: Outcome | None = None
        self.origin = 0.0
        self.now: Callable[[], float] = time.monotonic
        self.begin: Callable[[], float] = time.monotonic
        self.virtual = False
        self.detach: Callable[[], None] = lambda: None

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Record each task that `loop` creates from now on.

        A task factory that the program sets itself goes on working: its
        tasks are recorded as well.
        """
        if hasattr(loop, "is_virtual"):  # one of helpers.clock
            self.begin = self.now = loop.time
            self.virtual = loop.is_virtual
        self.origin = self.now()
        own = _TaskFactory(self, loop.get_task_factory())
        set_factory = loop.set_task_factory

        def set_task_factory(factory: Any) -> None:
            if factory is not None and not callable(factory):
                raise TypeError("task factory must be a callable or None")
            own.inner = factory

        set_factory(own)
        self.detach = functools.partial(set_factory, None)
        shadow: Any = loop
        shadow.set_task_factory = set_task_factory
        shadow.get_task_factory = lambda: own.inner

    def task_lane(self, coroutine: Any) -> LiveLane:
        """Make the lane of a new task, or take the coroutine's own."""
        lane = self._prepared_lane(coroutine)
        if lane is None:
            lane = LiveLane(self, call_label(coroutine), self.now(), True)
        lane.is_task = True
        lane.owner = None
        lane.outcome = Outcome.PENDING
        lane.parent = self.current_number()
        self._taken[id(coroutine)] = weakref.ref(coroutine)
        return lane

    def coroutine_lane(self, coroutine: Any, begun: float) -> LiveLane:
        """Return the lane of a coroutine that is awaited directly."""
        lane = self._prepared_lane(coroutine)
        if lane is None:
            lane = LiveLane(self, call_label(coroutine), begun, False)
        lane.outcome = Outcome.PENDING
        return lane

    def _prepared_lane(self, coroutine: Any) -> LiveLane | None:
        lane = self._prepared.pop(id(coroutine), None)
        if lane is None or lane.coroutine is None:
            return None
        return lane if lane.coroutine() is coroutine else None

    def current_number(self) -> int | None:
        """Return the number of the running task's lane, if it has one."""
        try:
            lane = getattr(asyncio.current_task(), "lane", None)
        except RuntimeError:
            return None
        return None if lane is None else lane.number

    def reason(self, leaf: Any, target: Any) -> int:
        """Return the number of what a task waits on.

        A task counts down from -1 (lane 0); anything else is an index into
        `reasons`.
        """
        code = getattr(getattr(leaf, "cr_await", None), "cr_code", None)
        if code is _SLEEP:
            return self._reason_number("sleep")
        lane = getattr(target, "lane", None)
        if code is None and lane is not None:
            return -1 - int(lane.number)
        return self._reason_number(wait_label(leaf, target))

    def _reason_number(self, text: str) -> int:
        number = self._reason_numbers.get(text)
        if number is None:
            number = self._reason_numbers[text] = len(self.reasons)
            self.reasons.append(text)
        return number

    def look_for_prepared(
        self, owner: LiveLane, begun: float, coroutines: list[Any]
    ) -> None:
        """Find coroutines that exist and were not started yet.

        They are looked for among the variables of suspended coroutines and
        in the lists, tuples, dicts and sets there.
        """
        for held in gc.get_referents(*coroutines):
            kind = type(held)
            if kind is types.CoroutineType:
                self._note_prepared(owner, begun, held)
            elif kind in _CONTAINERS:
                self._look_into(owner, begun, held)
            elif kind.__name__ in _ITERATORS:
                for box in gc.get_referents(held):
                    if type(box) in _CONTAINERS:
                        self._look_into(owner, begun, box)

    def _look_into(self, owner: LiveLane, begun: float, box: Any) -> None:
        values = box.values() if type(box) is dict else box
        for each in itertools.islice(values, _MOST_LOOKED_AT):
            if type(each) is types.CoroutineType:
                self._note_prepared(owner, begun, each)

    def _note_prepared(
        self, owner: LiveLane, begun: float, coroutine: Any
    ) -> None:
        if coroutine.cr_suspended or coroutine.cr_running:
            return
        frame = coroutine.cr_frame
        if frame is None or is_library(coroutine.cr_code):
            return
        known = self._prepared.get(id(coroutine))
        if known and known.coroutine and known.coroutine() is coroutine:
            return
        taken = self._taken.get(id(coroutine))
        if taken is not None and taken() is coroutine:
            return  # a task has it, and was not started yet
        lane = LiveLane(self, call_label(coroutine), begun, False)
        lane.coroutine = weakref.ref(coroutine)
        lane.parent = owner.number
        lane.owner = owner
        lane.outcome = Outcome.NEVER_AWAITED
        self._prepared[id(coroutine)] = lane

    def outcome_of(
        self, lane: LiveLane, error: BaseException | None
    ) -> tuple[Outcome, str]:
        """Say how a task ended whose coroutine raised `error`."""
        if isinstance(error, StopIteration):
            if lane.must_cancel:  # it asked to cancel itself, then returned
                return self._cancelled()
            return Outcome.RETURNED, describe(error.value)
        if isinstance(error, asyncio.CancelledError):
            return self._cancelled()
        if isinstance(error, KeyboardInterrupt):
            return Outcome.INTERRUPTED, ""
        return Outcome.RAISED, _error_text(error)

    def _cancelled(self) -> tuple[Outcome, str]:
        return self.closing or Outcome.CANCELLED, ""


_ITERATORS = frozenset({"list_iterator", "tuple_iterator", "enumerate", "zip"})
_MOST_LOOKED_AT = 1000  # values of one list, so that a huge one costs little


def _error_text(error: BaseException | None) -> str:
    message = str(error).partition("\n")[0]
    name = type(error).__name__
    return f"{name}: {message}" if message else name


def _is_housekeeping(coroutine: Any) -> bool:
    """Say whether this is the loop's own: shutting generators down, say."""
    code = getattr(coroutine, "cr_code", None)
    return code is not None and code.co_filename == _LOOP_FILE


_LOOP_FILE = asyncio.BaseEventLoop.run_forever.__code__.co_filename


class _TaskFactory:
    """The factory on the loop: records, then lets `inner` make the task."""

    def __init__(self, recorder: Recorder, inner: Any) -> None:
        self._recorder = recorder
        self.inner = inner

    def __call__(self, loop: Any, coro: Any, **options: Any) -> Any:
        if not asyncio.iscoroutine(coro) or _is_housekeeping(coro):
            return self._plain(loop, coro, options)
        lane = self._recorder.task_lane(coro)
        recorded: Any = _Recorded(coro, lane)
        if self.inner is None:
            return Task(recorded, lane=lane, loop=loop, **options)
        if self.inner is getattr(asyncio, "eager_task_factory", None):
            options.setdefault("eager_start", True)
            return Task(recorded, lane=lane, loop=loop, **options)
        return self.inner(loop, recorded, **options)

    def _plain(self, loop: Any, coro: Any, options: Any) -> Any:
        if self.inner is None:
            return asyncio.Task(coro, loop=loop, **options)
        return self.inner(loop, coro, **options)
