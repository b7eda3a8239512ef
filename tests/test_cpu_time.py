"""What the system tells of a thread's work, on the machine as it is."""

import os
import subprocess
import sys
import time

import pytest

from helpers.clocks import cpu_time
from helpers.clocks.cpu_time import Stopwatch
from helpers.clocks.virtual import GRAIN_NS

pinned = pytest.mark.skipif(
    not (hasattr(os, "sched_setaffinity") and os.path.exists(cpu_time.QUEUE)),
    reason="this system does not tell how long a thread was queued",
)


def computed(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_wait_costs_what_it_takes():
    began = time.perf_counter_ns()
    stopwatch = Stopwatch()
    time.sleep(0.05)
    cost, passed = stopwatch.cost(), time.perf_counter_ns() - began
    assert 50_000_000 <= cost <= passed


def test_a_long_calculation_costs_what_it_takes(monkeypatch):
    monkeypatch.setattr(cpu_time, "COMPUTING", 50_000_000)
    stopwatch = Stopwatch()
    computed(0.06)
    assert stopwatch.cost() >= 50_000_000


@pytest.fixture
def one_processor():
    """Share one processor with a process that never rests."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})  # processes inherit it
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    yield
    other.kill()
    other.wait()
    os.sched_setaffinity(0, allowed)


def cost_of_sharing():
    """Compute for a while, and give way now and then by our own choice."""
    stopwatch = Stopwatch()
    end = time.perf_counter_ns() + 3 * GRAIN_NS
    while time.perf_counter_ns() < end:
        computed(0.01)
        time.sleep(0)
    time.sleep(0.01)
    return stopwatch.cost()


@pinned
@pytest.mark.usefixtures("one_processor")
def test_what_others_get_of_the_processor_costs_nothing():
    # A process that is stopped from outside is not queued: then once more.
    assert any(cost_of_sharing() < GRAIN_NS for _ in range(5))


def test_a_sleep_that_was_no_wait_does_not_hide_that_waits_are_counted(
    monkeypatch,
):
    slept, counts = [], iter([0, 0, 1])
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(
        cpu_time, "_counted", lambda: cpu_time.Usage(0, 0, next(counts))
    )
    assert cpu_time._waits_are_counted()
    assert len(slept) == 3


def test_a_system_that_counts_no_waits_is_known_as_such(monkeypatch):
    monkeypatch.setattr(cpu_time, "_counted", lambda: cpu_time.Usage(0, 0, 0))
    assert not cpu_time._waits_are_counted()
