"""The exercises of notebook 07, futures."""

from __future__ import annotations

import asyncio
from typing import Any

from helpers.checking.exercise import (
    ANYTHING,
    Attempt,
    Case,
    Exercise,
    Wrong,
)
from helpers.checking.fakes import CANCELLED, RETURNED, Job, World
from helpers.checking.rules import (
    asks,
    chart,
    never_sleeps,
    prints,
    returns,
    rule,
    takes,
    together,
)
from helpers.labels import describe

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "07_futures"


def _readers(words: str, *names: str, **speeds: float) -> Case:
    """Pages that are wanted, in this order, and how long each one takes."""

    def given(world: World) -> tuple[Any, ...]:
        return world.job("fetch", speeds, "text of {}"), list(names)

    return Case(
        words,
        given,
        returns=[f"text of {name}" for name in names],
        seconds=max(speeds.values(), default=0),
        more={"asks": [f"fetch({name!r})" for name in dict.fromkeys(names)]},
    )


LOAD = Exercise(
    id="07-1",
    kind="complete",
    title="One fetch for many readers",
    name="load",
    task="""
Many readers want pages, and often several of them want the same page.
Complete `load(fetch, names)`: it returns the text of each page in `names`, in their order, but calls `fetch(name)` only once for each different name, and all of them at the same time.
A task is a future, so any number of readers may await the same one.
For `["news", "mail", "news"]` two pages are fetched, and three texts are returned.
""",
    stub="""
async def load(fetch, names):
    boxes = {}
    boxes[names[0]] = asyncio.create_task(fetch(names[0]))
    return [await boxes[names[0]]]
""",
    trial='run(load(b, ["news", "mail", "news"]), title="Exercise 07-1")',
    cases=(
        _readers("", "news", "mail", "news", news=1, mail=2),
        _readers(
            "with other pages",
            *("map", "home", "home", "map", "buses"),
            map=3,
            home=0.5,
            buses=1,
        ),
        _readers("with one page that all want", *["mail"] * 3, mail=1),
        _readers("with no reader at all"),
    ),
    rules=(
        asks(
            hint="does every name get a box, and no more than one?",
            more="Make a task for each name that is not in boxes yet.",
        ),
        together(
            hint="are all the tasks made before the first one is awaited?",
            more="Fill boxes in one loop, await what is in it in another.",
        ),
        returns(
            hint="which box does each reader open?",
            more="For each of the names, in order, await boxes[name].",
        ),
        takes(
            hint="what does it wait for besides the slowest page?",
            more="Nothing but the fetching has to take time here.",
        ),
    ),
    reference="""
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [await boxes[name] for name in names]
""",
    discussion="""
The dictionary holds boxes, not texts: a box can be handed out while it is still empty, and that is why the second reader need not fetch again.
A coroutine in its place would raise `RuntimeError` at the second `await`; a future gives its answer to everybody, also to those who come late.
A cache for a server is made in this way, and keeps the boxes from one call to the next.
""",
    good="each page was fetched once, and all of its readers got it.",
    then=(
        "let fetch() fail for one name, as fails(1) does. Which readers "
        "hear of it, and what of the next one who wants that page?"
    ),
    others=(
        """
async def load(fetch, names):
    wanted = list(dict.fromkeys(names))
    texts = await asyncio.gather(*map(fetch, wanted))
    found = dict(zip(wanted, texts))
    return [found[name] for name in names]
""",
        """
async def load(fetch, names):
    async with asyncio.TaskGroup() as group:
        boxes = {n: group.create_task(fetch(n)) for n in set(names)}
    return [boxes[name].result() for name in names]
""",
        """
async def load(fetch, names):
    loop = asyncio.get_running_loop()
    boxes = {name: loop.create_future() for name in names}

    async def fill(name, box):
        box.set_result(await fetch(name))

    fillers = [fill(name, box) for name, box in boxes.items()]
    await asyncio.gather(*fillers)
    return [await boxes[name] for name in names]
""",
    ),
    wrong=(
        Wrong(
            """
async def load(fetch, names):
    boxes = {}
    for name in names:
        boxes[name] = asyncio.create_task(fetch(name))
    return [await boxes[name] for name in names]
""",
            "not yet: fetch('news') was started 2 times; does every name "
            "get a box, and no more than one?",
        ),
        Wrong(
            """
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = fetch(name)
    return [await boxes[name] for name in names]
""",
            "not yet: raised RuntimeError: cannot reuse already awaited "
            "coroutine (line 6: return [await boxes[name] for name in "
            "names]); what does the last line of its traceback say when you"
            " run it?",
        ),
        Wrong(
            """
async def load(fetch, names):
    texts = {}
    for name in names:
        if name not in texts:
            texts[name] = await fetch(name)
    return [texts[name] for name in names]
""",
            "not yet: took 3 s: fetch('mail') started only when "
            "fetch('news') was done; are all the tasks made before the "
            "first one is awaited?",
        ),
        Wrong(
            """
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [await box for box in boxes.values()]
""",
            "not yet: returned ['text of news', 'text of mail'], not ['text"
            " of news', 'text of mail', 'text of news']; which box does "
            "each reader open?",
        ),
        Wrong(
            """
async def load(fetch, names):
    return await asyncio.gather(*(fetch(name) for name in names))
""",
            "not yet: fetch('news') was started 2 times; does every name "
            "get a box, and no more than one?",
        ),
        Wrong(
            """
async def load(fetch, names):
    boxes = {}
    for name in names:
        if name not in boxes:
            boxes[name] = asyncio.create_task(fetch(name))
    return [boxes[name] for name in names]
""",
            "not yet: returned a Task, not its result; is there an 'await' "
            "missing?",
        ),
        Wrong(
            """
async def load(fetch, names):
    return [f"text of {name}" for name in names]
""",
            "not yet: fetch('news') was never started; does every name get "
            "a box, and no more than one?",
        ),
    ),
)


def _shared(
    words: str, job: Job, heard: str, readers: dict[str, float]
) -> Case:
    """A page that readers share, each of whom opens the box after a while.

    `heard` is what all of them are to say of it.
    """

    def given(world: World) -> tuple[Any, ...]:
        async def read(name: str, page: Any) -> str:
            call = world.note(f"read({name!r}, page)", name)
            try:
                await asyncio.sleep(readers[name])
                said = f"{name} read {describe(await page)}"
            except asyncio.CancelledError:
                world.over(call, CANCELLED)
                raise
            except Exception as error:
                said = f"{name} heard of {type(error).__name__}"
            world.over(call, RETURNED)
            return said

        return world.single("fetch", job), read, list(readers)

    return Case(
        words,
        given,
        returns=[f"{name} {heard}" for name in readers],
        seconds=max(job.seconds, *readers.values()),
        more={"asks": ["fetch()", *(f"read({n!r}, page)" for n in readers)]},
    )


SHARE = Exercise(
    id="07-2",
    kind="fix",
    title="Readers who wait for ever",
    name="share",
    task="""
Readers share one page that is being fetched: `share(fetch, read, names)` hands each of them the same future, and `read(name, page)` awaits it.
While `fetch()` succeeds all is well.
When it fails, the readers wait for ever.
Mend `share`, so that every reader hears of the failure in the moment in which it happens: whatever exception `fetch()` raises is raised at the `await` of each reader.
`share` raises nothing of its own and returns what the readers return, for instance `["one heard of ValueError", "two heard of ValueError"]`.
The readers of the trial are takers, which catch nothing: there the `ValueError` comes out, and that is right.
""",
    stub="""
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except ValueError:
        print("no page today")
    return await asyncio.gather(*readers)
""",
    trial="""
run(
    share(lambda: fails(1), taker, ["one", "two"]),
    title="Exercise 07-2",
    expect=(DeadlockError, ValueError),
)
""".strip(),
    cases=(
        _shared(
            "",
            Job(1, raises=ValueError("bad luck")),
            "heard of ValueError",
            {"one": 0, "two": 0},
        ),
        _shared(
            "with a page that arrives",
            Job(2, "the news"),
            "read 'the news'",
            {"one": 0, "two": 0},
        ),
        _shared(
            "with an error of another kind",
            Job(0.5, raises=ConnectionError("the server is gone")),
            "heard of ConnectionError",
            {"ann": 0, "bob": 0},
        ),
        _shared(
            "with a reader who comes late",
            Job(1, raises=ValueError("bad luck")),
            "heard of ValueError",
            {"one": 0, "two": 2},
        ),
    ),
    rules=(
        asks(
            hint="is the page fetched once, and every reader started?",
            more="One fetch(), and one read(name, page) for each name.",
        ),
        together(
            hint="do the readers wait while the page is being fetched?",
            more="Start the readers first, as the stub does.",
        ),
        returns(
            hint="what does a reader find in the box, and who puts it there?",
            more=(
                "set_exception puts the exception itself into the box, and "
                "it is raised at every await."
            ),
        ),
        takes(
            hint="when do the readers hear of it?",
            more="Fill the box in the moment in which fetch() has ended.",
        ),
    ),
    reference="""
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return await asyncio.gather(*readers)
""",
    discussion="""
Whoever promises an answer fills the box on every path, and so the `except` has to be as wide as what may go wrong.
The exception is handed over and not raised here: it is the readers' business what they make of it.
Shorter still is `page = asyncio.create_task(fetch())`, for a task is a box that fills itself on every path.
""",
    good="bad news reached every reader, at once.",
    then=(
        "what if share() is cancelled while fetch() is under way? Who "
        "cancels the box?"
    ),
    others=(
        """
async def share(fetch, read, names):
    page = asyncio.create_task(fetch())
    return await asyncio.gather(*(read(name, page) for name in names))
""",
        """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()

    def hand_over(task):
        if task.exception():
            page.set_exception(task.exception())
        else:
            page.set_result(task.result())

    readers = [read(name, page) for name in names]
    asyncio.create_task(fetch()).add_done_callback(hand_over)
    return await asyncio.gather(*readers)
""",
        """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(read(name, page)) for name in names]
        [end] = await asyncio.gather(fetch(), return_exceptions=True)
        if isinstance(end, Exception):
            page.set_exception(end)
        else:
            page.set_result(end)
    return [reader.result() for reader in readers]
""",
    ),
    wrong=(
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        print("no page today:", error)
    return await asyncio.gather(*readers)
""",
            "not yet: it waits for ever (line 8: return await "
            "asyncio.gather(*readers)); who was to wake it?",
        ),
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except ValueError as error:
        page.set_exception(error)
    return await asyncio.gather(*readers)
""",
            "not yet: with an error of another kind: raised "
            "ConnectionError: the server is gone (line 5: "
            "page.set_result(await fetch())); what does the last line of "
            "its traceback say when you run it?",
        ),
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_result(error)
    return await asyncio.gather(*readers)
""",
            'not yet: returned ["one read ValueError(\'bad luck\')", "two '
            "read ValueError(..., not ['one heard of ValueError', 'two "
            "heard of ValueError']; what does a reader find in the box, and"
            " who puts it there?",
        ),
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
        raise
    return await asyncio.gather(*readers)
""",
            "not yet: raised ValueError: bad luck (line 5: "
            "page.set_result(await fetch())); what does the last line of "
            "its traceback say when you run it?",
        ),
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    try:
        page.set_result(await fetch())
    except Exception:
        page.cancel()
    return await asyncio.gather(*readers)
""",
            "not yet: raised CancelledError (line 8: return await "
            "asyncio.gather(*readers)); what does one get from something "
            "that was cancelled?",
        ),
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    try:
        page.set_result(await fetch())
    except Exception as error:
        page.set_exception(error)
    return await asyncio.gather(*(read(name, page) for name in names))
""",
            "not yet: took 1 s: read('one', page) started only when fetch()"
            " was done; do the readers wait while the page is being "
            "fetched?",
        ),
        Wrong(
            """
async def share(fetch, read, names):
    page = asyncio.get_running_loop().create_future()
    readers = [asyncio.create_task(read(name, page)) for name in names]
    page.set_result(fetch())
    return await asyncio.gather(*readers)
""",
            "not yet: called fetch() and never awaited it; is there an "
            "'await' missing?",
        ),
    ),
)


def _tea(words: str, seconds: float, **patience: float) -> Case:
    """Guests who share a pot of tea; each waits for so many seconds."""
    leave = {n: p for n, p in patience.items() if p < seconds}
    stay = [name for name in patience if name not in leave]
    lines = sorted((when, f"{name} leaves") for name, when in leave.items())
    lines += [(seconds, f"{name} has tea") for name in stay]

    def given(world: World) -> tuple[Any, ...]:
        return world.single("brew", Job(seconds, "tea")), patience

    return Case(
        words,
        given,
        returns=ANYTHING,
        seconds=seconds,
        chart=(("brew()", 0, seconds),),
        more={"asks": ["brew()"], "prints": lines},
    )


TEA = Exercise(
    id="07-3",
    kind="schedule",
    title="Make your chart look like this one: a guest who leaves",
    name="main",
    task="""
Guests share one pot of tea, and each of them waits for so many seconds and no longer.
In the program below the first guest who leaves takes the pot along: whoever cancels a taker cancels the box.
Change `main(brew, patience)` so that the tea is brewed to its end, once, whoever leaves, and the others get it.
`main` ends when the tea is ready, also when nobody is left to drink it.

```text
main()       |-----------------------------|
brew()       |-----------------------------|
guest('one') |---------|
guest('two') |-----------------------------|
```

What is printed says the same: for this chart `one leaves`, and later `two has tea`.
(In the trial `a()` does the brewing.)
""",
    stub="""
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await tea)
        except TimeoutError:
            print(name, "leaves")

    guests = map(guest, patience)
    await asyncio.gather(*guests, return_exceptions=True)
""",
    trial='run(main(a, {"one": 1, "two": 5}), title="Exercise 07-3")',
    cases=(
        _tea("", 3, one=1, two=5),
        _tea("with three guests", 2, one=1.5, two=4, three=0.5),
        _tea("with guests who all leave", 3, one=1, two=2),
        _tea("with one guest, who stays", 1, one=2),
    ),
    rules=(
        asks(
            hint="how many pots do the guests share?",
            more="Call brew() once, outside of guest().",
        ),
        chart(
            hint="what else is cancelled, when the time of a guest is up?",
            more=(
                "asyncio.shield(tea) is a box in front of the box: it may "
                "be cancelled, and tea goes on."
            ),
        ),
        prints(
            hint="who gets tea, who does not, and when do they know?",
            more=(
                "A guest leaves when the time limit is reached, and has "
                "tea when the pot is ready."
            ),
        ),
        takes(
            hint="when is the tea ready?",
            more="main() waits for the guests and for the tea.",
        ),
    ),
    reference="""
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))
    await tea
""",
    discussion="""
`asyncio.shield(tea)` makes a second future that gets what `tea` gets; to cancel the second one does nothing to the first.
So a guest may go, and nobody else notices.
But a task that is shielded has to be awaited by somebody, or it is left behind when all the guests have gone: that is what the last line is for.
""",
    good="whoever left, the tea was made, once, and nobody left it behind.",
    then=(
        "let brew() fail. Which guests hear of it, and what happens to the "
        "exception when all of them have left?"
    ),
    others=(
        """
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        done, _ = await asyncio.wait({tea}, timeout=patience[name])
        print(name, "has tea" if done else "leaves")

    await asyncio.gather(tea, *map(guest, patience))
""",
        """
async def main(brew, patience):
    async def guest(name, tea):
        try:
            box = asyncio.shield(tea)
            print(name, "has", await asyncio.wait_for(box, patience[name]))
        except TimeoutError:
            print(name, "leaves")

    async with asyncio.TaskGroup() as group:
        tea = group.create_task(brew())
        for name in patience:
            group.create_task(guest(name, tea))
""",
        """
async def main(brew, patience):
    loop = asyncio.get_running_loop()
    boxes = {name: loop.create_future() for name in patience}

    async def guest(name, box):
        loop.call_later(patience[name], box.cancel)
        try:
            print(name, "has", await box)
        except asyncio.CancelledError:
            print(name, "leaves")

    guests = asyncio.gather(*(guest(*each) for each in boxes.items()))
    tea = await brew()
    for box in boxes.values():
        if not box.done():
            box.set_result(tea)
    await guests
""",
    ),
    wrong=(
        Wrong(
            """
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await tea)
        except (TimeoutError, asyncio.CancelledError):
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))
""",
            "not yet: brew() ran from 0 s to 1 s; in the given chart it "
            "runs from 0 s to 3 s; what else is cancelled, when the time of"
            " a guest is up?",
        ),
        Wrong(
            """
async def main(brew, patience):
    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(brew()))
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))
""",
            "not yet: brew() was started 2 times; how many pots do the "
            "guests share?",
        ),
        Wrong(
            """
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "leaves")

    await asyncio.gather(*map(guest, patience))
""",
            "not yet: with guests who all leave: returned while brew() was "
            "still under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def main(brew, patience):
    tea = await brew()
    for name in patience:
        print(name, "has", tea)
""",
            "not yet: printed 'one has tea' where 'one leaves' was due; who"
            " gets tea, who does not, and when do they know?",
        ),
        Wrong(
            """
async def main(brew, patience):
    tea = asyncio.create_task(brew())

    async def guest(name):
        await asyncio.sleep(patience[name])
        if tea.done():
            print(name, "has", tea.result())
        else:
            print(name, "leaves")

    await asyncio.gather(tea, *map(guest, patience))
""",
            "not yet: printed 'two has tea' at 5 s, not at 3 s; who gets "
            "tea, who does not, and when do they know?",
        ),
        Wrong(
            """
async def main(brew, patience):
    tea = asyncio.create_task(brew())
    for name in patience:
        try:
            async with asyncio.timeout(patience[name]):
                print(name, "has", await asyncio.shield(tea))
        except TimeoutError:
            print(name, "leaves")
    await tea
""",
            "not yet: with three guests: printed 'one leaves' where 'three "
            "leaves' was due; who gets tea, who does not, and when do they "
            "know?",
        ),
    ),
)


def _library(words: str, seconds: float, *says: Any) -> Case:
    """A library with callbacks; `says` are the texts and errors it sends.

    Where there are several it sends them all in the same moment; the
    first one is the answer.
    """

    def given(world: World) -> tuple[Any, ...]:
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

    first = says[0]
    raises = type(first) if isinstance(first, Exception) else None
    return Case(
        words,
        given,
        returns=ANYTHING if raises else first,
        raises=raises,
        seconds=seconds,
        more={"asks": ["old_fetch('home')"]},
    )


def _callbacks_hold(attempt: Attempt) -> str | None:
    """Find a callback that raised: into the loop, where nobody hears it."""
    for fault in attempt.faults:
        if fault.startswith("Exception in callback"):
            name = fault.rpartition("(")[2].rstrip(")")
            return f"a second answer came, and your callback raised {name}"
    return None


BRIDGE = Exercise(
    id="07-4",
    kind="make",
    title="Await a library that knows only callbacks",
    name="fetch_page",
    task="""
`old_fetch` comes from a library that was written before there was `await`.
`old_fetch(name, on_done, on_error)` is a plain function: it returns `None` at once, and calls either `on_done(text)` or `on_error(exception)` when it knows.
Make `fetch_page(old_fetch, name)` from nothing, so that `await fetch_page(old_fetch, "home")` returns the text, or raises the exception.
It waits without looking at the clock.
The library may know the answer already, and call before `old_fetch` returns; and it has a flaw: now and then it calls twice, and then the first call counts and the second must do no harm.
""",
    stub="""
async def fetch_page(old_fetch, name):
    pass
""",
    trial="""
def old_fetch(name, on_done, on_error):
    loop = asyncio.get_running_loop()
    loop.call_later(1, on_done, f"page {name}")


run(fetch_page(old_fetch, "home"), title="Exercise 07-4")
""".strip(),
    cases=(
        _library("", 1, "page home"),
        _library("with an error", 0.5, LookupError("no such page")),
        _library("with an answer that is there at once", 0, "old page"),
        _library("with a text that is empty", 2, ""),
        _library("with a library that calls twice", 1, "first", "second"),
        _library(
            "with an error after the answer",
            *(1, "page home", ConnectionError("too late")),
        ),
        _library(
            "with an answer after the error",
            *(1, ConnectionError("gone"), "page home"),
        ),
    ),
    rules=(
        asks(
            hint="who asks the library, and how often?",
            more="Call old_fetch(name, on_done, on_error) once.",
        ),
        never_sleeps(
            hint="which object lets you wait until a callback has come?",
            more="Await a future, and let the callbacks fill it.",
        ),
        rule(
            _callbacks_hold,
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
    ),
    reference="""
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
""",
    discussion="""
This is the seam between callbacks and `await`, and nearly always looks like this: make a future, hand its filling out as callbacks, await it.
The box must exist before the library is called, since it may answer at once.
Two givers, or one that calls twice, make `if not page.done()` necessary; it also helps when the taker was cancelled and the answer comes later.
From another thread the callbacks would have to go through `loop.call_soon_threadsafe`.
""",
    good="it slept until a callback woke it, whichever came first.",
    then=(
        "put a time limit around it. What does the library's answer meet "
        "when it comes later than that?"
    ),
    others=(
        """
async def fetch_page(old_fetch, name):
    known, ends = asyncio.Event(), []

    def over(kind, value):
        ends.append((kind, value))
        known.set()

    old_fetch(name, lambda t: over("text", t), lambda e: over("error", e))
    await known.wait()
    kind, value = ends[0]
    if kind == "error":
        raise value
    return value
""",
        """
async def fetch_page(old_fetch, name):
    queue = asyncio.Queue()
    old_fetch(name, queue.put_nowait, queue.put_nowait)
    answer = await queue.get()
    if isinstance(answer, Exception):
        raise answer
    return answer
""",
        """
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def once(fill):
        return lambda value: page.done() or fill(value)

    old_fetch(name, once(page.set_result), once(page.set_exception))
    return await page
""",
    ),
    wrong=(
        Wrong(
            """
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()
    old_fetch(name, page.set_result, page.set_exception)
    return await page
""",
            "not yet: with a library that calls twice: a second answer "
            "came, and your callback raised InvalidStateError; what can be "
            "asked of a future before it is filled?",
        ),
        Wrong(
            """
async def fetch_page(old_fetch, name):
    found = []
    old_fetch(name, found.append, found.append)
    while not found:
        await asyncio.sleep(0.1)
    return found[0]
""",
            "not yet: slept 0.1 s at 0 s, and 9 time(s) more, by the clock "
            "and not for its work; which object lets you wait until a "
            "callback has come?",
        ),
        Wrong(
            """
async def fetch_page(old_fetch, name):
    found = []
    old_fetch(name, found.append, found.append)
    while not found:
        await asyncio.sleep(0)
    return found[0]
""",
            "not yet: it goes round and round while no time passes (line 5:"
            " await asyncio.sleep(0)); what could it wait for, instead of "
            "asking again and again?",
        ),
        Wrong(
            """
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()
    old_fetch(name, page.set_result, print)
    return await page
""",
            "not yet: with an error: it waits for ever (line 4: return "
            "await page); who was to wake it?",
        ),
        Wrong(
            """
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def fill(value):
        if not page.done():
            page.set_result(value)

    old_fetch(name, fill, fill)
    return await page
""",
            "not yet: with an error: returned LookupError('no such page'), "
            "and LookupError should have come out; which exception is to "
            "come out, and from where?",
        ),
        Wrong(
            """
async def fetch_page(old_fetch, name):
    def on_done(text):
        return text

    def on_error(error):
        raise error

    return old_fetch(name, on_done, on_error)
""",
            "not yet: returned None, not 'page home'; what do the callbacks"
            " get, and where do they put it?",
        ),
        Wrong(
            """
async def fetch_page(old_fetch, name):
    page = asyncio.get_running_loop().create_future()

    def on_done(text):
        if not page.done():
            page.set_result(text)

    old_fetch(name, on_done, page.set_exception)
    return await page
""",
            "not yet: with an error after the answer: a second answer came,"
            " and your callback raised InvalidStateError; what can be asked"
            " of a future before it is filled?",
        ),
    ),
)

EXERCISES = (LOAD, SHARE, TEA, BRIDGE)
