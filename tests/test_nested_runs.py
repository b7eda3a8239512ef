"""`run()` beside an event loop that runs already, as in a notebook."""

import asyncio
import signal
import threading

import pytest

from helpers import DeadlockError, fails, run
from tests.tools.on_a_clock import CLOCKS
from tests.tools.small_programs import agen, nap, nothing, virtual


def inside(call):
    """Call a function inside a coroutine of an ordinary loop."""

    async def outer():
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        try:
            result = call()
        except BaseException as error:
            result = error
        await asyncio.sleep(0)
        assert asyncio.get_running_loop() is loop
        assert asyncio.current_task() is task
        assert await asyncio.create_task(nap()) == "rested"
        return result

    return asyncio.run(outer())


@pytest.mark.parametrize("clock", CLOCKS)
def test_run_steps_a_running_loop_aside(clock):
    assert inside(lambda: run(nap(), clock=clock)).result == "rested"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_failing_run_gives_the_outer_loop_back(clock, capsys):
    error = inside(lambda: run(fails(0.01), clock=clock))
    assert isinstance(error, ValueError)


def test_a_deadlock_gives_the_outer_loop_back(capsys):
    async def main():
        await asyncio.Event().wait()

    error = inside(lambda: virtual(main()))
    assert isinstance(error, DeadlockError)


def test_an_interrupt_gives_the_outer_loop_back(capsys):
    async def main():
        await asyncio.sleep(1)
        raise KeyboardInterrupt

    error = inside(lambda: virtual(main()))
    assert isinstance(error, KeyboardInterrupt)


def test_a_refused_run_gives_the_outer_loop_back():
    assert isinstance(inside(lambda: run(nothing)), TypeError)


def test_run_works_in_a_callback_of_a_running_loop():
    async def outer():
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        loop.call_soon(lambda: done.set_result(virtual(nap())))
        return await done

    assert asyncio.run(outer()).result == "rested"


def test_tasks_of_the_outer_loop_are_not_those_of_the_run():
    async def main():
        return len(asyncio.all_tasks())

    assert inside(lambda: virtual(main())).result == 1


def test_asyncgens_of_the_outer_loop_live_on():
    async def outer():
        numbers = agen()
        await anext(numbers)
        virtual(nothing())
        return await anext(numbers, "ended")

    assert asyncio.run(outer()) == "ended"


@pytest.mark.parametrize("clock", CLOCKS)
def test_ctrl_c_is_heard_beside_a_loop_that_catches_it(clock, capsys):
    async def main():
        signal.raise_signal(signal.SIGINT)
        await asyncio.to_thread(threading.Event().wait, 0.01)
        await asyncio.sleep(3600)

    async def outer():
        before = signal.getsignal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            run(main(), clock=clock)
        assert signal.getsignal(signal.SIGINT) is before

    asyncio.run(outer())


@pytest.mark.parametrize("clock", ["real", "virtual"])
def test_a_loop_that_is_run_inside_itself_refuses_and_goes_on(clock):
    async def main():
        loop = asyncio.get_running_loop()
        with pytest.raises(RuntimeError, match="already running"):
            loop.run_forever()
        await asyncio.sleep(0.05)
        return asyncio.get_running_loop() is loop

    assert run(main(), clock=clock).result
