"""The task factory that a `Recorder` puts on an event loop.

It gives each coroutine its lane and has it watched, and then the task is
made as the program wants it: by asyncio, or by a factory of its own.
"""

from __future__ import annotations

import asyncio
import types
from typing import Any

from helpers.compat import LOOP_FILE, PASSED_OVER, eager_task_factory, made_at
from helpers.labels import Facts, facts, known_facts
from helpers.recording.instrument import StandIn, recorded
from helpers.recording.recorder import Recorder
from helpers.recording.task import task_class
from helpers.refusals import without_top_frame

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
            if type(coro) is types.CoroutineType:
                code = coro.cr_code
                about = known_facts.get(id(code)) or facts(code)
                if about.is_housekeeping:
                    return self._plain(loop, coro, options)
            elif asyncio.iscoroutine(coro) and not _is_housekeeping(coro):
                about = None
            else:
                return self._plain(loop, coro, options)
            if self.inner is None or self.inner is eager_task_factory:
                return self._own(loop, coro, about, options)
            return self._by_other(loop, coro, about, options)
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

    def _own(
        self, loop: Any, coro: Any, about: Facts | None, options: Any
    ) -> Any:
        """Make one of our tasks.

        An eager one runs while it is made, and one that cannot be made is
        shown all the same: both must know their place by then.
        """
        recorder = self._recorder
        kind = task_class(recorder.task_base or asyncio.Task)
        place = recorder.task_place(coro, about)
        if options.get("name") is not None:
            recorder.note_name(place, options["name"])
        try:
            steps = recorded(recorder, coro, place, about)
            if self.inner is not None:
                options.setdefault("eager_start", True)
            task = kind.__new__(kind)
            task.recorder, task.place, task.coroutine = recorder, place, coro
            task.__init__(steps, loop=loop, **options)
        except BaseException as error:
            recorder.forget(place, coro)
            without_top_frame(error)
            raise
        trace = made_at(task)
        if trace:  # in debug mode: end where the program made the task
            _hide_makers(trace)
            if trace[-1].filename == LOOP_FILE:
                del trace[-1]  # create_task, as asyncio does itself
        return task

    def _by_other(
        self, loop: Any, coro: Any, about: Facts | None, options: Any
    ) -> Any:
        recorder = self._recorder
        place = recorder.task_place(coro, about)
        recorder.foreign.add(place)
        try:
            steps = StandIn(coro, recorded(recorder, coro, place, about))
            task = self.inner(loop, steps, **options)
        except BaseException as error:
            recorder.forget(place, coro)
            without_top_frame(error)
            raise
        _mark(task, recorder, place)
        _hide_makers(made_at(task))
        return task


_MAKERS = (__file__, PASSED_OVER)


def _hide_makers(trace: list[Any]) -> None:
    """Take this package's frames out of where a task was made."""
    trace[:] = [each for each in trace if each.filename not in _MAKERS]


def _mark(task: Any, recorder: Recorder, place: int) -> None:
    """Let a task that another factory made be known by its place."""
    try:
        task.recorder, task.place = recorder, place
    except AttributeError:
        pass  # it has no room for that: it is "a task" to those who wait
