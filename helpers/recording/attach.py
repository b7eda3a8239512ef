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
from helpers.recording.recorder import Recorder
from helpers.recording.task_factory import TaskFactory
from helpers.timeline.model import Outcome

__all__ = ["attach", "attached", "recorder_of"]

attached: list[Callable[[Recorder], object]] = []  # told of each `attach`
_MARK = "recorder_of_this_loop"  # the attribute of a loop that is recorded


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
    setattr(loop, _MARK, recorder)
    if isinstance(loop, WatchfulLoop):
        loop.known_as = recorder.known_as
        loop.on_deadlock = functools.partial(recorder.close, Outcome.STUCK)

    held: Any = weakref.ref(loop)  # a loop that the program lets go of is gone

    def detach() -> None:
        loop = held()
        if loop is not None and recorder_of(loop) is recorder:
            del loop.set_task_factory, loop.get_task_factory
            delattr(loop, _MARK)
            loop.set_task_factory(own.inner)
        if recorder.stopped is None:
            recorder.end()

    recorder.detach = detach
    for tell in attached:
        tell(recorder)


def recorder_of(loop: asyncio.AbstractEventLoop) -> Recorder | None:
    """Return the recorder that is attached to `loop`, if there is one."""
    found: Recorder | None = getattr(loop, _MARK, None)
    return found
