# %% [markdown] task
# # A progress display
# kind: complete it, function: show_progress, formerly: 09-1
#
# `show_progress(jobs)` runs a list of coroutines side by side while a user watches the screen.
# Complete it so that it prints `1 of 3`, `2 of 3` and so on, each line at the moment a job is done, and returns the sorted list of the results.
# For three jobs of 0.5, 1 and 1.5 seconds, the lines come half a second apart.
# Two jobs that are done at the same moment print two lines; with no jobs, nothing is printed and the list is empty.
# The stub prints only at the end.

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.rules import (
    never_sleeps,
    prints,
    returns,
    takes,
    together,
)


# %% stub
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    done, _ = await asyncio.wait(tasks)
    print(len(done), "of", len(tasks))
    return sorted(task.result() for task in done)


# %% trial
three = [sleeper("x", 0.5), sleeper("y", 1), sleeper("z", 1.5)]
run(show_progress(three), title="A progress display")


# %% reference
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    total, results = len(pending), []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            results.append(task.result())
            print(len(results), "of", total)
    return sorted(results)


# %% cases
def downloads(words: str, *speeds: float, answer: str = "{}") -> Case:
    """Files to load, and what should be on the screen when each is there."""
    files = {f"file {number}": each for number, each in enumerate(speeds, 1)}
    lines = [
        f"{number} of {len(files)}" for number in range(1, len(files) + 1)
    ]
    return Case(
        words,
        lambda world: [[*world.prepared("load", files, answer).values()]],
        returns=sorted(answer.format(file) for file in files),
        seconds=max(speeds, default=0),
        prints=[*zip(sorted(speeds), lines, strict=True)],
    )


cases = [
    downloads("", 0.5, 1, 1.5),
    downloads("with other files", 2, 0.375, 1.125, 0.75),
    downloads("with two that are done at once", 1, 2, 1),
    downloads(
        "with other results", 1.2917, 0.7373, 2.1113, answer="{} is here"
    ),
    downloads("with empty results", 1, 0.5, answer=""),
    downloads("with no file at all"),
]

# %% rules
rules = [
    together(),
    prints(
        like=r"^\d+ of \d+$",
        hint="one job, one line: which job is this line for, and when was it done?",
        more="Loop while tasks are pending; each turn waits for FIRST_COMPLETED and prints a line for each task in done.",
    ),
    never_sleeps(
        more="wait() with the right return_when wakes you when a task is done.",
    ),
    returns(
        hint="is the result of every task collected, empty or not?",
        more="Add result() of each task in done to the list.",
        any_order=True,
    ),
    returns(
        hint="are they sorted at the end?",
        more="Sort the list of results before you return it.",
        on_order=True,
    ),
    takes(
        hint="what else does it wait for?",
        more="Return when no task is pending.",
    ),
]

# %% [markdown] discussion
# Each turn of the loop is a wake-up, and each wake-up knows which tasks have finished since the last one.
# There may be more than one: hence the `for`, and not one line per turn.
# `while pending` takes care of the empty list, too: the loop is never entered, and `wait` never gets an empty set.

# %% [markdown] solved
# yes: each line was printed the moment it became true.
#
# Another way: `asyncio.as_completed`, with `enumerate(..., 1)` around it for the count.
#
# Try next: print what is still missing, too; a dictionary from task to name helps.
