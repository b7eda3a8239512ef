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
import functools
import inspect
import sys
import threading
import types
import warnings
import weakref
from asyncio import constants
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import thread as pools
from typing import Any, TypeVar

__all__ = [
    "FUTURE_ITERATOR",
    "LeftAlone",
    "NEXT_COMPLETED",
    "WINDOW",
    "DEBUG_DEPTH",
    "FIELDS",
    "LOOP_FILE",
    "NAME",
    "OpenLoop",
    "PASSED_OVER",
    "RUN_JOB",
    "RUNNING",
    "TRIED",
    "USED",
    "WAKE_UP",
    "coroutine_of",
    "coroutine_that_yields",
    "count_threads",
    "eager_task_factory",
    "callback_of",
    "frame_of_caller",
    "frames",
    "handles_signals",
    "has_window_on_coroutine",
    "loop_of",
    "is_gathering",
    "is_in_step",
    "is_of_runner",
    "is_spare_worker",
    "is_step",
    "is_to_be_cancelled",
    "is_worker",
    "lock_of",
    "made_at",
    "mark_scheduled",
    "passed_over",
    "policy",
    "pool_of",
    "queued",
    "running_loop",
    "said_to_run",
    "say_nothing_when_destroyed",
    "selector_of",
    "size_of_pool",
    "stepped_aside",
    "tell_no_more",
    "tell_of_handles",
    "tells_a_loop_too",
    "track_origins",
    "unawaited_hook",
    "unfinished",
    "wait_for_threads",
]

_F = TypeVar("_F", bound=Callable[..., Any])
_T = TypeVar("_T")

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
    (asyncio.BaseEventLoop, "_check_running", "a loop run inside itself"),
    (asyncio.BaseEventLoop, "_process_events", "turns of the virtual loop"),
    (asyncio.BaseEventLoop, "_write_to_self", "waking the virtual loop"),
    (
        asyncio.BaseEventLoop,
        "_set_coroutine_origin_tracking",
        "interrupts between two turns of a loop",
    ),
    (asyncio.Handle, "_run", "callbacks that take time"),
    (asyncio.Handle, "_callback", "callbacks that take time"),
    (asyncio.Handle, "_loop", "callbacks that take time"),
    (asyncio.TimerHandle, "_when", "callbacks that take time"),
    (pools, "_worker", "whether a thread may still wake a loop"),
    (pools._WorkItem, "run", "whether a thread may still wake a loop"),
    (threading, "_shutdown", "waiting for the threads of a script"),
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
TURN = "_process_events"  # of a loop: called in each turn, before callbacks
RUNNING = "_run"  # of a handle: calls its callback
SOON = 0.001  # seconds; a timer may come due between two looks at the clock
_TURN = asyncio.BaseEventLoop._run_once.__code__  # type: ignore[attr-defined]
_STEP = asyncio.Handle._run.__code__

frames: Callable[[], dict[int, types.FrameType]] = sys._current_frames
DEBUG_DEPTH = constants.DEBUG_STACK_DEPTH  # frames, in debug mode
track_origins = "_set_coroutine_origin_tracking"  # a method of loops
unawaited_hook = (warnings, "_warn_unawaited_coroutine")

count_threads: Callable[[], int] = _thread._count  # besides the main one

PASSED_OVER = "<frozen importlib._bootstrap of asyncio-idioms>"


def wait_for_threads() -> None:
    """Wait for the threads that a program does not end without.

    That is what Python does when it ends. Where an interrupt cuts it short,
    it is not done again: Python then finds the same exception, tells of it,
    and ends. (3.15 looks for threads until there are none, or one is raised.)
    """
    try:
        threading._shutdown()  # type: ignore[attr-defined]
    except BaseException as error:
        over: Any = (each for each in range(0))
        over.close()  # what is thrown into it is raised, with no new frame
        raise_it = functools.partial(over.throw, error)
        threading._shutdown = raise_it  # type: ignore[attr-defined]
        raise


def passed_over(function: _F) -> _F:
    """Let warnings and logging pass over the frames of a function.

    `stacklevel` does not count frames of the import system, which are told
    by their file (`is_internal_filename` in Python's warnings.c, and
    `logging._is_internal_frame`): so it does not count these.
    """
    code = function.__code__
    function.__code__ = code.replace(co_filename=PASSED_OVER)
    return function


def coroutine_that_yields(function: Any) -> Any:
    """Make a generator function one whose calls are coroutines.

    What it yields goes to whoever runs the coroutine, as what a future
    yields does. `types.coroutine` makes a generator that can be awaited,
    by another flag of its code; a task takes nothing but a coroutine. Such
    a code is given to a new function: since 3.13 Python warns where an old
    one changes its kind.
    Warnings pass over its frames, as over those of `passed_over`.
    """
    code = passed_over(function).__code__
    flags = code.co_flags & ~inspect.CO_GENERATOR | inspect.CO_COROUTINE
    code = code.replace(co_flags=flags)
    return types.FunctionType(code, function.__globals__)


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

    def check_idle(self) -> None:
        """Raise `RuntimeError` where the loop is running."""
        self._check_running()  # type: ignore[attr-defined]

    def end_turns(self, hooks: Any) -> None:
        """Do what asyncio does when `run_forever` is left.

        `hooks` are those of asynchronous generators, as they were before.
        """
        self._stopping = False
        self._thread_id = None
        asyncio._set_running_loop(None)
        self._set_coroutine_origin_tracking(False)  # type: ignore[attr-defined]
        sys.set_asyncgen_hooks(*hooks)


class LeftAlone:
    """Callbacks that nobody needs to look at, told at a glance."""

    def __init__(self) -> None:
        self.steps: Any = None  # the type of what runs a step of a task
        self.tasks: set[type] = set()  # those whose methods they are
        self.codes: dict[int, types.CodeType] = {}  # theirs, by its id


def is_step(kind: type) -> bool:
    """Say whether this is the type of what runs a step of a task, in C."""
    return kind.__name__ == "TaskStepMethWrapper" and (
        kind.__module__ in ("builtins", "_asyncio")
    )


def tell_of_handles(
    loop: Any, look: Callable[[Any], object], alone: LeftAlone
) -> Callable[[], int] | None:
    """Have `look` called with each handle that a loop will run next.

    That is in each turn, when the loop has looked for events; a timer that
    is due very soon may be shown more than once. Returns what counts the
    turns, or None for a loop that cannot tell.
    """
    if not hasattr(type(loop), TURN) or not hasattr(loop, "_ready"):
        return None
    turn, count = _turns(loop, look, alone)
    setattr(loop, TURN, turn)
    return count


def _turns(
    loop: Any, look: Callable[[Any], object], alone: LeftAlone
) -> tuple[Callable[[Any], None], Callable[[], int]]:
    """Return what a loop calls in each turn, and what counts these calls."""
    plain: Any = getattr(type(loop), TURN)
    always = not type(loop).__module__.startswith("asyncio.")
    held = weakref.ref(loop)  # a loop that the program lets go of is gone
    scan, ready, turns = _scanner(look, alone), loop._ready, 0

    def turn(events: Any) -> None:
        nonlocal turns
        turns += 1
        loop: Any = held()
        if events or always:
            plain(loop, events)
        try:
            scan(ready)
        except RuntimeError:  # another thread has added some meanwhile
            scan(list(ready))
        timers = loop._scheduled
        if timers:
            until = loop.time() + loop._clock_resolution + SOON
            if timers[0]._when < until:
                scan(_due(timers, until))

    return turn, lambda: turns


def _scanner(
    look: Callable[[Any], object], alone: LeftAlone
) -> Callable[[Iterable[Any]], None]:
    builtin, function = types.BuiltinFunctionType, types.FunctionType
    tasks, codes = alone.tasks, alone.codes

    def scan(handles: Iterable[Any]) -> None:
        steps = alone.steps
        for handle in handles:
            callback = handle._callback
            kind = type(callback)
            if kind is steps:
                continue
            if kind is builtin:
                if type(callback.__self__) in tasks:
                    continue
            elif kind is function and id(callback.__code__) in codes:
                continue
            look(handle)

    return scan


def _due(timers: list[Any], until: float) -> list[Any]:
    """Return the timers of a heap that come due before `until`.

    Those that only wake a `sleep` are left out. A heap is looked through
    level by level, as far down as one is due.
    """
    found: list[Any] = []
    first, wide = 0, 1
    while True:
        level = timers[first : first + wide]
        due = [each for each in level if each._when < until]
        if not due:
            return found
        found += [each for each in due if each._callback is not WAKE_UP]
        first, wide = first + wide, 2 * wide


def tell_no_more(loop: Any) -> None:
    """Undo `tell_of_handles`."""
    if TURN in vars(loop):
        delattr(loop, TURN)


def callback_of(handle: Any) -> Any:
    """Return what a handle will call; None when it is cancelled."""
    return handle._callback


def loop_of(handle: Any) -> Any:
    """Return the loop that runs a handle."""
    return handle._loop


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


def size_of_pool(executor: Any) -> int:
    """Return how many threads or processes a pool has at the most."""
    return int(getattr(executor, "_max_workers", 1))


def tells_a_loop_too(kind: type[_T]) -> type[_T]:
    """Let a kind of pool's future note that an event loop takes its end.

    Until 3.14 a loop asks for it as anyone does. From 3.15 on it takes all
    that there is to know in one go, which counts as `taking` like the rest.
    """
    name = "_get_snapshot"
    plain: Any = getattr(kind, name, None)
    if plain is None:
        return kind

    def snapshot(future: Any) -> Any:
        with future.taking():
            return plain(future)

    setattr(kind, name, snapshot)
    return kind


def pool_of(loop: Any) -> Any:
    """Return the pool of threads that is a loop's own.

    It is made, as asyncio makes it, where there is none yet; None for a
    loop that has shut its pool down, or is closed.
    """
    if loop._executor_shutdown_called or loop.is_closed():
        return None
    if loop._default_executor is None:
        pool = pools.ThreadPoolExecutor(thread_name_prefix="asyncio")
        loop.set_default_executor(pool)
    return loop._default_executor


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


@contextlib.contextmanager
def said_to_run(loop: Any) -> Iterator[None]:
    """Let a loop be the running one for a block that is no coroutine.

    What is scheduled in there then belongs to that loop, and to no other.
    """
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(None)


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


def lock_of(condition: Any) -> Any:
    """Return the lock of a condition."""
    return object.__getattribute__(condition, "_lock")


def queued(queue: Any) -> int:
    """Return how many items are in a queue."""
    items = object.__getattribute__(queue, "_queue")
    return len(items) if type(items) in (deque, list) else 0


def unfinished(queue: Any) -> int:
    """Return how many items `Queue.join` waits for."""
    return int(object.__getattribute__(queue, "_unfinished_tasks"))


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
