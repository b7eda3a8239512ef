# %% [markdown] task
# # Make your chart look like this one: a crawler that stops
# kind: change the schedule, function: main
#
# `main(fetch, names, patience)` fetches pages one after another for so many seconds, and returns the texts that it has by then.
# A page that fails is skipped, whatever it raises, and `no news` is printed if its name is `news`.
# The program below takes the time limit for one more page that fails.
# Change it so that for three pages of a second each and a limit of 1.5 seconds its chart is this one, and the result `['home']`:
#
# ```text
# main()      |---------|----|
#   b('home') |---------|
#   b('news')           |----x
# ```
#
# A page that is cut off by the limit has not failed, and nothing is printed for it.
# Without a page that is late, `main` returns when the last one is there.
# When `main` itself is cancelled, the `CancelledError` comes out.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import Case, cancelled
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import chart, prints, returns, takes


# %% stub
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except BaseException:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% trial
run(main(b, ["home", "news", "shop"], patience=1.5), title="Your chart")


# %% reference
async def main(fetch, names, patience):
    texts = []
    try:
        async with asyncio.timeout(patience):
            for name in names:
                try:
                    texts.append(await fetch(name))
                except Exception:
                    print("no", name)
    except TimeoutError:
        pass
    return texts


# %% cases
def pages(
    words: str, patience: float, answer: str = "{}", **specs: float | Job
) -> Case:
    """Pages that are fetched in turn, until the time is up."""
    rows, texts, lines, now = [], [], [], 0.0
    for name, spec in specs.items():
        job = spec if isinstance(spec, Job) else Job(spec)
        end = min(now + job.seconds, patience)
        if now < patience:
            rows.append((f"fetch({name!r})", now, end))
        now += job.seconds
        if now < patience and job.raises:
            lines.append((now, f"no {name}"))
        elif now < patience:
            texts.append(answer.format(name))
    return Case(
        words,
        lambda world: (
            world.job("fetch", specs, answer),
            [*specs],
            patience,
        ),
        returns=texts,
        seconds=min(now, patience),
        chart=rows,
        prints=lines,
    )


cases = [
    pages("", 1.5, home=1, news=1, shop=1),
    pages(
        "with a page that fails",
        2.25,
        home=1,
        news=Job(0.5, raises=ConnectionError("gone")),
        shop=0.5,
        blog=1,
    ),
    pages(
        "with a page that fails in a strange way",
        9,
        home=Job(0.5, raises=StrangeError("odd")),
        news=1,
    ),
    pages(
        "with a page that raises a TimeoutError of its own",
        9,
        home=Job(0.5, raises=TimeoutError("the server is slow")),
        news=1,
    ),
    pages("with other lengths", 2.2137, "{}!", x=0.7373, y=1.2917, z=40),
    pages("with empty pages", 1.2, "", x=0.5, y=0.5, z=0.5),
    pages("when nothing is late", 5, home=1, news=0.5),
    pages("with no pages", 1),
    cancelled(pages("when it is cancelled", 9, home=1, news=3), at=1.25),
]

# %% rules
rules = [
    chart(
        hint="what comes out of an await when the time is up, and what catches it?",
        more="The limit arrives as a CancelledError. Catch Exception, which lets it pass.",
    ),
    prints(
        like="^no ",
        hint="which pages have failed, and which were cut off?",
        more="Print the line for an Exception only.",
    ),
    returns(
        hint="which texts are there at the end?",
        more="Return the list of the texts that were fetched, in their order.",
    ),
    takes(
        hint="when is it over: at the limit, or with the last page?",
        more="Let the CancelledError pass, so that the block can end.",
    ),
]

# %% [markdown] discussion
# Inside the block the limit is a `CancelledError`, and `except BaseException` (like a bare `except:`) takes it for a page that has failed.
# The request is used up with that, and the block runs on without any limit.
# `except Exception` catches what a page may raise, even a `TimeoutError` of the page's own, and lets the request pass to the end of the block.
# There it becomes a `TimeoutError`, and the outer `except` knows that it can only be that of the limit.

# %% [markdown] solved
# yes: the crawler stops at the limit, and keeps what it has.
#
# Another way: `except asyncio.CancelledError: raise` above the `except BaseException`.
#
# Try next: give each page half a second of its own, with a second limit inside the loop. Which of the two limits does a TimeoutError come from?
