# %% [markdown] task
# # Shut a service down cleanly
# kind: make it, function: service, formerly: 04-3
#
# While a service works, its heartbeat reports that it is alive, and never ends by itself.
# Make `service(heartbeat, work)` from nothing: it starts `heartbeat()` in the background, awaits `work()`, then cancels the heartbeat and waits until that has really ended, however long it takes to tidy up.
# It returns what `work()` returned; if the work fails, it stops the heartbeat all the same, and the exception comes out as it is.
# (`await asyncio.wait([task])` waits until a task has ended, however it ends, and does not raise its exception.)
# If `service` itself is cancelled, it stops the heartbeat too, and the `CancelledError` comes out.
# In your chart the heartbeat should be *cancelled*, not *cancelled at the end of run*.

# %% imports
import asyncio
from dataclasses import replace

from helpers import a, run
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import (
    as_it_is,
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
    beside(
        "with a heartbeat that is slow to tidy up",
        Job(500, stubborn=100),
        Job(1, "report"),
    ),
    beside(
        "with an error of another kind",
        Job(500, stubborn=0.5),
        Job(1, raises=StrangeError("no route")),
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
        hint="does each of the two get to run?",
        more="Make a task of heartbeat() first, and then await work().",
        too_often=(
            "which line calls it again?",
            "Make one task of heartbeat(), and await work() once.",
        ),
    ),
    together(
        hint="what runs beside the work?",
        more="Make a task of heartbeat() before you await work().",
    ),
    cancels(
        hint="what ends the heartbeat when the work is over?",
        more="Call the task's cancel() when the work is over, and only then.",
    ),
    sees_them_end(
        hint="which line waits until the heartbeat has tidied up?",
        more="cancel() only asks: after it, await asyncio.wait([task]), with no timeout.",
    ),
    as_it_is(),
    returns(
        hint="what did work() give you, and what became of it?",
        more="Return what the work returned, unchanged.",
    ),
    takes(
        hint="what does it wait for besides the work and the tidying up?",
        more="Cancel the heartbeat at the moment the work is over.",
    ),
]

# %% [markdown] discussion
# `cancel()` is a request: it raises `CancelledError` where the task waits, and the task may take a while to tidy up.
# `asyncio.wait([beat])` waits until the task has ended, and does not raise its exception.
# `finally` stops the heartbeat on every way out, even if the work fails.
# `await beat` inside a `try` with `except asyncio.CancelledError: pass` is nearly as good: but if `service` itself is cancelled while it waits there, that swallows the cancellation.

# %% [markdown] solved
# yes: the work was done, and nothing was left running.
#
# Another way: after `beat.cancel()`, `await asyncio.gather(beat, return_exceptions=True)` waits for it too.
#
# Try next: let the heartbeat fail, as fails(1) does. When do you hear of it, and when would you like to?
