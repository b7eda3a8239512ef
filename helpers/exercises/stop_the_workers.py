# %% [markdown] task
# # Shut a server down cleanly
# kind: make it, function: serve, formerly: 06-4
#
# Make `serve(work, names, stop)` from nothing.
# It starts `work(name)` for each of the names, all at once; these workers run until they are cancelled.
# `await stop()` ends when the server has to shut down: then `serve` cancels the workers that are still running, and returns when all of them have ended.
# That may take a moment, since they clean up, all at the same time.
# A worker may fail before that, with any exception, or end by itself; neither disturbs the others.
# `serve` returns a list of the names of the workers that failed, in the order of `names`, and raises nothing.
# If one of two workers needs half a second to clean up, it returns `[]` half a second after `stop()`.
# With no workers it returns `[]` as soon as `stop()` has ended.

# %% imports
import asyncio

from helpers import a, run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, StrangeError, calls
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def serve(work, names, stop):
    pass


# %% trial
async def work(name):
    try:
        await asyncio.sleep(1000)
    finally:
        await sleeper(f"good-bye from {name}", 0.5)


run(serve(work, ["mail", "news"], a), title="Shut a server down cleanly")


# %% reference
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    pairs = zip(names, ends, strict=True)
    return [name for name, end in pairs if isinstance(end, Exception)]


# %% cases
def workers(
    words: str, stop: float, seconds: float, failed: str, jobs: dict[str, Job]
) -> Case:
    """Workers of a server, and the second in which it is told to stop."""
    running = [name for name, job in jobs.items() if job.seconds > stop]
    return Case(
        words,
        lambda world: (
            world.job("work", jobs, "done"),
            [*jobs],
            world.single("stop", stop),
        ),
        returns=failed.split(),
        seconds=seconds,
        asks=[*calls("work", jobs), "stop()"],
        cancels=calls("work", running),
    )


def endless(stubborn: float = 0.0) -> Job:
    return Job(500, stubborn=stubborn)


def full(seconds: float) -> Job:
    return Job(seconds, raises=OSError("disk full"))


unlucky = Job(1, raises=StrangeError())
crowd = "tides mail radio news ships buses".split()
cases = [
    workers("", 2, 2.5, "", {"mail": endless(0.5), "news": endless()}),
    workers(
        "with a worker that fails",
        stop=3,
        seconds=4,
        failed="news",
        jobs={"mail": endless(1), "news": full(1), "tides": endless(0.5)},
    ),
    workers(
        "with a worker that ends by itself",
        stop=1,
        seconds=1.5,
        failed="",
        jobs={"mail": Job(0.5), "news": endless(0.5)},
    ),
    workers(
        "with two workers that fail",
        stop=2,
        seconds=2,
        failed="tides news",
        jobs={"tides": unlucky, "mail": endless(), "news": full(0.5)},
    ),
    workers(
        "with six workers that fail",
        stop=1,
        seconds=1,
        failed=" ".join(crowd),
        jobs={name: full(0.5) for name in crowd},
    ),
    workers(
        "with other lengths",
        stop=1.2917,
        seconds=2.029,
        failed="mail",
        jobs={"mail": full(0.3331), "news": endless(0.7373)},
    ),
    workers(
        "with one that takes long to clean up",
        stop=1,
        seconds=31,
        failed="",
        jobs={"mail": endless(30), "news": endless()},
    ),
    workers("with no worker at all", 1, 1, "", {}),
]

# %% rules
rules = [
    asks(
        hint="is every worker started, and stop() awaited?",
        more="One task for each worker, and one await of stop().",
    ),
    together(
        hint="what is under way before stop() is awaited?",
        more="Make a task of each worker, then await stop().",
    ),
    cancels(
        hint="what ends a worker, and when?",
        more="After stop() cancel every task, then gather them all with return_exceptions=True.",
    ),
    sees_them_end(
        hint="has a worker ended as soon as you cancel it?",
        more="cancel() only asks: await every worker after that.",
    ),
    returns(
        hint="how do you tell a worker that failed from one that was cancelled?",
        more="Of what gather returns, an Exception is a failure; a CancelledError is a BaseException, but not an Exception.",
    ),
    takes(
        hint="do the workers clean up at the same time?",
        more="Cancel all of them first, then wait for all of them.",
    ),
]

# %% [markdown] discussion
# `cancel()` asks and does not wait; the `gather` after it waits, for all at once.
# With `return_exceptions=True` each worker has its place in the list, whether it ended with an answer, a failure or a `CancelledError`.
# A `CancelledError` is not an `Exception`, and that tells a worker that failed from one that was told to stop.
# Cancelling a task that has ended does nothing, so you need not ask which ones are still running.

# %% [markdown] solved
# yes: all of them were told to stop, and all of them had time to end.
#
# Another way: `asyncio.wait(workers)` after the cancelling, and ask each task how it ended.
#
# Try next: a worker may refuse to end. Give them two seconds to clean up, with asyncio.wait(workers, timeout=2), and name the late ones.
