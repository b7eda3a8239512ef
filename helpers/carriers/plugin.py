"""What is noted within the scheduler of a Dask cluster, and its workers.

The classes are made in functions, and what they need within their methods: so
they are sent as they stand, and a scheduler or a worker on another machine
does without this package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["scheduler_plugin", "taker", "worker_plugin", "worker_taker"]


def scheduler_plugin(called: str) -> Any:
    """Return a plugin that notes what becomes of each task.

    Each note has the fields of a `Change`; its stretches are as Dask has
    them, dictionaries with action, start and stop.
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
            thread = more.get("thread")
            stretches = [dict(x) for x in more.get("startstops") or ()]
            self.notes.append(
                (time.time(), key, start, finish, worker, thread, stretches)
            )

    return Notes()


def worker_plugin(called: str) -> Any:
    """Return a plugin that notes what each worker does with a task.

    Each note has the fields of a `Seen`; the clock is the one that Dask
    takes its own times from.
    """
    from distributed.diagnostics.plugin import WorkerPlugin

    base: Any = WorkerPlugin

    class Notes(base):  # type: ignore[misc]
        """Notes each change of a task's state in a worker."""

        def __init__(self) -> None:
            self.name = called
            self.notes: list[Any] = []
            self.worker: Any = None

        def setup(self, worker: Any) -> None:
            """Be told which worker this is."""
            self.worker = worker

        def transition(
            self, key: Any, start: str, finish: str, **more: Any
        ) -> None:
            """Note that a task is in another state now."""
            from distributed.metrics import time

            ahead = self.worker.scheduler_delay
            self.notes.append((time(), key, start, finish, ahead))

    return Notes()


def taker(called: str) -> Callable[..., Any]:
    """Return what fetches the notes, to be run on the scheduler."""

    def take(dask_scheduler: Any) -> Any:
        return dask_scheduler.plugins[called].notes

    return take


def worker_taker(called: str) -> Callable[..., Any]:
    """Return what reads a worker's clock and notes, to be run on each."""

    def take(dask_worker: Any) -> Any:
        from distributed.metrics import time

        plugin = dask_worker.plugins.get(called)
        return time(), [] if plugin is None else plugin.notes

    return take
