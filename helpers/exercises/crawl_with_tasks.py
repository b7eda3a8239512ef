# %% [markdown] task
# # A crawler with tasks that is no quicker
# kind: fix it, function: crawl, formerly: 04-1
#
# Somebody moved this crawler to tasks and found it no quicker than before.
# It makes a task for every page, and yet its chart is a staircase.
# Find the reason and fix it: all pages are fetched at the same time, and the texts come back in the order of the names.
# For two pages of a second each, the whole takes one second; for no pages it returns an empty list.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import calls
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


cases = [
    pages("", home=1, news=2, archive=0.5),
    pages("with other pages", map=3, index=1),
    pages("with other texts", "{}!", home=0.7373, map=1.2917, index=0.1),
    pages("with pages that are empty", "", home=0.5, map=1),
    pages("with one page", home=1),
    pages("with no page at all"),
]

# %% rules
rules = [
    asks(
        hint="does every name get a task, once?",
        more="Make one task for each of the names.",
    ),
    together(
        hint="what is waited for before the next one is under way?",
        more="Make all the tasks in a loop of their own, and keep them.",
    ),
    returns(
        on_order=True,
        hint="in which order are the tasks collected?",
        more="Await the tasks in the order in which they were made.",
    ),
    takes(
        hint="what does it wait for besides the pages?",
        more="Await the tasks, and nothing else.",
    ),
]

# %% [markdown] discussion
# A task overlaps with what happens between its creation and the moment at which somebody waits for it.
# In the stub nothing happens there, so a task is no better than a plain `await`.
# Two loops are needed: the first one schedules everything and waits for nothing, the second one collects.

# %% [markdown] solved
# yes: every page was under way before the first was waited for.
#
# Another way: `asyncio.gather(*map(fetch, names))`, or a `TaskGroup`, makes the tasks and keeps the order.
#
# Try next: let the first page be the slowest, print each text when it is collected, and look for the hatching.
