"""The virtual clock with limits: the loop that checks run on.

It ends what would never end, counts tasks, knows whose sleep a timer is,
and charges `time.sleep` and work in threads to the virtual clock instead
of waiting for them. Limits are counted in virtual seconds, in turns of
the loop and in tasks, which are the same on every machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future as ThreadFuture
from concurrent.futures import wait
from typing import Any

from helpers.checking.alarm import Stopped
from helpers.checking.exercise import Sleep
from helpers.clocks.virtual import FOREVER, MICROSECONDS, VirtualLoop
from helpers.compat import WAKE_UP

__all__ = ["CheckLoop"]

MOST_TURNS = 20_000  # turns of the loop in one run
MOST_TURNS_AT_ONCE = 2_000  # turns while no time passes
CLEAN_UP_TURNS = 200  # turns that cancelled tasks have to end
THREAD_SECONDS = 0.2  # real; a thread that works for longer counts as real
BETWEEN_LOOKS = 0.01  # real seconds, where a thread is waited for


class CheckLoop(VirtualLoop):
    """The virtual clock with limits, and an account of the timers set."""

    def __init__(self, longest: float, most_tasks: int) -> None:
        super().__init__()
        self._longest = round(longest * MICROSECONDS)
        self._most_tasks = most_tasks
        self._tasks_made = 0
        self._turns = self._turns_here = 0
        self._here = -1
        self._most_turns = MOST_TURNS
        self.workload = False  # whether the next timer is the exercise's
        self.sleeps: list[Sleep] = []
        self._threads = threading.local()

    def time(self) -> float:
        """Return the virtual time in seconds; real work costs none."""
        return self._now / MICROSECONDS

    def block(self, seconds: float) -> None:
        """Let a call block the loop for so many virtual seconds."""
        self._advance(round(seconds * MICROSECONDS))
        self._check_time()

    def charge_thread(self, seconds: float) -> bool:
        """Add to the account of a thread of this loop's; False: not one."""
        if not hasattr(self._threads, "seconds"):
            return False
        self._threads.seconds += seconds
        return True

    def select(self, timeout: float | None) -> tuple[()]:
        """Move the clock, and end a program that goes round for ever."""
        self._turns += 1
        if self._now != self._here:
            self._here, self._turns_here = self._now, 0
        self._turns_here += 1
        if self._turns_here > MOST_TURNS_AT_ONCE:
            raise Stopped("spins")
        if self._turns > self._most_turns:
            raise Stopped("never ends")
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
        else:
            self._deadlock()

    def begin_clean_up(self) -> None:
        """Allow a few more turns, for tasks that have been cancelled."""
        self._most_turns = self._turns + CLEAN_UP_TURNS
        self._turns_here = 0
        self._longest = self._now + self._longest
        self._most_tasks = self._tasks_made + CLEAN_UP_TURNS

    def _check_time(self) -> None:
        if self._now > self._longest:
            raise Stopped("never ends")

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Set a timer; note whose sleep it is."""
        timer = super().call_at(when, callback, *args, context=context)
        if self.workload:
            self.workload = False
        elif callback is WAKE_UP:
            now = self.time()
            self.sleeps.append(Sleep(now, round(when - now, 6)))
        return timer

    def create_task(self, coro: Any, **options: Any) -> Any:
        """Create a task, if there are not too many."""
        self._tasks_made += 1
        if self._tasks_made > self._most_tasks:
            raise Stopped(f"it started more than {self._most_tasks:,} tasks")
        return super().create_task(coro, **options)

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
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
        wait([job], THREAD_SECONDS)
        if not job.done():
            return self._when_done(job)
        future = self.create_future()
        self._arrive(future, *job.result())
        return future

    def _arrive(
        self, future: Any, seconds: float, result: Any, error: Any
    ) -> None:
        """Settle a future when the clock is so many seconds further."""
        self._jobs.discard(future)
        self.workload = True
        self.call_later(seconds, _settle, future, result, error)

    def _when_done(self, job: ThreadFuture[Any]) -> asyncio.Future[Any]:
        """Return a future for a thread that takes real time."""
        future = self.create_future()
        self._jobs.add(future)
        future.add_done_callback(self._jobs.discard)

        def done(_: Any) -> None:
            with contextlib.suppress(RuntimeError):  # the check is over
                self.call_soon_threadsafe(self._arrive, future, *job.result())

        job.add_done_callback(done)
        return future

    def _in_thread(
        self, job: ThreadFuture[Any], func: Callable[..., Any], args: Any
    ) -> None:
        self._threads.seconds = 0.0
        result = error = None
        try:
            result = func(*args)
        except BaseException as raised:
            error = raised
        job.set_result((self._threads.seconds, result, error))


def _settle(future: Any, result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
