# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: serve, formerly: 05-2
#
# `serve(ask, show, names)` asks for an answer to each name and shows it, even an empty one, with `await show(answer)`, which takes a while.
# The stub does one thing after another.
# Change it so that its chart looks like this:
#
# ```text
# serve()       |----|-------|-------|-------|
#   show('y!')       |-------|
#   show('z!')               |-------|
#   show('x!')                       |-------|
# ask('x')      |--------------|//////
# ask('y')      |----|
# ask('z')      |---------|///
# ```
#
# The check tries other names and lengths too, and no names at all: then nothing is shown.
# It looks at when each call starts and ends, not at the indents.
#
# Before you begin: can a program that uses `as_completed` have hatching in its chart?

# %% imports
import asyncio

from helpers import run
from helpers.checking.exercise import Attempt, Case, Found, Rule
from helpers.checking.fakes import Given, Job, World, jobs_of
from helpers.checking.results import LOST_EMPTY
from helpers.checking.rules import chart, takes


# %% stub
async def serve(ask, show, names):
    for name in names:
        await show(await ask(name))


# %% trial
async def ask(name):
    await asyncio.sleep({"x": 1.5, "y": 0.5, "z": 1}[name])
    return name + "!"


async def show(answer):
    await asyncio.sleep(0.8)


run(serve(ask, show, ["x", "y", "z"]), title="Your chart")


# %% reference
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        await show(await answer)


# %% cases
def one_counter(words: str, show: float, **specs: float | Job) -> Case:
    """Questions that run together, and one counter that serves in turn."""
    jobs, free = jobs_of(specs), 0.0
    chart = [(f"ask({name!r})", 0.0, jobs[name].seconds) for name in jobs]
    said = {
        name: f"{name}!" if job.answer is None else job.answer
        for name, job in jobs.items()
    }
    for name in sorted(jobs, key=lambda name: jobs[name].seconds):
        start = max(free, jobs[name].seconds)
        free = start + show
        chart.append((f"show({said[name]!r})", start, free))

    def given(world: World) -> Given:
        shows = dict.fromkeys(said.values(), show)
        return world.job("ask", jobs, "{}!"), world.job("show", shows), [*jobs]

    return Case(words, given, seconds=free, chart=chart)


cases = [
    one_counter("", 0.8, x=1.5, y=0.5, z=1),
    one_counter("with other lengths", 0.5, p=2, q=3, r=0.5),
    one_counter("with four names", 1, a=1.5, b=5, c=0.6, d=0.2),
    one_counter("with odd lengths", 0.7373, k=1.2917, m=0.3331, n=3),
    one_counter("with two that come meanwhile", 2, x=1, y=0.2, z=0.5),
    one_counter("with an empty answer", 0.5, x=Job(0.5, ""), y=1),
    one_counter("with one name", 1, x=2),
    one_counter("with no name", 1),
]


# %% rules
def shows_each(attempt: Attempt) -> Found | None:
    """Find an answer that is never shown."""
    made = {call.label for call in attempt.calls}
    for label, _, _ in attempt.case.chart or ():
        if label.startswith("show") and label not in made:
            lost = LOST_EMPTY if label == "show('')" else ()
            return Found(f"{label} was never started", *lost)
    return None


rules = [
    Rule(
        shows_each,
        hint="which answers reach the counter, and which don't?",
        more="Await every answer, and show() each of them.",
    ),
    chart(
        hint="which calls start together, and which one after another?",
        more="Make a task of every ask() first. Then await the answers as they are completed, and show() each inside the loop.",
    ),
    takes(),
]

# %% [markdown] discussion
# A chart with `as_completed` can have hatching too: the loop learns which answer is next, but it has to come for it, and while it is busy showing one, the others wait.
# That is not head-of-line blocking, since no answer waits for a slower one; it is a queue at a counter.
# If several answers may be shown at the same time, put `ask` and `show` into one coroutine and make tasks of that.

# %% [markdown] solved
# yes: all were asked together, and served in the order they came.
#
# Another way: a task for each name, which holds an `asyncio.Lock` while it shows: the lock is the counter.
#
# Try next: let two answers be shown at the same time, but never three. What would be the second counter?
