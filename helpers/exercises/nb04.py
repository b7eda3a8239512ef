"""The exercises of notebook 04, scheduled first."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import (
    ANYTHING,
    Attempt,
    Case,
    Exercise,
    Wrong,
)
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    cancels,
    chart,
    returns,
    rule,
    sees_them_end,
    takes,
    together,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "04_scheduled_first"


def _pages(words: str, **speeds: float) -> Case:
    """Pages to fetch: their names, and the seconds that each takes."""
    names = list(speeds)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("fetch", speeds, "text of {}"), names

    return Case(
        words,
        given,
        returns=[f"text of {name}" for name in names],
        seconds=max(speeds.values(), default=0),
        more={"asks": [f"fetch({name!r})" for name in names]},
    )


CRAWL = Exercise(
    id="04-1",
    kind="fix",
    title="A crawler with tasks that is no quicker",
    name="crawl",
    task="""
Somebody moved this crawler to tasks and found it no quicker than before.
It makes a task for every page, and yet its chart is a staircase.
Find the reason and mend it: all pages are fetched at the same time, and the texts come back in the order of the names.
For two pages of a second each, the whole takes one second.
""",
    stub="""
async def crawl(fetch, names):
    texts = []
    for name in names:
        task = asyncio.create_task(fetch(name))
        texts.append(await task)
    return texts
""",
    trial='run(crawl(b, ["home", "news"]), title="Exercise 04-1")',
    cases=(
        _pages("", home=1, news=2, archive=0.5),
        _pages("with other pages", map=3, index=1),
        _pages("with one page", home=1),
        _pages("with no page at all"),
    ),
    rules=(
        asks(
            hint="does every name get a task, once?",
            more="Make one task for each of the names.",
        ),
        together(
            hint="what is waited for before the next one is under way?",
            more="Make all the tasks in a loop of their own, and keep them.",
        ),
        returns(
            hint="in which order are the tasks collected?",
            more="Await the tasks in the order in which they were made.",
        ),
        takes(
            hint="what does it wait for besides the pages?",
            more="Await the tasks, and nothing else.",
        ),
    ),
    reference="""
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    return [await task for task in tasks]
""",
    discussion="""
A task overlaps with what happens between its creation and the moment at which somebody waits for it.
In the stub nothing happens there, so a task is no better than a plain `await`.
Two loops are needed: the first one schedules everything and waits for nothing, the second one collects.
""",
    good="every page was under way before the first was waited for.",
    then=(
        "let the first page be the slowest, print each text when it is "
        "collected, and look for the hatching."
    ),
    others=(
        """
async def crawl(fetch, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(fetch(name)) for name in names]
    return [task.result() for task in tasks]
""",
        """
async def crawl(fetch, names):
    return list(await asyncio.gather(*map(fetch, names)))
""",
        """
async def crawl(fetch, names):
    if not names:
        return []
    first = asyncio.ensure_future(fetch(names[0]))
    rest = await crawl(fetch, names[1:])
    return [await first, *rest]
""",
    ),
    wrong=(
        Wrong(
            """
async def crawl(fetch, names):
    return [await asyncio.create_task(fetch(name)) for name in names]
""",
            "not yet: took 3.5 s: fetch('news') started only when "
            "fetch('home') was done; what is waited for before the next one "
            "is under way?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    jobs = [fetch(name) for name in names]
    return [await job for job in jobs]
""",
            "not yet: took 3.5 s: fetch('news') started only when "
            "fetch('home') was done; what is waited for before the next one "
            "is under way?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    return [asyncio.create_task(fetch(name)) for name in names]
""",
            "not yet: returned a Task, not its result; is there an 'await' "
            "missing?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    texts = []
    for name in names:
        task = asyncio.create_task(fetch(name))
    texts.append(await task)
    return texts
""",
            "not yet: returned while fetch('home') and 1 more were still "
            "under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    return [await text for text in asyncio.as_completed(tasks)]
""",
            "not yet: returned ['text of archive', 'text of home', 'text of "
            "news'], not ['text of home', 'text of news', 'text of "
            "archive']; in which order are the tasks collected?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    await asyncio.sleep(2)
    return [task.result() for task in tasks]
""",
            "not yet: raised InvalidStateError: Result is not set. (line 4: "
            "return [task.result() for task in tasks]); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(fetch(name)))
        await asyncio.sleep(0.1)
    return [await task for task in tasks]
""",
            "not yet: took 2.1 s: fetch('news') started only at 0.1 s; what "
            "is waited for before the next one is under way?",
        ),
    ),
)


def _fetched_early(words: str, a: float, b1: float, b2: float) -> Case:
    """b1 in the background, collected when a and b2 are through."""

    def given(world: World) -> tuple[Any, ...]:
        return world.single("a", a), world.job("b", {"b1": b1, "b2": b2})

    return Case(
        words,
        given,
        returns=["a", "b1", "b2"],
        chart=(
            ("a()", 0, a),
            ("b('b1')", 0, b1),
            ("b('b2')", a, a + b2),
        ),
        more={"collected": max(a + b2, b1)},
    )


def _collected_last(attempt: Attempt) -> str | None:
    """Find out whether b1's result was taken at another time."""
    right = attempt.case.more["collected"]
    for lane in attempt.timeline.lanes:
        if lane.label == "b('b1')" and lane.is_task:
            at = lane.collected
            if at is not None and abs(at - right) > 1e-6:
                return (
                    f"b('b1') was collected at {at:g} s; in the given chart "
                    f"its hatching ends at {right:g} s"
                )
    return None


SCHEDULE = Exercise(
    id="04-2",
    kind="schedule",
    title="Make your chart look like this one",
    name="main",
    task="""
Here the three calls stand in a row, and `main(a, b)` returns `['a', 'b1', 'b2']`.
Change `main` so that its chart is this one, hatching included, and the result is the same:

```text
main()    |-----------------------------|---------|
  a()     |-----------------------------|
  b('b2')                               |---------|
b('b1')   |---------|//////////////////////////////
```
""",
    stub="""
async def main(a, b):
    return [await a(), await b("b1"), await b("b2")]
""",
    trial='run(main(a, b), title="Exercise 04-2")',
    cases=(
        _fetched_early("", 3, 1, 1),
        _fetched_early("with b1 the slowest", 0.5, 3, 1),
        _fetched_early("with other lengths", 1, 1.5, 2),
    ),
    rules=(
        chart(
            hint="which of the three lanes is not indented, and why?",
            more=(
                "One of the calls becomes a task before the first await; "
                "the other two are awaited where they are called."
            ),
        ),
        rule(
            _collected_last,
            hint="after which await does main() come for it?",
            more="Await the task when everything else has been done.",
        ),
        returns(
            hint="must a list be filled in the order of the awaits?",
            more="Give each result a name; put the list together at the end.",
        ),
        takes(),
    ),
    reference="""
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    first = await a()
    last = await b("b2")
    return [first, await task, last]
""",
    discussion="""
The task starts when `main` first waits, that is inside `a()`, and needs nobody until its result is wanted.
`[await a(), await task, await b("b2")]` draws another chart: what stands in the middle of the list is awaited in the middle, and when the task is slow `b("b2")` has to wait for it.
Collected last, the task costs nothing unless it is slower than all the rest.
""",
    good="it was started early, collected late, and held up nobody.",
    then=(
        "which chart do you get when b('b1') fails? Try it with fails(1), "
        "and look at when main() hears of it."
    ),
    others=(
        """
async def main(a, b):
    task = asyncio.ensure_future(b("b1"))
    found = [await a(), await b("b2")]
    found.insert(1, await task)
    return found
""",
        """
async def main(a, b):
    async def in_turn():
        return [await a(), await b("b2")]

    task = asyncio.create_task(b("b1"))
    first, last = await in_turn()
    return [first, await task, last]
""",
        """
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        task = group.create_task(b("b1"))
        first = await a()
        last = await b("b2")
    return [first, task.result(), last]
""",
    ),
    wrong=(
        Wrong(
            """
async def main(a, b):
    jobs = [a(), b("b1"), b("b2")]
    tasks = [asyncio.create_task(job) for job in jobs]
    return [await task for task in tasks]
""",
            "not yet: b('b2') ran from 0 s to 1 s; in the given chart it "
            "runs from 3 s to 4 s; which of the three lanes is not "
            "indented, and why?",
        ),
        Wrong(
            """
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    return [await a(), await task, await b("b2")]
""",
            "not yet: b('b1') was collected at 3 s; in the given chart its "
            "hatching ends at 4 s; after which await does main() come for "
            "it?",
        ),
        Wrong(
            """
async def main(a, b):
    first = await a()
    task = asyncio.create_task(b("b1"))
    last = await b("b2")
    return [first, await task, last]
""",
            "not yet: b('b1') ran from 3 s to 4 s; in the given chart it "
            "runs from 0 s to 1 s; which of the three lanes is not "
            "indented, and why?",
        ),
        Wrong(
            """
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    return [await a(), await b("b2"), await task]
""",
            "not yet: returned ['a', 'b2', 'b1'], not ['a', 'b1', 'b2']; "
            "must a list be filled in the order of the awaits?",
        ),
        Wrong(
            """
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    first = await a()
    last = await b("b2")
    return [first, task, last]
""",
            "not yet: returned a Task, not its result; is there an 'await' "
            "missing?",
        ),
        Wrong(
            """
async def main(a, b):
    tasks = [asyncio.create_task(a()), asyncio.create_task(b("b1"))]
    await asyncio.sleep(3)
    last = await b("b2")
    return [await tasks[0], await tasks[1], last]
""",
            "not yet: with b1 the slowest: b('b2') ran from 3 s to 4 s; in "
            "the given chart it runs from 0.5 s to 1.5 s; which of the "
            "three lanes is not indented, and why?",
        ),
    ),
)


def _service(
    words: str,
    beat: Job,
    work: Job,
    seconds: float,
    stops: bool = True,
) -> Case:
    """A heartbeat, the work beside it, and the length of the whole."""

    def given(world: World) -> tuple[Any, ...]:
        return world.single("heartbeat", beat), world.single("work", work)

    return Case(
        words,
        given,
        returns=ANYTHING if work.raises else work.answer,
        raises=type(work.raises) if work.raises else None,
        seconds=seconds,
        more={
            "asks": ["heartbeat()", "work()"],
            "cancels": ["heartbeat()"] if stops else [],
        },
    )


SHUTDOWN = Exercise(
    id="04-3",
    kind="make",
    title="Shut a service down cleanly",
    name="service",
    task="""
A service reports that it is alive while it works, and the report never ends by itself.
Make `service(heartbeat, work)` from nothing: it starts `heartbeat()` in the background, awaits `work()`, then cancels the heartbeat and waits until that has really ended, for it may have something to tidy up.
It returns what `work()` returned; when the work fails, the heartbeat is stopped all the same, and the exception of the work comes out as it is.
In your chart the heartbeat should be *cancelled*, not *cancelled at the end of run*.
""",
    stub="""
async def service(heartbeat, work):
    pass
""",
    trial="""
async def heartbeat():
    try:
        while True:
            print("alive")
            await asyncio.sleep(0.7)
    finally:
        print("heartbeat stopped")


run(service(heartbeat, a), title="Exercise 04-3")
""".strip(),
    cases=(
        _service(
            "",
            Job(500, stubborn=0.5),
            Job(2, "report"),
            2.5,
        ),
        _service(
            "with a heartbeat that ends at once when cancelled",
            Job(500),
            Job(1, "letter"),
            1,
        ),
        _service(
            "with work that fails",
            Job(500, stubborn=1),
            Job(0.5, raises=ConnectionError("no line")),
            1.5,
        ),
        _service(
            "with a heartbeat that is over before the work",
            Job(0.5),
            Job(2, "book"),
            2,
            stops=False,
        ),
    ),
    rules=(
        asks(
            hint="are both of them started, and each of them once?",
            more="Make a task of heartbeat(), and await work().",
        ),
        together(
            hint="what runs beside the work?",
            more="Make a task of heartbeat() before you await work().",
        ),
        cancels(
            hint="who tells the heartbeat that it is no longer needed?",
            more=(
                "Call the task's cancel() when the work is over, and only "
                "then."
            ),
        ),
        sees_them_end(
            hint="who waits until the heartbeat has tidied up?",
            more=(
                "cancel() only asks. Await the task once more after it; "
                "that raises CancelledError, which is expected here."
            ),
        ),
        returns(
            hint="what did work() give you, and where did it go?",
            more="Return the answer of the work, unchanged.",
        ),
        takes(
            hint="what does it wait for besides the work and the tidying up?",
            more="Cancel the heartbeat at the moment the work is over.",
        ),
    ),
    reference="""
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    finally:
        beat.cancel()
        try:
            await beat
        except asyncio.CancelledError:
            pass
""",
    discussion="""
`cancel()` is a request: it has the task raise `CancelledError` where it waits, and the task may take its time to tidy up.
Whoever awaits it then gets that `CancelledError` too, and here it is no accident, so it is caught; the `try` holds that one line and nothing else.
`finally` sees to it that the heartbeat is stopped on every way out, the failure of the work included.
One thing is left open: if `service` itself is cancelled while it waits for the heartbeat, that is swallowed too.
`await asyncio.wait([beat])` in place of the inner `try` does not have that flaw.
""",
    good="the work was done, and nothing was left running behind it.",
    then=(
        "let the heartbeat fail after 1 s, as fails(1) does. When do you "
        "hear of it, and when would you like to?"
    ),
    others=(
        """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        answer = await work()
    finally:
        beat.cancel()
        await asyncio.wait([beat])
    return answer
""",
        """
async def service(heartbeat, work):
    tasks = [asyncio.ensure_future(each()) for each in (heartbeat, work)]
    await asyncio.wait(tasks[1:])
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return tasks[1].result()
""",
        """
async def service(heartbeat, work):
    async with asyncio.TaskGroup() as group:
        beat = group.create_task(heartbeat())
        answer = error = None
        try:
            answer = await work()
        except Exception as e:
            error = e
        beat.cancel()
    if error is not None:
        raise error
    return answer
""",
    ),
    wrong=(
        Wrong(
            """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    return await work()
""",
            "not yet: returned while heartbeat() was still under way; who "
            "awaits the tasks that you started?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = await work()
    beat.cancel()
    return answer
""",
            "not yet: returned at 2 s, when heartbeat() had not ended yet; "
            "who waits until the heartbeat has tidied up?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = await work()
    beat.cancel()
    await beat
    return answer
""",
            "not yet: raised CancelledError (line 5: await beat); what does"
            " one get from something that was cancelled?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    answer = await work()
    beat.cancel()
    try:
        await beat
    except asyncio.CancelledError:
        pass
    return answer
""",
            "not yet: with work that fails: returned while heartbeat() was "
            "still under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    async with asyncio.TaskGroup() as group:
        beat = group.create_task(heartbeat())
        answer = await work()
        beat.cancel()
    return answer
""",
            "not yet: with work that fails: raised ExceptionGroup: "
            "unhandled errors in a TaskGroup (1 sub-exception) (line 2: "
            "async with asyncio.TaskGroup() as group:); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    done = asyncio.create_task(work())
    await beat
    return await done
""",
            "not yet: heartbeat() was not cancelled: it returned at 500 s; "
            "who tells the heartbeat that it is no longer needed?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    await heartbeat()
    return await work()
""",
            "not yet: took 502 s: work() started only when heartbeat() was "
            "done; what runs beside the work?",
        ),
        Wrong(
            """
async def service(heartbeat, work):
    beat = asyncio.create_task(heartbeat())
    try:
        return await work()
    except Exception:
        return None
    finally:
        beat.cancel()
        await asyncio.wait([beat])
""",
            "not yet: with work that fails: returned None, and "
            "ConnectionError should have come out; which exception is to "
            "come out, and from where?",
        ),
    ),
)

EXERCISES = (CRAWL, SCHEDULE, SHUTDOWN)
