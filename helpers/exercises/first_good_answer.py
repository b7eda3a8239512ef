# %% [markdown] task
# # The first good answer, within a limit
# kind: make it, function: download, formerly: 05-3
#
# A file is on several mirrors; some are slow, some are down, and you can't know which.
# Make `download(fetch, mirrors, limit)` from nothing: it asks all of them at the same time with `fetch(mirror)` and returns the first good answer.
# A mirror that is down raises `ConnectionError`, which does not matter as long as another may still answer; an empty answer is a good one.
# If no good answer comes within `limit` seconds, if all the mirrors are down, or if there are none, `download` returns `None`, as soon as that is known.
# If `download` itself is cancelled, the `CancelledError` comes out.
# Whatever happens, `download` cancels the fetches that are no longer needed, and they have ended before it ends.
#
# `asyncio.as_completed(tasks, timeout=limit)` raises `TimeoutError` when the time is up, and a `finally` runs on every way out of a function.
# `await asyncio.wait(tasks)` waits until all the tasks have ended, however they end; there must be at least one.
#
# For the mirrors in the cell below and a limit of 2, the result is `'near'`; with a limit of 0.8 it is `None`.

# %% imports
import asyncio
from dataclasses import replace
from typing import Any

from helpers import run, sleeper
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, Specs, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def download(fetch, mirrors, limit):
    pass


# %% trial
async def fetch(mirror):
    if mirror == "down":
        raise ConnectionError(mirror)
    return await sleeper(mirror, 1 if mirror == "near" else 3)


run(download(fetch, ["far", "down", "near"], 2), title="The first good answer")


# %% reference
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await answer
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% cases
def mirrors(
    words: str, limit: float, right: str, seconds: float, specs: Specs
) -> Case:
    """Mirrors, of which some are down; `right` answers first, if any does."""
    jobs = jobs_of(specs)
    over = jobs[right].seconds if right else seconds
    late = [name for name, job in jobs.items() if job.seconds > over]
    return Case(
        words,
        lambda world: (world.job("fetch", jobs, "file of {}"), [*jobs], limit),
        returns=answer_of(right, jobs) if right else None,
        seconds=seconds,
        asks=calls("fetch", jobs),
        cancels=calls("fetch", late),
    )


def answer_of(name: str, jobs: dict[str, Job]) -> Any:
    answer = jobs[name].answer
    return f"file of {name}" if answer is None else answer


def down(seconds: float) -> Job:
    return Job(seconds, raises=ConnectionError("the mirror is down"))


three: Specs = {"far": 3, "down": down(0.5), "near": 1}
slow: Specs = {**three, "far": Job(3, stubborn=0.5)}
cases = [
    mirrors("", 2, "near", 1, three),
    mirrors("with a limit that is too short", 0.8, "", 0.8, three),
    mirrors(
        "with all of them down", 5, "", 1, {"one": down(1), "two": down(0.5)}
    ),
    mirrors(
        "with a mirror that needs a while to hang up",
        limit=5,
        right="near",
        seconds=1.5,
        specs={"near": 1, "far": Job(4, stubborn=0.5)},
    ),
    mirrors(
        "with two to hang up, the first of which needs a while",
        limit=5,
        right="near",
        seconds=1.75,
        specs={"far": Job(4, stubborn=0.75), "near": 1, "mid": 1.5},
    ),
    mirrors("with no mirror at all", 2, "", 0, {}),
    mirrors(
        "with a file that is empty",
        limit=1.2917,
        right="near",
        seconds=0.7373,
        specs={"far": 3, "near": Job(0.7373, ""), "down": down(0.5)},
    ),
    mirrors("with an odd limit", 1.2917, "", 1.2917, {"far": 2, "near": 1.3}),
    replace(
        cancelled(mirrors("when it is cancelled", 3, "near", 2, slow), 0.75),
        only_end=False,
        seconds=1.25,
        cancels=calls("fetch", ["far", "near"]),
    ),
]

# %% rules
rules = [
    asks(
        hint="is every mirror asked, and none of them twice?",
        more="Make one task for each of the mirrors.",
    ),
    together(),
    returns(
        or_none=True,
        hint="what ends the search: a failure, an answer, or the limit?",
        more="Return from inside the loop at the first answer; after a ConnectionError go on with the next one.",
    ),
    cancels(
        hint="what happens to the fetches that are no longer needed?",
        more="Cancel what is left, on every way out of the function.",
    ),
    sees_them_end(
        hint="what waits until a cancelled fetch has ended?",
        more="cancel() only asks. After it, wait for all the tasks, for instance with asyncio.wait(tasks).",
    ),
    takes(
        hint="when is the outcome known, and when does it return?",
        more="Return at the first good answer, or as soon as none can come.",
    ),
]

# %% [markdown] discussion
# There are three ways out, besides a cancellation: an answer, the limit, and the end of the loop when all have failed; `finally` tidies up after each of them.
# The two `except` blocks catch different things in different places: a mirror that is down means one more turn of the loop, and the limit ends it.
# `asyncio.gather(..., return_exceptions=True)` waits until every task has ended, however it ends, and unlike `asyncio.wait` it accepts an empty list; the notebook on `gather` is about it.

# %% [markdown] solved
# yes: the first good answer counted, and nothing was left behind.
#
# Another way: a loop on `asyncio.wait` with FIRST_COMPLETED and the time that is left, under one `finally`.
#
# Try next: ask one more mirror only when those before it have been silent for a second. The notebook *Loop on the first completed* has what you need.
