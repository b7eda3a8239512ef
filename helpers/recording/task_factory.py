"""The task factory that a `Recorder` puts on an event loop.

It gives each coroutine its lane and has it watched, and then the task is
made as the program wants it: by asyncio, or by a factory of its own.
"""

from __future__ import annotations

import asyncio
import types
from typing import Any

from helpers.compat import LOOP_FILE, PASSED_OVER, eager_task_factory, made_at
from helpers.labels import facts
from helpers.recording.instrument import StandIn, recorded
from helpers.recording.lane import LiveLane
from helpers.recording.recorder import Recorder
from helpers.recording.task import Task, task_class, without_top_frame

__all__ = ["TaskFactory"]


def _is_housekeeping(coroutine: Any) -> bool:
    """Say whether this is the loop's own: shutting generators down, say."""
    if type(coroutine) is types.CoroutineType:
        return facts(coroutine.cr_code).is_housekeeping
    name = getattr(coroutine, "__qualname__", "")
    return name.startswith("Loop.shutdown_")  # uvloop's


class TaskFactory:
    """The factory on the loop: records, then lets `inner` make the task."""

    def __init__(self, recorder: Recorder, inner: Any) -> None:
        self._recorder = recorder
        self.inner = inner

    def get_inner(self) -> Any:
        """Return the program's own task factory: `get_task_factory`."""
        return self.inner

    def set_inner(self, factory: Any) -> None:
        """Let `factory` make the tasks: `set_task_factory`."""
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self.inner = factory

    def __call__(self, loop: Any, coro: Any, **options: Any) -> Any:
        """Make a task; it is recorded unless it is the loop's own."""
        try:
            if type(coro) is not types.CoroutineType and (
                not asyncio.iscoroutine(coro)
            ):
                return self._plain(loop, coro, options)
            if _is_housekeeping(coro):
                return self._plain(loop, coro, options)
            return self._recorded(loop, coro, options)
        except BaseException as error:
            without_top_frame(error)
            raise

    def _plain(self, loop: Any, coro: Any, options: Any) -> Any:
        try:
            if self.inner is None:
                return asyncio.Task(coro, loop=loop, **options)
            return self.inner(loop, coro, **options)
        except BaseException as error:
            without_top_frame(error)
            raise

    def _recorded(self, loop: Any, coro: Any, options: Any) -> Any:
        recorder = self._recorder
        lane = recorder.task_lane(coro)
        steps = recorded(recorder, coro, lane)
        try:
            if self.inner is None or self.inner is eager_task_factory:
                return self._own(loop, steps, coro, lane, options)
            lane.foreign = True
            task = self.inner(loop, StandIn(coro, steps), **options)
        except BaseException as error:
            recorder.forget(lane, coro)
            without_top_frame(error)
            raise
        _mark(task, recorder, lane)
        _hide_makers(made_at(task))
        return task

    def _own(
        self, loop: Any, steps: Any, coro: Any, lane: LiveLane, options: Any
    ) -> Any:
        if self.inner is eager_task_factory:
            options.setdefault("eager_start", True)
        if type(options.get("name")) is str:
            lane.name = options["name"]
        task: Any = task_class(asyncio.Task)(
            steps, coro, self._recorder, lane, loop=loop, **options
        )
        trace = made_at(task)
        if trace:  # in debug mode: end where the program made the task
            _hide_makers(trace)
            if trace[-1].filename == LOOP_FILE:
                del trace[-1]  # create_task, as asyncio does itself
        return task


_MAKERS = (__file__, Task.__init__.__code__.co_filename, PASSED_OVER)


def _hide_makers(trace: list[Any]) -> None:
    """Take this package's frames out of where a task was made."""
    trace[:] = [each for each in trace if each.filename not in _MAKERS]


def _mark(task: Any, recorder: Recorder, lane: LiveLane) -> None:
    """Let a task that another factory made be known by its lane."""
    try:
        task.recorder, task.lane = recorder, lane
    except AttributeError:
        pass  # it has no room for that: it is "a task" to those who wait
