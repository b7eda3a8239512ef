# %% [markdown] task
# # One fetch for many readers
# kind: complete it, function: load, formerly: 07-1
#
# Many readers want pages, and often several of them want the same page.
# Complete `load(fetch, names)`: it returns a list with the text of each page in `names`, in their order, but calls `fetch(name)` only once for each different name, and fetches all of them at the same time.
# A task is a future, so any number of readers may await the same one.
# For `["news", "mail", "news"]` it fetches two pages and returns three texts; for no names it returns an empty list.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import calls
from helpers.checking.rules import asks, returns, takes, together


# %% stub
async def load(fetch, names):
    boxes = {}
    boxes[names[0]] = asyncio.create_task(fetch(names[0]))
    return [await boxes[names[0]]]


# %% trial
run(load(b, ["news", "mail", "news"]), title="One fetch for many readers")


# %% reference
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [await boxes[name] for name in names]


# %% cases
def readers(
    words: str, wanted: str, speeds: dict[str, float], text: str = "text of {}"
) -> Case:
    """Pages as they are wanted, and how long each one takes."""
    names = wanted.split()
    return Case(
        words,
        lambda world: (world.job("fetch", speeds, text), [*names]),
        returns=[text.format(name) for name in names],
        seconds=max(speeds.values(), default=0),
        asks=calls("fetch", speeds),
    )


cases = [
    readers("", "news mail news", {"news": 1, "mail": 2}),
    readers(
        "with other pages",
        "map home home map buses",
        {"map": 3, "home": 0.5, "buses": 1},
    ),
    readers("with one page that all want", "mail mail mail", {"mail": 1}),
    readers(
        "with other texts",
        "home map home",
        {"home": 0.7373, "map": 1.2917},
        "{}!",
    ),
    readers("with an empty page", "map map", {"map": 1}, ""),
    readers("with no reader at all", "", {}),
]

# %% rules
rules = [
    asks(
        hint="does each different name get exactly one box?",
        more="Make a task for each name that is not in boxes yet.",
    ),
    together(
        hint="are all the tasks made before the first one is awaited?",
        more="Fill boxes in one loop, and await them in another.",
    ),
    returns(
        hint="which box does each reader open?",
        more="For each of the names, in order, await boxes[name].",
    ),
    takes(
        hint="what else does it wait for, besides the slowest page?",
        more="Nothing but the fetching has to take time here.",
    ),
]

# %% [markdown] discussion
# The dictionary holds boxes, not texts: a box can be handed out while it is still empty, so the second reader need not fetch again.
# A coroutine in its place would raise `RuntimeError` at the second `await`; a future gives its answer to all who await it, even after it is done.
# A cache for a server works in this way, and keeps the boxes from one call to the next.

# %% [markdown] solved
# yes: each page was fetched once, and all of its readers got it.
#
# Another way: `asyncio.gather` for the names in `dict.fromkeys(names)`, and a look-up for each reader.
#
# Try next: let fetch() fail for one name, as fails(1) does. Which readers hear of it, and what about the next one who wants that page?
