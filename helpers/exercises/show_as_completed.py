# %% [markdown] task
# # A display that jumps
# kind: fix it, function: poll, formerly: 05-1
#
# This display should show each answer, with `print(answer)`, as soon as it arrives.
# It uses `as_completed`, and yet all the lines appear at the same moment, at the very end.
# Find out why and fix it; `poll` still returns how many answers it has shown, which is 0 when there are no names.
# In the cell below each name is printed twice: when the service answers, and when the display shows the answer.
# The two lines should come together.

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import calls
from helpers.checking.rules import asks, prints, returns, takes, together


# %% stub
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    answers = [await answer for answer in asyncio.as_completed(tasks)]
    for answer in answers:
        print(answer)
    return len(answers)


# %% trial
async def ask(name):
    return "  shown: " + await sleeper(name, len(name) / 5)


run(poll(ask, ["archive", "chat", "rss"]), title="A display that jumps")


# %% reference
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(await answer)
    return len(tasks)


# %% cases
def services(words: str, answer: str = "{} is up", **speeds: float) -> Case:
    """Services to poll; two at the same moment must give one answer."""
    return Case(
        words,
        lambda world: (world.job("ask", speeds, answer), [*speeds]),
        returns=len(speeds),
        seconds=max(speeds.values(), default=0),
        asks=calls("ask", speeds),
        prints=sorted(
            (time, answer.format(name)) for name, time in speeds.items()
        ),
    )


cases = [
    services("", archive=3, mail=1, chat=0.5),
    services("with other services", tides=0.5, buses=4, trains=2),
    services("with other lengths", mail=1.2917, chat=0.7373, rss=2.1113),
    services("with two at the same moment", "up", mail=1, chat=1, rss=0.5),
    services("with empty answers", "", mail=1, chat=0.5),
    services("with one service", mail=3),
    services("with no service at all"),
]


# %% rules
rules = [
    asks(
        hint="does each name get exactly one task?",
        more="Make one task for each of the names.",
    ),
    together(),
    prints(
        like=" is up$",
        hint="which answer does it wait for, and what happens between that answer and its line?",
        more="Print inside the loop over as_completed(tasks), right after the await.",
    ),
    returns(
        hint="what does it count?",
        more="Return the number of answers that were printed.",
    ),
    takes(
        hint="what else does it wait for, besides the services?",
        more="Await the answers, and nothing else.",
    ),
]

# %% [markdown] discussion
# The list in the stub is complete only when the last answer is in it, and the loop that prints starts after that.
# `as_completed` gives you the answers one by one, and collecting them in a list first throws that away.
# The chart doesn't show it, since each result was collected on time.
# Whatever you do with each answer belongs in the loop that awaits it.

# %% [markdown] solved
# yes: each answer was on the screen the moment it arrived.
#
# Another way: a coroutine that asks and prints, and a task of it for each name; then you need not know which one is next.
#
# Try next: print '2 of 3' in front of each answer. Which variable knows how many answers there will be?
