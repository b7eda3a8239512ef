"""`record_pool`: what pools of threads and processes did."""

import asyncio
import concurrent.futures
import multiprocessing
import operator
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from helpers import record_pool
from helpers.charts.sentence import sentence
from helpers.timeline.model import Outcome, Timeline
from helpers.timeline.phases import State, phases
from helpers.workload import Parcel, nap

FRESH = multiprocessing.get_context("spawn")


@pytest.fixture
def two_threads():
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def two_processes():
    with ProcessPoolExecutor(2, FRESH) as pool:
        list(pool.map(nap, "ab", [0.2, 0.2]))
        yield pool


def lanes_of(recording):
    return recording.timeline.lanes[1:]


def states(timeline, lane):
    return [phase.state for phase in phases(timeline, lane)]


# What the program sees


def test_results_come_as_without_a_recording(two_threads):
    with record_pool(two_threads):
        jobs = [two_threads.submit(nap, name, 0) for name in "abc"]
        assert [job.result() for job in jobs] == ["a", "b", "c"]


def test_arguments_by_name_are_passed_on(two_threads):
    with record_pool(two_threads):
        assert two_threads.submit(nap, "a", seconds=0).result() == "a"


def test_map_is_recorded_and_works(two_threads):
    with record_pool(two_threads) as recording:
        assert list(two_threads.map(abs, [-1, 2])) == [1, 2]
    assert len(lanes_of(recording)) == 2


def test_the_exception_is_the_jobs_own(two_threads):
    error = ValueError("bad luck")

    def fails():
        raise error

    with record_pool(two_threads):
        assert two_threads.submit(fails).exception() is error
    assert vars(error) == {}


def test_an_exception_from_a_process_keeps_its_remote_traceback(
    two_processes,
):
    with record_pool(two_processes) as recording:
        error = two_processes.submit(int, "x").exception()
    assert "ValueError" in str(error.__cause__)
    assert vars(error) == {}
    assert lanes_of(recording)[0].outcome is Outcome.RAISED


def test_the_pool_is_as_it_was_afterwards(two_threads):
    with record_pool(two_threads):
        pass
    assert "submit" not in vars(two_threads)
    assert type(two_threads.submit(abs, 1)) is concurrent.futures.Future


def test_the_pool_is_as_it_was_after_a_block_that_failed(two_threads):
    recording = record_pool(two_threads)
    with pytest.raises(KeyboardInterrupt), recording:
        raise KeyboardInterrupt
    assert "submit" not in vars(two_threads)
    assert recording.timeline.lanes[0].value == "KeyboardInterrupt"


def test_a_job_in_the_queue_can_be_cancelled():
    gate = threading.Event()
    with ThreadPoolExecutor(1) as pool, record_pool(pool) as recording:
        pool.submit(gate.wait)
        late = pool.submit(nap, "late", 0)
        assert late.cancel()
        assert late.cancelled()
        gate.set()
    assert lanes_of(recording)[1].outcome is Outcome.CANCELLED


def test_a_job_at_work_cannot():
    gate, begun = threading.Event(), threading.Event()

    def job():
        begun.set()
        gate.wait()

    with ThreadPoolExecutor(1) as pool, record_pool(pool):
        future = pool.submit(job)
        begun.wait()
        assert future.running()
        assert not future.cancel()
        gate.set()


def test_wait_and_as_completed_take_the_futures(two_threads):
    with record_pool(two_threads):
        jobs = [two_threads.submit(nap, name, 0) for name in "ab"]
        done, pending = concurrent.futures.wait(jobs)
        assert (len(done), len(pending)) == (2, 0)
        found = concurrent.futures.as_completed(jobs)
        assert sorted(job.result() for job in found) == ["a", "b"]


def test_an_event_loop_may_use_the_pool_meanwhile(two_threads):
    async def main():
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(two_threads, nap, "a", 0)

    with record_pool(two_threads) as recording:
        assert asyncio.run(main()) == "a"
    assert lanes_of(recording)[0].collected is not None


def test_many_quick_jobs_all_give_their_own_value():
    with ThreadPoolExecutor(4) as pool, record_pool(pool):
        jobs = [pool.submit(abs, number) for number in range(2000)]
        assert [job.result() for job in jobs] == list(range(2000))


def test_what_is_no_pool_is_refused():
    with pytest.raises(TypeError, match="needs a pool of concurrent"):
        record_pool(open)


def test_there_is_no_record_before_the_end(two_threads):
    recording = record_pool(two_threads)
    with pytest.raises(RuntimeError, match="no record before"):
        _ = recording.timeline


def test_a_recording_is_used_once(two_threads):
    recording = record_pool(two_threads)
    with recording:
        pass
    with pytest.raises(RuntimeError, match="make another"), recording:
        pass


# What the chart shows


def test_a_thread_at_a_time_makes_a_queue():
    with ThreadPoolExecutor(1) as pool, record_pool(pool) as recording:
        jobs = [pool.submit(nap, name, 0.1) for name in "ab"]
        assert [job.result() for job in jobs] == ["a", "b"]
    first, second = lanes_of(recording)
    assert [first.label, second.label] == [
        "thread 1: nap('a', 0.1)",
        "thread 1: nap('b', 0.1)",
    ]
    assert first.ended <= second.started
    assert State.QUEUED in states(recording.timeline, second)
    assert "queued for a thread" in sentence(recording.timeline)


def test_times_are_in_order(two_processes):
    with record_pool(two_processes) as recording:
        jobs = [two_processes.submit(nap, name, 0.05) for name in "abcd"]
        assert [job.result() for job in jobs] == list("abcd")
    for lane in lanes_of(recording):
        assert 0 <= lane.created <= lane.started <= lane.ended
        assert lane.ended <= lane.collected <= recording.timeline.seconds
        assert lane.ended - lane.started >= 0.05 - 1e-3


def test_times_of_a_process_are_as_exact_as_it_says(two_processes):
    with record_pool(two_processes) as recording:
        for name in "abc":
            two_processes.submit(nap, name, 0.05).result()
    assert 0 <= recording.exact_to < 1


def test_what_moves_between_processes_is_seen(two_processes):
    with record_pool(two_processes, round_to=1) as recording:
        parcel = two_processes.submit(Parcel, "books").result()
        name = two_processes.submit(getattr, parcel, "name").result()
    assert name == "books"
    assert str(recording) == (
        "main()                           |---------|---------|  "
        "returned at 2\n"
        "process 1: Parcel('books')       >>>>>>>>>>>            "
        "<Parcel> at 0\n"
        "process 1: getattr(<Parcel>,...)           >>>>>>>>>>>  "
        "'books' at 2\n"
        "                                 0         1         2 seconds"
    ).replace("process 1: getattr", recording.timeline.lanes[2].label[:18])


def test_nothing_moves_between_threads(two_threads):
    with record_pool(two_threads) as recording:
        parcel = two_threads.submit(Parcel, "books").result()
        two_threads.submit(getattr, parcel, "name").result()
    assert [lane.moves for lane in lanes_of(recording)] == [(), ()]


def test_what_is_done_and_not_collected_is_seen(two_threads):
    with record_pool(two_threads) as recording:
        slow = two_threads.submit(nap, "slow", 0.2)
        quick = two_threads.submit(nap, "quick", 0)
        slow.result()
        quick.result()
    assert recording.timeline.uncollected("thread 2: nap('quick', 0)") > 0.1


def test_what_nobody_takes_is_never_collected(two_threads):
    with record_pool(two_threads) as recording:
        concurrent.futures.wait([two_threads.submit(nap, "a", 0)])
    assert lanes_of(recording)[0].never_collected


def test_a_job_that_goes_on_is_still_at_work(two_threads):
    gate = threading.Event()
    with record_pool(two_threads) as recording:
        two_threads.submit(operator.methodcaller("wait"), gate)
    chart = str(recording)
    gate.set()
    assert "still" in chart


def test_the_record_survives_json(two_processes):
    with record_pool(two_processes, round_to=0.5) as recording:
        two_processes.submit(nap, "a", 0).result()
    line = recording.timeline
    assert Timeline.from_json(line.to_json()) == line


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_killed_process_loses_all_jobs_of_its_pool():
    with ProcessPoolExecutor(2, FRESH) as pool:
        list(pool.map(nap, "ab", [0.2, 0.2]))
        victim = pool.submit(os.getpid).result()
        with record_pool(pool) as recording:
            jobs = [pool.submit(nap, name, 20) for name in "cde"]
            os.kill(victim, signal.SIGKILL)
            errors = [job.exception() for job in jobs]
            with pytest.raises(BrokenProcessPool):
                pool.submit(nap, "f", 0)
    assert {type(error) for error in errors} == {BrokenProcessPool}
    c, d, e = lanes_of(recording)
    assert {x.outcome for x in (c, d, e)} == {Outcome.LOST}
    assert State.WORKING in states(recording.timeline, c)
    assert State.WORKING in states(recording.timeline, d)
    assert State.WORKING not in states(recording.timeline, e)
    assert "lost with its pool" in str(recording)
    assert not multiprocessing.active_children() or victim not in {
        child.pid for child in multiprocessing.active_children()
    }
