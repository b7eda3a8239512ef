# %% [markdown] task
# # Show each answer at once, and give up in time
# kind: complete it, function: search, formerly: 13-1
#
# A search page asks several services at once and shows each answer as soon as it is there: it prints `show` and the answer.
# After `limit` seconds it makes do with what it has: it cancels what is still under way and returns the sorted list of the names that are missing.
# When all have answered, it returns an empty list, at once.
# When `search` itself is cancelled, the `CancelledError` comes out.
# Choose an idiom that fits, and complete `search(ask, names, limit)`; the stub shows everything at the end, however late that is.
# With the services below, three are shown, the last of them after 1.2 seconds, and `["maps"]` is returned after 1.5.

# %% imports
import asyncio
from dataclasses import replace

from helpers import run, sleeper
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import calls
from helpers.checking.rules import (
    asks,
    cancels,
    prints,
    returns,
    takes,
    together,
)


# %% stub
async def search(ask, names, limit):
    for answer in await asyncio.gather(*map(ask, names)):
        print("show", answer)
    return []


# %% trial
speeds = {"web": 0.3, "books": 0.9, "news": 1.2, "maps": 2.5}
mine = search(lambda name: sleeper(name, speeds[name]), speeds, limit=1.5)
run(mine, title="Show each answer at once, and give up in time")


# %% reference
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    try:
        async with asyncio.timeout(limit):
            for each in asyncio.as_completed(tasks.values()):
                print("show", await each)
    except TimeoutError:
        pass
    missing = sorted(name for name in names if not tasks[name].done())
    for name in missing:
        tasks[name].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    return missing


# %% cases
def services(
    words: str, limit: float, answer: str = "hit in {}", **speeds: float
) -> Case:
    """Services to search, each with its seconds, and the user's patience."""
    there = sorted((each, n) for n, each in speeds.items() if each < limit)
    missing = sorted(name for name in speeds if speeds[name] > limit)
    return Case(
        words,
        lambda world: (
            world.job("ask", speeds, answer),
            [*speeds],
            limit,
        ),
        returns=missing,
        seconds=min(limit, max(speeds.values())),
        asks=calls("ask", speeds),
        prints=[
            (each, f"show {answer.format(name)}".rstrip())
            for each, name in there
        ],
        cancels=calls("ask", missing),
    )


cases = [
    services("", 1.5, web=0.3, books=0.9, news=1.2, maps=2.5),
    services("with two slow services", 1, tides=4, web=0.5, maps=2),
    services("with quick services", 2, web=0.7, books=0.2),
    services(
        "with other answers", 1.2917, "{} has it", web=0.7373, maps=2, go=1.3
    ),
    replace(
        services("with empty answers", 2, "", web=0.7, books=0.2),
        question=(
            "is an empty answer an answer?",
            "Print whatever the service answers, empty or not.",
        ),
    ),
    services("with two at the same moment", 2, "hit", web=0.7, books=0.7),
    services("with slow services only", 0.5, maps=2.5),
    cancelled(services("when it is cancelled", 2, web=0.3, maps=3), 0.75),
]

# %% rules
rules = [
    together(
        hint="does this service need the answer of another one?",
        more="Make a task of every call before you wait for the first one.",
    ),
    asks(
        hint="is every service asked, and only once?",
        more="Call ask(name) once for each of the names.",
    ),
    cancels(
        hint="which services are still under way when the limit is over?",
        more="The limit belongs to the whole: cancel every task that is not done by then.",
    ),
    prints(
        like="^show ",
        hint="when was that answer there, and what did the program do then?",
        more="Use as_completed, or a loop on wait, and print each answer inside the loop.",
    ),
    takes(
        hint="what should the page wait for last: an answer, or the limit?",
        more="Return when the last answer is in or the limit is over, whichever is first.",
    ),
    returns(
        hint="which services have not answered when the limit is over?",
        more="Keep the name of each task; return the names of those not done, sorted.",
        any_order=True,
    ),
    returns(
        hint="are the names sorted?",
        more="Sort the list of names before you return it.",
        on_order=True,
    ),
]

# %% [markdown] discussion
# `as_completed` because each answer is useful by itself; `asyncio.timeout` around it because the limit applies to the whole.
# `as_completed` has a `timeout=` of its own, which counts from its call and does the same here.
# Neither cancels the tasks that are left over: the program cancels them and then waits for them, so nothing is under way when the page is done.
# A `TaskGroup` cancels by itself, but its block ends with an exception or with all its tasks done; a loop on `wait` has to work out the time that is left on each turn.

# %% [markdown] solved
# yes: each answer was shown when it was there, and nothing is left running.
#
# Another way: a loop on `asyncio.wait` with the time that is left, or a coroutine that asks and prints.
#
# Try next: let one of the services fail. Should that end the page, and what does your program do?
