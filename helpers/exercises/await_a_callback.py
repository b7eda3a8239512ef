# %% [markdown] task
# # Await a library that knows only callbacks
# kind: make it, function: fetch_page, formerly: 07-4
#
# `old_fetch` comes from a library that was written before there was `await`.
# `old_fetch(name, on_done, on_error)` is a plain function: it returns `None` at once, and calls either `on_done(text)` or `on_error(exception)` when it knows.
# Make `fetch_page(old_fetch, name)` from nothing, so that `await fetch_page(old_fetch, "home")` returns the text, or raises the exception.
# It waits without looking at the clock.
# The library may know the answer already, and call before `old_fetch` returns; and it has a flaw: now and then it calls twice, and then the first call counts and the second must do no harm.

# %% imports
import asyncio
from typing import Any

from helpers import run
from helpers.checking.exercise import ANYTHING, Attempt, Case, Rule
from helpers.checking.fakes import RETURNED, Given, World
from helpers.checking.rules import asks, never_sleeps, returns, takes


# %% stub
async def fetch_page(old_fetch, name):
    pass


# %% trial
def old_fetch(name, on_done, on_error):
    loop = asyncio.get_running_loop()
    loop.call_later(1, on_done, f"page {name}")


run(fetch_page(old_fetch, "home"), title="Await a callback")


# %% reference
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_done(text):
        if not page.done():
            page.set_result(text)

    def on_error(error):
        if not page.done():
            page.set_exception(error)

    old_fetch(name, on_done, on_error)
    return await page


# %% cases
def library(words: str, seconds: float, *says: Any) -> Case:
    """A library with callbacks; `says` are the texts and errors it sends.

    Where there are several it sends them all in the same moment; the
    first one is the answer.
    """

    def given(world: World) -> Given:
        def old_fetch(name: str, on_done: Any, on_error: Any) -> None:
            call = world.note(f"old_fetch({name!r})", name)

            def answer(said: Any) -> None:
                world.over(call, RETURNED)
                bad = isinstance(said, Exception)
                (on_error if bad else on_done)(said)

            for said in says:
                if seconds:
                    world.later(seconds, answer, said)
                else:
                    answer(said)

        return old_fetch, "home"

    raises = type(says[0]) if isinstance(says[0], Exception) else None
    return Case(
        words,
        given,
        returns=ANYTHING if raises else says[0],
        raises=raises,
        seconds=seconds,
        asks=["old_fetch('home')"],
    )


gone, late = ConnectionError("gone"), ConnectionError("too late")
cases = [
    library("", 1, "page home"),
    library("with another length", 1.2917, 0),
    library("with an error", 0.5, LookupError("no such page")),
    library("with an answer that is there at once", 0, "old page"),
    library("with a text that is empty", 2, ""),
    library("with a library that calls twice", 1, "first", "second"),
    library("with an error after the answer", 1, "page home", late),
    library("with an answer after the error", 1, gone, "page home"),
]


# %% rules
def callbacks_hold(attempt: Attempt) -> str | None:
    """Find a callback that raised: into the loop, where nobody hears it."""
    for fault in attempt.faults:
        if fault.startswith("Exception in callback"):
            name = fault.rpartition("(")[2].rstrip(")")
            return f"a second answer came, and your callback raised {name}"
    return None


rules = [
    asks(
        hint="who asks the library, and how often?",
        more="Call old_fetch(name, on_done, on_error) once.",
    ),
    never_sleeps(
        hint="which object lets you wait until a callback has come?",
        more="Await a future, and let the callbacks fill it.",
    ),
    Rule(
        callbacks_hold,
        hint="what can be asked of a future before it is filled?",
        more="Fill the box only if it is not done() yet.",
    ),
    returns(
        hint="what do the callbacks get, and where do they put it?",
        more="Return what on_done was called with, unchanged.",
    ),
    takes(
        hint="when does the program know the answer?",
        more="Return as soon as one of the callbacks has been called.",
    ),
]

# %% [markdown] discussion
# This is the seam between callbacks and `await`, and nearly always looks like this: make a future, hand its filling out as callbacks, await it.
# The box must exist before the library is called, since it may answer at once.
# Two givers, or one that calls twice, make `if not page.done()` necessary; it also helps when the taker was cancelled and the answer comes later.
# From another thread the callbacks would have to go through `loop.call_soon_threadsafe`.

# %% [markdown] solved
# yes: it slept until a callback woke it, whichever came first.
#
# Another way: an `asyncio.Queue`: both callbacks put in what they got, and the first `get()` is the answer.
#
# Try next: put a time limit around it. What does the library's answer meet when it comes later than that?
