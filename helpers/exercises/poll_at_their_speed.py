# %% [markdown] task
# # Poll services of different speeds
# kind: complete it, function: watch, formerly: 11-1, longest: 60
#
# A status page asks each of its services again as soon as the service has answered, so a quick one is asked more often than a slow one.
# Complete `watch(ask, names, until)`: it awaits `ask(name)` for all names at once, and for each again when its answer is in, whatever the answer is.
# When `until` seconds have passed since `watch` began, it makes no new calls, not even to a service that answers at that very moment; it awaits the answers that are still out, and returns a dictionary that says how often each service was asked.
# With services of 0.5, 0.8 and 1.2 seconds and `until=1.9`, that is four times, three times and twice.
# The stub asks each of them once.

# %% imports
import asyncio
import math
from dataclasses import replace

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.rules import cancels, returns, starts, takes


# %% stub
async def watch(ask, names, until):
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    asked = dict.fromkeys(names, 1)
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            under_way.pop(task)
    return asked


# %% trial
mine = watch(b, ["mail", "news"], until=2.5)
run(mine, title="Poll services of different speeds")


# %% reference
async def watch(ask, names, until):
    clock = asyncio.get_running_loop().time
    end, asked = clock() + until, dict.fromkeys(names, 1)
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if clock() < end:
                under_way[asyncio.create_task(ask(name))] = name
                asked[name] += 1
    return asked


# %% cases
def polled(
    words: str, until: float, answer: str = "{} is up", **speeds: float
) -> Case:
    """Services that are asked again and again until a certain second."""
    counts = {n: math.ceil(until / each - 1e-9) for n, each in speeds.items()}
    return Case(
        words,
        lambda world: (
            world.job("ask", speeds, answer),
            [*speeds],
            until,
        ),
        returns=counts,
        seconds=max(counts[name] * each for name, each in speeds.items()),
        cancels=[],
        starts=[
            (f"ask({name!r})", each * number)
            for name, each in speeds.items()
            for number in range(counts[name])
        ],
    )


cases = [
    polled("", 1.9, mail=0.5, news=0.8, chat=1.2),
    polled("with a longer day", 7.1, tides=3, buses=0.7),
    polled("with two of a speed", 2.2, mail=0.5, news=0.5),
    polled("with an answer at the very end", 1.5, mail=0.5, news=1.25),
    polled("with odd lengths", 2.2917, mail=0.7373, news=1.2917),
    polled("with no time at all", 0.1, mail=0.5, news=2),
    replace(
        polled("with empty answers", 1.2, "", mail=0.5, news=1),
        question=(
            "does it matter what a service answers?",
            "A task in done has answered, whatever its result is.",
        ),
    ),
]

# %% rules
rules = [
    starts(
        hint="when does this service answer, and is there still time then?",
        more="For each task in done: ask again, unless until is over.",
        late=(
            "what was this question waiting for, besides its own service?",
            "Wake up for the first answer, and ask that service again at once.",
        ),
    ),
    cancels(
        hint="what should become of this answer, which is still out at the end?",
        more="Make no new calls, and go on until nothing is under way.",
    ),
    takes(
        hint="what is it still waiting for when the last answer is in?",
        more="Return when nothing is under way any more.",
    ),
    returns(
        hint="is every question counted, even the first?",
        more="Add one to asked[name] where you ask again.",
    ),
]

# %% [markdown] discussion
# Every service in `done` is asked again in the same turn, so none of them waits for another.
# The loop's own `time()` is the clock to measure with; its zero can be anywhere, so the program reads it when it begins.
# No timeout is needed: the end matters only when there is something to start.

# %% [markdown] solved
# yes: each service was asked at its own speed, and none was cut off.
#
# Another way: one coroutine per service that loops while there is time; gather them.
#
# Try next: print a line when no service has answered for a second, with a timeout on the same wait.
