"""What a run comes to, on one screen."""

import asyncio
import dataclasses
import re
import time

import pytest

from helpers.charts.summary import HIGH, WIDE, summary
from helpers.running.run import run
from helpers.signs import columns
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Steps, Wait, Waits


def lines(*timelines):
    return summary(*timelines).splitlines()


def of(main, **options):
    return run(main, clock="virtual", **options).timeline


def without_places(text):
    """Leave out files and lines of this file, which change with it."""
    return text.partition(", test_summary.py:")[0]


async def waits(seconds):
    await asyncio.sleep(seconds)


def test_the_longest_wait_of_each_kind_comes_first():
    async def main():
        async with asyncio.timeout(9):
            await asyncio.gather(waits(3), waits(1), waits(2))

    head, columns, *rows = lines(of(main()))
    assert head == "4 tasks over 3 s: 4 returned"
    assert columns == "longest   in all  waits"
    assert list(map(without_places, rows)) == [
        "    3 s      3 s      1  for gather in main()",
        "    3 s      6 s      3  for sleep in waits(3)",
    ]


def test_a_wait_belongs_to_the_innermost_coroutine():
    async def inner():
        await waits(2)

    async def main():
        await inner()

    *_, row = lines(of(main()))
    assert without_places(row) == (
        "    2 s      2 s      1  for sleep in waits(2)"
    )


def test_a_wait_for_a_lock_names_who_held_it():
    lock = asyncio.Lock()

    async def use(seconds):
        async with lock:
            await asyncio.sleep(seconds)

    async def main():
        await asyncio.gather(use(2), use(1))

    rows = list(map(without_places, lines(of(main()))))
    expected = "    2 s      2 s      1  for the lock of use(2) in use(1)"
    assert expected in rows


def test_tasks_of_one_function_are_one_kind():
    async def main():
        for seconds in (1, 2):
            await asyncio.create_task(waits(seconds))

    rows = list(map(without_places, lines(of(main()))[2:]))
    assert "    2 s      3 s      2  for waits(2) in main()" in rows


def test_who_blocked_the_loop_is_told_coroutine_and_callback():
    async def blocks():
        time.sleep(0.3)

    async def main():
        asyncio.get_running_loop().call_later(1, time.sleep, 0.2)
        await blocks()
        await asyncio.sleep(2)

    found = lines(of(main()))
    place = found.index(
        "longest   in all  steps that blocked the loop, for 0.5 s"
    )
    assert found[place + 1 : place + 3] == [
        "  0.3 s    0.3 s      1  by blocks() at 0 s",
        "  0.2 s    0.2 s      1  by callback time.sleep at 1 s",
    ]


def test_slow_says_which_steps_are_told():
    timeline = Timeline((lane(steps=[0, 0.02, 1, 1.01]),), 1.01)
    assert "steps" not in summary(timeline)
    slow = dataclasses.replace(timeline, slow=0.02)
    assert lines(slow)[-2:] == [
        "longest   in all  steps of 20 ms or more, for 20 ms",
        "  20 ms    20 ms      1  by job() at 0 s",
    ]
    slow = dataclasses.replace(timeline, slow=0.05)
    assert lines(slow)[-1] == "no steps of 50 ms or more"


def test_what_was_never_collected_errors_first():
    async def gives():
        return 1

    async def fails():
        raise ValueError("no such page")

    async def main():
        tasks = [asyncio.create_task(gives()), asyncio.create_task(fails())]
        await asyncio.sleep(1)
        return len(tasks)

    *_, head, first, last = lines(of(main()))
    assert head == "never collected: 2"
    place = r"    {}\(\), made in test_summary.py:\d+, {}"
    assert re.fullmatch(
        place.format("fails", "raised ValueError: no such page"), first
    )
    assert re.fullmatch(place.format("gives", "returned 1"), last)


def test_tasks_that_came_to_no_end_say_what_they_wait_for():
    waiting = Waits.of([Wait("Queue.get", 0.5, 3)])
    pending = lane(outcome=Outcome.PENDING, ended=None, waits=waiting)
    gone = dataclasses.replace(pending, outcome=Outcome.DESTROYED, ended=3)
    assert lines(Timeline((pending, gone), 3))[-4:] == [
        "still waiting: 1",
        "    job() for Queue.get since 0.5 s",
        "destroyed while waiting: 1",
        "    job() for Queue.get since 0.5 s",
    ]


def test_jobs_tell_who_was_queued_and_given_up_on():
    queued = lane("read(2)", job="thread", is_task=False, started=1.2)
    left = lane("read(1)", job="thread", is_task=False, given_up=0.5)
    assert lines(Timeline((queued, left), 3))[-3:] == [
        "jobs: 2 in threads",
        "    read(2) queued for 1.2 s",
        "    read(1) given up on at 0.5 s, went on until 3 s",
    ]


def test_a_run_with_nothing_to_tell_has_one_line():
    assert lines(Timeline((lane(),), 3)) == ["1 task over 3 s: 1 returned"]
    assert lines(Timeline((), 0)) == ["0 tasks over 0 ms"]


def test_lanes_of_several_loops_say_of_which():
    one = Timeline((lane(waits=Waits.of([Wait("sleep", 0, 1)])),), 3)
    two = Timeline((lane(waits=Waits.of([Wait("sleep", 0, 2)])),), 3)
    assert lines(one, two) == [
        "2 tasks in 2 event loops over 3 s: 2 returned",
        "longest   in all  waits",
        "    2 s      3 s      2  for sleep in job() (loop 2)",
    ]


LONG = "a_function_with_a_long_name(" + "x" * 60 + ")"


@pytest.mark.parametrize(
    "label", ["job()", LONG, "データを取得する(" + "値" * 60]
)
@pytest.mark.parametrize("count", [0, 1, 3, 500])
def test_it_fits_one_screen_whatever_happens(label, count):
    kinds = []
    for number in range(count):
        waiting = Waits.of([Wait(f"kind {number} " + "y" * 40, 0.5, 3)])
        for outcome in Outcome:
            ended = 3 if outcome is not Outcome.PENDING else None
            kinds.append(
                lane(
                    f"{label} #{number}",
                    outcome=outcome,
                    ended=ended,
                    waits=waiting,
                    value="z" * 200,
                    steps=[0, 0.3],
                )
            )
        kinds.append(lane(label, job="thread", is_task=False, given_up=1))
    found = lines(Timeline(tuple(kinds), 3))
    assert len(found) <= HIGH
    assert max(map(columns, found)) <= WIDE


def lane(label="job()", *, steps=(), waits=None, **facts):
    known = {
        "is_task": True,
        "depth": 0,
        "parent": None,
        "created": 0,
        "started": 0,
        "ended": 3,
        "outcome": Outcome.RETURNED,
        "value": "",
        "collected": 3,
        "collector": None,
        "steps": Steps(steps),
        "waits": Waits.of([]) if waits is None else waits,
    }
    return Lane(label, **{**known, **facts})
