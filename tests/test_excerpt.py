"""Parts of a timeline: some of its lanes, its last seconds."""

import asyncio

import pytest

from helpers.charts.text import draw
from helpers.charts.trace import trace
from helpers.running.run import run
from helpers.timeline import excerpt
from helpers.timeline.model import Timeline
from helpers.timeline.seconds import read_seconds
from helpers.timeline.spans import Span, Wait


async def fetch(number):
    await asyncio.sleep(number)
    return number


async def both():
    return await fetch(1), await fetch(2)


async def main():
    task = asyncio.create_task(both(), name="pair")
    other = asyncio.create_task(fetch(3))
    return await task, await other


@pytest.fixture(scope="module")
def timeline():
    return run(main(), clock="virtual").timeline


def only(timeline, *patterns):
    return excerpt.only(timeline, lambda x: excerpt.matches(x, patterns))


def without(timeline, *patterns):
    return excerpt.without(timeline, lambda x: excerpt.matches(x, patterns))


def labels(timeline):
    return [("  " * lane.depth) + lane.label for lane in timeline.lanes]


def test_only_keeps_what_matches_and_what_it_awaits(timeline):
    assert labels(only(timeline, "both")) == [
        "pair: both()",
        "  fetch(1)",
        "  fetch(2)",
    ]
    assert labels(only(timeline, "pair*")) == labels(only(timeline, "both"))


def test_a_coroutine_that_is_kept_alone_stands_by_itself(timeline):
    assert labels(only(timeline, "fetch")) == [
        "fetch(1)",
        "fetch(2)",
        "fetch(3)",
    ]


def test_to_hide_leaves_the_tasks_below(timeline):
    assert labels(without(timeline, "main")) == [
        "pair: both()",
        "  fetch(1)",
        "  fetch(2)",
        "fetch(3)",
    ]
    assert labels(without(timeline, "both")) == ["main()", "fetch(3)"]


def test_parents_and_collectors_are_still_theirs(timeline):
    part = without(timeline, "fetch(1)")
    assert [lane.parent for lane in part.lanes] == [None, 0, 1, 0]
    assert part.lane("pair: both()").collector == 0
    part = only(timeline, "main", "fetch(1)")
    assert part.lane("fetch(1)").parent == 0  # its task is not there
    assert only(timeline, "pair*").lanes[0].collector is None


def test_a_pattern_fits_label_function_or_method(timeline):
    lane = timeline.lanes[0]
    for pattern in ("main()", "main", "m*", "*"):
        assert excerpt.matches(lane, [pattern])
    assert not excerpt.matches(lane, ["Main", "mai"])


def test_all_of_it_is_the_same_timeline(timeline):
    assert only(timeline, "*") == timeline
    assert without(timeline) == timeline
    assert excerpt.last(timeline, 3) == timeline


def test_the_last_seconds_begin_anew(timeline):
    part = excerpt.last(timeline, 1.5)
    assert part.seconds == 1.5
    assert labels(part) == [
        "main()",
        "pair: both()",
        "  fetch(2)",
        "fetch(3)",
    ]
    two = part.lane("fetch(2)")
    assert (two.created, two.started, two.ended) == (0, 0, 1.5)
    assert two.waits == (Wait("sleep", 0, 1.5, line=two.waits[0].line),)
    assert two.steps == (Span(1.5, 1.5),)
    assert part.notes == ("note: these are the last 1.5 seconds of 3",)


@pytest.mark.parametrize("seconds", [0.001, 1, 1.5, 2, 2.999999])
def test_every_part_can_be_drawn_and_saved(timeline, seconds):
    part = excerpt.last(timeline, seconds)
    assert draw(part)
    assert trace(part)
    assert Timeline.from_json(part.to_json()) == part


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20ms", 0.02), ("60s", 60), ("1.5", 1.5), (".5 s", 0.5), ("5m", 300)],
)
def test_a_length_of_time_is_read(text, seconds):
    assert read_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "0", "-1s", "ms", "1 day", "nan", "1e3"])
def test_what_is_no_length_of_time_is_refused(text):
    with pytest.raises(ValueError, match="is no length of time: write 20ms"):
        read_seconds(text)
