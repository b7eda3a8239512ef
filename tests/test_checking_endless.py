"""A check comes to an end, whatever its program does: each gets a sentence.

By a timer, from a watching thread, on a busy machine; and what ends it
leaves nothing behind.
"""

import signal
import subprocess
import sys
import threading
import time
import types

import pytest

from helpers.checking import alarm
from helpers.checking.attempt import REAL_SECONDS
from helpers.checking.judging import judge
from helpers.checking.stubs import namespace
from tests.tools.answered import (
    SENTENCE,
    SHORT,
    TASK,
    answered,
    gets_its_sentence,
    is_whole,
    said_next,
)

PROGRAMS = {
    "never ends": (
        """
async def poll(ask, names):
    while True:
        await asyncio.sleep(1)
""",
        "not yet: it never ends (line 3: await asyncio.sleep(1)); what "
        "should make it stop?",
    ),
    "deadlocks": (
        """
async def poll(ask, names):
    await asyncio.Event().wait()
""",
        "not yet: it waits for ever (line 2: await asyncio.Event().wait()); "
        "who was to wake it?",
    ),
    "deadlocks with tasks": (
        """
async def poll(ask, names):
    gate = asyncio.Event()
    tasks = [asyncio.create_task(gate.wait()) for name in names]
    await asyncio.wait(tasks)
""",
        "not yet: it waits for ever (line 4: await asyncio.wait(tasks)); "
        "who was to wake it?",
    ),
    "spins": (
        """
async def poll(ask, names):
    while True:
        await asyncio.sleep(0)
""",
        "not yet: it goes round and round while no time passes (line 3: "
        "await asyncio.sleep(0)); what could it wait for, instead of asking "
        "again and again?",
    ),
    "spins in a task": (
        """
async def poll(ask, names):
    async def spin():
        while True:
            await asyncio.sleep(0)

    await asyncio.gather(spin(), spin())
""",
        "not yet: it goes round and round while no time passes",
    ),
    "keeps the processor": (
        """
async def poll(ask, names):
    while True:
        pass
""",
        "not yet: it keeps the processor to itself (line ",
    ),
    "keeps the processor and catches all": (
        """
async def poll(ask, names):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
""",
        "not yet: it keeps the processor to itself (line ",
    ),
    "keeps the processor before it runs": (
        """
def poll(ask, names):
    while True:
        pass
""",
        "not yet: it keeps the processor to itself (line ",
    ),
    "keeps the processor in a task": (
        """
async def poll(ask, names):
    async def spin():
        while True:
            pass

    task = asyncio.create_task(spin())
    await asyncio.sleep(1)
    return await task
""",
        "not yet: it keeps the processor to itself (line ",
    ),
    "keeps the processor in a callback": (
        """
def spin():
    while True:
        pass

async def poll(ask, names):
    asyncio.get_running_loop().call_soon(spin)
    await asyncio.sleep(1)
""",
        "not yet: it keeps the processor to itself (line ",
    ),
    "blocks for ever": (
        """
import time

async def poll(ask, names):
    time.sleep(1e9)
""",
        "not yet: it never ends (line 4: time.sleep(1e9))",
    ),
    "prints for ever": (
        """
async def poll(ask, names):
    while True:
        print("still here")
""",
        "not yet: it keeps the processor to itself (line ",
    ),
    "starts a million tasks": (
        """
async def poll(ask, names):
    tasks = []
    for number in range(1_000_000):
        tasks.append(asyncio.create_task(asyncio.sleep(number)))
    await asyncio.wait(tasks)
""",
        "not yet: it started more than 1,000 tasks",
    ),
    "breeds tasks": (
        """
async def poll(ask, names):
    async def breed():
        while True:
            asyncio.create_task(breed())
            await asyncio.sleep(0)

    await breed()
""",
        "not yet: it started more than 1,000 tasks",
    ),
    "waits for a lock": (
        """
import threading

async def poll(ask, names):
    threading.Event().wait()
""",
        "not yet: it waits, and holds up the whole event loop (line 4: "
        "threading.Event().wait()); which call in there waits without an "
        "'await'?",
    ),
    "spins in a thread": (
        """
import time

def spin():
    while True:
        pass

async def poll(ask, names):
    await asyncio.to_thread(spin)
""",
        "not yet: it keeps the processor to itself (line 8: "
        "await asyncio.to_thread(spin))",
    ),
    "waits for a job that never comes": (
        """
async def poll(ask, names):
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(queue.get())
""",
        "not yet: it waits for ever (line 3: async with "
        "asyncio.TaskGroup() as group:)",
    ),
    "polls the clock": (
        """
import time

async def poll(ask, names):
    end = time.monotonic() + 5
    while time.monotonic() < end:
        pass
""",
        "not yet: it keeps the processor to itself (line ",
    ),
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_it_gets_a_sentence(what):
    gets_its_sentence(*PROGRAMS[what])


@pytest.mark.parametrize(
    "what", ["keeps the processor and catches all", "spins in a thread"]
)
def test_it_gets_a_sentence_within_the_limit_that_learners_have(what):
    assert answered(PROGRAMS[what][0], limit=REAL_SECONDS)[1] < SENTENCE
    is_whole()


MORE = {
    "starts a million tasks": "a loop that starts tasks has to end",
    "keeps the processor": "the chart shows where it stands",
}


@pytest.mark.parametrize("what", MORE)
def test_the_second_try_says_what_to_do(what):
    assert MORE[what] in said_next(PROGRAMS[what][0])


# The same from another thread, as on Windows, where no signal helps

INTERRUPTIBLE = [
    "keeps the processor",
    "keeps the processor in a task",
    "prints for ever",
    "spins",
    "never ends",
    "deadlocks",
    "waits for a job that never comes",
]


def in_a_thread(function, *args):
    found = []
    thread = threading.Thread(target=lambda: found.append(function(*args)))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("what", INTERRUPTIBLE)
def test_it_gets_a_sentence_off_the_main_thread(what):
    gets_its_sentence(
        *PROGRAMS[what], lambda source: in_a_thread(answered, source)
    )


@pytest.mark.parametrize(
    "what", [*INTERRUPTIBLE, "keeps the processor and catches all"]
)
def test_it_gets_a_sentence_where_signals_are_only_pretended(
    what, monkeypatch
):
    monkeypatch.setattr(alarm, "_send", None)
    gets_its_sentence(*PROGRAMS[what])


def test_right_answers_pass_off_the_main_thread():
    assert in_a_thread(answered, TASK.reference)[0] == "yes"


# What is left behind

IN_A_THREAD = """
import sys, threading, time
from helpers.checking.alarm import Alarm, Stopped, end_threads

def spin():
    while True:
        pass

def in_time():
    with Alarm(5):
        pass

def too_long():
    try:
        with Alarm(0.1, 0.1):
            spin()
    except Stopped:
        pass

def left_over():
    before = set(threading.enumerate())
    threading.Thread(target=spin, daemon=True).start()
    end_threads(before)
"""
AFTER_IT = """
thread = threading.Thread(target={})
thread.start()
thread.join()
sys.settrace(lambda *event: None)
print("traced:", (lambda: "yes")())
"""


@pytest.mark.parametrize("what", ["in_time", "too_long", "left_over"])
def test_a_debugger_may_trace_after_a_check_off_the_main_thread(what):
    # Python 3.11 hangs here if anything of what was raised is left behind.
    done = subprocess.run(
        [sys.executable, "-c", IN_A_THREAD + AFTER_IT.format(what)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert "traced: yes" in done.stdout, done.stderr


def test_a_timer_of_somebody_elses_is_set_again():
    signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        answered(TASK.reference)
        assert 90 < signal.getitimer(signal.ITIMER_REAL)[0] <= 100
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_somebody_who_presses_stop_is_heard():
    source = """
import _thread

async def poll(ask, names):
    _thread.interrupt_main()
    while True:
        pass
"""
    with pytest.raises(KeyboardInterrupt):
        answered(source)
    is_whole()


# A busy machine


def of_busy_machine(share):
    """Return the clock of a process that has a share of the processor."""
    clock = time.perf_counter
    return lambda: share * clock()


def test_a_busy_machine_does_not_change_a_verdict(monkeypatch):
    monkeypatch.setattr(alarm, "_work", of_busy_machine(0.2))
    source = """
async def poll(ask, names):
    end = CLOCK() + 0.4 * ("weather" in names)
    while CLOCK() < end:
        pass
    return {name: await ask(name) for name in names}
"""
    names = namespace(source) | {"CLOCK": of_busy_machine(1)}
    function = types.FunctionType(names["poll"].__code__, names)
    assert judge(TASK, function, SHORT).passed


def test_on_a_busy_machine_too_there_is_an_end(monkeypatch):
    monkeypatch.setattr(alarm, "_work", of_busy_machine(0.2))
    line, seconds = answered(PROGRAMS["keeps the processor"][0])
    assert line.startswith("not yet: it keeps the processor to itself")
    assert seconds < SENTENCE


def test_who_does_nothing_has_no_more_time_on_a_busy_machine():
    line, seconds = answered(PROGRAMS["waits for a lock"][0])
    assert line.startswith("not yet: it waits, and holds up the whole event")
    assert seconds < SHORT + alarm.PATIENCE
