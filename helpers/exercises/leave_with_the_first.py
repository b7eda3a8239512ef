# %% [markdown] task
# # A quick answer that comes out late
# kind: fix it, function: first, most tasks: 100
#
# `first(ask, names)` asks several services at once, with `ask(name)`, and returns the answer that comes first.
# The stub has that answer early, and returns it only when the slowest service has answered too.
# Fix it: when the first answer is there, the other services are cancelled, and `first` returns when they have ended.
# That may take a moment, because a service that is cancelled may have something to tidy up.
# An answer may be empty, and there is at least one name.
# If a service fails before there is an answer, the exception comes out of `first`, by itself or in a group.
# When `first` itself is cancelled, the `CancelledError` comes out.

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, Specs, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def first(ask, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
        done, _ = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_COMPLETED
        )
        return done.pop().result()


# %% trial
async def ask(name):
    return await sleeper(name, {"bus": 2, "tram": 1, "taxi": 0.5}[name])


run(first(ask, ["bus", "tram", "taxi"]), title="The answer that comes first")


# %% reference
async def first(ask, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
        done, pending = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
    return done.pop().result()


# %% cases
def services(words: str, winner: str, specs: Specs) -> Case:
    """Services that are asked at once; all but the winner are cut off."""
    jobs = jobs_of(specs)
    best = jobs[winner]
    others = [name for name in jobs if name != winner]
    return Case(
        words,
        lambda world: (world.job("ask", jobs, "by {}"), [*jobs]),
        returns=f"by {winner}" if best.answer is None else best.answer,
        seconds=best.seconds
        + max((jobs[name].stubborn for name in others), default=0),
        asks=calls("ask", jobs),
        cancels=calls("ask", others),
    )


cases = [
    services("", "taxi", {"bus": 2, "tram": 1, "taxi": 0.5}),
    services(
        "with a service that tidies up",
        "tram",
        {"bus": Job(5, stubborn=0.5), "tram": 1, "taxi": 2},
    ),
    services(
        "with two that tidy up, the first for longer",
        "taxi",
        {"bus": Job(5, stubborn=0.75), "tram": Job(4, stubborn=0.25)}
        | {"taxi": 1},
    ),
    services("with a single service", "bus", {"bus": 1.5}),
    services(
        "with an answer that is empty",
        "bus",
        {"bus": Job(0.7373, ""), "tram": 1.2917},
    ),
    services(
        "with one that would fail later",
        "bus",
        {"bus": 1, "tram": Job(2, raises=OSError("no line"))},
    ),
    raising(
        services(
            "with one that fails before there is an answer",
            "tram",
            {"bus": Job(0.5, raises=OSError("no line")), "tram": 1},
        ),
        OSError,
    ),
    cancelled(
        services("when it is cancelled", "bus", {"bus": 2, "tram": 3}), 1.25
    ),
]

# %% rules
rules = [
    asks(
        hint="is every service asked, once?",
        more="Make a task of ask(name) for each of the names, as the stub does.",
    ),
    together(
        hint="are all the services asked at the same time?",
        more="Make all the tasks before you await the first of them.",
    ),
    cancels(
        hint="does leaving a group with return cancel its tasks?",
        more="It does not: call cancel() on each task that is still pending when the first answer is there.",
    ),
    sees_them_end(
        hint="who waits for a service that tidies up?",
        more="Return below the block of the group, which waits until all have ended.",
    ),
    returns(
        hint="which answer came first?",
        more="Return the result of the task in done, whatever it is.",
    ),
    takes(
        hint="what does it wait for when the first answer is there?",
        more="Cancel all the others together, inside the block; its end waits for them.",
    ),
]

# %% [markdown] discussion
# Leaving a group with `return` cancels nothing, so the pending tasks have to be cancelled before the block ends.
# A group says nothing of a task that was cancelled by hand, so no exception comes out of the block.
# If a service fails first, the group cancels its block, and a `CancelledError` comes out of the `wait`: the line that asks for the result is never reached.
# The `return` may stay inside the block, below the loop: then there is little left to wait for.

# %% [markdown] solved
# yes: the first answer came out as soon as the others had ended.
#
# Another way: let each task raise an exception of your own that carries its answer, and catch it with `except*`; from Python 3.15 on there is `group.cancel()`.
#
# Try next: return None when no service has answered within two seconds.
