# %% [markdown] task
# # A server with few places and little patience
# kind: make it, function: admit, formerly: 12-3
#
# Make `admit(serve, names, places, limit)` from scratch.
# The clients in `names` stand at the door in this order, and `await serve(name)` answers one of them.
# At most `places` are served at a time; the next one is let in as soon as a place is free.
# Each has `limit` seconds from the instant at which it is let in; a client that is not done by then is cancelled, gets `"408"` as its answer, and keeps its place until it has ended.
# Return a dictionary of the answers; with no clients it is empty.
# With two places and a limit of one second, `ann`, who needs 0.5 seconds, `bob`, who needs 3, and `cat`, who needs 0.7, get `{"ann": "hello ann", "bob": "408", "cat": "hello cat"}` after 1.2 seconds.

# %% imports
import asyncio
from dataclasses import replace

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, calls, calls_at, jobs_of
from helpers.checking.rules import (
    at_most_at_once,
    cancels,
    returns,
    starts,
    takes,
)


# %% stub
async def admit(serve, names, places, limit):
    pass


# %% trial
crowd = admit(b, ["ann", "bob", "cat"], places=2, limit=5)
run(crowd, title="A server with few places and little patience")


# %% reference
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        async with room:
            try:
                async with asyncio.timeout(limit):
                    answers[name] = await serve(name)
            except TimeoutError:
                answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% cases
def clients(
    words: str,
    places: int,
    limit: float,
    seconds: float,
    visits: dict[str, tuple[float, float | Job]],
    answer: str = "hello {}",
) -> Case:
    """Clients as (let in at, needs so long), in order of arrival."""
    jobs = jobs_of({name: need for name, (_, need) in visits.items()})
    late = [name for name, job in jobs.items() if job.seconds > limit]
    return Case(
        words,
        lambda world: (
            world.job("serve", jobs, answer),
            [*jobs],
            places,
            limit,
        ),
        returns={n: "408" if n in late else answer.format(n) for n in jobs},
        seconds=seconds,
        at_once=places,
        starts=calls_at("serve", ((n, at) for n, (at, _) in visits.items())),
        cancels=calls("serve", late),
    )


cases = [
    clients(
        "", 2, 1, 1.2, {"ann": (0, 0.5), "bob": (0, 3), "cat": (0.5, 0.7)}
    ),
    clients(
        "with one place",
        places=1,
        limit=1,
        seconds=2.2,
        visits={"ann": (0, 0.5), "bob": (0.5, 4), "cat": (1.5, 0.7)},
    ),
    clients(
        "with more patience",
        places=2,
        limit=3,
        seconds=4.3,
        visits={
            "ann": (0, 2),
            "bob": (0, 1.3),
            "cat": (1.3, 5),
            "dan": (2, 2.1),
        },
    ),
    clients("with places for all", 9, 1, 1, {"ann": (0, 0.5), "bob": (0, 2)}),
    clients(
        "with other answers",
        places=2,
        limit=1.2917,
        seconds=2.029,
        visits={"x": (0, 0.7373), "y": (0, 3), "z": (0.7373, 4)},
        answer="{}!",
    ),
    replace(
        clients(
            "with empty answers", 1, 1, 1, {"x": (0, 0.5), "y": (0.5, 0.5)}, ""
        ),
        question=(
            "is an empty answer no answer?",
            "Only a client whose time is over gets the text 408.",
        ),
    ),
    replace(
        clients(
            "with one that takes a moment to end",
            places=1,
            limit=1,
            seconds=2.5,
            visits={"ann": (0, Job(3, stubborn=0.75)), "bob": (1.75, 0.75)},
        ),
        question=(
            "when is the place of a cancelled client free?",
            "cancel() only asks: keep the place until the task has ended.",
        ),
    ),
    clients("with nobody", 2, 1, 0, {}),
]

# %% rules
rules = [
    at_most_at_once(
        hint="what does a client have to get before it is served?",
        more="Put a semaphore with that many places around serve(name).",
    ),
    starts(
        hint="when is a place free for this client?",
        more="Let one in whenever one is done; do not wait for a whole group.",
    ),
    cancels(
        hint="when does the time of this client begin, and when is it over?",
        more="Start the limit when the client has its place, and put it around serve(name) alone.",
    ),
    takes(
        hint="what is it still waiting for at the end?",
        more="Return when the last client has its answer.",
    ),
    returns(
        hint="what does each client get as its answer?",
        more="Note what serve(name) returns, or the text 408 if the limit was over first.",
    ),
]

# %% [markdown] discussion
# Each client is a task of its own, as in the server; what they share is the semaphore.
# The order of the two `async with` is the whole point: with the limit outside, clients would use up their time at the door, and the last in a crowd would be refused without ever being let in.
# The finished server does both with less: above a number of connections it stops accepting, and it looks at all deadlines on a tick.

# %% [markdown] solved
# yes: every place was used, and nobody paid for time at the door.
#
# Another way: as many workers as there are places, which take the next name from one iterator.
#
# Try next: answer '500' to a client that fails with ValueError, without the others noticing.
