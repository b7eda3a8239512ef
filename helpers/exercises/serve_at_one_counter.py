# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: serve, formerly: 05-2
#
# `serve(ask, show, names)` asks everybody and shows each answer, which takes its time: `await show(answer)`.
# The stub does all of it in a row.
# Change it so that its chart is this one:
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
# The check has other names and lengths too, and no names at all: then nothing is shown.
# It looks at when each call starts and ends, not at the indents.
#
# Is there a program with `as_completed` whose chart has hatching?

# %% imports
import asyncio

from helpers import run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, World
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
def one_counter(words: str, show: float, **speeds: float) -> Case:
    """Questions that run together, and one counter that serves in turn."""
    chart, free = [(f"ask({n!r})", 0.0, end) for n, end in speeds.items()], 0.0
    for name in sorted(speeds, key=lambda name: speeds[name]):
        start = max(free, speeds[name])
        free = start + show
        chart.append((f"show('{name}!')", start, free))

    def given(world: World) -> Given:
        shows = {f"{name}!": show for name in speeds}
        ask = world.job("ask", speeds, "{}!")
        return ask, world.job("show", shows), [*speeds]

    return Case(words, given, seconds=free, chart=chart)


cases = [
    one_counter("", 0.8, x=1.5, y=0.5, z=1),
    one_counter("with other lengths", 0.5, p=2, q=3, r=0.5),
    one_counter("with four names", 1, a=1.5, b=5, c=0.6, d=0.2),
    one_counter("with odd lengths", 0.7373, k=1.2917, m=0.3331, n=3),
    one_counter("with two that come meanwhile", 2, x=1, y=0.2, z=0.5),
    one_counter("with one name", 1, x=2),
    one_counter("with no name", 1),
]

# %% rules
rules = [
    chart(
        hint="what starts at the left edge, and what one after another?",
        more="Make a task of every ask() first. Then await the answers as they are completed, and show() each inside the loop.",
    ),
    takes(),
]

# %% [markdown] discussion
# There is hatching with `as_completed` too: it tells who is next, but the loop has to come for it, and while it is busy with one answer the others lie there.
# That is no head-of-line blocking, since nobody waits for a slow one; it is a queue at a counter.
# If answers may be shown at the same time, put `ask` and `show` into one coroutine and make tasks of that.

# %% [markdown] solved
# yes: all were asked together, and served in the order they came.
#
# Another way: one task for each name that holds an `asyncio.Lock` while it shows: the lock is the counter.
#
# Try next: let two answers be shown at the same time, and no more than two. What in your chart would be the second counter?
