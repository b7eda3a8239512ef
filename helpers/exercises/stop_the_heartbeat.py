# %% [markdown] task
# # Shut a service down cleanly
# kind: make it, function: service, formerly: 04-3
#
# A service reports that it is alive while it works, and the report never ends by itself.
# Make `service(heartbeat, work)` from nothing: it starts `heartbeat()` in the background, awaits `work()`, then cancels the heartbeat and waits until that has really ended, for it may have something to tidy up.
# It returns what `work()` returned; when the work fails, the heartbeat is stopped all the same, and the exception of the work comes out as it is.
# (`await asyncio.wait([task])` waits until a task has ended, however it ends, and raises nothing of it.)
# When `service` itself is cancelled, the heartbeat is stopped too, and the `CancelledError` comes out.
# In your chart the heartbeat should be *cancelled*, not *cancelled at the end of run*.

# %% imports
import asyncio
from dataclasses import replace

from helpers import a, run
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Job
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def service(heartbeat, work):
    pass


# %% trial
async def heartbeat():
    try:
        while True:
            print("alive")
            await asyncio.sleep(0.7)
    finally:
        print("heartbeat stopped")


run(service(heartbeat, a), title="Shut a service down cleanly")


# %% reference
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    finally:
        beat.cancel()
        await asyncio.wait([beat])


# %% cases
def beside(words: str, beat: Job, work: Job) -> Case:
    """A heartbeat, and the work beside it."""
    stops = beat.seconds > work.seconds
    return Case(
        words,
        lambda world: (
            world.single("heartbeat", beat),
            world.single("work", work),
        ),
        returns=ANYTHING if work.raises else work.answer,
        raises=type(work.raises) if work.raises else None,
        seconds=work.seconds + (beat.stubborn if stops else 0),
        asks=["heartbeat()", "work()"],
        cancels=["heartbeat()"] if stops else [],
    )


cases = [
    beside("", Job(500, stubborn=0.5), Job(2, "report")),
    beside(
        "with a heartbeat that ends at once when cancelled",
        Job(500),
        Job(1, "letter"),
    ),
    beside(
        "with work that fails",
        Job(500, stubborn=1),
        Job(0.5, raises=ConnectionError("no line")),
    ),
    beside(
        "with work that brings nothing",
        Job(500, stubborn=0.7373),
        Job(1.2917, ""),
    ),
    replace(
        cancelled(
            beside("when it is cancelled", Job(500, stubborn=0.5), Job(9)),
            at=1.25,
        ),
        only_end=False,
        seconds=1.75,
        cancels=["heartbeat()", "work()"],
    ),
]

# %% rules
rules = [
    asks(
        hint="are both of them started, and each of them once?",
        more="Make a task of heartbeat(), and await work().",
    ),
    together(
        hint="what runs beside the work?",
        more="Make a task of heartbeat() before you await work().",
    ),
    cancels(
        hint="who tells the heartbeat that it is no longer needed?",
        more="Call the task's cancel() when the work is over, and only then.",
    ),
    sees_them_end(
        hint="who waits until the heartbeat has tidied up?",
        more="cancel() only asks. Await the task once more after it; that raises CancelledError, which is expected here.",
    ),
    returns(
        hint="what did work() give you, and where did it go?",
        more="Return the answer of the work, unchanged.",
    ),
    takes(
        hint="what does it wait for besides the work and the tidying up?",
        more="Cancel the heartbeat at the moment the work is over.",
    ),
]

# %% [markdown] discussion
# `cancel()` is a request: it has the task raise `CancelledError` where it waits, and the task may take its time to tidy up.
# `asyncio.wait([beat])` waits until the task has ended, and raises nothing of what became of it.
# `finally` stops the heartbeat on every way out, also when the work fails.
# `await beat` with `except asyncio.CancelledError: pass` around it is nearly as good: but if `service` itself is cancelled while it waits there, that is swallowed too.

# %% [markdown] solved
# yes: the work was done, and nothing was left running behind it.
#
# Another way: after `beat.cancel()`, `await asyncio.gather(beat, return_exceptions=True)` waits as well.
#
# Try next: let the heartbeat fail after 1 s, as fails(1) does. When do you hear of it, and when would you like to?
