# %% [markdown] task
# # A page that can do without its extras
# kind: complete it, function: page, most tasks: 100
#
# A page is put together from parts, which `load(name)` fetches; all of them are loaded at the same time.
# `page(load, needed, extras)` returns a dictionary from the name of each part to what `load` returned for it.
# The page can do without the parts in `extras`: an extra that raises `ValueError` is `None` in the dictionary, and all the other parts are loaded to the end.
# It cannot do without the parts in `needed`: if one of them fails, with whatever exception, the parts that are still being loaded are cancelled, and when they have ended an `ExceptionGroup` comes out of `page`.
# The same goes for an extra that raises anything else, because that is a bug.
# When `page` itself is cancelled, the `CancelledError` comes out.
# In the stub one extra that fails takes the whole page with it.

# %% imports
import asyncio
from dataclasses import replace

from helpers import fails, run, sleeper
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Job, Specs, StrangeError, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def page(load, needed, extras):
    parts = {}
    async with asyncio.TaskGroup() as group:
        for name in (*needed, *extras):
            parts[name] = group.create_task(load(name))
    return {name: task.result() for name, task in parts.items()}


# %% trial
async def load(name):
    return await (fails(0.5) if name == "offers" else sleeper(name, 1))


mine = page(load, needed=["news"], extras=["offers", "weather"])
run(mine, title="A page without its extras", expect=ExceptionGroup)


# %% reference
async def page(load, needed, extras):
    async def extra(name):
        try:
            return await load(name)
        except ValueError:
            return None

    parts = {}
    async with asyncio.TaskGroup() as group:
        for name in needed:
            parts[name] = group.create_task(load(name))
        for name in extras:
            parts[name] = group.create_task(extra(name))
    return {name: task.result() for name, task in parts.items()}


# %% cases
def parts(words: str, needed: Specs, extras: Specs) -> Case:
    """Parts of a page; an extra may be lost."""
    jobs = jobs_of({**needed, **extras})
    return Case(
        words,
        lambda world: (world.job("load", jobs), [*needed], [*extras]),
        returns={
            name: None
            if job.raises
            else name
            if job.answer is None
            else job.answer
            for name, job in jobs.items()
        },
        seconds=max((job.seconds for job in jobs.values()), default=0),
        asks=calls("load", jobs),
        cancels=[],
    )


def broken(case: Case, seconds: float, *gone: str) -> Case:
    """Return a case in which there is no page, and these parts are cut off."""
    return replace(
        case,
        returns=ANYTHING,
        raises=ExceptionGroup,
        seconds=seconds,
        cancels=calls("load", gone),
    )


def lost(seconds: float) -> Job:
    return Job(seconds, raises=ValueError("not today"))


cases = [
    parts("", {"news": 1}, {"offers": lost(0.5), "weather": 2}),
    parts("with nothing lost", {"news": 2, "user": 1}, {"offers": 0.5}),
    parts(
        "with all the extras lost",
        needed={"news": Job(1.2917, "")},
        extras={"offers": lost(0.3331), "weather": lost(1.7373)},
    ),
    broken(
        parts(
            "with a needed part that fails",
            needed={"news": lost(0.5), "user": Job(3, stubborn=0.75)},
            extras={"offers": Job(4, stubborn=0.25), "weather": 0.25},
        ),
        1.25,
        *("user", "offers"),
    ),
    broken(
        parts(
            "with a bug in an extra",
            needed={"news": 2},
            extras={"offers": Job(1, raises=StrangeError("a bug"))},
        ),
        1,
        "news",
    ),
    parts("with no extras", {"news": 1}, {}),
    parts("with no parts at all", {}, {}),
    cancelled(parts("when it is cancelled", {"news": 2}, {"offers": 3}), 1.25),
]

# %% rules
rules = [
    asks(
        hint="is every part loaded, once?",
        more="Call load(name) once for each of the parts.",
    ),
    together(
        hint="are all the parts loaded at the same time?",
        more="Create all the tasks in one group.",
    ),
    cancels(
        hint="what should this failure end, and what should it leave alone?",
        more="Catch the ValueError of an extra inside the task of that extra; let everything else out into the group.",
    ),
    sees_them_end(
        hint="who waits until a part that was cancelled has ended?",
        more="A TaskGroup does; by hand it takes one more await after cancel().",
    ),
    returns(
        hint="what stands in the dictionary for each part?",
        more="For each name what load returned; None for an extra that raised ValueError.",
    ),
    takes(
        hint="which of the parts does it wait for?",
        more="It is over when the last part is loaded, or has ended after being cancelled.",
    ),
]

# %% [markdown] discussion
# A failure goes outwards until something catches it, so an extra is spared by catching its `ValueError` in its own task, before the group hears of it.
# Only that one exception: a bug in an extra should end the page like any other bug.
# `gather` with `return_exceptions=True` would wait for all parts even when a needed one has failed.

# %% [markdown] solved
# yes: a lost extra is None, and a failure that matters ends the page.
#
# Another way: a group around each extra inside its task, with `except* ValueError`, if an extra has tasks of its own.
#
# Try next: give the extras one second; those that are late are None as well.
