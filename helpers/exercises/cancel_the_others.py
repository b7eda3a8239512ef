# %% [markdown] task
# # A trip that is paid for but never happens
# kind: fix it, function: book, formerly: 06-2
#
# A trip has several parts, and it is worth nothing unless you get all of them.
# `book(reserve, parts)` reserves them at the same time and returns a list of the reservations, or `[]` if a part is sold out; then `reserve` raises `ValueError`.
# The reservations are right, and the empty list comes in time, but customers complain: they are told that there is no hotel, and a moment later they are charged for the flight.
# Fix it: when a part is sold out, `book` cancels the reservations that are still under way, and returns when all of them have ended.
# A `reserve` that is cancelled may need a moment to give back what it holds.
# If `book` itself is cancelled, it cancels them too, and the `CancelledError` comes out when they have ended.

# %% imports
import asyncio
from dataclasses import replace

from helpers import a, fails, run
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, Specs, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def book(reserve, parts):
    try:
        return await asyncio.gather(*(reserve(part) for part in parts))
    except ValueError:
        return []


# %% trial
async def reserve(part):
    return await (fails(1) if part == "hotel" else a())


run(book(reserve, ["flight", "hotel"]), title="A trip that is paid for")


# %% reference
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except* ValueError:
        tasks = []
    return [task.result() for task in tasks]


# %% cases
def trip(words: str, seconds: float, gone: str, specs: Specs) -> Case:
    """Parts of a trip to be booked; `gone` are the ones to be given back."""
    jobs = jobs_of(specs)
    fails = any(job.raises for job in jobs.values())
    return Case(
        words,
        lambda world: (world.job("reserve", jobs, "{} booked"), [*jobs]),
        returns=[]
        if fails
        else [
            f"{part} booked" if job.answer is None else job.answer
            for part, job in jobs.items()
        ],
        seconds=seconds,
        asks=calls("reserve", jobs),
        cancels=calls("reserve", gone.split()),
    )


def sold_out(seconds: float) -> Job:
    return Job(seconds, raises=ValueError("sold out"))


slow: Specs = {"flight": Job(3, stubborn=0.5), "car": 0.5}
cases = [
    trip("", 1, "flight", {"flight": 3, "hotel": sold_out(1), "car": 0.5}),
    trip(
        "with nothing sold out", 2, "", {"flight": 1, "hotel": 2, "car": 0.5}
    ),
    trip(
        "with a flight that takes a moment to be given back",
        seconds=1.5,
        gone="flight car",
        specs={"flight": Job(3, stubborn=0.5), "hotel": sold_out(1), "car": 2},
    ),
    trip(
        "with two parts that are sold out",
        seconds=0.5,
        gone="flight car",
        specs={"flight": 2, "hotel": sold_out(0.5), "car": sold_out(1)},
    ),
    trip(
        "with two to be given back, the first of which takes a moment",
        seconds=1.75,
        gone="flight car",
        specs={
            "flight": Job(3, stubborn=0.75),
            "hotel": sold_out(1),
            "car": 1.5,
        },
    ),
    trip("with the last part sold out", 2, "", {"car": 1, "bus": sold_out(2)}),
    trip(
        "with answers that are empty",
        seconds=1.2917,
        gone="",
        specs={"flight": Job(0.7373, ""), "hotel": 1.2917},
    ),
    replace(
        cancelled(trip("when it is cancelled", 1.75, "flight", slow), 1.25),
        only_end=False,
    ),
    trip(
        "with two parts that are sold out at the same moment",
        seconds=1,
        gone="flight",
        specs={"flight": 2, "hotel": sold_out(1), "car": sold_out(1)},
    ),
]

# %% rules
rules = [
    together(
        hint="are all the parts reserved at the same time?",
        more="Make a task of every reservation, as the stub does.",
    ),
    asks(
        hint="is every part reserved exactly once?",
        more="Call reserve(part) once for each of the parts.",
    ),
    cancels(
        hint="which reservations have to be cancelled, and when?",
        more="Those that are under way when one fails. gather cancels none of them: a TaskGroup does, or you cancel each task yourself, and then await them all.",
    ),
    returns(
        hint="what should the customer get, and what if one part fails?",
        more="Return all reservations in order, or an empty list.",
    ),
    sees_them_end(
        hint="is a reservation over as soon as it is cancelled?",
        more="cancel() only asks: await the task again after it.",
    ),
    takes(
        hint="when is the last of the reservations over?",
        more="Return when the last of the cancelled ones has ended, without guessing how long that takes.",
    ),
]

# %% [markdown] discussion
# `gather` passes on the first exception and lets the other tasks run.
# A `TaskGroup` cancels them, waits until they have ended, and raises everything that went wrong as one group; `except*` picks the `ValueError`s out of it.
# `return` is not allowed inside an `except*` block, so the list is emptied there and returned below.

# %% [markdown] solved
# yes: no reservation outlived the failure, and each had time to end.
#
# Another way: `asyncio.wait` with FIRST_EXCEPTION, and a `finally` that cancels what is pending and waits for it.
#
# Try next: return what failed, too: after `except* ValueError as bundle`, the exceptions are in bundle.exceptions.
