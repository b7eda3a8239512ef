"""The two clocks: exact virtual time, and no program that hangs."""

import asyncio
import contextlib
import gc
import itertools
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.clocks.choose import clock_name, new_loop
from helpers.clocks.deadlock import DeadlockError
from helpers.workload import b

CLOCKS = ("virtual", "real")
HEAD = (
    "deadlock: nothing is ready to run, no timer is set, and so nobody will "
    "ever wake"
)


def finished(coroutine, clock="virtual"):
    """Return the result of a coroutine, and the seconds that it took."""
    loop = new_loop(clock)
    start = loop.time()
    try:
        result = loop.run_until_complete(coroutine)
        return result, loop.time() - start
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def seconds(coroutine):
    """Return how long a coroutine takes on the virtual clock."""
    return finished(coroutine)[1]


def now():
    return asyncio.get_running_loop().time()


# -- which clock


def test_the_clock_is_real_unless_somebody_says_otherwise(monkeypatch):
    monkeypatch.delenv("COURSE_CLOCK", raising=False)
    assert clock_name(None) == "real"


def test_an_empty_environment_variable_says_nothing(monkeypatch):
    monkeypatch.setenv("COURSE_CLOCK", "")
    assert clock_name(None) == "real"


def test_the_environment_chooses_the_clock(monkeypatch):
    monkeypatch.setenv("COURSE_CLOCK", "virtual")
    assert clock_name(None) == "virtual"


def test_an_argument_outranks_the_environment(monkeypatch):
    monkeypatch.setenv("COURSE_CLOCK", "virtual")
    assert clock_name("real") == "real"


def test_an_unknown_clock_is_refused():
    with pytest.raises(ValueError, match="clock must be 'real' or 'virtual'"):
        clock_name("fast")


def test_an_unknown_environment_variable_is_refused(monkeypatch):
    monkeypatch.setenv("COURSE_CLOCK", "fast")
    words = (
        "^the environment variable COURSE_CLOCK must be 'real' or 'virtual', "
        "it is 'fast'$"
    )
    with pytest.raises(ValueError, match=words):
        clock_name(None)


# -- exact time


def test_virtual_time_starts_at_zero():
    loop = new_loop("virtual")
    assert loop.time() == 0
    loop.close()


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.3, 1 / 3, 1e-6, 86400.000001])
def test_a_sleep_takes_what_it_says_to_the_microsecond(delay):
    assert seconds(asyncio.sleep(delay)) == round(delay, 6)


def test_a_thousand_tenths_are_a_hundred_seconds():
    async def main():
        for _ in range(1000):
            await asyncio.sleep(0.1)

    assert seconds(main()) == 100


def test_a_wait_below_a_microsecond_is_still_a_wait():
    assert seconds(asyncio.sleep(1e-9)) == 0.000001


def test_a_sleep_of_zero_takes_no_time():
    assert seconds(asyncio.sleep(0)) == 0


def test_a_negative_sleep_takes_no_time():
    assert seconds(asyncio.sleep(-1)) == 0


@pytest.mark.parametrize("years", [1, 1000, 10**9])
def test_a_huge_sleep_is_one_jump(years):
    delay = years * 31_556_952.0
    assert seconds(asyncio.sleep(delay)) == delay


def test_after_a_huge_sleep_the_clock_still_moves():
    async def main():
        await asyncio.sleep(1e12)
        await asyncio.sleep(1)
        return now()

    assert finished(main())[0] == pytest.approx(1e12 + 1, abs=0.001)


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_endless_sleep_is_a_deadlock(clock):
    with pytest.raises(DeadlockError):
        finished(asyncio.sleep(float("inf")), clock)


def test_a_sleep_of_more_than_can_be_counted_is_endless():
    with pytest.raises(DeadlockError):
        finished(asyncio.sleep(1.7e308))


def test_an_endless_sleep_beside_others_is_none():
    async def main():
        endless = asyncio.ensure_future(asyncio.sleep(float("inf")))
        await asyncio.sleep(2)
        endless.cancel()

    assert seconds(main()) == 2


def test_timers_of_one_instant_ring_in_the_order_they_were_set():
    async def main():
        loop = asyncio.get_running_loop()
        rung = []
        for name in range(50):
            loop.call_later(1, rung.append, name)
        await asyncio.sleep(1)
        return rung

    assert finished(main())[0] == list(range(50))


def test_timers_ring_in_order_of_time():
    async def main():
        loop = asyncio.get_running_loop()
        rung = []
        for delay in (3, 1, 2):
            loop.call_later(delay, rung.append, delay)
        await asyncio.sleep(4)
        return rung

    assert finished(main())[0] == [1, 2, 3]


def test_a_cancelled_timer_does_not_ring():
    async def main():
        rung = []
        timer = asyncio.get_running_loop().call_later(1, rung.append, 1)
        timer.cancel()
        await asyncio.sleep(2)
        return rung

    assert finished(main()) == ([], 2)


def test_many_cancelled_timers_leave_the_others_in_order():
    async def main():
        loop = asyncio.get_running_loop()
        rung = []
        timers = [loop.call_later(1, rung.append, n) for n in range(300)]
        for timer in timers[::2]:
            timer.cancel()
        await asyncio.sleep(1)
        return rung

    assert finished(main())[0] == list(range(1, 300, 2))


def test_a_timeout_ends_a_wait_to_the_microsecond():
    async def main():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.5):
                await asyncio.sleep(3)

    assert seconds(main()) == 1.5


def test_wait_for_takes_its_timeout():
    async def main():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(3), 0.7)

    assert seconds(main()) == 0.7


def test_polling_with_wait_takes_as_many_tenths():
    async def main():
        job = asyncio.ensure_future(asyncio.sleep(1))
        looks = 0
        while not job.done():
            await asyncio.wait([job], timeout=0.3)
            looks += 1
        return looks

    assert finished(main()) == (4, 1)


def test_a_program_that_asks_again_and_again_hears_the_timer():
    async def main():
        job = asyncio.ensure_future(asyncio.sleep(0.3))
        while not job.done():
            await asyncio.sleep(0)

    assert seconds(main()) == 0.3


def test_a_loop_that_never_rests_takes_the_same_time_each_run():
    async def main():
        for _ in range(20_000):
            await asyncio.sleep(0)

    assert seconds(main()) == seconds(main()) == 0.4


def test_asyncgens_are_closed_at_the_end():
    closed = []

    async def numbers():
        try:
            for n in itertools.count():
                yield n
        finally:
            await asyncio.sleep(1)
            closed.append(now())

    async def main():
        await anext(kept)

    kept = numbers()
    finished(main())
    assert closed == [1]


# -- work that blocks


def test_a_blocking_call_is_charged_in_tenths():
    async def main():
        time.sleep(0.25)

    assert seconds(main()) == 0.2


def test_a_short_blocking_call_costs_nothing():
    async def main():
        time.sleep(0.05)

    assert seconds(main()) == 0


def test_two_blocking_calls_in_one_step_are_charged_together():
    async def main():
        time.sleep(0.15)
        first = now()
        time.sleep(0.07)
        return first, now()

    assert finished(main())[0] == (0.1, 0.2)


def test_a_timer_that_rang_while_the_loop_was_blocked_is_late():
    async def main():
        nap = asyncio.ensure_future(asyncio.sleep(0.1))
        await asyncio.sleep(0)
        time.sleep(0.21)
        await nap
        return now()

    assert finished(main())[0] == 0.2


def test_a_short_calculation_costs_nothing():
    async def main():
        end = time.thread_time() + 0.15
        while time.thread_time() < end:
            pass

    assert seconds(main()) == 0


def test_a_long_calculation_is_charged():
    async def main():
        end = time.thread_time() + 1.05
        while time.thread_time() < end:
            pass

    assert seconds(main()) >= 1


def test_ten_thousand_sleeps_of_one_instant_take_that_instant():
    async def main():
        await asyncio.gather(*(asyncio.sleep(1) for _ in range(10_000)))

    assert seconds(main()) == 1


# -- threads


@pytest.mark.parametrize("clock", CLOCKS)
def test_to_thread_gives_its_result(clock):
    async def main():
        return await asyncio.to_thread(sum, (1, 2))

    assert finished(main(), clock)[0] == 3


def test_a_thread_takes_whole_tenths_of_virtual_time():
    async def main():
        await asyncio.to_thread(time.sleep, 0.25)

    assert seconds(main()) == 0.2


def test_timers_ring_while_a_thread_works():
    async def main():
        nap = asyncio.ensure_future(asyncio.sleep(0.1))
        nap.add_done_callback(lambda _: rung.append(now()))
        await asyncio.to_thread(time.sleep, 0.2)
        return now()

    rung = []
    assert finished(main())[0] == 0.2
    assert rung == [0.1]


def test_after_a_thread_is_done_time_jumps_again():
    async def main():
        await asyncio.to_thread(time.sleep, 0.1)
        await asyncio.sleep(3600)

    start = time.perf_counter()
    assert seconds(main()) == 3600.1
    assert time.perf_counter() - start < 2


def test_a_thread_of_ones_own_counts_from_when_it_began():
    async def main():
        await asyncio.to_thread(time.sleep, 0.1)
        await asyncio.sleep(3600)
        future = asyncio.get_running_loop().create_future()
        wake = asyncio.get_running_loop().call_soon_threadsafe
        thread = threading.Timer(0.1, wake, (future.set_result, None))
        thread.start()
        await future

    start = time.perf_counter()
    assert seconds(main()) == pytest.approx(3600.2)
    assert time.perf_counter() - start < 2


def test_an_exception_in_a_thread_is_raised_at_the_await():
    async def main():
        await asyncio.to_thread(int, "x")

    with pytest.raises(ValueError, match="invalid literal"):
        finished(main())


def test_idle_workers_of_a_pool_do_not_stop_the_clock():
    async def main():
        with ThreadPoolExecutor() as pool:
            await asyncio.get_running_loop().run_in_executor(pool, int)
            await asyncio.sleep(3600)

    start = time.perf_counter()
    assert seconds(main()) == 3600
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("clock", CLOCKS)
def test_idle_workers_of_a_pool_do_not_hide_a_deadlock(clock):
    async def main():
        await asyncio.get_running_loop().run_in_executor(pool, int)
        await asyncio.get_running_loop().create_future()

    with ThreadPoolExecutor() as pool, pytest.raises(DeadlockError):
        finished(main(), clock)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_job_in_an_older_pool_is_no_deadlock(clock):
    async def main():
        return await asyncio.wrap_future(pool.submit(slowly))

    def slowly():
        time.sleep(0.05)
        return "done"

    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()  # the worker is older than the loop
        assert finished(main(), clock)[0] == "done"


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_thread_that_may_wake_the_loop_is_no_deadlock(clock):
    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        set_result = (future.set_result, "woken")
        threading.Timer(0.05, loop.call_soon_threadsafe, set_result).start()
        return await future

    assert finished(main(), clock)[0] == "woken"


@pytest.mark.parametrize("clock", CLOCKS)
def test_an_older_thread_of_the_program_is_no_deadlock(clock):
    woken_by = []

    def work():
        while not woken_by:
            time.sleep(0.01)
        time.sleep(0.05)
        woken_by.pop()()

    async def main():
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        woken_by.append(
            lambda: loop.call_soon_threadsafe(future.set_result, "woken")
        )
        return await future

    thread = threading.Thread(target=work)
    thread.start()
    assert finished(main(), clock)[0] == "woken"
    thread.join()


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_thread_that_ends_without_a_word_leaves_a_deadlock(clock):
    async def main():
        threading.Thread(target=time.sleep, args=(0.05,)).start()
        await asyncio.get_running_loop().create_future()

    with pytest.raises(DeadlockError):
        finished(main(), clock)


@pytest.mark.parametrize("clock", CLOCKS)
def test_threads_may_wake_the_loop_a_thousand_times(clock):
    async def main():
        loop = asyncio.get_running_loop()
        calls, done = [], asyncio.Event()

        def work():
            for n in range(1000):
                loop.call_soon_threadsafe(calls.append, n)
            loop.call_soon_threadsafe(done.set)

        threading.Thread(target=work).start()
        await done.wait()
        return calls

    assert finished(main(), clock)[0] == list(range(1000))


def test_polling_a_thread_ends():
    async def main():
        job = asyncio.ensure_future(asyncio.to_thread(time.sleep, 0.1))
        while not job.done():
            await asyncio.sleep(0)

    assert seconds(main()) == pytest.approx(0.1)


# -- deadlocks


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

    import socket

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
        timeout=20,
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
import asyncio, signal, threading, _thread
from helpers.clocks.choose import new_loop
loop = new_loop({clock!r})
def press():
    signal.raise_signal(signal.SIGINT)
async def main():
    await asyncio.to_thread(__import__("time").sleep, 0.3)
threading.Timer(0.1, _thread.interrupt_main).start()
try:
    loop.run_until_complete(main())
except KeyboardInterrupt:
    print("interrupted")
loop.close()
"""
    assert "interrupted\n" in printed(program)


# -- what needs real time


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("create_connection", lambda: asyncio.open_connection("x", 1)),
        ("create_server", lambda: asyncio.start_server(print, "x", 1)),
        ("subprocess_exec", lambda: asyncio.create_subprocess_exec("x")),
        ("subprocess_shell", lambda: asyncio.create_subprocess_shell("x")),
    ],
)
def test_sockets_and_processes_are_refused_on_virtual_time(name, call):
    async def main():
        await call()

    with pytest.raises(RuntimeError) as caught:
        finished(main())
    assert str(caught.value) == (
        f"{name}() needs the outside world, and that keeps real time: run "
        'this program with clock="real"'
    )


def test_signal_handlers_are_refused_on_virtual_time():
    async def main():
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, print)

    with pytest.raises(
        RuntimeError, match='run this program with clock="real'
    ):
        finished(main())


# -- the real clock


@pytest.mark.parametrize("delay", [0.03, 0.1])
def test_a_real_sleep_takes_real_time(delay):
    start = time.monotonic()
    finished(asyncio.sleep(delay), "real")
    assert delay <= time.monotonic() - start < delay + 0.5


def late_by(loop, seconds):
    """Make a loop wake later than it asked for, as a busy machine does."""
    selector = loop._selector
    on_time = selector.select

    def select(timeout=None):
        events = on_time(timeout)
        if timeout:
            time.sleep(seconds)
            selector.loop.has_rested(bool(events))
        return events

    selector.select = select


def test_small_delays_of_the_real_clock_do_not_add_up():
    async def main():
        for _ in range(6):
            await asyncio.sleep(0.1)
        return now()

    loop = new_loop("real")
    start = loop.time()
    late_by(loop, 0.04)
    assert loop.run_until_complete(main()) - start < 0.65
    loop.close()


def test_the_real_clock_never_goes_back():
    async def main():
        times = []
        for n in range(30):
            await asyncio.sleep(0.001 * (n % 4))
            times.append(now())
        return times

    loop = new_loop("real")
    late_by(loop, 0.005)
    times = loop.run_until_complete(main())
    assert times == sorted(times)
    loop.close()


# -- closing


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_closed_loop_leaves_nothing_open(clock):
    loop = new_loop(clock)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    loop.close()
    assert loop.is_closed()
    del loop
    gc.collect()  # a ResourceWarning would fail the test


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_closed_loop_sets_no_timer(clock):
    loop = new_loop(clock)
    loop.close()
    with pytest.raises(RuntimeError, match="Event loop is closed"):
        loop.call_later(1, print)


def test_the_loop_prints_as_b_does(capsys):
    assert finished(b("x")) == ("x", 1)
    assert capsys.readouterr().out == "x\n"
