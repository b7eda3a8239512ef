# %% [markdown] task
# # Poll services that allow one request at a time
# kind: complete it, function: poll, formerly: 02-1
#
# A status page asks some services how they are.
# All requests go through one line, which takes one request at a time, so the page asks one service after another.
# Complete `poll(ask, names)`: it awaits `ask(name)` for each of the names in turn, and returns a dictionary of the answers.
# For `["mail", "news"]` that could be `{"mail": "mail is up", "news": "news is up"}`, and the chart is a staircase; for no names it is `{}`.

# %% imports
from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import calls
from helpers.checking.rules import (
    asks,
    in_order,
    one_by_one,
    returns,
    takes,
)


# %% stub
async def poll(ask, names):
    answers = {}
    answers[names[0]] = await ask(names[0])
    return answers


# %% trial
run(poll(b, ["mail", "news"]), title="One request at a time")


# %% reference
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
    return answers


# %% cases
def services(words: str, answer: str = "{} is up", **speeds: float) -> Case:
    """Services to poll: their names, and the seconds that each takes."""
    return Case(
        words,
        lambda world: (world.job("ask", speeds, answer), [*speeds]),
        returns={name: answer.format(name) for name in speeds},
        seconds=sum(speeds.values()),
        asks=calls("ask", speeds),
        order=calls("ask", speeds),
    )


cases = [
    services("", mail=0.5, news=1, weather=2),
    services("with other services", tides=2, buses=0.5),
    services("with one service", mail=3),
    services("with other answers", "{} sleeps", mail=0.7373, news=1.2917),
    services("with empty answers", "", mail=1, news=0.5),
    services(
        "with many services", a=1, k=1, c=0.5, h=0.5, b=1, g=1, e=0.5, d=1
    ),
    services("with no service at all"),
]

# %% rules
rules = [
    one_by_one(
        hint="what has to be over before the next request may go out?",
        more="Await ask(name) where you call it, inside the loop.",
    ),
    asks(
        hint="does the loop reach every name?",
        more="Loop over names; each turn awaits ask(name) once.",
        too_often=(
            "how many lines ask for the same name?",
            "Loop over names; each turn awaits ask(name) once.",
        ),
    ),
    in_order(
        hint="in which order are the names in the list?",
        more="Loop over names as they are: not sorted, not in a set.",
    ),
    returns(
        hint="what goes into the dictionary under each name?",
        more="answers[name] = await ask(name), for every name.",
    ),
    takes(
        hint="what does it wait for besides the services?",
        more="Await the requests, and nothing else.",
    ),
]

# %% [markdown] discussion
# The `await` stands inside the loop, so each turn of the loop takes as long as its request.
# Nothing overlaps, as the line demands.
# The whole takes the sum of the waits; with a line for each service it need take no longer than the slowest, as the next notebooks show.

# %% [markdown] solved
# yes: each request went out when the one before it was answered.
#
# Another way: a comprehension, `{name: await ask(name) for name in names}`, awaits one by one too.
#
# Try next: let one service fail, as fails(1) does. What becomes of the answers that came before?
