# %% [markdown] task
# # Ask the next mirror when one is down
# kind: make it, function: download, formerly: 02-4
#
# Make `download(fetch, mirrors)` from nothing.
# It awaits `fetch(mirror)` for one mirror after another until one of them answers; then it returns that answer and asks no other mirror.
# Any answer will do, even an empty one.
# If a mirror is down, `fetch` raises `ConnectionError`, and `download` goes on to the next mirror.
# If all of them are down, the `ConnectionError` of the last one comes out of `download` as it is; any other exception comes out at once, and so does a cancellation.
# There is at least one mirror, and one that is in the list twice is asked twice.
# If only the first of three mirrors is down, the chart has two steps, not three.

# %% imports
from typing import Any

from helpers import b, run
from helpers.checking.exercise import ANYTHING, Attempt, Case, Rule, cancelled
from helpers.checking.fakes import Job, calls
from helpers.checking.rules import (
    as_it_is,
    in_order,
    one_by_one,
    returns,
    takes,
)
from helpers.labels import describe_error


# %% stub
async def download(fetch, mirrors):
    pass


# %% trial
run(download(b, ["mirror 1", "mirror 2"]), title="Ask the next mirror")


# %% reference
async def download(fetch, mirrors):
    for number, mirror in enumerate(mirrors, 1):
        try:
            return await fetch(mirror)
        except ConnectionError:
            if number == len(mirrors):
                raise


# %% cases
errors = {
    "down": ConnectionError,
    "broken": ValueError,
    "late": TimeoutError,
}


def mirrors(
    words: str,
    states: str,
    asked: int,
    seconds: float = 1,
    answer: str = "file of {}",
) -> Case:
    """Mirrors that are up, down or broken; `asked` is how many are needed."""
    jobs = {
        f"mirror {number}": mirror(f"mirror {number}", state, seconds)
        for number, state in enumerate(states.split(), 1)
    }
    *_, last = needed = [*jobs][:asked]
    error = jobs[last].raises
    return Case(
        words,
        lambda world: (world.job("fetch", jobs, answer), [*jobs]),
        returns=ANYTHING if error else answer.format(last),
        raises=type(error) if error else None,
        seconds=seconds * asked,
        order=calls("fetch", needed),
    )


def mirror(name: str, state: str, seconds: float) -> Job:
    kind = errors.get(state)
    return Job(seconds, raises=kind and kind(f"{name} is {state}"))


def listed_twice() -> Case:
    """A mirror that is down, and answers when it is asked once more."""
    near = [mirror("near", "down", 1), mirror("near", "up", 1)]
    jobs: dict[str, Any] = {"near": near, "far": mirror("far", "down", 0.5)}
    names = ["near", "far", "near"]
    return Case(
        "with a mirror that is in the list twice",
        lambda world: (world.job("fetch", jobs, "file of {}"), [*names]),
        returns="file of near",
        seconds=2.5,
        order=calls("fetch", names),
    )


cases = [
    mirrors("", "down up up", asked=2),
    mirrors("with the first one up", "up down", asked=1),
    mirrors("with all of them down", "down down", asked=2, seconds=0.5),
    mirrors("with the last one up", "down down up", asked=3, seconds=2),
    mirrors("with an error of another kind", "broken up", asked=1),
    mirrors("with a TimeoutError", "late up", asked=1),
    mirrors("with an empty file", "down up up", 2, 0.7373, answer=""),
    listed_twice(),
    cancelled(mirrors("when it is cancelled", "up up", 1, 3), at=1.25),
]


# %% rules
def passes_on_the_last(attempt: Attempt) -> str | None:
    """Find an error that comes from none of the mirrors, or a wrong one."""
    error, last = attempt.error, attempt.calls[-1:]
    if error is None or (last and str(error).startswith(last[0].name)):
        return None
    return f"raised {describe_error(error)}, not what {last[0].name} raised"


rules = [
    in_order(
        hint="what makes it ask the next mirror, and what makes it stop?",
        more="Ask each mirror once, and return from inside the loop.",
    ),
    one_by_one(
        hint="when do you know whether you need the next mirror?",
        more="Await each fetch before you ask the next mirror.",
    ),
    returns(
        hint="what does fetch() give you?",
        more="Return what the await gave, unchanged.",
    ),
    Rule(
        passes_on_the_last,
        hint="which exception is at hand when the last mirror is down?",
        more="A bare 'raise' inside the 'except' passes on the one at hand.",
    ),
    as_it_is(),
    takes(
        hint="what does it wait for besides the mirrors?",
        more="Go on to the next mirror at once.",
    ),
]

# %% [markdown] discussion
# One after another is right here: you need the second mirror only if the first has failed.
# `return` inside `try` ends the loop at the first answer, and a bare `raise` passes on the exception that is being handled.
# To ask the second mirror while the first may still answer, you need tasks and `wait`: see *Loop on the first completed*.

# %% [markdown] solved
# yes: no mirror was asked without need, and no error was lost.
#
# Another way: `*before, last = mirrors`: loop over `before` with a `try`, and `return await fetch(last)` without one.
#
# Try next: collect all the errors, and raise them as one ExceptionGroup if no mirror answers.
