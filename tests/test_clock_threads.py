"""Both clocks while threads work: no deadlock, and time goes on."""

import asyncio
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.clocks.deadlock import DeadlockError
from tests.tools.on_a_clock import CLOCKS, finished, now, seconds

LONG = 60  # seconds that no job takes, but on a machine that stands still
FEW = 50  # looks whether a worker has gone idle; each takes 0.2 s at most


@pytest.mark.parametrize("clock", CLOCKS)
def test_to_thread_gives_its_result(clock):
    async def main():
        return await asyncio.to_thread(sum, (1, 2))

    assert finished(main(), clock)[0] == 3


def test_a_thread_takes_whole_tenths_of_virtual_time(machine):
    async def main():
        await asyncio.to_thread(machine.let_pass, 0.25)

    assert seconds(main()) == 0.2


def test_what_a_busy_machine_adds_to_a_job_is_not_counted(machine):
    async def main():
        loop = asyncio.get_running_loop()
        wait_and_work = machine.job(loop, 0.5)

        def job():
            wait_and_work()
            machine.keep_threads_waiting(0.3)

        await asyncio.to_thread(job)

    assert seconds(main()) == 0.5


def test_a_loop_that_is_woken_late_counts_from_when_the_job_was_done(machine):
    async def main():
        loop = asyncio.get_running_loop()
        wait = loop._wake.wait

        def woken_late(timeout=None):
            rung = wait(timeout)
            machine.let_pass(0.4)
            return rung

        loop._wake.wait = woken_late
        await asyncio.to_thread(machine.let_pass, 0.5)

    assert seconds(main()) == 0.5


def test_timers_ring_while_a_thread_works():
    async def main():
        nap = asyncio.ensure_future(asyncio.sleep(0.1))
        nap.add_done_callback(lambda _: rung.append(now()))
        nap.add_done_callback(lambda _: has_rung.set())
        await asyncio.to_thread(has_rung.wait, LONG)

    rung, has_rung = [], threading.Event()
    began = time.perf_counter()
    assert seconds(main()) < LONG
    assert 0.1 <= rung[0] <= time.perf_counter() - began


def waits_little(loop):
    """Fail where a loop that could jump waits in real time."""
    waits = itertools.count()
    wait = loop._wake.wait

    def counted(timeout):
        assert next(waits) < FEW, "it waits for its timer in real time"
        return wait(timeout)

    loop._wake.wait = counted


def test_after_a_thread_is_done_time_jumps_again(machine):
    async def main():
        waits_little(asyncio.get_running_loop())
        await asyncio.to_thread(machine.let_pass, 0.1)
        await asyncio.sleep(3600)

    assert seconds(main()) == 3600.1


def test_a_thread_of_ones_own_counts_from_when_it_began(machine):
    async def main():
        loop = asyncio.get_running_loop()
        waits_little(loop)
        await asyncio.to_thread(machine.let_pass, 0.1)
        await asyncio.sleep(3600)
        future, job = loop.create_future(), machine.job(loop, 0.1)

        def work():
            job()
            loop.call_soon_threadsafe(future.set_result, None)

        threading.Thread(target=work).start()
        await future

    assert seconds(main()) == 3600.2


def test_an_exception_in_a_thread_is_raised_at_the_await():
    async def main():
        await asyncio.to_thread(int, "x")

    with pytest.raises(ValueError, match="invalid literal"):
        finished(main())


def test_idle_workers_of_a_pool_do_not_stop_the_clock(machine):
    async def main():
        loop = asyncio.get_running_loop()
        waits_little(loop)
        with ThreadPoolExecutor() as pool:
            await loop.run_in_executor(pool, int)
            await asyncio.sleep(3600)

    assert seconds(main()) == 3600


@pytest.mark.parametrize("clock", CLOCKS)
def test_idle_workers_of_a_pool_do_not_hide_a_deadlock(clock):
    async def main():
        await asyncio.get_running_loop().run_in_executor(pool, int)
        await asyncio.get_running_loop().create_future()

    with ThreadPoolExecutor() as pool, pytest.raises(DeadlockError):
        finished(main(), clock)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_job_in_an_older_pool_is_no_deadlock(clock):
    async def main():
        return await asyncio.wrap_future(pool.submit(slowly))

    def slowly():
        time.sleep(0.05)
        return "done"

    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()  # the worker is older than the loop
        assert finished(main(), clock)[0] == "done"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_thread_that_may_wake_the_loop_is_no_deadlock(clock):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        set_result = (future.set_result, "woken")
        threading.Timer(0.05, loop.call_soon_threadsafe, set_result).start()
        return await future

    assert finished(main(), clock)[0] == "woken"


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_older_thread_of_the_program_is_no_deadlock(clock):
    woken_by = []

    def work():
        while not woken_by:
            time.sleep(0.01)
        time.sleep(0.05)
        woken_by.pop()()

    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        woken_by.append(
            lambda: loop.call_soon_threadsafe(future.set_result, "woken")
        )
        return await future

    thread = threading.Thread(target=work)
    thread.start()
    assert finished(main(), clock)[0] == "woken"
    thread.join()


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_thread_that_ends_without_a_word_leaves_a_deadlock(clock):
    async def main():
        threading.Thread(target=time.sleep, args=(0.05,)).start()
        await asyncio.get_running_loop().create_future()

    with pytest.raises(DeadlockError):
        finished(main(), clock)


@pytest.mark.parametrize("clock", CLOCKS)
def test_threads_may_wake_the_loop_a_thousand_times(clock):
    async def main():
        loop = asyncio.get_running_loop()
        calls, done = [], asyncio.Event()

        def work():
            for n in range(1000):
                loop.call_soon_threadsafe(calls.append, n)
            loop.call_soon_threadsafe(done.set)

        threading.Thread(target=work).start()
        await done.wait()
        return calls

    assert finished(main(), clock)[0] == list(range(1000))


def test_polling_a_thread_ends(machine):
    async def main():
        work = asyncio.to_thread(machine.let_pass, 0.1)
        job = asyncio.ensure_future(work)
        while not job.done():
            await asyncio.sleep(0)

    assert seconds(main()) == 0.1
