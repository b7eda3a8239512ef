# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main, formerly: 11-3
#
# The stub feeds in an extra when something is done.
# Change `main` so that one is fed in every half second, whatever is done by then, and it still returns `['a', 'b1', 'b2', 'b3']`:
#
# ```text
# main(...) |----|----|----|----|----|----|
# a()       |-----------------------------|
# b('b1')        |---------|
# b('b2')             |---------|
# b('b3')                  |---------|
# ```
#
# You may rely on `a()` to be under way until the last extra is fed in; how often `main` wakes up after that is up to you.
# The check has other lengths too, and other answers, which are returned sorted.

# %% imports
import asyncio

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
    words: str, a: float, b1: float, b2: float, b3: float, answer: str = "{}"
) -> Case:
    """A slow job at the start, and one more every half second."""
    jobs = {"b1": b1, "b2": b2, "b3": b3}
    return Case(
        words,
        lambda world: (
            world.single("a", Job(a, answer.format("a"))),
            world.job("b", jobs, answer),
        ),
        returns=[answer.format(name) for name in ("a", *jobs)],
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
    every_half("with other answers", 2.2917, 0.7373, 3.1113, 1, "{}!"),
    every_half("with empty answers", 3, 1, 1, 1, ""),
]

# %% rules
rules = [
    chart(
        hint="what wakes the loop up half a second after the last extra?",
        more="Give wait() a timeout, and let it wait for all.",
    ),
    takes(
        hint="what is it waiting for when the last job is done?",
        more="Return when nothing is under way any more.",
    ),
    returns(
        hint="is the result of every task collected, and sorted at the end?",
        more="Add the result of each task in done, and return them sorted.",
    ),
]

# %% [markdown] discussion
# With a timeout and without `FIRST_COMPLETED`, `wait` comes back after half a second or when all are done, whichever is first.
# So a job that is done in between wakes nobody, and the ticks stay where they are.
# If `a()` were done early, `wait` would come back early too: a beat that must not depend on the work needs a task of its own, which sleeps.

# %% [markdown] solved
# yes: the beat was the clock's, and not that of the jobs.
#
# Another way: a coroutine that sleeps half a second before each extra keeps the beat, whatever else is done.
#
# Try next: let a() take 0.2 s. Who keeps the beat now, and what would you put into pending so that it holds?
