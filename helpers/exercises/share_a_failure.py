# %% [markdown] task
# # Readers who wait for ever
# kind: fix it, function: share, formerly: 07-2
#
# Readers share one page that is being fetched: `share(fetch, read, names)` hands each of them the same future, and `read(name, page)` awaits it.
# While `fetch()` succeeds all is well.
# When it fails, the readers wait for ever.
# Fix `share`, so that every reader hears of the failure in the moment in which it happens: whatever exception `fetch()` raises is raised at the `await` of each reader.
# `share` raises nothing of its own and returns what the readers return, for instance `["one heard of ValueError", "two heard of ValueError"]`.
# The readers of the trial are takers, which catch nothing: there the `ValueError` comes out, and that is right.

# %% imports
import asyncio
from typing import Any

from helpers import DeadlockError, fails, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import (
    CANCELLED,
    RETURNED,
    Given,
    Job,
    StrangeError,
    World,
)
from helpers.checking.rules import asks, returns, takes, together
from helpers.labels import describe


async def taker(name, box):  # in the notebook it prints as well
    return await box


# %% stub
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except ValueError:
        print("no page today")
    return await asyncio.gather(*readers)


# %% trial
run(
    share(lambda: fails(1), taker, ["one", "two"]),
    title="Readers who wait for ever",
    expect=(DeadlockError, ValueError),
)


# %% reference
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return await asyncio.gather(*readers)


# %% cases
def shared(
    words: str, job: Job, heard: str, readers: dict[str, float]
) -> Case:
    """A page that readers share; each opens the box after so many seconds.

    `heard` is what all of them are to say of it.
    """

    def given(world: World) -> Given:
        async def read(name: str, page: Any) -> str:
            call = world.note(f"read({name!r}, page)", name)
            try:
                await asyncio.sleep(readers[name])
                said = f"{name} read {describe(await page)}"
            except asyncio.CancelledError:
                world.over(call, CANCELLED)
                raise
            except Exception as error:
                said = f"{name} heard of {type(error).__name__}"
            world.over(call, RETURNED)
            return said

        return world.single("fetch", job), read, [*readers]

    return Case(
        words,
        given,
        returns=[f"{name} {heard}" for name in readers],
        seconds=max(job.seconds, *readers.values()),
        asks=["fetch()", *(f"read({name!r}, page)" for name in readers)],
    )


bad_luck = Job(1, raises=ValueError("bad luck"))
gone = Job(0.5, raises=StrangeError("the server is gone"))
cases = [
    shared("", bad_luck, "heard of ValueError", {"one": 0, "two": 0}),
    shared(
        "with a page that arrives",
        Job(2, "the news"),
        "read 'the news'",
        {"one": 0, "two": 0},
    ),
    shared(
        "with an error of another kind",
        gone,
        "heard of StrangeError",
        {"ann": 0, "bob": 0},
    ),
    shared(
        "with a page that is empty",
        Job(1.2917, ""),
        "read ''",
        {"one": 0, "two": 0.7373},
    ),
    shared(
        "with a reader who comes late",
        bad_luck,
        "heard of ValueError",
        {"one": 0, "two": 2},
    ),
]

# %% rules
rules = [
    asks(
        hint="is the page fetched once, and every reader started?",
        more="One fetch(), and one read(name, page) for each name.",
    ),
    together(
        hint="do the readers wait while the page is being fetched?",
        more="Start the readers first, as the stub does.",
    ),
    returns(
        hint="what does a reader find in the box, and who puts it there?",
        more="set_exception puts the exception itself into the box, and it is raised at every await.",
    ),
    takes(
        hint="when do the readers hear of it?",
        more="Fill the box in the moment in which fetch() has ended.",
    ),
]

# %% [markdown] discussion
# Whoever promises an answer fills the box on every path, and so the `except` has to be as wide as what may go wrong.
# The exception is handed over and not raised here: it is the readers' business what they make of it.
# Shorter still is `page = asyncio.create_task(fetch())`, for a task is a box that fills itself on every path.

# %% [markdown] solved
# yes: bad news reached every reader, at once.
#
# Another way: `page = asyncio.create_task(fetch())` is a future that fills itself, with good news or bad.
#
# Try next: what if share() is cancelled while fetch() is under way? Who cancels the box?
