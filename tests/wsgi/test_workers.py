"""The threads alone: batches, their order, who is woken, and the end."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from helpers.wsgi.workers import Workers

News = list[tuple[Any, bool]]
Test = Callable[..., Coroutine[Any, Any, None]]


def working(count: int, work: Callable[[Any], None], test: Test) -> News:
    """Run a test with threads; insist that they end. Return their news."""
    news: News = []

    async def main() -> None:
        workers: Workers[Any] = Workers(
            count, work, lambda job, over: news.append((job, over))
        )
        try:
            await asyncio.wait_for(test(workers), 20)
        finally:
            assert workers.stop(10) == []
        await asyncio.sleep(0)

    with asyncio.Runner(debug=False) as runner:
        runner.run(main())
    return news


async def eventually(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.002)


class Gate:
    """Work that notes what has begun and lasts until it is opened."""

    def __init__(self) -> None:
        self.begun: list[Any] = []
        self.ended: list[Any] = []
        self.opened = threading.Event()

    def __call__(self, job: Any) -> None:
        self.begun.append(job)
        self.opened.wait(10)
        self.ended.append(job)

    async def has_begun(self, *jobs: Any) -> None:
        await eventually(lambda: self.begun == [*jobs])


def test_a_batch_is_worked_off_in_its_order() -> None:
    done: list[int] = []

    async def test(workers: Workers[int]) -> None:
        workers.put([1, 2, 3])
        workers.put([4])
        await eventually(lambda: len(done) == 4)

    working(1, done.append, test)
    assert done == [1, 2, 3, 4]


def test_every_job_is_done_once_by_many_threads() -> None:
    done: list[int] = []

    async def test(workers: Workers[int]) -> None:
        for start in range(0, 1000, 10):
            workers.put(range(start, start + 10))
        await eventually(lambda: len(done) == 1000)

    news = working(4, done.append, test)
    assert sorted(done) == list(range(1000))
    assert sorted(news) == [(job, True) for job in range(1000)]


def test_a_job_for_an_idle_thread_does_not_have_to_wait() -> None:
    gate = Gate()

    async def test(workers: Workers[int]) -> None:
        for number in (1, 2):
            await asyncio.sleep(0.05)
            workers.put([number])
            await gate.has_begun(*range(1, number + 1))
        gate.opened.set()

    working(2, gate, test)


def test_more_threads_help_with_a_batch_that_is_slow() -> None:
    gate = Gate()

    async def test(workers: Workers[int]) -> None:
        workers.put([1, 2, 3, 4])
        await gate.has_begun(1, 2, 3)
        gate.opened.set()

    working(3, gate, test)


def test_one_thread_is_enough_for_a_batch_that_is_quick(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names: list[str] = []
    # How soon a batch counts as slow is a matter of the machine.
    monkeypatch.setattr("helpers.wsgi.workers.REINFORCE", 60)

    async def test(workers: Workers[int]) -> None:
        await eventually(lambda: len(workers._asleep) == 4)
        workers.put([1, 2, 3])
        await eventually(lambda: len(names) == 3)

    working(4, lambda job: names.append(threading.current_thread().name), test)
    assert len(set(names)) == 1


def test_what_is_at_work_can_be_asked() -> None:
    gate = Gate()

    async def test(workers: Workers[str]) -> None:
        workers.put(["a", "b"])
        await gate.has_begun("a")
        assert workers.at_work() == ["a"]
        gate.opened.set()
        await eventually(lambda: not workers.at_work())

    working(1, gate, test)


def test_news_arrive_on_the_loop_and_in_order() -> None:
    threads: list[threading.Thread] = []

    async def main() -> None:
        def work(job: str) -> None:
            workers.tell(job)
            workers.tell(job)

        def hear(job: str, over: bool) -> None:
            news.append((job, over))
            threads.append(threading.current_thread())

        news: News = []
        workers = Workers(1, work, hear)
        workers.put(["a", "b"])
        await eventually(lambda: len(news) == 6)
        assert news == [
            *[("a", False), ("a", False), ("a", True)],
            *[("b", False), ("b", False), ("b", True)],
        ]
        assert workers.stop(10) == []

    with asyncio.Runner(debug=False) as runner:
        runner.run(main())
    assert set(threads) == {threading.current_thread()}


@pytest.mark.parametrize(
    "error", [ValueError, SystemExit, KeyboardInterrupt, GeneratorExit]
)
def test_a_job_that_raises_ends_no_thread(error: Any, server_log: Any) -> None:
    done: list[int] = []

    def work(job: int) -> None:
        if job % 2:
            raise error
        done.append(job)

    async def test(workers: Workers[int]) -> None:
        workers.put(range(10))
        await eventually(lambda: len(done) == 5)

    news = working(2, work, test)
    assert sorted(news) == [(job, True) for job in range(10)]
    assert len(server_log.errors) == 5


def test_news_that_raise_do_not_hold_up_the_others(caplog: Any) -> None:
    async def main() -> list[int]:
        heard, both = [], asyncio.Event()

        def news(job: int, over: bool) -> None:
            heard.append(job)
            if job == 1:
                raise OSError("no more sockets are watched")
            both.set()

        workers = Workers(1, lambda job: None, news)
        workers.put([1, 2])
        await asyncio.wait_for(both.wait(), 10)
        workers.stop(1)
        return heard

    assert asyncio.run(main()) == [1, 2]
    assert "an answer was lost" in caplog.text
    caplog.clear()


def test_a_log_that_raises_ends_no_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("helpers.wsgi.workers.log.exception", fail)

    async def test(workers: Workers[int]) -> None:
        workers.put([1, 2])
        await asyncio.sleep(0.05)

    assert len(working(1, lambda job: fail(), test)) == 2


def test_stop_lets_each_thread_finish() -> None:
    gate = Gate()

    async def test(workers: Workers[str]) -> None:
        workers.put(["a"])
        await gate.has_begun("a")
        assert workers.stop(0.01) == ["wsgi-0"]
        gate.opened.set()

    working(1, gate, test)
    assert gate.ended == ["a"]


@pytest.mark.parametrize("count", [1, 4])
def test_idle_threads_end_at_once(count: int) -> None:
    async def test(workers: Workers[int]) -> None:
        assert workers.stop(10) == []

    working(count, print, test)


def test_a_thread_that_hangs_does_not_keep_the_process() -> None:
    async def test(workers: Workers[int]) -> None:
        threads = {*threading.enumerate()} - before
        assert len(threads) == 2
        assert all(thread.daemon for thread in threads)

    before = {*threading.enumerate()}
    working(2, print, test)
