# %% [markdown] task
# # Two chains side by side
# kind: change the schedule, function: main
#
# `load(name)` is a plain function that blocks, and `ask(name)` is a coroutine function.
# `main(load, ask)` returns `[page, map, mail]`; the list is loaded first, because without it the other two pages cannot be found.
# The mail needs nothing of the rest.
# Change `main` so that nothing is held up, each call begins as early as it can, and the result is the same.
# For loads of one second, and an answer that takes one and a half, that means:
#
# | call | begins | ends |
# |---|---:|---:|
# | `load("list")` | 0 | 1 |
# | `ask("mail")` | 0 | 1.5 |
# | `load("page")` | 1 | 2 |
# | `load("map")` | 1 | 2 |
#
# The check has other lengths too, and other answers.

# %% imports
import asyncio
import time

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, jobs_of
from helpers.checking.rules import returns, starts, takes


# %% stub
async def main(load, ask):
    load("list")
    return [load("page"), load("map"), await ask("mail")]


# %% trial
def load(name, seconds=1):
    time.sleep(seconds)
    return name


async def ask(name):
    return await sleeper(name, 1.5)


run(main(load, ask), title="Two chains side by side")


# %% reference
async def main(load, ask):
    async def pages():
        await asyncio.to_thread(load, "list")
        return await asyncio.gather(
            asyncio.to_thread(load, "page"), asyncio.to_thread(load, "map")
        )

    both, mail = await asyncio.gather(pages(), ask("mail"))
    return [*both, mail]


# %% cases
def two_chains(words: str, mail: float | Job, **specs: float | Job) -> Case:
    """One call of `ask`, and three of `load`: how long each of them takes."""
    loads, asked = jobs_of(specs), jobs_of({"mail": mail})
    answers = {
        name: name if job.answer is None else job.answer
        for name, job in {**loads, **asked}.items()
    }
    listed = loads["list"].seconds
    rest = max(loads["page"].seconds, loads["map"].seconds)
    return Case(
        words,
        lambda world: (
            world.blocking("load", loads),
            world.job("ask", asked),
        ),
        returns=[answers[name] for name in ("page", "map", "mail")],
        seconds=max(asked["mail"].seconds, listed + rest),
        starts=[
            ("load('list')", 0),
            ("ask('mail')", 0),
            ("load('page')", listed),
            ("load('map')", listed),
        ],
    )


cases = [
    two_chains("", 1.5, list=1, page=1, map=1),
    two_chains("with a slow mail", 5, list=1, page=1, map=2),
    two_chains("with a quick mail", 0.3331, list=1.2917, page=0.7373, map=2),
    two_chains("with a slow list", 1, list=3, page=2, map=0.5),
    two_chains(
        "with empty answers",
        Job(1, ""),
        list=Job(1, ""),
        page=Job(2, ""),
        map=Job(1, ""),
    ),
]

# %% rules
rules = [
    starts(
        hint="which calls begin together, and which one has to be over before?",
        more="Start ask('mail') and the list together; when the list is there, start both pages, each in a thread.",
    ),
    returns(
        hint="in which order does main() return the three?",
        more="Return [page, map, mail]; the list itself is not among them.",
    ),
    takes(
        hint="what does main() wait for when everything is done?",
        more="Nothing but the four calls takes time here.",
    ),
]

# %% [markdown] discussion
# Two chains run side by side: the mail, and the list with the two pages after it.
# A chain is a coroutine of its own, so that `gather` can run it beside the other; threads and coroutines mix freely in it.
# `create_task(ask("mail"))` and then a plain `await asyncio.to_thread(load, "list")` does the same.

# %% [markdown] solved
# yes: each call began as early as it could, in a thread or in the loop.
#
# Another way: `create_task(ask("mail"))` first, then the list with `await`, then `gather` for the pages.
#
# Try next: the pages may be late. Where would you put a time limit, and what would it stop?
