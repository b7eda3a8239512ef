"""The virtual clock with limits: the loop that checks run on.

It ends what would never end, counts tasks, knows whose sleep a timer is,
and charges `time.sleep` and work in threads to the virtual clock instead
of waiting for them. Limits are counted in virtual seconds, in turns of
the loop and in tasks, which are the same on every machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future as ThreadFuture
from concurrent.futures import wait
from operator import methodcaller
from typing import Any

from helpers.checking.stop_reasons import Stop, Stopped, StopReason
from helpers.clocks.virtual import FOREVER, MICROSECONDS, VirtualLoop
from helpers.compat import WAKE_UP

__all__ = ["CheckLoop"]

START = 4099.375  # seconds; no program may take the clock to begin at 0

MOST_TURNS = 20_000  # turns of the loop in one run
MOST_TURNS_AT_ONCE = 2_000  # turns while no time passes
CLEAN_UP_TURNS = 200  # turns that cancelled tasks have to end
THREAD_SECONDS = 0.2  # real; a thread that works for longer counts as real
BETWEEN_LOOKS = 0.01  # real seconds, where a thread is waited for
_real_sleep = time.sleep


class CheckLoop(VirtualLoop):
    """The virtual clock with limits, and an account of the timers set."""

    def __init__(self, longest: float, most_tasks: int) -> None:
        super().__init__()
        self._now = round(START * MICROSECONDS)
        self._longest = self._now + round(longest * MICROSECONDS)
        self._most_tasks = most_tasks
        self._tasks_made = 0
        self._turns = self._turns_here = 0
        self._here = -1
        self._most_turns = MOST_TURNS
        self.held_up = 0.0  # seconds in which something really blocked
        self.workload = False  # whether the next timer is the exercise's
        self.sleeps: list[tuple[float, float]] = []
        self._own_thread = threading.get_ident()
        self._account = threading.local()

    def time(self) -> float:
        """Return the virtual time in seconds; real work costs none."""
        return self._now / MICROSECONDS

    def _charge(self) -> None:
        before = self._now
        super()._charge()
        self.held_up += (self._now - before) / MICROSECONDS

    def elapsed(self) -> float:
        """Return the virtual seconds since the run began."""
        return round(self.time() - START, 6)

    def sleep(self, seconds: float) -> None:
        """Stand in for `time.sleep`: here, and in threads of this loop."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if threading.get_ident() == self._own_thread:
            self._advance(round(seconds * MICROSECONDS))
            self._check_time()
        elif hasattr(self._account, "seconds"):
            self._account.seconds += seconds
        else:
            _real_sleep(seconds)

    def clock(self, plain: Callable[[], float]) -> float:
        """Stand in for a clock such as `time.monotonic`, here."""
        is_here = threading.get_ident() == self._own_thread
        return self.time() if is_here else plain()

    def select(self, timeout: float | None) -> tuple[()]:
        """Move the clock, and end a program that goes round for ever."""
        self._turns += 1
        if self._now != self._here:
            self._here, self._turns_here = self._now, 0
        self._turns_here += 1
        if self._turns_here > MOST_TURNS_AT_ONCE:
            raise Stopped(Stop(StopReason.SPINS))
        if self._turns > self._most_turns:
            raise Stopped(Stop(StopReason.NEVER_ENDS))
        self._check_time()
        if self._jobs:
            self._wake.wait(BETWEEN_LOOKS)
        elif timeout != 0 and not self._wake.is_set():
            self._rest()
        self._wake.clear()
        return ()

    def _rest(self) -> None:
        """Jump to the next timer; a deadlock where there is none."""
        due = self._next_due()
        if due != FOREVER:
            self._advance(max(0, int(due) - self._now))
        elif self._wakers.at_work():
            self._wake.wait(BETWEEN_LOOKS)
        elif not self._wake.is_set():  # by a thread that is gone by now
            self.deadlock()

    def begin_clean_up(self) -> None:
        """Allow a few more turns, for tasks that have been cancelled."""
        self._most_turns = self._turns + CLEAN_UP_TURNS
        self._turns_here = 0
        self._longest += self._now
        self._most_tasks = self._tasks_made + CLEAN_UP_TURNS

    def _check_time(self) -> None:
        if self._now > self._longest:
            raise Stopped(Stop(StopReason.NEVER_ENDS))

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, **options: Any
    ) -> asyncio.TimerHandle:
        """Set a timer; note whose sleep it is."""
        timer = super().call_at(when, callback, *args, **options)
        if self.workload:
            self.workload = False
        elif callback is WAKE_UP:
            wait = round(when - self.time(), 6)
            self.sleeps.append((self.elapsed(), wait))
        return timer

    def create_task(self, coro: Any, **options: Any) -> Any:
        """Create a task, if there are not too many."""
        self._tasks_made += 1
        if self._tasks_made > self._most_tasks:
            most = f"{self._most_tasks:,} tasks"
            raise Stopped(Stop(StopReason.TOO_MANY_TASKS, most))
        return super().create_task(coro, **options)

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Any, *args: Any
    ) -> asyncio.Future[Any]:
        """Run `func(*args)` in a thread now; its sleeps are virtual.

        What it slept is added up, and its result arrives that much later.
        A thread that does not end soon is waited for in real time, in
        which the clock stands still: that changes nothing else.
        """
        job: ThreadFuture[Any] = ThreadFuture()
        threading.Thread(
            target=self._in_thread, args=(job, func, args), daemon=True
        ).start()
        self._wait_a_little(job)
        future = self.create_future()
        if job.done():
            self._arrive(future, job)
        else:
            self._jobs.add(future)
            future.add_done_callback(self._jobs.discard)
            job.add_done_callback(functools.partial(self._report, future))
        return future

    def _wait_a_little(self, job: ThreadFuture[Any]) -> None:
        """Wait until a job is done, asks something of us, or takes long.

        Nothing of it counts as the program's work.
        """
        for _ in range(round(THREAD_SECONDS / BETWEEN_LOOKS)):
            wait([job], BETWEEN_LOOKS)
            if job.done() or self._wake.is_set():
                break
        self._work.restart()

    def _in_thread(self, job: Any, func: Any, args: Any) -> None:
        """Run a job, and note what it slept and what its future becomes."""
        self._account.seconds = 0.0
        try:
            settle = methodcaller("set_result", func(*args))
        except BaseException as error:
            settle = methodcaller("set_exception", error)
        job.set_result((self._account.seconds, settle))

    def _report(self, future: Any, job: Any) -> None:
        """Tell the loop, from a thread that took real time, what came out."""
        with contextlib.suppress(RuntimeError):  # the check is over
            self.call_soon_threadsafe(self._arrive, future, job)

    def _arrive(self, future: Any, job: Any) -> None:
        """Settle a future when the clock is as much further as a job slept."""
        seconds, settle = job.result()
        self._jobs.discard(future)
        self.call_later(seconds, lambda: future.done() or settle(future))
