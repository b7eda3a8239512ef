"""What a replay is given to draw, and how it is carried."""

import asyncio
import functools
import gzip
import html
import json
import re
import time

import pytest

from helpers import Timeline, a, b, fails, record, replay, run
from helpers.charts.marks import MARKS, Shape
from helpers.charts.replay import (
    framed,
    lean,
    page,
    payload,
    script,
    second_script,
)
from helpers.charts.text import draw
from helpers.predicting.critical import critical
from helpers.running.replay import why
from tests.test_gantt import MANY
from tests.tools.cells import started
from tests.tools.notebook_files import NOTEBOOKS, ROOT, read
from tests.tools.pack_replay import PACKED, minified
from tests.tools.same_chart import STATES, differences

LARGEST = 30_000  # bytes of one replay in a notebook
LARGEST_PACKED = 9_500  # bytes of the script in it
virtual = functools.partial(run, clock="virtual")


async def shown_in_order():
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    for task in tasks:
        print(await task, "shown")


async def many(number):
    await asyncio.gather(*(b(n) for n in range(number)))


@pytest.fixture(scope="module")
def timeline():
    return virtual(shown_in_order(), title="In the <order> of 'it'").timeline


def stood(data, label, at, now):
    """Return what a lane says at a moment, as the script finds it."""
    (lane,) = (each for each in data["lanes"] if each[0] == label)
    found = ""
    for moment, when, _, words, line in lane[3]:
        within = at == moment and when is not None and now > when
        if at > moment or within:
            found = f"{data['words'][words]}, line {line}"
    return found


def test_it_says_of_each_lane_where_it_stands(timeline):
    data = payload(timeline)
    main = data["lanes"][0][0]
    line = shown_in_order.__code__.co_firstlineno + 3
    assert data["moments"][5] == [1, 3]
    assert stood(data, main, 5, 1) == f"waits for a(), line {line}"
    words = stood(data, "b('b1')", 5, 1)
    assert words.startswith("returned 'b1', not collected, line ")
    assert stood(data, "b('b2')", 5, 1).startswith("runs now, line ")
    assert stood(data, "b('b2')", 5, 1.5).startswith("returned 'b2', not")


def test_it_says_what_was_printed_when(timeline):
    printed = payload(timeline)["printed"]
    assert printed[:2] == [[4, 1, "b1\n"], [5, 1, "b2\n"]]
    assert [each[:2] for each in printed[3:]] == [[7, 3]] * 3


async def hold(lock):
    async with lock:
        await asyncio.sleep(1)


async def locked():
    lock = asyncio.Lock()
    await asyncio.gather(hold(lock), hold(lock))


def test_it_says_who_holds_a_lock():
    data = payload(virtual(locked()).timeline)
    assert any("held by hold(" in words for words in data["words"])


async def cut_short():
    async with asyncio.timeout(1):
        await asyncio.sleep(5)


def test_no_sleep_is_said_to_end_when_it_was_cut_short():
    timeline = virtual(cut_short(), expect=TimeoutError).timeline
    assert "sleeps" in payload(timeline)["words"]


def test_every_fill_and_every_shape_can_be_drawn(timeline):
    data = payload(timeline)
    known = set(re.findall(r'"(#\w{6})": "', script())) | {"white"}
    assert {fill[1] for fill in data["fills"]} <= known
    assert {fill[2] for fill in data["fills"]} <= {"", "up", "down", "dots"}
    assert len(data["states"]) == len(STATES)
    assert {fill[0] for fill in data["fills"]} == set(range(len(Shape)))


@pytest.mark.parametrize(
    "main",
    [shown_in_order, locked, functools.partial(many, 40)],
    ids=["tasks", "a lock", "many"],
)
def test_it_draws_what_the_picture_draws(main):
    assert differences(virtual(main()).timeline) == []


AT_ONCE = ("04", "09")  # notebooks; the others take their time
CHECK = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from helpers.charts import display
from tests.tools.same_chart import differences
found, charts, picture = [], [], display._picture
def compared(timelines, *looks):
    charts.extend(timelines)
    found.extend(each for one in timelines for each in differences(one))
    return picture(timelines, *looks)
display._picture = compared
"""


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            id=path.stem,
            marks=() if path.stem[:2] in AT_ONCE else pytest.mark.length,
        )
        for path in NOTEBOOKS
    ],
)
def test_it_draws_what_each_picture_of_the_course_shows(path):
    cells = [x for x in read(path)["cells"] if x["cell_type"] == "code"]
    with started() as kernel:
        assert kernel.run(CHECK).error is None
        kernel.run("import os\nos.environ['COURSE_CLOCK'] = 'virtual'")
        kernel.run(f"os.chdir({str(path.parent)!r})")
        for cell in cells:
            kernel.run(cell["source"])
        cell = kernel.run("(found, len(charts) > 0)")
    assert cell.of("text/plain") == ["([], True)"]


async def of_all_kinds():
    tasks = [asyncio.create_task(job) for job in (b("b1"), b("b2"))]
    await asyncio.to_thread(time.sleep, 0.5)
    for task in reversed(tasks):
        print(await task)
    await b("direct")


@pytest.mark.parametrize("main", [shown_in_order, of_all_kinds])
def test_both_clocks_make_the_same_page(main):
    pages = [
        page(run(main(), clock=clock).timeline)
        for clock in ("virtual", "real")
    ]
    assert pages[0] == pages[1]


def test_a_saved_timeline_is_played_as_a_fresh_one(timeline):
    assert page(Timeline.from_json(timeline.to_json())) == page(timeline)


def data_in(text):
    """Return what a page hands to its script."""
    data = r'<script type="application/json">(.*?)</script>'
    return json.loads(re.search(data, text)[1])


def test_a_page_has_the_data_and_the_script(timeline):
    text = page(timeline)
    assert data_in(text) == [lean(payload(timeline))]
    assert script() in text
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")


def test_nothing_in_a_program_ends_the_script():
    async def tricky():
        return "</script><!-- <script>"

    text = page(virtual(tricky(), title="</script>").timeline)
    assert text.count("</script>") == 2
    assert data_in(text)[0]["title"] == "</script>"


def test_a_cell_has_the_picture_with_its_words_and_a_frame(timeline):
    text = framed(timeline)
    alt = html.unescape(re.match(r'<img alt="([^"]*)"', text)[1])
    assert alt.startswith("In the <order> of 'it'. Chart of 4 tasks")
    assert text.count("Chart of 4 tasks") == 1
    frame = re.search(r"<iframe title=\"([^\"]*)\" .*? srcdoc='([^']*)'", text)
    assert html.unescape(frame[1]) == "Replay of In the <order> of 'it'"
    inner = frame[2].replace("&#39;", "'").replace("&amp;", "&")
    assert data_in(inner) == data_in(page(timeline))


def test_the_script_in_a_cell_is_the_script():
    packed = gzip.decompress(PACKED.read_bytes()).decode()
    assert packed == minified(script(), second_script()), (
        "run: python -m tests.tools.pack_replay"
    )
    assert len(PACKED.read_bytes()) <= LARGEST_PACKED


WRITTEN = """\
const first = 1, {given, other: second} = third, again = /a b/g;
function named(first, ...others) {
  const inside = `a ${first + `b ${others.length}`} c`;
  return {given, first: inside - -second, "kept as": named.first};
}
again
"""
LESS = (
    "const a=1,{given,other:b}=h,c=/a b/g;"
    "function d(a,...e){const f=`a ${a+`b ${e.length}`} c`;"
    'return{given,first:f- -b,"kept as":d.first};}\nc\n'
)


def test_it_loses_nothing_but_spaces_and_long_names():
    assert minified(WRITTEN) == LESS
    assert "function named(" in minified(WRITTEN, "named()")


@pytest.mark.parametrize("lanes", [5, 8, 22, 50])
def test_a_replay_is_small(lanes):
    timeline = virtual(many(lanes), path=True).timeline
    assert len(framed(timeline, why(timeline))) <= LARGEST


def test_what_lanes_have_in_common_is_said_once(timeline):
    data = payload(timeline)
    less = lean(data)
    assert less["rows"] == [0, 1, 2, 3]
    assert data["lanes"][3][2] == data["lanes"][2][2]
    assert [lane[2] for lane in less["lanes"]][3] == 2
    rest = [[*lane[:2], *lane[3:]] for lane in data["lanes"]]
    assert [[*lane[:2], *lane[3:]] for lane in less["lanes"]] == rest


def test_no_path_of_this_machine_is_in_it(timeline):
    assert str(ROOT) not in page(timeline)
    files = [source[0] for source in payload(timeline)["sources"]]
    assert files == ["test_replay.py", "workload.py", "workload.py"]


def test_a_row_keeps_its_words_whatever_they_are():
    async def talkative():
        return MANY

    assert differences(virtual(talkative()).timeline) == []


def test_in_a_terminal_it_is_the_drawing(timeline):
    assert str(replay(timeline)) == draw(timeline)


def test_it_can_light_what_made_the_run_long(timeline):
    assert "path" not in payload(timeline)
    words, lit, at_once = payload(timeline, why(timeline))["path"]
    assert words == critical(timeline).words
    assert (lit, at_once) == ([[1, 0, 3]], 0)
    assert why(timeline).words in framed(timeline, why(timeline))


def test_a_run_that_was_asked_for_its_path_shows_it_at_once():
    done = virtual(b("b1"), path=True)
    assert payload(done.timeline, why(done.timeline, True))["path"][2] == 1
    assert str(replay(done)).endswith(f"path: {critical(done.timeline).words}")


def test_nothing_is_lit_where_nothing_took_any_time():
    done = virtual(asyncio.sleep(0))
    assert "path" not in payload(done.timeline, why(done.timeline))


def test_runs_and_recordings_are_played():
    done = virtual(b("b1"))
    assert replay(done).timeline is done.timeline
    with record() as recording:
        asyncio.run(asyncio.sleep(0))
    assert replay(recording).timeline is recording.timeline


def test_nothing_else_is():
    with pytest.raises(TypeError, match=r"replay\(\) needs .*, got int"):
        replay(3)
    with pytest.raises(
        TypeError, match=r"write again\('poll-in-turn', \.\.\."
    ):
        replay("poll-in-turn")


def test_a_run_that_failed_is_played_too():
    done = virtual(fails(1), expect=ValueError)
    (lane,) = payload(done.timeline)["lanes"]
    assert lane[5] == "raised ValueError: bad luck"


def test_every_state_has_words_for_now():
    for state, mark in MARKS.items():
        if state in STATES[:12] and not state.name.startswith("OFTEN"):
            assert mark.now or state.name == "PERHAPS", state
