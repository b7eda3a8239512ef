# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main, formerly: 02-3
#
# In the chart below the three calls run in a different order, and yet `main(a, b)` returns `['a', 'b1', 'b2']` as before.
# Change `main` so that it draws this chart:
#
# ```text
# main()    |---------|-----------------------------|---------|
#   b('b2') |---------|
#   a()               |-----------------------------|
#   b('b1')                                         |---------|
# ```
#
# The check uses other lengths and other answers too; it compares when each call starts and ends, and ignores the indents.

# %% imports
from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job
from helpers.checking.rules import chart, returns, takes


# %% stub
async def main(a, b):
    return [await a(), await b("b1"), await b("b2")]


# %% trial
run(main(a, b), title="Your chart")


# %% reference
async def main(a, b):
    second = await b("b2")
    first = await a()
    middle = await b("b1")
    return [first, middle, second]


# %% cases
def in_turn(words: str, a: float, b1: float, b2: float, *answers: str) -> Case:
    """Three calls, how long each of them takes, and other answers."""
    says = answers or ("a", "b1", "b2")
    jobs = {"b1": Job(b1, says[1]), "b2": Job(b2, says[2])}
    return Case(
        words,
        lambda world: (
            world.single("a", Job(a, says[0])),
            world.job("b", jobs),
        ),
        returns=[*says],
        seconds=a + b1 + b2,
        chart=[
            ("b('b2')", 0, b2),
            ("a()", b2, b2 + a),
            ("b('b1')", b2 + a, b2 + a + b1),
        ],
    )


cases = [
    in_turn("", 3, 1, 1),
    in_turn("with other lengths", 0.5, 2, 1.5),
    in_turn("with other answers", 0.7373, 1.2917, 2, "tea", "", "milk"),
]

# %% rules
rules = [
    chart(
        hint="what does main() wait for while that call runs?",
        more="Await b('b2') first, keep what it returns, then await a().",
        on_start=(
            "which awaits come before that one?",
            "Await b('b2') first, then a(), then b('b1').",
        ),
    ),
    returns(
        on_order=True,
        hint="must a list be filled in the order of the awaits?",
        more="Give each result a name; put the list together at the end.",
    ),
    takes(),
]

# %% [markdown] discussion
# The awaits decide what happens when; the list has an order of its own.
# A result that has a name can wait until you need it.

# %% [markdown] solved
# yes: the calls have one order, and the results another.
#
# Another way: `last, first, middle = await b("b2"), await a(), await b("b1")` awaits them in the same order.
#
# Try next: is there an order of the three awaits that takes less time?
