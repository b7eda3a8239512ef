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

from helpers.lanes import LiveLane

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
    lane: LiveLane
    done: Any
    _base: Any = asyncio.Task

    def result(self) -> Any:
        """Return the result or raise the exception, and note it."""
        if self.done():
            self.lane.collect()
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
            self.lane.collect()
        return found

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the task and take its result.

        Where it is not done yet, asyncio calls `result` to wake up whoever
        waits; where it is, nothing but this method sees it taken.
        """
        if self.done():
            self.lane.collect()
        iterator: Generator[Any, None, Any] = self._base.__await__(self)
        return iterator

    __iter__ = __await__


class Task(_Collected, asyncio.Task):  # type: ignore[type-arg]
    """asyncio's task, which also notes when its result is taken."""

    __slots__ = ("coroutine", "lane")

    def __init__(
        self, steps: Any, coroutine: Any, lane: LiveLane, **options: Any
    ) -> None:
        self.lane = lane
        self.coroutine = coroutine
        super().__init__(steps, **options)

    def get_coro(self) -> Any:
        """Return the coroutine that the task was made of."""
        return self.coroutine

    @property
    def _coro(self) -> Any:
        """What asyncio's `repr` and `get_stack` look at."""
        return self.coroutine


@functools.cache
def task_class(base: type) -> type:
    """Return the class of recorded tasks for what `asyncio.Task` is now.

    nest-asyncio2 and others put the class that is written in Python there.
    """
    if issubclass(Task, base):
        return Task
    initialise: Any = base.__init__  # type: ignore[misc]

    def __init__(
        self: Any, steps: Any, coroutine: Any, lane: LiveLane, **options: Any
    ) -> None:
        self.lane = lane
        self.coroutine = coroutine
        initialise(self, steps, **options)

    return type(
        "Task",
        (_Collected, base),
        {
            "__init__": __init__,
            "__module__": __name__,
            "_base": base,
            "get_coro": Task.get_coro,
        },
    )
