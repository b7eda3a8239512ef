"""A machine whose time a test decides, below both clocks of the course.

Exact times can be asserted only where nothing else decides them: on a busy
machine a thread wakes late, and gets the processor late. Here a wait takes
what it says, work takes nothing, and nobody is late, unless the test says
so. It stands in for `time` in the clocks, and for what the system tells of
a thread. Other threads than the one that made it keep real time.
"""

from __future__ import annotations

import selectors
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from helpers.clocks import cpu_time, real, virtual
from helpers.clocks.cpu_time import Usage
from helpers.clocks.virtual import VirtualLoop
from helpers.recording import recorder
from helpers.running import shutdown

__all__ = ["Machine"]

BEGINS = 1000  # seconds; no real clock begins at 0
NANOSECONDS = 1_000_000_000  # in a second
_sleep = time.sleep


class Machine:
    """Simulated real time: what passes on it passes at once.

    Every wait ends `late` seconds later than it should.
    """

    def __init__(self) -> None:
        self.late = 0.0
        self._now = BEGINS * NANOSECONDS
        self._usage = Usage(computed=0, queued=0, waits=0)
        self._thread = threading.get_ident()
        self.threads_queued = 0  # nanoseconds, of all other threads

    def perf_counter_ns(self) -> int:
        """Return the time in nanoseconds."""
        return self._now

    def perf_counter(self) -> float:
        """Return the time in seconds."""
        return self._now / NANOSECONDS

    monotonic = perf_counter

    def sleep(self, seconds: float) -> None:
        """Wait: what blocks a thread by its own choice."""
        if threading.get_ident() != self._thread:
            _sleep(seconds)
            return
        self.let_pass(seconds + self.late)
        waits = (self._usage.waits or 0) + 1
        self._usage = self._usage._replace(waits=waits)

    def compute(self, seconds: float) -> None:
        """Keep the processor for so long."""
        computed = self._usage.computed + self.let_pass(seconds)
        self._usage = self._usage._replace(computed=computed)

    def serve_others(self, seconds: float) -> None:
        """Give the processor to others; our thread is ready, and waits."""
        queued = self._usage.queued + self.let_pass(seconds)
        self._usage = self._usage._replace(queued=queued)

    def keep_threads_waiting(self, seconds: float) -> None:
        """Let a job's thread be ready to run for so long, and not run."""
        self.threads_queued += self.let_pass(seconds)

    def let_pass(self, seconds: float) -> int:
        """Let time pass, in any thread; return it in nanoseconds."""
        passed = round(seconds * NANOSECONDS)
        self._now += passed
        return passed

    def job(self, loop: VirtualLoop, seconds: float) -> Callable[[], None]:
        """Return work for a thread: so long, from when the loop waits."""
        waits, wait = threading.Event(), loop._wake.wait

        def notice(timeout: float | None = None) -> bool:
            waits.set()
            return wait(timeout)

        def work() -> None:
            waits.wait()
            self.let_pass(seconds)

        loop._wake.wait = notice  # type: ignore[method-assign]
        return work

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Let the clocks of the course run on this machine."""
        machine = self

        class Selector(real._Selector, _Jumping):
            """The real loop's own, which waits for no one."""

            def __init__(self) -> None:
                super().__init__()
                self.machine = machine

        for module in (cpu_time, real, virtual, recorder, shutdown):
            patch.setattr(module, "time", self)
        patch.setattr(cpu_time, "_reader", lambda: lambda: self._usage)
        patch.setattr(cpu_time, "_queued", lambda: self.threads_queued)
        patch.setattr(cpu_time, "_last", threading.local())
        patch.setattr(real, "_Selector", Selector)
        patch.setattr(time, "sleep", self.sleep)


class _Jumping(selectors.DefaultSelector):
    """The system's selector; a wait for a timer is the machine's."""

    machine: Machine

    def select(self, timeout: float | None = None) -> Any:
        """Tell which files are ready; without any, wait at once."""
        if timeout is None:
            return super().select(None)
        events = super().select(0)
        if timeout > 0 and not events:
            self.machine.sleep(timeout)
            events = super().select(0)
        return events
