"""The threads alone: batches, their order, who is woken, and the end."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from helpers.wsgi.workers import Workers


@contextmanager
def working(
    count: int, work: Callable[[Any, bool], None]
) -> Iterator[Workers[Any]]:
    """Give the threads; insist that they end."""
    workers: Workers[Any] = Workers(count, work, "test")
    try:
        yield workers
    finally:
        workers.stop()
    assert workers.join(10) == []


def eventually(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


class Gate:
    """Work that notes what has begun and lasts until it is opened."""

    def __init__(self) -> None:
        self.begun: list[Any] = []
        self.ended: list[Any] = []
        self.opened = threading.Event()

    def __call__(self, job: Any, last: bool) -> None:
        self.begun.append(job)
        self.opened.wait(10)
        self.ended.append(job)

    def has_begun(self, count: int) -> bool:
        return eventually(lambda: len(self.begun) == count)


def test_a_batch_is_worked_off_in_its_order() -> None:
    done: list[int] = []
    with working(1, lambda job, last: done.append(job)) as workers:
        workers.put([1, 2, 3])
        workers.put([4])
        assert eventually(lambda: len(done) == 4)
    assert done == [1, 2, 3, 4]


def test_every_job_is_done_once_by_many_threads() -> None:
    done: list[int] = []
    with working(4, lambda job, last: done.append(job)) as workers:
        for start in range(0, 1000, 10):
            workers.put(range(start, start + 10))
        while workers.reinforce():
            pass
        assert eventually(lambda: len(done) == 1000)
    assert sorted(done) == list(range(1000))


def test_a_job_knows_whether_another_waits() -> None:
    lasts: list[bool] = []
    gate = threading.Event()

    def work(job: int, last: bool) -> None:
        gate.wait(10)
        lasts.append(last)

    with working(1, work) as workers:
        workers.put([1])
        workers.put([2, 3])
        gate.set()
        assert eventually(lambda: len(lasts) == 3)
    assert lasts[-2:] == [False, True]


def test_one_job_for_idle_threads_does_not_have_to_wait() -> None:
    gate = Gate()
    with working(2, gate) as workers:
        time.sleep(0.1)  # until both sleep
        assert workers.put([1]) is False
        assert gate.has_begun(1)
        assert workers.put([2]) is True
        gate.opened.set()


def test_a_second_thread_helps_only_when_it_is_asked() -> None:
    gate = Gate()
    with working(2, gate) as workers:
        time.sleep(0.05)
        workers.put([1, 2])
        assert gate.has_begun(1)
        time.sleep(0.05)
        assert gate.begun == [1]
        workers.reinforce()
        assert gate.has_begun(2)
        assert workers.reinforce() is False
        gate.opened.set()


def test_what_is_at_work_can_be_asked() -> None:
    gate = Gate()
    with working(1, gate) as workers:
        workers.put(["a", "b"])
        assert gate.has_begun(1)
        assert workers.at_work() == ["a"]
        gate.opened.set()
        assert eventually(lambda: workers.at_work() == [])


def test_only_a_job_that_waits_can_be_taken_back() -> None:
    gate = Gate()
    with working(1, gate) as workers:
        workers.put(["a", "b", "c"])
        assert gate.has_begun(1)
        assert workers.remove("b") is True
        assert workers.remove("b") is False
        assert workers.remove("a") is False
        gate.opened.set()
        assert gate.has_begun(2)
    assert gate.ended == ["a", "c"]


def test_stop_finishes_what_has_begun_and_returns_the_rest() -> None:
    gate = Gate()
    workers: Workers[str] = Workers(1, gate, "test")
    workers.put(["a", "b", "c"])
    assert gate.has_begun(1)
    assert workers.stop() == ["b", "c"]
    assert workers.join(0.01) == ["test-0"]
    gate.opened.set()
    assert workers.join(10) == []
    assert gate.ended == ["a"]


@pytest.mark.parametrize("count", [1, 4])
def test_idle_threads_end_at_once(count: int) -> None:
    workers: Workers[int] = Workers(count, print, "test")
    assert workers.stop() == []
    assert workers.join(10) == []


def test_a_thread_that_hangs_does_not_keep_the_process() -> None:
    gate = Gate()
    workers: Workers[int] = Workers(2, gate, "test")
    threads = [t for t in threading.enumerate() if t.name.startswith("test-")]
    assert len(threads) == 2
    assert all(thread.daemon for thread in threads)
    workers.stop()
    assert workers.join(10) == []
