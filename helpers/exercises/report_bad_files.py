# %% [markdown] task
# # A backup that one bad file brings down
# kind: fix it, function: backup, formerly: 13-2
#
# A backup copies files with `copy(name)`.
# The disk bears two copies at a time, and the files have their turn in the order of the names.
# A damaged file raises `ValueError`, and that is a line in the report and no reason to stop.
# At the end `backup(copy, names)` returns the report: the names of those that were copied, as a list in the order of `names`, and a dictionary from the name of each other file to the text of its error.
# For a damaged `y` between `x` and `z` that is `(["x", "z"], {"y": "bad sector"})`.
# In the stub nothing limits the copies, the first bad file cancels the others, and the report says that all were copied.
# Choose what fits better.

# %% imports
import asyncio

from helpers import fails, run, sleeper
from helpers.checking.exercise import Case
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
    two = asyncio.Semaphore(2)

    async def one(name):
        async with two:
            return await copy(name)

    found = await asyncio.gather(*map(one, names), return_exceptions=True)
    both = list(zip(names, found))
    errors = {n: str(e) for n, e in both if isinstance(e, ValueError)}
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


missing = bad(0.5, "no such file")
cases = [
    files("", x=1, y=bad(0.5, "bad sector"), z=1),
    files("with more files", film=3, a=1, b=missing, c=1, d=2),
    files("with bad files only", x=bad(1, "bad"), y=bad(1, "worse")),
    files("with one file", x=1),
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
# A failure is one of the outcomes here, to be reported with the rest: that is `gather` with `return_exceptions=True`.
# The limit is another question, and a semaphore answers it without changing the idiom; its waiters have their turn in the order in which they came.
# A `TaskGroup` fits as well if each task catches its own `ValueError`: then no failure ever reaches the group.

# %% [markdown] solved
# yes: two at a time, no place empty, and one bad file was one line.
#
# Try next: let an error of another kind, such as a bug of your own, end the backup after all. Which idiom makes that easy?
