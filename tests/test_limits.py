"""A run that would go on for ever ends at its limit, and says where it was."""

import asyncio
import threading

import pytest

from helpers import LimitError, b, run
from helpers.running.run import LIMITS
from tests.tools.on_a_clock import CLOCKS, seconds
from tests.tools.small_programs import nothing, sentence_of, virtual


async def wait_until_ready(box):
    while "ready" not in box:
        await asyncio.sleep(0.1)


async def spin():
    while True:
        await asyncio.sleep(0)


async def stubborn():
    while True:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            pass


def line_in(function, offset):
    return function.__code__.co_firstlineno + offset


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_program_that_polls_for_ever_ends_at_the_limit(clock, machine):
    words = sentence_of(run, wait_until_ready({}), clock=clock, limit=2.55)
    assert words == (
        f"LimitError: run() stopped at its limit of 2.55 s on the {clock} "
        "clock (for another, write run(..., limit=...); for none, "
        "limit=None)\n  wait_until_ready({}) stood at line "
        f"{line_in(wait_until_ready, 2)}: await asyncio.sleep(0.1)"
    )


def test_without_a_word_polling_ends_after_many_turns(monkeypatch):
    assert LIMITS["virtual"][1] == 1_000_000
    monkeypatch.setitem(LIMITS, "virtual", (1e9, 1000))
    done = virtual(wait_until_ready({}), expect=LimitError)
    assert done.seconds == 50  # two turns for each sleep


def test_a_long_sleep_is_within_the_limit_of_virtual_time():
    year = 365 * 24 * 3600
    assert virtual(asyncio.sleep(year)).seconds == year


def test_the_chart_is_that_of_an_interrupt(capsys):
    with pytest.raises(LimitError):
        virtual(wait_until_ready({}), limit=1)
    chart = capsys.readouterr().err
    assert chart.startswith("raised LimitError after 1 s: run() stopped at ")
    assert "interrupted while waiting on sleep at 1\n" in chart


def test_a_sleep_beyond_the_limit_ends_at_the_limit():
    assert virtual(b("x"), limit=0.5, expect=LimitError).seconds == 0.5


def test_a_program_that_ends_at_its_limit_is_over():
    assert virtual(b("x"), limit=1.000001).result == "x"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_loop_that_never_rests_ends_after_so_many_turns(clock):
    words = sentence_of(run, spin(), clock=clock, turns=1000)
    of = " in a row without a rest" if clock == "real" else ""
    assert words == (
        f"LimitError: run() stopped at its limit of 1000 turns{of} on the "
        f"{clock} clock (for another, write run(..., turns=...); for none, "
        f"turns=None)\n  spin() stood at line {line_in(spin, 2)}: "
        "await asyncio.sleep(0)"
    )


async def short_spins():
    for _ in range(5):
        for _ in range(700):
            await asyncio.sleep(0)
        await asyncio.sleep(0.001)


def test_on_the_real_clock_turns_are_counted_from_the_last_rest(machine):
    assert run(short_spins(), clock="real", turns=1000).error is None


def test_on_virtual_time_all_turns_are_counted():
    error = virtual(short_spins(), turns=1000, expect=LimitError).error
    assert "short_spins() stood at line " in str(error)


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_limit_counts_while_a_thread_works(clock):
    async def main():
        await asyncio.to_thread(go_on.wait)

    go_on = threading.Event()
    words = sentence_of(run, main(), clock=clock, limit=0.2)
    go_on.set()
    assert words.startswith("LimitError: run() stopped at its limit of 0.2 s")


def test_a_run_without_a_limit_goes_on(monkeypatch):
    async def main():
        await asyncio.sleep(2)
        for _ in range(2000):
            await asyncio.sleep(0)
        return "over"

    monkeypatch.setitem(LIMITS, "virtual", (1, 1000))
    assert virtual(main(), limit=None).result == "over"


def test_a_deadlock_is_no_matter_of_the_limit():
    async def main():
        await asyncio.Event().wait()

    assert sentence_of(virtual, main(), limit=1).startswith("DeadlockError")


def test_left_overs_may_clean_up_after_the_limit():
    async def main():
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(0.25)
            ended.append("main")

    ended = []
    virtual(main(), limit=1, expect=LimitError)
    assert ended == ["main"]


def test_several_that_stand_in_one_place_are_one_line():
    async def wait(event):
        await event.wait()

    async def main():
        event = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(wait(event))
            await asyncio.sleep(10)

    error = virtual(main(), limit=1, expect=LimitError).error
    assert [line.partition(" stood")[0] for line in _lines(error)] == [
        "  main()",
        "  3 x wait(<Event>)",
    ]


def _lines(error):
    return str(error).split("\n")[1:]


# -- a cancellation that was swallowed


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_swallowed_cancellation_is_named(clock, machine):
    async def main():
        await asyncio.wait_for(stubborn(), 2.5)

    done = run(main(), clock=clock, limit=5, expect=LimitError)
    label, _, note = done.timeline.notes[0].partition(" was cancelled at ")
    assert label in ("note: stubborn()", "note: main()")  # who was: by version
    assert note == (
        "2.5 and goes on: stubborn() caught CancelledError at line "
        f"{line_in(stubborn, 3)}: await asyncio.sleep(1)"
    )


def test_a_time_limit_that_was_kept_swallows_nothing():
    async def main():
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(2)
        except TimeoutError:
            await asyncio.sleep(10)

    done = virtual(main(), limit=5, expect=LimitError)
    assert done.timeline.notes == ()


# -- what is no limit


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (0, "ValueError: limit must be more than 0 seconds, got 0"),
        (
            "1",
            "TypeError: limit must be a number of seconds, or None for no "
            "limit, got '1'",
        ),
    ],
)
def test_what_is_no_limit_is_refused(limit, words):
    assert sentence_of(run, nothing(), limit=limit) == words


def test_turns_are_a_number_too():
    assert sentence_of(run, nothing(), turns=0) == (
        "ValueError: turns must be more than 0 turns of the loop, got 0"
    )


# -- a program that watches the clock


def test_a_loop_that_watches_virtual_time_lets_it_pass():
    async def main():
        loop = asyncio.get_running_loop()
        end = loop.time() + 0.3
        while loop.time() < end:
            pass

    assert seconds(main()) == pytest.approx(0.3, abs=0.1)


def test_to_ask_for_the_time_between_other_things_lets_none_pass(machine):
    async def nap():
        asyncio.get_running_loop().time()
        async with asyncio.timeout(2):
            await asyncio.sleep(1)

    async def main():
        await asyncio.gather(*(nap() for _ in range(15_000)))

    assert seconds(main()) == 1
