"""The task that the recorder makes: asyncio's, and it notes collection.

When a result counts as collected, `collecting` says. The class is called
`Task`, so that asyncio's own messages keep their wording, and it shows the
learner's coroutine where asyncio would.

It is not a task of another kind: all the work is left to asyncio's own.
"""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from helpers.compat import WINDOW, coroutine_of, has_window_on_coroutine
from helpers.recording.collecting import collecting
from helpers.recording.recorder import Recorder

__all__ = ["Task", "task_class"]


@functools.cache
def task_class(base: Any) -> Any:
    """Return the class of recorded tasks for what `asyncio.Task` is now.

    nest-asyncio2 and others put the class that is written in Python there.
    That one keeps its coroutine where the other has a window on it.

    A task gets `recorder`, `place` and `coroutine` from its factory.
    """

    class Task(collecting(base)):  # type: ignore[misc]
        """asyncio's task, which notes when its result is taken."""

        __slots__ = ("coroutine", "place", "recorder")
        recorder: Recorder
        place: int
        coroutine: Any

        def note_collected(self) -> None:
            """Note that somebody takes its result."""
            self.recorder.note_collected(self.place)

        def note_stuck(self) -> None:
            """Note that nothing can end this task any more."""
            self.recorder.note_stuck(self.place)

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
