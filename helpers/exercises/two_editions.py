# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: editions, formerly: 08-3
#
# A newspaper has a morning and an evening edition.
# `editions(articles, patience)` gets a list of coroutines and returns two lists: the sorted results of those that are done after `patience` seconds, and of those that needed up to `patience` seconds more.
# The stub knows the morning only, and forgets the rest.
# Change it, so that its chart is this one: it wakes up for the second time after a second wait of the same length, and whatever is still pending then is cancelled, and has ended when `editions` returns.
#
# ```text
# editions(...)         |---------|---------|
# sleeper('early', 0.6) |-----|////
# sleeper('late', 1.5)  |--------------|/////
# a()                   |-------------------x
#                       0         1         2 seconds
# ```
#
# Here it returns `(['early'], ['late'])`.
# When all is in before the time is up, it returns at once.
# No article fails.

# %% imports
import asyncio

from helpers import a, run, sleeper
from helpers.checking.exercise import Attempt, Case, Rule
from helpers.checking.fakes import Job, calls, jobs_of
from helpers.checking.results import equal
from helpers.checking.rules import (
    cancels,
    chart,
    sees_them_end,
    takes,
    together,
)
from helpers.labels import describe


# %% stub
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, _ = await asyncio.wait(tasks, timeout=patience)
    return sorted(task.result() for task in done), []


# %% trial
articles = [sleeper("early", 0.6), sleeper("late", 1.5), a()]
run(editions(articles, patience=1), title="Your chart")


# %% reference
async def editions(articles, patience):
    pending = {asyncio.create_task(article) for article in articles}
    lists = []
    for _ in range(2):
        done = set()
        if pending:
            done, pending = await asyncio.wait(pending, timeout=patience)
        lists.append(sorted(task.result() for task in done))
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return tuple(lists)


# %% cases
def paper(words: str, patience: float, **specs: float | Job) -> Case:
    """Articles for a morning and an evening edition, or for neither."""
    jobs, end = jobs_of(specs), 2 * patience
    morning = sorted(n for n, job in jobs.items() if job.seconds < patience)
    both = sorted(n for n, job in jobs.items() if job.seconds < end)
    ends = {
        name: job.seconds if name in both else end + job.stubborn
        for name, job in jobs.items()
    }
    return Case(
        words,
        lambda world: ([*world.prepared("write", jobs).values()], patience),
        returns=(morning, [name for name in both if name not in morning]),
        seconds=max(ends.values()),
        chart=[(f"write({name!r})", 0, end) for name, end in ends.items()],
        cancels=calls("write", [name for name in jobs if name not in both]),
    )


cases = [
    paper("", 1, early=0.6, late=1.5, never=3),
    paper("with other articles", 0.5, d=0.1, c=0.8, b=0.3, a=0.9, e=7),
    paper("with odd lengths", 1.2917, x=0.7373, y=2.5, z=4, v=1.3),
    paper("when all is in by the morning", 1, early=0.6, soon=0.875),
    paper("when nothing is in by the morning", 1, late=1.5, later=1.8),
    paper(
        "with one that takes its time to stop",
        1,
        early=0.6,
        never=Job(9, stubborn=0.4),
    ),
    paper("with one that takes long to stop", 1, x=0.5, z=Job(9, stubborn=40)),
]


# %% rules
def two_lists(attempt: Attempt) -> str | None:
    """Compare two lists with the right ones, in a tuple or in a list."""
    right, got = attempt.case.returns, attempt.result
    if type(got) in (tuple, list) and equal([*right], [*got]):
        return None
    return f"returned {describe(got)}, not {describe(right)}"


rules = [
    together(),
    cancels(
        hint="which tracks end with a cross in the given chart, and which do not?",
        more="Cancel what is pending after the second wait, no sooner.",
    ),
    sees_them_end(),
    chart(
        hint="when does each article end in the given chart?",
        more="Two waits with the same timeout, the second one for what is pending after the first; then cancel.",
    ),
    Rule(
        two_lists,
        hint="which set comes out of which wait?",
        more="Keep the done set of each wait under a name of its own.",
    ),
    takes(
        hint="what is left to wait for, and until when?",
        more="Wait for pending tasks only, and with a timeout.",
    ),
]

# %% [markdown] discussion
# The timeout of `wait` harms nobody, and so the same tasks can be waited for again; only the set gets smaller.
# Each `wait` gives back a `done` of its own, which is how the two editions are told apart.
# Twice there is an `if pending`, since `wait` refuses an empty set.

# %% [markdown] solved
# yes: the first timeout disturbed nobody, and the second cleaned up.
#
# Try next: make it any number of editions: what does the loop look like, and when does it end?
