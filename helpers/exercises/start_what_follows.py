# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main, formerly: 10-3
#
# Two jobs are there at the start, and each brings one more when it is done: `b1` brings `b4`, and `b2` brings `b3`.
# Change `main` so that it starts each job at the moment it is brought, with one loop on `wait` or in a way of your own, and still returns `['b1', 'b2', 'b3', 'b4']`.
# If `b2` takes one and a half seconds and the others one each, this is the chart:
#
# ```text
# main(b) |---------|----|----|----|
# b('b1') |---------|
# b('b2') |--------------|
# b('b4')           |---------|
# b('b3')                |---------|
# ```
#
# The check uses other lengths too, so the jobs may finish in a different order.
# It looks at when each call starts and ends, not at the indents.

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.rules import chart, returns, takes


# %% stub
async def main(b):
    extras, results = ["b3", "b4"], []
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% trial
jobs = main(lambda name: sleeper(name, 1.5 if name == "b2" else 1))
run(jobs, title="Your chart")


# %% reference
async def main(b):
    follows = {"b1": "b4", "b2": "b3"}
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    results = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        names = [task.result() for task in done]
        results += names
        for name in follows.keys() & names:
            pending.add(asyncio.create_task(b(follows[name])))
    return sorted(results)


# %% cases
def chains(words: str, **speeds: float) -> Case:
    """Four jobs: b3 follows b2, and b4 follows b1."""
    b1, b2 = speeds["b1"], speeds["b2"]
    return Case(
        words,
        lambda world: [world.job("b", speeds)],
        returns=["b1", "b2", "b3", "b4"],
        seconds=max(b1 + speeds["b4"], b2 + speeds["b3"]),
        chart=[
            ("b('b1')", 0, b1),
            ("b('b2')", 0, b2),
            ("b('b3')", b2, b2 + speeds["b3"]),
            ("b('b4')", b1, b1 + speeds["b4"]),
        ],
    )


cases = [
    chains("", b1=1, b2=1.5, b3=1, b4=1),
    chains("with b2 done first", b1=2.5, b2=1, b3=2, b4=0.5),
    chains("with both done together", b1=1, b2=1, b3=2, b4=1),
    chains("with odd lengths", b1=0.7373, b2=1.2917, b3=0.3331, b4=2.5),
    chains("with a slow b1", b1=4, b2=0.5, b3=1, b4=0.5),
]

# %% rules
rules = [
    chart(
        hint="which job has to be done before this one starts, if any?",
        more="Look up the name of each task in done, and start the job that it brings.",
    ),
    returns(
        hint="is the result of every task collected?",
        more="Add result() of each task in done to the list.",
        any_order=True,
    ),
    returns(
        hint="are they sorted at the end?",
        more="Sort the list of results before you return it.",
        on_order=True,
    ),
    takes(),
]

# %% [markdown] discussion
# The stub starts an extra at each wake-up, whichever job is done; here it matters which.
# A dictionary from each job to the one that it brings is enough, since the result tells you which job it came from; where it does not, keep a dictionary from task to name, as the crawler does.
# Two chains in a `gather`, each with its two jobs one after the other, draw the same chart: what is known beforehand needs no loop.

# %% [markdown] solved
# yes: each job started the moment the job that brings it was done.
#
# Another way: two coroutines in a `gather`, each with its two jobs one after the other.
#
# Try next: let b3 and b4 together bring b5: how do you know that both are done?
