# %% [markdown] task
# # A crawler with tasks that is no quicker
# kind: fix it, function: crawl, formerly: 04-1
#
# This crawler makes a task for every page, and yet it is no quicker than without tasks: its chart is a staircase.
# Find out why, and fix it: it fetches all pages at the same time, and returns a list of the texts in the order of the names.
# For two pages of a second each it takes one second; for no names it returns an empty list, and a name that comes twice is fetched twice.

# %% imports
import asyncio
from typing import Any

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, calls
from helpers.checking.rules import asks, returns, takes, together


# %% stub
async def crawl(fetch, names):
    texts = []
    for name in names:
        task = asyncio.create_task(fetch(name))
        texts.append(await task)
    return texts


# %% trial
run(crawl(b, ["home", "news"]), title="A crawler with tasks")


# %% reference
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    return [await task for task in tasks]


# %% cases
def pages(words: str, text: str = "text of {}", **speeds: float) -> Case:
    """Pages to fetch: their names, and the seconds that each takes."""
    return Case(
        words,
        lambda world: (world.job("fetch", speeds, text), [*speeds]),
        returns=[text.format(name) for name in speeds],
        seconds=max(speeds.values(), default=0),
        asks=calls("fetch", speeds),
    )


def named_twice() -> Case:
    """A page that is fetched twice, and has another text each time."""
    names = ["home", "map", "home"]
    texts: dict[str, Any] = {
        "home": [Job(1, "old"), Job(2, "new")],
        "map": Job(0.5, "map"),
    }
    return Case(
        "with a name that comes twice",
        lambda world: (world.job("fetch", texts), [*names]),
        returns=["old", "map", "new"],
        seconds=2,
        asks=calls("fetch", names),
    )


cases = [
    pages("", home=1, news=2, archive=0.5),
    pages("with other pages", map=3, index=1),
    pages("with other texts", "{}!", home=0.7373, map=1.2917, index=0.1),
    pages("with pages that are empty", "", home=0.5, map=1),
    pages("with one page", home=1),
    pages("with no page at all"),
    named_twice(),
]

# %% rules
rules = [
    asks(
        hint="does every name get a task?",
        more="Make one task for each name in the list, even for one that "
        "comes twice.",
        too_often=(
            "how many tasks does one name get?",
            "Make one task for each of the names.",
        ),
    ),
    together(
        hint="what does it wait for before it starts the next one?",
        more="Make all the tasks in a loop of their own, and keep them.",
    ),
    returns(
        on_order=True,
        hint="in which order does it collect the texts?",
        more="Await the tasks in the order in which they were made.",
    ),
    takes(
        hint="what does it wait for besides the pages?",
        more="Await the tasks, and nothing else.",
    ),
]

# %% [markdown] discussion
# A task overlaps with whatever happens between its creation and the `await` that waits for it.
# In the stub nothing happens in between, so a task is no better than a plain `await`.
# You need two loops: the first schedules everything and waits for nothing, the second collects.

# %% [markdown] solved
# yes: every page was under way before you waited for the first.
#
# Another way: `asyncio.gather(*map(fetch, names))`, or a `TaskGroup`, makes the tasks and keeps the order.
#
# Try next: make the first page the slowest, print each text as you collect it, and look for the hatching.
