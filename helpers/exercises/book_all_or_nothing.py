# %% [markdown] task
# # Book all of a trip, or nothing
# kind: make it, function: travel, formerly: 13-3
#
# Make `travel(book, give_back, limit)` for a travel agent.
# It awaits `book("flight")`; when the flight is booked, it books `"hotel"` and `"car"`, both at once; then it returns the three answers as a list, in this order.
# A booking that fails raises `OSError`.
# If the hotel or the car fails, or if `limit` seconds are over, whatever is still under way is cancelled at once, and allowed to end.
# Then the flight is given back with `await give_back(flight)`, and `travel` returns `None`; `flight` is what `book` returned for it, even if that is an empty text.
# If the flight itself fails or is late, there is nothing to give back, and `travel` returns `None` too.
# Any other exception is a bug, and comes out of `travel`, by itself or in a group; so does the `CancelledError` when `travel` itself is cancelled.
# The limit is for the bookings; giving back takes as long as it takes.
# With a flight of 0.5 seconds and a hotel that fails after 0.8 more, the car is cancelled at 1.3.
# Draw that chart on paper before you write.

# %% imports
import asyncio
from dataclasses import replace

from helpers import b, run
from helpers.checking.exercise import Attempt, Case, Rule, cancelled, raising
from helpers.checking.fakes import (
    CANCELLED,
    Job,
    StrangeError,
    calls,
    calls_at,
    jobs_of,
)
from helpers.checking.rules import cancels, returns, shown, starts, takes


# %% stub
async def travel(book, give_back, limit):
    pass


# %% trial
run(travel(b, b, limit=1.5), title="Book all of a trip, or nothing")


# %% reference
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except* OSError:
        if flight is not None:
            await give_back(flight)


# %% cases
def trip(
    words: str,
    limit: float,
    ends: float,
    ticket: str = "flight booked",
    **parts: float | Job,
) -> Case:
    """Bookings that succeed, fail or are cut off, and when all have ended.

    To give the flight back, where there is no trip, takes half a second.
    """
    jobs = jobs_of(parts)
    jobs["flight"] = replace(jobs["flight"], answer=ticket)
    cut_off = [name for name, job in jobs.items() if job.stubborn]
    well = not cut_off and not any(job.raises for job in jobs.values())
    flight = jobs["flight"]
    has_flight = not flight.raises and not flight.stubborn
    starts = [("book('flight')", 0.0)]
    if has_flight:
        others = [("hotel", flight.seconds), ("car", flight.seconds)]
        starts += calls_at("book", others)
    if has_flight and not well:
        starts += calls_at("give_back", [(ticket, ends)])
    return Case(
        words,
        lambda world: (
            world.job("book", jobs, "{} booked"),
            world.job("give_back", {ticket: 0.5, None: 0.5}),
            limit,
        ),
        returns=[ticket, "hotel booked", "car booked"] if well else None,
        seconds=ends + 0.5 if has_flight and not well else ends,
        starts=starts,
        cancels=calls("book", cut_off),
    )


def no(name: str, seconds: float) -> Job:
    return Job(seconds, raises=OSError(f"no {name}"))


def cut(seconds: float) -> Job:
    return Job(seconds, stubborn=0.1)


bug = Job(0.5, raises=StrangeError("a bug"))


def breaking(words: str, **parts: Job) -> Case:
    """Bookings of a second each, one of which fails by a bug."""
    all_parts = {"flight": Job(1), "hotel": Job(1), "car": Job(1), **parts}
    return raising(trip(words, 5, 1.5, "ticket", **all_parts), StrangeError)


cases = [
    trip("", 3, 1.4, flight=0.5, hotel=no("hotel", 0.8), car=cut(2)),
    trip("with everything booked", 3, 2.5, flight=1, hotel=0.5, car=1.5),
    trip(
        "with a car that fails",
        limit=5,
        ends=1.6,
        flight=1,
        hotel=cut(3),
        car=no("car", 0.5),
    ),
    trip("with a hotel that is late", 2, 2.1, flight=1, hotel=cut(4), car=0.5),
    trip(
        "with a flight that fails",
        limit=3,
        ends=1,
        flight=no("flight", 1),
        hotel=1,
        car=1,
    ),
    trip(
        "with little time left to give it back",
        limit=1.5417,
        ends=1.3917,
        flight=0.5,
        hotel=no("hotel", 0.7917),
        car=cut(4),
    ),
    replace(
        trip(
            "with a flight that is an empty text",
            limit=3,
            ends=1.1,
            ticket="",
            flight=0.5,
            hotel=no("hotel", 0.5),
            car=cut(2),
        ),
        question=(
            "is a flight with an empty text a flight?",
            "Compare the flight with None, or keep it in a list.",
        ),
    ),
    breaking("with a bug in the car", car=bug),
    breaking("with a bug in the flight", flight=bug),
    trip(
        "with another flight",
        limit=3,
        ends=2.029,
        ticket="LH 1",
        flight=0.7373,
        hotel=1.2917,
        car=0.5,
    ),
    cancelled(
        trip("when it is cancelled", 3, 3, flight=0.5, hotel=2, car=2), 1.25
    ),
    trip("with a flight that is late", 2, 2.1, flight=cut(4), hotel=1, car=1),
]


# %% rules
def keeps_the_flight(attempt: Attempt) -> str | None:
    """Find a flight that is paid for although there is no trip."""
    due = {label for label, _ in attempt.case.starts or ()}
    never = due - {call.label for call in attempt.calls}
    if any(label.startswith("give_back") for label in never):
        return "there is no trip, and the flight was not given back"
    return None


def gives_back_what_it_has(attempt: Attempt) -> str | None:
    """Find a giving back of what is no flight."""
    due = {label for label, _ in attempt.case.starts or ()}
    made = [c.label for c in attempt.calls if c.label.startswith("give_back")]
    if made and due.isdisjoint(made):
        return f"{made[0]} was started, and there was nothing to give back"
    return None


def limits_the_bookings(attempt: Attempt) -> str | None:
    """Find a giving back that the limit has cut off."""
    for call in attempt.calls:
        if call.outcome is CANCELLED and call.label.startswith("give_back"):
            return f"{call.label} was cancelled at {shown(call.end)}"
    return None


rules = [
    Rule(
        keeps_the_flight,
        hint="who pays for the flight now?",
        more="Catch what comes out of the bookings, and give the flight back there.",
    ),
    Rule(
        gives_back_what_it_has,
        hint="was there a flight at all, and is there a trip without it?",
        more="Give the flight back only if it was booked and there is no trip.",
    ),
    Rule(
        limits_the_bookings,
        hint="which of the steps is the limit for?",
        more="Put the bookings inside the timeout, and give back after its end.",
    ),
    cancels(
        hint="which idiom cancels the others when one fails?",
        more="Book the hotel and the car in a TaskGroup, inside asyncio.timeout(limit).",
    ),
    starts(
        hint="what has to be over before this step begins?",
        more="Await the flight; then hotel and car together; give back when both have ended.",
        late=(
            "what was the program waiting for until then?",
            "One limit counts for all the bookings, from the start; give back as soon as they have ended.",
        ),
    ),
    takes(
        hint="what is it still waiting for when all is decided?",
        more="Return as soon as the last booking, or the giving back, is done.",
    ),
    returns(
        or_none=True,
        hint="what does the customer get: three answers, or nothing?",
        more="Return the three answers in a list, or None.",
    ),
]

# %% [markdown] discussion
# One after another where a step needs the one before, a `TaskGroup` where one failure is the end of the whole, `asyncio.timeout` around both: the idioms nest the way the sentence does.
# The group ends only when the cancelled booking has ended, so the flight is given back after that and not beside it.
# `TimeoutError` is an `OSError`, so it needs no name of its own here; a failure inside the group comes in an `ExceptionGroup`, and `except*` takes both.
# What is not an `OSError` passes through `except*`, so a bug stays a bug.
# With `gather` you have to cancel the other booking yourself, and wait for it.

# %% [markdown] solved
# yes: each step waited for what it needed, and nothing was left half booked.
#
# Another way: an `AsyncExitStack`: push `give_back` when the flight is booked, and `pop_all()` if all goes well.
#
# Try next: give the hotel back too, if it was booked before the car failed. What do you have to remember, and when?
