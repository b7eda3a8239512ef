# %% [markdown] task
# # A crawler's frontier
# kind: make it, function: crawl, formerly: 03-3
#
# A crawler keeps the pages that it has yet to visit in a *frontier*.
# Make `crawl(visit, start)` from nothing: `await visit(page)` gives the list of the links on that page, and their names go to the end of the frontier.
# It visits one page at a time, the oldest of the frontier first, no page twice, and returns the names of the pages in the order of their visits.
# With the links in the cell below that is `['home', 'news', 'about', 'today']`.
# Is it better to keep coroutines in the frontier, or names?

# %% imports
from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, Job, World, calls
from helpers.checking.rules import in_order, one_by_one, returns, takes


# %% stub
async def crawl(visit, start):
    pass


# %% trial
links = {"home": ["news", "about"], "news": ["today", "home", "about"]}


async def visit(page):
    await sleeper(page, 0.5)
    return links.get(page, [])


run(crawl(visit, "home"), title="A crawler's frontier")


# %% reference
async def crawl(visit, start):
    frontier = [start]
    for page in frontier:
        for link in await visit(page):
            if link not in frontier:
                frontier.append(link)
    return frontier


# %% cases
def site(
    words: str, links: dict[str, str], visits: str, seconds: float = 0.5
) -> Case:
    """The links on some pages, and all pages as they are to be visited."""
    right = visits.split()

    def given(world: World) -> Given:
        pages = {
            page: links.get(page, "").split() for page in (*right, *links)
        }
        jobs = {page: Job(seconds, found) for page, found in pages.items()}
        return world.job("visit", jobs), right[0]

    return Case(
        words,
        given,
        returns=right,
        seconds=seconds * len(right),
        order=calls("visit", right),
    )


cases = [
    site(
        "",
        {"home": "news about", "news": "today home about"},
        "home news about today",
    ),
    site(
        "with another site",
        {"a": "c b", "b": "d", "c": "e b", "d": "a f", "e": "f d", "f": "c"},
        "a c b e d f",
    ),
    site("with other lengths", {"x": "z y"}, "x z y", 0.7373),
    site(
        "with a page that has the same link twice",
        {"home": "news news", "news": "news"},
        "home news",
    ),
    site(
        "with pages that no link leads to",
        {"home": "home", "secret": "home"},
        "home",
    ),
]

# %% rules
rules = [
    in_order(
        hint="which page is the oldest of the frontier, and which have been in it before?",
        more="Take pages from the front, put links at the end, and keep the names of all pages that were ever put in.",
    ),
    one_by_one(
        hint="one page at a time: what has to be over before the next?",
        more="Await visit(page) inside the loop; make no tasks.",
    ),
    returns(
        hint="what is to come back: links, or the pages visited?",
        more="Return the names of the pages, as they were visited.",
    ),
    takes(
        hint="what does it wait for besides the pages?",
        more="Await the visits, and nothing else.",
    ),
]

# %% [markdown] discussion
# A `for` over a list goes on for as long as the list grows, so here the list is the frontier, the record of what is known and the result in one.
# On a large site a `set` of the known names is quicker to ask.
# Names are what belongs in a frontier: they can be compared, stored and tried again, while a coroutine that was prepared for a page known already would never be awaited.

# %% [markdown] solved
# yes: every page was visited once, in the order of its discovery.
#
# Another way: a `collections.deque` for the frontier and a set of names that are known, for large sites.
#
# Try next: take the newest page of the frontier first. What is the order now, and which of the two would you want of a crawler?
