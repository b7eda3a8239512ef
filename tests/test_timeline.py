"""A timeline answers questions about a run."""

import asyncio
import dataclasses
import functools
import time

import pytest

from helpers import Timeline, a, b, fails, run, sleeper
from helpers.timeline.model import Lane, Outcome
from helpers.timeline.spans import Steps

virtual = functools.partial(run, clock="virtual")


async def three(*, first=0.0):
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    await asyncio.sleep(first)
    return [await task for task in tasks]


@pytest.fixture(scope="module")
def timeline():
    return virtual(three()).timeline


@pytest.fixture(scope="module")
def sequence():
    async def main():
        return [await a(), await b("b1"), await b("b2")]

    return virtual(main()).timeline


def test_lanes_are_in_order_of_creation(timeline):
    labels = [lane.label for lane in timeline.lanes]
    assert labels == ["three(first=0.0)", "a()", "b('b1')", "b('b2')"]


def test_a_lane_is_found_by_its_label(timeline):
    assert timeline.lane("a()").ended == 3


def test_an_unknown_label_is_answered_with_those_there_are(timeline):
    with pytest.raises(KeyError) as caught:
        timeline.lane("c()")
    (message,) = caught.value.args
    assert message.startswith("no lane 'c()'; there are ['three(first=0.0)', ")


def test_the_order_of_completion_is_that_of_the_tasks(timeline):
    assert timeline.order_of_completion() == (
        "b('b1')",
        "b('b2')",
        "a()",
        "three(first=0.0)",
    )


def test_who_waits_for_another_is_done_after_it():
    async def first():
        return await tasks[1]

    async def second():
        await asyncio.sleep(1)

    async def main():
        tasks.extend(map(asyncio.create_task, (first(), second())))
        await asyncio.gather(*tasks)
        asyncio.create_task(b("left over"))
        await asyncio.sleep(0)

    tasks = []
    assert virtual(main()).timeline.order_of_completion() == (
        "second()",
        "first()",
        "main()",
        "b('left over')",
    )


def test_coroutines_are_not_in_the_order_of_completion(sequence):
    assert sequence.order_of_completion() == ("main()",)


def test_lanes_that_are_under_way_together_overlap(timeline):
    assert timeline.overlap("a()", "b('b1')") == 1
    assert timeline.overlapping("b('b1')") == (
        "three(first=0.0)",
        "a()",
        "b('b2')",
    )


def test_lanes_one_after_another_do_not_overlap(sequence):
    assert sequence.overlap("a()", "b('b1')") == 0
    assert sequence.overlapping("b('b1')") == ("main()",)


def test_a_task_that_never_started_overlaps_with_nobody():
    async def main():
        asyncio.create_task(a()).cancel()
        await b("x")

    assert virtual(main()).timeline.overlapping("a()") == ()


def test_what_was_waited_on_is_added_up(timeline, sequence):
    assert timeline.waited_on("three(first=0.0)") == {"a()": 3}
    assert sequence.waited_on("main()") == {"sleep": 5}


def test_what_lay_uncollected_is_counted(timeline):
    assert timeline.uncollected("b('b1')") == 2
    assert timeline.uncollected("a()") == 0


def test_what_was_never_collected_lies_there_to_the_end():
    async def main():
        asyncio.create_task(b("x"))
        await asyncio.sleep(4)

    assert virtual(main()).timeline.uncollected("b('x')") == 3


def test_blocking_is_added_up():
    async def main():
        time.sleep(0.2)
        await asyncio.sleep(1)
        time.sleep(0.3)

    assert virtual(main()).timeline.blocked() == 0.5


def test_the_length_of_a_run_is_when_the_last_thing_happened(timeline):
    assert timeline.seconds == 3


def test_a_new_title_makes_a_new_timeline(timeline):
    titled = timeline.titled("Three")
    assert (titled.title, timeline.title) == ("Three", "")
    assert titled.lanes is timeline.lanes


def test_a_timeline_does_not_change(timeline):
    with pytest.raises(dataclasses.FrozenInstanceError):
        timeline.seconds = 5
    with pytest.raises(dataclasses.FrozenInstanceError):
        timeline.lanes[0].ended = 5


def test_equal_runs_have_equal_timelines(timeline):
    assert virtual(three()).timeline == timeline
    assert virtual(three(first=1)).timeline != timeline


def test_times_of_the_virtual_clock_are_shown_as_they_are(timeline):
    assert timeline.shown(1.234567) == 1.234567


@pytest.mark.parametrize(
    ("measured", "shown"),
    [(0.0, 0), (0.999, 1), (1.0004, 1), (1.06, 1), (1.093, 1), (1.1, 1.1)],
)
def test_times_of_the_real_clock_are_cut_to_tenths(measured, shown):
    assert Timeline((), 3.0, clock="real").shown(measured) == shown


def test_short_runs_on_the_real_clock_are_cut_to_hundredths():
    assert Timeline((), 0.3, clock="real").shown(0.1234) == 0.12


def test_a_real_run_that_takes_no_time_is_shown_to_take_none():
    assert Timeline((), 0.01, clock="real").shown(0.01) == 0


def test_the_real_clock_is_shown_as_measured_if_one_asks():
    timeline = Timeline((), 3.0, clock="real", exact=True)
    assert timeline.shown(1.23456) == pytest.approx(1.2346, abs=0.001)


def lane(**changes):
    plain = {
        "label": "x()",
        "is_task": True,
        "depth": 0,
        "parent": 0,
        "created": 0.0,
        "started": 0.0,
        "ended": 1.0,
        "outcome": Outcome.RETURNED,
        "value": "1",
        "collected": 2.0,
        "collector": 0,
        "steps": Steps([0.0, 0.0, 0.8, 1.0]),
        "waits": (),
    }
    return Lane(**(plain | changes))


def test_a_lane_that_was_collected_at_once_has_no_uncollected_stretch():
    assert lane(collected=1.0).uncollected is None
    assert lane().uncollected.seconds == 1


def test_none_is_nothing_to_collect():
    assert lane(value="None").uncollected is None
    assert not lane(value="None", collected=None).never_collected


def test_an_error_that_nobody_took_is_never_collected():
    assert lane(outcome=Outcome.RAISED, collected=None).never_collected


def test_a_cancelled_task_is_nothing_to_collect():
    cancelled = lane(outcome=Outcome.CANCELLED, value="", collected=None)
    assert not cancelled.never_collected


def test_a_step_of_two_tenths_blocks():
    assert [step.seconds for step in lane().blocked] == [0.2]


def test_a_timeline_of_many_kinds_of_lanes_is_a_value():
    async def main():
        await asyncio.gather(fails(1), sleeper("x", 2), return_exceptions=True)

    timeline = virtual(main()).timeline
    assert timeline == Timeline(timeline.lanes, timeline.seconds)
    assert hash(timeline) == hash(Timeline(timeline.lanes, timeline.seconds))
