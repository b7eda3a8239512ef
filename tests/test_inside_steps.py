"""What happens inside a step: who ran, from when to when, and its end."""

import asyncio
import contextlib
import gc
import inspect
import logging
import subprocess
import sys
import time
import warnings

import pytest

from helpers import blocks, fails, record, run, sleeper
from helpers.charts.text import draw
from helpers.recording import inside
from helpers.recording.inside import watch
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.spans import Steps, Waits

MONITORS = sys.version_info >= (3, 12)


def lanes(main, **options):
    """Return {label: lane} of a run on the virtual clock."""
    timeline = run(main, clock="virtual", **options).timeline
    return {lane.label: lane for lane in timeline.lanes}


def ends(main, **options):
    """Return {label: (when, outcome, value)} of a run."""
    return {
        label: (lane.ended, lane.outcome, lane.value)
        for label, lane in lanes(main, **options).items()
    }


async def page(name, seconds):
    await asyncio.sleep(seconds)
    return f"page {name}"


def test_a_coroutine_ends_when_it_returned_and_not_with_the_step():
    async def crawl():
        await page("one", 1)
        time.sleep(0.5)
        await page("two", 1)

    found = lanes(crawl())
    assert (
        found["page('one', 1)"].started,
        found["page('one', 1)"].ended,
    ) == (0, 1)
    assert found["page('two', 1)"].started == 1.5
    assert found["page('two', 1)"].ended == 2.5
    assert found["page('one', 1)"].value == "'page one'"


def test_a_block_belongs_to_the_coroutine_that_blocked():
    async def parse():
        await asyncio.sleep(1)
        time.sleep(0.5)

    async def crawl():
        await parse()
        await page("one", 1)

    found = lanes(crawl())
    assert [x.blocked for x in found.values()] == [
        (),
        *[found["parse()"].blocked],
        (),
    ]
    assert [(s.start, s.end) for s in found["parse()"].blocked] == [(1, 1.5)]


def test_a_coroutine_that_blocks_and_never_waits_has_a_lane():
    async def main():
        await blocks(0.3)
        return await page("one", 1)

    found = lanes(main())
    assert found["blocks(0.3)"].ended == 0.3
    assert found["blocks(0.3)"].depth == 1
    assert not found["main()"].blocked


def test_a_coroutine_that_neither_blocks_nor_waits_has_none():
    async def quick():
        return 1

    async def main():
        return await quick()

    assert list(lanes(main())) == ["main()"]


def test_an_exception_that_the_awaiter_caught_is_shown():
    async def main():
        with contextlib.suppress(ValueError):
            await fails(1)
        await page("one", 1)

    assert ends(main())["fails(1)"] == (
        1,
        Outcome.RAISED,
        "ValueError: bad luck",
    )


def test_a_cancellation_by_a_time_limit_is_shown():
    async def main():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                await page("slow", 9)
        await page("one", 1)

    assert ends(main())["page('slow', 9)"] == (0.5, Outcome.CANCELLED, "")


def test_coroutines_that_the_program_keeps_end_where_they_ended():
    async def main():
        keep = [page("one", 0.2), page("two", 0.2)]
        await keep[0]
        time.sleep(0.3)
        await keep[1]
        return len(keep)

    found = lanes(main())
    one, two = found["page('one', 0.2)"], found["page('two', 0.2)"]
    assert (one.ended, two.started, two.ended) == (0.2, 0.5, 0.7)
    assert two.perhaps is None


def test_coroutines_that_only_block_are_told_apart_in_two_tasks():
    async def blocks_for(seconds):
        time.sleep(seconds)

    async def child(seconds):
        await blocks_for(seconds)

    async def main():
        await asyncio.gather(child(0.2), child(0.3))

    found = lanes(main())
    assert found["blocks_for(0.2)"].ended == 0.2
    assert found["blocks_for(0.3)"].ended == 0.5


def test_a_function_that_awaits_itself_ends_level_by_level():
    async def deeper(level):
        await asyncio.sleep(1)
        if level:
            await deeper(level - 1)
            time.sleep(0.2)
        return level

    found = ends(deeper(2))
    assert [each[0] for each in found.values()] == [3.4, 3.2, 3]
    assert [each[2] for each in found.values()] == ["2", "1", "0"]


def test_what_is_left_at_the_end_of_a_run_is_stopped_below_as_well():
    async def server():
        await page("for ever", 99)

    async def main():
        task = asyncio.create_task(server())
        await asyncio.sleep(1)
        return task.done()

    found = ends(main())
    assert found["server()"][:2] == (1, Outcome.STOPPED)
    assert found["page('for ever', 99)"][:2] == (1, Outcome.STOPPED)


def test_a_coroutine_that_is_driven_by_hand_is_nobodys():
    async def main():
        aside = page("aside", 1)
        aside.send(None)
        await page("one", 1)
        aside.close()
        return await page("two", 1)

    found = ends(main())
    assert found["page('one', 1)"] == (1, Outcome.RETURNED, "'page one'")
    assert found["page('two', 1)"] == (2, Outcome.RETURNED, "'page two'")


def test_a_task_that_is_collected_as_garbage_ends_there():
    async def lost():
        await asyncio.get_running_loop().create_future()

    async def main():
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        asyncio.create_task(lost())
        await asyncio.sleep(0.1)
        gc.collect()
        await asyncio.sleep(0.3)

    assert ends(main())["lost()"][:2] == (0.1, Outcome.DESTROYED)


def test_an_eager_task_takes_its_own_events_and_no_others():
    if not MONITORS:
        pytest.skip("eager tasks came with Python 3.12")

    async def child():
        await page("child", 1)

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        task = asyncio.create_task(child())
        await page("main", 1)
        await task

    timeline = run(main(), clock="virtual").timeline
    found = [(lane.depth, lane.label) for lane in timeline.lanes]
    assert found == [
        (0, "main()"),
        (1, "page('main', 1)"),
        (0, "child()"),
        (1, "page('child', 1)"),
    ]


# Without means


@pytest.fixture
def blind(monkeypatch):
    """Leave nothing but weak references to tell when a coroutine ends."""
    monkeypatch.setattr(inside, "_take_tool", lambda: None)
    monkeypatch.setattr("helpers.recording.recorder._TRACES", False)


@pytest.mark.usefixtures("blind")
def test_where_only_drops_are_seen_the_end_is_still_exact():
    async def crawl():
        await page("one", 1)
        time.sleep(0.5)
        await page("two", 1)

    found = lanes(crawl())
    assert found["page('one', 1)"].ended == 1
    assert found["page('one', 1)"].outcome is Outcome.DONE


@pytest.mark.usefixtures("blind")
def test_what_was_not_seen_is_drawn_as_not_known():
    async def crawl():
        await page("one", 1)
        time.sleep(0.5)
        await page("two", 1)

    timeline = run(crawl(), clock="virtual").timeline
    two = timeline.lane("page('two', 1)")
    assert (two.perhaps, two.started) == (1, 1.5)
    assert "?????|---------|  done at 2.5" in draw(timeline)
    assert not two.blocked


def test_not_known_has_a_sign():
    lane = Lane(
        label="x()",
        is_task=False,
        depth=1,
        parent=None,
        created=1.0,
        started=1.0,
        ended=2.0,
        value="",
        collected=None,
        collector=None,
        perhaps=0.0,
        outcome=Outcome.DONE,
        steps=Steps([1.0, 1.0, 2.0, 2.0]),
        waits=Waits.of([]),
    )
    drawn = draw(Timeline((lane,), 2.0))
    assert drawn.splitlines()[0] == ("  x() ??????????|---------|  done at 2")


# Beside others


def test_the_tool_id_is_given_back():
    if not MONITORS:
        pytest.skip("sys.monitoring came with Python 3.12")

    async def main():
        used = [sys.monitoring.get_tool(i) for i in range(6)]
        await page("one", 1)
        return used

    inner = run(main(), clock="virtual").result
    assert inside.NAME in inner
    assert inside.NAME not in map(sys.monitoring.get_tool, range(6))
    assert not watch.is_exact


def test_without_a_free_tool_id_the_rest_is_still_seen():
    if not MONITORS:
        pytest.skip("sys.monitoring came with Python 3.12")
    for tool in inside.TOOL_IDS:
        sys.monitoring.use_tool_id(tool, "somebody else")
    try:
        found = ends(page("one", 1))
        assert found["page('one', 1)"][0] == 1
    finally:
        for tool in inside.TOOL_IDS:
            sys.monitoring.free_tool_id(tool)


LATE = """\
import asyncio, sys
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder

loop = asyncio.new_event_loop()
attach(Recorder(), loop)
loop.run_until_complete(asyncio.sleep(0))
loop.close()

class Last:
    def __del__(self):
        (lambda: None)()

sys.last = Last()
"""


def test_a_recorder_that_is_never_detached_is_silent_when_python_ends():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LATE],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_tracer_of_the_programs_is_left_alone():
    seen = []

    def tracer(frame, event, value):
        seen.append(frame.f_code.co_name)

    async def main():
        await page("one", 1)
        return sys.gettrace()

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        assert run(main(), clock="virtual").result is tracer
    finally:
        sys.settrace(before)
    assert "page" in seen


# Neutral


def test_no_code_of_the_program_is_run_to_record_it():
    calls = []

    class Loud(list):
        def __repr__(self):
            calls.append("repr")
            return "Loud()"

        def __len__(self):
            calls.append("len")
            return 0

        def __iter__(self):
            calls.append("iter")
            return iter(())

        def __eq__(self, other):
            calls.append("eq")
            return True

        def __hash__(self):
            calls.append("hash")
            return 1

        def __getattr__(self, name):
            calls.append(name)
            return name

        def __bool__(self):
            calls.append("bool")
            return False

    class Broken(Exception):
        def __str__(self):
            calls.append("str")
            return "broken"

    async def use(thing):
        await asyncio.sleep(0.1)
        return thing

    async def breaks(thing):
        await asyncio.sleep(0.1)
        raise Broken(thing)

    async def main():
        loud = Loud()
        task = asyncio.create_task(use(loud))
        await use(loud)
        await task
        with contextlib.suppress(Broken):
            await breaks(loud)

    with record() as recording:
        asyncio.run(main())
    drawn = draw(recording.timeline)
    assert calls == []
    assert "use(<Loud>)" in drawn
    assert "raised Broken: <Loud>" in drawn


def test_a_huge_value_costs_next_to_nothing():
    class Rows(list):
        pass

    async def pass_on(rows):
        await asyncio.sleep(0)
        return rows

    async def main(rows):
        await asyncio.gather(*(pass_on(rows) for _ in range(50)))

    def seconds(rows):
        began = time.process_time()
        run(main(rows), clock="virtual")
        return time.process_time() - began

    small, large = [[0] * 10], [[0] * 10_000] * 1000
    fair = min(seconds(small) for _ in range(3))
    assert min(seconds(large) for _ in range(3)) < 20 * fair


@pytest.mark.parametrize("level", [1, 2, 3])
def test_warnings_and_logging_point_where_they_point_without_recording(level):
    def program():
        async def old():
            warnings.warn("old() is old", DeprecationWarning, level)
            record = logging.getLogger("x").makeRecord
            return (
                record
                and logging.getLogger("x").findCaller(stacklevel=level)[:2]
            )

        async def main():
            return await asyncio.create_task(old())

        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            found = asyncio.run(main())
        (one,) = caught
        return one.filename, one.lineno, found

    plain = program()
    with record():
        recorded = program()
    assert recorded == plain


def test_a_factory_is_handed_a_coroutine():
    closed = []

    async def child():
        try:
            await asyncio.sleep(9)
        finally:
            closed.append("child")

    def factory(loop, coro, **options):
        assert asyncio.iscoroutine(coro)
        assert inspect.iscoroutine(coro)
        return asyncio.Task(coro, loop=loop, **options)

    async def main():
        asyncio.get_running_loop().set_task_factory(factory)
        task = asyncio.create_task(child())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with record():
        asyncio.run(main())
    assert closed == ["child"]


def test_the_name_that_the_program_gave_is_shown():
    async def main():
        one = asyncio.create_task(sleeper("x", 1), name="order 1")
        two = asyncio.create_task(sleeper("y", 1))
        two.set_name("order 2")
        await asyncio.gather(one, two)

    assert list(lanes(main())) == [
        "main()",
        "order 1: sleeper('x', 1)",
        "order 2: sleeper('y', 1)",
    ]


def test_long_labels_that_differ_stay_different():
    async def send(address, subject):
        await asyncio.sleep(1)

    async def main():
        where = "somebody.with.a.long.name@example.org"
        await asyncio.gather(*(send(where, f"news {n}") for n in range(3)))

    found = list(lanes(main()))[1:]
    assert len({each.partition(" #")[0] for each in found}) == 3
    assert all(len(each) <= 32 for each in found)


def test_loops_that_the_program_lets_go_of_are_let_go_of():
    program = (
        "import asyncio, gc, resource, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))\n"
        "from helpers import record\n"
        "async def nothing():\n"
        "    await asyncio.sleep(0)\n"
        "with record() as recording:\n"
        "    for number in range(200):\n"
        "        loop = asyncio.new_event_loop()\n"
        "        loop.run_until_complete(nothing())\n"
        "        del loop\n"
        "        if number % 10 == 0:\n"
        "            gc.collect()\n"
        "print(len(recording.timelines))\n"
    )
    if sys.platform == "win32":
        pytest.skip("Windows has no limit to lower")
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert done.stdout == "200\n", done.stderr
