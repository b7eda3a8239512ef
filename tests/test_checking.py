"""A check survives its learners: each gets a sentence, in time.

Every program here does something that would hang or end a kernel, or
leave it changed. After each the next check, and asyncio, must be whole.
"""

import asyncio
import builtins
import gc
import os
import signal
import subprocess
import sys
import threading
import time
import types

import pytest
from answer_files import right_answers, wrong_answers

from helpers import sleeper
from helpers.checking import alarm
from helpers.checking import check_loop as limits
from helpers.checking.attempt import REAL_SECONDS
from helpers.checking.check import check
from helpers.checking.feedback import answer
from helpers.checking.judging import judge, line_of_verdict
from helpers.checking.load import find
from helpers.checking.mistakes import handed_whole, scrubbed
from helpers.checking.source_lines import place_of_frame, place_of_tasks
from helpers.checking.store import Store
from helpers.checking.stubs import namespace

SENTENCE = 2.0  # real seconds within which everybody gets one
SHORT = 0.3  # the limit here, in place of REAL_SECONDS
TASK = find("poll-in-turn")
WRONG = wrong_answers(TASK.name)[0]


def answered(source, name="poll", before="", exercise=TASK, limit=SHORT):
    """Return what is printed about a program, and how long it took."""
    names = namespace(before or "pass", source)
    start = time.perf_counter()
    verdict = judge(exercise, names[name], limit)
    seconds = time.perf_counter() - start
    line = "yes" if verdict.passed else line_of_verdict(verdict, 1)
    return line, seconds


def is_whole():
    """Run a right answer, to see that everything is as it was."""
    assert judge(TASK, namespace(TASK.reference)["poll"]).passed
    assert asyncio.run(asyncio.sleep(0, "slept")) == "slept"


HOSTILE = {
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
    "awaits itself": (
        """
async def poll(ask, names):
    await asyncio.current_task()
""",
        "not yet: raised RuntimeError: Task cannot await on itself",
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
    "blocks": (
        """
import time

async def poll(ask, names):
    time.sleep(1000)
    return {}
""",
        "not yet: held up the whole event loop for 1000 s",
    ),
    "blocks for ever": (
        """
import time

async def poll(ask, names):
    time.sleep(1e9)
""",
        "not yet: it never ends (line 4: time.sleep(1e9))",
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
    "raises": (
        """
async def poll(ask, names):
    return 1 / 0
""",
        "not yet: raised ZeroDivisionError: division by zero (line 2: "
        "return 1 / 0); what does the last line of its traceback say when "
        "you run it?",
    ),
    "raises a group": (
        """
async def poll(ask, names):
    async with asyncio.TaskGroup() as group:
        group.create_task(ask("nobody"))
""",
        "not yet: raised ExceptionGroup: unhandled errors in a TaskGroup",
    ),
    "recurses": (
        """
async def poll(ask, names):
    return await poll(ask, names)
""",
        "not yet: raised RecursionError: ",
    ),
    "leaks tasks": (
        """
async def poll(ask, names):
    for name in names:
        asyncio.create_task(ask(name))
    return {name: name + " is up" for name in names}
""",
        "not yet: returned while ask('mail') and 2 more were still under "
        "way; who awaits the tasks that you started?",
    ),
    "returns a coroutine": (
        """
async def poll(ask, names):
    return ask("mail")
""",
        "not yet: returned a coroutine, of which nothing has run; is there "
        "an 'await' missing?",
    ),
    "returns a task": (
        """
async def poll(ask, names):
    task = asyncio.create_task(ask("mail"))
    await task
    return task
""",
        "not yet: returned a Task, not its result; is there an 'await' "
        "missing?",
    ),
    "is no coroutine function": (
        """
def poll(ask, names):
    return {name: f"{name} is up" for name in names}
""",
        "not yet: it is not a coroutine function: calling it gave a dict; "
        "write 'async def'",
    ),
    "is an async generator": (
        """
async def poll(ask, names):
    for name in names:
        yield await ask(name)
""",
        "not yet: it is an async generator, because of the 'yield' in it: "
        "return a result instead",
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
    "swallows its cancellation": (
        """
async def poll(ask, names):
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1)
            except BaseException:
                pass

    asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    return {name: await ask(name) for name in names}
""",
        "not yet: returned while stubborn() was still",
    ),
    "swallows its cancellation and keeps the processor": (
        """
async def poll(ask, names):
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1)
            except BaseException:
                while True:
                    pass

    asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    return {name: await ask(name) for name in names}
""",
        "not yet: returned while ",
    ),
    "is cancelled by itself": (
        """
async def poll(ask, names):
    asyncio.current_task().cancel()
    await ask("mail")
""",
        'not yet: raised CancelledError (line 3: await ask("mail"))',
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
    "waits for a lock": (
        """
import threading

async def poll(ask, names):
    threading.Event().wait()
""",
        "not yet: it keeps the processor to itself (line 4: "
        "threading.Event().wait())",
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
    "returns what does not compare": (
        """
class Odd(dict):
    def __eq__(self, other):
        raise ValueError("odd")

async def poll(ask, names):
    return Odd({name: await ask(name) for name in names})
""",
        "not yet: returned ",
    ),
    "returns what has no repr": (
        """
class Odd:
    def __repr__(self):
        while True:
            pass

async def poll(ask, names):
    for name in names:
        await ask(name)
    return Odd()
""",
        "not yet: ",
    ),
    "raises what has no message": (
        """
class Odd(Exception):
    def __str__(self):
        raise ValueError

async def poll(ask, names):
    raise Odd
""",
        "not yet: raised Odd",
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
    "forgets the star, with a list": (
        """
async def poll(ask, names):
    return await asyncio.gather([ask(name) for name in names])
""",
        "not yet: handed gather() a list, as a whole (line 2: return await "
        "asyncio.gather([ask(name) for name in names])); what does the star "
        "do in gather(*calls)?",
    ),
    "forgets an await": (
        """
async def poll(ask, names):
    answer = ask("mail")
    return answer.result()
""",
        "not yet: raised AttributeError: 'coroutine' object has no attribute "
        "'result' (line 3: return answer.result()); is there an 'await' "
        "missing?",
    ),
    "forgets an await, and unpacks": (
        """
async def poll(ask, names):
    done, pending = asyncio.wait([asyncio.create_task(ask("mail"))])
""",
        "not yet: raised TypeError: cannot unpack non-iterable coroutine "
        "object (line 2: done, pending = "
        'asyncio.wait([asyncio.create_task(ask("mail"))])); is there an '
        "'await' missing?",
    ),
    "awaits what it cancelled": (
        """
async def poll(ask, names):
    task = asyncio.create_task(ask("mail"))
    await asyncio.sleep(0)
    task.cancel()
    await task
""",
        "not yet: raised CancelledError (line 5: await task); what does one "
        "get from something that was cancelled?",
    ),
    "awaits nothing of as_completed": (
        """
async def poll(ask, names):
    for answer in asyncio.as_completed([ask("mail")]):
        pass
""",
        "not yet: what as_completed yields was not awaited; is there an "
        "'await' missing?",
    ),
    "shows an address": (
        """
async def poll(ask, names):
    raise ValueError(object())
""",
        "not yet: raised ValueError: <object object> (line 2: raise",
    ),
    "shows a folder of this machine": (
        """
import os

async def poll(ask, names):
    open(os.path.abspath("answers.txt"))
""",
        "not yet: raised FileNotFoundError: [Errno 2] No such file or "
        "directory: 'answers.txt' (line 4: open(",
    ),
    "leaves an exception in a cycle": (
        """
async def poll(ask, names):
    async def fail():
        raise ValueError

    cycle = [asyncio.create_task(fail())]
    cycle.append(cycle)
    return {name: await ask(name) for name in names}
""",
        "not yet: left an exception lying: Task exception was never "
        "retrieved (ValueError); who looks at the result of each task?",
    ),
    "leaves an exception that is kept alive": (
        """
KEPT = []

async def poll(ask, names):
    async def fail():
        raise ValueError

    KEPT.append(asyncio.create_task(fail()))
    return {name: await ask(name) for name in names}
""",
        "not yet: left an exception lying: Task exception was never "
        "retrieved (ValueError); who looks at the result of each task?",
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


@pytest.mark.parametrize("what", HOSTILE)
def test_it_gets_a_sentence(what):
    source, wanted = HOSTILE[what]
    line, seconds = answered(source)
    assert line[: len(wanted)] == wanted
    assert seconds < SENTENCE
    is_whole()


@pytest.mark.parametrize(
    "what", ["keeps the processor and catches all", "spins in a thread"]
)
def test_it_gets_a_sentence_within_the_limit_that_learners_have(what):
    assert answered(HOSTILE[what][0], limit=REAL_SECONDS)[1] < SENTENCE
    is_whole()


# The same from another thread, as on Windows, where no signal helps

INTERRUPTIBLE = [
    "keeps the processor",
    "keeps the processor in a task",
    "prints for ever",
    "spins",
    "never ends",
]


def in_a_thread(function, *args):
    found = []
    thread = threading.Thread(target=lambda: found.append(function(*args)))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("what", INTERRUPTIBLE)
def test_it_gets_a_sentence_off_the_main_thread(what):
    source, wanted = HOSTILE[what]
    line, seconds = in_a_thread(answered, source)
    assert line[: len(wanted)] == wanted
    assert seconds < SENTENCE
    is_whole()


@pytest.mark.parametrize(
    "what", [*INTERRUPTIBLE, "keeps the processor and catches all"]
)
def test_it_gets_a_sentence_where_there_is_no_timer(what, monkeypatch):
    monkeypatch.setattr(alarm, "_set_timer", None)
    source, wanted = HOSTILE[what]
    line, seconds = answered(source)
    assert line[: len(wanted)] == wanted
    assert seconds < SENTENCE
    is_whole()


def test_right_answers_pass_off_the_main_thread():
    assert in_a_thread(answered, TASK.reference)[0] == "yes"


# What is put back

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
            signal.getitimer(signal.ITIMER_REAL),
            sys.get_coroutine_origin_tracking_depth(),
            asyncio._get_running_loop(),
        )

    before = state()
    for what in ("calls exit", "replaces print", "keeps the processor"):
        answered(HOSTILE[what][0])
        assert state() == before


def test_a_timer_of_somebody_elses_is_set_again():
    signal.setitimer(signal.ITIMER_REAL, 100)
    try:
        answered(TASK.reference)
        assert 90 < signal.getitimer(signal.ITIMER_REAL)[0] <= 100
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_names_of_the_notebook_are_put_back():
    source = "from time import sleep" + HOSTILE["blocks under another name"][0]
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


def test_somebody_who_presses_stop_is_heard():
    source = """
async def poll(ask, names):
    raise KeyboardInterrupt
"""
    with pytest.raises(KeyboardInterrupt):
        answered(source)
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


def test_nothing_is_left_for_the_garbage_collector(capsys):
    for what in ("leaks tasks", "returns a coroutine", "raises a group"):
        answered(HOSTILE[what][0])
    gc.collect()
    assert capsys.readouterr() == ("", "")


# Fair to those who are right


def test_the_checks_clock_is_not_the_machines():
    source = """
async def poll(ask, names):
    for number in range(2_000_000):
        pass
    return {name: await ask(name) for name in names}
"""
    assert answered(source)[0] == "yes"


def of_busy_machine(share):
    """Return the clock of a process that has a share of the processor."""
    clock = time.perf_counter
    return lambda: share * clock()


def test_a_busy_machine_does_not_change_a_verdict(monkeypatch):
    monkeypatch.setattr(alarm, "_work", of_busy_machine(0.2))
    source = """
async def poll(ask, names):
    end = CLOCK() + 0.4 * ("mail" in names)
    while CLOCK() < end:
        pass
    return {name: await ask(name) for name in names}
"""
    names = namespace(source) | {"CLOCK": of_busy_machine(1)}
    function = types.FunctionType(names["poll"].__code__, names)
    assert judge(TASK, function, SHORT).passed


def test_on_a_busy_machine_too_there_is_an_end(monkeypatch):
    monkeypatch.setattr(alarm, "_work", of_busy_machine(0.2))
    line, seconds = answered(HOSTILE["keeps the processor"][0])
    assert line.startswith("not yet: it keeps the processor to itself")
    assert seconds < SENTENCE


def test_who_does_nothing_has_no_more_time_on_a_busy_machine():
    line, seconds = answered(HOSTILE["waits for a lock"][0])
    assert line.startswith("not yet: it keeps the processor to itself")
    assert seconds < SHORT + alarm.PATIENCE


def test_a_slow_thread_costs_as_much_virtual_time(monkeypatch):
    monkeypatch.setattr(limits, "THREAD_SECONDS", 0)
    task = find("crawl-politely")
    slow, *_ = right_answers(task.name)
    line, _ = answered(slow, "crawl", task.stub, task)
    assert line == "yes"


def test_work_in_a_thread_costs_virtual_time():
    task = find("crawl-politely")
    slow, *_ = right_answers(task.name)
    line, seconds = answered(slow, "crawl", task.stub, task)
    assert line == "yes"
    assert seconds < 0.5


def test_a_functools_partial_is_a_function_too():
    import functools

    async def poll(greeting, ask, names):
        return {name: await ask(name) for name in names}

    assert judge(TASK, functools.partial(poll, "hello")).passed


def test_a_method_is_a_function_too():
    class Page:
        async def poll(self, ask, names):
            return {name: await ask(name) for name in names}

    assert judge(TASK, Page().poll).passed


# The words


MORE = {
    "starts a million tasks": "a loop that starts tasks has to end",
    "calls sys.exit": "Write 'return' in place of that call",
    "raises SystemExit": "Write 'return' in place of that call",
    "asks a person": "All that the function needs are its arguments",
    "takes the signals": "Take the signals out",
    "replaces asyncio.sleep": "Give a function of yours a name of its own",
    "prints megabytes": "Print a line where something has happened",
    "runs a loop in a thread": "Await the coroutine where you are",
    "is no coroutine function": "Write one 'async def'",
    "forgets the star, with a list": "gather takes awaitables one by one",
    "awaits what it cancelled": "catch it around that one line",
    "awaits nothing of as_completed": "Each turn of a loop over as_completed",
}


@pytest.mark.parametrize("what", MORE)
def test_the_second_try_says_what_to_do(what):
    verdict = judge(TASK, namespace(HOSTILE[what][0])["poll"], SHORT)
    assert MORE[what] in line_of_verdict(verdict, 2).partition("\n")[2]


def test_what_is_no_coroutine_function_gets_no_hint_besides():
    line, _ = answered(HOSTILE["is no coroutine function"][0])
    assert line.endswith("write 'async def'")


def test_the_star_is_missed_in_front_of_a_generator():
    source = """
async def poll(ask, names):
    return await asyncio.gather(ask(name) for name in names)
"""
    wanted = "not yet: handed gather() a generator, as a whole (line 2: "
    assert answered(source)[0].startswith(wanted)


def test_the_star_is_missed_in_the_words_of_311_too():
    words = "Task got bad yield: <coroutine object ask at 0x7fd53dfc97e0>"
    assert handed_whole(RuntimeError(words)) == "a generator"


def test_only_what_the_machine_has_put_there_is_taken_out():
    folder = os.path.dirname(os.__file__)
    words = f"<f at 0x7f53dfc97e0> in {folder}/asyncio/tasks.py, 0x10, /a/b"
    assert scrubbed(words) == "<f> in tasks.py, 0x10, /a/b"


def test_a_frame_without_a_line_has_no_place():
    code = namespace(TASK.reference)["poll"].__code__
    frame = types.SimpleNamespace(f_code=code, f_lineno=None, f_back=None)
    assert place_of_frame(frame, is_whole.__code__) == ""


def test_the_work_of_the_course_is_no_place():
    async def main():
        task = asyncio.create_task(sleeper("x", 1))
        await asyncio.sleep(0)
        return place_of_tasks([task])

    assert asyncio.run(main()) == ""


# What is handed to check() in place of a function


def said(capsys, *args):
    check(*args)
    return capsys.readouterr().out


def test_a_call_is_not_the_function(capsys):
    async def poll(ask, names):
        return {}

    assert said(capsys, "poll-in-turn", poll(None, [])) == (
        "not yet: this is a call; give the function itself: "
        "check('poll-in-turn', poll)\n"
    )


def test_a_number_is_not_a_function(capsys):
    assert said(capsys, "poll-in-turn", 3) == (
        "not yet: this is no coroutine function, it is of type int: "
        "check('poll-in-turn', poll)\n"
    )


def test_another_signature_is_named(capsys):
    async def poll():
        return {}

    assert said(capsys, "poll-in-turn", poll) == (
        "not yet: it has to take what the stub takes: poll(ask, names)\n"
    )


def test_the_function_is_asked_for():
    with pytest.raises(TypeError, match=r"check\('poll-in-turn', poll\)"):
        check("poll-in-turn")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pol-in-turn", "there is no exercise 'pol-in-turn': do you mean 'po"),
        ("poll_in_turn", r"do you mean 'poll-in-turn'\?"),
        ("02-77", r"there is no exercise '02-77': progress\(\) shows their"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(name, words):
    with pytest.raises(ValueError, match=words):
        check(name, None)


def test_a_name_is_a_text():
    with pytest.raises(TypeError, match="such as 'admit-a-few', got float"):
        check(4.1, None)


def test_an_exercise_is_known_by_the_number_that_it_had(capsys):
    assert said(capsys, "02-1", 3).endswith(": check('poll-in-turn', poll)\n")


# Try after try


def tried(source, kept):
    answer(TASK, namespace(source)["poll"], kept)


def test_hints_grow_stronger(capsys):
    kept = Store(None)
    lines = []
    for _ in range(3):
        tried(WRONG.source, kept)
        lines.append(capsys.readouterr().out.partition("\n\n")[0])
    first = WRONG.line
    more = "Await ask(name) where you call it, inside the loop."
    offer = "When you have had enough: solution('poll-in-turn')"
    assert lines == [
        first,
        f"{first}\n{more}",
        f"{first}\n{more}\n{offer}",
    ]


def test_below_a_hint_is_the_chart_of_the_run(capsys):
    tried(WRONG.source, Store(None))
    assert (
        capsys.readouterr()
        .out.partition("\n\n")[2]
        .startswith("Your program\npoll(")
    )


def test_solved_is_said_with_what_comes_next(capsys):
    kept = Store(None)
    tried(TASK.reference, kept)
    assert capsys.readouterr().out == (
        f"yes: {TASK.good}\nTry next: {TASK.then}\n"
    )
    assert kept.marks()["poll-in-turn"].solved
