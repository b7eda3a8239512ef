# %% [markdown] task
# # A newsroom that loses a headline now and then
# kind: fix it, function: newsroom, formerly: 09-2
#
# `newsroom(sources)` gets a list of coroutines and returns their headlines in the order in which they came in.
# All went well for months; then a headline was missing, nothing was raised, and on the next day all was well again.
# Find out when that happens: change the lengths in the trial until you see a lane that ends with *never collected*.
# Then fix `newsroom`, so that every headline is in the list once; those that came in at the same moment may stand in any order.

# %% imports
import asyncio

from helpers import b, run, sleeper
from helpers.checking.exercise import Attempt, Case, Rule
from helpers.checking.results import equal
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
    headlines("with texts that are empty", "", goal=1, rain=0.5),
    headlines("with a single source", rain=2),
]


# %% rules
def is_list(attempt: Attempt) -> str | None:
    """Find a result that has no order."""
    if type(attempt.result) is list:
        return None
    return f"returned {describe(attempt.result)}, not a list"


def none_is_lost(attempt: Attempt) -> str | None:
    """Count what was sent and what came out."""
    sent = sum(map(len, attempt.case.returns))
    if len(attempt.result) == sent:
        return None
    return f"{sent} headlines were sent, and {len(attempt.result)} came out"


def in_order_of_arrival(attempt: Attempt) -> str | None:
    """Find a headline that stands where another one belongs."""
    place = 0
    for group in attempt.case.returns:
        left = list(group)
        for found in attempt.result[place : place + len(group)]:
            place += 1
            match = [name for name in left if equal(name, found)]
            if not match:
                due = " or ".join(map(repr, left))
                return (
                    f"{describe(found)} stands at place {place} of the list, "
                    f"where {due} belongs"
                )
            left.remove(match[0])
    return None


rules = [
    together(),
    Rule(
        is_list,
        hint="what keeps an order, and what does not?",
        more="Collect the headlines in a list.",
    ),
    Rule(
        none_is_lost,
        hint="how many tasks may there be in done, and how many are looked at?",
        more="At each wake-up go through all the tasks in done.",
    ),
    Rule(
        in_order_of_arrival,
        hint="when does each headline go into the list, and in which form?",
        more="Append each result by itself, when its task is done.",
    ),
    collects_at_once(
        hint="when was it done, and when did anybody look?",
        more="Wait for the first completed, again and again.",
    ),
    never_sleeps(),
    takes(
        hint="what does it wait for besides the sources?",
        more="Nothing but the sources has to take time here.",
    ),
]

# %% [markdown] discussion
# "First completed" sounds like one, and it is at least one: whatever has become done by the time `wait` returns is in `done`, and has left `pending`.
# What `pop()` leaves behind is in neither set at the next turn, and so it is gone without a word.
# On a real clock two answers seldom arrive in the same turn of the event loop, and the busier the program, the more often they do.

# %% [markdown] solved
# yes: whatever was in done was looked at, every time.
#
# Another way: `asyncio.as_completed` hands out every result once, in order of arrival.
#
# Try next: let one of the sources fail at the moment at which another one is done. What is lost now?
