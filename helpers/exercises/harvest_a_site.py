# %% [markdown] task
# # A crawler that loses pages
# kind: fix it, function: harvest, formerly: 10-2, longest: 4
#
# `harvest(fetch, start)` should read a whole site: `fetch(page)` returns the links on a page, and every page is fetched once, as soon as a page that links to it has been read.
# When all are read, it returns the sorted list of the pages.
# The stub returns names of pages that it never read.
# Find the line that loses them, and fix it.

# %% imports
import asyncio

from helpers import run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, Job, World, calls, calls_at
from helpers.checking.rules import asks, returns, starts, takes


async def fetch(page):  # the notebook has a whole site
    return []


# %% stub
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, waiting = await asyncio.wait(pending)
        for task in done:
            for link in task.result():
                if link not in seen:
                    seen.add(link)
                    pending.add(asyncio.create_task(fetch(link)))
        pending = waiting
    return sorted(seen)


# %% trial
run(harvest(fetch, "index"), title="A crawler that loses pages")


# %% reference
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            for link in task.result():
                if link not in seen:
                    seen.add(link)
                    pending.add(asyncio.create_task(fetch(link)))
    return sorted(seen)


# %% cases
# `longest` is short, since a crawler that reads pages twice never ends.
def site(
    words: str,
    links: dict[str, str],
    starts: dict[str, float],
    letter: float = 0.1,
) -> Case:
    """A site: the links of each page, and when it can be known of.

    A page takes so many seconds for each `letter` of its name.
    """
    speeds = {page: len(page) * letter for page in links}

    def given(world: World) -> Given:
        jobs = {
            page: Job(speeds[page], to.split()) for page, to in links.items()
        }
        return world.job("fetch", jobs), next(iter(links))

    return Case(
        words,
        given,
        returns=sorted(links),
        seconds=max(time + speeds[page] for page, time in starts.items()),
        asks=calls("fetch", links),
        starts=calls_at("fetch", starts.items()),
    )


whole = {
    "index": "news contact",
    "news": "index article",
    "contact": "jobs",
    "article": "news",
    "jobs": "index",
}
pairs = {
    "home": "left down home left",
    "left": "map",
    "down": "more left map",
    "map": "home",
    "more": "map",
}
row = {"a": "ab", "ab": "a abc", "abc": ""}
cases = [
    site(
        "",
        whole,
        {"index": 0, "news": 0.5, "contact": 0.5, "article": 0.9, "jobs": 1.2},
    ),
    site("with pages in a row", row, {"a": 0, "ab": 0.1, "abc": 0.3}),
    site(
        "with two pages read at one instant",
        pairs,
        {"home": 0, "left": 0.4, "down": 0.4, "map": 0.8, "more": 0.8},
    ),
    site(
        "with a link to a page that is being read",
        {"a": "b ccc", "b": "longest", "ccc": "longest", "longest": ""},
        {"a": 0, "b": 0.1, "ccc": 0.1, "longest": 0.2},
    ),
    site(
        "with other lengths",
        {"a": "bb c", "bb": "", "c": "a"},
        {"a": 0, "bb": 0.3331, "c": 0.3331},
        letter=0.3331,
    ),
    site("with one page", {"only": ""}, {"only": 0}),
]

# %% rules
rules = [
    asks(
        hint="into which set do the new tasks go, and which set is waited for next?",
        more="Feed the set that wait() gave back, and give it one name only.",
        again=True,
    ),
    asks(
        hint="when does a page count as seen?",
        more="Put a link into seen as soon as you make its task.",
    ),
    starts(
        hint="which page links to it, and when had that one been read?",
        more="Wait with return_when=asyncio.FIRST_COMPLETED, and make the tasks for the links at once.",
    ),
    takes(
        hint="what else does it wait for?",
        more="Nothing but the pages should take time here.",
    ),
    returns(
        hint="which pages have been read at the end, and are they sorted?",
        more="Return sorted(seen).",
    ),
]

# %% [markdown] discussion
# `wait` returns two new sets; the one that you gave it is history.
# The stub feeds the old one and then forgets it; with one name for both, that cannot happen.
# `FIRST_COMPLETED` is the second fix: without it the loop goes in rounds, and each round takes as long as its slowest page.

# %% [markdown] solved
# yes: each page was fetched once, and as soon as it could be.
#
# Another way: a coroutine that reads a page and makes tasks for its links, in a `TaskGroup`: no loop around `wait`.
#
# Try next: let a missing page raise LookupError, and return both the pages that were read and those that were not.
