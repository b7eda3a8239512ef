# %% [markdown] task
# # A display that jumps
# kind: fix it, function: poll, formerly: 05-1, allows: unawaited
#
# This display is to show each answer, with `print(answer)`, as soon as it is there.
# It uses `as_completed`, and yet every line appears at the same moment, at the very end.
# Find out why and fix it; in the end `poll` returns how many answers it has shown, which is 0 for no names.
# In the cell below each name is printed twice, when the service answers and when the display shows it: those two should come together.

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Attempt, Case, Rule
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
    services("with empty answers", "", mail=1, chat=0.5),
    services("with two at the same moment", "up", mail=1, chat=1, rss=0.5),
    services("with one service", mail=3),
    services("with no service at all"),
]


# %% rules
def awaits_its_turns(attempt: Attempt) -> str | None:
    """Find a coroutine, of `as_completed` mostly, that was not awaited."""
    for name in attempt.unawaited:
        if name.endswith("_wait_for_one"):
            return "what as_completed yields was not awaited"
        return f"called {name}() and never awaited it"
    return None


rules = [
    asks(
        hint="does every name get a task, once?",
        more="Make one task for each of the names.",
    ),
    together(),
    Rule(
        awaits_its_turns,
        hint="is what as_completed yields the answer itself?",
        more="It yields something to await; the await gives the answer.",
    ),
    prints(
        like=" is up$",
        hint="which answer is awaited, and what has to be over before it is printed?",
        more="Print inside the loop over as_completed(tasks), as soon as the await has given the answer.",
    ),
    returns(
        hint="what is to be counted?",
        more="Return the number of answers that were printed.",
    ),
    takes(
        hint="what does it wait for besides the services?",
        more="Await the answers, and nothing else.",
    ),
]

# %% [markdown] discussion
# The list in the stub is complete when the last answer is in it, and only then does the loop that prints begin.
# `as_completed` gives the answers one by one; to gather them in a list first throws that away, and the chart does not show it, since each result was collected on time.
# What is to happen with each answer belongs into the loop that awaits it.

# %% [markdown] solved
# yes: each answer was on the screen at the moment it was there.
#
# Another way: a coroutine that asks and prints, a task of it for each name: nobody has to be told who is next.
#
# Try next: show '2 of 3' in front of each answer. Which of the names in the function knows how many there are to come?
