# %% [markdown] task
# # A forecast for any number of cities
# kind: complete it, function: forecast, formerly: 06-1
#
# A page shows the weather of the cities that its reader has chosen.
# Complete `forecast(ask, cities)`: it calls `ask(city)` for each of them and returns the answers in the order of the cities, also when a city is chosen twice.
# It takes no longer for ten cities than for the slowest one, and for none it returns an empty list.
# For `["Oslo", "Lima"]` that is `["sun in Oslo", "sun in Lima"]`, although Lima may answer first.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import calls
from helpers.checking.rules import asks, returns, takes, together


# %% stub
async def forecast(ask, cities):
    return [await ask(city) for city in cities]


# %% trial
run(forecast(b, ["Oslo", "Lima"]), title="A forecast for any number of cities")


# %% reference
async def forecast(ask, cities):
    return await asyncio.gather(*(ask(city) for city in cities))


# %% cases
def cities(
    words: str, chosen: str, speeds: dict[str, float], sky: str = "sun in {}"
) -> Case:
    """Cities as they were chosen, and how long each answer takes."""
    names = chosen.split()
    return Case(
        words,
        lambda world: (world.job("ask", speeds, sky), [*names]),
        returns=[sky.format(city) for city in names],
        seconds=max(speeds.values(), default=0),
        asks=calls("ask", names),
    )


cases = [
    cities("", "Oslo Lima Cairo", {"Oslo": 2, "Lima": 0.5, "Cairo": 1}),
    cities("with other cities", "Rome Bonn", {"Rome": 0.5, "Bonn": 3}),
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
            "Lima": 0.5,
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
rules = [
    together(
        hint="how many of the calls are under way at 0 s?",
        more="Hand all the calls to one gather, and await that.",
    ),
    asks(
        again=True,
        hint="who knows the answer for that city?",
        more="Call ask(city) for each of the cities in the list.",
    ),
    returns(
        on_order=True,
        hint="in which order does gather return what it gathered?",
        more="The list that gather gives you is the one that is wanted.",
    ),
    takes(
        hint="what does it wait for besides the slowest answer?",
        more="One await of a gather takes as long as the slowest call.",
    ),
]

# %% [markdown] discussion
# The star hands the calls over one by one, as arguments; `gather` makes a task of each before anything is awaited.
# Its list is in the order of the arguments, whatever the order in which the answers came, and so it fits the list of cities place by place.
# Without any city it returns an empty list at once.

# %% [markdown] solved
# yes: all were asked at once, and each answer is in its place.
#
# Another way: a `TaskGroup`, and afterwards the `result()` of each task, in order.
#
# Try next: return a dictionary, with zip(cities, answers, strict=True).
