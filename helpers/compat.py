"""Every private attribute of asyncio, threading and Python that is used.

The rest of the package reads the public names of this module. Each private
name stands here once, with a public one for it, and is listed in `USED`
with what it is for; `tests/test_compat.py` looks each of them up, so that
a new Python which changes one is met by a sentence and not by a riddle.
What is public in one version and not in another stands here as well.

To support a new Python, run that test on it, mend what it names, and add
the version to `TRIED`.
"""

from __future__ import annotations

import _thread
import asyncio
import contextlib
import inspect
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import thread as pools
from typing import Any

__all__ = [
    "FUTURE_ITERATOR",
    "NEXT_COMPLETED",
    "WINDOW",
    "FIELDS",
    "LOOP_FILE",
    "NAME",
    "OpenLoop",
    "RUN_JOB",
    "TRIED",
    "USED",
    "WAKE_UP",
    "coroutine_of",
    "coroutine_that_yields",
    "count_threads",
    "eager_task_factory",
    "frame_of_caller",
    "frames",
    "handles_signals",
    "has_window_on_coroutine",
    "is_gathering",
    "is_in_step",
    "is_of_runner",
    "is_spare_worker",
    "is_to_be_cancelled",
    "is_worker",
    "made_at",
    "mark_scheduled",
    "passed_over",
    "policy",
    "running_loop",
    "say_nothing_when_destroyed",
    "selector_of",
    "stepped_aside",
    "unawaited_hook",
]

TRIED = ("3.11", "3.12", "3.13", "3.14", "3.15")

# (owner, attribute, what becomes false here when a new Python changes it)
USED: tuple[tuple[Any, str, str], ...] = (
    (asyncio, "_get_running_loop", "run() inside a running loop"),
    (asyncio, "_set_running_loop", "run() inside a running loop"),
    (asyncio.tasks, "_leave_task", "run() inside a running loop"),
    (asyncio.tasks, "_enter_task", "run() inside a running loop"),
    (asyncio.tasks, "_GatheringFuture", "what a task waits on: gather"),
    (asyncio.futures, "_set_result_unless_cancelled", "whose a sleep is"),
    (asyncio.BaseEventLoop, "_run_once", "where an interrupt lands"),
    (asyncio.Handle, "_run", "where an interrupt lands"),
    (asyncio.Runner, "_on_sigint", "whether Ctrl-C is the program's"),
    (asyncio.BaseEventLoop, "_check_closed", "timers of the virtual loop"),
    (asyncio.BaseEventLoop, "_process_events", "turns of the virtual loop"),
    (asyncio.BaseEventLoop, "_write_to_self", "waking the virtual loop"),
    (
        asyncio.BaseEventLoop,
        "_set_coroutine_origin_tracking",
        "interrupts between two turns of a loop",
    ),
    (pools, "_worker", "whether a thread may still wake a loop"),
    (pools._WorkItem, "run", "whether a thread may still wake a loop"),
    (_thread, "_count", "which thread a coroutine runs in"),
    (sys, "_current_frames", "whether a thread may still wake a loop"),
    (warnings, "_warn_unawaited_coroutine", "names of what nobody awaits"),
)

WAKE_UP: Any = asyncio.futures._set_result_unless_cancelled  # type: ignore[attr-defined]
RUN_JOB = pools._WorkItem.run.__code__
LOOP_FILE = asyncio.BaseEventLoop.run_forever.__code__.co_filename
NEXT_COMPLETED = "_wait_for_one"  # what `as_completed` yields
_future: Any = asyncio.Future(loop=types.SimpleNamespace(get_debug=bool))  # type: ignore[arg-type]
FUTURE_ITERATOR = type(_future.__await__())  # at the end of most awaits
WINDOW = "_coro"  # of a task written in C, on its coroutine
_WAIT_FOR_JOB = pools._worker.__code__
_TURN = asyncio.BaseEventLoop._run_once.__code__  # type: ignore[attr-defined]
_STEP = asyncio.Handle._run.__code__

frames: Callable[[], dict[int, types.FrameType]] = sys._current_frames
unawaited_hook = (warnings, "_warn_unawaited_coroutine")

count_threads: Callable[[], int] = _thread._count  # besides the main one

_PASSED_OVER = "<frozen importlib._bootstrap of asyncio-idioms>"


def passed_over(function: Any) -> Any:
    """Let warnings and logging pass over the frames of a function.

    `stacklevel` does not count frames of the import system, which are told
    by their file (`is_internal_filename` in Python's warnings.c, and
    `logging._is_internal_frame`): so it does not count these.
    """
    code = function.__code__
    function.__code__ = code.replace(co_filename=_PASSED_OVER)
    return function


def coroutine_that_yields(function: Any) -> Any:
    """Make a generator function one whose calls are coroutines.

    What it yields goes to whoever runs the coroutine, as what a future
    yields does. `types.coroutine` makes a generator that can be awaited,
    by another flag of its code; a task takes nothing but a coroutine.
    Warnings pass over its frames, as over those of `passed_over`.
    """
    code = passed_over(function).__code__
    flags = code.co_flags & ~inspect.CO_GENERATOR | inspect.CO_COROUTINE
    function.__code__ = code.replace(co_flags=flags)
    return function


FIELDS = "_fields"  # of a named tuple's class
NAME = "_name_"  # of a member of an enum
frame_of_caller: Callable[[int], types.FrameType] = sys._getframe

# New in 3.12; elsewhere something that no program can set.
eager_task_factory: Any = getattr(asyncio, "eager_task_factory", object())


class OpenLoop(asyncio.BaseEventLoop):
    """asyncio's event loop, with public names for what it keeps private."""

    @property
    def timers(self) -> list[asyncio.TimerHandle]:
        """The timers that are set, as a heap."""
        found: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        return found

    @property
    def ready(self) -> bool:
        """Whether something is to be called in this turn or the next."""
        return bool(self._ready)  # type: ignore[attr-defined]

    def count_ready(self) -> int:
        """Return how many callbacks are to be called next."""
        return len(self._ready)  # type: ignore[attr-defined]

    @property
    def selector(self) -> Any:
        """What the loop asks for events; None when it is closed."""
        return self._selector

    @selector.setter
    def selector(self, selector: Any) -> None:
        self._selector = selector

    def set_resolution(self, seconds: float) -> None:
        """Count timers as due that are due within `seconds`."""
        self._clock_resolution = seconds

    def check_open(self) -> None:
        """Raise `RuntimeError` where the loop is closed."""
        self._check_closed()  # type: ignore[attr-defined]

    def end_turns(self, hooks: Any) -> None:
        """Do what asyncio does when `run_forever` is left.

        `hooks` are those of asynchronous generators, as they were before.
        """
        self._stopping = False
        self._thread_id = None
        asyncio._set_running_loop(None)
        self._set_coroutine_origin_tracking(False)  # type: ignore[attr-defined]
        sys.set_asyncgen_hooks(*hooks)


def selector_of(loop: Any) -> Any:
    """Return what a loop asks for events; None for one that has no such."""
    return getattr(loop, "_selector", None)


def handles_signals(loop: Any) -> bool:
    """Say whether a loop calls back for a signal."""
    return bool(getattr(loop, "_signal_handlers", None))


def is_of_runner(handler: Any) -> bool:
    """Say whether a handler of Ctrl-C is that of `asyncio.run`."""
    inner = getattr(getattr(handler, "func", None), "__func__", None)
    return inner is asyncio.Runner._on_sigint  # type: ignore[attr-defined]


def running_loop() -> Any:
    """Return the loop that runs in this thread, or None."""
    return asyncio._get_running_loop()


def mark_scheduled(timer: asyncio.TimerHandle) -> None:
    """Note that a timer stands in the heap of its loop."""
    timer._scheduled = True  # type: ignore[attr-defined]


@contextlib.contextmanager
def stepped_aside(loop: Any) -> Iterator[None]:
    """Leave a loop's current task, and the loop, as if it did not run.

    asyncio documents these functions for authors of event loops.
    """
    task = asyncio.current_task(loop)
    if task is not None:
        asyncio.tasks._leave_task(loop, task)
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)
        if task is not None:
            asyncio.tasks._enter_task(loop, task)


def is_to_be_cancelled() -> bool:
    """Say whether the current task was cancelled, and returned all the same.

    Such a task is cancelled although its coroutine returned.
    """
    task: Any = asyncio.current_task()
    return task is not None and getattr(task, "_must_cancel", False)


def say_nothing_when_destroyed(task: Any) -> None:
    """Keep asyncio from telling of a task that is let go of unfinished."""
    task._log_destroy_pending = False


def made_at(task: Any) -> list[Any]:
    """Return where a task was made, in debug mode: a list to be changed."""
    found: list[Any] = getattr(task, "_source_traceback", None) or []
    return found


def has_window_on_coroutine(base: type) -> bool:
    """Say whether a class of tasks is the one that is written in C.

    That one has a window on its coroutine, `_coro`, through which its
    `repr` and `get_stack` look.
    """
    return hasattr(base, WINDOW)


def coroutine_of(base: Any, task: Any, shown: Any) -> Any:
    """Return `shown`, or None where asyncio has let go of the coroutine.

    That is read off `_coro`: `get_coro` itself crashes Python 3.12.1.
    """
    window = getattr(base, WINDOW, None)
    if window is not None and window.__get__(task) is None:
        return None
    return shown


def is_gathering(future: Any) -> bool:
    """Say whether a future is what `asyncio.gather` returned."""
    return isinstance(future, asyncio.tasks._GatheringFuture)  # type: ignore[attr-defined]


def is_in_step(frame: types.FrameType | None) -> bool:
    """Say whether a thread runs a callback of an event loop, or a task."""
    while frame is not None and frame.f_code is not _STEP:
        if frame.f_code is _TURN:
            return False
        frame = frame.f_back
    return frame is not None


def is_worker(frame: types.FrameType | None) -> bool:
    """Say whether a thread is a pool's worker, between two jobs."""
    return frame is not None and frame.f_code is _WAIT_FOR_JOB


def is_spare_worker(frame: types.FrameType | None) -> bool:
    """Say whether a thread is a pool's worker and waits for its next job.

    A job that was handed to a worker which has not woken yet is neither in
    the queue nor in the worker's hands; the count of idle workers knows.
    """
    if frame is None or frame.f_code is not _WAIT_FOR_JOB:
        return False
    known = frame.f_locals
    if known.get("work_item") is not None or known["work_queue"].qsize():
        return False
    pool = known["executor_reference"]()
    return pool is None or _unclaimed(pool) >= len(pool._threads)


def _unclaimed(pool: Any) -> int:
    return int(pool._idle_semaphore._value)


def policy() -> type:
    """Return the class that makes loops for `asyncio.get_event_loop`."""
    events: Any = asyncio.events
    get = getattr(events, "_get_event_loop_policy", None)  # 3.14 warns else
    return type(get() if get else asyncio.get_event_loop_policy())
