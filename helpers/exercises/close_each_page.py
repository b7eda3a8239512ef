# %% [markdown] task
# # A browser that never closes a page
# kind: fix it, function: read_pages
#
# `read_pages(fetch, close, names)` reads pages one after another: it awaits `fetch(name)` for each name and returns a list of the texts.
# Each page that was asked for is closed before the next one is fetched, also when `fetch` fails or is cancelled, and what was raised comes out as it is.
# After some hours the computer has no memory left, although there is a `close` in the program.
# Run the stub, read the note below its chart, and fix the program.

# %% imports
from helpers import b, run, sleeper
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, StrangeError, World
from helpers.checking.rules import asks, one_by_one, returns, takes


# %% stub
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            texts.append(await fetch(name))
        finally:
            close(name)
    return texts


# %% trial
async def close(name):
    await sleeper(f"{name} closed", 0.5)


run(read_pages(b, close, ["home", "news"]), title="Pages, one by one")


# %% reference
async def read_pages(fetch, close, names):
    texts = []
    for name in names:
        try:
            texts.append(await fetch(name))
        finally:
            await close(name)
    return texts


# %% cases
def pages(
    words: str,
    answer: str = "text of {}",
    closing: float = 0.5,
    fails: str = "",
    error: type[Exception] = ConnectionError,
    **speeds: float,
) -> Case:
    """Pages with how long each takes to fetch; one of them may fail."""
    names = [*speeds]
    read = names[: names.index(fails) + 1] if fails else names

    def given(world: World) -> tuple[object, ...]:
        jobs: dict[str, float | Job] = {**speeds}
        if fails:
            jobs[fails] = Job(speeds[fails], raises=error("no route"))
        closes = dict.fromkeys(names, closing)
        fetch = world.job("fetch", jobs, answer)
        return fetch, world.job("close", closes), [*names]

    case = Case(
        words,
        given,
        seconds=sum(speeds[name] + closing for name in read),
        asks=[f"{what}({n!r})" for n in read for what in ("fetch", "close")],
        raises=error if fails else None,
    )
    if not fails:
        texts = [answer.format(name) for name in names]
        return Case(**{**vars(case), "returns": texts})
    return case


cases = [
    pages("", home=1, news=1),
    pages("with other lengths", home=0.7373, news=1.2917, map=0.5),
    pages("with empty texts", "", home=1, news=0.5),
    pages("with one that fails", home=1, news=0.7, map=1, fails="news"),
    pages(
        "with a failure of another kind",
        home=1,
        fails="home",
        error=StrangeError,
    ),
    pages("with no page at all"),
    cancelled(pages("when it is cancelled", home=1, news=2), at=2),
]

# %% rules
rules = [
    one_by_one(
        hint="what has to be over before the next page is fetched?",
        more="Await close(name) where you call it.",
    ),
    asks(
        hint="which pages are fetched and closed?",
        more="Fetch and close each page once, also the one that fails.",
    ),
    takes(
        hint="what is it waiting for?",
        more="Fetch a page, close it, and go on to the next.",
    ),
    returns(
        hint="what does fetch return?",
        more="Return a list of what fetch(name) returned, in that order.",
    ),
]

# %% [markdown] discussion
# `close(name)` alone makes a coroutine and throws it away, which the note says: *never awaited*.
# Nothing else told of it: the texts were right, and the chart even was a bit shorter.
# An `await` in `finally` is fine, as long as it does not take too long; it runs also while a `CancelledError` is on its way out.

# %% [markdown] solved
# yes: every page that was opened was closed, whatever happened to it.
#
# Another way: write an asynchronous context manager with `contextlib.asynccontextmanager`, and say `async with page(name) as text`.
#
# Try next: let `close` raise, while the exception of `fetch` is on its way out. Which one comes out, and where is the other?
