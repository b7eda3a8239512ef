# %% [markdown] task
# # A test that finds the fault
# kind: make it, function: check_timer, longest: 10000
#
# An egg timer is a coroutine function: `await timer(minutes)` waits for so many minutes and returns the text `"ready"`.
# Make `check_timer(timer)` from nothing, a test that asks whether a given timer does that.
# For a timer that is right it returns, and for one that is not it raises an `AssertionError`, as `assert` does.
# Call it with 3 minutes and with 10, one after the other; a timer may be right for the one and wrong for the other.
# It runs on a clock that jumps over waits, so times are exact: `asyncio.get_running_loop().time()` is the time in seconds.
# An exception that the timer itself raises is no business of the test, and comes out as it is.

# %% imports
import asyncio

from helpers import run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import asks, takes


# %% stub
async def check_timer(timer):
    pass


# %% trial
async def timer(minutes):
    await asyncio.sleep(minutes * 60)
    return "ready"


run(check_timer(timer), title="A test of a timer", clock="virtual")


# %% reference
async def check_timer(timer):
    loop = asyncio.get_running_loop()
    for minutes in (3, 10):
        start = loop.time()
        assert await timer(minutes) == "ready"
        assert loop.time() - start == minutes * 60


# %% cases
READY = {3: Job(180, "ready"), 10: Job(600, "ready")}


def egg_timer(words: str, **changed: Job) -> Case:
    """A timer that is right, but for what is `changed`: three or ten."""
    jobs = READY | {{"three": 3, "ten": 10}[x]: changed[x] for x in changed}
    return Case(
        words,
        lambda world: (world.job("timer", jobs),),
        seconds=780,
        asks=["timer(3)", "timer(10)"],
    )


def wrong(words: str, **changed: Job) -> Case:
    """A timer that the test has to find wrong."""
    return raising(egg_timer(words, **changed), AssertionError)


cases = [
    egg_timer(""),
    wrong(
        "with a timer in seconds", three=Job(3, "ready"), ten=Job(10, "ready")
    ),
    wrong("with a timer that always takes 3 minutes", ten=Job(180, "ready")),
    wrong("with a timer that is a second late", three=Job(181, "ready")),
    wrong("with a timer that is a second early", ten=Job(599, "ready")),
    wrong(
        "with a timer that says nothing", three=Job(180, ""), ten=Job(600, "")
    ),
    wrong("with a timer that says another word", ten=Job(600, "Ready?")),
    wrong("with a timer that is right for 10 alone", three=Job(180, "steady")),
    raising(
        egg_timer(
            "with a timer that breaks", three=Job(90, raises=StrangeError())
        ),
        StrangeError,
    ),
    cancelled(egg_timer("when it is cancelled"), at=60),
]

# %% rules
rules = [
    asks(
        hint="how often is the timer called, and with which minutes?",
        more="Await timer(3) and timer(10), each once.",
    ),
    takes(
        hint="does the test wait for anything but the timer?",
        more="Await timer(3), then timer(10), and nothing else.",
    ),
]

# %% [markdown] discussion
# A test of time needs three lines: note the time, await, compare.
# It looks at the words and at the time, for two numbers, because a timer may ignore its argument.
# On the real clock the comparison would need some room, and the test would need thirteen minutes.

# %% [markdown] solved
# yes: it finds each of the wrong timers, and has nothing against the right one.
#
# Another way: `asyncio.timeout_at(start + minutes * 60 + 0.5)` around the call finds the timers that are late, but not those that are early.
#
# Try next: put it into a file `test_timer.py`, with a function that calls `run(check_timer(timer), clock="virtual")`, and run pytest on it.
