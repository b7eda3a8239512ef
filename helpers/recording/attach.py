"""Puts a recorder on an event loop, and takes it off again.

That is: on the loop's task factory. A factory that the program sets itself
goes on working, and its tasks are recorded as well.
"""

from __future__ import annotations

import asyncio
import functools
import weakref
from collections.abc import Callable
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.recording.handles import MARK, look_away, look_out
from helpers.recording.jobs import watch_jobs
from helpers.recording.recorder import Recorder
from helpers.recording.requests import (
    look_at_requests,
    look_away_from_requests,
)
from helpers.recording.stuck import record_deadlock
from helpers.recording.task_factory import TaskFactory

__all__ = ["attach", "attached", "recorder_of"]

attached: list[Callable[[Recorder], object]] = []  # told of each `attach`


def attach(recorder: Recorder, loop: asyncio.AbstractEventLoop) -> None:
    """Record each task that `loop` creates from now on, until `detach`.

    Raises `RuntimeError` for a loop that is being recorded already.
    """
    if recorder_of(loop) is not None:
        raise RuntimeError("this event loop is being recorded already")
    recorder.begin(loop)
    own = TaskFactory(recorder, loop.get_task_factory())
    loop.set_task_factory(own)
    shadow: Any = loop
    shadow.set_task_factory = own.set_inner
    shadow.get_task_factory = own.get_inner
    setattr(loop, MARK, recorder)
    look_out(recorder, loop)
    look_at_requests(loop)
    unwatch_jobs = watch_jobs(recorder, loop)
    if isinstance(loop, WatchfulLoop):
        loop.known_as = recorder.known_as
        loop.record_deadlock = functools.partial(record_deadlock, recorder)

    held: Any = weakref.ref(loop)  # a loop that the program lets go of is gone

    def detach() -> None:
        loop = held()
        if loop is not None and recorder_of(loop) is recorder:
            del loop.set_task_factory, loop.get_task_factory
            delattr(loop, MARK)
            look_away(loop)
            look_away_from_requests(loop)
            loop.set_task_factory(own.inner)
            unwatch_jobs()
        if recorder.stopped is None:
            recorder.end()

    def is_running() -> bool:
        loop = held()
        return loop is not None and bool(loop.is_running())

    recorder.detach, recorder.is_running = detach, is_running
    for tell in attached:
        tell(recorder)


def recorder_of(loop: asyncio.AbstractEventLoop) -> Recorder | None:
    """Return the recorder that is attached to `loop`, if there is one."""
    found: Recorder | None = getattr(loop, MARK, None)
    return found
