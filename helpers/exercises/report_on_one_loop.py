# %% [markdown] task
# # A plain function that starts a loop
# kind: fix it, function: report, formerly: 01-1
#
# `look_up` is a plain function, and somebody made it call `asyncio.run`, "so that nobody has to care".
# Called from a script it works; called by `report` it fails, and the `try` hides how.
# Fix both functions, and drop the `try`: `report(ask, names)` looks up each of the names on the loop that is there, and returns the answers as a list, in the order of `names`; for no names that is an empty list.
# What `ask` raises comes out of `report`.
# For `["mail", "chat"]` and a service that says `"mail is up"` and `"chat is up"`, the list is `["mail is up", "chat is up"]`; the `b` of the trial answers with the bare names.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import ANYTHING, Case
from helpers.checking.fakes import Job, calls, jobs_of
from helpers.checking.rules import asks, returns


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
    fails = any(job.raises for job in jobs.values())
    return Case(
        words,
        lambda world: (world.job("ask", services, "{} is up"), [*services]),
        returns=ANYTHING
        if fails
        else [
            f"{name} is up" if job.answer is None else job.answer
            for name, job in jobs.items()
        ],
        raises=RuntimeError if fails else None,
        asks=calls("ask", services),
    )


unknown = Job(1, raises=RuntimeError("no such service"))
cases = [
    look_ups("", mail=0.5, chat=0.5),
    look_ups("with other services", tides=2, buses=0.5, news=1),
    look_ups("with other answers", mail=Job(0.5, ""), chat=Job(1, "down")),
    look_ups("with no service at all"),
    look_ups("with a service that fails", mail=0.5, chat=unknown),
]

# %% rules
rules = [
    asks(
        hint="who awaits ask(name), and for which names?",
        more="look_up awaits ask(name), and report awaits look_up.",
    ),
    returns(
        hint="what does look_up give you for each of the names?",
        more="The list holds one answer for each name, in their order.",
    ),
]

# %% [markdown] discussion
# A function that has to wait is a coroutine function, and so is everybody who calls it, up to `main()`.
# Only there, outside of every coroutine, is the place for `asyncio.run`.
# The `try` was worse than the mistake: it caught the complaint of `asyncio.run`, and would have caught an error of the service as well.

# %% [markdown] solved
# yes: everything ran on the one loop, and what fails comes out.
#
# Another way: `[await ask(name) for name in names]` needs no `look_up` at all.
#
# Try next: put asyncio.run(report(...)) into a script of your own, with a sleeper() in place of the service, and run it in a terminal.
