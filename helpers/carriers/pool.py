"""`record_pool`: what a pool of `concurrent.futures` did, and when.

While its block is recorded, the pool has a `submit` that hands over each job
with a stopwatch around it, and futures that tell when their results come and
when they are taken. A job, its result and its exception are the program's:
nothing in a thread or a process is different, and the pool belongs to
the one who made it.
"""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from typing import Any

from helpers.carriers.clocks import Clock
from helpers.carriers.measured import Moment, measured, taken_from
from helpers.carriers.notes import Attempt, Job
from helpers.carriers.recording import WorkRecording
from helpers.compat import size_of_pool
from helpers.labels import called, describe_error, kept
from helpers.refusals import AtTheCaller, without_top_frame
from helpers.timeline.model import Outcome

__all__ = ["PoolRecording", "record_pool"]


def record_pool(
    executor: concurrent.futures.Executor,
    *,
    title: str = "",
    round_to: float = 0.0,
) -> PoolRecording:
    """Record the jobs that a block hands to a pool of threads or processes.

    `with record_pool(pool) as recording:` is the block, and `recording` as a
    cell's last value its chart. `round_to` is to how many seconds the times
    of the chart are cut down: processes begin late on a machine that is
    busy, and the chart of jobs that take whole seconds need not show it.

    Raises `TypeError` for what is no such pool.
    """
    with AtTheCaller():
        if not isinstance(executor, concurrent.futures.Executor):
            raise TypeError(
                "record_pool() needs a pool of concurrent.futures, got "
                f"{type(executor).__name__}"
            )
    return PoolRecording(executor, title, round_to)


class PoolRecording(WorkRecording):
    """What `record_pool` returns: see there."""

    def __init__(
        self,
        executor: concurrent.futures.Executor,
        title: str = "",
        round_to: float = 0.0,
    ) -> None:
        super().__init__(title, round_to)
        self._executor = executor
        self._clocks: dict[object, Clock] = {}
        if isinstance(executor, concurrent.futures.ThreadPoolExecutor):
            self.place = "thread"
        elif isinstance(executor, concurrent.futures.ProcessPoolExecutor):
            self.place = "process"

    def _begin(self) -> None:
        pool: Any = self._executor
        before = vars(pool).get("submit")
        plain = pool.submit

        def submit(function: Any, /, *args: Any, **options: Any) -> Any:
            """Hand a job to the pool; return its future."""
            call = called(function, args)
            job = Job(call, self._now())
            first, last = Moment(), Moment()
            try:
                future = plain(measured, first, function, args, options, last)
            except BaseException as error:
                without_top_frame(error)
                raise
            self._jobs.append(job)
            _Watched(self, job, future, first, last)
            return future

        def restore() -> None:
            if before is None:
                del pool.submit
            else:
                pool.submit = before

        pool.submit = submit
        self._looking.callback(restore)

    def _finish(self) -> None:
        """Bring times onto our clock, and tell what lost jobs had begun."""
        for job in self._jobs:
            clock = self._clocks.get(job.last.who)
            if clock is not None:
                _bring(job.last, clock)
        known = [clock.within for clock in self._clocks.values()]
        self.exact_to = max(known, default=0.0)
        _tell_which_had_begun(self._jobs, size_of_pool(self._executor))

    def note_times(self, job: Job, times: Any, *moved: float | None) -> None:
        """Note what was measured where a job was done.

        `moved` is when its arguments began to be pickled, and when they were.
        """
        (pid, thread), came, began, ended = times
        attempt = job.last
        attempt.who = (pid, thread) if self.place == "thread" else pid
        attempt.started, attempt.ended = began, ended
        if self.place == "thread":
            return
        clock = self._clocks.setdefault(attempt.who, Clock(guess=0.0))
        clock.told(job.submitted, began)
        if job.heard is not None:
            clock.heard(ended, job.heard)
            job.brought.append((ended, job.heard))
        if came is not None and moved[1] is not None:
            clock.told(moved[1], came[1])
            attempt.moves.append(came)


def _bring(attempt: Attempt, clock: Clock) -> None:
    """Bring the times of an attempt onto our clock."""
    if attempt.started is not None and attempt.ended is not None:
        attempt.started = clock.here(attempt.started)
        attempt.ended = clock.here(attempt.ended)
    attempt.moves = [
        (clock.here(start), clock.here(end)) for start, end in attempt.moves
    ]


def _tell_which_had_begun(jobs: list[Job], workers: int) -> None:
    """Say of jobs that broke with their pool which ones were at work.

    A process that is gone tells nothing: those that were handed over first
    were, as many as there are workers.
    """
    lost = [job for job in jobs if job.outcome is Outcome.LOST]
    ends = [job.last.ended for job in jobs if job.last.ended is not None]
    for place, job in enumerate(lost):
        job.last.lost = job.heard
        if place < workers and job.last.sent is not None:
            free = [end for end in ends if end > job.last.sent]
            job.last.started = min(free) if free else job.last.sent


class _Watched:
    """A future that tells how its job goes.

    The pool tells it by methods that are documented for pools, which it has
    of its own until they are called; so has it those that take its result.
    """

    def __init__(
        self,
        recording: PoolRecording,
        job: Job,
        future: Any,
        first: Moment,
        last: Moment,
    ) -> None:
        self._recording, self._job = recording, job
        self._moments = first, last
        self._now = recording._now
        kind = type(future)
        for name, own in (
            ("set_running_or_notify_cancel", self._begun),
            ("set_result", self._returned),
            ("set_exception", self._raised),
            ("result", self._taken),
            ("exception", self._taken),
        ):
            plain = getattr(kind, name)
            vars(future)[name] = self._once(future, name, plain, own)
        future.add_done_callback(self._done)

    def _once(
        self, future: Any, name: str, plain: Any, own: Callable[..., Any]
    ) -> Any:
        def method(*args: Any, **options: Any) -> Any:
            return own(future, name, plain, *args, **options)

        method.__name__ = name
        return method

    def _begun(self, future: Any, name: str, plain: Any) -> Any:
        self._job.last.sent = self._now()
        vars(future).pop(name, None)
        return plain(future)

    def _returned(self, future: Any, name: str, plain: Any, got: Any) -> None:
        self._note(Outcome.RETURNED, kept(got.value), got.times)
        self._stop_looking(future)
        plain(future, got.value)

    def _raised(self, future: Any, name: str, plain: Any, error: Any) -> None:
        times = None if error is None else taken_from(error)
        broken = isinstance(error, concurrent.futures.BrokenExecutor)
        if times is None and broken:
            self._note(Outcome.LOST, "with its pool", None)
        else:
            self._note(Outcome.RAISED, describe_error(error), times)
        self._stop_looking(future)
        plain(future, error)

    def _note(self, outcome: Outcome, value: Any, times: Any) -> None:
        self._job.note_end(outcome, value, self._now())
        if times is not None:
            moved = (each.pickled for each in self._moments)
            self._recording.note_times(self._job, times, *moved)

    def _stop_looking(self, future: Any) -> None:
        for name in ("set_result", "set_exception"):
            vars(future).pop(name, None)

    def _taken(
        self, future: Any, name: str, plain: Any, timeout: Any = None
    ) -> Any:
        try:
            return plain(future, timeout)
        except BaseException as error:
            without_top_frame(error)
            raise
        finally:
            if future.done():
                self._job.note_collected(self._now())
                for each in ("result", "exception"):
                    vars(future).pop(each, None)

    def _done(self, future: Any) -> None:
        if future.cancelled():
            self._job.note_end(Outcome.CANCELLED, "", self._now())
