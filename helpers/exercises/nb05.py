"""The exercises of notebook 05, as completed."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import Attempt, Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    cancels,
    chart,
    prints,
    returns,
    rule,
    sees_them_end,
    takes,
    together,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "05_as_completed"


def _services(words: str, **speeds: float) -> Case:
    """Services to poll; no two of them answer at the same time."""
    names = list(speeds)
    shown = sorted(
        (second, f"{name} is up") for name, second in speeds.items()
    )

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", speeds, "{} is up"), names

    return Case(
        words,
        given,
        returns=len(names),
        seconds=max(speeds.values(), default=0),
        more={
            "asks": [f"ask({name!r})" for name in names],
            "prints": shown,
        },
    )


def _awaits_its_turns(attempt: Attempt) -> str | None:
    """Find a coroutine, of `as_completed` mostly, that was not awaited."""
    for name in attempt.unawaited:
        if name.endswith("_wait_for_one"):
            return "what as_completed yields was not awaited"
        return f"called {name}() and never awaited it"
    return None


DISPLAY = Exercise(
    id="05-1",
    kind="fix",
    title="A display that jumps",
    name="poll",
    task="""
This display is to show each answer, with `print(answer)`, as soon as it is there.
It uses `as_completed`, and yet every line appears at the same moment, at the very end.
Find out why and mend it; in the end `poll` returns how many answers it has shown.
In the cell below each name is printed twice, when the service answers and when the display shows it: those two should come together.
""",
    stub="""
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    answers = [await answer for answer in asyncio.as_completed(tasks)]
    for answer in answers:
        print(answer)
    return len(answers)
""",
    trial="""
async def ask(name):
    return "  shown: " + await sleeper(name, len(name) / 5)


run(poll(ask, ["archive", "chat", "rss"]), title="Exercise 05-1")
""".strip(),
    cases=(
        _services("", archive=3, mail=1, chat=0.5),
        _services("with other services", tides=0.5, buses=4, trains=2),
        _services("with one service", mail=3),
        _services("with no service at all"),
    ),
    rules=(
        asks(
            hint="does every name get a task, once?",
            more="Make one task for each of the names.",
        ),
        together(),
        rule(
            _awaits_its_turns,
            hint="is what as_completed yields the answer itself?",
            more="It yields something to await; the await gives the answer.",
        ),
        prints(
            hint=(
                "which answer is awaited, and what has to be over before it "
                "is printed?"
            ),
            more=(
                "Print inside the loop over as_completed(tasks), as soon as "
                "the await has given the answer."
            ),
        ),
        returns(
            hint="what is to be counted?",
            more="Return the number of answers that were printed.",
        ),
        takes(
            hint="what does it wait for besides the services?",
            more="Await the answers, and nothing else.",
        ),
    ),
    reference="""
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(await answer)
    return len(tasks)
""",
    discussion="""
The list in the stub is complete when the last answer is in it, and only then does the loop that prints begin.
`as_completed` gives the answers one by one; to gather them in a list first throws that away, and the chart does not show it, since each result was collected on time.
What is to happen with each answer belongs into the loop that awaits it.
""",
    good="each answer was on the screen at the moment it was there.",
    then=(
        "show '2 of 3' in front of each answer. Which of the names in the "
        "function knows how many there are to come?"
    ),
    others=(
        """
async def poll(ask, names):
    async def show(name):
        print(await ask(name))

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(show(name))
    return len(names)
""",
        """
async def poll(ask, names):
    shown = 0
    for answer in asyncio.as_completed([ask(name) for name in names]):
        print(await answer)
        shown += 1
    return shown
""",
        """
async def poll(ask, names):
    pending = {asyncio.ensure_future(ask(name)) for name in names}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            print(task.result())
    return len(names)
""",
    ),
    wrong=(
        Wrong(
            """
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for task in tasks:
        print(await task)
    return len(tasks)
""",
            "not yet: printed 'archive is up' where 'chat is up' was due; "
            "which answer is awaited, and what has to be over before it is "
            "printed?",
        ),
        Wrong(
            """
async def poll(ask, names):
    for name in names:
        print(await ask(name))
    return len(names)
""",
            "not yet: took 4.5 s: ask('mail') started only when "
            "ask('archive') was done; is anything scheduled before the "
            "first await?",
        ),
        Wrong(
            """
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(answer)
    return len(tasks)
""",
            "not yet: returned while ask('archive') and 2 more were still "
            "under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for name, answer in zip(names, asyncio.as_completed(tasks)):
        await answer
        print(f"{name} is up")
    return len(tasks)
""",
            "not yet: printed 'archive is up' where 'chat is up' was due; "
            "which answer is awaited, and what has to be over before it is "
            "printed?",
        ),
        Wrong(
            """
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shown = []
    while len(shown) < len(tasks):
        for task in tasks:
            if task.done() and task not in shown:
                print(task.result())
                shown.append(task)
        await asyncio.sleep(0.2)
    return len(shown)
""",
            "not yet: printed 'chat is up' at 0.6 s, not at 0.5 s; which "
            "answer is awaited, and what has to be over before it is "
            "printed?",
        ),
        Wrong(
            """
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(await answer)
""",
            "not yet: returned None, not 3; what is to be counted?",
        ),
        Wrong(
            """
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(await answer)
        return len(tasks)
""",
            "not yet: returned while ask('archive') and 1 more were still "
            "under way; who awaits the tasks that you started?",
        ),
    ),
    allows=frozenset({"unawaited"}),
)


def _one_counter(
    words: str, show: float, shown: dict[str, float], **speeds: float
) -> Case:
    """Questions that run together, and one counter that serves in turn.

    `shown` tells when the showing of each name begins.
    """
    names = list(speeds)

    def given(world: World) -> tuple[Any, ...]:
        shows = {f"{name}!": show for name in names}
        return world.job("ask", speeds, "{}!"), world.job("show", shows), names

    asked = [(f"ask({name!r})", 0.0, speeds[name]) for name in names]
    served = [
        (f"show('{name}!')", start, start + show)
        for name, start in shown.items()
    ]
    return Case(
        words,
        given,
        seconds=max((end for *_, end in served), default=0),
        chart=(*asked, *served),
    )


COUNTER = Exercise(
    id="05-2",
    kind="schedule",
    title="Make your chart look like this one",
    name="serve",
    task="""
`serve(ask, show, names)` asks everybody and shows each answer, which takes its time: `await show(answer)`.
The stub does all of it in a row.
Change it so that its chart is this one:

```text
serve()       |----|-------|-------|-------|
  show('y!')       |-------|
  show('z!')               |-------|
  show('x!')                       |-------|
ask('x')      |--------------|//////
ask('y')      |----|
ask('z')      |---------|///
```

Is there a program with `as_completed` whose chart has hatching?
""",
    stub="""
async def serve(ask, show, names):
    for name in names:
        await show(await ask(name))
""",
    trial="""
async def ask(name):
    await asyncio.sleep({"x": 1.5, "y": 0.5, "z": 1}[name])
    return name + "!"


async def show(answer):
    await asyncio.sleep(0.8)


run(serve(ask, show, ["x", "y", "z"]), title="Exercise 05-2")
""".strip(),
    cases=(
        _one_counter(
            "",
            0.8,
            {"y": 0.5, "z": 1.3, "x": 2.1},
            x=1.5,
            y=0.5,
            z=1,
        ),
        _one_counter(
            "with other lengths",
            0.5,
            {"r": 0.5, "p": 2, "q": 3},
            p=2,
            q=3,
            r=0.5,
        ),
        _one_counter(
            "with four names",
            1,
            {"d": 0.2, "c": 1.2, "a": 2.2, "b": 5},
            a=1.5,
            b=5,
            c=0.6,
            d=0.2,
        ),
        _one_counter("with one name", 1, {"x": 2}, x=2),
        _one_counter("with no name", 1, {}),
    ),
    rules=(
        chart(
            hint="what starts at the left edge, and what one after another?",
            more=(
                "Make a task of every ask() first. Then await the answers "
                "as they are completed, and show() each inside the loop."
            ),
        ),
        takes(),
    ),
    reference="""
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        await show(await answer)
""",
    discussion="""
There is hatching with `as_completed` too: it tells who is next, but the loop has to come for it, and while it is busy with one answer the others lie there.
That is no head-of-line blocking, since nobody waits for a slow one; it is a queue at a counter.
If answers may be shown at the same time, put `ask` and `show` into one coroutine and make tasks of that.
""",
    good="all were asked together, and served in the order they came.",
    then=(
        "let two answers be shown at the same time, and no more than two. "
        "What in your chart would be the second counter?"
    ),
    others=(
        """
async def serve(ask, show, names):
    counter = asyncio.Lock()

    async def one(name):
        answer = await ask(name)
        async with counter:
            await show(answer)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
""",
        """
async def serve(ask, show, names):
    answers = asyncio.Queue()

    async def one(name):
        answers.put_nowait(await ask(name))

    tasks = [asyncio.ensure_future(one(name)) for name in names]
    for task in tasks:
        await show(await answers.get())
    await asyncio.gather(*tasks)
""",
        """
async def serve(ask, show, names):
    for answer in asyncio.as_completed(list(map(ask, names))):
        text = await answer
        await asyncio.create_task(show(text))
""",
    ),
    wrong=(
        Wrong(
            """
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for task in tasks:
        await show(await task)
""",
            "not yet: show('y!') ran from 2.3 s to 3.1 s; in the given "
            "chart it runs from 0.5 s to 1.3 s; what starts at the left "
            "edge, and what one after another?",
        ),
        Wrong(
            """
async def serve(ask, show, names):
    async def one(name):
        await show(await ask(name))

    await asyncio.gather(*map(one, names))
""",
            "not yet: show('z!') ran from 1 s to 1.8 s; in the given chart "
            "it runs from 1.3 s to 2.1 s; what starts at the left edge, and "
            "what one after another?",
        ),
        Wrong(
            """
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    answers = [await answer for answer in asyncio.as_completed(tasks)]
    for answer in answers:
        await show(answer)
""",
            "not yet: show('y!') ran from 1.5 s to 2.3 s; in the given "
            "chart it runs from 0.5 s to 1.3 s; what starts at the left "
            "edge, and what one after another?",
        ),
        Wrong(
            """
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        await answer
    for name in names:
        await show(f"{name}!")
""",
            "not yet: show('y!') ran from 2.3 s to 3.1 s; in the given "
            "chart it runs from 0.5 s to 1.3 s; what starts at the left "
            "edge, and what one after another?",
        ),
        Wrong(
            """
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shows = []
    for answer in asyncio.as_completed(tasks):
        shows.append(asyncio.create_task(show(await answer)))
    await asyncio.gather(*shows)
""",
            "not yet: show('z!') ran from 1 s to 1.8 s; in the given chart "
            "it runs from 1.3 s to 2.1 s; what starts at the left edge, and "
            "what one after another?",
        ),
        Wrong(
            """
async def serve(ask, show, names):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    for name in sorted(names, key="yzx".find):
        await show(await tasks[name])
""",
            "not yet: with other lengths: show('r!') ran from 3.5 s to 4 s; "
            "in the given chart it runs from 0.5 s to 1 s; what starts at "
            "the left edge, and what one after another?",
        ),
    ),
)


def _mirrors(
    words: str,
    limit: float,
    right: str | None,
    seconds: float,
    cancelled: str = "",
    **jobs: float | Job,
) -> Case:
    """Mirrors, of which some are down; `cancelled` names some of them."""
    names = list(jobs)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("fetch", jobs, "file of {}"), names, limit

    return Case(
        words,
        given,
        returns=None if right is None else f"file of {right}",
        seconds=seconds,
        more={
            "asks": [f"fetch({name!r})" for name in names],
            "cancels": [f"fetch({name!r})" for name in cancelled.split()],
        },
    )


def _down(seconds: float) -> Job:
    return Job(seconds, raises=ConnectionError("the mirror is down"))


FIRST_GOOD = Exercise(
    id="05-3",
    kind="make",
    title="The first good answer, within a limit",
    name="download",
    task="""
A file lies on several mirrors; some are slow, some are down, and nobody knows which.
Make `download(fetch, mirrors, limit)` from nothing: it asks all of them at the same time with `fetch(mirror)` and returns the first answer that is not a failure.
A mirror that is down raises `ConnectionError`, which counts for nothing as long as others may answer.
When there is no good answer within `limit` seconds, or all of them are down, it returns `None`, as soon as that is known.
Whatever happens, the fetches that nobody needs any more are cancelled, and have ended when `download` returns.
For the mirrors in the cell below and a limit of 2 that is `'near'`; with a limit of 0.8 it is `None`.
""",
    stub="""
async def download(fetch, mirrors, limit):
    pass
""",
    trial="""
async def fetch(mirror):
    if mirror == "down":
        raise ConnectionError(mirror)
    return await sleeper(mirror, 1 if mirror == "near" else 3)


run(download(fetch, ["far", "down", "near"], 2), title="Exercise 05-3")
""".strip(),
    cases=(
        _mirrors("", 2, "near", 1, "far", far=3, down=_down(0.5), near=1),
        _mirrors(
            "with a limit that is too short",
            0.8,
            None,
            0.8,
            "far near",
            far=3,
            down=_down(0.5),
            near=1,
        ),
        _mirrors(
            "with all of them down",
            5,
            None,
            1,
            one=_down(1),
            two=_down(0.5),
        ),
        _mirrors(
            "with a mirror that needs a while to hang up",
            5,
            "near",
            1.5,
            "far",
            near=1,
            far=Job(4, stubborn=0.5),
        ),
        _mirrors("with no mirror at all", 2, None, 0),
    ),
    rules=(
        asks(
            hint="is every mirror asked, and none of them twice?",
            more="Make one task for each of the mirrors.",
        ),
        together(),
        returns(
            hint="which answer counts, and which only looks like one?",
            more=(
                "Return from inside the loop at the first answer; a "
                "ConnectionError means: go on with the next."
            ),
        ),
        cancels(
            hint="what becomes of the fetches that nobody needs any more?",
            more="Cancel what is left, on every way out of the function.",
        ),
        sees_them_end(
            hint="who waits until a cancelled fetch has ended?",
            more=(
                "cancel() only asks. Wait for all the tasks after it, for "
                "instance with asyncio.wait(tasks)."
            ),
        ),
        takes(
            hint="when is the outcome known, and when does it return?",
            more="Return at the first good answer, or when none can come.",
        ),
    ),
    reference="""
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await answer
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
""",
    discussion="""
There are three ways out: an answer, the limit, and the end of the loop when all have failed; `finally` tidies up after each of them.
The two `except` catch different things in different places: a mirror that is down is one more turn of the loop, the limit is the end of it.
`asyncio.gather(..., return_exceptions=True)` waits until every task has ended, whatever became of it, and does not mind an empty list, as `asyncio.wait` does; [notebook 06](06_gather.ipynb) is about it.
""",
    good="the first good answer counted, and nothing was left behind.",
    then=(
        "ask a further mirror only when the ones before it have been silent "
        "for a second. Notebook 09 has what you need for that."
    ),
    others=(
        """
async def download(fetch, mirrors, limit):
    async def any_of(tasks):
        for answer in asyncio.as_completed(tasks):
            try:
                return await answer
            except ConnectionError:
                continue

    tasks = [asyncio.ensure_future(fetch(mirror)) for mirror in mirrors]
    try:
        return await asyncio.wait_for(any_of(tasks), limit)
    except asyncio.TimeoutError:
        return None
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
""",
        """
async def download(fetch, mirrors, limit):
    good = None

    async def one(mirror):
        nonlocal good
        try:
            answer = await fetch(mirror)
        except ConnectionError:
            return
        good = answer
        for task in tasks:
            if task is not asyncio.current_task():
                task.cancel()

    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(mirror)) for mirror in mirrors]
    except TimeoutError:
        pass
    return good
""",
        """
async def download(fetch, mirrors, limit):
    tasks = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    pending, good = set(tasks), None
    end = asyncio.get_running_loop().time() + limit
    while pending and good is None:
        rest = end - asyncio.get_running_loop().time()
        done, pending = await asyncio.wait(
            pending, timeout=rest, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            break
        for task in done:
            if task.exception() is None:
                good = task.result()
    for task in pending:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return good
""",
    ),
    wrong=(
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    for answer in asyncio.as_completed(tasks, timeout=limit):
        return await answer
""",
            "not yet: raised ConnectionError: the mirror is down (line 4: "
            "return await answer); what does the last line of its traceback "
            "say when you run it?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    for answer in asyncio.as_completed(tasks, timeout=limit):
        try:
            return await answer
        except ConnectionError:
            pass
""",
            "not yet: returned while fetch('far') was still under way; who "
            "awaits the tasks that you started?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await answer
            except ConnectionError:
                pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
""",
            "not yet: with a limit that is too short: raised TimeoutError "
            "(line 6: return await answer); what does the last line of its "
            "traceback say when you run it?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                return await answer
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
""",
            "not yet: with a mirror that needs a while to hang up: returned "
            "at 1 s, when fetch('far') had not ended yet; who waits until a "
            "cancelled fetch has ended?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            return await answer
    except (ConnectionError, TimeoutError):
        return None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
""",
            "not yet: returned None, not 'file of near'; which answer "
            "counts, and which only looks like one?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    if tasks:
        await asyncio.wait(tasks, timeout=limit)
    good = None
    for task in tasks:
        if not task.done():
            task.cancel()
        elif task.exception() is None:
            good = task.result()
    await asyncio.gather(*tasks, return_exceptions=True)
    return good
""",
            "not yet: took 2 s, not 1 s; when is the outcome known, and "
            "when does it return?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    for mirror in mirrors:
        try:
            return await asyncio.wait_for(fetch(mirror), limit)
        except (ConnectionError, TimeoutError):
            pass
""",
            "not yet: took 3.5 s: fetch('down') started only when "
            "fetch('far') was done; is anything scheduled before the first "
            "await?",
        ),
        Wrong(
            """
async def download(fetch, mirrors, limit):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    answers = []
    try:
        for answer in asyncio.as_completed(tasks, timeout=limit):
            try:
                answers.append(await answer)
            except ConnectionError:
                pass
    except TimeoutError:
        pass
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return answers[0] if answers else None
""",
            "not yet: took 2 s, not 1 s; when is the outcome known, and "
            "when does it return?",
        ),
    ),
)

EXERCISES = (DISPLAY, COUNTER, FIRST_GOOD)
