# %% [markdown] task
# # A plain function that starts a loop
# kind: fix it, function: report, formerly: 01-1
#
# `look_up` is a plain function that calls `asyncio.run`, so that its callers need not know about asyncio.
# It works in a script; in `report` it fails, and the `try` hides why.
# Fix both functions and drop the `try`: `report(ask, names)` looks up each of the names on the loop that is already running, and returns a list of the answers, in the order of `names`.
# For no names the list is empty, and a name that comes twice is looked up twice.
# An exception that `ask` raises comes out of `report` as it is.
# For `["mail", "chat"]` the list could be `["mail is up", "chat is up"]`; the `b` of the trial answers with the bare names.

# %% imports
import asyncio
from typing import Any

from helpers import b, run
from helpers.checking.exercise import ANYTHING, Case
from helpers.checking.fakes import Job, StrangeError, calls, jobs_of
from helpers.checking.rules import as_it_is, asks, returns


# %% stub
def look_up(ask, name):
    return asyncio.run(ask(name))


async def report(ask, names):
    try:
        return [look_up(ask, name) for name in names]
    except RuntimeError as error:
        return type(error).__name__


# %% trial
run(report(b, ["mail", "chat"]), title="A plain function that starts a loop")


# %% reference
async def look_up(ask, name):
    return await ask(name)


async def report(ask, names):
    return [await look_up(ask, name) for name in names]


# %% cases
def look_ups(words: str, **services: float | Job) -> Case:
    """Services to look up; what a Job raises has to come out."""
    jobs = jobs_of(services)
    errors = [type(job.raises) for job in jobs.values() if job.raises]
    answers = [
        f"{name} is up" if job.answer is None else job.answer
        for name, job in jobs.items()
    ]
    return Case(
        words,
        lambda world: (world.job("ask", services, "{} is up"), [*services]),
        returns=ANYTHING if errors else answers,
        raises=errors[0] if errors else None,
        asks=calls("ask", services),
    )


def named_twice() -> Case:
    """A name that comes twice, with an answer of its own each time."""
    names = ["mail", "chat", "mail"]
    jobs: dict[str, Any] = {
        "mail": [Job(0.5, "up"), Job(0.5, "down")],
        "chat": Job(1, "up"),
    }
    return Case(
        "with a name that comes twice",
        lambda world: (world.job("ask", jobs), [*names]),
        returns=["up", "up", "down"],
        asks=calls("ask", names),
    )


unknown = Job(1, raises=RuntimeError("no such service"))
refused = Job(1, raises=ValueError("bad luck"))
strange = Job(1, raises=StrangeError("no route"))
cases = [
    look_ups("", mail=0.5, chat=0.5),
    look_ups("with other services", tides=2, buses=0.5, news=1),
    look_ups("with other answers", mail=Job(0.5, ""), chat=Job(1, "down")),
    look_ups("with no service at all"),
    named_twice(),
    look_ups("with a service that fails", mail=0.5, chat=unknown),
    look_ups("with a ValueError", mail=0.5, chat=refused),
    look_ups("with an error of another kind", mail=0.5, chat=strange),
]

# %% rules
rules = [
    asks(
        hint="which line awaits ask(name), and does it run for every name?",
        more="look_up awaits ask(name), and report awaits look_up for each "
        "of the names.",
        too_often=(
            "how many lines ask for the same name?",
            "Await ask(name) once for each of the names.",
        ),
    ),
    as_it_is(),
    returns(
        hint="does each name have its own answer in there?",
        more="Append what each await gave you, one for each of the names.",
    ),
]

# %% [markdown] discussion
# A function that has to wait is a coroutine function, and so is every function that calls it, up to `main()`.
# `asyncio.run` belongs above that, outside of every coroutine.
# The `try` was worse than the mistake: it hid the complaint of `asyncio.run`, and would have hidden an error of the service too.

# %% [markdown] solved
# yes: everything ran on one loop, and an error comes out.
#
# Another way: `[await ask(name) for name in names]` needs no `look_up` at all.
#
# Try next: write a script that ends in asyncio.run(report(...)), with sleeper() as the service, and run it in a terminal.
