# %% [markdown] task
# # The shortest first
# kind: complete it, function: shortest_first, formerly: 03-1, allows: unawaited
#
# `jobs` is a list of pairs such as `[(3, a()), (1, b("b1"))]`: how many seconds a job takes, and the job itself, a coroutine.
# Complete `shortest_first(jobs)` so that it awaits the jobs one at a time, the shortest first, and returns their results in that order, here `['b1', 'a']`.
# Jobs of the same length keep the order of the list; for no jobs it returns an empty list.

# %% imports
from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, World, calls
from helpers.checking.rules import (
    asks,
    awaits_all,
    in_order,
    one_by_one,
    returns,
    takes,
)


# %% stub
async def shortest_first(jobs):
    results = []
    for _, job in jobs:
        results.append(await job)
    return results


# %% trial
jobs = [(3, a()), (1, b("b1")), (1, b("b2"))]
run(shortest_first(jobs), title="The shortest first")


# %% reference
async def shortest_first(jobs):
    results = []
    for _, job in sorted(jobs, key=lambda pair: pair[0]):
        results.append(await job)
    return results


# %% cases
def prepared(words: str, answer: str = "{}", **lengths: float) -> Case:
    """Jobs in the order of a list; each name has its length."""
    right = sorted(lengths, key=lambda name: lengths[name])

    def given(world: World) -> Given:
        jobs = world.prepared("do", lengths, answer)
        return [[(lengths[name], job) for name, job in jobs.items()]]

    return Case(
        words,
        given,
        returns=[answer.format(name) for name in right],
        seconds=sum(lengths.values()),
        asks=calls("do", right),
        order=calls("do", right),
    )


cases = [
    prepared("", report=1.5, mail=0.5, backup=3),
    prepared("with other jobs", x=2, y=4, z=1),
    prepared("with two of the same length", report=2, mail=1, call=1),
    prepared("with a length of ten", x=10, y=9, z=1.2917),
    prepared("with lengths that are almost equal", x=1.4, y=1.2, z=1.3),
    prepared("with other answers", "{} is done", x=3.7373, y=2, z=2.5),
    prepared("with answers that are empty", "", x=2, y=1),
    prepared("with a single job", mail=1),
    prepared("with no job at all"),
]

# %% rules
rules = [
    one_by_one(
        hint="one at a time: what has to be over before the next?",
        more="Await each job in the loop; make no tasks of them.",
    ),
    asks(
        hint="what became of that job?",
        more="Await every job in the list, even if two have the same length: "
        "a dict keeps one value for each key.",
    ),
    awaits_all(
        hint="is there a job that nothing awaits?",
        more="Await every job in the list.",
    ),
    in_order(
        hint="by what are the jobs sorted before the first is awaited?",
        more="Before the loop, sort the pairs by their first part, and by nothing else: sorted(jobs, key=...).",
    ),
    returns(
        hint="what does each await give you, and where do you put it?",
        more="Append each result to the list as soon as you have it.",
    ),
    takes(
        hint="what does it wait for besides the jobs?",
        more="Await the jobs, and nothing else.",
    ),
]

# %% [markdown] discussion
# No job has begun when the list is sorted, so every order is still possible.
# The key matters: `sorted(jobs)` compares whole pairs, and if two lengths are equal it goes on to compare the coroutines, which is an error.
# Python's sort is stable: jobs of the same length keep their order.

# %% [markdown] solved
# yes: every job was run, the shortest first.
#
# Another way: a heap of (length, place, job): the place settles ties, and new jobs may be added at any time.
#
# Try next: await the longest first, and compare() the two charts. When do you have the second result?
