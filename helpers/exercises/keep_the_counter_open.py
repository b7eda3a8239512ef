# %% [markdown] task
# # A step that holds up a shop
# kind: change the schedule, function: answer_all
#
# `answer_all(ask, add_up, names)` asks for a list of prices for each name, all at the same time, and adds them up: it returns a list of the sums, in the order of the names.
# `ask` is a coroutine function; `add_up` is a plain function that takes a while, and everything stands still while it works.
# The stub's chart shows it, and so would the log of debug mode.
# Let the loop run on while sums are added up, and begin each sum as soon as its prices are there.
# The sums may be added up at the same time.

# %% imports
import asyncio
import time

from helpers import b, run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Given, StrangeError, World, calls
from helpers.checking.rules import asks, returns, takes


# %% stub
async def answer_all(ask, add_up, names):
    async def answer(name):
        prices = await ask(name)
        return add_up(prices)

    return await asyncio.gather(*map(answer, names))


# %% trial
def add_up(prices):
    time.sleep(0.5)
    return f"sum of {prices}"


run(answer_all(b, add_up, ["tea", "cake"]), title="A shop")


# %% reference
async def answer_all(ask, add_up, names):
    async def answer(name):
        prices = await ask(name)
        return await asyncio.to_thread(add_up, prices)

    return await asyncio.gather(*map(answer, names))


# %% cases
def sums(
    words: str,
    adding: float = 0.5,
    first: float | None = None,
    result: str = "sum of {}",
    error: Exception | None = None,
    **speeds: float,
) -> Case:
    """Names with how long each is asked, and how long a sum takes.

    The sum of the first name may take another while.
    """
    long = dict.fromkeys(speeds, adding)
    if first is not None:
        long[next(iter(speeds))] = first

    def given(world: World) -> Given:
        def add_up(name: str) -> str:
            time.sleep(long[name])
            if error is not None:
                raise error
            return result.format(name)

        return world.job("ask", speeds), add_up, [*speeds]

    return Case(
        words,
        given,
        returns=[result.format(name) for name in speeds],
        seconds=max((speeds[name] + long[name] for name in speeds), default=0),
        asks=calls("ask", speeds),
    )


cases = [
    sums("", tea=0.5, cake=1),
    sums("with slow sums", adding=2, tea=1, cake=0.5),
    sums("with a slow sum of quick prices", first=2, tea=0.5, cake=2),
    sums("with prices that come together", tea=1, cake=1, jam=1),
    sums("with other lengths", adding=0.7373, tea=1.2917, cake=0.5),
    sums("with one name", tea=1),
    sums("with empty sums", result="", tea=0.5, cake=0.5),
    sums("with no names"),
    raising(
        sums("with a sum that fails", error=StrangeError("odd"), tea=1),
        StrangeError,
    ),
    cancelled(sums("when it is cancelled", tea=1, cake=5), at=3),
]

# %% rules
rules = [
    asks(
        hint="is every name asked, once?",
        more="Await ask(name) once for each of the names.",
    ),
    returns(
        hint="in which order do the sums come, and what are they sums of?",
        more="Return what add_up returned for each name, in the order of the names.",
    ),
    takes(
        hint="what could begin earlier?",
        more="Ask all at the same time, and add up each in a thread of its own.",
    ),
]

# %% [markdown] discussion
# `add_up` never awaits, so nothing else can run until it returns; a coroutine around it changes nothing.
# `asyncio.to_thread` runs it in a thread, and the task waits for that thread as it waits for anything else.
# For sums that really compute, a process is the better place: threads share one interpreter.

# %% [markdown] solved
# yes: the loop went on while the sums were added up.
#
# Another way: `loop.run_in_executor(None, add_up, prices)`, which also takes a pool of your own.
#
# Try next: measure with debug mode: set `loop.slow_callback_duration` and look which warnings are left.
