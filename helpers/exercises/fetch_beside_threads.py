# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main
#
# `load(name)` is a plain function that blocks, and `ask(name)` is a coroutine function.
# `main(load, ask)` returns `[page, map, mail]`; the list is loaded first, because without it the other two pages cannot be found.
# Change `main` so that its calls have this chart, holds up nothing, and returns the same:
#
# ```text
# load('list') |---------|
# ask('mail')  |--------------|
# load('page')           |---------|
# load('map')            |---------|
#              0         1         2
# ```
#
# The check has other lengths too, and other answers.

# %% imports
import asyncio
import time

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, jobs_of
from helpers.checking.rules import chart, returns, takes


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


run(main(load, ask), title="Your chart")


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
def given_chart(words: str, mail: float | Job, **specs: float | Job) -> Case:
    """One call of `ask`, and three of `load`: how long each of them takes."""
    jobs, asked = jobs_of(specs), jobs_of({"mail": mail})
    listed = jobs["list"].seconds
    ends = {
        name: listed + jobs[name].seconds for name in jobs if name != "list"
    }
    return Case(
        words,
        lambda world: (
            world.blocking("load", jobs),
            world.job("ask", asked),
        ),
        returns=[
            name if job.answer is None else job.answer
            for name, job in [
                ("page", jobs["page"]),
                ("map", jobs["map"]),
                ("mail", asked["mail"]),
            ]
        ],
        seconds=max(asked["mail"].seconds, *ends.values()),
        chart=[
            ("load('list')", 0, listed),
            ("ask('mail')", 0, asked["mail"].seconds),
            *((f"load({name!r})", listed, end) for name, end in ends.items()),
        ],
    )


cases = [
    given_chart("", 1.5, list=1, page=1, map=1),
    given_chart("with a slow mail", 5, list=1, page=1, map=2),
    given_chart("with a quick mail", 0.3331, list=1.2917, page=0.7373, map=2),
    given_chart("with a slow list", 1, list=3, page=2, map=0.5),
    given_chart(
        "with empty answers",
        Job(1, ""),
        list=Job(1, ""),
        page=Job(2, ""),
        map=Job(1, ""),
    ),
]

# %% rules
rules = [
    chart(
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
# `create_task(ask("mail"))` and then a plain `await asyncio.to_thread(load, "list")` gives the same chart.

# %% [markdown] solved
# yes: the same chart, with threads and a coroutine side by side.
#
# Another way: `create_task(ask("mail"))` first, then the list with `await`, then `gather` for the pages.
#
# Try next: the pages may be late. Where would you put a time limit, and what would it stop?
