# %% [markdown] task
# # A crawler's frontier
# kind: make it, function: crawl, formerly: 03-3, allows: unawaited
#
# A crawler keeps the pages that it still has to visit in a *frontier*.
# Make `crawl(visit, start)` from nothing: `await visit(page)` gives a list of the names of the pages that `page` links to, and these go to the end of the frontier.
# It visits one page at a time, takes the oldest of the frontier first, visits no page twice, and returns the names of the pages in the order of the visits.
# With the links in the cell below that is `['home', 'news', 'about', 'today']`.
# Which are better to keep in the frontier, coroutines or names?
# If you make coroutines, await or close each of them.

# %% imports
from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, Job, World, calls
from helpers.checking.rules import (
    asks,
    awaits_all,
    in_order,
    one_by_one,
    returns,
    takes,
)


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
        asks=calls("visit", right),
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
    asks(
        hint="does the loop go on until the frontier is empty?",
        more="Put every link that is new into the frontier, and take pages "
        "from it until none is left.",
        too_often=(
            "how does it know that a page has been in the frontier before?",
            "Keep the names of all pages that were ever put in, and put in "
            "no name that is among them.",
        ),
    ),
    one_by_one(
        hint="one page at a time: what has to be over before the next?",
        more="Await visit(page) inside the loop; make no tasks.",
    ),
    in_order(
        hint="which page of the frontier is the oldest, and which was taken?",
        more="Take pages from the front, and put links at the end.",
    ),
    awaits_all(
        hint="was that page known already?",
        more="Keep names in the frontier, and call visit(page) in the line "
        "that awaits it.",
    ),
    returns(
        hint="which pages belong in there, and in which order?",
        more="Return the names of all pages visited, the first one too, in "
        "the order of the visits.",
    ),
    takes(
        hint="what does it wait for besides the pages?",
        more="Await the visits, and nothing else.",
    ),
]

# %% [markdown] discussion
# A `for` over a list goes on while the list grows, so one list serves as the frontier, as the record of known pages and as the result.
# For a large site, keep the known names in a `set`: looking one up is quicker.
# Names are better in a frontier: you can compare them, store them and try them again, while a coroutine for a page that is already known would never be awaited.

# %% [markdown] solved
# yes: every page was visited once, in the order of discovery.
#
# Another way: for large sites, a `collections.deque` as the frontier, and a set of the known names.
#
# Try next: take the newest page of the frontier first. What is the order now, and which of the two would you want in a crawler?
