# %% [markdown] task
# # A progress bar for a thread
# kind: make it, function: watch
#
# `copy(report)` is a plain function of a library.
# It blocks, and from time to time it calls `report(percent)`, in its own thread.
# `show(percent)` is a plain function of your program, which changes what is on the screen; it may be called only in the event loop's thread.
# Make `watch(copy, show)` from nothing: it runs `copy` in a thread, calls `show` for each percentage while `copy` is still at work, in the order of the reports, and returns what `copy` returned.
# What `copy` raises comes out of `watch`.
# The check runs in debug mode, in which asyncio refuses what may not be called from another thread.

# %% imports
import asyncio
import threading
import time

from helpers import run
from helpers.checking.exercise import ANYTHING, Attempt, Case, Rule
from helpers.checking.fakes import RETURNED, Given, World, calls
from helpers.checking.rules import in_order, returns, takes

# isort: split


# %% stub
async def watch(copy, show):
    pass


# %% trial
def copy(report):
    for percent in (25, 50, 75):
        time.sleep(0.5)
        report(percent)
    return "copied"


run(watch(copy, print), title="A progress bar for a thread")


# %% reference
async def watch(copy, show):
    loop = asyncio.get_running_loop()

    def report(percent):
        loop.call_soon_threadsafe(show, percent)

    return await asyncio.to_thread(copy, report)


# %% cases
def reports(
    words: str, seconds: float, *percents: float, end: object = "copied"
) -> Case:
    """What is reported on the way, and what `copy` returns or raises.

    `seconds` is the length of the whole. It is slept at the end, because
    in a check a thread is told only then how long it slept.
    """

    def given(world: World) -> Given:
        world.watch_threads()
        home = threading.get_ident()

        def show(percent: float) -> None:
            if threading.get_ident() != home:
                raise RuntimeError("show() was called in another thread")
            world.over(world.note(f"show({percent})", percent), RETURNED)

        def copy(report: object) -> object:
            assert callable(report)
            for percent in percents:
                report(percent)
            time.sleep(seconds)
            if isinstance(end, Exception):
                raise end
            return end

        return copy, show

    raises = type(end) if isinstance(end, Exception) else None
    return Case(
        words,
        given,
        returns=ANYTHING if raises else end,
        raises=raises,
        seconds=seconds,
        order=calls("show", percents),
    )


cases = [
    reports("", 2, 25, 50, 75),
    reports("with other reports", 1.2917, 0, 12.5, 99, 100),
    reports("with the same percentage twice", 1, 50, 50),
    reports("with a percentage that goes back", 1, 60, 40, 80),
    reports("with a result that is empty", 0.7373, 10, end=""),
    reports("with a copy that fails", 1, 30, end=OSError("disk full")),
    reports("with a bug in copy", 1, 30, end=ZeroDivisionError("a bug")),
    reports("with no report at all", 0.5),
]


# %% rules
def shows_meanwhile(attempt: Attempt) -> str | None:
    """Find a percentage that is shown when the copy is over."""
    for call in attempt.calls:
        if call.started >= attempt.seconds:
            return f"{call.label} came when copy() was over already"
    return None


rules = [
    in_order(
        hint="what becomes of each report on its way to show()?",
        more="Call loop.call_soon_threadsafe(show, percent) in report().",
    ),
    Rule(
        shows_meanwhile,
        hint="where do the reports wait until copy() returns?",
        more="Hand each report to the loop when it comes, with call_soon_threadsafe.",
    ),
    returns(
        hint="what comes out of the await on the thread?",
        more="Return what asyncio.to_thread gives you, unchanged.",
    ),
    takes(
        hint="what does it wait for besides copy()?",
        more="Return when the thread is done.",
    ),
]

# %% [markdown] discussion
# `report` is called in the thread, so it may do one thing only: hand the work to the loop.
# `call_soon_threadsafe` keeps the order, and the end of the job takes the same way; so all reports have been shown when `to_thread` returns.
# The loop has to be fetched before: in the thread there is no running loop that `get_running_loop` could find.

# %% [markdown] solved
# yes: each report was shown at once, and in the right thread.
#
# Another way: a coroutine around `show`, `run_coroutine_threadsafe`, and `.result()` in the thread: then `copy` waits until its report has been shown.
#
# Try next: stop waiting for copy() with a time limit. Which reports still arrive, and what should become of them?
