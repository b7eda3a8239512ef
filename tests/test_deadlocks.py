"""A program that can only hang ends with an error that names who waits."""

import asyncio
import socket
import subprocess
import sys
import threading
import time

import pytest

from helpers.clocks.deadlock import DeadlockError
from tests.tools.on_a_clock import CLOCKS, finished

HEAD = (
    "deadlock: nothing is ready to run, no timer is set, and so nobody will "
    "ever wake"
)


async def waits_on_an_event():
    await asyncio.Event().wait()


async def waits_deeply():
    await waits_on_an_event()


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_names_who_waits_on_what_at_which_line(clock):
    with pytest.raises(DeadlockError) as caught:
        finished(waits_on_an_event(), clock)
    line = waits_on_an_event.__code__.co_firstlineno + 1
    assert str(caught.value) == (
        f"{HEAD}\n  waits_on_an_event() waits on Event.wait, line {line}: "
        "await asyncio.Event().wait()"
    )


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_names_the_innermost_coroutine(clock):
    with pytest.raises(DeadlockError) as caught:
        finished(waits_deeply(), clock)
    assert (
        "  waits_deeply() waits on Event.wait in waits_on_an_event(), line "
    ) in str(caught.value)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_names_the_task_that_is_waited_for(clock):
    async def first():
        await tasks[1]

    async def second():
        await tasks[0]

    async def main():
        tasks[:] = map(asyncio.ensure_future, (first(), second()))
        await tasks[0]

    tasks = []
    with pytest.raises(DeadlockError) as caught:
        finished(main(), clock)
    waits = [line.split(",")[0] for line in str(caught.value).split("\n")[1:]]
    assert waits == [
        "  main() waits on first()",
        "  first() waits on second()",
        "  second() waits on first()",
        "  first() and second() wait for each other",
    ]


def test_a_deadlock_of_very_many_names_the_first_of_them():
    async def main():
        await asyncio.gather(*(waits_on_an_event() for _ in range(100)))

    with pytest.raises(DeadlockError) as caught:
        finished(main())
    lines = str(caught.value).split("\n")
    assert len(lines) == 22
    assert lines[-1] == "  and 81 more"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_deadlock_after_some_time_is_found(clock):
    async def main():
        await asyncio.sleep(0.01)
        await asyncio.get_running_loop().create_future()

    with pytest.raises(DeadlockError):
        finished(main(), clock)


def test_a_server_may_wait_for_ever_without_a_deadlock():
    async def main():
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        with pytest.raises(TimeoutError):
            async with server, asyncio.timeout(0.05):
                await asyncio.get_running_loop().create_future()

    finished(main(), "real")


def test_a_socket_that_is_watched_is_no_deadlock():
    async def main():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        line = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return line

    def serve():
        client, _ = listener.accept()
        time.sleep(0.05)
        client.sendall(b"hello\n")
        client.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=serve).start()
        assert finished(main(), "real")[0] == b"hello\n"


# -- signals, in processes of their own

ON_SIGNAL = """
import asyncio, os, signal, threading, time
from helpers.clocks.choose import new_loop
from helpers.clocks.deadlock import DeadlockError

async def main():
    loop = asyncio.get_running_loop()
    woken = loop.create_future()
    def wake(*_):
        loop.call_soon_threadsafe(woken.set_result, "woken")
    {install}
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    return await woken

loop = new_loop({clock!r})
try:
    print(loop.run_until_complete(main()))
except DeadlockError:
    print("deadlock")
loop.close()
"""

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no SIGALRM"
)


def printed(program):
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout + done.stderr


@posix
@pytest.mark.parametrize("clock", CLOCKS)
def test_a_signal_handler_of_the_program_may_wake_the_loop(clock):
    install = "signal.signal(signal.SIGALRM, wake)"
    program = ON_SIGNAL.format(install=install, clock=clock)
    assert printed(program) == "woken\n"


@posix
def test_a_signal_handler_of_the_loop_may_wake_it():
    install = "loop.add_signal_handler(signal.SIGALRM, wake)"
    program = ON_SIGNAL.format(install=install, clock="real")
    assert printed(program) == "woken\n"


@posix
def test_without_its_handler_a_signal_wakes_nobody():
    install = (
        "loop.add_signal_handler(signal.SIGALRM, wake);"
        "loop.remove_signal_handler(signal.SIGALRM);"
        "signal.signal(signal.SIGALRM, signal.SIG_IGN)"
    )
    program = ON_SIGNAL.format(install=install, clock="real")
    assert printed(program) == "deadlock\n"


@pytest.mark.parametrize("clock", CLOCKS)
def test_ctrl_c_ends_a_wait(clock):
    program = f"""
import _thread, asyncio, threading
from helpers.clocks.choose import new_loop
go_on = threading.Event()
async def main():
    threading.Timer(0.1, _thread.interrupt_main).start()
    await asyncio.to_thread(go_on.wait, 50)
loop = new_loop({clock!r})
try:
    loop.run_until_complete(main())
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted")
go_on.set()
loop.close()
"""
    assert printed(program) == "interrupted\n"
