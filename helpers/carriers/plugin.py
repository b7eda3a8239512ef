"""What is noted within the scheduler of a Dask cluster.

The class is made in a function, and what it needs within its methods: so it
is sent to the scheduler as it stands, and a scheduler on another machine
does without this package.
"""

from __future__ import annotations

from typing import Any

__all__ = ["plugin_called", "taker"]


def plugin_called(called: str) -> Any:
    """Return a plugin that notes what becomes of each task.

    Each note is (time, key, state before, state after, worker, stretches),
    the last as Dask has them: dictionaries with action, start and stop.
    """
    from distributed.diagnostics.plugin import SchedulerPlugin

    base: Any = SchedulerPlugin

    class Notes(base):  # type: ignore[misc]
        """Notes each change of a task's state, and which worker has it."""

        def __init__(self) -> None:
            self.name = called
            self.notes: list[Any] = []
            self.scheduler: Any = None

        async def start(self, scheduler: Any) -> None:
            """Be told which scheduler this is."""
            self.scheduler = scheduler

        def transition(
            self, key: Any, start: str, finish: str, *args: Any, **more: Any
        ) -> None:
            """Note that a task is in another state now."""
            import time

            task = self.scheduler.tasks.get(key)
            at = getattr(task, "processing_on", None)
            worker = more.get("worker") or getattr(at, "address", None)
            stretches = [dict(x) for x in more.get("startstops") or ()]
            now = time.time()
            self.notes.append((now, key, start, finish, worker, stretches))

    return Notes()


def taker(called: str) -> Any:
    """Return what fetches the notes, to be run on the scheduler."""

    def take(dask_scheduler: Any) -> Any:
        return dask_scheduler.plugins[called].notes

    return take
