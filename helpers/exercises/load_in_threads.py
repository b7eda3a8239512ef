# %% [markdown] task
# # Pages from a library without await
# kind: fix it, function: collect
#
# `load(name)` is a plain function of a library: it blocks until it has a page, and returns its text.
# If it cannot get the page, it raises `OSError`.
# `collect(load, names)` returns a dictionary from each name to its text, or to `None` where there was an `OSError`; with no names it is `{}`.
# The stub is correct, but it loads one page after another and holds up the whole event loop meanwhile.
# Fix both: all pages are loaded at the same time, and nothing is held up.
# Any other exception is a bug, and comes out of `collect`, by itself or in a group.

# %% imports
import asyncio
import time

from helpers import run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, calls, jobs_of
from helpers.checking.rules import asks, returns, takes, together


def load(name, seconds=1):  # as in the notebook
    time.sleep(seconds)
    return name


# %% stub
async def collect(load, names):
    pages = {}
    for name in names:
        try:
            pages[name] = load(name)
        except OSError:
            pages[name] = None
    return pages


# %% trial
run(collect(load, ["home", "news"]), title="Pages from a library")


# %% reference
async def collect(load, names):
    async def page(name):
        try:
            return await asyncio.to_thread(load, name)
        except OSError:
            return None

    pages = await asyncio.gather(*map(page, names))
    return dict(zip(names, pages, strict=True))


# %% cases
def pages(words: str, **specs: float | Job) -> Case:
    """Pages, some of which cannot be had."""
    jobs = jobs_of(specs)
    texts = {
        name: f"text of {name}" if job.answer is None else job.answer
        for name, job in jobs.items()
    }
    texts |= {name: None for name, job in jobs.items() if job.raises}
    return Case(
        words,
        lambda world: (world.blocking("load", jobs, "text of {}"), [*jobs]),
        returns=texts,
        seconds=max([0, *(job.seconds for job in jobs.values())]),
        asks=calls("load", jobs),
    )


gone = Job(0.5, raises=ConnectionError("gone"))
bug = Job(0.5, raises=ZeroDivisionError("a bug"))
cases = [
    pages("", home=1, news=0.5, archive=2),
    pages("with a page that is missing", home=1, news=gone, archive=1),
    pages("with odd lengths", map=1.2917, index=0.7373),
    pages("with pages that are empty", home=Job(1, ""), map=Job(0.5, "")),
    pages("with one page", home=1),
    raising(pages("with a bug in load", home=1, news=bug), ZeroDivisionError),
    cancelled(pages("when it is cancelled", home=2, news=3), at=0.75),
    pages("with no names"),
]

# %% rules
rules = [
    asks(
        hint="is load() called for each name, and called once?",
        more="Hand load and the name to a thread: asyncio.to_thread(load, name).",
    ),
    together(
        hint="what is awaited before the next thread is started?",
        more="Give all the to_thread coroutines to gather, or make tasks of them.",
    ),
    returns(
        hint="which names are the keys, and what belongs to a page that is missing?",
        more="Return {name: text}, with None for an OSError.",
    ),
    takes(
        hint="what does it wait for besides the slowest page?",
        more="All pages at the same time take as long as the slowest one.",
    ),
]

# %% [markdown] discussion
# Each call gets a thread of its own, and the event loop stays free for everything else.
# `async def` in front of a function that blocks is no cure: `gather` of such coroutines runs one after another and holds up the loop.
# The `except` belongs inside, where it is known which page is meant; an `except Exception` would have turned a bug into a missing page.
# In a real program the pool sets a limit: with forty pages, not all forty begin at once.

# %% [markdown] solved
# yes: all pages were under way at once, and nothing was held up.
#
# Another way: a `TaskGroup` with one task for each page, and `asyncio.to_thread` in each.
#
# Try next: give collect() forty names in a cell of your own. How many lanes of the chart begin as queued?
