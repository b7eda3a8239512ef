# %% [markdown] task
# # A test that finds the fault
# kind: make it, function: check_timer, longest: 10000
#
# An egg timer is a coroutine function: `await timer(seconds)` waits for so many seconds and returns the text `"ready"`.
# Make `check_timer(timer, waits)` from nothing, a test that asks whether a given timer does that.
# It calls the timer with each of the numbers in the list `waits`, one after another; a timer may be right for one of them and wrong for the next.
# For a timer that is right it returns, and for one that is not it raises an `AssertionError`, as `assert` does.
# It runs on a clock that jumps over waits: `asyncio.get_running_loop().time()` is the time in seconds, and a right timer is right to the thousandth of a second.
# (Fractions such as 0.1 are not exact in any computer, so leave that much room.)
# An exception that the timer itself raises is not the test's business, and comes out as it is.

# %% imports
import asyncio

from helpers import run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, StrangeError, calls
from helpers.checking.rules import asks, in_order, takes


# %% stub
async def check_timer(timer, waits):
    pass


# %% trial
async def timer(seconds):
    await asyncio.sleep(seconds)
    return "ready"


run(check_timer(timer, [180, 600]), title="A test", clock="virtual")


# %% reference
async def check_timer(timer, waits):
    loop = asyncio.get_running_loop()
    for seconds in waits:
        start = loop.time()
        assert await timer(seconds) == "ready"
        assert abs(loop.time() - start - seconds) < 0.001


# %% cases
Jobs = dict[float, Job]


def egg_timer(words: str, *waits: float, wrong: Jobs | None = None) -> Case:
    """A timer that is right, but for what is `wrong`."""
    right = {seconds: Job(seconds, "ready") for seconds in waits}
    jobs = right | (wrong or {})
    return Case(
        words,
        lambda world: (world.job("timer", jobs), [*waits]),
        seconds=sum(waits),
        asks=calls("timer", waits),
        order=calls("timer", waits),
    )


def wrong(words: str, jobs: Jobs) -> Case:
    """A timer that the test has to find wrong for 180 or for 600."""
    case = egg_timer(f"with a timer {words}", 180, 600, wrong=jobs)
    return raising(case, AssertionError)


broken = egg_timer(
    "with a timer that breaks",
    180,
    wrong={180: Job(90, raises=StrangeError())},
)

cases = [
    egg_timer("", 180, 600),
    egg_timer("with a right timer, and fractions", 0.7373, 1.2917, 3),
    egg_timer("with a right timer that is asked once", 240),
    egg_timer("with nothing to ask for", *()),
    wrong(
        "that counts in minutes",
        {180: Job(3, "ready"), 600: Job(10, "ready")},
    ),
    wrong("that always takes three minutes", {600: Job(180, "ready")}),
    wrong("that is a second late", {180: Job(181, "ready")}),
    wrong("that is a second early", {600: Job(599, "ready")}),
    wrong("that says nothing", {180: Job(180, ""), 600: Job(600, "")}),
    wrong("that says another word at first", {180: Job(180, "steady")}),
    wrong("that says another word at last", {600: Job(600, "Ready?")}),
    raising(broken, StrangeError),
    cancelled(egg_timer("when it is cancelled", 180), at=60),
]

# %% rules
rules = [
    asks(
        hint="how often is the timer called, and with which seconds?",
        more="Await timer(seconds) once for each of the numbers in waits.",
    ),
    in_order(
        hint="in which order are the numbers in the list?",
        more="Loop over waits from its beginning.",
    ),
    takes(
        hint="does the test wait for anything but the timer?",
        more="Await one call of the timer after another, and nothing else.",
    ),
]

# %% [markdown] discussion
# A test of time needs three lines: note the time, await, compare.
# It looks at the words and at the time, for each number, because a timer may ignore its argument.
# On the real clock the comparison would need much more room, and the test would need thirteen minutes.

# %% [markdown] solved
# yes: it finds each of the wrong timers, and has nothing against the right one.
#
# Another way: `asyncio.timeout_at(start + seconds + 0.001)` around the call finds the timers that are late, but not those that are early.
#
# Try next: put it into a file `test_timer.py`, with a function that calls `run(check_timer(timer, [180]), clock="virtual")`, and run pytest on it.
