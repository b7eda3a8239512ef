"""`record_cluster`: what a cluster of Dask's `distributed` did, and when.

Three parties know something of a task. The client knows when the program
handed it over, when it heard that it was done, and when its result was
taken; the scheduler, to which worker it was sent, and when that was lost;
the worker, when data were moved to it and when it computed. The client's
clock and the scheduler's are brought together by questions and answers, and
by every task; the workers' clocks in `workers`.
"""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from helpers.carriers.clocks import Clock
from helpers.carriers.notes import Attempt, Job
from helpers.carriers.plugin import (
    scheduler_plugin,
    taker,
    worker_plugin,
    worker_taker,
)
from helpers.carriers.recording import WorkRecording
from helpers.carriers.workers import Change, Seen, Stretch, Workers
from helpers.labels import Text, called, describe_error, kept
from helpers.refusals import AtTheCaller, without_top_frame
from helpers.timeline.model import Outcome

__all__ = ["ClusterRecording", "record_cluster"]

QUESTIONS = 5  # to the scheduler, for its clock
PATIENCE = 2  # seconds to wait for workers, which may be dying
UNSEEN = Text("<result>")  # that was not taken here
_ENDS = {"memory": Outcome.RETURNED, "erred": Outcome.RAISED}


def record_cluster(
    client: Any, *, title: str = "", round_to: float = 0.0
) -> ClusterRecording:
    """Record the tasks that a cluster is given while a block runs.

    `client` is a `distributed.Client`; what another client of the cluster
    hands over is recorded too, as far as the scheduler sees it. Title and
    rounding are those of `record_pool`. A scheduler and workers on other
    machines need nothing of this package. What a worker had begun when it
    died is guessed: it is drawn from when it was free.

    Raises `TypeError` for what is no such client, or an asynchronous one.
    """
    with AtTheCaller():
        if not callable(getattr(client, "register_plugin", None)):
            raise TypeError(
                "record_cluster() needs a distributed.Client, got "
                f"{type(client).__name__}"
            )
        if client.asynchronous:
            raise TypeError(
                "record_cluster() needs a client that is not asynchronous: "
                "Client(address) makes a second one, and the tasks of both "
                "are recorded"
            )
    return ClusterRecording(client, title, round_to)


class ClusterRecording(WorkRecording):
    """What `record_cluster` returns: see there."""

    def __init__(
        self, client: Any, title: str = "", round_to: float = 0.0
    ) -> None:
        super().__init__(title, round_to)
        self._client = client
        self._name = f"course-{uuid.uuid4().hex}"
        self._clock = Clock()  # the scheduler's
        self._workers = Workers()
        self._by_key: dict[Any, Job] = {}
        self._asking: set[int] = (
            set()
        )  # threads in which we ask, for ourselves

    def _begin(self) -> None:
        client = self._client
        for plugin, end in (
            (scheduler_plugin, client.unregister_scheduler_plugin),
            (worker_plugin, client.unregister_worker_plugin),
        ):
            client.register_plugin(plugin(self._name))
            self._looking.callback(self._unregister, end)
        self._ask_scheduler()
        self._ask_workers()
        for name, method in (
            ("submit", self._submit),
            ("map", self._map),
            ("gather", self._gather),
            ("sync", self._sync),
        ):
            plain = getattr(client, name)
            vars(client)[name] = _passed_on(method, plain)
            self._looking.callback(vars(client).pop, name, None)

    def _unregister(self, end: Callable[[str], Any]) -> None:
        if self._client.status == "running":
            self._in_time(lambda: [end(self._name)])

    def _in_time(self, ask: Callable[[], list[Any]]) -> list[Any]:
        """Return what the cluster answers to some questions, in any order.

        `ask` returns what is to be awaited; what fails, or takes too long,
        is left out.
        """

        async def answers() -> list[Any]:
            waits = [asyncio.wait_for(each, PATIENCE) for each in ask()]
            return await asyncio.gather(*waits, return_exceptions=True)

        found: list[Any] = self._client.sync(answers)
        return [x for x in found if not isinstance(x, BaseException)]

    def _ask_scheduler(self) -> None:
        """Read the scheduler's clock, between two looks at our own."""
        for _ in range(QUESTIONS):
            before = self._now()
            theirs = self._client.run_on_scheduler(time.time)
            self._clock.told(before, theirs)
            self._clock.heard(theirs, self._now())

    def _ask_workers(self) -> dict[str, list[Seen]]:
        """Read the workers' clocks between two looks at the scheduler's.

        Return what they have noted, those that are alive.
        """
        if self._cut_short:
            return {}
        client, take = self._client, worker_taker(self._name)
        before = client.run_on_scheduler(time.time)
        workers = list(client.nthreads())
        found = self._in_time(
            lambda: [client.run(take, workers=[each]) for each in workers]
        )
        after = client.run_on_scheduler(time.time)
        answers = {k: v for each in found for k, v in each.items()}
        shown = {worker: theirs for worker, (theirs, _) in answers.items()}
        self._workers.asked(before, shown, after)
        return {
            worker: [Seen(*each) for each in notes]
            for worker, (_, notes) in answers.items()
        }

    # What the program calls meanwhile

    def _submit(
        self, plain: Any, function: Any, *args: Any, **options: Any
    ) -> Any:
        now = self._now()
        future = plain(function, *args, **options)
        self._watch(future, Job(called(function, args), now))
        return future

    def _map(
        self, plain: Any, function: Any, *lists: Any, **options: Any
    ) -> Any:
        now = self._now()
        lists = tuple(map(list, lists))
        futures = plain(function, *lists, **options)
        for future, args in zip(
            futures, zip(*lists, strict=False), strict=False
        ):
            self._watch(future, Job(called(function, args), now))
        return futures

    def _gather(
        self, plain: Any, futures: Any, *args: Any, **options: Any
    ) -> Any:
        from distributed.client import futures_of

        find: Any = futures_of  # which is not typed
        asked = find(futures)
        jobs = [self._by_key.get(each.key) for each in asked]
        began = self._now()
        found = plain(futures, *args, **options)
        # The results are fetched together, when all of them are there.
        known = [job for job in jobs if job is not None]
        heard = [job.heard for job in known if job.heard is not None]
        for job in known:
            self._note_taken(job, max([began, *heard]))
        if type(futures) is list and len(asked) == len(futures):
            for each, value in zip(jobs, found, strict=False):
                _note_value(each, value)
        return found

    def _watch(self, future: Any, job: Job) -> None:
        """Note what becomes of a future, if its task is a new one."""
        if self._by_key.setdefault(future.key, job) is not job:
            return  # the same call again: the cluster has it already
        self._jobs.append(job)
        future.add_done_callback(self._heard)

    def _sync(
        self, plain: Any, function: Any, *args: Any, **options: Any
    ) -> Any:
        """Note where the program waits for a future, and takes its result.

        A client does so in the event loop of its own, with the method of the
        future that tells.
        """
        from distributed import Future

        future: Any = getattr(function, "__self__", None)
        job = None
        if isinstance(future, Future):
            job = self._by_key.get(future.key)
        if job is None or threading.get_ident() in self._asking:
            return plain(function, *args, **options)
        began = self._now()
        try:
            value = plain(function, *args, **options)
        finally:
            if future.done():
                self._note_taken(job, max(began, job.heard or began))
        if function.__name__.strip("_") == "result":
            _note_value(job, value)
        return value

    def _note_taken(self, job: Job, began: float) -> None:
        now = self._now()
        if job.collected is None:
            job.brought.append((began, now))
        job.note_collected(now)

    def _heard(self, future: Any) -> None:
        """Note how a task ended, when the client is told of it."""
        job, now = self._by_key[future.key], self._now()
        if future.status == "cancelled":
            job.note_end(Outcome.CANCELLED, "", now)
        elif future.status == "error":
            job.note_end(Outcome.RAISED, self._error_of(future), now)
        elif future.status == "finished":
            job.note_end(Outcome.RETURNED, UNSEEN, now)

    def _error_of(self, future: Any) -> str:
        """Ask for an exception; that is not the program, which takes it."""
        here = threading.get_ident()
        self._asking.add(here)
        try:
            error = future.exception()
        finally:
            self._asking.discard(here)
        return "" if error is None else describe_error(error)

    # When it is over

    def _finish(self) -> None:
        """Fetch all notes, and bring them onto our clock."""
        if self._client.status != "running":
            return
        self._ask_scheduler()
        seen = self._ask_workers()
        notes = self._client.run_on_scheduler(taker(self._name))
        changes = [Change(*each) for each in notes]
        for change in changes:
            job = self._by_key.get(change.key)
            if job is None:
                continue
            if change.before == "released":
                self._clock.told(job.submitted, change.when)
            elif change.after in _ENDS and job.heard is not None:
                self._clock.heard(change.when, job.heard)
        done = self._workers.read(changes, seen)
        for change, stretches in zip(changes, done, strict=True):
            self._note(change, stretches)
        _tell_which_were_at_work(self._jobs)

    def _here(self, theirs: float, wrong: float = 0.0) -> float:
        """Bring a time of the scheduler's onto our clock."""
        wrong += self._clock.within(theirs)
        self.exact_to = max(self.exact_to, wrong)
        return self._clock.here(theirs)

    def _note(self, change: Change, stretches: Iterable[Stretch]) -> None:
        """Note one change of a task's state in the scheduler."""
        from dask.utils import key_split

        _, key, before, after, worker, *_ = change
        job = self._by_key.get(key)
        if job is None and (
            before != "released" or after in ("memory", "forgotten")
        ):
            return  # it is older than this recording
        when = self._here(change.when)
        if job is None:
            job = self._by_key[key] = Job((key_split(key), (), None), when)
            self._jobs.append(job)
        if after == "forgotten" and job.outcome is Outcome.PENDING:
            _forget(job, when)
        elif after == "processing":
            if job.last.ended is not None:  # its result was lost since
                job.attempts.append(Attempt())
            job.last.sent, job.last.who = when, worker
        elif change.answered:
            job.last.who = worker or job.last.who
            for each in stretches:
                self._note_stretch(job.last, each)
            value = UNSEEN if after == "memory" else ""
            job.note_end(_ENDS[after], value, when)
        elif before == "processing" and job.outcome is not Outcome.CANCELLED:
            job.last.lost = when
            job.attempts.append(Attempt())

    def _note_stretch(self, attempt: Attempt, stretch: Stretch) -> None:
        """Note what a worker did: what moved, and when it ran."""
        action, start, end, wrong = stretch
        start, end = self._here(start, wrong), self._here(end, wrong)
        if action == "compute":
            attempt.started, attempt.ended = start, end
        else:
            attempt.moves.append((start, end))


def _forget(job: Job, when: float) -> None:
    """Note that nobody wanted a task any more before it was done."""
    if job.last.sent is None and job.attempts[1:]:
        job.attempts.pop()
        job.last.lost = None
    job.note_end(Outcome.CANCELLED, "", when)


def _note_value(job: Job | None, value: Any) -> None:
    if job is not None and job.outcome in (Outcome.RETURNED, Outcome.PENDING):
        job.value, job.seen = kept(value), True


def _passed_on(method: Callable[..., Any], plain: Any) -> Any:
    """Return a function that calls ours with the client's own in front."""

    def call(*args: Any, **options: Any) -> Any:
        try:
            return method(plain, *args, **options)
        except BaseException as error:
            without_top_frame(error)
            raise

    return call


def _tell_which_were_at_work(jobs: list[Job]) -> None:
    """Say of attempts that were lost which of them had begun.

    A worker that is gone tells nothing: the first that it was sent, and had
    not done, was at work. (That is right for workers of one thread.)
    """
    seen: set[object] = set()
    lost = [
        each
        for job in jobs
        for each in job.attempts
        if each.lost is not None and each.sent is not None
    ]
    for attempt in sorted(lost, key=lambda each: each.sent or 0.0):
        if attempt.who not in seen:
            seen.add(attempt.who)
            attempt.started = _free_since(attempt, jobs)


def _free_since(attempt: Attempt, jobs: Iterable[Job]) -> float | None:
    """Return when a worker had done what it had before an attempt."""
    sent, lost = attempt.sent or 0.0, attempt.lost or 0.0
    ends = [
        each.ended
        for job in jobs
        for each in job.attempts
        if each.who == attempt.who
        and each.ended is not None
        and sent <= each.ended <= lost
    ]
    return max(ends, default=sent)
