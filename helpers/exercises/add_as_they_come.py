# %% [markdown] task
# # Add the values as they come
# kind: make it, function: add_up
#
# Values lie on the workers of a cluster, and are added up there, two at a time, so that none of them has to be brought home.
# Make `add_up(fetch, add, names)` from nothing.
# It awaits `fetch(name)` for all names at once; each returns a number.
# As soon as two numbers are there, it starts `add((x, y))` with the two that came first, whose result, their sum, is one more number that has come.
# Several additions may be under way at a time.
# When one number is left and nothing is under way, it is returned; with no names that is 0.
# If anything fails, the error comes out, what is still under way is cancelled, and nothing is left running; the same if `add_up` itself is cancelled.
# With `a`, `b` and `c`, which come after 0.5, 1 and 3 seconds, and additions of one second, the first addition runs from 1 to 2 and the second from 3 to 4.

# %% imports
import asyncio
import heapq
from dataclasses import replace
from typing import Any

from helpers import run
from helpers.checking.exercise import ANYTHING, Case
from helpers.checking.fakes import Given, Job, StrangeError, World
from helpers.checking.rules import (
    cancels,
    returns,
    sees_them_end,
    starts,
    takes,
)


# %% stub
async def add_up(fetch, add, names):
    pass


# %% trial
async def fetch(name):
    await asyncio.sleep(len(name) / 2)
    return len(name)


async def add(pair):
    await asyncio.sleep(1)
    return sum(pair)


run(add_up(fetch, add, ["a", "bb", "cccc"]), title="Add the values")


# %% reference
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done]
            while len(values) > 1:
                pair = values.pop(0), values.pop(0)
                pending.add(asyncio.create_task(add(pair)))
        return values[0] if values else 0
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


# %% cases
class Sums(dict[Any, Any]):
    """A job for each pair: it takes so long, and gives their sum."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and len(pair) == 2

    def __getitem__(self, pair: Any) -> Job:
        return Job(self.seconds, sum(pair))


def values(
    words: str, adding: float, bug: str = "", **given: tuple[float, int]
) -> Case:
    """Values by their names, each with its seconds; one may be a bug."""
    coming = [(s, number) for s, number in given.values()]
    heapq.heapify(coming)
    here: list[int] = []
    begun = [(f"fetch({name!r})", 0.0) for name in given]
    now = 0.0
    while coming:
        now, value = heapq.heappop(coming)
        here.append(value)
        if len(here) > 1:
            x, y = here.pop(0), here.pop(0)
            begun.append((f"add(({x}, {y}))", now))
            heapq.heappush(coming, (now + adding, x + y))
    jobs = {name: Job(s, number) for name, (s, number) in given.items()}
    if bug:
        jobs[bug] = Job(given[bug][0], raises=StrangeError("a bug"))

    def arguments(world: World) -> Given:
        work = world.job("fetch", jobs)
        return work, world.job("add", Sums(adding)), [*given]

    return Case(
        words,
        arguments,
        returns=here[0] if here else 0,
        seconds=now,
        starts=begun,
        cancels=(),
    )


def cut_short(case: Case, at: float, cancels: list[str]) -> Case:
    """The case, when a bug ends it at some time, and what is cancelled."""
    begun = [(label, when) for label, when in case.starts or () if when < at]
    return replace(
        case,
        returns=ANYTHING,
        raises=StrangeError,
        seconds=at,
        starts=begun,
        cancels=cancels,
    )


cases = [
    values("", 1, a=(0.5, 3), b=(1, 4), c=(3, 5)),
    values(
        "with two additions at a time",
        2,
        a=(0.5, 1),
        b=(1, 2),
        c=(1.25, 3),
        d=(1.5, 4),
    ),
    values(
        "with additions that are quick",
        0.125,
        a=(2, 1),
        b=(1, 2),
        c=(0.5, 3),
        d=(3, 5),
    ),
    values("with odd lengths", 0.7373, a=(1.2917, 6), b=(0.31, 7), c=(1.5, 8)),
    values("with zeros", 1, a=(0.5, 0), b=(1, 0), c=(1.75, 0)),
    values("with one value", 1, only=(1, 7)),
    cut_short(
        values(
            "when one cannot be fetched",
            1,
            "b",
            a=(0.5, 1),
            b=(1, 2),
            c=(9, 3),
        ),
        1,
        ["fetch('c')"],
    ),
    replace(
        cut_short(
            values("when it is cancelled", 2, a=(0.5, 1), b=(1, 2), c=(9, 3)),
            2,
            ["fetch('c')", "add((1, 2))"],
        ),
        raises=asyncio.CancelledError,
        cancelled_at=2,
    ),
    values("with no value at all", 1),
]

# %% rules
rules = [
    starts(
        hint="which two numbers came first, and when were both there?",
        more="Keep the numbers in a list, and start an addition as soon as it has two; its result goes to the end of the list.",
    ),
    returns(
        hint="what is in the list when nothing is under way?",
        more="Return the one number that is left, or 0.",
    ),
    cancels(
        hint="what is still under way when the error comes?",
        more="Cancel all that is pending, in a finally.",
    ),
    sees_them_end(),
    takes(
        hint="what does it wait for besides the next number?",
        more="Wait for the first that is completed, whether it was fetched or added.",
    ),
]

# %% [markdown] discussion
# Fetched and added numbers are the same to the loop, so one `pending` holds both, and each end feeds it.
# The adding begins long before the last value has come, and at most one addition is left when it has.
# On a cluster `values` would hold futures: `client.submit(sum, [x, y])` takes them, and no number comes home but the last.

# %% [markdown] solved
# yes: no pair had to wait, and only the sum came home.
#
# Another way: a coroutine that puts numbers into a queue, and one that takes two at a time.
#
# Try next: add up to eight numbers in one go, all that are there, and see how the staircase becomes flatter.
