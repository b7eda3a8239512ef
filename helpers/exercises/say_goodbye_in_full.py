# %% [markdown] task
# # A goodbye that is given up half-way
# kind: fix it, function: visit
#
# A client does its work on a server and says goodbye, which takes a while; a server that hears only half of a goodbye keeps the line open.
# `visit(work, goodbye, patience)` allows `work()` so many seconds, and returns its answer, or `"too late"`.
# In the chart the work is done in time, and yet the goodbye ends with a cross, and the answer is lost.
# Fix it: the limit is for the work alone, and `goodbye()` runs once and to its end, on every way out.
# When the work is too slow, it is cancelled at the limit, the goodbye follows, and then `visit` returns `"too late"`.
# When the work fails, its exception comes out as it is, after the goodbye.
# When `visit` itself is cancelled during the work, the `CancelledError` comes out, after the goodbye.
# (The work does not raise a `TimeoutError` of its own.)

# %% imports
import asyncio
from dataclasses import replace

from helpers import a, b, run
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import asks, cancels, one_by_one, returns, takes


# %% stub
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            try:
                return await work()
            finally:
                await goodbye()
    except TimeoutError:
        return "too late"


# %% trial
run(visit(a, lambda: b("goodbye"), patience=3.5), title="A whole goodbye?")


# %% reference
async def visit(work, goodbye, patience):
    try:
        async with asyncio.timeout(patience):
            return await work()
    except TimeoutError:
        return "too late"
    finally:
        await goodbye()


# %% cases
def visiting(words: str, work: Job, goodbye: float, patience: float) -> Case:
    """Work, the seconds of a goodbye, and those that the work may take."""
    late = work.seconds > patience
    answer = "too late" if late else work.answer
    return Case(
        words,
        lambda world: (
            world.single("work", work),
            world.single("goodbye", Job(goodbye, "bye")),
            patience,
        ),
        returns=ANYTHING if work.raises else answer,
        raises=type(work.raises) if work.raises else None,
        seconds=min(work.seconds, patience)
        + (work.stubborn if late else 0)
        + goodbye,
        asks=["work()", "goodbye()"],
        cancels=["work()"] if late else [],
    )


cases = [
    visiting("", Job(1, "a letter"), 0.5, 1.2),
    visiting("with work that is too slow", Job(3, "a novel"), 0.5, 2),
    visiting("with a long goodbye", Job(0.7373, "a note"), 40, 1.2917),
    visiting("with an empty answer", Job(1, ""), 1, 1.5),
    visiting(
        "with work that fails", Job(1, raises=ConnectionError("no")), 0.5, 1.2
    ),
    visiting(
        "with work that fails in a strange way",
        Job(0.5, raises=StrangeError("odd")),
        0.25,
        3,
    ),
    visiting(
        "with slow work that takes a while to tidy up",
        Job(3, "a novel", stubborn=0.75),
        0.5,
        1,
    ),
    replace(
        cancelled(
            visiting("when it is cancelled", Job(5, "a song"), 0.5, 9), at=1.25
        ),
        only_end=False,
        seconds=1.75,
        cancels=["work()"],
    ),
]

# %% rules
rules = [
    asks(
        hint="is there a way out on which no goodbye is said, or two?",
        more="Put goodbye() into one 'finally'.",
    ),
    one_by_one(
        hint="what has to be over before the goodbye?",
        more="Say goodbye when the work has ended, however it ended.",
    ),
    cancels(
        hint="what does the limit go around?",
        more="Only work() belongs in the block of asyncio.timeout; the goodbye comes after it.",
    ),
    returns(
        hint="which answer belongs to work that was done in time, and which to work that was not?",
        more="Return the answer of work(), or 'too late' where the TimeoutError is caught.",
    ),
    takes(
        hint="until when may the work go on, and how long is the goodbye?",
        more="The limit ends the work; the goodbye takes the time that it takes.",
    ),
]

# %% [markdown] discussion
# A limit cancels whatever the current task is awaiting when the time is up; in the stub that may be the work or the goodbye.
# With the `finally` outside the block, the alarm is switched off before the goodbye begins.
# `return` inside a `try` runs the `finally` first, so that the answer is kept until the goodbye is over.
# A second cancellation from outside could still cut the goodbye short; `asyncio.shield` would let it go on, and then your program has to wait for it.

# %% [markdown] solved
# yes: whatever became of the work, the goodbye was said in full.
#
# Another way: `asyncio.wait_for(work(), patience)` inside the `try`, in place of the block.
#
# Try next: give the goodbye a limit of its own, of 5 s, for a server that never answers it.
