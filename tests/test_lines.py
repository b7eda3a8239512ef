"""A record knows the lines: where each coroutine waited, and was made."""

import asyncio
import functools
import inspect
import time

import pytest

from helpers import record, run
from helpers.recording.recorder import UNPACKED, Recorder

pytestmark = pytest.mark.usefixtures("machine")
virtual = functools.partial(run, clock="virtual")


async def inner(seconds):
    await asyncio.sleep(0.1)  # first
    await asyncio.sleep(seconds)  # second
    return seconds


async def outer():
    found = await inner(0.2)  # calls inner
    await asyncio.sleep(0.3)  # sleeps itself
    return found + await inner(0.1)  # calls it again


async def blocking():
    await asyncio.sleep(0.1)  # before
    time.sleep(0.2)
    await inner(0.1)  # after a block


def lines_of(timeline, label):
    """Return the comments of the lines in which a lane waited, in order."""
    lane = timeline.lane(label)
    source = timeline.sources[lane.source]
    text = source.text.split("\n")
    return [text[x.line - source.first].partition("# ")[2] for x in lane.waits]


def test_each_coroutine_of_a_chain_has_the_line_in_which_it_stood():
    timeline = virtual(outer()).timeline
    assert lines_of(timeline, "inner(0.2)") == ["first", "second"]
    assert lines_of(timeline, "outer()") == [
        *("calls inner", "calls inner", "sleeps itself"),
        *("calls it again", "calls it again"),
    ]


def test_also_where_a_step_was_long():
    timeline = virtual(blocking()).timeline
    assert lines_of(timeline, "blocking()") == [
        *("before", "after a block", "after a block"),
    ]


def test_a_task_has_the_place_in_which_it_was_made():
    async def main():
        one = asyncio.create_task(inner(0))  # alone
        await asyncio.gather(one, inner(1))  # by gather
        async with asyncio.TaskGroup() as group:
            group.create_task(inner(2))  # in a group

    timeline = virtual(main()).timeline
    text, first = inspect.getsourcelines(main)
    found = {}
    for lane in timeline.lanes[1:]:
        file, _, line = lane.made.rpartition(":")
        assert file == __file__
        comment = text[int(line) - first].partition("# ")[2].strip()
        found[lane.label] = comment
    assert found == {
        "inner(0)": "alone",
        "inner(1)": "by gather",
        "inner(2)": "in a group",
    }


def test_what_run_is_given_was_made_where_run_was_called():
    line = inspect.currentframe().f_lineno + 1
    timeline = virtual(inner(0)).timeline
    assert timeline.lanes[0].made == f"{__file__}:{line}"


def test_coroutines_without_a_task_were_not_made_into_one():
    assert virtual(outer()).timeline.lane("inner(0.2)").made == ""


def test_of_very_many_tasks_the_last_have_no_place_and_no_arguments():
    async def nothing(number):
        await asyncio.sleep(0)

    async def main():
        for number in range(1200):
            await asyncio.create_task(nothing(number))

    with record() as recording:
        asyncio.run(main())
    lanes = recording.timeline.lanes[1:]
    assert lanes[0].made
    assert lanes[0].arguments == ("0",)
    assert not lanes[-1].made
    assert lanes[-1].arguments == ("...",)
    assert {lane.function for lane in lanes} == {lanes[0].function}


def test_another_recorder_notes_the_arguments_again():
    async def nothing(number):
        await asyncio.sleep(0)

    async def main():
        for number in range(300):
            await nothing(number)

    first, second = virtual(main()).timeline, virtual(main()).timeline
    assert first.lanes[1].arguments == second.lanes[1].arguments == ("0",)
    assert second.lanes[-1].arguments == ("...",)


def test_a_recorder_packs_the_steps_of_a_long_run():
    recorder = Recorder()
    recorder.steps += range(UNPACKED + 3)
    recorder.pack()
    assert recorder.steps == []
