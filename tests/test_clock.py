"""The two clocks: which one is taken, what it refuses, and its end."""

import asyncio
import gc
import signal

import pytest

from helpers.clocks.choose import clock_name, new_loop
from helpers.workload import b
from tests.tools.on_a_clock import CLOCKS, finished


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
