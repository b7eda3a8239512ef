# %% [markdown] task
# # A newsroom that loses a headline now and then
# kind: fix it, function: newsroom, formerly: 09-2
#
# `newsroom(sources)` gets a list of coroutines and returns their headlines in the order in which they come in.
# All went well for months; then a headline was missing, nothing was raised, and the next day all was well again.
# Find out when that happens: change the lengths in the trial until you see a lane that ends with *never collected*.
# Then fix `newsroom` so that the list has every headline once, even an empty one; those that come in at the same moment may stand in any order.

# %% imports
import asyncio
from dataclasses import replace

from helpers import b, run, sleeper
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.results import NO_RETURN, equal
from helpers.checking.rules import (
    collects_at_once,
    never_sleeps,
    takes,
    together,
)
from helpers.labels import describe


# %% stub
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines.append(done.pop().result())
    return headlines


# %% trial
sources = [sleeper("goal", 1.5), sleeper("rain", 0.5), b("vote")]
run(newsroom(sources), title="A newsroom that loses a headline now and then")


# %% reference
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            headlines.append(task.result())
    return headlines


# %% cases
def headlines(words: str, text: str = "{}", **speeds: float) -> Case:
    """Sources of headlines, each in its own time; right are the groups."""
    return Case(
        words,
        lambda world: [[*world.prepared("send", speeds, text).values()]],
        returns=[
            sorted(text.format(n) for n in speeds if speeds[n] == when)
            for when in sorted({*speeds.values()})
        ],
        seconds=max(speeds.values()),
    )


cases = [
    headlines("", goal=1.5, rain=0.5, vote=1),
    headlines(
        "with two at the same moment", goal=1.125, rain=0.375, vote=1.125
    ),
    headlines("with all at once", goal=1, rain=1, vote=1, snow=1),
    headlines("with other texts", "{}!", goal=1.2917, rain=0.7373, vote=2),
    replace(
        headlines("with texts that are empty", "", goal=1, rain=0.5),
        question=(
            "what becomes of a headline that is empty, or equal to another?",
            "Append whatever result() returns, once for each task.",
        ),
    ),
    headlines("with a single source", rain=2),
]


# %% rules
def is_list(attempt: Attempt) -> str | Found | None:
    """Find a result that has no order."""
    if type(attempt.result) is list:
        return None
    words = f"returned {describe(attempt.result)}, not a list"
    return Found(words, *NO_RETURN) if attempt.result is None else words


def none_is_lost(attempt: Attempt) -> str | Found | None:
    """Count what was sent and what came out."""
    sent, came = sum(map(len, attempt.case.returns)), len(attempt.result)
    if came == sent:
        return None
    words = f"{sent} headlines were sent, and {came} came out"
    return Found(words, *TWICE) if came > sent else words


TWICE = (
    "which headline went into the list more than once?",
    "Append each result once, when its task is done.",
)


def in_order_of_arrival(attempt: Attempt) -> str | Found | None:
    """Find a headline that stands where another one belongs."""
    place = 0
    for group in attempt.case.returns:
        left = list(group)
        for found in attempt.result[place : place + len(group)]:
            place += 1
            match = [name for name in left if equal(name, found)]
            if not match:
                due = " or ".join(map(repr, left))
                words = (
                    f"{describe(found)} stands at place {place} of the list, "
                    f"where {due} belongs"
                )
                return Found(words, *NESTED) if type(found) is list else words
            left.remove(match[0])
    return None


NESTED = (
    "is that a list inside a list?",
    "Append each result by itself.",
)

rules = [
    together(),
    Rule(
        is_list,
        hint="does that keep the order?",
        more="Collect the headlines in a list.",
    ),
    Rule(
        none_is_lost,
        hint="how many tasks can be in done, and how many of them do you look at?",
        more="At each wake-up, go through all the tasks in done.",
    ),
    Rule(
        in_order_of_arrival,
        hint="which of the two came in first?",
        more="Append each result at the moment its task is done.",
    ),
    collects_at_once(
        hint="what was the program waiting for meanwhile?",
        more="Wait for FIRST_COMPLETED, again and again.",
    ),
    never_sleeps(),
    takes(
        hint="what else does it wait for?",
        more="Nothing but the sources should take time here.",
    ),
]

# %% [markdown] discussion
# "First completed" sounds like one task, but it means at least one: whatever is done by the time `wait` returns is in `done` and no longer in `pending`.
# What `pop()` leaves behind is in neither set on the next turn: it is gone without a word.
# On a real clock two answers seldom arrive in the same turn of the event loop; the busier the program, the more often they do.

# %% [markdown] solved
# yes: everything in done was looked at, every time.
#
# Another way: `asyncio.as_completed` hands out every result once, in order of arrival.
#
# Try next: let one source fail at the moment another one is done. What is lost now?
