"""Ends what a checked program leaves behind, and lets go of it.

Tasks that refuse to be cancelled, coroutines that nobody awaits, errors
that hold on to frames: whatever stayed alive would make itself heard
later, in the middle of somebody else's cell.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import traceback
from collections.abc import Iterator
from typing import Any

from helpers.checking.alarm import Alarm
from helpers.checking.check_loop import CheckLoop
from helpers.compat import say_nothing_when_destroyed

__all__ = ["bury", "close", "forget", "found_in", "run_last", "until_gone"]

CLEAN_UP_SECONDS = 0.2  # real; while what is left over is cancelled


async def until_gone(tasks: set[Any]) -> None:
    """Wait until all of some tasks are done."""
    while tasks:
        _, tasks = await asyncio.wait(tasks, timeout=1)


def run_last(loop: CheckLoop, coroutine: Any) -> None:
    """Run a part of the clean-up; leave nothing of it behind."""
    task: asyncio.Task[None] = asyncio.Task(coroutine, loop=loop)
    say_nothing_when_destroyed(task)
    try:
        loop.run_until_complete(task)
    finally:
        coroutine.close()


def bury(tasks: list[Any]) -> None:
    """Close the coroutines of tasks that nothing else could end."""
    for task in tasks:
        say_nothing_when_destroyed(task)
        with contextlib.suppress(BaseException), Alarm(CLEAN_UP_SECONDS):
            task.get_coro().close()


def close(value: Any) -> None:
    """Close the coroutines that nobody is going to await."""
    for found in found_in(value):
        with contextlib.suppress(BaseException):
            found.close()


def forget(error: BaseException | None, depth: int = 5) -> None:
    """Let go of the frames that an error holds, and of what is in them."""
    if error is None or not depth:
        return
    if error.__traceback__ is not None:
        traceback.clear_frames(error.__traceback__)
        error.__traceback__ = None
    close([*error.args, getattr(error, "obj", None)])
    parts = getattr(error, "exceptions", ())
    for each in (error.__context__, error.__cause__, *parts[:100]):
        forget(each, depth - 1)


def found_in(value: Any, depth: int = 3) -> Iterator[Any]:
    """Yield the coroutines in a result: itself, or in its containers."""
    if inspect.iscoroutine(value):
        yield value
    elif depth and isinstance(value, (list, tuple, set, frozenset)):
        for each in list(value)[:1000]:
            yield from found_in(each, depth - 1)
    elif depth and isinstance(value, dict):
        yield from found_in(list(value.values()), depth - 1)
