# %% [markdown] task
# # Rest between the tries
# kind: make it, function: persist
#
# Make `persist(ask, rests, limit)` from nothing: it awaits `ask()`, and returns the answer, even an empty one.
# If `ask()` raises `ConnectionError`, that may pass: `persist` sleeps for the first number of `rests` and tries again, after the next failure for the second number, and so on.
# When the rests are used up, one last try follows the last of them; if it fails too, its `ConnectionError` comes out at once.
# Any other exception comes out at once, too.
# The whole, tries and rests together, has `limit` seconds; when they are over, `TimeoutError` comes out, and a call that is under way then is cancelled.
# A `TimeoutError` that `ask()` itself raises is one of the other exceptions.
# With `rests=[0.5, 1]` and calls of 0.25 seconds that fail twice, the third call starts at 2 and the answer is there at 2.25.

# %% imports
import asyncio
from collections.abc import Sequence

from helpers import run, sleeper
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import cancels, one_by_one, returns, starts, takes


# %% stub
async def persist(ask, rests, limit):
    pass


# %% trial
fails_twice = [1, 2]


async def ask_twice():
    answer = await sleeper("asked", 0.25)
    if fails_twice:
        raise ConnectionError(fails_twice.pop())
    return answer


run(persist(ask_twice, [0.5, 1], limit=5), title="Rest between the tries")


# %% reference
async def persist(ask, rests, limit):
    async with asyncio.timeout(limit):
        for rest in rests:
            try:
                return await ask()
            except ConnectionError:
                await asyncio.sleep(rest)
        return await ask()


# %% cases
down = ConnectionError("down")


def tries(
    words: str,
    *jobs: Job,
    rests: Sequence[float] = (0.5, 1),
    limit: float = 9,
) -> Case:
    """A service that is asked until an answer comes, or all is used up."""
    starts, now, end = [], 0.0, jobs[0]
    for job, rest in zip(jobs, (*rests, 0), strict=False):
        if now >= limit:
            break
        starts.append(("ask()", now))
        now, end = now + job.seconds, job
        if not isinstance(job.raises, ConnectionError):
            break
        now += rest
    late = now > limit
    error = TimeoutError() if late else end.raises
    ends_in_a_call = late and starts[-1][1] + end.seconds > limit
    return Case(
        words,
        lambda world: (
            world.job("ask", {"ask": jobs}, "", 0),
            [*rests],
            limit,
        ),
        returns=ANYTHING if error else end.answer,
        raises=type(error) if error else None,
        seconds=limit if late else now,
        starts=starts,
        cancels=["ask()"] if ends_in_a_call else (),
    )


def up(seconds: float = 0.25, answer: object = "news") -> Job:
    return Job(seconds, answer)


def failing(seconds: float = 0.25, error: BaseException = down) -> Job:
    return Job(seconds, raises=error)


cases = [
    tries("", failing(), failing(), up()),
    tries("with an answer at once", up()),
    tries("when all tries fail", failing(), failing(), failing(0.5), up()),
    tries(
        "when it breaks", failing(), failing(0.5, StrangeError("bug")), up()
    ),
    tries(
        "when a try times out by itself", failing(0.5, TimeoutError()), up()
    ),
    tries(
        "with a connection refused",
        failing(0.5, ConnectionRefusedError()),
        up(),
    ),
    tries("with an empty answer", failing(), up(answer=""), up()),
    tries("with 0 for an answer", failing(), up(answer=0), up()),
    tries(
        "with odd lengths",
        failing(0.1231),
        failing(0.3331),
        up(0.7373),
        rests=(1.2917, 0.4111),
    ),
    tries("with no rests", failing(0.5), up(), rests=()),
    tries("with the limit in a rest", failing(), up(), rests=(3,), limit=1),
    tries("with the limit in a call", up(5), rests=(3,), limit=1),
    cancelled(tries("when it is cancelled", up(5), up()), at=1.25),
    cancelled(
        tries("when it is cancelled in a rest", failing(), up(), rests=(3,)),
        at=1.25,
    ),
]

# %% rules
rules = [
    one_by_one(
        hint="what has to be over before the next try?",
        more="Await each call, and the rest after it, before you call ask() again.",
    ),
    starts(
        hint="which rest follows this failure, and is there a try after the last rest?",
        more="One try for each of the rests, with the rest after a failure, and one more try.",
    ),
    cancels(
        hint="what is cancelled when the limit is over?",
        more="Put asyncio.timeout(limit) around everything.",
    ),
    returns(
        hint="what does ask() give you, and is every answer a good one?",
        more="Return what the await gave, unchanged.",
    ),
    takes(
        hint="from when to when does it wait?",
        more="Rest only after a ConnectionError, and not after the last try.",
    ),
]

# %% [markdown] discussion
# The limit stands outside of everything, so it covers the rests too; where it ends a call, the call is cancelled, and its `finally` runs.
# `except ConnectionError` is narrow: a bug comes out, and so does the `TimeoutError` of a call, which is an `OSError` but not a `ConnectionError`.
# The last try stands behind the loop, where nothing catches its exception.
# Jitter would be `random.uniform(0, rest)` in the place of `rest`; a check needs rests that it knows.

# %% [markdown] solved
# yes: it rested between the tries, gave up in time and let every other error out.
#
# Another way: `for rest in [*rests, None]`, and a bare `raise` in the `except` where `rest` is None.
#
# Try next: let the exception say, in an attribute `retry_after`, how long to rest, and keep to that where it is there.
