# %% [markdown] task
# # Ask the next mirror when one is down
# kind: make it, function: download, formerly: 02-4
#
# Make `download(fetch, mirrors)` from nothing.
# It awaits `fetch(mirror)` for one mirror after another, until one of them answers, returns that answer, and asks no further mirror.
# A mirror that is down raises `ConnectionError`: then it is the turn of the next.
# When all of them are down, the `ConnectionError` of the last one comes out of `download`; any other exception comes out at once.
# For three mirrors of which the first is down, the chart has two steps, not three.

# %% imports
from helpers import b, run
from helpers.checking.exercise import ANYTHING, Case
from helpers.checking.fakes import Job, calls
from helpers.checking.rules import in_order, one_by_one, returns, takes


# %% stub
async def download(fetch, mirrors):
    pass


# %% trial
run(download(b, ["mirror 1", "mirror 2"]), title="Ask the next mirror")


# %% reference
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            if mirror == mirrors[-1]:
                raise


# %% cases
errors = {
    "down": ConnectionError("the mirror is down"),
    "broken": ValueError("the mirror sent nonsense"),
}


def mirrors(words: str, states: str, asked: int, seconds: float = 1) -> Case:
    """Mirrors that are up, down or broken; `asked` is how many are needed."""
    jobs = {
        f"mirror {number}": Job(seconds, raises=errors.get(state))
        for number, state in enumerate(states.split(), 1)
    }
    *_, last = needed = [*jobs][:asked]
    error = jobs[last].raises
    return Case(
        words,
        lambda world: (world.job("fetch", jobs, "file of {}"), [*jobs]),
        returns=ANYTHING if error else f"file of {last}",
        raises=type(error) if error else None,
        seconds=seconds * asked,
        order=calls("fetch", needed),
    )


cases = [
    mirrors("", "down up up", asked=2),
    mirrors("with the first one up", "up down", asked=1),
    mirrors("with all of them down", "down down", asked=2, seconds=0.5),
    mirrors("with the last one up", "down down up", asked=3, seconds=2),
    mirrors("with an error of another kind", "broken up", asked=1),
]

# %% rules
rules = [
    in_order(
        hint="which mirror is asked next, and when is it enough?",
        more="Return from inside the loop, at the first answer.",
    ),
    one_by_one(
        hint="when do you know that the next mirror is needed?",
        more="Await each fetch before you ask the next mirror.",
    ),
    returns(
        hint="what does fetch() give you?",
        more="Return what the await gave, unchanged.",
    ),
    takes(
        hint="what does it wait for besides the mirrors?",
        more="Go on to the next mirror at once.",
    ),
]

# %% [markdown] discussion
# One after another is right here: whether the second mirror is needed is known only when the first has failed.
# `return` inside `try` ends the loop at the first answer, and a bare `raise` passes on the error that is being handled.
# To ask the second mirror after a while, although the first may still answer, needs tasks and `wait`: see *Loop on the first completed*.

# %% [markdown] solved
# yes: no mirror was troubled without need, and no error was lost.
#
# Try next: collect all the errors, and raise them together as an ExceptionGroup when nobody answers.
