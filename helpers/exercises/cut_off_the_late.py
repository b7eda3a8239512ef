# %% [markdown] task
# # A status page that speaks too soon
# kind: fix it, function: status, formerly: 08-2
#
# `status(jobs, patience)` asks the parts of a machine, gives them `patience` seconds, and cuts off those that have not answered by then.
# But it reports the parts that it has cut off as running, and the chart shows otherwise.
# Fix it: the page says `"cut off"` for such a part, and the parts that were cut off have ended when `status` returns, however long they take to clean up.
# A part that answers in time has its answer on the page, even an empty one.
# For a disk that answers and a net that is too slow, that is `{'disk': 'disk', 'net': 'cut off'}`.
# If all answer in time, `status` returns as soon as the last one has.
# There is at least one part; none of them fails, and none refuses to be cancelled.

# %% imports
import asyncio

from helpers import a, run, sleeper
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.fakes import Job, Specs, calls, jobs_of
from helpers.checking.results import LOST_EMPTY, equal
from helpers.checking.rules import (
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    return {
        name: task.result() if task.done() else "running"
        for name, task in tasks.items()
    }


# %% trial
jobs = {"disk": sleeper("disk", 0.5), "net": a()}
run(status(jobs, patience=1), title="A status page that speaks too soon")


# %% reference
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }


# %% cases
def parts(
    words: str, patience: float, specs: Specs, answer: str = "{} is fine"
) -> Case:
    """Parts of a machine that report in time, or are cut off."""
    jobs = jobs_of(specs)
    late = {n: job for n, job in jobs.items() if job.seconds > patience}
    ends = [
        patience + job.stubborn if name in late else job.seconds
        for name, job in jobs.items()
    ]
    return Case(
        words,
        lambda world: (world.prepared("ask", jobs, answer), patience),
        returns={
            name: "cut off" if name in late else answer.format(name)
            for name in jobs
        },
        seconds=max(ends),
        cancels=calls("ask", late),
    )


cases = [
    parts("", 1, {"disk": 0.5, "net": 3}),
    parts(
        "with one that needs half a second to clean up",
        1,
        {"disk": 0.5, "net": Job(3, stubborn=0.5), "fan": 2},
    ),
    parts("when all answer in time", 2, {"disk": 0.5, "net": 1.375}),
    parts(
        "with one that needs long to clean up",
        1.2917,
        {"disk": 0.7373, "net": Job(3, stubborn=40)},
        "{} hums",
    ),
    parts(
        "when the first of two late ones needs long to clean up",
        1,
        {"net": Job(3, stubborn=0.75), "fan": 1.5},
    ),
    parts("when the answers are empty", 1, {"disk": 0.5, "fan": 3}, ""),
    parts("when none answers in time", 0.5, {"disk": 1, "net": 1}),
]


# %% rules
def keeps_what_is_empty(attempt: Attempt) -> Found | None:
    """Find an empty answer that was taken for none."""
    right, got = attempt.case.returns, attempt.result
    for name in right if type(got) is dict else ():
        if not right[name] and equal("cut off", got.get(name)):
            words = f"{name!r} answered in time, and was said to be cut off"
            return Found(words, *LOST_EMPTY)
    return None


rules = [
    together(),
    cancels(
        hint="which parts have to be cut off, and when?",
        more="Cancel the tasks that are pending after the first wait, all of them, before you wait again.",
    ),
    sees_them_end(
        hint="what does cancel() do at once, and what happens later?",
        more="cancel() only asks: wait for the cancelled tasks as well before you look at them.",
    ),
    Rule(keeps_what_is_empty),
    returns(
        hint="what did each task give you, and which of them were cancelled?",
        more="Wait for the cancelled tasks, then ask each task whether it was cancelled(); if not, it has a result().",
    ),
    takes(
        hint="what does it wait for that is not needed?",
        more="Wait only for the last answer, or for the last of the parts that are cut off.",
    ),
]

# %% [markdown] discussion
# `cancel()` asks a task to end; the task hears of it at its next turn, and may take a while to clean up.
# Until then it is neither done nor cancelled, and anything that looks at it finds it running.
# The second `wait` is the time that it needs; `if pending` is there because `wait` refuses an empty set.
# If you said "cut off" of everything that is not done, the page would be the same, but tasks would be left behind that still hold a file or a connection.

# %% [markdown] solved
# yes: what was cut off had ended before the page said so.
#
# Another way: `asyncio.timeout(patience)` around each job, and "cut off" where the TimeoutError is caught.
#
# Try next: give the second wait a timeout too: what if a part never cleans up?
