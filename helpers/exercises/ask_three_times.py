# %% [markdown] task
# # Ask again, three times at most
# kind: make it, function: retry, formerly: 10-4
#
# Make `retry(ask, names)`: it asks all the services at once, with `ask(name)`, and returns a dictionary of their answers.
# A service that is busy raises `ConnectionError`; it is asked again at once, without holding up the others.
# A service that is busy three times is not asked again, and its entry in the dictionary is `"busy"`.
# For a service that needs half a second and is busy twice, the chart shows three lanes that form a staircase, beside the lanes of the others.
# With no names the dictionary is empty.
# Any other exception comes out of `retry`, by itself or in a group.
# When `retry` itself is cancelled, nothing is asked again, and the `CancelledError` comes out.

# %% imports
import asyncio
from dataclasses import replace
from typing import Any

from helpers import b, run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import returns, starts, takes


# %% stub
async def retry(ask, names):
    pass


# %% trial
run(retry(b, ["mail", "news"]), title="Ask again, three times at most")


# %% reference
async def retry(ask, names):
    answers, tries = {}, dict.fromkeys(names, 1)
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            try:
                answers[name] = task.result()
            except ConnectionError:
                if tries[name] == 3:
                    answers[name] = "busy"
                    continue
                tries[name] += 1
                under_way[asyncio.create_task(ask(name))] = name
    return answers


# %% cases
always = 9  # failures: more than anybody tries


def flaky(
    words: str, answer: str = "{} is up", **services: tuple[float, int]
) -> Case:
    """Services with their seconds, and how often each fails at first."""
    busy = ConnectionError("busy")
    jobs: dict[str, Any] = {
        name: [Job(seconds, raises=busy)] * failures + [seconds]
        for name, (seconds, failures) in services.items()
    }
    tries = {n: min(fails + 1, 3) for n, (_, fails) in services.items()}
    return Case(
        words,
        lambda world: (world.job("ask", jobs, answer), [*services]),
        returns={
            name: answer.format(name) if failures < 3 else "busy"
            for name, (_, failures) in services.items()
        },
        seconds=max(
            (s * tries[n] for n, (s, _) in services.items()), default=0
        ),
        starts=[
            (f"ask({name!r})", seconds * number)
            for name, (seconds, _) in services.items()
            for number in range(tries[name])
        ],
    )


def breaking(words: str, error: Exception) -> Case:
    """Two services, one of which fails in a way that is not expected."""
    jobs = {"mail": Job(0.5, raises=error), "news": Job(1)}
    return raising(
        Case(
            words, lambda world: (world.job("ask", jobs), [*jobs]), starts=()
        ),
        type(error),
    )


cases = [
    flaky("", mail=(0.5, 2), news=(1, 0)),
    flaky("with one that stays busy", mail=(0.5, always), news=(2, 1)),
    flaky("with all of them busy once", mail=(1, 1), news=(0.3, 1)),
    flaky("with three of a speed", x=(1, 1), y=(1, 3), z=(1, 0)),
    flaky("with other answers", "{}!", mail=(0.7373, 1), news=(1.2917, 0)),
    replace(
        flaky("with empty answers", "", mail=(1, 1), news=(0.5, 0)),
        question=(
            "is an empty answer a failure?",
            "Only a ConnectionError says that a service is busy.",
        ),
    ),
    cancelled(flaky("when it is cancelled", mail=(0.5, 1), news=(3, 0)), 2),
    replace(
        cancelled(
            flaky("when it is cancelled early", mail=(0.5, 1), news=(5000, 0)),
            2,
        ),
        question=(
            "which 'except' in there catches more than it has to?",
            "'except BaseException' catches the CancelledError too: name the exceptions that you expect.",
        ),
    ),
    breaking("with a network that is down", OSError("no network")),
    breaking("with a bug in ask", StrangeError("a bug")),
    flaky("with no service at all"),
]

# %% rules
rules = [
    starts(
        hint="what has to happen before a service is asked?",
        more="Ask again in the turn in which the failure is in done.",
        late=(
            "what was this try waiting for?",
            "Ask all at once, and again in the turn in which the failure is in done.",
        ),
        count=(
            "how often is a busy service asked in all?",
            "Three times in all: after the third failure it is 'busy'.",
        ),
    ),
    returns(
        hint="what belongs in the dictionary for each name, and for one that stays busy?",
        more="Put in the answer, or 'busy' after the third failure.",
    ),
    takes(
        hint="what else does it wait for?",
        more="Ask again at once, without a rest.",
    ),
]

# %% [markdown] discussion
# A coroutine runs once, so the loop needs the function that makes one and the name to give it: `under_way` keeps the name of each task.
# `task.result()` raises what the task raised, so a `try` around it sorts out the busy ones and lets everything else through.
# A coroutine `patiently(name)` with a loop and a `try` in it, gathered for all names, is shorter: each service then has a single lane that lasts for all its tries.

# %% [markdown] solved
# yes: no service waited for the failures of another.
#
# Another way: a coroutine for one service, with a `for` and a `try`; `gather` it for all of them.
#
# Try next: rest between two tries, and twice as long each time. Where can the rest go, so that the loop does not sleep?
