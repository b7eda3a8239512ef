"""`record_pool`: what a pool of `concurrent.futures` did, and when.

While its block is recorded, the pool has a `submit` that hands over each job
with a stopwatch around it, and returns futures that tell when their results
come and when they are taken. A job, its result and its exception are the
program's: nothing in a thread or a process is different.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from helpers.carriers.clocks import Clock
from helpers.carriers.measured import Moment, measured, taken_from
from helpers.carriers.notes import Attempt, Job
from helpers.carriers.recording import WorkRecording
from helpers.compat import size_of_pool, tells_a_loop_too
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
            job = Job(called(function, args), self._now())
            moments = Moment(), Moment()
            around = moments[0], function, args, options, moments[1]
            try:
                future = plain(measured, *around)
            except BaseException as error:
                without_top_frame(error)
                raise
            self._jobs.append(job)
            return Future(self, job, moments, future)

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
                self.exact_to = max(self.exact_to, _bring(job.last, clock))
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


def _bring(attempt: Attempt, clock: Clock) -> float:
    """Bring the times of an attempt onto our clock.

    Return by how much they may be wrong.
    """
    times = [each for move in attempt.moves for each in move]
    if attempt.started is not None and attempt.ended is not None:
        times += [attempt.started, attempt.ended]
        attempt.started = clock.here(attempt.started)
        attempt.ended = clock.here(attempt.ended)
    attempt.moves = [
        (clock.here(start), clock.here(end)) for start, end in attempt.moves
    ]
    return max(map(clock.within, times), default=0.0)


def _tell_which_had_begun(jobs: list[Job], workers: int) -> None:
    """Say of jobs that broke with their pool which ones were at work.

    A process that is gone tells nothing: those that were handed over first
    were, as many as there are workers.
    """
    lost = [job for job in jobs if job.outcome is Outcome.LOST]
    ends = [job.last.ended for job in jobs if job.last.ended is not None]
    for place, job in enumerate(lost):
        job.last.lost = job.heard
        if place < workers:
            sent = job.last.sent or job.submitted
            job.last.started = min([x for x in ends if x > sent], default=sent)


@tells_a_loop_too
class Future(concurrent.futures.Future[Any]):
    """The future that the program gets, which follows the pool's own.

    That one may be done before anything can be done about it, so it would be
    too late to change it.
    """

    def __init__(
        self,
        recording: PoolRecording,
        job: Job,
        moments: tuple[Moment, Moment],
        followed: concurrent.futures.Future[Any],
    ) -> None:
        super().__init__()
        self.recording, self.job, self.moments = recording, job, moments
        self.now = recording._now
        self.followed: concurrent.futures.Future[Any] | None = followed
        _tell_when_sent(followed, job, self.now)
        followed.add_done_callback(self.follow)

    def follow(self, followed: concurrent.futures.Future[Any]) -> None:
        """Come to the end that the pool's future has come to."""
        self.followed = None  # neither keeps the other alive
        if followed.cancelled():
            self.job.note_end(Outcome.CANCELLED, "", self.now())
            super().cancel()
            self.set_running_or_notify_cancel()
        elif (error := followed.exception()) is not None:
            self.note_error(error)
            self.set_exception(error)
        else:
            got = followed.result()
            self.note_end(Outcome.RETURNED, kept(got.value), got.times)
            self.set_result(got.value)

    def note_error(self, error: BaseException) -> None:
        """Note an exception, the job's or that of a broken pool."""
        times = taken_from(error)
        broken = isinstance(error, concurrent.futures.BrokenExecutor)
        if times is None and broken:
            self.note_end(Outcome.LOST, "with its pool", None)
        else:
            self.note_end(Outcome.RAISED, describe_error(error), times)

    def note_end(self, outcome: Outcome, value: Any, times: Any) -> None:
        """Note how the job ended, and what was measured of it."""
        self.job.note_end(outcome, value, self.now())
        if times is not None:
            moved = (each.pickled for each in self.moments)
            self.recording.note_times(self.job, times, *moved)

    def running(self) -> bool:
        """Say whether the job is at work, as far as the pool knows."""
        followed = self.followed
        return followed is not None and followed.running()

    def cancel(self) -> bool:
        """Cancel the job, if it is still in the queue."""
        followed = self.followed
        return self.cancelled() if followed is None else followed.cancel()

    def result(self, timeout: float | None = None) -> Any:
        """Return the job's result; note that it is taken."""
        with self.taking():
            return super().result(timeout)

    def exception(self, timeout: float | None = None) -> Any:
        """Return the job's exception or None; note that it is taken."""
        with self.taking():
            return super().exception(timeout)

    @contextlib.contextmanager
    def taking(self) -> Iterator[None]:
        """Note that a result is taken, unless there is none yet."""
        try:
            yield
        finally:
            if self.done():
                self.job.note_collected(self.now())


def _tell_when_sent(
    future: concurrent.futures.Future[Any], job: Job, now: Callable[[], float]
) -> None:
    """Note when a pool takes a job out of its queue.

    It says so to the job's future, by a method that is documented for it.
    """

    def set_running_or_notify_cancel() -> bool:
        job.last.sent = now()
        vars(future).pop("set_running_or_notify_cancel", None)
        return future.set_running_or_notify_cancel()

    vars(future)["set_running_or_notify_cancel"] = set_running_or_notify_cancel
    if future.running() or future.done():
        job.last.sent = job.submitted  # the pool was quicker
