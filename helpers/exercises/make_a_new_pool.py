# %% [markdown] task
# # A pool that breaks, and work that is done twice
# kind: fix it, function: finish
#
# `new_pool()` starts a pool and returns its `submit`, at once; `await submit(name)` does one job.
# When a process of the pool is killed, the pool is broken, and everything that is still under way in it raises `ConnectionError`; what was done before keeps its result.
# `finish(new_pool, names)` hands over all names at once, and returns a dictionary from each name to its result.
# When a pool breaks, it starts a new one as soon as nothing is under way in the old one, and goes on like that until it has all results.
# In the stub a broken pool costs also what was done already: it sends all names again, and some work is done twice.
# Fix it, so that no name is sent again that has a result.
# Any other exception is a bug of the job, and comes out of `finish`.
# With no names no pool is started.
# When `finish` itself is cancelled, the `CancelledError` comes out.

# %% imports
import asyncio
import itertools
from dataclasses import replace
from typing import Any

from helpers import b, run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Given, Job, StrangeError, World
from helpers.checking.rules import returns, starts, takes


# %% stub
async def finish(new_pool, names):
    while True:
        submit = new_pool()
        try:
            found = await asyncio.gather(*map(submit, names))
            return dict(zip(names, found, strict=True))
        except ConnectionError:
            print("the pool is broken")


# %% trial
run(finish(lambda: b, ["x", "y"]), title="A pool that breaks")


# %% reference
async def finish(new_pool, names):
    results = {}
    while missing := [name for name in names if name not in results]:
        submit = new_pool()
        ends = await asyncio.gather(
            *map(submit, missing), return_exceptions=True
        )
        for name, end in zip(missing, ends):
            if not isinstance(end, BaseException):
                results[name] = end
            elif not isinstance(end, ConnectionError):
                raise end
    return results


# %% cases
def pools(
    words: str,
    *lives: float,
    apart: float = 0.0,
    answer: str = "{} is done",
    bug: str = "",
    **speeds: float,
) -> Case:
    """Jobs with their seconds, and pools that live for so many seconds.

    Those under way in a broken pool hear of it `apart` seconds one after
    another.
    """
    missing, now, begun, specs = dict(speeds), 0.0, [], []
    for life in (*lives, 1e6):
        if not missing:
            break
        ends = {name: life + apart * at for at, name in enumerate(missing)}
        specs.append(
            {name: _job(s, ends.get(name, life)) for name, s in speeds.items()}
        )
        begun += [(f"submit({name!r})", now) for name in missing]
        now += max(min(ends[name], s) for name, s in missing.items())
        missing = {x: s for x, s in missing.items() if s > ends[x]}
    if bug:
        specs[0][bug] = Job(speeds[bug], raises=StrangeError("a bug"))

    def given(world: World) -> Given:
        left: Any = itertools.chain(specs, itertools.repeat(speeds))
        return lambda: world.job("submit", next(left), answer), [*speeds]

    return Case(
        words,
        given,
        returns={name: answer.format(name) for name in speeds},
        seconds=now,
        starts=begun,
    )


def _job(seconds: float, life: float) -> Job:
    """Return a job in a pool that lives for so many seconds."""
    if seconds <= life:
        return Job(seconds)
    return Job(life, raises=ConnectionError("the pool is broken"))


cases = [
    pools("", 1, x=0.5, y=2),
    pools("when no pool breaks", x=1, y=0.5),
    pools("when two pools break", 0.5, 1, x=0.25, y=0.75, z=2),
    pools("when nothing was done before", 0.5, x=1, y=2),
    replace(
        pools("when jobs end one by one", 0.5, apart=0.25, x=1, y=2, z=0.9),
        question=(
            "what is still under way in the old pool at that moment?",
            "Start a new pool when all jobs of the old one have ended.",
        ),
    ),
    pools("with odd lengths", 0.7373, x=0.5, y=1.2917, answer="{}!"),
    pools("with empty answers", 1, x=0.5, y=2, answer=""),
    raising(pools("when a job has a bug", x=1, y=0.5, bug="x"), StrangeError),
    cancelled(pools("when it is cancelled", 1, x=0.5, y=3), at=2),
    pools("with no name at all"),
]

# %% rules
rules = [
    starts(
        hint="which names have no result when the pool breaks, each time?",
        more="Hand over only the names that have no result yet.",
    ),
    returns(
        hint="whose results are in the dictionary?",
        more="Put each result in under its name, and leave out what failed.",
    ),
    takes(
        hint="what does it wait for besides the jobs?",
        more="Start a new pool when all jobs of the old one have ended.",
    ),
]

# %% [markdown] discussion
# `gather` without `return_exceptions` raises the first error and says nothing of the results that it had.
# With it, each end can be looked at: a result is kept, a `ConnectionError` means *again*, and anything else is raised.
# This is what a cluster does for you, except that a cluster computes a task again even if it was half done, so both need jobs that may be begun twice.

# %% [markdown] solved
# yes: what was done stayed done.
#
# Another way: a loop on `wait`, which looks at each task in `done`.
#
# Try next: give up after three pools, and say which names have no result.
