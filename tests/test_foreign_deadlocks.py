"""A loop that asyncio made is told of a deadlock too, and of nothing else."""

import asyncio
import contextlib
import os
import signal
import sys
import threading

import pytest

from helpers import DeadlockError, record, run
from helpers.checking.check_loop import CheckLoop
from helpers.clocks.deadlock import Wakers
from helpers.compat import is_of_runner
from helpers.timeline.model import Outcome

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="its loop keeps no list of what it watches"
)


async def waits():
    await asyncio.Event().wait()


def test_a_deadlock_names_the_line_and_is_drawn_as_waiting_for_ever():
    async def main():
        await asyncio.gather(waits(), asyncio.sleep(0.01))

    with (
        record() as recording,
        pytest.raises(DeadlockError) as caught,
    ):
        asyncio.run(main())
    line = waits.__code__.co_firstlineno + 1
    assert f"waits() waits on Event.wait, line {line}: " in str(caught.value)
    lanes = recording.timeline.lanes
    assert [lane.outcome for lane in lanes] == [
        *(Outcome.STUCK, Outcome.STUCK, Outcome.RETURNED)
    ]


def test_a_loop_is_let_go_of_as_ever():
    async def main():
        return asyncio.get_running_loop()

    with record():
        assert asyncio.run(main()).is_closed()


async def woken(wake):
    """Wait for an event that `wake(set)` has set from outside."""
    event, loop = asyncio.Event(), asyncio.get_running_loop()
    undo = wake(lambda *_: loop.call_soon_threadsafe(event.set))
    try:
        await event.wait()
    finally:
        undo()
    return "woken"


def by_thread(wake):
    threading.Timer(0.05, wake).start()
    return int


def in_a_while():
    timer = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()


def by_handler_of_the_loop(wake):
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, wake)
    in_a_while()
    return lambda: loop.remove_signal_handler(signal.SIGINT)


def by_handler_of_the_program(wake):
    before = signal.signal(signal.SIGINT, wake)
    in_a_while()
    return lambda: signal.signal(signal.SIGINT, before)


def by_socket(wake):
    loop = asyncio.get_running_loop()
    reader, writer = os.pipe()
    loop.add_reader(reader, wake)
    os.write(writer, b"x")

    def undo():
        loop.remove_reader(reader)
        os.close(reader)
        os.close(writer)

    return undo


@pytest.mark.parametrize(
    "wake",
    [by_thread, by_handler_of_the_loop, by_handler_of_the_program, by_socket],
)
def test_where_somebody_may_wake_it_there_is_no_deadlock(wake):
    with record():
        assert asyncio.run(woken(wake)) == "woken"


def test_a_process_may_wake_it():
    async def main():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "import time; time.sleep(0.05)"
        )
        return await process.wait()

    with record():
        assert asyncio.run(main()) == 0


def test_a_loop_without_a_task_waits_as_ever():
    with record():
        loop = asyncio.new_event_loop()
        loop.call_soon(
            lambda: threading.Timer(
                0.05, loop.call_soon_threadsafe, [loop.stop]
            ).start()
        )
        loop.run_forever()
        loop.close()


def test_the_handler_of_asyncio_run_is_known():
    async def main():
        return is_of_runner(signal.getsignal(signal.SIGINT))

    assert asyncio.run(main())
    assert not is_of_runner(print)


CLOCKS = ["real", "virtual", "asyncio's own", "a check's"]


@pytest.mark.parametrize("clock", CLOCKS)
def test_what_woke_the_loop_may_be_gone_when_it_is_looked_for(
    monkeypatch, clock
):
    """A thread that ends as it is asked about has woken the loop before."""
    rung = []

    def remain(wakers):
        if not rung:
            rung.append(True)
            loop.call_soon_threadsafe(bell.set)
        return False

    async def main():
        nonlocal loop, bell
        loop, bell = asyncio.get_running_loop(), asyncio.Event()
        monkeypatch.setattr(Wakers, "remain", remain)
        if clock == "a check's":  # it asks for threads at work alone
            monkeypatch.setattr(Wakers, "at_work", remain)
        await bell.wait()
        return "woken"

    loop = bell = None
    if clock == "asyncio's own":
        with record():
            assert asyncio.run(main()) == "woken"
    elif clock == "a check's":
        with contextlib.closing(CheckLoop(10, 10)) as checking:
            assert checking.run_until_complete(main()) == "woken"
    else:
        assert run(main(), clock=clock).result == "woken"
    assert rung
