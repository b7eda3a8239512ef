"""A chart that grows: in a real kernel, and what it does to a program."""

import asyncio
import contextlib
import time

import pytest

from helpers import a, b, run
from helpers.charts.frame import frame, quick
from helpers.clocks.real import RealLoop
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.running import growing
from tests.tools.cells import started

SETUP = "import asyncio, time\nfrom helpers import *"
GROWS = """print('before')
async def main():
    early = asyncio.create_task(sleeper('early', 0.5))
    await sleeper('late', 2)
    return await early
done = run(main(){})
done"""


@pytest.fixture(scope="module")
def kernel():
    with started() as one:
        assert one.run(SETUP).error is None
        yield one


def messages(kernel, source, **how):
    """Run a cell; return (kind, content) of all that it sends."""
    sent = kernel.client.execute(source, **how)
    told = []
    while not told or told[-1][1].get("execution_state") != "idle":
        message = kernel.client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") == sent:
            told.append((message["msg_type"], message["content"]))
    return told


def left(told):
    """Return what a front end shows in the end: streams joined, no ids."""
    shown = []
    for kind, content in told:
        if kind == "clear_output":
            shown.clear()
        elif kind == "stream" and shown and shown[-1][0] == content["name"]:
            shown[-1] = (content["name"], shown[-1][1] + content["text"])
        elif kind == "stream":
            shown.append((content["name"], content["text"]))
        elif kind == "display_data":
            shown.append((kind, content["data"]))
    return shown


def kinds(told):
    return [kind for kind, _ in told]


def test_it_grows_where_somebody_looks_on(kernel):
    for _ in range(5):  # frames are dropped while the machine is busy
        told = messages(kernel, GROWS.format(""))
        if "update_display_data" in kinds(told):
            break
    assert "update_display_data" in kinds(told)
    pages = [
        content["data"]["text/html"]
        for kind, content in told
        if kind == "update_display_data"
    ]
    assert all(page.startswith("<svg role=") for page in pages)


def test_it_ends_with_what_there_would_be_without(kernel):
    plain = messages(kernel, GROWS.format(", live=False"))
    grown = messages(kernel, GROWS.format(""))
    assert "clear_output" not in kinds(plain)
    assert left(grown) == left(plain)
    assert [kind for kind, _ in left(grown)] == ["stdout", "display_data"]
    noted = kernel.run("[each.text for each in done.timeline.printed]")
    assert noted.of("text/plain") == ["['early\\n', 'late\\n']"]


@pytest.mark.length
def test_what_the_cell_showed_before_is_kept(kernel):
    before = "display({'text/plain': 'mine'}, raw=True)\n"
    grown = left(messages(kernel, before + GROWS.format("")))
    plain = left(messages(kernel, before + GROWS.format(", live=False")))
    assert grown == plain
    assert grown[0] == ("display_data", {"text/plain": "mine"})


def test_what_is_too_much_to_keep_is_not_sent_again(kernel):
    much = "print(2_000_000 * 'x')\n"
    late = GROWS.format("").replace("    await", f"    {much}    await", 1)
    told = messages(kernel, late)
    assert "clear_output" not in kinds(told)
    assert sum(len(x) for _, x in left(told) if isinstance(x, str)) > 2_000_000


def test_a_run_that_is_not_displayed_leaves_no_chart(kernel):
    told = messages(kernel, "done = run(sleeper('x', 1.5))")
    assert "clear_output" in kinds(told)
    assert left(told) == [("stdout", "x\n")]


@pytest.mark.parametrize(
    "source",
    [
        GROWS.format(", live=False"),
        GROWS.format(", clock='virtual'"),
        "import os\nos.environ['COURSE_LIVE'] = '0'\n"
        + GROWS.format("")
        + "\ndel os.environ['COURSE_LIVE']",
    ],
    ids=["on request", "on the virtual clock", "by COURSE_LIVE"],
)
def test_it_stands_still(kernel, source):
    told = messages(kernel, source)
    assert not {"update_display_data", "clear_output"} & set(kinds(told))


def test_it_stands_still_where_nobody_could_be_asked(kernel):
    told = messages(kernel, GROWS.format(""), allow_stdin=False)
    assert not {"update_display_data", "clear_output"} & set(kinds(told))
    assert [kind for kind, _ in left(told)] == ["stdout", "display_data"]


def test_a_stop_leaves_the_last_state_with_its_words(kernel):
    cell, seconds = kernel.interrupted(
        "print('go', flush=True)\nrun(sleeper('x', 9))", 0.7, "go\n"
    )
    assert cell.error == "KeyboardInterrupt"
    assert seconds < 1.5
    assert "interrupted while waiting on sleep" in cell.of("text/plain")[-1]


def test_frames_are_made_while_the_loop_rests():
    async def main():
        await asyncio.sleep(0.5)

    seen = []

    def look_on(rest):
        seen.append(rest)
        return 0.1

    loop = RealLoop()
    with contextlib.closing(loop):
        loop.look_on = look_on
        loop.run_until_complete(main())
    assert 3 <= len(seen) <= 6
    assert seen == sorted(seen, reverse=True)


def test_a_short_rest_has_no_frame(monkeypatch):
    made = []
    monkeypatch.setattr(growing.Frames, "_drawn", lambda self: iter(()))
    monkeypatch.setattr(
        growing.Frames, "_shown", lambda self: made.append(1) or iter(())
    )
    frames = growing.Frames(None, Recorder(), "", None, None)
    frames._due = time.monotonic()
    assert frames.look_on(growing.LEAST) == growing.FOREVER
    assert made == []
    assert frames.look_on(10) < 1
    assert made == [1]


def test_what_fails_in_a_frame_is_no_failure_of_the_program():
    def draw(timeline):
        yield "a piece"
        raise ZeroDivisionError

    loop = RealLoop()
    with contextlib.closing(loop):
        frames = growing.Frames.__new__(growing.Frames)
        frames._loop, frames._frame = loop, draw(None)
        frames._due = frames._longest = frames._took = 0.0
        frames._too_long = 0
        loop.look_on = frames.look_on
        assert [frames.look_on(9) for _ in range(2)] == [0.0, growing.FOREVER]
        assert loop.look_on is None


def test_a_crowd_has_no_frames():
    async def main():
        jobs = [asyncio.sleep(0.5) for _ in range(2 * growing.MOST_LANES)]
        await asyncio.gather(*jobs)

    loop, recorder, shown = RealLoop(), Recorder(), []
    with contextlib.closing(loop):
        frames = growing.Frames(loop, recorder, "", None, frame)
        frames._shown = lambda: shown.append(1)
        attach(recorder, loop)
        loop.look_on = frames.look_on
        loop.run_until_complete(main())
        assert loop.look_on is None
    assert shown == []


# What is drawn


async def some():
    return await asyncio.gather(a(), b("<b1>"))


def test_a_frame_has_a_lane_for_each_lane():
    timeline = run(some(), clock="virtual").timeline
    page = "".join(frame(timeline))
    for lane in timeline.lanes:
        assert (
            lane.label.replace("'", "&#x27;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            in page
        )
    assert "Running, 3 seconds so far." in page


def test_the_quick_picture_can_be_heard():
    timeline = run(some(), clock="virtual").timeline
    page = quick(timeline)
    assert 'aria-label="Chart of 3 tasks over 3 seconds.' in page
    assert "done, not collected</text>" in page
