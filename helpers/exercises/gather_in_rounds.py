# %% [markdown] task
# # Make your chart look like this one: two rounds
# kind: change the schedule, function: main, formerly: 06-3
#
# `b3` needs what `b1` and `b2` find, and nothing from `a()`.
# Change `main(a, b)` so that `b3` starts as soon as both are done, while `a()` is still under way.
# It returns the same list as before, and the four calls look like this (a coroutine of your own may add a lane):
#
# ```text
# main()   |-----------------------------|
# a()      |-----------------------------|
# b('b1')  |---------|
# b('b2')  |---------|
#   b('b3')          |---------|
# ```
#
# The check tries other lengths and other answers, even empty ones; it looks at when each call starts and ends, not at the indents.

# %% imports
import asyncio

from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job
from helpers.checking.rules import chart, returns, takes


# %% stub
async def main(a, b):
    answers = await asyncio.gather(a(), b("b1"), b("b2"))
    return [*answers, await b("b3")]


# %% trial
run(main(a, b), title="Your chart")


# %% reference
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    answer, rest = await asyncio.gather(a(), rounds())
    return [answer, *rest]


# %% cases
def two_rounds(
    words: str, a: float, b1: float, b2: float, b3: float, *answers: str
) -> Case:
    """b3 begins when b1 and b2 are done; a() is beside all three."""
    then, says = max(b1, b2), answers or ("a", "b1", "b2", "b3")
    lengths = {"b1": b1, "b2": b2, "b3": b3}
    pairs = zip(lengths.items(), says[1:], strict=True)
    jobs = {name: Job(seconds, said) for (name, seconds), said in pairs}
    return Case(
        words,
        lambda world: (
            world.single("a", Job(a, says[0])),
            world.job("b", jobs),
        ),
        returns=[*says],
        seconds=max(a, then + b3),
        chart=[
            ("a()", 0, a),
            ("b('b1')", 0, b1),
            ("b('b2')", 0, b2),
            ("b('b3')", then, then + b3),
        ],
    )


cases = [
    two_rounds("", 3, 1, 1, 1),
    two_rounds("with other lengths", 3, 0.5, 1.5, 1),
    two_rounds("with b1 slower than b2", 3, 1.5, 0.5, 1),
    two_rounds("with a quick a()", 0.5, 1, 1, 2),
    two_rounds(
        "with other answers",
        3.1113,
        0.7373,
        1.2917,
        1,
        "tea",
        "",
        "milk",
        "honey",
    ),
]

# %% rules
rules = [
    chart(
        hint="what does each call have to wait for, and what not?",
        more="Put the two rounds of b into one coroutine, and gather that together with a().",
    ),
    returns(
        on_order=True,
        hint="in which order do the answers belong in the list?",
        more="The list has the answer of a() first, then those of b1, b2 and b3, as in the stub.",
    ),
    takes(
        hint="what is it waiting for when everything is done?",
        more="Nothing but the four calls takes time here.",
    ),
]

# %% [markdown] discussion
# A `gather` waits for everything that it is given, so leave out what need not be waited for.
# The second round depends on the first, and neither depends on `a()`: so they are one coroutine, and the outer `gather` runs it beside `a()`.

# %% [markdown] solved
# yes: b3 waited for b1 and b2, and for nothing else.
#
# Another way: make a task of `a()`, gather `b1` and `b2`, await `b3`, and await the task last.
#
# Try next: let b3 have what b1 and b2 returned, with b(first[0] + first[1]). Would the stub still work?
