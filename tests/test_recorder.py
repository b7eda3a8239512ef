"""What each state of a task looks like when it was recorded."""

import asyncio
import contextlib
import sys
import time

import pytest

from helpers import DeadlockError, a, b, blocks, fails, run, sleeper
from helpers.timeline.model import Outcome, Span
from tests.tools.small_programs import virtual

pytestmark = pytest.mark.usefixtures("machine")


def lane_of(label, main, **options):
    """Run a program; return one of its lanes."""
    return virtual(main, **options).timeline.lane(label)


def labels(main, **options):
    return [lane.label for lane in virtual(main, **options).timeline.lanes]


# -- from created to collected


def test_a_task_waits_between_its_first_step_and_its_last():
    lane = lane_of("b('x')", b("x"))
    assert list(lane.steps) == [Span(0, 0), Span(1, 1)]
    (wait,) = lane.waits
    assert (wait.on, wait.start, wait.end) == ("sleep", 0, 1)


def test_a_task_that_was_created_has_not_started():
    async def main():
        asyncio.create_task(b("x"))
        time.sleep(0.2)
        await asyncio.sleep(0)

    lane = lane_of("b('x')", main())
    assert (lane.created, lane.started) == (0, 0.2)


def test_a_step_that_blocks_is_as_long_as_it_takes():
    lane = lane_of("blocks(0.3)", blocks(0.3))
    assert list(lane.steps) == [Span(0, 0.3)]
    assert list(lane.blocked) == [Span(0, 0.3)]


def test_a_result_that_lies_there_is_not_collected():
    async def main():
        task = asyncio.create_task(b("x"))
        await asyncio.sleep(3)
        return await task

    lane = lane_of("b('x')", main())
    assert (lane.ended, lane.collected) == (1, 3)
    assert lane.uncollected == Span(1, 3)


def test_who_took_the_result_is_known():
    async def taker(task):
        return await task

    async def main():
        task = asyncio.create_task(b("x"))
        await asyncio.create_task(taker(task))

    timeline = virtual(main()).timeline
    collector = timeline.lanes[timeline.lane("b('x')").collector]
    assert collector.label.startswith("taker(")


@pytest.mark.parametrize(
    "take",
    [
        lambda task: task.result(),
        lambda task: asyncio.gather(task),
        lambda task: asyncio.wait_for(task, 1),
        lambda task: asyncio.shield(task),
        lambda task: next(iter(asyncio.as_completed([task]))),
    ],
    ids=["result", "gather", "wait_for", "shield", "as_completed"],
)
def test_a_result_may_be_taken_in_many_ways(take):
    async def main():
        task = asyncio.create_task(b("x"))
        await asyncio.sleep(2)
        taken = take(task)
        return taken if isinstance(taken, str) else await taken

    assert lane_of("b('x')", main()).collected == 2


def test_to_look_whether_it_is_done_is_not_to_collect():
    async def main():
        task = asyncio.create_task(b("x"))
        await asyncio.wait([task])
        return task.done(), task.cancelled(), repr(task)

    assert lane_of("b('x')", main()).never_collected


def test_an_exception_is_collected_by_asking_for_it():
    async def main():
        task = asyncio.create_task(fails(1))
        await asyncio.wait([task])
        return repr(task.exception())

    lane = lane_of("fails(1)", main())
    assert (lane.outcome, lane.collected) == (Outcome.RAISED, 1)


def test_to_ask_a_success_for_its_exception_is_not_to_collect():
    async def main():
        task = asyncio.create_task(b("x"))
        await asyncio.wait([task])
        return task.exception()

    assert lane_of("b('x')", main()).never_collected


def test_a_result_of_none_need_not_be_collected():
    async def main():
        asyncio.create_task(asyncio.sleep(1))
        await asyncio.sleep(2)

    assert not lane_of("sleep(1, None)", main()).never_collected


# -- how it ends


def test_a_task_that_returned_has_its_value():
    lane = lane_of("b('x')", b("x"))
    assert (lane.outcome, lane.value) == (Outcome.RETURNED, "'x'")


def test_a_task_that_raised_has_its_error():
    lane = lane_of("fails(1)", fails(1), expect=ValueError)
    assert (lane.outcome, lane.value) == (
        Outcome.RAISED,
        "ValueError: bad luck",
    )


def test_a_task_that_was_cancelled_ends_there_and_then():
    async def main():
        task = asyncio.create_task(a())
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.sleep(1)

    lane = lane_of("a()", main())
    assert (lane.outcome, lane.ended) == (Outcome.CANCELLED, 1)


def test_a_task_that_was_cancelled_before_it_started_has_no_steps():
    async def main():
        asyncio.create_task(a()).cancel()
        await asyncio.sleep(1)

    lane = lane_of("a()", main())
    assert (lane.outcome, lane.started) == (Outcome.CANCELLED, None)
    assert list(lane.steps) == []


def test_a_task_that_was_left_over_is_cancelled_at_the_end():
    async def main():
        asyncio.create_task(a())
        await asyncio.sleep(1)

    lane = lane_of("a()", main())
    assert (lane.outcome, lane.ended) == (Outcome.STOPPED, 1)


def test_a_task_that_was_caught_in_a_deadlock_waits_for_ever():
    async def main():
        await asyncio.Event().wait()

    lane = lane_of("main()", main(), expect=DeadlockError)
    assert lane.outcome is Outcome.STUCK
    assert lane.waits[-1].on == "Event.wait"


def test_a_task_that_was_interrupted_says_so(capsys):
    async def main():
        asyncio.get_running_loop().call_later(1, press)
        await asyncio.sleep(2)

    def press():
        raise KeyboardInterrupt

    lane = lane_of("main()", main(), expect=KeyboardInterrupt)
    assert lane.outcome is Outcome.INTERRUPTED


def test_a_task_that_survives_its_cancellation_goes_on():
    async def survivor():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(10)
        await asyncio.sleep(1)
        return "alive"

    async def main():
        task = asyncio.create_task(survivor())
        await asyncio.sleep(1)
        task.cancel()
        return await task

    lane = lane_of("survivor()", main())
    assert (lane.outcome, lane.ended) == (Outcome.RETURNED, 2)


def test_a_timeout_inside_a_task_does_not_cancel_its_lane():
    async def main():
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(5)
        except TimeoutError:
            return asyncio.current_task().cancelling()

    lane = lane_of("main()", main())
    assert (lane.outcome, lane.value, lane.ended) == (
        Outcome.RETURNED,
        "0",
        1,
    )


def test_a_task_that_takes_its_cancellation_back_returns():
    async def main():
        asyncio.current_task().cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(1)
        asyncio.current_task().uncancel()
        await asyncio.sleep(1)
        return "done"

    lane = lane_of("main()", main())
    assert (lane.outcome, lane.ended) == (Outcome.RETURNED, 1)


# -- coroutines that are awaited directly


async def leaf():
    await asyncio.sleep(1)


async def branch():
    await asyncio.sleep(0.5)
    await leaf()
    await asyncio.sleep(0.5)


def test_a_coroutine_that_is_awaited_has_a_lane_below_its_task():
    timeline = virtual(branch()).timeline
    lane = timeline.lane("leaf()")
    assert (lane.is_task, lane.depth, lane.parent) == (False, 1, 0)
    assert (lane.started, lane.ended) == (0.5, 1.5)


def test_coroutines_in_coroutines_are_deeper():
    async def main():
        await branch()

    depths = {x.label: x.depth for x in virtual(main()).timeline.lanes}
    assert depths == {"main()": 0, "branch()": 1, "leaf()": 2}


def test_the_same_coroutine_function_twice_has_two_lanes():
    async def main():
        await leaf()
        await leaf()

    timeline = virtual(main()).timeline
    starts = [(x.label, x.started) for x in timeline.lanes[1:]]
    assert starts == [("leaf()", 0), ("leaf() #2", 1)]


def test_a_coroutine_that_never_suspends_has_no_lane():
    async def quick():
        return 1

    async def main():
        return await quick()

    assert labels(main()) == ["main()"]


def test_a_coroutine_that_was_prepared_waits_for_its_start():
    async def main():
        prepared = [a(), b("x")]
        for job in prepared:
            await job

    lane = lane_of("b('x')", main())
    assert (lane.created, lane.started, lane.ended) == (0, 3, 4)


def test_a_coroutine_that_was_prepared_and_forgotten_is_never_awaited():
    async def main():
        forgotten = b("x")
        await asyncio.sleep(1)
        del forgotten

    lane = lane_of("b('x')", main())
    assert (lane.outcome, lane.started) == (Outcome.NEVER_AWAITED, None)


def test_a_coroutine_that_becomes_a_task_later_has_one_lane():
    async def main():
        prepared = b("x")
        await asyncio.sleep(1)
        await asyncio.create_task(prepared)

    timeline = virtual(main()).timeline
    assert [x.label for x in timeline.lanes] == ["main()", "b('x')"]
    assert timeline.lane("b('x')").is_task
    assert timeline.lane("b('x')").started == 1


def test_an_exception_goes_through_the_coroutines_it_passes():
    async def main():
        await branch()
        await fails(1)

    timeline = virtual(main(), expect=ValueError).timeline
    outcomes = {x.label: x.outcome for x in timeline.lanes}
    assert outcomes["fails(1)"] is Outcome.RAISED
    assert outcomes["branch()"] is Outcome.RETURNED


def test_a_coroutine_that_was_over_has_not_raised():
    async def main():
        await leaf()
        raise ValueError

    lane = lane_of("leaf()", main(), expect=ValueError)
    assert lane.outcome is Outcome.RETURNED


def test_a_function_that_calls_itself_raises_only_where_it_did():
    async def deeper(n):
        await asyncio.sleep(1)
        if n == 1:
            with contextlib.suppress(ValueError):
                await deeper(0)
            raise LookupError
        if n == 0:
            return
        await deeper(n - 1)

    timeline = virtual(deeper(2), expect=LookupError).timeline
    outcomes = [x.outcome for x in timeline.lanes]
    assert outcomes == [Outcome.RAISED, Outcome.RAISED, Outcome.RETURNED]


# -- asyncio's own parts


def test_what_a_task_waits_on_is_named_in_asyncios_words():
    async def main():
        queue, lock = asyncio.Queue(), asyncio.Lock()
        loop = asyncio.get_running_loop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await queue.get()
        await lock.acquire()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await lock.acquire()
        future = loop.create_future()
        loop.call_later(1, future.set_result, None)
        await future
        await asyncio.wait([asyncio.create_task(leaf())])
        await asyncio.gather(leaf())
        await asyncio.create_task(leaf())

    timeline = virtual(main()).timeline
    assert timeline.waited_on("main()") == {
        "Queue.get": 1,
        "Lock.acquire": 1,
        "future": 1,
        "wait": 1,
        "gather": 1,
        "leaf() #3": 1,
    }


def test_a_task_group_waits_for_its_tasks():
    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(b("x"))
            group.create_task(a())

    timeline = virtual(main()).timeline
    assert [x.label for x in timeline.lanes] == ["main()", "b('x')", "a()"]
    assert timeline.waited_on("main()") == {"TaskGroup": 3}


def test_a_task_group_leaves_the_results_to_whoever_takes_them():
    async def main():
        async with asyncio.TaskGroup() as group:
            taken = group.create_task(b("x"))
            group.create_task(b("y"))
            group.create_task(a())
        return taken.result()

    timeline = virtual(main()).timeline
    assert timeline.lane("b('x')").collected == 3
    assert timeline.lane("b('y')").never_collected


def test_a_task_group_takes_the_errors_of_its_tasks():
    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(1))

    lane = lane_of("fails(1)", main(), expect=ExceptionGroup)
    assert lane.collected == 1


def test_a_task_group_cancels_the_others_when_one_fails():
    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(1))
            group.create_task(a())

    timeline = virtual(main(), expect=ExceptionGroup).timeline
    assert timeline.lane("a()").outcome is Outcome.CANCELLED
    assert timeline.lane("a()").ended == 1


def test_wait_for_ends_what_takes_too_long():
    async def main():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.create_task(a()), 1)

    lane = lane_of("a()", main())
    assert (lane.outcome, lane.ended) == (Outcome.CANCELLED, 1)


def test_what_is_shielded_goes_on():
    async def main():
        task = asyncio.create_task(a())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), 1)
        return await task

    lane = lane_of("a()", main())
    assert (lane.outcome, lane.ended) == (Outcome.RETURNED, 3)


def test_a_thread_is_waited_for(machine):
    async def main():
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(machine.job(loop, 0.2))

    assert virtual(main()).timeline.waited_on("main()") == {"to_thread": 0.2}


def test_async_generators_and_comprehensions_get_no_lane_of_their_own():
    async def numbers():
        for n in range(3):
            await asyncio.sleep(1)
            yield n

    async def main():
        found = [n async for n in numbers()]
        return found + [n async for n in numbers() if n]

    done = virtual(main())
    assert [x.label for x in done.timeline.lanes] == ["main()"]
    assert (done.result, done.seconds) == ([0, 1, 2, 1, 2], 6)


def test_a_coroutine_that_an_async_generator_awaits_has_its_lane():
    async def numbers():
        await leaf()
        yield 1

    async def main():
        return [n async for n in numbers()]

    assert labels(main()) == ["main()", "leaf()"]


@pytest.mark.skipif(
    sys.version_info < (3, 12), reason="eager tasks came with Python 3.12"
)
def test_eager_tasks_start_when_they_are_created():
    async def quick():
        return "quick"

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        tasks = [asyncio.create_task(quick()), asyncio.create_task(b("x"))]
        return [await task for task in tasks]

    done = virtual(main())
    assert done.result == ["quick", "x"]
    lane = done.timeline.lane("quick()")
    assert (lane.outcome, lane.started, lane.ended) == (
        Outcome.RETURNED,
        0,
        0,
    )


def test_a_task_factory_of_the_program_keeps_working():
    class Mine(asyncio.Task):
        pass

    def factory(loop, coroutine, **options):
        return Mine(coroutine, loop=loop, **options)

    async def main():
        asyncio.get_running_loop().set_task_factory(factory)
        task = asyncio.create_task(b("x"))
        return type(task) is Mine, await task

    done = virtual(main())
    assert done.result == (True, "x")
    assert done.timeline.lane("b('x')").ended == 1


def test_tasks_of_the_clean_up_are_recorded_too():
    async def left_over():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.create_task(b("clean-up"))

    async def main():
        asyncio.create_task(left_over())
        await asyncio.sleep(1)

    lane = lane_of("b('clean-up')", main())
    assert (lane.started, lane.ended, lane.collected) == (1, 2, 2)


# -- labels


def test_a_label_is_the_call_as_it_was_written():
    async def both(x, *rest, key, **options):
        await asyncio.sleep(0)

    assert labels(both(1, "two", 3.0, key=[4], other=5))[0].startswith(
        "both(1, "
    )


def test_a_method_is_labelled_without_its_object():
    class Worker:
        async def work(self, n):
            await asyncio.sleep(0)

    assert labels(Worker().work(1)) == ["Worker.work(1)"]


def test_a_label_keeps_the_arguments_that_the_call_had():
    async def counts(n):
        while n:
            n -= 1
            await asyncio.sleep(1)

    assert labels(counts(3)) == ["counts(3)"]


def test_lanes_with_the_same_call_are_numbered():
    async def main():
        await asyncio.gather(b("x"), b("x"), b("x"))

    assert labels(main())[1:] == ["b('x')", "b('x') #2", "b('x') #3"]


def test_a_label_has_no_address():
    class Thing:
        pass

    async def takes(thing):
        await asyncio.sleep(0)

    assert labels(takes(Thing())) == ["takes(<Thing>)"]


def test_a_label_is_never_very_long():
    assert len(labels(sleeper("x" * 500, 0))[0]) <= 32


def test_an_argument_whose_repr_fails_does_no_harm():
    class Bad:
        def __repr__(self):
            raise ValueError

    async def takes(bad):
        await asyncio.sleep(0)
        return bad

    done = virtual(takes(Bad()))
    assert done.timeline.lanes[0].label == "takes(<Bad>)"
    assert done.timeline.lanes[0].value == "<Bad>"


def test_a_set_is_shown_in_order():
    async def main():
        return {"c", "a", "b"}

    assert virtual(main()).timeline.lanes[0].value == "{'a', 'b', 'c'}"


class TestPreparedCoroutines:
    def labels(self, main):
        lanes = run(main, clock="virtual").timeline.lanes
        return [(lane.label, lane.created, lane.started) for lane in lanes[1:]]

    def test_lanes_keep_the_order_of_the_list(self):
        async def main():
            jobs = [a(), b("b1")]
            return [await jobs[1], await jobs[0]]

        assert self.labels(main()) == [("a()", 0, 1), ("b('b1')", 0, 0)]

    def test_those_in_a_list_of_pairs_are_found(self):
        async def main():
            return [await job for _, job in [(1, b("b1")), (2, b("b2"))]]

        assert self.labels(main()) == [("b('b1')", 0, 0), ("b('b2')", 0, 1)]

    def test_those_in_a_closure_are_found(self):
        async def main():
            jobs = {1: b("b1"), 2: b("b2")}
            return [await jobs[key] for key in (2, 1)]

        assert self.labels(main()) == [("b('b1')", 0, 1), ("b('b2')", 0, 0)]
