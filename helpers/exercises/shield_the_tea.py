# %% [markdown] task
# # Make your chart look like this one: a guest who leaves
# kind: change the schedule, function: main, formerly: 07-3
#
# Guests share one pot of tea, and each of them waits for so many seconds and no longer.
# In the program below the first guest who leaves takes the pot along: whoever cancels a taker cancels the box.
# Change `main(brew, patience)` so that the tea is brewed to its end, once, whoever leaves, and the others get it.
# `main` ends when the tea is ready, also when nobody is left to drink it.
#
# ```text
# main()       |-----------------------------|
# brew()       |-----------------------------|
# guest('one') |---------|
# guest('two') |-----------------------------|
# ```
#
# What is printed says the same: for this chart `one leaves`, and later `two has tea`.
# (In the trial `a()` does the brewing, so it is `two has a` there.)

# %% imports
import asyncio

from helpers import a, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job
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
def tea(words: str, seconds: float, **patience: float) -> Case:
    """Guests who share a pot of tea; each waits for so many seconds."""
    leave = {name: p for name, p in patience.items() if p < seconds}
    lines = sorted((when, f"{name} leaves") for name, when in leave.items())
    lines += [(seconds, f"{n} has tea") for n in patience if n not in leave]
    brewing = Job(seconds, "tea")
    return Case(
        words,
        lambda world: (world.single("brew", brewing), {**patience}),
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
    tea("with one guest, who stays", 1, one=2),
]

# %% rules
rules = [
    asks(
        hint="how many pots do the guests share?",
        more="Call brew() once, outside of guest().",
    ),
    chart(
        hint="what else is cancelled, when the time of a guest is up?",
        more="asyncio.shield(tea) is a box in front of the box: it may be cancelled, and tea goes on.",
    ),
    prints(
        like=" (leaves|has tea)$",
        hint="who gets tea, who does not, and when do they know?",
        more="A guest leaves when the time limit is reached, and has tea when the pot is ready.",
    ),
    takes(
        hint="when is the tea ready?",
        more="main() waits for the guests and for the tea.",
    ),
]

# %% [markdown] discussion
# `asyncio.shield(tea)` makes a second future that gets what `tea` gets; to cancel the second one does nothing to the first.
# So a guest may go, and nobody else notices.
# But a task that is shielded has to be awaited by somebody, or it is left behind when all the guests have gone: that is what the last line is for.

# %% [markdown] solved
# yes: whoever left, the tea was made, once, and nobody left it behind.
#
# Another way: `asyncio.wait([tea], timeout=...)` cancels nothing, and `done` says whether there is tea.
#
# Try next: let brew() fail. Which guests hear of it, and what happens to the exception when all of them have left?
