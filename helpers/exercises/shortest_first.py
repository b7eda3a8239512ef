# %% [markdown] task
# # The shortest first
# kind: complete it, function: shortest_first, formerly: 03-1
#
# Somebody has prepared jobs and estimated how long each will take: `jobs` is a list of pairs, such as `[(3, a()), (1, b("b1"))]`, and the second part of each pair is a coroutine.
# Complete `shortest_first(jobs)` so that it awaits them one at a time, the shortest first, and returns the results in the order in which they were done, here `['b1', 'a']`.
# Two jobs of the same length keep the order of the list, and no jobs give an empty list.

# %% imports
from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, World, calls
from helpers.checking.rules import in_order, one_by_one, returns, takes


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
        order=calls("do", right),
    )


cases = [
    prepared("", report=1.5, mail=0.5, backup=3),
    prepared("with other jobs", x=2, y=4, z=1),
    prepared("with two of the same length", report=2, mail=1, call=1),
    prepared("with a length of ten", x=10, y=9, z=1.2917),
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
    in_order(
        hint="by what are the jobs sorted before the first is awaited?",
        more="Sort the list of pairs by their first part before the loop; sorted(jobs, key=...) leaves coroutines alone.",
    ),
    returns(
        hint="what does each await give you, and where does it go?",
        more="Append each result to the list when it is there.",
    ),
    takes(
        hint="what does it wait for besides the jobs?",
        more="Await the jobs, and nothing else.",
    ),
]

# %% [markdown] discussion
# Nothing has begun when the list is sorted, so any order is still possible.
# The key matters: `sorted(jobs)` compares whole pairs, and where two lengths are equal it goes on to compare the coroutines, which cannot be compared.
# Python's sort keeps the order of what is equal, and so nobody is overtaken without need.

# %% [markdown] solved
# yes: every job had its turn, the shortest first.
#
# Another way: a heap of (length, place, job): the place decides between equals, and new jobs may come in.
#
# Try next: await the longest first, and compare() the two charts. At which second is the second result there?
