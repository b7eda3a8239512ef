"""Timelines become JSON and come back whole; traces open elsewhere."""

import asyncio
import contextlib
import inspect
import json
import time

import pytest
from hypothesis import given, settings

from helpers import Timeline, b, blocks, fails, record, run, sleeper
from helpers.charts.files import write
from helpers.charts.text import draw
from helpers.charts.trace import trace
from helpers.clocks.virtual import VirtualLoop
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.running.shutdown import cancel_left_overs
from helpers.timeline.json_text import VERSION
from tests.tools.lengths import examples
from tests.tools.programs import Account, programs


async def below():
    await asyncio.sleep(0.5)
    return await b("x")


async def main():
    tasks = [asyncio.create_task(each) for each in (b("b1"), below())]
    broken = asyncio.create_task(fails(0.5))
    gone = asyncio.create_task(sleeper("s", 5))
    await tasks[0]
    gone.cancel()
    blocks_it = blocks(0.2)
    await asyncio.sleep(1)
    await blocks_it
    return await asyncio.gather(*tasks, broken, return_exceptions=True)


@pytest.fixture(scope="module")
def timeline():
    return run(main(), clock="virtual", title="all kinds").timeline


def test_json_holds_all_of_a_timeline(timeline):
    again = Timeline.from_json(timeline.to_json())
    assert again == timeline
    assert again.sources == timeline.sources
    made = [lane.made for lane in timeline.lanes]
    assert [lane.made for lane in again.lanes] == made


def test_what_is_drawn_of_it_is_the_same(timeline):
    from helpers.charts.sentence import sentence

    again = Timeline.from_json(timeline.to_json())
    assert draw(again) == draw(timeline)
    assert sentence(again) == sentence(timeline)
    assert repr(again) == repr(timeline)


def test_a_real_clock_loses_nothing_either():
    with record() as recording:
        asyncio.run(sleeper("s", 0.01))
    timeline = recording.timeline
    assert timeline.exact
    assert Timeline.from_json(timeline.to_json()) == timeline


def recorded(job):
    """Run a random program; return its timeline, however it ends."""
    loop = VirtualLoop()
    recorder = Recorder()
    attach(recorder, loop)
    try:
        task = loop.create_task(Account(job).main())
        with contextlib.suppress(Exception, asyncio.CancelledError):
            loop.run_until_complete(task)
        timeline = freeze(recorder)
        cancel_left_overs(loop)
    finally:
        recorder.detach()
        loop.close()
    return timeline


@pytest.mark.random
@settings(max_examples=examples(20), deadline=None)
@given(programs())
def test_random_timelines_come_back_whole(job):
    timeline = recorded(job)
    assert Timeline.from_json(timeline.to_json()) == timeline
    assert_slices_nest(json.loads(trace(timeline)))


def awaits_sleep(text, first):
    (place,) = (at for at, line in enumerate(text) if "sleep(" in line)
    return first + place


def test_a_document_of_version_1_can_still_be_read(timeline):
    document = json.loads(timeline.to_json())
    document["version"] = 1
    (old,) = document["timelines"]
    del old["sources"]
    for lane in old["lanes"]:
        del lane["made"], lane["source"]
        lane["waits"] = [wait[:3] for wait in lane["waits"]]
    again = Timeline.from_json(json.dumps(document))
    assert draw(again) == draw(timeline)
    assert {wait.line for lane in again.lanes for wait in lane.waits} == {0}


def test_the_format_is_as_documented():
    document = json.loads(run(b("b1"), clock="virtual").timeline.to_json())
    (source,) = document["timelines"][0].pop("sources")
    text, first = inspect.getsourcelines(b)
    file = inspect.getsourcefile(b)
    assert source == {"file": file, "first": first, "text": "".join(text)}
    (lane,) = document["timelines"][0]["lanes"]
    assert lane.pop("made").startswith(f"{__file__}:")
    assert document == {
        "format": "asyncio timelines",
        "version": 2,
        "timelines": [
            {
                "title": "",
                "clock": "virtual",
                "seconds": 1.0,
                "exact": False,
                "notes": [],
                "printed": [[1.0, 1, "b1\n"]],
                "lanes": [
                    {
                        "label": "b('b1')",
                        "is_task": True,
                        "depth": 0,
                        "parent": None,
                        "created": 0.0,
                        "started": 0.0,
                        "ended": 1.0,
                        "outcome": "returned",
                        "value": "'b1'",
                        "collected": 1.0,
                        "collector": None,
                        "steps": [0.0, 0.0, 1.0, 1.0],
                        "waits": [
                            ["sleep", 0.0, 1.0, awaits_sleep(text, first)]
                        ],
                        "function": "b",
                        "arguments": ["'b1'"],
                        "returned_none": False,
                        "error": "",
                        "perhaps": None,
                        "job": "",
                        "given_up": None,
                        "source": 0,
                        "turn": 0,
                        "cancels": [],
                        "limits": [],
                        "details": [],
                        "order": [0, 1],
                    }
                ],
            }
        ],
    }


def test_several_timelines_in_one_document(timeline):
    other = timeline.titled("other")
    text = timeline.to_json(other)
    assert Timeline.read_json(text) == (timeline, other)
    with pytest.raises(ValueError, match="holds 2 timelines, not one"):
        Timeline.from_json(text)


def test_json_of_another_version_is_refused(timeline):
    text = timeline.to_json().replace(
        f'"version": {VERSION}', f'"version": {VERSION + 1}'
    )
    with pytest.raises(ValueError, match="this JSON is of version 3, and"):
        Timeline.from_json(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "this is not JSON: Expecting value"),
        ("[1]", "holds no timelines"),
        ('{"format": "x", "version": 1}', "holds no timelines"),
        (
            '{"format": "asyncio timelines", "version": 1}',
            "this JSON is damaged: KeyError: 'timelines'",
        ),
        (
            '{"format": "asyncio timelines", "version": 1, "timelines": [5]}',
            "this JSON is damaged: TypeError",
        ),
    ],
)
def test_what_is_no_timeline_is_refused(text, why):
    with pytest.raises(ValueError, match=why):
        Timeline.from_json(text)


def test_a_word_of_an_unknown_outcome_is_damage(timeline):
    text = timeline.to_json().replace('"returned"', '"evaporated"')
    with pytest.raises(ValueError, match="damaged: ValueError: 'evaporated'"):
        Timeline.from_json(text)


def test_a_trace_has_a_track_for_each_task(timeline):
    events = json.loads(trace(timeline))["traceEvents"]
    tracks = [e["args"]["name"] for e in events if e["name"] == "thread_name"]
    assert tracks == [
        "main()",
        "b('b1')",
        "below()",
        "fails(0.5)",
        "sleeper('s', 5)",
    ]
    slices = [
        (e["name"], e["ts"], e["dur"])
        for e in events
        if e["ph"] == "X" and e["tid"] == 3
    ]
    # From the outermost to the innermost: in Perfetto, slices of the same
    # length lie below each other in this order.
    assert slices == [
        ("below()", 0, 1_500_000),
        ("done, not collected", 1_500_000, 700_000),
        ("b('x')", 500_000, 1_000_000),
        ("waiting on sleep", 0, 500_000),
        ("waiting on sleep", 500_000, 1_000_000),
        ("running", 0, 0),
        ("running", 500_000, 0),
        ("running", 1_500_000, 0),
    ]


def test_slices_lie_beside_or_within_each_other(timeline):
    assert_slices_nest(json.loads(trace(timeline)))


async def blocks_below(sleep, block):
    async def inner():
        await asyncio.sleep(sleep)
        await asyncio.sleep(0)
        time.sleep(block)

    async def outer():
        await inner()
        await asyncio.sleep(sleep)

    await outer()


def test_a_trace_shows_when_a_coroutine_below_blocked():
    done = run(blocks_below(1, 0.5), clock="virtual")
    slices = [
        (e["name"].rpartition(".")[2], e["ts"], e["dur"])
        for e in json.loads(trace(done.timeline))["traceEvents"]
        if e["ph"] == "X"
    ]
    assert slices == [
        ("5)", 0, 2_500_000),
        ("outer()", 0, 2_500_000),
        ("inner()", 0, 1_500_000),
        ("waiting on sleep", 0, 1_000_000),
        ("waiting on sleep", 1_500_000, 1_000_000),
        ("running", 0, 0),
        ("running", 1_000_000, 500_000),
        ("running", 2_500_000, 0),
    ]


def test_slices_nest_on_a_real_clock():
    with record() as recording:
        asyncio.run(blocks_below(0.01, 0.06))
    assert_slices_nest(json.loads(trace(recording.timeline)))


def assert_slices_nest(document):
    """Check what Perfetto needs of the slices of one track."""
    tracks = {}
    for event in document["traceEvents"]:
        if event["ph"] == "X":
            assert event["dur"] >= 0
            tracks.setdefault((event["pid"], event["tid"]), []).append(
                (event["ts"], -event["dur"])
            )
    for slices in tracks.values():
        ends = []
        for start, length in sorted(slices):
            while ends and ends[-1] <= start:
                ends.pop()
            assert not ends or start - length <= ends[-1]
            ends.append(start - length)


def test_write_chooses_by_the_name(timeline, tmp_path):
    for kind in ("png", "svg", "pdf", "txt", "json"):
        path = tmp_path / f"run.{kind}"
        write(str(path), [timeline])
        assert path.stat().st_size > 200
