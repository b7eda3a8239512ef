"""What a program did wrong is named: a mistake, its line, and a question."""

import asyncio
import gc
import os
import types

import pytest

from helpers import sleeper
from helpers.checking.mistakes import handed_whole, place, scrubbed
from helpers.checking.stop_reasons import Stop, StopReason
from helpers.checking.stubs import namespace
from tests.tools.answered import (
    TASK,
    answered,
    gets_its_sentence,
    is_whole,
    said_next,
)

PROGRAMS = {
    "awaits itself": (
        """
async def poll(ask, names):
    await asyncio.current_task()
""",
        "not yet: raised RuntimeError: Task cannot await on itself",
    ),
    "raises": (
        """
async def poll(ask, names):
    return 1 / 0
""",
        "not yet: raised ZeroDivisionError: division by zero (line 2: "
        "return 1 / 0); what does the error say about that line?",
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
    "returns what does not compare": (
        """
class Odd(dict):
    def __eq__(self, other):
        raise ValueError("odd")

async def poll(ask, names):
    return Odd({name: await ask(name) for name in names})
""",
        "not yet: its result cannot be judged: ValueError; ",
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
    "raises what is neither true nor false": (
        """
class Odd(Exception):
    def __bool__(self):
        raise ValueError

async def poll(ask, names):
    raise Odd
""",
        "not yet: raised Odd",
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
    "hands on a coroutine": (
        """
async def poll(ask, names):
    return await ask(ask("mail"))
""",
        "not yet: raised TypeError: ask() was handed a coroutine, not its "
        'result (line 2: return await ask(ask("mail"))); is there an '
        "'await' missing?",
    ),
    "hands on a task": (
        """
async def poll(ask, names):
    return await ask(asyncio.create_task(ask("mail")))
""",
        "not yet: raised TypeError: ask() was handed a Task, not its result",
    ),
    "awaits what it cancelled": (
        """
async def poll(ask, names):
    task = asyncio.create_task(ask("mail"))
    await asyncio.sleep(0)
    task.cancel()
    await task
""",
        "not yet: raised CancelledError (line 5: await task); what do you "
        "get from a task that was cancelled?",
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
        "not yet: raised ValueError: <object> (line 2: raise",
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
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_it_gets_a_sentence(what):
    gets_its_sentence(*PROGRAMS[what])


MORE = {
    "is no coroutine function": "Write one 'async def'",
    "forgets the star, with a list": "gather takes awaitables one by one",
    "awaits what it cancelled": "catch it around that one line",
    "awaits nothing of as_completed": "Each turn of a loop over as_completed",
}


@pytest.mark.parametrize("what", MORE)
def test_the_second_try_says_what_to_do(what):
    assert MORE[what] in said_next(PROGRAMS[what][0])


def test_what_is_no_coroutine_function_gets_no_hint_besides():
    line, _ = answered(PROGRAMS["is no coroutine function"][0])
    assert line.endswith("write 'async def'")


def test_nothing_is_left_for_the_garbage_collector(capsys):
    for what in ("leaks tasks", "returns a coroutine", "raises a group"):
        answered(PROGRAMS[what][0])
    gc.collect()
    assert capsys.readouterr() == ("", "")


# The words


@pytest.mark.parametrize("reason", StopReason)
def test_a_reason_has_its_words(reason):
    words = Stop(reason, "called f()").words(" (line 3)")
    assert words.startswith("it ")
    assert not set("{}") & set(words)
    assert reason.more.endswith(".")


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


# The line


def test_a_frame_without_a_line_has_no_place():
    code = namespace(TASK.reference)["poll"].__code__
    frame = types.SimpleNamespace(f_code=code, f_lineno=None, f_back=None)
    assert place(frame, is_whole.__code__, None, []) == ""


def test_the_work_of_the_course_is_no_place():
    async def main():
        task = asyncio.create_task(sleeper("x", 1))
        await asyncio.sleep(0)
        return place(None, is_whole.__code__, None, [task])

    assert asyncio.run(main()) == ""
