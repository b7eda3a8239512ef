# %% [markdown] task
# # Await a library that knows only callbacks
# kind: make it, function: fetch_page, formerly: 07-4
#
# `old_fetch` comes from a library that was written before there was `await`.
# `old_fetch(name, on_done, on_error)` is a plain function that needs the running event loop, so it can't be called in a thread.
# It returns `None` at once, and when it has an answer it calls either `on_done(text)` or `on_error(exception)`.
# Make `fetch_page(old_fetch, name)` from nothing, so that `await fetch_page(old_fetch, "home")` returns the text, even an empty one, or raises that very exception.
# It waits without looking at the clock.
# The library may already know the answer, and call back before `old_fetch` returns.
# It also has a flaw: now and then it calls back twice; then the first call counts, and the second must do no harm.

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
            asyncio.get_running_loop()
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
    if raises:
        says[0].is_the_answer = True
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
    library("with another length", 1.2917, "page news"),
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


def is_passed_on(attempt: Attempt) -> str | None:
    """Find an exception that was made anew."""
    error = attempt.error
    if error is None or hasattr(error, "is_the_answer"):
        return None
    return f"raised another {type(error).__name__} than on_error() got"


rules = [
    asks(
        hint="what asks the library, and how often?",
        more="Call old_fetch(name, on_done, on_error) once.",
    ),
    never_sleeps(
        hint="which object lets you wait until a callback has come?",
        more="Await a future, and let the callbacks fill it.",
    ),
    Rule(
        callbacks_hold,
        hint="what can you ask a future before you fill it?",
        more="Fill the future only if it is not done() yet.",
    ),
    Rule(
        is_passed_on,
        hint="where does the exception that you raise come from?",
        more="set_exception(error) with the error that on_error got, or 'raise error'.",
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
# The seam between callbacks and `await` nearly always looks like this: make a future, let callbacks fill it, await it.
# The future must exist before the library is called, since the library may answer at once.
# Because the library may call back twice, `if not page.done()` is needed; it also helps when `fetch_page` is cancelled and the answer comes later.
# Callbacks from another thread would have to go through `loop.call_soon_threadsafe`.

# %% [markdown] solved
# yes: it slept until a callback woke it, whichever came first.
#
# Another way: an `asyncio.Queue`: both callbacks put in what they get, and the first `get()` is the answer.
#
# Try next: put a time limit around it. What happens to the library's answer when it comes after the limit?
