# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main, formerly: 11-3
#
# The stub feeds in an extra whenever something is done.
# Change `main` so that it feeds one in every half second, whatever is done by then, and still returns `['a', 'b1', 'b2', 'b3']`:
#
# ```text
# main(...) |----|----|----|----|----|----|
# a()       |-----------------------------|
# b('b1')        |---------|
# b('b2')             |---------|
# b('b3')                  |---------|
# ```
#
# You may rely on `a()` being under way until the last extra is fed in; how often `main` wakes up after that is up to you.
# The check uses other lengths and other answers too; return the answers sorted.

# %% imports
import asyncio
from collections.abc import Sequence
from dataclasses import replace

from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job
from helpers.checking.rules import chart, returns, takes


# %% stub
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% trial
run(main(a, b), title="Your chart")


# %% reference
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        just_done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in just_done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% cases
def every_half(
    words: str,
    a: float,
    b1: float,
    b2: float,
    b3: float,
    answers: Sequence[str] = ("a", "b1", "b2", "b3"),
) -> Case:
    """A slow job at the start, and one more every half second."""
    first, *others = answers
    extras = zip(("b1", "b2", "b3"), (b1, b2, b3), others, strict=True)
    jobs = {name: Job(seconds, answer) for name, seconds, answer in extras}
    return Case(
        words,
        lambda world: (
            world.single("a", Job(a, first)),
            world.job("b", jobs),
        ),
        returns=sorted(answers),
        seconds=max(a, 0.5 + b1, 1 + b2, 1.5 + b3),
        chart=[
            ("a()", 0, a),
            ("b('b1')", 0.5, 0.5 + b1),
            ("b('b2')", 1, 1 + b2),
            ("b('b3')", 1.5, 1.5 + b3),
        ],
    )


cases = [
    every_half("", 3, 1, 1, 1),
    every_half("with quick extras", 2, 0.2, 0.3, 0.1),
    every_half("with slow extras", 1.7, 4, 2, 3),
    every_half("with odd lengths", 2.2917, 0.7373, 3.1113, 1),
    every_half("with other answers", 3, 1, 1, 1, ("kim", "lee", "ann", "bob")),
    replace(
        every_half("with empty answers", 3, 1, 1, 1, ("", "", "", "")),
        question=(
            "what becomes of an answer that is empty, or equal to another?",
            "Add whatever result() returns, once for each task.",
        ),
    ),
]

# %% rules
rules = [
    chart(
        hint="what should wake the loop for each extra, the clock or a job?",
        more="Give wait() a timeout of half a second, and let it wait for all.",
    ),
    takes(
        hint="what is it still waiting for when the last job is done?",
        more="Return when nothing is under way any more.",
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
]

# %% [markdown] discussion
# With a timeout and without `FIRST_COMPLETED`, `wait` returns after half a second or when all are done, whichever comes first.
# So a job that is done in between wakes nothing, and the ticks stay where they are.
# If `a()` were done early, `wait` would return early too: a beat that must not depend on the work needs a task of its own, one that sleeps.

# %% [markdown] solved
# yes: the clock set the beat, not the jobs.
#
# Another way: a coroutine that sleeps half a second before each extra keeps the beat, whatever else is done.
#
# Try next: let a() take 0.2 s. What keeps the beat now, and what would you put into pending so that it holds?
