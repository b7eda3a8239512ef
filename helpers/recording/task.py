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
from helpers.recording.recorder import Recorder

__all__ = ["Task", "task_class", "without_top_frame"]


def without_top_frame(error: BaseException) -> None:
    """Take the frame that handles `error` out of its traceback.

    What follows must be a bare `raise`, which adds no frame: the learner
    then sees the traceback of a program that is not recorded.
    """
    trace = error.__traceback__
    error.__traceback__ = None if trace is None else trace.tb_next


@functools.cache
def task_class(base: Any) -> Any:
    """Return the class of recorded tasks for what `asyncio.Task` is now.

    nest-asyncio2 and others put the class that is written in Python there.
    That one keeps its coroutine where the other has a window on it.

    A task gets `recorder`, `place` and `coroutine` from its factory.
    """
    take, glance, is_done, wait = (
        *(base.result, base.exception),
        *(base.done, base.__await__),
    )

    class Task(base):  # type: ignore[misc]
        """asyncio's task, which notes when its result is taken."""

        __slots__ = ("coroutine", "place", "recorder")
        recorder: Recorder
        place: int
        coroutine: Any

        def result(self) -> Any:
            """Return the result or raise the exception, and note it."""
            try:
                value = take(self)
            except BaseException as error:
                if is_done(self):
                    self.recorder.note_collected(self.place)
                without_top_frame(error)
                raise
            self.recorder.note_collected(self.place)
            return value

        def exception(self) -> BaseException | None:
            """Return the exception; taking one counts as collecting it."""
            try:
                found: BaseException | None = glance(self)
            except BaseException as error:
                without_top_frame(error)
                raise
            if found is not None:
                self.recorder.note_collected(self.place)
            return found

        def glimpse(self) -> BaseException | None:
            """Return the exception, which counts as no collecting."""
            found: BaseException | None = glance(self)
            return found

        def note_stuck(self) -> None:
            """Note that nothing can end this task any more."""
            self.recorder.note_stuck(self.place)

        def __await__(self) -> Generator[Any, None, Any]:
            """Wait for the task and take its result.

            Where it is not done yet, asyncio calls `result` to wake up
            whoever waits; else nothing but this method sees it taken.
            """
            if is_done(self):
                self.recorder.note_collected(self.place)
            iterator: Generator[Any, None, Any] = wait(self)
            return iterator

        __iter__ = __await__

        def get_coro(self) -> Any:
            """Return the coroutine that the task was made of.

            None, as asyncio has it, for one that was over as soon as it
            began.
            """
            return coroutine_of(base, self, self.coroutine)

        def set_name(self, name: object) -> None:
            """Name the task; None, which some factories pass, is no name."""
            if name is not None:
                base.set_name(self, name)
                self.recorder.note_name(self.place, name)

    if has_window_on_coroutine(base):
        setattr(Task, WINDOW, property(Task.get_coro))
    Task.__qualname__ = "Task"
    return Task


Task = task_class(asyncio.Task)
