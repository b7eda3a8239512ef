# %% [markdown] task
# # Sort out how each job ended
# kind: complete it, function: sort_out, formerly: 08-1
#
# `sort_out(jobs)` gets a dictionary with a coroutine for each name, and runs them all side by side.
# Complete it: it returns two dictionaries, one with the answers of the jobs that returned and one with the messages of those that raised, each under its name.
# For `{"x": b("x"), "bad": fails(1.5)}` that is `({'x': 'x'}, {'bad': 'bad luck'})`.
# An answer or a message may be empty.
# A job that was cancelled is in neither dictionary.
# If there are no jobs at all, both are empty.

# %% imports
import asyncio
from typing import Any

from helpers import b, fails, run, sleeper
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.fakes import Job, StrangeError, jobs_of
from helpers.checking.results import LOST_EMPTY, equal
from helpers.checking.rules import never_sleeps, takes, together
from helpers.labels import describe


# %% stub
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        errors[name] = str(task.exception())
    return answers, errors


# %% trial
jobs = {"x": b("x"), "bad": fails(1.5), "w": sleeper("w", 0.5)}
run(sort_out(jobs), title="Sort out how each job ended")


# %% reference
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    if tasks:
        await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.cancelled():
            continue
        if task.exception():
            errors[name] = str(task.exception())
        else:
            answers[name] = task.result()
    return answers, errors


# %% cases
def ended_somehow(words: str, **specs: float | Job) -> Case:
    """Services that answer, fail or are cancelled, each in its own time."""
    jobs = jobs_of(specs)
    errors = {
        name: str(job.raises)
        for name, job in jobs.items()
        if isinstance(job.raises, Exception)
    }
    return Case(
        words,
        lambda world: [world.prepared("ask", jobs, "{} is up")],
        returns=(
            {
                name: f"{name} is up" if job.answer is None else job.answer
                for name, job in jobs.items()
                if not job.raises
            },
            errors,
        ),
        seconds=max((job.seconds for job in jobs.values()), default=0),
    )


def failing(seconds: float, words: str) -> Job:
    return Job(seconds, raises=ConnectionError(words))


cancelled = Job(0.5, raises=asyncio.CancelledError())
cases = [
    ended_somehow("", mail=1, news=failing(1.5, "no news"), tides=0.5),
    ended_somehow(
        "when all of them fail",
        mail=failing(1, "no mail"),
        news=Job(0.5, raises=StrangeError("no news")),
    ),
    ended_somehow("with one that is cancelled", mail=1, news=cancelled),
    ended_somehow(
        "with answers that are empty",
        mail=Job(1.2917, ""),
        news=Job(0.7373, 0),
        tides=failing(0.5, ""),
    ),
    ended_somehow("without any job"),
]


# %% rules
def sorted_out(attempt: Attempt) -> Found | None:
    """Find the first name that is in the wrong place, or missing."""
    right, got = attempt.case.returns, attempt.result
    if not is_pair(got):
        return Found(f"returned {describe(got)}, not two dictionaries", *PAIR)
    pairs = zip(("the answers", "the messages"), right, got, strict=True)
    for kind, wanted, found in pairs:
        if wrong := misplaced(kind, wanted, found):
            return wrong
    return None


def misplaced(kind: str, wanted: Any, found: Any) -> Found | None:
    """Compare the answers, or the messages, with the right ones."""
    for name in wanted:
        if name not in found:
            lost = () if wanted[name] else LOST_EMPTY
            return Found(f"{name!r} is missing from {kind}", *lost)
        if not equal(wanted[name], found[name]):
            words = (
                f"{kind} have {describe(found[name])} under {name!r}, "
                f"and {describe(wanted[name])} belongs there"
            )
            return Found(words, *in_place_of(found[name]))
    for name in found:
        if name not in wanted:
            return Found(f"{describe(name)} should not be among {kind}")
    return None


def in_place_of(value: Any) -> tuple[str, ...]:
    """Return what to ask about what stands in the place of its result."""
    if isinstance(value, asyncio.Future):
        return TASK
    return MESSAGE if isinstance(value, BaseException) else ()


PAIR = (
    "does every way out of the function return both dictionaries?",
    "Return the two as a pair, as the stub does.",
)
TASK = (
    "is that the task, or its result?",
    "Await each task, or ask it for its result(), and put that in its place.",
)
MESSAGE = (
    "is that the exception, or its message?",
    "str(error) is the message of an exception.",
)


def is_pair(value: Any) -> bool:
    """Say whether something is two dictionaries, in a tuple or a list."""
    if type(value) not in (tuple, list) or len(value) != 2:
        return False
    return all(isinstance(each, dict) for each in value)


rules = [
    together(),
    Rule(
        sorted_out,
        hint="in how many ways can a task end, and what do result() and exception() do then?",
        more="Ask each task in this order: cancelled(), exception(), and only then result().",
    ),
    takes(
        hint="what else does it wait for, besides the slowest job?",
        more="One wait for all the tasks is enough.",
    ),
    never_sleeps(),
]

# %% [markdown] discussion
# The order of the questions matters: `exception()` of a cancelled task raises, and so does `result()` of one that failed.
# `wait` refuses an empty collection, hence the `if tasks`.
# The loop goes through the dictionary and not through `done`, so that it has the names, in the order of the jobs.
# `gather(..., return_exceptions=True)` does the same, with the exceptions among the answers; then you have to tell them apart by their type.

# %% [markdown] solved
# yes: each job is where its end belongs, and nothing was lost.
#
# Another way: `asyncio.gather(*jobs.values(), return_exceptions=True)`, and look at the type of each end.
#
# Try next: add a timeout to the wait, and a third dictionary for the jobs that came too late.
