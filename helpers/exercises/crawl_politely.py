# %% [markdown] task
# # A crawler that stops everybody else
# kind: fix it, function: crawl, formerly: 02-2
#
# This crawler is polite: between two pages it leaves the server alone for half a second.
# It is correct, and yet every other task of the program stands still while it rests.
# Find out why and fix it: one page after another, in the order of the names, half a second of rest between two pages and none after the last, and nothing holds up the event loop.
# It returns a list of the texts, as before.

# %% imports
import asyncio
import itertools

from helpers import b, run
from helpers.checking.exercise import Attempt, Case, Rule
from helpers.checking.fakes import calls
from helpers.checking.rules import (
    in_order,
    one_by_one,
    returns,
    same_time,
    takes,
)

# isort: split

# %% stub
import time


async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        time.sleep(0.5)
    return texts


# %% trial
run(crawl(b, ["home", "news"]), title="A crawler that stops everybody else")


# %% reference
async def crawl(fetch, names):
    texts = []
    for name in names:
        if texts:
            await asyncio.sleep(0.5)
        texts.append(await fetch(name))
    return texts


# %% cases
def pages(words: str, text: str = "text of {}", **speeds: float) -> Case:
    """Pages to fetch, with half a second of rest between two of them."""
    return Case(
        words,
        lambda world: (world.job("fetch", speeds, text), [*speeds]),
        returns=[text.format(name) for name in speeds],
        seconds=sum(speeds.values()) + 0.5 * (len(speeds) - 1),
        order=calls("fetch", speeds),
    )


cases = [
    pages("", home=1, news=0.5, archive=1),
    pages("with other pages", map=0.5, index=2),
    pages("with one page", home=1),
    pages("with other texts", "{}!", home=0.7373, map=1.2917, index=0.1),
    pages("with pages that are empty", "", home=0.5, map=1),
]


# %% rules
def rests(attempt: Attempt) -> str | None:
    """Find two requests with less than half a second between them."""
    for before, after in itertools.pairwise(attempt.calls):
        rest = after.started - before.end
        if rest < 0.5 and not same_time(rest, 0.5):
            return (
                f"the server had no rest between {before.label} and "
                f"{after.label}"
            )
    return None


rules = [
    in_order(
        hint="are the pages fetched in the order of their names?",
        more="Keep the loop: for name in names, one fetch each.",
    ),
    one_by_one(
        hint="is one page there before the next one is asked for?",
        more="Await fetch(name) inside the loop.",
    ),
    Rule(
        rests,
        hint="what waits without keeping others from running?",
        more="await asyncio.sleep(0.5) between two pages.",
    ),
    takes(
        hint="is there a rest where none is needed?",
        more="Rest before each page but the first.",
    ),
    returns(
        hint="what does each fetch give you?",
        more="Collect the texts in a list, in order.",
    ),
]

# %% [markdown] discussion
# `time.sleep` keeps the thread, and with it the event loop; `await asyncio.sleep` gives the loop back until the time is over.
# For the crawler alone both take the same time, which is why such a mistake is found late: only the others suffer.
# `await asyncio.to_thread(time.sleep, 0.5)` is right as well, and is the way out when the blocking call is not yours to change.

# %% [markdown] solved
# yes: the server has its rest, and the loop is free meanwhile.
#
# Another way: `await asyncio.to_thread(time.sleep, 0.5)` moves a call that blocks out of the way.
#
# Try next: run crawl() beside a task that prints a line every 0.2 s, before and after your change, and compare() the two charts.
