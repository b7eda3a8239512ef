# %% [markdown] task
# # The first mirror that answers
# kind: make it, function: first_success, formerly: 09-4
#
# Make `first_success(fetch, mirrors)` from scratch.
# It asks all the mirrors at once, with `fetch(mirror)`, and returns the first answer as soon as it is there, even if it is empty.
# A mirror that is down raises `ConnectionError`; another one may still answer.
# After the first answer the others are cancelled, and they have ended by the time `first_success` returns.
# If all the mirrors are down, it raises a `ConnectionError`.
# Look at every exception, even that of a mirror that fails at the moment another one answers.

# %% imports
import asyncio
from dataclasses import replace
from typing import Any

from helpers import run, sleeper
from helpers.checking.exercise import ANYTHING, Attempt, Case, Rule
from helpers.checking.fakes import Job, Specs, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    never_sleeps,
    returns,
    sees_them_end,
    shown,
    takes,
    together,
)
from helpers.timeline.model import Outcome


# %% stub
async def first_success(fetch, mirrors):
    pass


# %% trial
speeds = {"Oslo": 1.5, "Graz": 0.6, "Lima": 2}
mine = first_success(lambda name: sleeper(name, speeds[name]), list(speeds))
run(mine, title="The first mirror that answers")


# %% reference
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    good = []
    while pending and not good:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        good = [task for task in done if not task.exception()]
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if not good:
        raise ConnectionError("all mirrors are down")
    return good[0].result()


# %% cases
def mirrors(words: str, winner: str, seconds: float, specs: Specs) -> Case:
    """Mirrors of a file, some of which are down; all are asked at once."""
    jobs = jobs_of(specs)
    first = jobs[winner].seconds if winner else seconds
    late = [name for name, job in jobs.items() if job.seconds > first]
    return Case(
        words,
        lambda world: (world.job("fetch", jobs, "file of {}"), [*jobs]),
        returns=answer_of(winner, jobs) if winner else ANYTHING,
        raises=None if winner else ConnectionError,
        seconds=seconds,
        asks=calls("fetch", jobs),
        cancels=calls("fetch", late),
    )


def answer_of(name: str, jobs: dict[str, Job]) -> Any:
    answer = jobs[name].answer
    return f"file of {name}" if answer is None else answer


def down(seconds: float) -> Job:
    return Job(seconds, raises=ConnectionError("the mirror is down"))


cases = [
    mirrors("", "Graz", 0.6, {"Oslo": 1.5, "Graz": 0.6, "Lima": 2}),
    mirrors(
        "with one that is down",
        winner="Graz",
        seconds=1.125,
        specs={"Oslo": down(0.375), "Graz": 1.125, "Lima": 3},
    ),
    replace(
        mirrors(
            "with all of them down",
            winner="",
            seconds=1,
            specs={"Oslo": down(1), "Graz": down(0.5)},
        ),
        question=(
            "which exception does the text ask for when all are down?",
            "Raise a ConnectionError when nothing is pending any more.",
        ),
    ),
    mirrors(
        "with two that fail while another answers",
        winner="Graz",
        seconds=1,
        specs={"Oslo": down(1), "Graz": 1, "Lima": down(1)},
    ),
    mirrors(
        "with one that takes its time to stop",
        winner="Graz",
        seconds=1,
        specs={"Oslo": Job(3, stubborn=0.5), "Graz": 0.5},
    ),
    mirrors(
        "with odd lengths",
        winner="Graz",
        seconds=0.7373,
        specs={"Oslo": 1.2917, "Graz": 0.7373, "Lima": down(0.5)},
    ),
    replace(
        mirrors(
            "with a file that is empty",
            winner="Graz",
            seconds=0.7,
            specs={"Oslo": 1.3, "Graz": Job(0.7, ""), "Lima": down(0.5)},
        ),
        question=(
            "is an empty file an answer?",
            "A task without an exception has answered, whatever its result is.",
        ),
    ),
    mirrors(
        "with one that takes long to stop",
        winner="Graz",
        seconds=40.5,
        specs={"Oslo": Job(60, stubborn=40), "Graz": 0.5},
    ),
    mirrors(
        "with two to stop, the first of which takes a moment",
        winner="Graz",
        seconds=1.25,
        specs={"Oslo": Job(3, stubborn=0.75), "Lima": 1, "Graz": 0.5},
    ),
    mirrors("with a single mirror", "Graz", 1, {"Graz": 1}),
]


# %% rules
def leaves_no_exception(attempt: Attempt) -> str | None:
    """Find a task whose exception nobody has looked at."""
    for lane in attempt.timeline.lanes[1:]:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            return (
                f"{lane.label} failed at {shown(lane.ended or 0)}, "
                "and nobody looked at its exception"
            )
    return None


rules = [
    asks(
        hint="is every mirror asked, and only once?",
        more="Make a task of fetch(mirror) for each mirror.",
    ),
    together(),
    cancels(
        hint="is there an answer at that moment, and which mirrors are still needed?",
        more="Cancel what is pending as soon as there is an answer, and not before.",
    ),
    sees_them_end(
        hint="does cancel() wait for a task to end?",
    ),
    Rule(
        leaves_no_exception,
        hint="which tasks were done at that moment, and which of them did you look at?",
        more="Ask every task that is done for its exception(), even if you no longer need its answer.",
    ),
    never_sleeps(),
    returns(
        hint="which of the tasks in done has an answer?",
        more="Ask each task in done for its exception first; return the result of one that has none.",
    ),
    takes(
        hint="when was the first answer there?",
        more="Wait for FIRST_COMPLETED, and leave the loop when a task has an answer.",
    ),
]

# %% [markdown] discussion
# The loop ends for one of two reasons: there is an answer, or there is nothing left to wait for.
# The list comprehension asks every task in `done` for its exception, not only the winner; asyncio complains only about an exception that nobody has looked at.
# `as_completed` with a `try` around each `await` is shorter, as long as nothing has to be cancelled.

# %% [markdown] solved
# yes: the first answer won, and no failure stood in its way.
#
# Another way: `asyncio.as_completed` in a `try` with `finally`: it is the `finally` that cancels the others.
#
# Try next: when all are down, raise an ExceptionGroup with what each of them said.
