"""Timelines in words: the drawing, the folding, and the sentence."""

import asyncio
import functools
import random
import selectors
import textwrap
import time

import pytest

from helpers import DeadlockError, Timeline, a, b, fails, run, sleeper
from helpers.charts.folding import fold
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.timeline.model import Lane, Outcome
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Steps

virtual = functools.partial(run, clock="virtual")


def drawn(text):
    return textwrap.dedent(text).strip("\n")


async def tasks(*jobs, first=0):
    created = [asyncio.create_task(job) for job in jobs]
    await asyncio.sleep(first)
    return [await task for task in created]


# -- small drawings


def test_one_after_another():
    async def main():
        return [await a(), await b("b1"), await b("b2")]

    assert draw(virtual(main()).timeline) == drawn("""
main()    |-----------------------------|---------|---------|  returned ['a', 'b1', 'b2'] at 5
  a()     |-----------------------------|                      returned 'a' at 3
  b('b1')                               |---------|            returned 'b1' at 4
  b('b2')                                         |---------|  returned 'b2' at 5
          0         1         2         3         4         5 seconds
""")  # noqa: E501


def test_done_and_not_collected():
    async def main():
        task = asyncio.create_task(b("x"))
        await asyncio.sleep(2)
        await task

    assert draw(virtual(main()).timeline) == drawn("""
        main() |-------------------|  returned at 2
        b('x') |---------|//////////  'x' at 1
               0         1         2 seconds
        """)


def test_created_and_not_started():
    async def main():
        task = asyncio.create_task(b("x"))
        time.sleep(0.5)
        await task

    assert draw(virtual(main()).timeline) == drawn("""
        main() ######---------|  returned at 1.5
        b('x') .....|---------|  'x' at 1.5
               0         1 seconds
        """)


def test_raised_and_cancelled():
    async def main():
        other = asyncio.create_task(a())
        failing = asyncio.create_task(fails(1))
        asyncio.create_task(b("x")).cancel()
        await asyncio.wait([failing])
        other.cancel()
        await asyncio.sleep(0)

    assert draw(virtual(main()).timeline) == drawn("""
        main()   |---------|  returned at 1
        a()      |---------x  cancelled at 1
        fails(1) |---------x  raised ValueError: bad luck at 1, never collected
        b('x')   x            cancelled before it started at 0
                 0         1 seconds
        """)


def test_left_over_and_never_awaited():
    async def main():
        forgotten = b("forgotten")
        asyncio.create_task(a())
        await asyncio.sleep(1)
        del forgotten

    assert draw(virtual(main()).timeline) == drawn("""
        main()           |---------|  returned at 1
          b('forgotten') ...........  never awaited
        a()              |---------x  cancelled at the end of run at 1
                         0         1 seconds
        note: b() was called but never awaited, so nothing of it ran: did you forget 'await'?
        """)  # noqa: E501


def test_a_deadlock():
    async def main():
        await b("x")
        await asyncio.Event().wait()

    timeline = virtual(main(), expect=DeadlockError).timeline
    assert draw(timeline) == drawn("""
        main()   |---------x  waiting for ever on Event.wait at 1
          b('x') |---------|  returned 'x' at 1
                 0         1 seconds
        """)


def test_an_interrupt():
    async def main():
        asyncio.get_running_loop().call_later(1, press)
        await asyncio.create_task(a())

    def press():
        raise KeyboardInterrupt

    timeline = virtual(main(), expect=KeyboardInterrupt).timeline
    assert draw(timeline) == drawn("""
        main() |---------x  interrupted while waiting on a() at 1
        a()    |---------x  interrupted while waiting on sleep at 1
               0         1 seconds
        """)


def test_many_short_steps_are_no_running():
    async def idle():
        for _ in range(300):
            await asyncio.sleep(0.003)
        await asyncio.sleep(0.6)

    timeline = virtual(idle()).timeline
    assert draw(timeline) == drawn("""
        idle() ::::::::::-----|  returned at 1.5
               0         1 seconds
        """)
    assert sentence(timeline) == (
        "Chart of 1 task over 1.5 seconds. idle(): started at 0, "
        "took many short steps from 0 to 0.9, returned at 1.5."
    )


def test_a_task_that_runs_for_most_of_the_time_is_seen_running():
    timeline = stepped(0.0, 0.0, 0.02, 0.08, 0.1, 0.1)
    assert draw(timeline, width=10) == drawn("""
        job() |-||||||--|  None at 0.1
              0         0.1 seconds
        """)
    assert sentence(timeline) == (
        "Chart of 1 task over 0.1 seconds. job(): started at 0, "
        "ran from 0.02 to 0.08, returned None at 0.1."
    )


def test_a_task_that_blocks_for_a_fifth_of_the_time_is_seen_doing_so():
    timeline = stepped(*(x for n in range(60) for x in (n, n + 0.2)), 60, 60)
    assert draw(timeline) == drawn("""
        job() %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%|  None at 60
              0         20        40        60 seconds
        """)
    assert sentence(timeline) == (
        "Chart of 1 task over 60 seconds. job(): started at 0, "
        "blocked the loop many times from 0 to 59.2, returned None at 60."
    )


def test_a_task_that_runs_half_of_the_time_is_seen_doing_so():
    half = [x for n in range(5) for x in (n / 50, n / 50 + 0.01)]
    assert draw(stepped(*half, 0.1, 0.1), width=10) == drawn("""
        job() |-|-|-|-|-|  None at 0.1
              0         0.1 seconds
        """)


def test_a_task_that_ends_running_is_seen_running_at_its_end():
    assert draw(stepped(0.0, 0.0, 0.04, 0.1), width=10) == drawn("""
        job() |---|||||||  None at 0.1
              0         0.1 seconds
        """)


def stepped(*times):
    """Return the timeline of a job that runs at these times."""
    job = Lane(
        label="job()",
        is_task=True,
        depth=0,
        parent=0,
        created=0.0,
        started=times[0],
        ended=times[-1],
        outcome=Outcome.RETURNED,
        value="None",
        collected=times[-1],
        collector=0,
        steps=Steps(times),
        waits=(),
    )
    return Timeline((job,), times[-1])


def test_a_run_of_no_length():
    async def main():
        return 42

    assert draw(virtual(main()).timeline) == drawn("""
        main() |  returned 42 at 0
               0 seconds
        """)


def test_a_title_stands_above():
    timeline = virtual(b("x"), title="A title").timeline
    assert draw(timeline).split("\n")[0] == "A title"


def test_an_empty_timeline_is_an_axis():
    assert draw(Timeline((), 0.0)) == " 0 seconds"


@pytest.mark.parametrize(
    "seconds",
    [0.000_001, 0.004, 0.3, 0.7, 0.9, 1, 7, 30, 50.5, 100, 12_345, 1e9],
)
def test_a_drawing_of_any_length_fits_and_has_an_axis(seconds):
    track, axis = draw(virtual(asyncio.sleep(seconds)).timeline).split("\n")
    columns = track.split("  returned")[0].partition(" |")[2]
    assert len(columns) <= 50
    assert axis.split()[0] == "0"
    assert len(axis.split()) >= 3
    assert axis.endswith(" seconds")


# -- both clocks


async def polling():
    task = asyncio.create_task(sleeper("x", 0.5))
    looks = 0
    while not task.done():
        looks += 1
        await asyncio.wait([task], timeout=0.2)
    return looks


PROGRAMS = {
    "sequence": lambda: in_turn(0.2, 0.1, 0.3),
    "tasks": lambda: tasks(sleeper("x", 0.3), sleeper("y", 0.6)),
    "uncollected": lambda: tasks(sleeper("x", 0.1), first=0.5),
    "polling": polling,
    "thread": lambda: in_a_thread(0.5),
    "no time at all": lambda: tasks(asyncio.sleep(0), asyncio.sleep(0)),
}


async def in_a_thread(seconds):
    """Wait in a thread, and note how late the machine told of the end."""
    began = time.monotonic()
    await asyncio.to_thread(time.sleep, seconds)
    LATENESS.append(time.monotonic() - began - seconds)


LATENESS = []  # seconds
ON_TIME = 0.04  # seconds; what is later than that is shown as later


def on_the_real_clock(program):
    """Return what a run prints whose threads the machine woke in time."""
    for _ in range(100):
        LATENESS.clear()
        printed = str(run(program(), clock="real"))
        if max(LATENESS, default=0) < ON_TIME:
            return printed
    raise AssertionError("this machine never wakes a thread in time")


async def in_turn(*delays):
    for delay in delays:
        await asyncio.sleep(delay)
    return "done"


@pytest.fixture
def a_late_machine(monkeypatch):
    """Wake every wait of the real clock up to 50 ms too late."""
    on_time, chance = selectors.DefaultSelector.select, random.Random(1)

    def select(self, timeout=None):
        events = on_time(self, timeout)
        if timeout:
            time.sleep(chance.uniform(0, 0.05))
        return events

    monkeypatch.setattr(selectors.DefaultSelector, "select", select)


@pytest.mark.parametrize("name", PROGRAMS)
def test_both_clocks_print_the_same(name):
    program = PROGRAMS[name]
    assert on_the_real_clock(program) == str(virtual(program()))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_late_machine_prints_the_same(name, a_late_machine):
    program = PROGRAMS[name]
    assert on_the_real_clock(program) == str(virtual(program()))


# -- folding


async def gathered(*jobs):
    return await asyncio.gather(*jobs, return_exceptions=True)


def test_few_lanes_are_not_folded():
    lanes = virtual(tasks(b("x"), a())).timeline.lanes
    assert fold(lanes, 24) == [(lane,) for lane in lanes]


def test_folding_loses_no_lane():
    jobs = [sleeper(n, n % 3) for n in range(200)]
    jobs += [fails(n % 4) for n in range(100)] + [a()]
    lanes = virtual(gathered(*jobs)).timeline.lanes
    rows = fold(lanes, 24)
    found = [lane for row in rows for lane in row]
    assert len(rows) <= 24
    assert {id(lane) for lane in found} == {id(lane) for lane in lanes}
    assert len(found) == len(lanes)


def test_folding_keeps_main_and_what_is_the_only_one_of_its_kind():
    jobs = [sleeper(n, 1) for n in range(100)] + [a()]
    lanes = virtual(gathered(*jobs)).timeline.lanes
    kept = [row[0].function for row in fold(lanes, 24) if len(row) == 1]
    assert kept[0] == "gathered"
    assert kept[-1] == "a"


def test_a_folded_lot_says_how_many_there_are_and_how_they_ended():
    jobs = [sleeper(n, 1) for n in range(60)]
    text = draw(virtual(gathered(*jobs)).timeline)
    assert "sleeper(...) x 55" in text
    assert text.split("\n")[-2].endswith("55 returned")


def test_failures_are_shown_beside_the_lot_of_those_that_did_not():
    async def one(n):
        await asyncio.sleep(1)
        if n == 77:
            raise ValueError("the odd one")

    text = draw(virtual(gathered(*(one(n) for n in range(100)))).timeline)
    assert "raised ValueError: the odd one" in text


def test_very_many_functions_are_folded_too():
    def make(n):
        async def job():
            await asyncio.sleep(1)

        job.__qualname__ = f"job_{n}"
        return job()

    timeline = virtual(gathered(*map(make, range(300)))).timeline
    rows = fold(timeline.lanes, 24)
    assert (len(rows), len(rows[-1])) == (24, 278)
    assert "others x 278" in draw(timeline)
    assert sentence(timeline).endswith("278 others: 278 returned.")


# -- words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0"), (3, "3"), (0.2, "0.2"), (1.25, "1.25"), (0.1 + 0.2, "0.3")],
)
def test_seconds_have_no_needless_zeros(seconds, text):
    assert seconds_text(seconds) == text


def test_the_sentence_tells_what_the_chart_shows():
    async def main():
        tasks = [asyncio.create_task(job) for job in (b("x"), fails(2))]
        await asyncio.sleep(3)
        await asyncio.gather(*tasks, return_exceptions=True)

    assert sentence(virtual(main(), title="Three lanes").timeline) == (
        "Three lanes. Chart of 3 tasks over 3 seconds. "
        "main(): started at 0, returned at 3. "
        "b('x'): started at 0, returned 'x' at 1, collected at 3. "
        "fails(2): started at 0, raised ValueError: bad luck at 2, "
        "collected at 3."
    )


def test_the_sentence_tells_of_blocking_and_of_a_late_start():
    async def main():
        task = asyncio.create_task(b("x"))
        time.sleep(0.5)
        await task

    assert sentence(virtual(main()).timeline) == (
        "Chart of 2 tasks over 1.5 seconds. "
        "main(): started at 0, blocked the loop from 0 to 0.5, returned at "
        "1.5. "
        "b('x'): created at 0, started at 0.5, returned 'x' at 1.5."
    )


def test_the_sentence_folds_as_the_drawing_does():
    jobs = [sleeper(n, 1) for n in range(60)]
    told = sentence(virtual(gathered(*jobs)).timeline)
    assert "55 more of sleeper(): 55 returned." in told
