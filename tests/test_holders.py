"""Who holds a lock is read off the tasks, and costs the program nothing."""

import asyncio
import gc
import weakref

import pytest

from helpers import run
from helpers.clocks.deadlock import DeadlockError
from helpers.recording import holding
from helpers.running.record import Recording
from helpers.timeline.model import Outcome


async def hold(lock, seconds=1):
    async with lock:
        await asyncio.sleep(seconds)


def waits_for_locks(main):
    """Return {label: who held each lock that it waited for}."""
    timeline = run(main, clock="virtual").timeline
    return {
        lane.label: [each.held_by for each in lane.waits if each.of]
        for lane in timeline.lanes
    }


def test_who_holds_a_lock_is_noted_when_a_wait_begins():
    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(hold(lock, 1), hold(lock, 2))

    assert waits_for_locks(main())["hold(<Lock>, 2)"] == [("hold(<Lock>, 1)",)]


def test_a_lock_that_was_acquired_by_hand_has_no_known_holder():
    async def by_hand(lock):
        await lock.acquire()
        await asyncio.sleep(1)
        lock.release()

    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(by_hand(lock), hold(lock))

    assert waits_for_locks(main())["hold(<Lock>, 1)"] == [()]


def test_a_lock_is_known_by_itself_and_by_its_conditions():
    async def inside(condition):
        async with condition:
            await asyncio.sleep(1)

    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(inside(asyncio.Condition(lock)), hold(lock))

    held = waits_for_locks(main())
    assert held["hold(<Lock>, 1)"] == [("inside(<Condition>)",)]


def test_who_waits_for_a_condition_does_not_hold_its_lock():
    async def waiting(condition):
        async with condition:
            await condition.wait()

    async def notify(condition):
        async with condition:
            await asyncio.sleep(1)
            condition.notify_all()

    async def late(condition):
        async with condition:
            pass

    async def main():
        one = asyncio.Condition()
        await asyncio.gather(waiting(one), notify(one), late(one))

    held = waits_for_locks(main())
    assert held["late(<Condition>)"] == [("notify(<Condition>)",)]


def test_two_locks_are_told_apart():
    async def main():
        one, other = asyncio.Lock(), asyncio.Lock()
        await asyncio.gather(hold(one), hold(one), hold(other), hold(other))

    timeline = run(main(), clock="virtual").timeline
    numbers = [x.of for lane in timeline.lanes for x in lane.waits if x.of]
    assert numbers == [1, 2]


class Odd(asyncio.Lock):
    """A lock that must not be looked at."""

    def __eq__(self, other):
        raise AssertionError("compared")

    def __hash__(self):
        raise AssertionError("hashed")

    def __repr__(self):
        raise AssertionError("shown")

    def __bool__(self):
        raise AssertionError("asked for its truth")


def test_no_code_of_the_program_is_run_for_it():
    async def main():
        lock = Odd()
        await asyncio.gather(hold(lock), hold(lock))

    held = waits_for_locks(main())
    assert held["hold(<Odd>, 1) #2"] == [("hold(<Odd>, 1)",)]


def test_no_lock_and_no_task_is_kept_alive():
    async def main():
        lock = asyncio.Lock()
        tasks = [asyncio.create_task(hold(lock)) for _ in range(2)]
        gone.extend(map(weakref.ref, (lock, *tasks)))
        await asyncio.wait(tasks)
        del lock, tasks
        await asyncio.sleep(1)
        gc.collect()
        assert [each() for each in gone] == [None] * 3

    gone = []
    run(main(), clock="virtual")


def test_where_the_budget_is_spent_nobody_is_looked_for(monkeypatch):
    monkeypatch.setattr(holding, "BUDGET", 0)

    async def main():
        lock = asyncio.Lock()
        await asyncio.gather(hold(lock, 1), hold(lock, 2))

    assert waits_for_locks(main())["hold(<Lock>, 2)"] == [()]


def test_a_script_that_is_stuck_on_virtual_time_waits_for_ever():
    async def ev():
        await asyncio.Event().wait()

    recording = Recording(clock="virtual")
    with (
        pytest.raises(DeadlockError, match=r"ev\(\) waits on Event"),
        recording,
    ):
        asyncio.run(ev())
    (lane,) = recording.timeline.lanes
    assert lane.outcome is Outcome.STUCK
    assert lane.waits[-1].on == "Event.wait"


def test_tasks_in_a_circle_wait_for_ever():
    async def first():
        await tasks[1]

    async def second():
        await tasks[0]

    async def main():
        tasks[:] = map(asyncio.create_task, (first(), second()))
        await tasks[0]

    tasks = []
    done = run(main(), clock="virtual", expect=DeadlockError)
    outcomes = {lane.outcome for lane in done.timeline.lanes}
    assert outcomes == {Outcome.STUCK}
    assert done.timeline.notes == ()
