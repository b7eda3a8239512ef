"""A lane has phases, each phase has one mark, and all charts read the two."""

import asyncio
import dataclasses
import enum
import functools
import json
import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from helpers import DeadlockError, Timeline, a, b, fails, predict, run
from helpers.charts.marks import (
    CROSS,
    MARKS,
    Fill,
    Mark,
    Part,
    Shape,
    end_words,
)
from helpers.charts.picture import gantt
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.charts.trace import trace
from helpers.predicting.sketch import read_sketch
from helpers.timeline.model import Lane, Outcome
from helpers.timeline.phases import (
    Phase,
    State,
    crowd,
    ending,
    phases,
    times,
)
from helpers.timeline.spans import Steps, Wait, Waits

virtual = functools.partial(run, clock="virtual")


def lane(**changes):
    plain = {
        "label": "job('x', [1, 2])",
        "is_task": True,
        "depth": 0,
        "parent": 0,
        "created": 0.0,
        "started": 1.0,
        "ended": 2.0,
        "outcome": Outcome.RETURNED,
        "value": "'x'",
        "collected": 3.0,
        "collector": 0,
        "steps": Steps([1.0, 1.2, 2.0, 2.0]),
        "waits": Waits.of([Wait("sleep", 1.2, 2.0)]),
    }
    return Lane(**(plain | changes))


def told(lane, seconds=3.0, **options):
    """Return (state, start, end) of a lane's phases."""
    found = phases(Timeline((lane,), seconds), lane, **options)
    return [(each.state, each.start, each.end) for each in found]


# -- phases


def test_the_phases_of_a_lane():
    assert told(lane()) == [
        (State.CREATED, 0, 1),
        (State.UNDER_WAY, 1, 2),
        (State.WAITING, 1.2, 2),
        (State.BLOCKING, 1, 1.2),
        (State.RUNNING, 2, 2),
        (Outcome.RETURNED, 2, 2),
        (State.UNCOLLECTED, 2, 3),
    ]


def test_a_lane_of_callbacks_has_nothing_but_steps():
    loop = lane(
        is_task=False,
        parent=None,
        outcome=Outcome.CALLED,
        steps=Steps([1.0, 1.0, 1.0, 1.5]),
        waits=(),
        collected=None,
        collector=None,
        value="tick, save",
        callbacks=("tick", "save"),
    )
    found = list(phases(Timeline((loop,), 3.0), loop))
    assert [(each.state, each.on) for each in found] == [
        (State.RUNNING, "tick"),
        (State.BLOCKING, "save"),
        (Outcome.CALLED, ""),
    ]
    assert end_words(found[-1]) == "called tick, save"


def test_a_stretch_of_callbacks_has_a_name_if_they_all_have_it():
    def named(*callbacks):
        times = [0.1 * place for place in range(len(callbacks))]
        flat = [x for when in times for x in (when, when + 0.001)]
        loop = lane(
            is_task=False,
            parent=None,
            outcome=Outcome.CALLED,
            steps=Steps(flat),
            waits=(),
            collected=None,
            collector=None,
            callbacks=callbacks,
        )
        line = Timeline((loop,), 60.0, exact=True)
        told = phases(line, loop, places=1, long=1)
        return [each.on for each in told if isinstance(each.state, State)]

    assert named(*["tick"] * 600) == ["tick"]
    assert named(*["tick", "save"] * 300) == ["callbacks"]


def test_a_lane_that_never_started_was_created():
    never = lane(started=None, ended=None, steps=Steps(), waits=())
    never = dataclasses.replace(never, outcome=Outcome.NEVER_AWAITED)
    assert told(never) == [
        (State.CREATED, 0, 3),
        (Outcome.NEVER_AWAITED, 3, 3),
    ]


def test_of_steps_in_one_place_the_first_and_the_long_are_told():
    times = [1.0, 1.0, 1.1, 1.1, 1.2, 1.5, 1.6, 1.6, 1.9, 1.9, 2.0, 2.0]
    many = lane(steps=Steps(times))
    steps = [each for each in told(many, places=1) if each[0] in INNER]
    assert steps == [
        (State.RUNNING, 1, 1),
        (State.BLOCKING, 1.2, 1.5),
        (State.RUNNING, 2, 2),
    ]
    assert len(told(many)) == len(told(many, places=1)) + 1 + 3


INNER = (
    *(State.WAITING, State.OFTEN, State.OFTEN_BLOCKING),
    *(State.RUNNING, State.BLOCKING),
)


# -- many steps: the chart has 10 places for a second, one wide at the least


def stepping(period, share, start=0.0, end=3.0):
    """Return the times of a step for each `period`, running for a share."""
    count = round((end - start) / period)
    begins = [start + n * period for n in range(count)]
    return [x for begin in begins for x in (begin, begin + share * period)]


def steps_told(times, **options):
    """Return (state, start, end, share) of steps, as a chart tells them."""
    one = lane(created=0.0, started=0.0, ended=3.0, steps=Steps(times))
    options = {"places": 80, "long": 0.1} | options
    found = phases(Timeline((one,), 3.0), one, **options)
    return [
        (x.state, round(x.start, 2), round(x.end, 2), round(x.share, 1))
        for x in found
        if x.state in INNER
    ]


@pytest.mark.parametrize(
    ("share", "state"),
    [
        (0.0, State.OFTEN),
        (0.01, State.OFTEN),
        (0.1, State.OFTEN),
        (0.5, State.OFTEN),
        (0.9, State.RUNNING),
        (1.0, State.RUNNING),
    ],
)
@pytest.mark.parametrize("period", [0.0005, 0.003, 0.01, 0.05])
def test_steps_that_touch_are_told_together(period, share, state):
    times = [*stepping(period, share, end=2.0), 2.9, 2.9]
    (found, start, end, part), last = steps_told(times)
    assert (found, start) == (state, 0)
    assert 1.9 <= end <= 2.0
    assert part == pytest.approx(share, abs=0.1)
    assert last == (State.RUNNING, 2.9, 2.9, 1)


def test_a_lane_that_runs_now_more_now_less():
    times = stepping(0.003, 0.01, end=1.2)
    times += stepping(0.003, 0.99, 1.2, 2.1)
    times += stepping(0.003, 0.3, 2.1, 3.0)
    found = steps_told(times)
    assert [each[0] for each in found] == [
        State.OFTEN,
        State.RUNNING,
        State.OFTEN,
    ]
    assert [each[3] for each in found] == [0, 1, 0.3]
    assert found[1][1:3] == pytest.approx((1.2, 2.1), abs=0.1)


def test_many_steps_at_one_moment_take_no_time():
    times = [0.0] * 600 + [1.0] * 600 + [2.0] * 600
    assert [each[1:3] for each in steps_told(times)] == [
        (0, 0),
        (1, 1),
        (2, 2),
    ]


def test_a_few_steps_are_told_one_by_one():
    times = [0.0, 0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3]
    assert len(steps_told(times)) == 4
    assert {each[0] for each in steps_told(times)} == {State.RUNNING}


def test_steps_that_stand_apart_are_told_one_by_one():
    assert len(steps_told(stepping(0.2, 0))) == 15


def test_looked_at_closely_many_steps_are_single_ones():
    times = stepping(0.01, 0.1, end=0.3)
    (many,) = steps_told(times)
    assert many[0] is State.OFTEN
    single = steps_told(times, places=8000, long=0.001)
    assert len(single) == 30
    assert {each[0] for each in single} == {State.RUNNING}


def test_a_long_step_among_many_is_told_by_itself():
    times = [*stepping(0.003, 0, end=0.9), 0.9, 1.4]
    times += stepping(0.003, 0, 1.4, 2.3)
    assert [each[:3] for each in steps_told(times)] == [
        (State.OFTEN, 0, 0.9),
        (State.BLOCKING, 0.9, 1.4),
        (State.OFTEN, 1.4, 2.3),
    ]


def minutes_told(times):
    """Return what a chart of two minutes tells: its columns are 2 s each."""
    one = lane(created=0.0, started=0.0, ended=120.0, steps=Steps(times))
    found = phases(Timeline((one,), 120.0), one, 4, 2.0)
    return [
        (x.state, round(x.start, 1), round(x.end, 1), round(x.share, 1))
        for x in found
        if x.state in INNER
    ]


def test_many_steps_that_block_are_told_together_in_a_chart_of_minutes():
    times = stepping(1, 0.2, end=60.0)
    times += stepping(0.5, 0.98, 80.0, 120.0)
    assert minutes_told(times) == [
        (State.OFTEN_BLOCKING, 0, 59.2, 0.2),
        (State.BLOCKING, 80, 120, 1),
    ]


def test_few_steps_that_block_are_told_one_by_one():
    times = [*stepping(0.05, 0, end=60.0), 60.0, 60.5, 60.6, 60.8]
    times += stepping(0.05, 0, 61.0, 120.0)
    often, *blocked = minutes_told(times)
    assert often[:2] == (State.OFTEN, 0)
    assert blocked == [
        (State.BLOCKING, 60, 60.5, 1),
        (State.BLOCKING, 60.6, 60.8, 1),
    ]


def test_what_a_chart_cannot_show_of_a_step_takes_no_time():
    times = [1.0, 1.04, 2.0, 2.08]
    assert steps_told(times, long=0.05) == [
        (State.RUNNING, 1, 1, 1),
        (State.RUNNING, 2, 2.08, 1),
    ]


def test_both_clocks_tell_the_same_of_steps_at_tenths_of_a_second():
    exact = [n / 10 for n in range(20) for _ in range(2)]
    late = [when + (n * 7 % 10) / 110 for n, when in enumerate(exact)]
    late = [x for n in range(0, 40, 2) for x in [late[n]] * 2]
    found = []
    for clock, moments in (("virtual", exact), ("real", late)):
        one = lane(started=0.0, steps=Steps(moments))
        timeline = Timeline((one,), 3.0, clock=clock)
        told = phases(timeline, one, 80, 0.1)
        found.append([x.state for x in told if x.state in INNER])
    assert found == [[State.OFTEN]] * 2


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)) | st.just((0.0, 0.0)),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from([0.001, 0.02, 0.1, 2.0]),
    st.sampled_from(["virtual", "real"]),
)
def test_no_chart_tells_of_more_running_than_there_was(moves, long, clock):
    times = [0.0]
    for ran, waited in moves:
        times += [times[-1] + ran, times[-1] + ran + waited]
    one = lane(started=0.0, ended=times[-2], steps=Steps(times[:-1]))
    timeline = Timeline((one,), times[-2], clock=clock)
    found = phases(timeline, one, 8 / long, long)
    steps = [x for x in found if x.state in INNER]
    assert steps == sorted(steps, key=lambda x: x.start)
    assert all(0 <= x.start <= x.end <= times[-2] + 1e-6 for x in steps)
    told = sum(x.share * (x.end - x.start) for x in steps)
    assert told <= sum(ran for ran, _ in moves) + 1e-4
    draw(timeline)
    sentence(timeline)


def test_what_takes_no_time_in_a_chart_is_not_told_there():
    brief = lane(created=0.999, collected=2.003, waits=())
    real = Timeline((brief,), 3.0, clock="real")
    states = [each.state for each in phases(real, brief, places=10)]
    assert State.CREATED not in states
    assert State.UNCOLLECTED not in states
    states = [each.state for each in phases(real, brief)]
    assert {State.CREATED, State.UNCOLLECTED} < set(states)


@pytest.mark.parametrize(
    ("changes", "on"),
    [
        ({}, "sleep"),
        ({"ended": 2.3}, ""),
        ({"ended": None}, "sleep"),
        ({"waits": ()}, ""),
    ],
)
def test_what_a_lane_waited_on_in_the_end(changes, on):
    cut = lane(outcome=Outcome.INTERRUPTED, **changes)
    assert ending(Timeline((cut,), 3.0), cut).on == on


def test_the_times_of_a_lane_are_those_that_a_chart_shows():
    late = lane(created=0.01, started=1.06, ended=None)
    found = times(Timeline((late,), 2.71, clock="real"), late)
    assert (found.created, found.started, found.span.end) == (0, 1, 2.7)
    assert found.ended == float("inf")
    assert found.span.seconds == 1.7


def test_a_crowd_is_counted():
    counts = crowd([0, 1, 1, 2], [2, 3, 1, 4])
    assert counts == [(0, 1), (1, 2), (2, 2), (3, 1), (4, 0)]


# -- marks


def test_every_state_and_every_end_has_its_mark():
    assert set(MARKS) == {*State, *Outcome}


def test_states_are_told_apart_by_their_signs():
    signs = [MARKS[state].sign for state in State if MARKS[state].sign]
    assert len(signs) == len(set(signs))


@pytest.mark.parametrize("mark", MARKS.values(), ids=lambda mark: mark.sign)
def test_a_sketch_may_have_every_sign(mark):
    (track,), _ = read_sketch(f"a  |-{mark.sign}-|")
    assert (track.start, track.end) == (0, 3 + len(mark.sign))


class Pretended(enum.Enum):
    """States that there are none of: one to be in, and one to end in."""

    QUEUED = "queued"
    LOST = "lost"


@pytest.fixture
def queued(monkeypatch):
    """A lane in a state that is one entry of the table, and one case."""
    mark = Mark(
        "q",
        Fill(Shape.BAR, facecolor="#123456"),
        Part.BEFORE,
        trace="queued for a thread",
        heard="queued from {start} to {end}",
        word="queued",
    )
    monkeypatch.setitem(MARKS, Pretended.QUEUED, mark)

    def with_queue(timeline, lane, *how, **options):
        for phase in phases(timeline, lane, *how, **options):
            if phase.state is State.CREATED:
                phase = Phase(Pretended.QUEUED, phase.start, phase.end)
            yield phase

    for name in ("picture", "text", "sentence", "trace"):
        monkeypatch.setattr(f"helpers.charts.{name}.phases", with_queue)
    return Timeline((lane(steps=Steps([1.0, 1.0, 2.0, 2.0])),), 3.0)


def test_a_new_state_is_seen_in_the_text(queued):
    assert "qqqqqqqqqqq---------|//////////  'x' at 2\n" in draw(queued)


def test_a_new_state_is_seen_in_the_picture(queued):
    figure = gantt(queued)
    fills = [
        to_hex(found.get_facecolor()[0])
        for found in figure.get_children()
        if hasattr(found, "get_facecolor") and len(found.get_facecolor())
        if hasattr(found, "get_paths")
    ]
    assert fills.count("#123456") == 1
    assert "queued" in [text.get_text() for text in figure.texts]


def test_a_new_state_is_heard_in_the_sentence(queued):
    assert "queued from 0 to 1, started at 1, " in sentence(queued)


def test_a_new_state_is_a_slice_of_the_trace(queued):
    slices = [
        (event["name"], event["ts"], event["dur"])
        for event in json.loads(trace(queued))["traceEvents"]
        if event["ph"] == "X"
    ]
    assert slices[0] == ("queued for a thread", 0, 1_000_000)


def test_a_new_end_is_one_mark(monkeypatch):
    mark = Mark("x", CROSS, word="lost", unfinished="it was lost")
    monkeypatch.setitem(MARKS, Pretended.LOST, mark)
    lost = lane(outcome=Pretended.LOST, value="", collected=None)
    main = lane(label="main()", parent=None)
    timeline = Timeline((main, lost), 3.0)
    assert (
        draw(timeline).split("\n")[1].endswith("-------x            lost at 2")
    )
    assert sentence(timeline).endswith(
        "started at 1, blocked the loop from 1 to 1.2, lost at 2."
    )
    assert "lost" in [text.get_text() for text in gantt(timeline).texts]
    said = predict(order=["job"]).against(timeline).words
    assert said.endswith("but job never ended, it was lost.")


# -- what a lane says of itself


@pytest.mark.parametrize(
    ("label", "function", "arguments"),
    [
        ("main()", "main", ()),
        ("b('b1') #2", "b", ("'b1'",)),
        ("get('a, b', [1, 2], n=3)", "get", ("'a, b'", "[1, 2]", "n=3")),
        ("Crawler.crawl('https://...)", "Crawler.crawl", ("'https://...",)),
        ("a_name_without_an_end...)", "a_name_without_an_end...)", ()),
    ],
)
def test_what_was_called_is_read_off_the_label(label, function, arguments):
    called = lane(label=label)
    assert (called.function, called.arguments) == (function, arguments)


def test_what_is_given_is_not_read_off_the_label():
    given = lane(label="worker 1", function="work", arguments=("'q'",))
    assert (given.function, given.arguments) == ("work", ("'q'",))


def test_something_that_looks_like_none_is_a_result():
    looks_like_none = lane(value="None", returned_none=False, collected=None)
    assert looks_like_none.never_collected
    assert not lane(value="None", collected=None).never_collected
    assert lane(value="None", outcome=Outcome.RAISED).returned_none is False


def test_an_error_has_a_type():
    assert lane(outcome=Outcome.RAISED, value="OSError: a: b").error == (
        "OSError"
    )
    assert lane().error == ""


async def of_all_kinds():
    tasks = [asyncio.create_task(job) for job in (b("b1"), fails(1), a())]
    await asyncio.wait(tasks[:2])
    time.sleep(0.2)
    tasks[2].cancel()
    await asyncio.Event().wait()


def test_what_was_added_to_version_1_may_be_missing():
    timeline = virtual(of_all_kinds(), expect=DeadlockError).timeline
    document = json.loads(timeline.to_json())
    for found in document["timelines"][0]["lanes"]:
        for key in ("function", "arguments", "returned_none", "error"):
            del found[key]
    assert Timeline.from_json(json.dumps(document)) == timeline


def test_a_timeline_can_be_pickled():
    timeline = virtual(of_all_kinds(), expect=DeadlockError).timeline
    assert pickle.loads(pickle.dumps(timeline)) == timeline
