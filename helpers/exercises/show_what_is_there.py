# %% [markdown] task
# # Show what is there in time
# kind: make it, function: page
#
# Make `page(ask, names, patience)` from nothing: it asks all services at the same time, with `ask(name)`, and after so many seconds it returns a dictionary of the answers that are there, by name.
# A quick answer is in it even if its name comes after that of a slow service.
# A service that is late is cancelled at the limit, and has ended when `page` returns, however long it takes to tidy up; it is not in the dictionary.
# Neither is a service that fails, whatever it raises; the others are not disturbed.
# When all have answered or failed, `page` returns at once, and for no names the dictionary is empty.
# When `page` itself is cancelled, all services are stopped in the same way, and the `CancelledError` comes out.
# For a quick `ads`, a slow `news` and a limit between the two, that is `{'ads': 'ads'}`.

# %% imports
import asyncio
from dataclasses import replace

from helpers import run, sleeper
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, Specs, StrangeError, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    returns,
    sees_them_end,
    takes,
    together,
)


# %% stub
async def page(ask, names, patience):
    pass


# %% trial
async def ask(name):
    return await sleeper(name, {"news": 3, "ads": 1, "shop": 2}[name])


run(page(ask, ["news", "ads", "shop"], patience=2.5), title="In time?")


# %% reference
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass  # it has no answer

    tasks = [asyncio.create_task(note(name)) for name in names]
    if not tasks:
        return answers
    try:
        async with asyncio.timeout(patience):
            await asyncio.wait(tasks)
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return answers


# %% cases
def services(
    words: str, patience: float, specs: Specs, answer: str = "{} is here"
) -> Case:
    """Services that answer in time, or fail, or are cancelled."""
    jobs = jobs_of(specs)
    late = {n: job for n, job in jobs.items() if job.seconds > patience}
    ends = [
        patience + job.stubborn if name in late else job.seconds
        for name, job in jobs.items()
    ]
    return Case(
        words,
        lambda world: (world.job("ask", jobs, answer), [*jobs], patience),
        returns={
            name: answer.format(name)
            for name, job in jobs.items()
            if name not in late and job.raises is None
        },
        seconds=max(ends, default=0),
        asks=calls("ask", jobs),
        cancels=calls("ask", late),
    )


cases = [
    services("", 2.5, {"news": 3, "ads": 1, "shop": 2}),
    services(
        "with a late one that takes a while to tidy up",
        1,
        {"ads": 0.5, "news": Job(3, stubborn=0.75), "shop": 2},
    ),
    services(
        "with one that fails",
        2,
        {"ads": Job(0.5, raises=ConnectionError("gone")), "news": 1.5},
    ),
    services(
        "with one that fails in a strange way",
        2,
        {"ads": 0.5, "news": Job(1, raises=StrangeError("odd")), "shop": 3},
    ),
    services(
        "with other lengths",
        1.2917,
        {"x": Job(40, stubborn=0.1231), "y": 0.7373, "z": Job(9, stubborn=2)},
        "{}!",
    ),
    services("with empty answers", 1, {"ads": 0.5, "news": 3}, ""),
    services("when all are quick", 9, {"ads": 0.5, "news": 1}),
    services("when all are slow", 1, {"ads": 2, "news": 3}),
    services("with no services", 1, {}),
    replace(
        cancelled(
            services(
                "when it is cancelled",
                9,
                {"ads": 0.5, "news": Job(5, stubborn=0.5), "shop": 4},
            ),
            at=1.25,
        ),
        only_end=False,
        seconds=1.75,
        cancels=calls("ask", ["news", "shop"]),
    ),
]

# %% rules
rules = [
    asks(
        hint="is each service asked, and asked once?",
        more="Call ask(name) once for each name.",
    ),
    together(),
    cancels(
        hint="which services are stopped at the limit, and which are left alone?",
        more="Cancel the tasks that are under way when the time is up: all of them, and only then.",
    ),
    sees_them_end(
        hint="where does page wait for those that are still tidying up?",
        more="cancel() only asks. After you have cancelled all of them, await asyncio.wait(tasks).",
    ),
    returns(
        hint="which answers are there when the time is up, and where did you keep them?",
        more="Let a coroutine of your own await ask(name) and put the answer into the dictionary, and make tasks of that.",
    ),
    takes(
        hint="when is each late service asked to stop, and what else does page wait for?",
        more="A task that awaits a late one goes on only when that has tidied up. Await asyncio.wait(tasks) inside the limit: it is left at once, and then you can cancel all of them.",
    ),
]

# %% [markdown] discussion
# `asyncio.wait(tasks)` passes no cancellation on: the limit ends the wait at once, and the `finally` asks all tasks at the same moment, also when `page` itself is cancelled.
# With `for task in tasks: await task` in its place, the limit cancels the one at the head of the line, and the others hear of it only when that one has tidied up.
# `note` puts an answer into the dictionary when it is there, so no answer is lost in the queue behind a slow service.
# It catches `Exception`, which lets the `CancelledError` pass.
# All tasks are cancelled before any of them is waited for, so that they tidy up at the same time.

# %% [markdown] solved
# yes: the page shows what was there, and nothing was left running behind it.
#
# Another way: a `TaskGroup` inside the block of `asyncio.timeout`, with a task of `note(name)` for each name: the group cancels and waits.
#
# Try next: put "late" or "failed" into the dictionary for the others.
