# %% [markdown] task
# # Readers who wait for ever
# kind: fix it, function: share, formerly: 07-2
#
# Readers share one page that is being fetched: `share(fetch, read, names)` hands each of them the same future, and `read(name, page)` awaits it.
# As long as `fetch()` succeeds, all is well.
# When it fails, the readers wait for ever.
# Fix `share` so that every reader hears of the failure the moment it happens: whatever exception `fetch()` raises, the `await` of each reader raises that very exception.
# `share` returns a list of what the readers return, for instance `["one heard of ValueError", "two heard of ValueError"]`, and raises only what they raise.
# In the trial the readers catch nothing, so there the `ValueError` comes out, and that is right.

# %% imports
import asyncio
from typing import Any

from helpers import DeadlockError, fails, run
from helpers.checking.exercise import Case, raising
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
from helpers.timeline.model import Outcome


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
    words: str,
    job: Job,
    heard: str | None,
    readers: dict[str, float],
    catches: bool = True,
) -> Case:
    """A page that readers share; each opens the box after so many seconds.

    `heard` is what all of them are to say of it, if they say anything.
    """

    def given(world: World) -> Given:
        work, raised = world.single("fetch", job), []

        async def fetch() -> Any:
            try:
                return await work()
            except Exception as error:
                raised.append(error)
                raise

        async def opened(page: Any) -> str:
            try:
                return f"read {describe(await page)}"
            except Exception as error:
                if not catches:
                    raise
                kind = type(error).__name__
                if error not in raised:
                    kind = f"a {kind} that fetch() did not raise"
                return f"heard of {kind}"

        async def read(name: str, page: Any) -> str | None:
            call, outcome = (
                world.note(f"read({name!r}, page)", name),
                Outcome.RAISED,
            )
            try:
                await asyncio.sleep(readers[name])
                said = await opened(page)
                outcome = RETURNED
            except asyncio.CancelledError:
                outcome = CANCELLED
                raise
            finally:
                world.over(call, outcome)
            return said_by(name, said if heard else None)

        fetch.__qualname__, read.__qualname__ = "fetch", "read"
        return fetch, read, [*readers]

    return Case(
        words,
        given,
        returns=[said_by(name, heard) for name in readers],
        seconds=max(job.seconds, *readers.values()),
        asks=["fetch()", *(f"read({name!r}, page)" for name in readers)],
    )


def said_by(name: str, words: str | None) -> str | None:
    return f"{name} {words}" if words else None


two = {"one": 0.0, "two": 0.0}
bad_luck = Job(1, raises=ValueError("bad luck"))
gone = Job(0.5, raises=StrangeError("the server is gone"))
cases = [
    shared("", bad_luck, "heard of ValueError", two),
    shared(
        "with a page that arrives", Job(2, "the news"), "read 'the news'", two
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
        {"one": 2, "two": 0},
    ),
    shared("with readers who return None", Job(1, "the news"), None, two),
    raising(
        shared(
            "with readers who catch nothing",
            bad_luck,
            None,
            two,
            catches=False,
        ),
        ValueError,
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
        more="set_exception puts the exception itself into the box, and every await of the box raises it.",
    ),
    takes(
        hint="when do the readers hear of it?",
        more="Fill the box the moment fetch() has ended.",
    ),
]

# %% [markdown] discussion
# If you promise an answer, you have to fill the box on every path, so the `except` must be as wide as what may go wrong.
# The exception is handed over and not raised here: what to do about it is up to each reader.
# Shorter still is `page = asyncio.create_task(fetch())`, since a task is a box that fills itself on every path.

# %% [markdown] solved
# yes: bad news reached every reader, at once.
#
# Another way: `page = asyncio.create_task(fetch())` is a future that fills itself, with good news or bad.
#
# Try next: what if share() is cancelled while fetch() is under way? What cancels the box?
