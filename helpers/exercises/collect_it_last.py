# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main, formerly: 04-2
#
# The stub runs its three calls one after another, and `main(a, b)` returns `['a', 'b1', 'b2']`.
# Change `main` so that it draws this chart, hatching included, and still returns the same:
#
# ```text
# main()    |-----------------------------|---------|
#   a()     |-----------------------------|
#   b('b2')                               |---------|
# b('b1')   |---------|//////////////////////////////
# ```
#
# The check uses other lengths and other answers too; it compares when each call starts and ends, and the hatching, and ignores the indents.

# %% imports
import asyncio

from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job
from helpers.checking.rules import chart, collects, returns, takes


# %% stub
async def main(a, b):
    return [await a(), await b("b1"), await b("b2")]


# %% trial
run(main(a, b), title="Your chart")


# %% reference
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    first = await a()
    last = await b("b2")
    return [first, await task, last]


# %% cases
def fetched_early(
    words: str, a: float, b1: float, b2: float, *answers: str
) -> Case:
    """b1 in the background, collected when a and b2 are through."""
    says = answers or ("a", "b1", "b2")
    jobs = {"b1": Job(b1, says[1]), "b2": Job(b2, says[2])}
    return Case(
        words,
        lambda world: (
            world.single("a", Job(a, says[0])),
            world.job("b", jobs),
        ),
        returns=[*says],
        chart=[("a()", 0, a), ("b('b1')", 0, b1), ("b('b2')", a, a + b2)],
        seconds=max(a + b2, b1),
        collected={"b('b1')": max(a + b2, b1)},
    )


cases = [
    fetched_early("", 3, 1, 1),
    fetched_early("with b1 the slowest", 0.5, 3, 1),
    fetched_early("with other lengths", 1, 1.5, 2),
    fetched_early(
        "with other answers", 0.7373, 3.1113, 1.2917, "tea", "", "milk"
    ),
]

# %% rules
rules = [
    chart(
        hint="what does it wait for, and who waits for it?",
        more="Make a task of b('b1') before the first await; await the other "
        "two calls where you make them.",
        on_start=(
            "which of the three lanes is not indented, and why?",
            "Make a task of b('b1') before the first await; await the other "
            "two calls where you make them.",
        ),
    ),
    collects(
        hint="after which await does main() collect it?",
        more="Await the task when everything else is done.",
    ),
    returns(
        on_order=True,
        hint="must a list be filled in the order of the awaits?",
        more="Give each result a name; put the list together at the end.",
    ),
    takes(),
]

# %% [markdown] discussion
# The task starts when `main` first waits, which is inside `a()`, and runs by itself until you want its result.
# `[await a(), await task, await b("b2")]` draws a different chart: the list awaits the task in the middle, so if the task is slow, `b("b2")` has to wait for it.
# If you collect the task last, it costs no time unless it is slower than all the rest.

# %% [markdown] solved
# yes: it started early, was collected late, and held nothing up.
#
# Another way: `async with asyncio.TaskGroup()` around the two awaits collects the task at the end of its block.
#
# Try next: let the task fail, with fails(1) in place of b('b1'). When does main() hear of it?
