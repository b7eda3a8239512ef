"""A notebook's kernel survives its learners, and goes on to the next cell."""

import json
import time

import pytest
from test_kernel import started

from tests.tools.slowness import slowness

RIGHT = """
async def poll(ask, names):
    return {name: await ask(name) for name in names}

check("poll-in-turn", poll)
"""
SENTENCE = 2.0  # seconds; loading the exercises, the first time, not counted

PROGRAMS = {
    "exit": ("    exit()", "it called exit(): that would end the kernel"),
    "quit": ("    quit()", "it called quit(): that would end the kernel"),
    "os._exit": (
        "    import os\n    os._exit(1)",
        "it called os._exit(): that would end the kernel",
    ),
    "a loop": ("    while True: pass", "it keeps the processor to itself"),
    "a loop that catches all": (
        "    while True:\n"
        "        try:\n"
        "            while True: pass\n"
        "        except: continue",
        "it keeps the processor to itself",
    ),
    "a spin": (
        "    while True: await asyncio.sleep(0)",
        "it goes round and round while no time passes (line 2: while True",
    ),
    "a block": (
        "    time.sleep(1000)",
        "held up the whole event loop for 1000 s",
    ),
    "megabytes": (
        "    for n in range(10**4): print('x' * 1000)",
        "it printed 10,010,000 characters",
    ),
    "a million tasks": (
        "    t = [asyncio.create_task(ask(n)) for n in range(10**6)]",
        "it started more than 1,000 tasks",
    ),
    "a million coroutines": (
        "    await asyncio.gather(*(asyncio.sleep(1) for n in range(10**6)))",
        "it ",  # too many tasks, or too long to get there
    ),
    "a display": (
        "    display('out of turn')",
        "ask('mail') was never started",
    ),
    "a sketch of a question": (
        "    input('well? ')",
        "it called input(): nobody is there to answer",
    ),
    "a run of its own": (
        "    run(ask('mail'))",
        "raised RuntimeError: run() was called inside a coroutine",
    ),
}


@pytest.fixture(scope="module")
def kernel():
    with started() as kernel:
        cell = kernel.run(
            "import asyncio, time\nfrom helpers import *\n" + RIGHT
        )
        assert cell.of("stdout")[0].startswith("yes: ")
        yield kernel


@pytest.mark.parametrize("what", PROGRAMS)
def test_the_kernel_goes_on(kernel, what):
    body, words = PROGRAMS[what]
    start = time.monotonic()
    cell = kernel.run(
        f"async def poll(ask, names):\n{body}\n\ncheck('poll-in-turn', poll)"
    )
    seconds = (time.monotonic() - start) / slowness()
    assert cell.error is None
    assert not cell.of("stderr")
    assert cell.of("stdout")[0].startswith(f"not yet: {words}")
    assert "out of turn" not in json.dumps(cell.outputs)
    again = kernel.run(RIGHT)
    assert again.of("stdout")[0].startswith("yes: ")
    assert not again.of("stderr")
    assert seconds < SENTENCE + 1  # the chart below the sentence is drawn


def test_a_hint_has_its_chart(kernel):
    cell = kernel.run(
        "async def poll(ask, names):\n    await ask(names[0])\n\n"
        "check('poll-in-turn', poll)"
    )
    assert [sorted(each) for each in cell.outputs] == [
        ["stdout"],
        ["text/html", "text/plain"],
    ]


def test_progress_is_shown_as_a_table(kernel):
    (html,) = kernel.run("progress()").of("text/html")
    assert "<td>02_one_after_another</td><td>1 of 6</td>" in html


def test_a_prediction_is_answered_below_its_chart(kernel):
    cell = kernel.run(
        "run(b('b1'), clock='virtual', prediction=predict(seconds=2))"
    )
    texts = cell.of("text/plain")
    words = (
        "prediction: You had 2 s, and it took 1 s: b1 slept for 1 s in all."
    )
    assert texts[0].endswith(words)
    assert cell.of("stdout") == ["b1\n", f"{words}\n"]
    (page,) = cell.of("text/html")
    assert "prediction" not in page  # it would be read twice
