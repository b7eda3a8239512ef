# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: editions, formerly: 08-3
#
# A newspaper has a morning and an evening edition.
# `editions(articles, patience)` gets a list of coroutines and returns two lists: the sorted results of the articles that are done within `patience` seconds, and of those that are done within `patience` seconds after that.
# The stub makes only the morning edition, and forgets the rest.
# After the first wait there should be a second one of the same length; then `editions` cancels what is still pending, and returns when that has ended.
# Change it so that its chart looks like this:
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
# If all the articles are in before the time is up, it returns at once.
# No article fails; one may be empty, and two may be the same.

# %% imports
import asyncio
from typing import Any

from helpers import a, run, sleeper
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.fakes import Job, calls, jobs_of
from helpers.checking.results import (
    LOST_EMPTY,
    NO_RETURN,
    equal,
    is_right,
    loses_empty,
)
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
    morning = [n for n, job in jobs.items() if job.seconds < patience]
    both = [n for n, job in jobs.items() if job.seconds < end]
    evening = [name for name in both if name not in morning]
    ends = {
        name: job.seconds if name in both else end + job.stubborn
        for name, job in jobs.items()
    }
    return Case(
        words,
        lambda world: ([*world.prepared("write", jobs).values()], patience),
        returns=(results(jobs, morning), results(jobs, evening)),
        seconds=max(ends.values()),
        chart=[(f"write({name!r})", 0, end) for name, end in ends.items()],
        cancels=calls("write", [name for name in jobs if name not in both]),
    )


def results(jobs: dict[str, Job], names: list[str]) -> list[str]:
    answers = ((name, jobs[name].answer) for name in names)
    return sorted(name if text is None else text for name, text in answers)


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
    paper("with two the same", 1, a=Job(0.5, "rain"), b=Job(0.75, "rain")),
    paper("with empty ones", 1, x=Job(0.5, ""), y=0.75, z=Job(1.5, "")),
    paper("with one that takes long to stop", 1, x=0.5, z=Job(9, stubborn=40)),
]


# %% rules
def two_lists(attempt: Attempt) -> Found | None:
    """Compare two lists with the right ones, in a tuple or in a list."""
    right, got = attempt.case.returns, attempt.result
    if type(got) in (tuple, list) and equal([*right], [*got]):
        return None
    words = f"returned {describe(got)}, not {describe(right)}"
    if got is None:
        return Found(words, *NO_RETURN)
    if not is_pair(got):
        return Found(words, *SHAPE)
    if loses_empty(right, got):
        return Found(words, *LOST_EMPTY)
    if equal([sorted({*each}) for each in right], [*got]):
        return Found(words, *LOST_TWIN)
    pairs = zip(right, got, strict=True)
    if all(is_right(one, other, any_order=True) for one, other in pairs):
        return Found(words, *UNSORTED)
    return Found(words)


def is_pair(value: Any) -> bool:
    """Say whether something is two lists, in a tuple or in a list."""
    if type(value) not in (tuple, list) or len(value) != 2:
        return False
    return all(isinstance(each, list) for each in value)


SHAPE = (
    "does it return two lists?",
    "Return two lists, the first for the morning: return first, second.",
)
LOST_TWIN = (
    "what if two articles are the same?",
    "Sort the results themselves, and not a set of them.",
)
UNSORTED = (
    "are both lists sorted?",
    "A set of tasks has no order: sort the results of each edition.",
)

rules = [
    together(),
    cancels(
        hint="which lanes end with a cross in the given chart, and which don't?",
        more="Cancel what is pending after the second wait, and not before.",
    ),
    sees_them_end(
        hint="has a task ended as soon as you cancel it?",
        more="cancel() only asks; wait until what you cancelled has ended.",
    ),
    chart(
        hint="when does each article end in the given chart?",
        more="Wait twice with the same timeout, the second time for what is pending after the first; then cancel.",
    ),
    Rule(
        two_lists,
        hint="which articles are new in each of the editions?",
        more="Keep the done set of each wait under a name of its own.",
    ),
    takes(
        hint="what is left to wait for, and until when?",
        more="Wait for pending tasks only, and with a timeout.",
    ),
]

# %% [markdown] discussion
# The timeout of `wait` cancels nothing, so you can wait for the same tasks again; only the set gets smaller.
# Each `wait` returns a `done` set of its own, which is how the two editions are told apart.
# There are two `if pending`, since `wait` refuses an empty set.

# %% [markdown] solved
# yes: the first timeout disturbed no article, and the second cleaned up.
#
# Try next: make it any number of editions: what does the loop look like, and when does it end?
