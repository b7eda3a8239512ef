"""`run()` does what `asyncio.run()` does, and tells what came of it."""

import asyncio
import contextvars
import functools
import textwrap
import threading

import pytest

from helpers import Run, b, blocks, run
from tests.tools.on_a_clock import CLOCKS
from tests.tools.small_programs import nap, nothing, virtual

pytestmark = pytest.mark.usefixtures("machine")


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_returns_what_main_returned(clock):
    assert run(nap(), clock=clock).result == "rested"


def test_run_tells_how_long_main_took():
    assert virtual(asyncio.sleep(2.5)).seconds == 2.5


def test_the_seconds_are_those_of_main_and_not_of_the_clean_up():
    async def slow_to_end():
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(2)

    async def main():
        other = asyncio.create_task(slow_to_end())
        await asyncio.sleep(1)
        return other.done()

    done = virtual(main())
    assert (done.seconds, done.timeline.seconds) == (1, 3)


@pytest.mark.parametrize("clock", CLOCKS)
def test_each_run_has_a_loop_of_its_own_and_closes_it(clock):
    async def main():
        return asyncio.get_running_loop()

    loops = [run(main(), clock=clock).result for _ in range(2)]
    assert loops[0] is not loops[1]
    assert all(loop.is_closed() for loop in loops)


@pytest.mark.parametrize("clock", CLOCKS)
def test_no_loop_runs_afterwards(clock):
    run(nothing(), clock=clock)
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


def test_main_sees_the_context_variables_of_its_caller():
    variable = contextvars.ContextVar("variable", default="unset")

    async def main():
        before = variable.get()
        variable.set("changed")
        return before

    variable.set("outside")
    assert virtual(main()).result == "outside"
    assert variable.get() == "outside"


def test_tasks_inherit_the_context_of_main():
    variable = contextvars.ContextVar("variable")

    async def child():
        return variable.get()

    async def main():
        variable.set("main's")
        return await asyncio.create_task(child())

    assert virtual(main()).result == "main's"


def test_main_may_set_an_exception_handler():
    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: heard.append(told))
        loop.call_soon(int, "x")
        await asyncio.sleep(1)

    heard = []
    virtual(main())
    assert [type(told["exception"]) for told in heard] == [ValueError]


def test_run_works_in_another_thread():
    done = []
    thread = threading.Thread(target=lambda: done.append(virtual(nap())))
    thread.start()
    thread.join()
    assert done[0].result == "rested"


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_works_in_a_thread_of_a_run(clock):
    async def main():
        inner = await asyncio.to_thread(run, nap(), clock="virtual")
        return inner.result

    assert run(main(), clock=clock).result == "rested"


def test_any_awaitable_object_that_is_a_coroutine_runs():
    async def main(name):
        return name

    assert virtual(functools.partial(main, "x")()).result == "x"


def test_a_blocking_call_is_drawn_alike_on_both_clocks():
    async def main():
        other = asyncio.create_task(b("other"))
        await asyncio.sleep(0)
        await blocks(0.5)
        other.cancel()

    texts = [str(run(main(), clock=clock)) for clock in CLOCKS]
    assert texts[0] == texts[1]
    bar = "#" * 51
    assert f"  blocks(0.5) {bar}  returned 'blocked' at 0.5\n" in texts[0]


# -- what a Run shows


def test_a_run_prints_its_headline_and_its_drawing():
    assert str(virtual(b("x"), title="One")) == textwrap.dedent("""\
        returned 'x' after 1 s

        One
        b('x') |---------|  returned 'x' at 1
               0         1 seconds""")


def test_a_run_that_returned_none_says_so_in_one_word():
    assert str(virtual(nothing())).startswith("returned after 0 s\n")


def test_a_headline_has_only_the_first_line_of_a_message():
    async def main():
        raise ValueError("first\nsecond")

    done = virtual(main(), expect=ValueError)
    assert str(done).split("\n")[0] == "raised ValueError after 0 s: first"


def test_a_run_does_not_change():
    done = virtual(nothing())
    assert isinstance(done, Run)
    with pytest.raises(AttributeError):
        done.result = 1
