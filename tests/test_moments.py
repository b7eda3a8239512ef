"""The order of steps, and where each task stands in between."""

import asyncio
import functools

import pytest
from hypothesis import given, settings

from helpers import DeadlockError, a, b, fails, run
from helpers.timeline.model import Outcome, Timeline
from helpers.timeline.moments import last_line, moments
from helpers.timeline.phases import State
from tests.test_export import recorded
from tests.tools.lengths import examples
from tests.tools.programs import programs

virtual = functools.partial(run, clock="virtual")


async def in_order():
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    return [await task for task in tasks]


def told(timeline):
    """Return (time, label) of each moment."""
    labels = [lane.label for lane in timeline.lanes]
    return [(x.when, labels[x.lane]) for x in moments(timeline).all]


def states(timeline, label):
    """Return (moment, state) of each stand of a lane."""
    place = [lane.label for lane in timeline.lanes].index(label)
    return [(x.at, x.state) for x in moments(timeline).stands(place)]


def test_moments_are_the_steps_in_the_order_in_which_they_happened():
    assert told(virtual(in_order()).timeline) == [
        (0, "in_order()"),
        (0, "a()"),
        (0, "b('b1')"),
        (0, "b('b2')"),
        (1, "b('b1')"),
        (1, "b('b2')"),
        (3, "a()"),
        (3, "in_order()"),
    ]


async def who(names, turns):
    for turn in range(turns):
        print(asyncio.current_task().get_name(), end=f" {turn};")
        await asyncio.sleep(names.index(asyncio.current_task().get_name()) % 2)


async def crowd():
    names = [f"t{n}" for n in range(6)]
    await asyncio.gather(
        *(asyncio.create_task(who(names, 3), name=name) for name in names)
    )


@pytest.mark.parametrize("saved", [False, True], ids=["fresh", "saved"])
def test_a_print_belongs_to_the_step_that_made_it(capsys, saved):
    timeline = virtual(crowd()).timeline
    if saved:
        timeline = Timeline.from_json(timeline.to_json())
    found = moments(timeline)
    printers = [
        found.all[found.during(each.steps, each.when)].lane - 1
        for each in timeline.printed
        for _ in each.text.split(";")[:-1]
    ]
    texts = "".join(each.text for each in timeline.printed).split(";")[:-1]
    assert len(texts) == 18
    assert [f"t{each}" for each in printers] == [x.split()[0] for x in texts]


def test_each_lane_stands_somewhere_from_its_creation_on():
    timeline = virtual(in_order()).timeline
    assert states(timeline, "b('b1')") == [
        (0, State.CREATED),
        (1, State.RUNNING),
        (2, State.WAITING),
        (3, State.RUNNING),
        (4, State.UNCOLLECTED),
        (7, Outcome.RETURNED),
    ]


def test_a_lane_says_what_it_waits_for_and_in_which_line():
    timeline = virtual(in_order()).timeline
    waits = [x for x in moments(timeline).stands(0) if x.wait is not None]
    first = in_order.__code__.co_firstlineno
    assert [(x.wait.on, x.line - first) for x in waits] == [("a()", 2)]


async def gives_way():
    task = asyncio.create_task(b("b1"))
    await asyncio.sleep(0)
    await task


def test_a_lane_that_gives_way_waits_for_nothing():
    timeline = virtual(gives_way()).timeline
    assert [state for _, state in states(timeline, "gives_way()")] == [
        State.RUNNING,
        State.UNDER_WAY,
        State.RUNNING,
        State.WAITING,
        State.RUNNING,
        Outcome.RETURNED,
    ]


async def directly():
    await b("b1")


def test_a_coroutine_stands_where_it_is_awaited_while_it_is():
    assert states(virtual(directly()).timeline, "b('b1')") == [
        (-1, State.CREATED),
        (-1, State.RUNNING),
        (0, State.WAITING),
        (0, State.RUNNING),
        (1, Outcome.RETURNED),
    ]


async def never_over():
    await asyncio.get_running_loop().create_future()


def test_what_never_ends_stands_where_it_waits():
    timeline = virtual(never_over(), expect=DeadlockError).timeline
    assert states(timeline, "never_over()")[-1] == (1, Outcome.STUCK)


async def by_thread():
    await asyncio.to_thread(sum, (1, 2))


def test_a_job_has_moments_of_its_own():
    labels = [label for _, label in told(virtual(by_thread()).timeline)]
    assert labels == ["by_thread()", "sum((1, 2))", "by_thread()"]


@pytest.mark.random
@settings(max_examples=examples(20), deadline=None)
@given(programs())
def test_stands_of_random_programs_follow_each_other(job):
    timeline = recorded(job)
    found = moments(timeline)
    steps = sum(len(lane.steps) for lane in timeline.lanes if lane.is_task)
    assert len(found.all) == steps
    whens = [each.when for each in found.all]
    assert whens == sorted(whens)
    for place in range(len(timeline.lanes)):
        at = [each.at for each in found.stands(place)]
        assert at == sorted(at)
        assert all(-1 <= each < len(found.all) for each in at)


async def two_ways(flag):
    if flag:
        return 1
    return 2


async def at_its_end():
    def inner():
        return 3

    inner()


@pytest.mark.parametrize(
    ("function", "argument", "below"),
    [(b, ["b1"], 4), (two_ways, [True], 0), (at_its_end, [], 4)],
    ids=["one return", "two", "none"],
)
def test_the_last_line_is_told_where_only_one_can_be_it(
    function, argument, below
):
    timeline = virtual(function(*argument)).timeline
    (lane,) = timeline.lanes
    first = timeline.sources[lane.source].first
    assert last_line(timeline, lane) - first == below


def test_where_an_error_was_raised_is_not_told():
    timeline = virtual(fails(1), expect=ValueError).timeline
    (lane,) = timeline.lanes
    assert last_line(timeline, lane) == timeline.sources[0].first
