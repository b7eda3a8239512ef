# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: main, most tasks: 100
#
# Here all four calls start together, and `main(a, b)` returns `['a', 'b1', 'b2', 'b3']`.
# Change `main` so that `b3` starts when both `b1` and `b2` are done, while `a()` goes on beside all of them; the result is the same:
#
# ```text
# main(a, b) |---------|-------------------|
# a()        |-----------------------------|
# b('b1')    |---------|////////////////////
# b('b2')    |---------|////////////////////
# b('b3')              |---------|//////////
# ```
#
# If one of the calls fails, the others are cancelled, and when they have ended an `ExceptionGroup` comes out.
# When `main` itself is cancelled, the `CancelledError` comes out.
# The check has other lengths too, so `a()` may be done first, and `b2` after `b1`; it looks at when each call starts and ends, not at the indents and not at the hatching.

# %% imports
import asyncio
from dataclasses import replace

from helpers import a, b, run
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Job
from helpers.checking.rules import chart, returns, takes


# %% stub
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(a())]
        for name in ("b1", "b2", "b3"):
            tasks.append(group.create_task(b(name)))
    return [task.result() for task in tasks]


# %% trial
run(main(a, b), title="Your chart")


# %% reference
async def main(a, b):
    async with asyncio.TaskGroup() as outer:
        slow = outer.create_task(a())
        async with asyncio.TaskGroup() as inner:
            pair = [inner.create_task(b(name)) for name in ("b1", "b2")]
        last = outer.create_task(b("b3"))
    return [task.result() for task in (slow, *pair, last)]


# %% cases
def stages(
    words: str,
    a: float | Job,
    b1: float | Job,
    b2: float,
    b3: float,
    *answers: str,
) -> Case:
    """b1 and b2 together, then b3, and a beside them."""
    says = answers or ("a", "b1", "b2", "b3")
    given = a, b1, b2, b3
    jobs = [
        job if isinstance(job, Job) else Job(job, answer)
        for job, answer in zip(given, says, strict=True)
    ]
    slow, one, two, last = (job.seconds for job in jobs)
    then = max(one, two)
    return Case(
        words,
        lambda world: (
            world.single("a", jobs[0]),
            world.job(
                "b", dict(zip(("b1", "b2", "b3"), jobs[1:], strict=True))
            ),
        ),
        returns=[*says],
        chart=[
            ("a()", 0, slow),
            ("b('b1')", 0, one),
            ("b('b2')", 0, two),
            ("b('b3')", then, then + last),
        ],
        seconds=max(slow, then + last),
    )


def bad(seconds: float) -> Job:
    return Job(seconds, raises=ConnectionError("no line"))


def cut_off(case: Case, at: float, *labels: str) -> Case:
    """Return a case in which these calls have begun when one fails."""
    began = {label: start for label, start, _ in case.chart or ()}
    return replace(
        case,
        returns=ANYTHING,
        raises=ExceptionGroup,
        seconds=at,
        chart=[(label, began[label], at) for label in labels],
    )


cases = [
    stages("", 3, 1, 1, 1),
    stages("with b2 slower than b1", 4, 0.5, 1.5, 1),
    stages("with b1 slower than b2", 4, 1.5, 0.5, 1),
    stages("with a() done first", 0.5, 1, 2, 1.5),
    stages("with other answers", 2.7373, 1.2917, 0.3331, 2, "", "x", "", "y"),
    cut_off(
        stages("when b1 fails", 3, bad(0.5), 2, 1),
        0.5,
        "a()",
        "b('b1')",
        "b('b2')",
    ),
    cut_off(
        stages("when a() fails", bad(1.5), 2, 2.5, 1),
        1.5,
        "a()",
        "b('b1')",
        "b('b2')",
    ),
    cancelled(stages("when it is cancelled", 3, 2, 2, 2), 1.25),
]

# %% rules
rules = [
    chart(
        hint="which calls have to be done before b3 may start?",
        more="Put b1 and b2 into a group of their own, inside the block of the group that has a().",
    ),
    returns(
        on_order=True,
        hint="in which order do the results stand?",
        more="Keep all four tasks, and build the list below both blocks.",
    ),
    takes(),
]

# %% [markdown] discussion
# The end of a block is a place at which all of its tasks have ended, so the line below the inner block is the earliest that may start `b3`.
# `a()` belongs to the outer block, which does not wait for it there.
# If `b1` fails, the inner group cancels `b2`, and its exception leaves the outer block, which cancels `a()`: a failure goes outwards.

# %% [markdown] solved
# yes: b3 waited for two of the others, and a() for none.
#
# Another way: `last = await b("b3")` in the outer block, without a task: the block has nothing else to do by then.
#
# Try next: start b3 when the first of the two is done.
