# %% [markdown] task
# # A forecast for any number of cities
# kind: fix it, function: forecast, formerly: 06-1
#
# A page shows the weather in the cities that its reader has chosen.
# `forecast(ask, cities)` calls `ask(city)` for each of them and returns a list of the answers, in the order of the cities, even if a city is chosen twice.
# If a weather station does not answer, `ask` raises `ConnectionError`; that place in the list then says `no news from` and the city, and the other answers are there all the same.
# All of that works already, but the reader waits for one city after another.
# Change `forecast` so that it takes no longer for ten cities than for the slowest of them.
# For `["Oslo", "Lima"]`, with no answer from Lima, it returns `["sun in Oslo", "no news from Lima"]`, and for no cities an empty list.
# (The `b` of the trial answers with the names of the cities, and never fails.)

# %% imports
import asyncio
from typing import Any

from helpers import b, run
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.fakes import Job, Specs, calls, jobs_of
from helpers.checking.results import LOST_EMPTY, equal
from helpers.checking.rules import asks, returns, takes, together
from helpers.labels import describe


# %% stub
async def forecast(ask, cities):
    answers = []
    for city in cities:
        try:
            answers.append(await ask(city))
        except ConnectionError:
            answers.append(f"no news from {city}")
    return answers


# %% trial
run(forecast(b, ["Oslo", "Lima"]), title="A forecast for some cities")


# %% reference
async def forecast(ask, cities):
    calls = [ask(city) for city in cities]
    ends = await asyncio.gather(*calls, return_exceptions=True)
    return [
        f"no news from {city}" if isinstance(end, ConnectionError) else end
        for city, end in zip(cities, ends, strict=True)
    ]


# %% cases
def cities(
    words: str, chosen: str, specs: Specs, sky: str = "sun in {}"
) -> Case:
    """Cities as they were chosen, and what comes of each question."""
    names, jobs = chosen.split(), jobs_of(specs)
    return Case(
        words,
        lambda world: (world.job("ask", jobs, sky), [*names]),
        returns=[
            f"no news from {city}" if jobs[city].raises else sky.format(city)
            for city in names
        ],
        seconds=max((job.seconds for job in jobs.values()), default=0),
        asks=calls("ask", names),
    )


def silent(seconds: float) -> Job:
    return Job(seconds, raises=ConnectionError("no answer"))


cases = [
    cities("", "Oslo Lima Cairo", {"Oslo": 2, "Lima": 0.5, "Cairo": 1}),
    cities(
        "when one city is silent",
        "Rome Bonn Graz",
        {"Rome": 3, "Bonn": silent(0.5), "Graz": 1},
    ),
    cities(
        "when the slowest two are silent",
        "Rome Bonn Graz",
        {"Rome": silent(1.2917), "Bonn": 0.5, "Graz": silent(1)},
        "rain in {}",
    ),
    cities(
        "with a city that is chosen twice",
        "Lima Oslo Lima",
        {"Oslo": 1, "Lima": 0.5},
    ),
    cities(
        "with many cities",
        "Rome Bonn Oslo Lima Cairo Graz Porto",
        {
            "Rome": 1,
            "Bonn": 0.7373,
            "Oslo": 1.2917,
            "Lima": silent(0.5),
            "Cairo": 1,
            "Graz": 0.25,
            "Porto": 1,
        },
        "rain in {}",
    ),
    cities("with empty answers", "Rome Bonn", {"Rome": 1, "Bonn": 0.5}, ""),
    cities("with no city at all", "", {}),
]


# %% rules
def names_the_silent(attempt: Attempt) -> str | Found | None:
    """Find what was taken for an answer, or for none."""
    result, right = attempt.result, attempt.case.returns
    if type(result) is not list:
        return None
    for each in result:
        if isinstance(each, BaseException):
            return f"the list has {describe(each)} in place of an answer"
    for each in right:
        if each in ("", f"no news from {each[13:]}") and not has(result, each):
            words = f"{each!r} should be in the list"
            return Found(words, *(SILENT if each else LOST_EMPTY))
    return None


def has(result: list[Any], wanted: str) -> bool:
    return any(equal(wanted, each) for each in result)


SILENT = (
    "what stands in the place of a city that does not answer?",
    "With return_exceptions=True an exception stands there; put the words in its place.",
)
rules = [
    together(
        hint="how many of the calls are under way at 0 s?",
        more="Hand all the calls to one gather, and await that.",
    ),
    asks(
        again=True,
        hint="which cities does it ask for?",
        more="Call ask(city) for each of the cities in the list.",
    ),
    Rule(
        names_the_silent,
        hint="how do you tell a failure from an answer?",
        more="isinstance(end, ConnectionError) is true of the failures alone.",
    ),
    returns(
        on_order=True,
        hint="in which order does gather return what it gathered?",
        more="What gather returns fits the list of cities, place by place: zip the two.",
    ),
    takes(
        hint="what else does it wait for, besides the slowest answer?",
        more="One await of a gather takes as long as the slowest call.",
    ),
]

# %% [markdown] discussion
# The star hands the calls over one by one, as arguments; `gather` makes a task of each before anything is awaited.
# With `return_exceptions=True` it waits for all of them, and an exception takes the place of the answer.
# Its list is in the order of the arguments, whatever the order in which the calls end, so it can be zipped with the cities.
# Without any city it returns an empty list at once.

# %% [markdown] solved
# yes: all were asked at once, each answer is in its place, and so is each failure.
#
# Another way: a coroutine with the `try` of the stub for one city, and a plain `gather` of one call of it for each city.
#
# Try next: return a dictionary, with zip(cities, answers, strict=True). What becomes of a city that is chosen twice?
