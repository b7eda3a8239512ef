# %% [markdown] task
# # A print shop that stops at the first jam
# kind: fix it, function: print_all
#
# A print shop has some workers, and a queue that holds all its pages from the start; `await press(page)` prints one page.
# A page that jams raises `OSError`, and from then on the shop of the stub waits for ever.
# Fix `print_all(press, queue, workers)`: all pages are printed in the order of the queue, by that many workers at once, and a worker takes the next page as soon as its last one is printed or has jammed.
# It returns a list of the pages that jammed, in the order in which they did; if the queue is empty, so is the list.
# Any other exception is a bug: it comes out of `print_all` at once, by itself or in a group, and so does the `CancelledError` when `print_all` itself is cancelled.

# %% imports
import asyncio
from collections.abc import Iterable

from helpers import b, run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import (
    Job,
    StrangeError,
    calls,
    calls_at,
    jobs_of,
)
from helpers.checking.rules import (
    asks,
    at_most_at_once,
    returns,
    starts,
    takes,
)


def filled(items: Iterable[str]) -> asyncio.Queue[str]:
    # the notebook has one of its own
    queue: asyncio.Queue[str] = asyncio.Queue()
    for item in items:
        queue.put_nowait(item)
    return queue


# %% stub
async def print_all(press, queue, workers):
    async def worker():
        while True:
            await press(await queue.get())
            queue.task_done()

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    await queue.join()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return []


# %% trial
run(print_all(b, filled(["p1", "p2"]), 2), title="A shop with a queue")


# %% reference
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
            except OSError:
                jammed.append(page)
            finally:
                queue.task_done()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker()) for _ in range(workers)]
        await queue.join()
        for task in tasks:
            task.cancel()
    return jammed


# %% cases
def shop(
    words: str,
    workers: int,
    seconds: float,
    jammed: str = "",
    answer: str = "{} printed",
    **pages: tuple[float, float | Job],
) -> Case:
    """Pages as (starts at, what becomes of it), and those that jam."""
    jobs = jobs_of({page: job for page, (_, job) in pages.items()})
    return Case(
        words,
        lambda world: (
            world.job("press", jobs, answer),
            filled(jobs),
            workers,
        ),
        returns=jammed.split(),
        seconds=seconds,
        asks=calls("press", jobs),
        starts=calls_at("press", ((p, at) for p, (at, _) in pages.items())),
        at_once=workers,
    )


def jam(seconds: float) -> Job:
    return Job(seconds, raises=OSError("paper jam"))


def bug(seconds: float) -> Job:
    return Job(seconds, raises=StrangeError("no such font"))


cases = [
    shop("", 2, 2.5, "p2", p1=(0, 1), p2=(0, jam(0.5)), p3=(0.5, 2)),
    shop("with no jam", 2, 2, p1=(0, 1), p2=(0, 1), p3=(1, 1)),
    shop(
        "with two jams",
        workers=2,
        seconds=2.8,
        jammed="p2 p1",
        p1=(0, jam(1)),
        p2=(0, jam(0.6)),
        p3=(0.6, 1),
        p4=(1, 1.8),
    ),
    shop(
        "with one worker, and nothing but jams",
        workers=1,
        seconds=1.5,
        jammed="p1 p2 p3",
        p1=(0, jam(0.5)),
        p2=(0.5, jam(0.5)),
        p3=(1, jam(0.5)),
    ),
    shop(
        "with other lengths",
        workers=2,
        seconds=2.029,
        jammed="p3",
        answer="",
        p1=(0, 1.2917),
        p2=(0, 0.3331),
        p3=(0.3331, jam(0.25)),
        p4=(0.5831, 0.7),
        p5=(1.2831, 0.7),
        p6=(1.2917, 0.7373),
    ),
    shop("with more workers than pages", 5, 1, p1=(0, 1), p2=(0, 0.5)),
    shop("with no pages", 2, 0),
    raising(
        shop("with a bug", 2, 0.5, p1=(0, 30), p2=(0, bug(0.5)), p3=(0, 9)),
        StrangeError,
    ),
    raising(
        shop("with a bug in the last page", 2, 2, p1=(0, 1), p2=(0, bug(2))),
        StrangeError,
    ),
    cancelled(
        shop("when it is cancelled", 2, 9, p1=(0, 9), p2=(0, jam(0.5))), 1.25
    ),
]

# %% rules
rules = [
    asks(
        hint="what becomes of a worker whose page has jammed?",
        more="Catch the OSError inside the worker, around press(page), so that it goes on.",
    ),
    at_most_at_once(
        hint="how many tasks call press()?",
        more="Only the workers call it, one page after the other.",
    ),
    starts(
        hint="who is free at that moment, and what is it waiting for?",
        more="Each worker takes the next page as soon as its own is done, printed or jammed.",
    ),
    takes(
        hint="what does it wait for when the last page is done?",
        more="Call task_done() after each page, also after a jam, await join(), then cancel the workers.",
    ),
    returns(
        hint="where does the program note that a page has jammed, and when?",
        more="Where you catch the OSError, append the page to a list.",
    ),
]

# %% [markdown] discussion
# Two things were wrong, and each needs the other.
# A jam ended the worker, and the page was never marked as done: the `except` keeps the worker alive, and the `finally` keeps the count right.
# A bug does end the worker, as it should; then the task group cancels the rest and the `join`, and nothing hangs.
# An `except Exception` would have hidden the bug among the jams.

# %% [markdown] solved
# yes: a jam is written down, a bug comes out, and nothing hangs.
#
# Another way: no `join` and no `cancel`: the workers take pages with `get_nowait()` until `asyncio.QueueEmpty`, since no page comes later.
#
# Try next: a page that jams goes back into the queue, two times at most.
