"""What it takes to run a program two hundred times, and to show it."""

import asyncio

from benchmarks.measuring import Row, paired
from helpers.exploring.outcomes import outcomes

__all__ = ["rows"]

RUNS = 200
TASKS = 10
MOST = 1.0  # seconds


async def job(queue, number):
    await asyncio.sleep(1 + number % 3)
    await queue.put(number)
    await asyncio.sleep(0.5)
    return number


async def ten_tasks():
    queue: asyncio.Queue[int] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        for number in range(TASKS - 1):
            group.create_task(job(queue, number))
    return [queue.get_nowait() for _ in range(TASKS - 1)]


def explored():
    return outcomes(ten_tasks, runs=RUNS)


def shown():
    return str(outcomes(ten_tasks, runs=RUNS))


def rows():
    """Measure; yield the lines of the table."""
    (found, drawn), _ = paired(explored, shown, pairs=5)
    for what, seconds in (
        (f"outcomes(), {RUNS} runs of {TASKS} tasks", found),
        ("  with the smallest changes, and three charts", drawn),
    ):
        target, kept = f"{MOST:g} s", seconds <= MOST
        yield Row(what, f"{seconds * 1e3:.0f} ms", target, kept)
