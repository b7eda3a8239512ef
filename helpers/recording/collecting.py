"""Tells when a result is taken, of a task or of a job in a thread.

A result is collected when somebody takes it: by `await`, `.result()` or
`.exception()`, and so by `gather`, `as_completed` or a `TaskGroup` too.
This is the one place that says so.
"""

from __future__ import annotations

import functools
from collections.abc import Generator
from typing import Any

from helpers.refusals import without_top_frame

__all__ = ["collecting"]


@functools.cache
def collecting(base: Any) -> Any:
    """Return a class of asyncio's futures that tells `note_collected`.

    `base` is `asyncio.Task` or `asyncio.Future`, written in C or in Python.
    """
    take, glance, is_done, wait = (
        *(base.result, base.exception),
        *(base.done, base.__await__),
    )

    class Collecting(base):  # type: ignore[misc]
        """asyncio's own, which notes when its result is taken."""

        __slots__ = ()

        def note_collected(self) -> None:
            """Note that the result is taken, perhaps not the first time."""
            raise NotImplementedError

        def result(self) -> Any:
            """Return the result or raise the exception, and note it."""
            try:
                value = take(self)
            except BaseException as error:
                if is_done(self):
                    self.note_collected()
                without_top_frame(error)
                raise
            self.note_collected()
            return value

        def exception(self) -> BaseException | None:
            """Return the exception; taking one counts as collecting it."""
            try:
                found: BaseException | None = glance(self)
            except BaseException as error:
                without_top_frame(error)
                raise
            if found is not None:
                self.note_collected()
            return found

        def glimpse(self) -> BaseException | None:
            """Return the exception, which counts as no collecting."""
            found: BaseException | None = glance(self)
            return found

        def __await__(self) -> Generator[Any, None, Any]:
            """Wait for the end and take the result.

            Where it is not done yet, asyncio calls `result` to wake up
            whoever waits; else nothing but this method sees it taken.
            """
            if is_done(self):
                self.note_collected()
            iterator: Generator[Any, None, Any] = wait(self)
            return iterator

        __iter__ = __await__

    return Collecting
