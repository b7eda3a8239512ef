"""A check keeps the kernel whole: what reaches for it gets a sentence.

Every program here does something that would end a kernel, or leave it
changed. After each the next check, and asyncio, must be as they were.
"""

import asyncio
import builtins
import os
import signal
import sys
import threading
import time
from unittest.mock import AsyncMock

import pytest

from helpers.checking import alarm, check_loop
from helpers.checking.alarm import one_at_a_time
from helpers.checking.judging import judge
from helpers.checking.load import find
from helpers.checking.sandbox import REFUSED
from helpers.checking.stubs import is_stub, namespace
from tests.tools.answer_files import right_answers
from tests.tools.answered import (
    TASK,
    answered,
    gets_its_sentence,
    is_whole,
    said_next,
)

PROGRAMS = {
    "blocks": (
        """
import time

async def poll(ask, names):
    time.sleep(1000)
    return {}
""",
        "not yet: held up the whole event loop for 1000 s",
    ),
    "blocks under another name": (
        """
from time import sleep as rest

async def poll(ask, names):
    rest(100)
    return {}
""",
        "not yet: held up the whole event loop for 100 s",
    ),
    "sleeps in a thread": (
        """
import time

async def poll(ask, names):
    await asyncio.to_thread(time.sleep, 500)
    return {}
""",
        "not yet: ask('mail') was never started",
    ),
    "prints megabytes": (
        """
async def poll(ask, names):
    for line in range(5):
        print("x" * 1_000_000)
    return {}
""",
        "not yet: it printed 5,000,005 characters; ",
    ),
    "calls exit": (
        """
async def poll(ask, names):
    exit()
""",
        "not yet: it called exit(): that would end the kernel; return a "
        "result, and leave Python and asyncio as they are",
    ),
    "calls sys.exit": (
        """
import sys

async def poll(ask, names):
    sys.exit(3)
""",
        "not yet: it called sys.exit(): that would end the kernel",
    ),
    "calls os._exit": (
        """
import os

async def poll(ask, names):
    os._exit(3)
""",
        "not yet: it called os._exit(): that would end the kernel",
    ),
    "calls os._exit under another name": (
        """
from os import _exit

async def poll(ask, names):
    _exit(3)
""",
        "not yet: it called _exit(): that would end the kernel",
    ),
    "calls os._exit in a task and catches all": (
        """
import os

async def poll(ask, names):
    try:
        os._exit(3)
    except BaseException:
        return {}
""",
        "not yet: it called os._exit(): that would end the kernel",
    ),
    "raises SystemExit": (
        """
async def poll(ask, names):
    raise SystemExit
""",
        "not yet: it raised SystemExit: that would end the kernel",
    ),
    "raises KeyboardInterrupt's kin in a task": (
        """
async def poll(ask, names):
    async def out():
        raise SystemExit(1)

    await asyncio.gather(out())
""",
        "not yet: it raised SystemExit: that would end the kernel",
    ),
    "replaces much at once": (
        """
import builtins

async def poll(ask, names):
    asyncio.sleep = asyncio.gather = None
    for name in ("len", "isinstance", "type", "getattr", "setattr", "str"):
        setattr(builtins, name, None)
    return {}
""",
        "not yet: it replaced asyncio.sleep, which is put back",
    ),
    "replaces next": (
        """
import builtins

async def poll(ask, names):
    answers = {name: await ask(name) for name in names}
    builtins.next = builtins.len = builtins.type = None
    return answers
""",
        "not yet: it replaced builtins.len, which is put back",
    ),
    "raises KeyboardInterrupt": (
        """
async def poll(ask, names):
    raise KeyboardInterrupt
""",
        "not yet: it raised KeyboardInterrupt: that is what the stop button "
        "does; which exception says what went wrong in there?",
    ),
    "raises KeyboardInterrupt in a task": (
        """
async def poll(ask, names):
    async def out():
        raise KeyboardInterrupt

    await asyncio.create_task(out())
""",
        "not yet: it raised KeyboardInterrupt: that is what the stop button ",
    ),
    "starts a program": (
        """
import subprocess

async def poll(ask, names):
    subprocess.run(["sleep", "5"])
""",
        "not yet: it called subprocess.run(): an exercise starts no other "
        "program",
    ),
    "runs a loop in a plain function": (
        """
def poll(ask, names):
    async def main():
        return {name: await ask(name) for name in names}

    return asyncio.run(main())
""",
        "not yet: raised RuntimeError: asyncio.run() cannot be called from a "
        "running event loop (line 5: return asyncio.run(main())); who runs "
        "the loop already?",
    ),
    "gathers in a plain function": (
        """
def poll(ask, names):
    return asyncio.gather(*map(ask, names))
""",
        "not yet: it is not a coroutine function: calling it gave a "
        "_GatheringFuture; write 'async def'",
    ),
    "replaces asyncio.sleep": (
        """
async def poll(ask, names):
    async def no_sleep(delay, result=None):
        return result

    asyncio.sleep = no_sleep
    return {name: await ask(name) for name in names}
""",
        "not yet: it replaced asyncio.sleep, which is put back",
    ),
    "replaces print": (
        """
import builtins

async def poll(ask, names):
    builtins.print = lambda *args: None
    return {name: await ask(name) for name in names}
""",
        "not yet: it replaced builtins.print, which is put back",
    ),
    "stops the loop": (
        """
async def poll(ask, names):
    asyncio.get_running_loop().stop()
    await ask("mail")
""",
        "not yet: raised RuntimeError: Event loop stopped before Future "
        "completed.",
    ),
    "closes the loop": (
        """
async def poll(ask, names):
    asyncio.get_running_loop().close()
""",
        "not yet: raised RuntimeError: Cannot close a running event loop",
    ),
    "runs another loop": (
        """
async def poll(ask, names):
    return asyncio.run(ask("mail"))
""",
        "not yet: raised RuntimeError: asyncio.run() cannot be called from a "
        "running event loop",
    ),
    "asks a person": (
        """
async def poll(ask, names):
    return input("mail? ")
""",
        "not yet: it called input(): nobody is there to answer",
    ),
    "takes the signals": (
        """
import signal

async def poll(ask, names):
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {}
""",
        "not yet: it called signal.signal(): signals are not for an exercise",
    ),
    "runs a loop in a thread": (
        """
async def poll(ask, names):
    return {n: await asyncio.to_thread(asyncio.run, ask(n)) for n in names}
""",
        "not yet: it started a second event loop in a thread; which loop "
        "could await that coroutine itself?",
    ),
    "runs a loop in a thread of its own": (
        """
import threading

async def poll(ask, names):
    thread = threading.Thread(target=asyncio.run, args=(ask("mail"),))
    thread.start()
    thread.join()
""",
        "not yet: it started a second event loop in a thread; ",
    ),
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_it_gets_a_sentence(what):
    gets_its_sentence(*PROGRAMS[what])


MORE = {
    "calls sys.exit": "Write 'return' in place of that call",
    "raises SystemExit": "Write 'return' in place of that call",
    "asks a person": "All that the function needs are its arguments",
    "takes the signals": "Take the signals out",
    "replaces asyncio.sleep": "Give a function of yours a name of its own",
    "prints megabytes": "Print a line where something has happened",
    "runs a loop in a thread": "Await the coroutine where you are",
}


@pytest.mark.parametrize("what", MORE)
def test_the_second_try_says_what_to_do(what):
    assert MORE[what] in said_next(PROGRAMS[what][0])


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (module, name)
        for _, module, names in REFUSED
        for name in names.split()
        if hasattr(module, name)
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_what_is_refused_is_never_called(module, name):
    called = f"{module.__name__}.{name}".removeprefix("builtins.")
    source = f"""
import {module.__name__}

async def poll(ask, names):
    {module.__name__}.{name}()
"""
    line, _ = answered(source)
    assert line.startswith(f"not yet: it called {called}(): ")


# What is put back

SPIN = """
async def poll(ask, names):
    while True:
        pass
"""


def test_a_check_leaves_python_as_it_was():
    def state():
        return (
            time.sleep,
            time.monotonic,
            os._exit,
            sys.exit,
            builtins.exit,
            builtins.input,
            builtins.print,
            asyncio.sleep,
            sys.stdout,
            sys.stderr,
            sys.unraisablehook,
            sys.gettrace(),
            signal.getsignal(signal.SIGINT),
            signal.getsignal(signal.SIGALRM),
            signal.getsignal(alarm.SIGNAL),
            signal.getitimer(signal.ITIMER_REAL),
            sys.get_coroutine_origin_tracking_depth(),
            asyncio._get_running_loop(),
        )

    before = state()
    for source in (SPIN, *(source for source, _ in PROGRAMS.values())):
        answered(source)
        assert state() == before


def test_names_of_the_notebook_are_put_back():
    source = (
        "from time import sleep" + PROGRAMS["blocks under another name"][0]
    )
    names = namespace(source)
    judge(TASK, names["poll"])
    assert names["rest"] is names["sleep"] is time.sleep


def test_asyncio_that_a_cell_replaced_is_put_back(monkeypatch):
    true = asyncio.sleep

    async def no_sleep(delay, result=None):
        return result

    monkeypatch.setattr(asyncio, "sleep", no_sleep)
    line, _ = answered(TASK.reference)
    assert line == (
        "not yet: asyncio.sleep had been replaced, and is put back; the "
        "programs of this course run on asyncio as it is: run the cell again "
        "without the replacement"
    )
    assert asyncio.sleep is true
    is_whole()


def test_a_running_loop_is_stepped_aside():
    async def cell():
        task = asyncio.current_task()
        line, _ = answered(TASK.reference)
        assert asyncio.current_task() is task
        return line

    assert asyncio.run(cell()) == "yes"


def test_nothing_of_a_program_is_printed(capsys):
    source = """
import sys

async def poll(ask, names):
    print("to the reader")
    print("to the log", file=sys.stderr)
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"
    assert capsys.readouterr() == ("", "")


def test_nothing_is_printed_under_another_name_either(capsys):
    source = """
import sys

out = sys.stdout

async def poll(ask, names):
    out.write("to the reader")
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"
    assert capsys.readouterr() == ("", "")


def test_a_program_may_close_what_it_prints_to(capsys):
    source = """
import sys

async def poll(ask, names):
    print("to the reader")
    sys.stdout.close()
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"
    print("still open")
    assert capsys.readouterr() == ("still open\n", "")


# The clock in there


def test_the_checks_clock_is_not_the_machines():
    source = """
async def poll(ask, names):
    for number in range(2_000_000):
        pass
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"


def test_work_in_a_thread_costs_virtual_time():
    task = find("crawl-politely")
    slow, *_ = right_answers(task.name)
    line, seconds = answered(slow, "crawl", task.stub, task)
    assert line == "yes"
    assert seconds < 0.5


def test_a_slow_thread_costs_as_much_virtual_time(monkeypatch):
    monkeypatch.setattr(check_loop, "THREAD_SECONDS", 0)
    task = find("crawl-politely")
    slow, *_ = right_answers(task.name)
    line, _ = answered(slow, "crawl", task.stub, task)
    assert line == "yes"


# What is put back without a word, since it harms nobody


def test_the_process_is_as_it_was(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    before = (os.getcwd(), dict(os.environ), sys.getrecursionlimit())
    source = """
import os, sys

async def poll(ask, names):
    sys.setrecursionlimit(700)
    os.chdir(os.sep)
    os.environ["COURSE"] = "asyncio"
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"
    after = (os.getcwd(), dict(os.environ), sys.getrecursionlimit())
    assert after == before


def test_nothing_reaches_the_screen(capfd):
    source = """
import os, sys

async def poll(ask, names):
    os.write(1, b"out")
    os.write(2, b"err")
    print("out", file=sys.__stdout__)
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"
    assert capfd.readouterr() == ("", "")


def test_nothing_is_left_on_the_loop_that_runs():
    source = PROGRAMS["gathers in a plain function"][0]

    async def cell():
        answered(source)
        return len(asyncio.all_tasks())

    assert asyncio.run(cell()) == 1


def test_checks_of_several_threads_come_one_at_a_time():
    passed, all_there = [], threading.Barrier(4)

    def check_some():
        all_there.wait()
        function = namespace(TASK.reference)["poll"]
        passed.extend(judge(TASK, function).passed for _ in range(5))

    threads = [threading.Thread(target=check_some) for _ in range(3)]
    for thread in threads:
        thread.start()
    check_some()
    for thread in threads:
        thread.join()
    assert passed == [True] * 20
    is_whole()


def test_a_thread_that_waits_for_its_check_is_not_taken_for_the_programs():
    has_begun, verdicts = threading.Event(), []

    def check_one():
        has_begun.set()
        verdicts.append(judge(TASK, namespace(TASK.reference)["poll"]))

    late = threading.Thread(target=check_one)

    async def poll(*given):
        if not has_begun.is_set():
            late.start()
            has_begun.wait()
            while late not in one_at_a_time.threads:
                pass

    assert not judge(TASK, poll).passed
    late.join()
    assert verdicts[0].passed


def test_a_mock_gets_a_line():
    assert not judge(TASK, AsyncMock()).passed
    assert not is_stub(TASK, AsyncMock())
