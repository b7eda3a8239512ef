"""Notes the jobs that an event loop hands to threads and processes.

All of them pass through `loop.run_in_executor`: those of `to_thread`, and
the look-ups of addresses that asyncio does itself. While a loop is being
recorded, it has a method of this name that lets the loop's own do the
work, and looks on: at the executor's future, which tells when a job is
begun and done, and at the loop's, which tells when its result is taken,
or that nobody waits for it any more. The function that is called, its
arguments and its frames are the program's, so nothing in a thread or a
process is different.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import inspect
import sys
import threading
import types
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.clocks.virtual import VirtualLoop
from helpers.compat import (
    count_threads,
    frame_of_caller,
    made_at,
    passed_over,
    pool_of,
)
from helpers.labels import Call, called, is_library
from helpers.recording.collecting import collecting
from helpers.recording.inside import watch
from helpers.recording.job import JobLane, OfJob
from helpers.recording.recorder import Recorder
from helpers.refusals import without_top_frame

__all__ = ["watch_jobs"]

METHOD = "run_in_executor"
_KNOWN = tuple(  # that have a pool of threads where asyncio has it
    getattr(each, METHOD)
    for each in (asyncio.BaseEventLoop, WatchfulLoop, VirtualLoop)
)


def watch_jobs(recorder: Recorder, loop: Any) -> Callable[[], None]:
    """Note each job of `loop`, until what is returned is called.

    A loop on virtual time that does its jobs in a way of its own also has
    its own idea of when they are done: there, none is noted.
    """
    is_known = getattr(type(loop), METHOD) in _KNOWN
    if recorder.virtual and not is_known:
        return lambda: None
    jobs = _Jobs(recorder, loop)
    before = vars(loop).get(METHOD)

    def run_in_executor(executor: Any, func: Any, *args: Any) -> Any:
        """Have an executor call a function; return a future."""
        loop = held()
        plain = before or getattr(type(loop), METHOD).__get__(loop)
        try:
            with _NextFuture(loop) as coming:
                executor, func = jobs.looked_at(coming, executor, func, args)
                return plain(executor, func, *args)
        except BaseException as error:
            without_top_frame(error)
            raise

    held: Any = weakref.ref(loop)  # a loop that the program lets go of is gone
    loop.run_in_executor = run_in_executor

    def stop() -> None:
        loop = held()
        if loop is not None and vars(loop).get(METHOD) is run_in_executor:
            _restore(loop, METHOD, before)

    return stop


def _restore(loop: Any, name: str, before: Any) -> None:
    if before is None:
        delattr(loop, name)
    else:
        setattr(loop, name, before)


class _Jobs:
    """The jobs of one loop."""

    def __init__(self, recorder: Recorder, loop: Any) -> None:
        self._recorder = recorder
        self._now = loop.present if recorder.virtual else recorder.now

    def looked_at(
        self, coming: _NextFuture, executor: Any, func: Any, args: Any
    ) -> tuple[Any, Any]:
        """Return the executor and the function to hand to the loop."""
        if executor is None and getattr(type(coming.loop), METHOD) in _KNOWN:
            executor = pool_of(coming.loop)
        elif executor is None and not _is_refused(func):
            return None, self._seen(coming, func, args)
        if executor is None:
            return None, func  # which the loop refuses
        return _Watched(executor, called(func, args), self, coming), func

    def _seen(self, coming: _NextFuture, func: Any, args: Any) -> Any:
        """Return a function that notes what becomes of its one call."""
        job = self.new(called(func, args), "thread")
        coming.expect(self._recorder, job)
        return _noted(func, job)

    def new(self, call: Call, place: str) -> JobLane:
        """Make the lane of a job."""
        recorder = self._recorder
        number, parent = recorder.made, recorder.current_number()
        job = JobLane(number, call, recorder.now(), parent)
        recorder.made = number + 1
        recorder.jobs.append(job)
        job.place, job.now, job.asker = place, self._now, _asker()
        return job

    def forget(self, job: JobLane) -> None:
        """Drop the lane of a job that was not taken."""
        self._recorder.jobs.remove(job)

    def watch(self, job: JobLane, future: Any, coming: _NextFuture) -> None:
        """Note what becomes of a job, whose future an executor has made."""
        coming.expect(self._recorder, job)
        _tell_when_begun(future, job)
        future.add_done_callback(job.note_done)
        if count_threads() != watch.threads:
            watch.look_for_threads()


class _Watched:
    """An executor, as far as a loop needs one: it is handed one job.

    A loop that asks what kind of executor it is hears that of the program's.
    """

    def __init__(
        self, executor: Any, call: Call, jobs: _Jobs, coming: _NextFuture
    ) -> None:
        self._executor, self._call = executor, call
        self._jobs, self._coming = jobs, coming

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return type(self._executor)

    def submit(self, func: Any, /, *args: Any, **options: Any) -> Any:
        """Hand a job to the executor, and look at what becomes of it."""
        job = self._jobs.new(self._call, _place(self._executor))
        try:
            future = self._executor.submit(func, *args, **options)
        except BaseException as error:
            self._jobs.forget(job)
            without_top_frame(error)
            raise
        if isinstance(future, concurrent.futures.Future):
            self._jobs.watch(job, future, self._coming)
        else:
            self._jobs.forget(job)
        return future

    def __getattr__(self, name: str) -> Any:
        return getattr(self._executor, name)


def _tell_when_begun(future: Any, job: JobLane) -> None:
    """Note when an executor takes a job out of its queue.

    It says so to the job's future, by a method that is documented for it.
    """
    held = weakref.ref(future)

    def set_running_or_notify_cancel() -> bool:
        future: Any = held()
        vars(future).pop("set_running_or_notify_cancel", None)
        runs = bool(future.set_running_or_notify_cancel())
        if runs:
            job.note_begun()
        return runs

    future.set_running_or_notify_cancel = set_running_or_notify_cancel
    if future.running():
        job.note_begun_at_once()  # somebody was quicker


def _noted(function: Callable[..., Any], job: JobLane) -> Any:
    """Return a function that notes when it is begun and how it ends."""

    def note(*args: Any) -> Any:
        job.note_begun()
        try:
            value = function(*args)
        except BaseException as error:
            without_top_frame(error)
            job.note_raised(error)
            raise
        job.note_returned(value)
        return value

    return passed_over(note)


def _is_refused(function: Any) -> bool:
    """Say whether a loop such as uvloop's refuses a function."""
    return asyncio.iscoroutine(function) or (
        inspect.iscoroutinefunction(function)
    )


def _place(executor: Any) -> str:
    """Return where an executor does its work."""
    if isinstance(executor, ThreadPoolExecutor):
        return "thread"
    processes = sys.modules.get("concurrent.futures.process")
    if processes and isinstance(executor, processes.ProcessPoolExecutor):
        return "process"
    return "worker"


def _asker() -> types.CodeType | None:
    """Return the code of the program's coroutine that is running, if any."""
    frame: types.FrameType | None = frame_of_caller(1)
    while frame is not None:
        code = frame.f_code
        if code.co_flags & inspect.CO_COROUTINE and not is_library(code):
            return code
        frame = frame.f_back
    return None


class _NextFuture:
    """Has a loop make one future that knows its job."""

    def __init__(self, loop: Any) -> None:
        self.loop = loop
        self._before = vars(loop).get("create_future")
        self._in_place: Any = None

    def __enter__(self) -> _NextFuture:
        return self

    def __exit__(self, *error: object) -> None:
        self._restore()

    def _restore(self) -> None:
        if self._in_place is not None:
            self._in_place = None
            _restore(self.loop, "create_future", self._before)

    def expect(self, recorder: Recorder, job: JobLane) -> None:
        """Give the next future that is made in this thread to a job."""
        here = threading.get_ident()

        def create_future() -> Any:
            if threading.get_ident() != here:
                return type(self.loop).create_future(self.loop)
            self._restore()
            return _future_for(self.loop, recorder, job)

        self._in_place = self.loop.create_future = create_future


def _future_for(loop: Any, recorder: Recorder, job: JobLane) -> Any:
    """Make a loop's future for a job, of the kind that the loop makes."""
    plain = loop.create_future()
    if type(plain) is not asyncio.Future:
        job.foreign = True
        return plain
    future = _future_class(asyncio.Future)(loop=loop)
    future.recorder, future.job = recorder, job
    made_at(future)[:] = [
        each for each in made_at(plain) if each.filename != __file__
    ]
    return future


@functools.cache
def _future_class(base: Any) -> Any:
    """Return the class of futures for what `asyncio.Future` is now.

    They are called as asyncio's are, and note what is done to them.
    """

    class Future(OfJob, collecting(base)):  # type: ignore[misc]
        """asyncio's future of a job; it notes what is done to it."""

        __slots__ = ("job", "recorder")
        recorder: Recorder

        def note_collected(self) -> None:
            """Note that somebody takes the job's result."""
            recorder = self.recorder
            now, collector = recorder.now(), recorder.current_number()
            self.job.note_collected(now, collector)

        def cancel(self, *args: Any, **options: Any) -> bool:
            """Cancel the future; its job goes on if it was begun."""
            cancelled = bool(base.cancel(self, *args, **options))
            if cancelled:
                self.job.note_given_up(self.recorder.now())
            return cancelled

    Future.__qualname__ = "Future"
    return Future
