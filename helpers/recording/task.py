"""The task that the recorder makes: asyncio's, and it notes collection.

A result is collected when somebody takes it: by `await`, `.result()` or
`.exception()`, and so by `gather`, `as_completed` or a `TaskGroup` too.
The class is called `Task`, so that asyncio's own messages keep their
wording, and it shows the learner's coroutine where asyncio would.

It is not a task of another kind: all the work is left to asyncio's own.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Generator
from typing import Any

from helpers.compat import WINDOW, coroutine_of, has_window_on_coroutine
from helpers.recording.lane import LiveLane
from helpers.recording.recorder import Recorder

__all__ = ["Task", "task_class", "without_top_frame"]


def without_top_frame(error: BaseException) -> None:
    """Take the frame that handles `error` out of its traceback.

    What follows must be a bare `raise`, which adds no frame: the learner
    then sees the traceback of a program that is not recorded.
    """
    trace = error.__traceback__
    error.__traceback__ = None if trace is None else trace.tb_next


class _Collected:
    """What is laid over asyncio's class, written in C or in Python."""

    __slots__ = ()
    recorder: Recorder
    lane: LiveLane
    done: Any
    _base: Any = asyncio.Task

    def result(self) -> Any:
        """Return the result or raise the exception, and note it."""
        if self.done():
            self.recorder.note_collected(self.lane)
        try:
            return self._base.result(self)
        except BaseException as error:
            without_top_frame(error)
            raise

    def exception(self) -> BaseException | None:
        """Return the exception; taking one counts as collecting it."""
        try:
            found: BaseException | None = self._base.exception(self)
        except BaseException as error:
            without_top_frame(error)
            raise
        if found is not None:
            self.recorder.note_collected(self.lane)
        return found

    def glimpse(self) -> BaseException | None:
        """Return the exception of a task, which counts as no collecting."""
        found: BaseException | None = self._base.exception(self)
        return found

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the task and take its result.

        Where it is not done yet, asyncio calls `result` to wake up whoever
        waits; where it is, nothing but this method sees it taken.
        """
        if self.done():
            self.recorder.note_collected(self.lane)
        iterator: Generator[Any, None, Any] = self._base.__await__(self)
        return iterator

    __iter__ = __await__


def _initialise(
    self: Any,
    steps: Any,
    coroutine: Any,
    recorder: Recorder,
    lane: LiveLane,
    **options: Any,
) -> None:
    self.recorder = recorder
    self.lane = lane
    self.coroutine = coroutine
    self._base.__init__(self, steps, **options)


def _get_coro(self: Any) -> Any:
    """Return the coroutine that the task was made of.

    None, as asyncio has it, for one that was over as soon as it began.
    """
    return coroutine_of(self._base, self, self.coroutine)


def _set_name(self: Any, name: object) -> None:
    """Name the task; None, which some `create_task` pass, is no name."""
    if name is not None:
        self._base.set_name(self, name)
        self.lane.name = str(name) if type(name) is str else ""


@functools.cache
def task_class(base: Any) -> Any:
    """Return the class of recorded tasks for what `asyncio.Task` is now.

    nest-asyncio2 and others put the class that is written in Python there.
    That one keeps its coroutine where the other has a window on it.
    """
    namespace = {
        "__doc__": "asyncio's task, which notes when its result is taken.",
        "__init__": _initialise,
        "__module__": __name__,
        "__slots__": ("coroutine", "lane", "recorder"),
        "_base": base,
        "get_coro": _get_coro,
        "set_name": _set_name,
    }
    if has_window_on_coroutine(base):
        namespace[WINDOW] = property(_get_coro)
    return type("Task", (_Collected, base), namespace)


Task = task_class(asyncio.Task)
