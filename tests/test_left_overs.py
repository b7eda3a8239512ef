"""When main is over, nothing goes on that the run began."""

import asyncio
import gc
import itertools
import sys
import threading

import pytest

from helpers import run
from helpers.recording.inside import watch
from tests.tools.on_a_clock import CLOCKS
from tests.tools.small_programs import virtual

pytestmark = pytest.mark.usefixtures("machine")


def test_tasks_that_are_left_over_are_cancelled_before_run_returns():
    async def left_over():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def main():
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == ["cancelled"]
    assert kept[0].cancelled()


def test_left_over_tasks_are_cancelled_in_the_order_of_their_creation():
    async def left_over(n):
        try:
            await asyncio.sleep(10)
        finally:
            ended.append(n)

    async def main():
        kept.extend(asyncio.create_task(left_over(n)) for n in range(50))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == list(range(50))


def test_left_over_tasks_may_take_their_time_to_clean_up():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(3)
            ended.append(asyncio.get_running_loop().time())

    async def main():
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == [4]


def test_tasks_that_left_over_tasks_leave_behind_are_cancelled_too():
    async def last():
        try:
            await asyncio.sleep(10)
        finally:
            ended.append("last")

    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            kept.append(asyncio.create_task(last()))
            await asyncio.sleep(0)

    async def main():
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    ended, kept = [], []
    virtual(main())
    assert ended == ["last"]


def test_an_exception_during_the_clean_up_is_reported_as_asyncio_does():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            raise ValueError("in the clean-up")

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: reports.append(told))
        kept.append(asyncio.create_task(left_over()))
        await asyncio.sleep(1)

    reports, kept = [], []
    virtual(main())
    assert [(r["message"], str(r["exception"])) for r in reports] == [
        ("unhandled exception during run() shutdown", "in the clean-up")
    ]


def test_exit_in_a_task_that_is_cleaned_up_passes_through():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            sys.exit("bye")

    async def main():
        asyncio.create_task(left_over())
        await asyncio.sleep(1)

    assert str(virtual(main(), expect=SystemExit).error) == "bye"
    assert not watch.is_exact  # nothing is watched any more


def test_async_generators_are_shut_down():
    async def numbers():
        try:
            for n in itertools.count():
                yield n
        finally:
            await asyncio.sleep(1)
            ended.append("closed")

    async def main():
        return await anext(kept)

    ended, kept = [], numbers()
    assert virtual(main()).result == 0
    assert ended == ["closed"]


def test_a_generator_that_never_ends_its_clean_up_does_not_hang():
    async def numbers():
        try:
            yield 1
        finally:
            await asyncio.Event().wait()

    async def main():
        return await anext(kept)

    kept = numbers()
    assert virtual(main()).result == 1


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_default_executor_is_shut_down(clock):
    async def main():
        return await asyncio.to_thread(threading.current_thread)

    thread = run(main(), clock=clock).result
    assert not thread.is_alive()


def test_a_task_that_ignores_its_cancellation_is_given_up(capsys):
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                pass

    async def main():
        asyncio.create_task(stubborn())
        await asyncio.sleep(0.5)

    assert virtual(main()).timeline.notes == (
        "note: 1 task went on after being cancelled, and had to be given up: "
        "let CancelledError pass on.",
    )
    gc.collect()
    assert capsys.readouterr().err == ""


def test_a_task_that_ignores_its_cancellation_for_ever_is_given_up():
    async def stubborn():
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                pass

    async def main():
        asyncio.create_task(stubborn())
        await asyncio.sleep(0.5)

    assert len(virtual(main()).timeline.notes) == 1


def test_a_hundred_runs_leave_no_thread_no_loop_and_no_task_behind():
    async def main():
        await asyncio.to_thread(int)
        asyncio.create_task(asyncio.sleep(9))

    def left():
        gc.collect()
        kinds = (asyncio.AbstractEventLoop, asyncio.Task)
        found = [x for x in gc.get_objects() if isinstance(x, kinds)]
        return found + threading.enumerate()

    virtual(main())
    before = left()  # kept, for what other tests left may go meanwhile
    for clock in CLOCKS * 10:
        run(main(), clock=clock)
    assert [x for x in left() if not any(x is y for y in before)] == []
