"""What `run` does when main is over: nothing that it began goes on.

Left-over tasks are cancelled, asynchronous generators and threads shut
down, as `asyncio.run` does. It differs in one thing: a task that ignores
its cancellation is given up after a while, and a note says so, because
a learner's mistake must not hang the notebook.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import time
from typing import Any

from helpers.clocks.deadlock import DeadlockError, WatchfulLoop
from helpers.compat import say_nothing_when_destroyed

__all__ = ["cancel_left_overs", "shut_down"]

PATIENCE = 10.0  # seconds that left-over tasks have to clean up
PATIENCE_INTERRUPTED = 0.3  # the same, for somebody who pressed stop
BETWEEN_LOOKS = 0.05  # seconds
ROUNDS = 10  # times that tasks are cancelled which others left behind


def cancel_left_overs(
    loop: WatchfulLoop, *, interrupted: bool = False
) -> tuple[str, ...]:
    """Cancel every task; return notes about those that would not end.

    An interrupt that comes meanwhile gives up all that is left, and then
    none of these is to blame.
    """
    patience = PATIENCE_INTERRUPTED if interrupted else PATIENCE
    stubborn: set[Any] = set()
    known: set[Any] = set()
    for _ in range(ROUNDS):  # what is cancelled may start new tasks
        left = asyncio.all_tasks(loop) - known
        if not left:
            break
        known |= left
        try:
            stubborn |= _cancel(loop, left, patience)
        except KeyboardInterrupt:
            _say_nothing(left | asyncio.all_tasks(loop))
            return ()
    _say_nothing(stubborn)
    if not stubborn:
        return ()
    some = "task" if len(stubborn) == 1 else "tasks"
    return (
        f"note: {len(stubborn)} {some} went on after being cancelled, and "
        "had to be given up: let CancelledError pass on.",
    )


def _say_nothing(tasks: set[Any]) -> None:
    """Let go of tasks, ended or not, without a word in a log."""
    for task in tasks:
        say_nothing_when_destroyed(task)
        if task.done() and not task.cancelled():
            _glimpse(task)


def shut_down(loop: WatchfulLoop) -> None:
    """Close asynchronous generators, and wait for threads to end."""
    with contextlib.suppress(KeyboardInterrupt):
        _run_quietly(loop, loop.shutdown_asyncgens())
        _run_quietly(loop, loop.shutdown_default_executor())


def _cancel(loop: WatchfulLoop, tasks: set[Any], patience: float) -> set[Any]:
    """Cancel tasks and run them to their end; return those that go on."""
    in_order = [task for task in loop.in_order(tasks) if _may_end(task)]
    tasks = set(in_order)
    stubborn = _run_until_done(loop, tasks, patience)
    for task in in_order:
        if task not in stubborn:
            _report(loop, task)
    return stubborn


def _may_end(task: Any) -> bool:
    """Cancel a task; return whether that can end it.

    Tasks that wait for each other in a circle cannot be cancelled: each
    hands its cancellation on to the next. Nothing will ever step them.
    """
    try:
        task.cancel()
    except RecursionError:
        say_nothing_when_destroyed(task)
        note = getattr(task, "note_stuck", None)  # of a recorded one
        if note is not None:
            note()
        return False
    return True


def _run_until_done(
    loop: WatchfulLoop, tasks: set[Any], patience: float
) -> set[Any]:
    """Run until `tasks` are done; return those that refuse to end."""
    _run_quietly(loop, _wait_for(loop, tasks, patience))
    return {task for task in tasks if not task.done()}


async def _wait_for(
    loop: WatchfulLoop, tasks: set[Any], patience: float
) -> None:
    """Wait until all are done, or patience is over on either clock."""
    start, end = loop.time(), time.monotonic() + patience
    while tasks and time.monotonic() < end:
        if loop.time() - start >= patience:
            break
        _, tasks = await asyncio.wait(tasks, timeout=BETWEEN_LOOKS)


def _run_quietly(loop: WatchfulLoop, coroutine: Any) -> None:
    """Run a part of the clean-up; a deadlock in it does not stop the rest."""
    task: asyncio.Task[None] = asyncio.Task(coroutine, loop=loop)
    try:
        loop.run_until_complete(task)
    except DeadlockError:
        _give_up(task, coroutine)
    except BaseException:  # SystemExit, of a task that is being cancelled
        _give_up(task, coroutine)
        raise


def _give_up(task: asyncio.Task[None], coroutine: Any) -> None:
    """Let go of a task of the clean-up, without a word."""
    say_nothing_when_destroyed(task)
    if inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
        coroutine.close()
    else:
        task.cancel()


def _report(loop: WatchfulLoop, task: asyncio.Task[Any]) -> None:
    """Tell of an exception while shutting down, as asyncio.run does."""
    error = None if task.cancelled() else _glimpse(task)
    if error is not None and not isinstance(error, KeyboardInterrupt):
        loop.call_exception_handler(
            {
                "message": "unhandled exception during run() shutdown",
                "exception": error,
                "task": task,
            }
        )


def _glimpse(task: asyncio.Task[Any]) -> BaseException | None:
    """Return what a task has raised, which counts as no collecting."""
    look: Any = getattr(task, "glimpse", task.exception)
    error: BaseException | None = look()
    return error
