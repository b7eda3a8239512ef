# %% [markdown] task
# # Two at once
# kind: complete it, function: both, formerly: 00-1
#
# Complete `both(first, second)` so that `first()` and `second()` wait at the same time.
# It returns a list of the two results: that of `first`, then that of `second`.
# With the slow `a` and something quick, it takes no longer than `a` alone.
# The program under *Run*, further up, shows how.

# %% imports
import asyncio

from helpers import a, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, jobs_of
from helpers.checking.rules import asks, returns, takes, together


# %% stub
async def both(first, second):
    return [await first(), await second()]


# %% trial
run(both(a, a), title="Two at once")


# %% reference
async def both(first, second):
    one = asyncio.create_task(first())
    other = asyncio.create_task(second())
    return [await one, await other]


# %% cases
def two(words: str, **specs: float | Job) -> Case:
    """Two jobs: the name of each, and what it takes or brings."""
    jobs = jobs_of(specs)
    return Case(
        words,
        lambda world: [world.single(*each) for each in jobs.items()],
        returns=[
            name if job.answer is None else job.answer
            for name, job in jobs.items()
        ],
        seconds=max(job.seconds for job in jobs.values()),
        asks=[f"{name}()" for name in jobs],
    )


cases = [
    two("", slow=3, quick=1),
    two("with the quick one first", quick=0.5, slow=2),
    two("with two that are equally slow", one=2, two=2),
    two("with other answers", one=Job(1.2917, ""), two=Job(0.7373, 42)),
]

# %% rules
rules = [
    asks(
        hint="does it call each of the two once?",
        more="Call first() and second(), once each.",
    ),
    together(
        hint="what has to happen before the first 'await'?",
        more="Hand both to asyncio.create_task, then await both tasks.",
    ),
    returns(
        on_order=True,
        hint="in which order are the results returned?",
        more="Return a list: the result of first(), then of second().",
    ),
    takes(
        hint="what does it wait for besides the slower of the two?",
        more="Await the two, and nothing else.",
    ),
]

# %% [markdown] discussion
# Both are handed to the event loop before either is awaited, so both wait at the same time.
# The order of the awaits decides the order of the list, and not how long it takes.

# %% [markdown] solved
# yes: both were under way before you waited for either.
#
# Another way: `await asyncio.gather(first(), second())` makes both tasks and gives you their list.
#
# Try next: await them in the other order. What changes in the chart?
