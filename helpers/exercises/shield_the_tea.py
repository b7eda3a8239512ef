# %% [markdown] task
# # Make your chart look like this one: a guest who leaves
# kind: change the schedule, function: main, formerly: 07-3
#
# Guests share one pot of tea; `patience` says for how many seconds each of them waits before leaving.
# In the program below the first guest who leaves takes the pot with them: if you cancel a task that awaits a future, the future is cancelled too.
# Change `main(brew, patience)` so that the tea is brewed once, and to the end, even if guests leave, and those who stay get it.
# `main` ends when the tea is ready, even if every guest has left.
#
# ```text
# main()       |-----------------------------|
# brew()       |-----------------------------|
# guest('one') |---------|
# guest('two') |-----------------------------|
# ```
#
# The program prints what happens: for this chart `one leaves`, and later `two has tea`.
# What a guest has is what `brew()` returned, even if that is 0 or empty; in the trial `a()` does the brewing, so it prints `two has a`.

# %% imports
import asyncio
from typing import Any

from helpers import a, run
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.fakes import Job
from helpers.checking.results import LOST_EMPTY
from helpers.checking.rules import asks, chart, prints, takes


# %% stub
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await tea)
        except TimeoutError:
            print(name, "leaves")

    guests = map(guest, patience)
    await asyncio.gather(*guests, return_exceptions=True)


# %% trial
run(main(a, {"one": 1, "two": 5}), title="Your chart")


# %% reference
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))
    await tea


# %% cases
def tea(
    words: str, seconds: float, pot: Any = "tea", **patience: float
) -> Case:
    """Guests who share a pot of tea; each waits for so many seconds."""
    leave = {name: p for name, p in patience.items() if p < seconds}
    lines = sorted((when, f"{name} leaves") for name, when in leave.items())
    lines += [(seconds, f"{n} has {pot}") for n in patience if n not in leave]
    return Case(
        words,
        lambda world: (world.single("brew", Job(seconds, pot)), {**patience}),
        seconds=seconds,
        chart=[("brew()", 0, seconds)],
        asks=["brew()"],
        prints=lines,
    )


cases = [
    tea("", 3, one=1, two=5),
    tea("with three guests", 2, one=1.5, two=4, three=0.5),
    tea("with guests who all leave", 3, one=1, two=2),
    tea("with other lengths", 1.2917, one=0.7373, two=2),
    tea("with coffee", 1, "coffee", one=2),
    tea("with a brew() that returns 0", 2, 0, one=1, two=3),
]


# %% rules
def has_what_is_empty(attempt: Attempt) -> Found | None:
    """Find the guest who was to have a 0, and had nothing."""
    lines = [line for _, line in attempt.printed]
    for _, text in attempt.case.prints or ():
        if text.endswith(" 0") and text not in lines:
            return Found(f"never printed {text!r}", *LOST_EMPTY)
    return None


rules = [
    asks(
        hint="how many pots do the guests share?",
        more="Call brew() once, outside of guest().",
    ),
    chart(
        hint="what else is cancelled when the time of a guest is up?",
        more="asyncio.shield(tea) is a future of its own: when it is cancelled, tea goes on.",
    ),
    Rule(has_what_is_empty),
    prints(
        like=" (leaves|has .*)$",
        hint="which guests get tea, which don't, and when do they know?",
        more="Guests leave when their patience ends, and have what brew() returned as soon as that is there.",
    ),
    takes(
        hint="when is the tea ready?",
        more="main() waits for the guests and for the tea, and for nothing else.",
    ),
]

# %% [markdown] discussion
# `asyncio.shield(tea)` makes a second future that gets what `tea` gets; cancelling the second does nothing to the first.
# So a guest may leave without any harm to the others.
# But a task that is shielded must still be awaited, or it is left behind when all the guests have gone: the last line does that.

# %% [markdown] solved
# yes: the tea was made, once, and not left behind, even when guests left.
#
# Another way: `asyncio.wait([tea], timeout=...)` cancels nothing, and `done` says whether there is tea.
#
# Try next: let brew() fail. Which guests hear of it, and what happens to the exception when all of them have left?
