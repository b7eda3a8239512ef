"""The twelve programs of the poster, which are run for their charts.

What the poster shows of a program is the text of its function, from here.
"""

from __future__ import annotations

import inspect
import io
import textwrap
from asyncio import (
    FIRST_COMPLETED,
    Queue,
    TaskGroup,
    as_completed,
    create_task,
    gather,
    timeout,
    wait,
)
from collections.abc import Callable, Coroutine, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

from helpers.running.run import run
from helpers.timeline.model import Lane, Timeline
from helpers.workload import a, b

__all__ = ["IDIOMS", "Idiom", "code_of", "timelines"]

Job = Coroutine[Any, Any, str]


def jobs() -> list[Job]:
    """Return the work of all programs, afresh."""
    return [a(), b("b1"), b("b2")]


def queue_of(work: list[Job]) -> Queue[Job]:
    """Return a queue with some work in it."""
    queue: Queue[Job] = Queue()
    for job in work:
        queue.put_nowait(job)
    return queue


# A card has room for 56 columns.
# fmt: off


async def one_after_another():
    x = await a()
    y = await b("b1")
    z = await b("b2")
    return [x, y, z]


async def any_order():
    x, y, z = jobs()
    return [await y, await z, await x]


async def scheduled_first():
    tasks = [create_task(job) for job in jobs()]
    return [await task for task in tasks]


async def completed():
    tasks = [create_task(job) for job in jobs()]
    for each in as_completed(tasks):
        print(await each)


async def gathered():
    return await gather(*jobs())


async def waited():
    tasks = [create_task(job) for job in jobs()]
    done, pending = await wait(tasks)
    return [task.result() for task in tasks]


async def first_completed():
    pending = {create_task(job) for job in jobs()}
    while pending:
        done, pending = await wait(
            pending, return_when=FIRST_COMPLETED)
        print([task.result() for task in done])


async def fed():
    extra, pending = [*jobs(), b("b3")], set()
    while extra or pending:
        while extra and len(pending) < 2:
            pending.add(create_task(extra.pop(0)))
        done, pending = await wait(
            pending, return_when=FIRST_COMPLETED)
        print([task.result() for task in done])


async def evented():
    extra, pending = jobs(), set()
    while extra or pending:
        if extra:
            pending.add(create_task(extra.pop(0)))
        done, pending = await wait(pending, timeout=0.2)
        print([task.result() for task in done])


async def grouped():
    async with TaskGroup() as group:
        tasks = [group.create_task(job) for job in jobs()]
    return [task.result() for task in tasks]


async def worker(queue):
    while not queue.empty():
        job = queue.get_nowait()
        await job


async def queue_and_workers(queue):
    async with TaskGroup() as group:
        group.create_task(worker(queue))
        group.create_task(worker(queue))


async def limited():
    async with timeout(2):
        await a()


# fmt: on


@dataclass(frozen=True)
class Idiom:
    """One card: a program, what it is for, what it costs, and where it is.

    `above` is shown, with its first line, in front of the program, which
    may be given a queue with the work; `raises` is how it ends.
    """

    title: str
    program: Callable[..., Coroutine[Any, Any, Any]]
    good_for: str
    price: str
    notebook: str
    above: Callable[..., Any] | None = None
    takes_queue: bool = False
    raises: type[Exception] | tuple[()] = ()


IDIOMS = (
    Idiom(
        "One after another",
        one_after_another,
        "each step needs the last",
        "the waits add up",
        "02",
    ),
    Idiom(
        "In any order we like",
        any_order,
        "prepare here, run there",
        "the waits still add up",
        "03",
    ),
    Idiom(
        "Scheduled first",
        scheduled_first,
        "plain tasks, your order",
        "a slow one holds up the rest",
        "04",
    ),
    Idiom(
        "as_completed",
        completed,
        "each result as it comes",
        "whose is it? (3.13: async for)",
        "06",
    ),
    Idiom(
        "gather",
        gathered,
        "all results, in your order",
        "on failure the others run on",
        "07",
    ),
    Idiom(
        "wait",
        waited,
        "you look at every outcome",
        "you collect, you cancel",
        "09",
    ),
    Idiom(
        "wait: first completed",
        first_completed,
        "you decide at each turn",
        "you write the loop",
        "10",
    ),
    Idiom(
        "Feed the loop",
        fed,
        "work that brings work",
        "you count the places",
        "11",
    ),
    Idiom(
        "The evented main loop",
        evented,
        "hears silence, takes jobs",
        "it polls, if you let it",
        "12",
    ),
    Idiom(
        "TaskGroup",
        grouped,
        "no task outlives its block",
        "all or nothing",
        "15",
    ),
    Idiom(
        "Queue and workers",
        queue_and_workers,
        "a limit by construction",
        "you agree on an end",
        "16",
        above=worker,
        takes_queue=True,
    ),
    Idiom(
        "Time limit",
        limited,
        "no wait is for ever",
        "cancels the block, not your tasks",
        "05",
        raises=TimeoutError,
    ),
)


def code_of(idiom: Idiom) -> str:
    """Return what the poster shows of a program: its very lines."""
    parts = []
    if idiom.above is not None:
        head, *body = inspect.getsource(idiom.above).splitlines()
        parts += [head.partition("  #")[0], *body]
    body = inspect.getsource(idiom.program).splitlines()[1:]
    return "\n".join([*parts, textwrap.dedent("\n".join(body))])


def _timeline_of(idiom: Idiom) -> Timeline:
    """Run a program on the virtual clock; what it prints is not shown."""
    given = [queue_of(jobs())] if idiom.takes_queue else []
    with redirect_stdout(io.StringIO()):
        done = run(idiom.program(*given), clock="virtual", expect=idiom.raises)
    lanes = tuple(map(_named_briefly, done.timeline.lanes))
    return replace(done.timeline, lanes=lanes)


def _named_briefly(lane: Lane) -> Lane:
    """Call the program `main()`, and leave out what workers are given."""
    if lane.parent is None:
        return replace(lane, label="main()", function="main")
    return replace(lane, label=lane.label.replace("(<Queue>)", "()"))


def timelines() -> Iterator[Timeline]:
    """Run all programs, in the order of the poster."""
    return map(_timeline_of, IDIOMS)
