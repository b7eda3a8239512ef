# %% [markdown] task
# # A log that knows nobody
# kind: fix it, function: serve
#
# `serve(names, fetch, visitor, write)` serves all its visitors at the same time: for each it awaits `fetch(name)`, and then hands the answer to `write`, which adds it to the log.
# `write(line)` is a plain function of a library: it blocks while it writes, so it belongs in a thread.
# It puts the name of the visitor in front of the line, and finds that name in the context variable `visitor`, which it reads with `visitor.get()`.
# In the stub the visitors are served one after another, and every line is written for `nobody`.
# Fix both.
# The cell runs it with `current` and `log` from above.
# What `fetch` raises comes out of `serve`, by itself or in a group.

# %% imports
import asyncio
import time
from contextvars import ContextVar

from helpers import b, run
from helpers.checking.exercise import Attempt, Case, Rule, raising
from helpers.checking.fakes import RETURNED, Given, Job, World, jobs_of
from helpers.checking.rules import shown, starts, takes

current = ContextVar("current", default="nobody")


def log(line):  # as in the notebook
    print(f"{current.get()}: {line}")


# %% stub
async def serve(names, fetch, visitor, write):
    loop = asyncio.get_running_loop()
    for name in names:
        visitor.set(name)
        line = await fetch(name)
        await loop.run_in_executor(None, write, line)


# %% trial
run(serve(["ann", "bob"], b, current, log), title="A log that knows nobody")


# %% reference
async def serve(names, fetch, visitor, write):
    async def one(name):
        visitor.set(name)
        await asyncio.to_thread(write, await fetch(name))

    await asyncio.gather(*map(one, names))


# %% cases
WRITING = 0.5  # seconds for a line


def visits(words: str, writing: float = WRITING, **specs: float | Job) -> Case:
    """Visitors, and how long the answer for each of them takes."""
    jobs = jobs_of(specs)

    def given(world: World) -> Given:
        visitor = ContextVar("visitor", default="nobody")

        def write(line: str) -> None:
            name = visitor.get()
            call = world.note(f"write({name}: {line})", name)
            world.over(call, RETURNED)
            call.ended = round(call.started + writing, 6)
            time.sleep(writing)

        return [*jobs], world.job("fetch", jobs, "hello {}"), visitor, write

    lines = [
        (
            f"write({name}: "
            f"{f'hello {name}' if job.answer is None else job.answer})",
            job.seconds,
        )
        for name, job in jobs.items()
    ]
    fetches = [(f"fetch({name!r})", 0.0) for name in jobs]
    return Case(
        words,
        given,
        seconds=max([job.seconds + writing for job in jobs.values()] or [0]),
        starts=[*fetches, *lines],
    )


bug = Job(0.5, raises=ZeroDivisionError("a bug"))
cases = [
    visits("", ann=1, bob=2),
    visits("with three at once", ann=1, bob=1, eve=1),
    visits("with odd lengths", 0.3331, ann=1.2917, bob=0.7373),
    visits("with answers that are empty", ann=Job(1, ""), bob=Job(0.5, "")),
    visits("with one visitor", ann=1),
    raising(visits("with a bug in fetch", ann=1, bob=bug), ZeroDivisionError),
    visits("with nobody", 1),
]


# %% rules
def served_at_once(attempt: Attempt) -> str | None:
    """Find a visitor who was kept waiting for another one."""
    for call in attempt.calls:
        if call.label.startswith("fetch(") and call.started > 0:
            return f"{call.label} started at {shown(call.started)}, not at 0 s"
    return None


rules = [
    Rule(
        served_at_once,
        hint="what is awaited before the next visitor is served?",
        more="Serve each visitor in a task: put the body of the loop into a coroutine, and give all of them to gather.",
    ),
    starts(
        hint="which copy of the variables does each visitor have, and does the thread get it too?",
        more="Set the variable in a task for each visitor, and write with asyncio.to_thread.",
    ),
    takes(
        hint="what does it wait for besides the slowest visitor?",
        more="Serve each visitor in a task, and return when the last line is written.",
    ),
]

# %% [markdown] discussion
# `gather` makes a task of each coroutine, and a task has its own copy of the context variables.
# So it matters where `visitor.set` stands: inside the coroutine it is called in the task of one visitor; in a loop before `gather` it would be called several times in one task, and the last name would win.
# `to_thread` runs the function in a copy of the context of its caller, and `run_in_executor` does not.

# %% [markdown] solved
# yes: all were served at once, and each line has its own name.
#
# Another way: `create_task` right after each `visitor.set`: the task copies what is set at that moment.
#
# Try next: keep a pool of one thread for the log. `contextvars.copy_context().run` is what to hand over.
