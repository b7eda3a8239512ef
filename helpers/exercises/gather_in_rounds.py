# %% [markdown] task
# # Make your chart look like this one: two rounds
# kind: change the schedule, function: main, formerly: 06-3
#
# `b3` needs what `b1` and `b2` have found, and nothing of `a()`.
# Change `main(a, b)` so that `b3` starts as soon as both are done, while `a()` is still under way.
# It returns the same list as before, and the lanes of the four calls are these (a function of your own may add one more):
#
# ```text
# main()   |-----------------------------|
# a()      |-----------------------------|
# b('b1')  |---------|
# b('b2')  |---------|
# b('b3')            |---------|
# ```
#
# The check has other lengths too, and other answers; it looks at when each call starts and ends, not at the indents.

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
        hint="what does each call really have to wait for?",
        more="Put the rounds of b into a coroutine of their own, and gather that together with a().",
    ),
    returns(
        hint="which answers come out of which gather?",
        more="Put the answers together as ['a', 'b1', 'b2', 'b3'].",
    ),
    takes(
        hint="what is it waiting for when everything is done?",
        more="Nothing but the four calls takes time here.",
    ),
]

# %% [markdown] discussion
# A `gather` waits for all that it was given, so what need not be waited for must not be in it.
# The two rounds depend on each other and on nothing else: that makes them one coroutine, and the outer `gather` runs it beside `a()`.

# %% [markdown] solved
# yes: b3 waited for b1 and b2, and for nobody else.
#
# Another way: make a task of `a()`, gather `b1` and `b2`, await `b3`, and await the task last.
#
# Try next: give b3 what b1 and b2 returned: b(first[0] + first[1]). Would the stub still be right?
