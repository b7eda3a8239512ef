# %% [markdown] task
# # A backup that one bad file brings down
# kind: fix it, function: backup, formerly: 13-2
#
# A backup copies files with `copy(name)`.
# The disk can take two copies at a time, and the files are started in the order of the names.
# A damaged file raises `ValueError`, and that is a line in the report and no reason to stop.
# At the end `backup(copy, names)` returns the report: the names of those that were copied, as a list in the order of `names`, and a dictionary from the name of each other file to the text of its error.
# For a damaged `y` between `x` and `z` that is `(["x", "z"], {"y": "bad sector"})`.
# With no files it is `([], {})`.
# When `backup` itself is cancelled, the `CancelledError` comes out.
# Any other exception is a bug, and comes out of `backup`, by itself or in a group; by no means has that file been copied.
# In the stub nothing limits the copies, the first bad file cancels the others, and the report says that all were copied.
# Choose what fits better.

# %% imports
import asyncio
from dataclasses import replace

from helpers import fails, run, sleeper
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, calls_at, jobs_of
from helpers.checking.rules import at_most_at_once, returns, starts, takes


# %% stub
async def backup(copy, names):
    try:
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(copy(name))
    except* ValueError:
        print("one of the files was bad")
    return list(names), {}


# %% trial
async def copy(name):
    return await (fails(0.5) if name == "y" else sleeper(name, 1))


run(backup(copy, "xyz"), title="A backup that one bad file brings down")


# %% reference
async def backup(copy, names):
    two, errors = asyncio.Semaphore(2), {}

    async def one(name):
        async with two:
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = str(error)

    await asyncio.gather(*map(one, names))
    return [name for name in names if name not in errors], errors


# %% cases
def files(words: str, **specs: float | Job) -> Case:
    """Files to copy on two places; some of them are bad.

    A file has its turn when one of the two before it is done.
    """
    jobs = jobs_of(specs)
    free, starts = [0.0, 0.0], {}
    for name, job in jobs.items():
        free.sort()
        starts[name] = free[0]
        free[0] += job.seconds
    errors = {n: str(job.raises) for n, job in jobs.items() if job.raises}
    return Case(
        words,
        lambda world: (world.job("copy", jobs), [*jobs]),
        returns=([name for name in jobs if name not in errors], errors),
        seconds=max(free),
        at_once=2,
        starts=calls_at("copy", starts.items()),
    )


def bad(seconds: float, words: str) -> Job:
    return Job(seconds, raises=ValueError(words))


bug = Job(0.5, raises=ZeroDivisionError("a bug"))
missing = bad(0.5, "no such file")
cases = [
    files("", x=1, y=bad(0.5, "bad sector"), z=1),
    files("with more files", film=3, a=1, b=missing, c=1, d=2),
    files("with bad files only", x=bad(1, "bad"), y=bad(1, "worse")),
    files("with one file", x=1),
    replace(
        files("with a bug in copy", x=1, y=bug, z=1),
        raises=ZeroDivisionError,
        only_end=True,
    ),
    files(
        "with odd lengths",
        x=Job(1.2917, ""),
        y=Job(0.7373, ""),
        z=bad(0.3331, ""),
        v=1,
    ),
    cancelled(files("when it is cancelled", x=3, y=1, z=3), 1.25),
    files("with no file at all"),
]

# %% rules
rules = [
    at_most_at_once(
        hint="what keeps the third copy from starting?",
        more="A semaphore of two around each copy, or two workers around a queue.",
    ),
    starts(
        hint="when is a place free, and whose turn is it then?",
        more="Start the next file when one is done, whether it was copied or not.",
    ),
    returns(
        hint="what belongs in the list, and what in the dictionary?",
        more="Return the list of names that were copied, and {name: str(error)} of the rest.",
    ),
    takes(
        hint="what does it wait for besides the files?",
        more="Nothing but the copies has to take time here.",
    ),
]

# %% [markdown] discussion
# A damaged file is one of the outcomes here, to be reported with the rest, so each copy catches its own `ValueError`, and nothing else.
# The limit is a separate question, and a semaphore answers it without changing the idiom; it lets its waiters in first come, first served.
# `gather` with `return_exceptions=True` would collect the errors too, but bugs along with them: after it you would have to look for those and raise them.
# A `TaskGroup` fits as well, and cancels the other copies when there is a bug.

# %% [markdown] solved
# yes: two at a time, no place empty, and one bad file was one line.
#
# Another way: two workers that take names from one iterator: each catches its own ValueError.
#
# Try next: let a bug of your own end the backup. Which of the idioms cancels the copies that are still under way then?
