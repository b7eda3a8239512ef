"""`run()` refuses what it cannot run, in a sentence that says what to do."""

import asyncio
import functools
import gc
import traceback

import pytest

from helpers import b, check, compare, predict, record, run, solution
from tests.tools.on_a_clock import CLOCKS
from tests.tools.small_programs import agen, nothing, sentence_of, virtual


def generator():
    yield 1


def plain():
    return None


class Awaitable:
    def __await__(self):
        yield


@pytest.mark.parametrize(
    ("main", "got"),
    [
        (
            nothing,
            "the function nothing: did you forget to call it? "
            "Write run(nothing()).",
        ),
        (
            functools.partial(b, "x"),
            "the function main: did you forget to call it? Write run(main()).",
        ),
        (
            plain,
            "the function plain, which is not a coroutine function: is "
            "'async' missing in front of its 'def'?",
        ),
        (
            None,
            "None: if a function returned it, is that missing 'async def'?",
        ),
        (
            3,
            "a value of type int: if a function returned it, is that missing "
            "'async def'?",
        ),
        (
            agen,
            "an async generator: iterate over it with 'async for' in a "
            "coroutine, and run that.",
        ),
        (
            agen(),
            "an async generator: iterate over it with 'async for' in a "
            "coroutine, and run that.",
        ),
        (
            generator(),
            "a generator: write 'async def' and 'await' where older programs "
            "have 'yield from'.",
        ),
        (
            [1, 2],
            "a list: write one coroutine that awaits all of them, and run "
            "that.",
        ),
        (
            Awaitable(),
            "a Awaitable: write 'async def main(): return await ...' around "
            "it.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_coroutine_is_refused_in_a_sentence(main, got):
    message = f"TypeError: run() needs a coroutine, got {got}"
    assert sentence_of(run, main) == message


def test_a_list_of_coroutines_is_refused_without_more_complaints():
    assert "got a list" in sentence_of(run, [nothing(), b("x")])
    gc.collect()  # a "never awaited" warning would fail the test


def test_a_task_of_another_loop_is_refused():
    async def main():
        return run(asyncio.create_task(nothing()))

    assert sentence_of(asyncio.run, main()) == (
        "TypeError: run() needs a coroutine, got a Task, which belongs to "
        "the loop it was made on: await it there."
    )


def test_a_coroutine_that_ran_before_is_refused():
    once = nothing()
    virtual(once)
    assert sentence_of(virtual, once) == (
        "RuntimeError: this nothing() coroutine ran before, and a coroutine "
        "runs once: call nothing() again to get a fresh one"
    )


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_inside_a_coroutine_is_refused(clock, capsys):
    async def main():
        return run(nothing(), clock="virtual")

    assert sentence_of(run, main(), clock=clock) == (
        "RuntimeError: run() was called inside a coroutine that run() is "
        "running: an event loop runs here already. Write 'await nothing()' "
        "instead."
    )
    gc.collect()


def test_an_unknown_clock_is_refused():
    assert sentence_of(run, nothing(), clock="fast") == (
        "ValueError: clock must be 'real' or 'virtual', got 'fast'"
    )
    gc.collect()


def test_an_unknown_clock_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("COURSE_CLOCK", "fast")
    assert sentence_of(run, nothing()) == (
        "ValueError: the environment variable COURSE_CLOCK must be 'real' or "
        "'virtual', it is 'fast'"
    )


# -- where the traceback ends


def called_twice():
    once = nothing()
    virtual(once)
    virtual(once)


def entered_twice():
    recording = record()
    with recording:
        pass
    recording.__enter__()


REFUSED = [
    lambda: run(nothing),
    lambda: run(nothing(), clock="fast"),
    lambda: run(nothing(), expect=1),
    lambda: run(nothing(), prediction=1),
    lambda: run(nothing(), limit=0),
    lambda: run(nothing(), expect=ValueError, clock="virtual"),
    called_twice,
    lambda: compare(),
    lambda: compare(1),
    lambda: record(1),
    lambda: record().__await__(),
    lambda: record().timeline,
    entered_twice,
    lambda: predict(order="a"),
    lambda: predict("no sketch", order=["a"]),
    lambda: check("nothing of the kind", b),
    lambda: check("crawl-with-tasks"),
    lambda: solution("nothing of the kind"),
]


@pytest.mark.parametrize("refused", REFUSED)
def test_a_refusal_ends_in_the_line_that_called(refused, capsys):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        refused()
    *_, last = traceback.extract_tb(caught.value.__traceback__)
    assert last.filename == __file__
    assert last.name == refused.__name__
