# %% [markdown] task
# # A crawler that stops everything else
# kind: fix it, function: crawl, formerly: 02-2
#
# This crawler is polite: it leaves the server alone for half a second between two pages.
# Its result is right, and yet every other task of the program stands still while it rests.
# Find out why, and fix it: it fetches one page after another, in the order of the names, rests for half a second between two pages but not after the last, and never holds up the event loop.
# It returns a list of the texts, as before.
# There is at least one name, and a name that comes twice is fetched twice.

# %% imports
import asyncio
import itertools

from helpers import b, run
from helpers.checking.exercise import Attempt, Case, Rule
from helpers.checking.fakes import Job, calls
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
run(crawl(b, ["home", "news"]), title="A crawler that stops everything else")


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


def named_twice(words: str, names: list[str]) -> Case:
    """A page that is fetched again has another text by then."""
    texts = {name: [Job(1, "old"), Job(1, "new")] for name in names}
    right = [
        "old" if names.index(x) == i else "new" for i, x in enumerate(names)
    ]
    return Case(
        words,
        lambda world: (world.job("fetch", texts), [*names]),
        returns=right,
        seconds=len(names) + 0.5 * (len(names) - 1),
        order=calls("fetch", names),
    )


cases = [
    pages("", home=1, news=0.5, archive=1),
    pages("with other pages", map=0.5, index=2),
    pages("with one page", home=1),
    pages("with other texts", "{}!", home=0.7373, map=1.2917, index=0.1),
    pages("with pages that are empty", "", home=0.5, map=1),
    named_twice("with a name that comes twice", ["home", "map", "home"]),
    named_twice("with the same name twice in a row", ["home", "home"]),
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
        hint="which page does each turn of the loop fetch?",
        more="Keep the loop: one fetch for each name, in their order.",
    ),
    one_by_one(
        hint="what has to be over before the next page is asked for?",
        more="Await fetch(name) inside the loop.",
    ),
    Rule(
        rests,
        hint="what happens between these two calls?",
        more="Await asyncio.sleep(0.5) before every page but the first.",
    ),
    takes(
        hint="which rest is too long, or not needed?",
        more="Rest for half a second before every page but the first.",
    ),
    returns(
        hint="does each page have its own text in there?",
        more="Append what each fetch gave you, in order.",
    ),
]

# %% [markdown] discussion
# `time.sleep` blocks the thread, and with it the event loop; `await asyncio.sleep` lets the loop run other tasks until the time is over.
# The crawler itself takes as long either way, so the mistake is found late: only the other tasks suffer.
# `await asyncio.to_thread(time.sleep, 0.5)` works too, and helps when you cannot change the call that blocks.

# %% [markdown] solved
# yes: the server gets its rest, and the loop is free meanwhile.
#
# Another way: `await asyncio.to_thread(time.sleep, 0.5)` moves the blocking call into a thread.
#
# Try next: run crawl() beside a task that prints a line every 0.2 s, before and after your change, and compare() the two charts.
