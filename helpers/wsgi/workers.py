"""The threads that call applications, woken as few times as possible.

Why not a `ThreadPoolExecutor`: it hands over jobs one by one, and for a quick
application waking a thread costs more than the request. Here the loop hands
over a batch; one thread works it off, and a second is woken only when the
first does not keep up. And a thread that never comes back must not keep the
process from ending: these are daemons, which an executor's are not.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

__all__ = ["Workers"]

Job = TypeVar("Job")


class Workers(Generic[Job]):
    """At most `count` threads that call `work(job, last)` for each job.

    `last` says that no further job was waiting. `work` must not raise.
    """

    def __init__(
        self, count: int, work: Callable[[Job, bool], None], name: str
    ) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()
        self._asleep: list[threading.Lock] = []
        self._at_work: dict[threading.Lock, Job] = {}
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{i}", daemon=True)
            for i in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, batch: Sequence[Job]) -> bool:
        """Queue the jobs; wake one thread if all of them sleep.

        Tell whether jobs have to wait: then call `reinforce` in a moment.
        """
        with self._lock:
            idle = len(self._asleep) == len(self._threads)
            self._jobs.extend(batch)
            if idle:
                self._wake_one()
        return len(batch) > 1 or not idle

    def reinforce(self) -> bool:
        """Wake one more thread if jobs wait; tell whether they do."""
        with self._lock:
            if self._jobs and self._asleep:
                self._wake_one()
            return bool(self._jobs)

    def remove(self, job: Job) -> bool:
        """Take back a job; False if a thread has begun it."""
        with self._lock:
            if job not in self._jobs:
                return False
            self._jobs.remove(job)
            return True

    def at_work(self) -> list[Job]:
        """Return the jobs that threads have begun and not finished."""
        return list(self._at_work.values())

    def stop(self) -> list[Job]:
        """Let each thread end after its job; return those nobody has begun."""
        with self._lock:
            self._stopped = True
            left = list(self._jobs)
            self._jobs.clear()
            while self._asleep:
                self._wake_one()
        return left

    def join(self, timeout: float) -> list[str]:
        """Wait `timeout` seconds per thread; name those still at work."""
        for thread in self._threads:
            thread.join(timeout)
        return [t.name for t in self._threads if t.is_alive()]

    def _wake_one(self) -> None:
        # The one that fell asleep last: its memory is still in the caches.
        self._asleep.pop().release()

    def _run(self) -> None:
        bed = threading.Lock()
        bed.acquire()
        while True:
            while self._work_one(bed):
                pass
            if self._stopped:
                return
            bed.acquire()  # sleep, until `_wake_one` releases it

    def _work_one(self, bed: threading.Lock) -> bool:
        with self._lock:
            if not self._jobs:
                self._asleep.append(bed)
                return False
            job, last = self._jobs.popleft(), not self._jobs
            self._at_work[bed] = job
        self._work(job, last)
        del self._at_work[bed]
        return True
