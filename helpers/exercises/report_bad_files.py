# %% [markdown] task
# # A backup that one bad file brings down
# kind: fix it, function: backup, formerly: 13-2
#
# A backup copies files with `copy(name)`.
# The disk can take two copies at a time, and the files are started in the order of the names.
# A damaged file raises `ValueError`; that is a line in the report, and no reason to stop.
# At the end `backup(copy, names)` returns the report: a list of the names that were copied, in the order of `names`, and a dictionary from the name of each other file to the text of its error, which may be empty.
# For a damaged `y` between `x` and `z` that is `(["x", "z"], {"y": "bad sector"})`.
# With no files it is `([], {})`.
# Any other exception is a bug, and comes out of `backup`, by itself or in a group.
# When `backup` itself is cancelled, nothing more is copied, and the `CancelledError` comes out.
# In the stub nothing limits the copies, the first bad file cancels the others, and the report says that all were copied.
# Choose what fits better.

# %% imports
import asyncio
from dataclasses import replace

from helpers import fails, run, sleeper
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, StrangeError, calls_at, jobs_of
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

    A file starts when one of the two before it is done.
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


def breaking(words: str, error: Exception) -> Case:
    """Three files, one of which fails in a way that is not expected."""
    case = files(words, x=1, y=Job(0.5, raises=error), z=1)
    return raising(case, type(error))


missing = bad(0.5, "no such file")
wordless = Job(0.5, raises=ValueError())
cases = [
    files("", x=1, y=bad(0.5, "bad sector"), z=1),
    files("with more files", film=3, a=1, b=missing, c=1, d=2),
    files("with bad files only", x=bad(1, "bad"), y=bad(1, "worse")),
    files("with one file", x=1),
    files(
        "with odd lengths",
        x=Job(1.2917, ""),
        y=Job(0.7373, ""),
        z=bad(0.3331, "bad sector"),
        v=1,
    ),
    replace(
        files("with an error that has no text", x=1, y=wordless, z=1),
        question=(
            "what is the text of an error without arguments?",
            "str(error) is empty then; the file was not copied all the same.",
        ),
    ),
    breaking("with a bug in copy", StrangeError("a bug")),
    breaking("with a disk that is full", OSError("disk full")),
    cancelled(files("when it is cancelled", x=3, y=1, z=3), 1.25),
    replace(
        cancelled(files("when it is cancelled early", x=5000, y=5000), 1.25),
        question=(
            "which 'except' in there catches more than it has to?",
            "'except BaseException' catches the CancelledError too: name the exceptions that you expect.",
        ),
    ),
    files("with no file at all"),
]

# %% rules
rules = [
    at_most_at_once(
        hint="what keeps the third copy from starting?",
        more="A semaphore of two around each copy, or two workers around a queue.",
    ),
    starts(
        hint="when is a place free, and which file is next?",
        more="Start the next file when one is done, whether it was copied or not.",
    ),
    returns(
        hint="what belongs in the list, and what in the dictionary?",
        more="Return the list of names that were copied, and {name: str(error)} for the rest.",
    ),
    takes(
        hint="what else does it wait for?",
        more="Nothing but the copies should take time here.",
    ),
]

# %% [markdown] discussion
# A damaged file is one of the outcomes here and goes into the report, so each copy catches its own `ValueError`, and nothing else.
# The limit is a separate question; a semaphore answers it without changing the idiom, and lets its waiters in first come, first served.
# `gather` with `return_exceptions=True` would collect the errors too, but bugs along with them: you would have to look for those afterwards and raise them.
# A `TaskGroup` fits as well, and cancels the other copies when there is a bug.

# %% [markdown] solved
# yes: two at a time, no place empty, and one bad file was one line.
#
# Another way: two workers that take names from one iterator; each catches its own ValueError.
#
# Try next: let a bug of your own end the backup. Which of the idioms cancels the copies that are still under way?
