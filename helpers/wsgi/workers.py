"""The threads: a queue of jobs, some who work it off, and the way back.

Why not a `ThreadPoolExecutor`: to wake a thread costs more than a quick
request, and so does to wake the loop; here jobs and news travel in batches.
These are daemons, since a thread that never comes back must not keep the
process from ending. And no job, whatever it raises, ends one.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar

__all__ = ["Workers"]

Job = TypeVar("Job")

REINFORCE = 0.001  # seconds after which one more thread helps with a queue

log = logging.getLogger("helpers.wsgi")


class Workers(Generic[Job]):
    """`count` threads that call `work(job)`; create them on the loop.

    After each job, and after each `tell(job)` by the job itself, the loop
    calls `news(job, over)`; `over` says that no thread has it any more.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[Job], None],
        news: Callable[[Job, bool], object],
    ) -> None:
        self._work, self._news = work, news
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()
        self._asleep: list[threading.Lock] = []
        self._stopped = self._rung = self._helping = False
        self._told: deque[tuple[Job, bool]] = deque()
        self._at_work: dict[str, Job] = {}
        self._threads = [
            threading.Thread(target=self._run, name=f"wsgi-{i}", daemon=True)
            for i in range(count)
        ]
        for thread in self._threads:
            thread.start()

    # The loop's side.

    def put(self, batch: Iterable[Job]) -> None:
        """Queue the jobs and wake one thread; more only if it is slow."""
        with self._lock:
            self._jobs.extend(batch)
            if self._jobs and self._asleep:
                # The last to fall asleep: its memory is still in the caches.
                self._asleep.pop().release()
        if len(self._jobs) > 1 and not self._helping:
            self._helping = True
            self._loop.call_later(REINFORCE, self._reinforce)

    def _reinforce(self) -> None:
        self._helping = False
        self.put(())

    def at_work(self) -> list[Job]:
        """Return the jobs that threads have begun and not finished."""
        return list(self._at_work.values())

    def stop(self, timeout: float) -> list[str]:
        """End the idle threads; name those still at work after a while."""
        with self._lock:
            self._stopped = True
            for bed in self._asleep:
                bed.release()
        for thread in self._threads:
            thread.join(timeout)
        return [t.name for t in self._threads if t.is_alive()]

    def _collect(self) -> None:
        self._rung = False  # first: who tells from here on rings again
        while self._told:
            try:
                self._news(*self._told.popleft())
            except Exception:  # the others have news as well
                log.exception("an answer was lost")

    # The threads' side.

    def tell(self, job: Job, over: bool = False) -> None:
        """Have the loop look at this job soon."""
        self._told.append((job, over))
        if not self._rung:
            try:
                self._rung = True
                self._loop.call_soon_threadsafe(self._collect)
            except RuntimeError:  # the loop is closed: all is over
                pass
            except BaseException:
                self._rung = False
                raise

    def _run(self) -> None:
        """Work, until the end; of each job is told until that has worked."""
        name, bed = threading.current_thread().name, threading.Lock()
        bed.acquire()
        job: Job | None = None
        while True:
            try:
                if job is not None:
                    self._at_work.pop(name, None)
                    self.tell(job, over=True)
                if (job := self._next(bed)) is None:
                    return
                self._at_work[name] = job
                self._work(job)
            except BaseException:
                with suppress(BaseException):
                    log.exception("%s: a job failed", name)

    def _next(self, bed: threading.Lock) -> Job | None:
        """Return the next job, None at the end; sleep until there is one."""
        while True:
            with self._lock:
                if self._jobs:
                    return self._jobs.popleft()
                if self._stopped:
                    return None
                self._asleep.append(bed)
            bed.acquire()  # until `put` or `stop` releases it
