# %% [markdown] task
# # A status page that speaks too soon
# kind: fix it, function: status, formerly: 08-2
#
# `status(jobs, patience)` asks the parts of a machine, gives them `patience` seconds, and cuts off those that have not answered by then.
# Then it says of a part that it has cut off that it is running; the chart knows better.
# Fix it: `"cut off"` is to stand there, the parts that were cut off have ended when `status` returns, however long they take to clean up, and a part that answers in time has its answer there.
# For a disk that answers and a net that is too slow that is `{'disk': 'disk', 'net': 'cut off'}`.
# When all answer in time, `status` returns as soon as the last one has.
# There is at least one part, and none of them fails.

# %% imports
import asyncio

from helpers import a, run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, Specs, calls, jobs_of
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
rules = [
    together(),
    cancels(
        hint="who has to go when the patience is over, and who has not?",
        more="Cancel the tasks that are pending after the first wait.",
    ),
    sees_them_end(
        hint="what does cancel() do at once, and what happens later?",
        more="cancel() only asks: wait for the cancelled tasks as well before you look at them.",
    ),
    returns(
        hint="in which state is a task right after cancel(), and in which one at the cross in the chart?",
        more="Wait for the cancelled tasks, then ask each task whether it was cancelled().",
    ),
    takes(
        hint="what does it wait for that nobody needs?",
        more="Wait no longer than for the last answer, or for the last of those that are cut off.",
    ),
]

# %% [markdown] discussion
# `cancel()` asks a task to end; the task hears of it when it is its turn, and may take a while to clean up.
# Until then it is neither done nor cancelled, and whoever looks at it sees it running.
# The second `wait` is the time that it needs; `if pending` stands there because `wait` refuses an empty set.
# To print "cut off" for everything that is not done would give the same page, and leave tasks behind that still hold a file or a connection.

# %% [markdown] solved
# yes: what was cut off has ended before anybody speaks of it.
#
# Another way: `asyncio.timeout(patience)` around each job, and "cut off" where the TimeoutError is caught.
#
# Try next: give the second wait a timeout too: what if a part never cleans up?
