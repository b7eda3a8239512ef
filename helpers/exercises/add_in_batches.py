# %% [markdown] task
# # Add up in batches
# kind: complete it, function: total
#
# A worker far away adds up whole numbers: `await send(start, stop)` returns the sum of those from `start` up to `stop`, without `stop` itself.
# A trip there takes long, so numbers are sent in batches.
# Complete `total(send, count, size, places)`: it adds up the numbers from 0 up to `count`, without `count`, and returns their sum, which is the sum of the answers.
# Each batch has `size` numbers, and the last one what is left; they are sent in order, beginning at 0.
# At most `places` batches are under way at a time, and a place that is free does not stay empty while there are numbers left.
# With `count=10`, `size=4` and `places=2` the calls are `send(0, 4)`, `send(4, 8)` and `send(8, 10)`.
# With `count=0` nothing is sent, and the sum is 0.
# When `total` itself is cancelled, the `CancelledError` comes out.
# The stub sends each number by itself, and all at once.

# %% imports
import asyncio
from typing import Any

from helpers import run
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job
from helpers.checking.rules import (
    asks,
    at_most_at_once,
    in_order,
    returns,
    takes,
)


# %% stub
async def total(send, count, size, places):
    trips = [send(number, number + 1) for number in range(count)]
    return sum(await asyncio.gather(*trips))


# %% trial
async def send(start, stop):
    await asyncio.sleep(1)
    return sum(range(start, stop))


run(total(send, 5, size=2, places=2), title="Add up in batches")


# %% reference
async def total(send, count, size, places):
    starts, pending, found = list(range(0, count, size)), set(), 0
    while starts or pending:
        while starts and len(pending) < places:
            start = starts.pop(0)
            batch = send(start, min(start + size, count))
            pending.add(asyncio.create_task(batch))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        found += sum(task.result() for task in done)
    return found


# %% cases
class Batches(dict[Any, Any]):
    """A job for each batch; one that should not be sent takes a second."""

    def __contains__(self, start: object) -> bool:
        return isinstance(start, int)

    def __missing__(self, start: int) -> Job:
        return Job(1, 0)


def batches(
    words: str,
    count: int,
    size: int,
    places: int,
    *speeds: float,
    off: int = 0,
) -> Case:
    """Batches and their seconds; `off` is by how much each sum is wrong."""
    starts = list(range(0, count, size))
    stops = [min(start + size, count) for start in starts]
    labels = [f"send({x}, {y})" for x, y in zip(starts, stops, strict=True)]
    sums = [sum(range(x, y)) + off for x, y in zip(starts, stops, strict=True)]
    jobs = Batches(
        (start, Job(seconds, found))
        for start, seconds, found in zip(starts, speeds, sums, strict=True)
    )
    free = [0.0] * places
    for seconds in speeds:
        free.sort()
        free[0] += seconds
    return Case(
        words,
        lambda world: (
            world.job("send", jobs, arguments=2),
            count,
            size,
            places,
        ),
        returns=sum(sums),
        seconds=max(free),
        asks=labels,
        order=labels,
        at_once=places,
    )


cases = [
    batches("", 10, 4, 2, 1, 1, 1),
    batches("with one slow batch", 20, 5, 2, 3, 1, 1, 1),
    batches("with one place", 6, 2, 1, 0.5173, 1, 0.7373),
    batches("with more places than batches", 5, 3, 4, 1, 0.5),
    batches("with batches of one number", 4, 1, 2, 1, 0.6, 1.2917, 1),
    batches("with one batch that is not full", 3, 8, 2, 1),
    batches("with three that end together", 8, 2, 3, 1, 1, 1, 1),
    batches("with a worker that adds one", 6, 2, 2, 1, 0.5, 1, off=1),
    cancelled(batches("when it is cancelled", 6, 2, 2, 1, 2, 3), at=1.5),
    batches("with nothing to add", 0, 3, 2),
]

# %% rules
rules = [
    asks(
        hint="where does each batch begin and end, and the last one?",
        more="range(0, count, size) gives the starts; a batch ends at min(start + size, count).",
    ),
    at_most_at_once(
        hint="how many batches may be in pending when the loop waits?",
        more="Make a task of a batch only while len(pending) < places.",
    ),
    in_order(
        hint="in which order do the starts come?",
        more="Take the starts from the front, one by one.",
    ),
    takes(
        hint="how many places are empty at that moment?",
        more="Wait for the first that is completed, and fill its place before the next wait.",
    ),
    returns(
        hint="is every answer in the sum, once?",
        more="Add the result of each task in done.",
    ),
]

# %% [markdown] discussion
# The loop is the fed one of this notebook, with tasks in place of futures: fill the places, wait for the first, add up what is done.
# The starts could be an iterator: then no list of 10,000 things exists anywhere.
# In a program that runs for long it stands in a `try`, with a `finally` that cancels what is pending.

# %% [markdown] solved
# yes: few trips, few at a time, and no place was empty.
#
# Another way: an `asyncio.Semaphore(places)` around each `send`, gathered; the tasks all exist from the start, and that is fine for some hundred batches.
#
# Try next: let a batch that takes less than a tenth of a second be followed by larger ones.
