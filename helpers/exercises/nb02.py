"""The exercises of notebook 02, one after another."""

from __future__ import annotations

import itertools
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
    chart,
    in_order,
    one_by_one,
    returns,
    rule,
    takes,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "02_one_after_another"


def _services(words: str, **speeds: float) -> Case:
    """Services to poll: their names, and the seconds that each takes."""
    names = list(speeds)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", speeds, "{} is up"), names

    return Case(
        words,
        given,
        returns={name: f"{name} is up" for name in names},
        seconds=sum(speeds.values()),
        more={"asks": [f"ask({name!r})" for name in names]},
    )


POLL = Exercise(
    id="02-1",
    kind="complete",
    title="Poll services that allow one request at a time",
    name="poll",
    task="""
A status page asks some services how they are.
They share one line that takes a single request at a time, so the page asks them one after another.
Complete `poll(ask, names)`: it awaits `ask(name)` for each of the names, in turn, and returns a dictionary of the answers.
For `["mail", "news"]` that is `{"mail": "mail is up", "news": "news is up"}`, and the chart is a staircase.
""",
    stub="""
async def poll(ask, names):
    answers = {}
    answers[names[0]] = await ask(names[0])
    return answers
""",
    trial='run(poll(b, ["mail", "news"]), title="Exercise 02-1")',
    cases=(
        _services("", mail=0.5, news=1, weather=2),
        _services("with other services", tides=2, buses=0.5),
        _services("with one service", mail=3),
        _services("with no service at all"),
    ),
    rules=(
        one_by_one(
            hint="what has to be over before the next request may go out?",
            more="Await ask(name) where you call it, inside the loop.",
        ),
        asks(
            hint="does the loop reach every name, once?",
            more="Loop over names; each turn awaits ask(name) once.",
        ),
        returns(
            hint="what goes into the dictionary under each name?",
            more="answers[name] = await ask(name), for every name.",
        ),
        takes(
            hint="what does it wait for besides the services?",
            more="Nothing but the requests has to take time here.",
        ),
    ),
    reference="""
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
    return answers
""",
    discussion="""
The `await` stands inside the loop, so each turn of the loop lasts as long as its request.
Nothing overlaps, and that is what the line asks for.
The length is the sum of the waits; if the services had a line each, the next notebooks would make it as long as the slowest.
""",
    good="each request went out when the one before was answered.",
    then=(
        "let one service raise ConnectionError, as fails(1) raises "
        "ValueError. What does poll() return for the ones before it?"
    ),
    others=(
        """
async def poll(ask, names):
    return {name: await ask(name) for name in names}
""",
        """
async def poll(ask, names):
    answers = []
    for name in names:
        task = asyncio.create_task(ask(name))
        answers.append((name, await task))
    return dict(answers)
""",
        """
async def poll(ask, names):
    if not names:
        return {}
    *before, last = names
    answers = await poll(ask, before)
    return answers | {last: await ask(last)}
""",
    ),
    wrong=(
        Wrong(
            """
async def poll(ask, names):
    answers = await asyncio.gather(*(ask(name) for name in names))
    return dict(zip(names, answers))
""",
            "not yet: ask('news') started at 0 s, before ask('mail') was "
            "done; what has to be over before the next request may go out?",
        ),
        Wrong(
            """
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = ask(name)
    return answers
""",
            "not yet: returned a coroutine, of which nothing has run; is "
            "there an 'await' missing?",
        ),
        Wrong(
            """
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
        return answers
""",
            "not yet: ask('news') was never started; does the loop reach "
            "every name, once?",
        ),
        Wrong(
            """
async def poll(ask, names):
    return {name: f"{name} is up" for name in names}
""",
            "not yet: ask('mail') was never started; does the loop reach "
            "every name, once?",
        ),
        Wrong(
            """
async def poll(ask, names):
    return [await ask(name) for name in names]
""",
            "not yet: returned ['mail is up', 'news is up', 'weather is "
            "up'], not {'mail': 'mail is up', 'news': 'news is up', "
            "'weather': '...; what goes into the dictionary under each "
            "name?",
        ),
        Wrong(
            """
async def poll(ask, names):
    answers = {}
    for name in names:
        answers[name] = await ask(name)
        await asyncio.sleep(0.5)
    return answers
""",
            "not yet: took 5 s: the last call was done at 4.5 s already; "
            "what does it wait for besides the services?",
        ),
    ),
)


def _pages(words: str, **speeds: float) -> Case:
    """Pages to fetch, with half a second of rest between two of them."""
    names = list(speeds)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("fetch", speeds, "text of {}"), names

    return Case(
        words,
        given,
        returns=[f"text of {name}" for name in names],
        seconds=sum(speeds.values()) + 0.5 * (len(names) - 1),
        more={"order": [f"fetch({name!r})" for name in names]},
    )


def _rests(attempt: Attempt) -> str | None:
    """Find two requests with less than half a second between them."""
    calls = attempt.calls
    for before, after in itertools.pairwise(calls):
        if after.started - before.end < 0.5 - 1e-6:
            return (
                f"the server had no rest between {before.label} and "
                f"{after.label}"
            )
    return None


POLITE = Exercise(
    id="02-2",
    kind="fix",
    title="A crawler that stops everybody else",
    name="crawl",
    task="""
This crawler is polite: between two pages it leaves the server alone for half a second.
It is correct, and yet every other task of the program stands still while it rests.
Find out why and mend it: one page after another, half a second between two pages and none after the last, and the event loop held up by nobody.
""",
    stub="""
import time


async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        time.sleep(0.5)
    return texts
""",
    trial='run(crawl(b, ["home", "news"]), title="Exercise 02-2")',
    cases=(
        _pages("", home=1, news=0.5, archive=1),
        _pages("with other pages", map=0.5, index=2),
        _pages("with one page", home=1),
    ),
    rules=(
        in_order(
            hint="are the pages fetched in the order of their names?",
            more="Keep the loop: for name in names, one fetch each.",
        ),
        one_by_one(
            hint="is one page there before the next one is asked for?",
            more="Await fetch(name) inside the loop.",
        ),
        rule(
            _rests,
            hint="what waits without keeping others from running?",
            more="await asyncio.sleep(0.5) between two pages.",
        ),
        takes(
            hint="is there a rest where none is needed?",
            more="Rest before each page but the first.",
        ),
        returns(
            hint="what does each fetch give you?",
            more="Collect the texts in a list, in order.",
        ),
    ),
    reference="""
async def crawl(fetch, names):
    texts = []
    for name in names:
        if texts:
            await asyncio.sleep(0.5)
        texts.append(await fetch(name))
    return texts
""",
    discussion="""
`time.sleep` keeps the thread, and with it the event loop; `await asyncio.sleep` gives the loop back until the time is over.
For the crawler alone both take the same time, which is why such a mistake is found late: only the others suffer.
`await asyncio.to_thread(time.sleep, 0.5)` is right as well, and is the way out when the blocking call is not yours to change.
""",
    good="the server has its rest, and the loop is free meanwhile.",
    then=(
        "run crawl() beside a task that prints a line every 0.2 s, before "
        "and after your change, and compare() the two charts."
    ),
    others=(
        """
async def crawl(fetch, names):
    texts = [await fetch(names[0])]
    for name in names[1:]:
        await asyncio.to_thread(time.sleep, 0.5)
        texts.append(await fetch(name))
    return texts
""",
        """
async def crawl(fetch, names):
    async def late(name, rest):
        await asyncio.sleep(rest)
        return await fetch(name)

    rests = [0] + [0.5] * (len(names) - 1)
    return [await late(n, rest) for n, rest in zip(names, rests)]
""",
        """
async def crawl(fetch, names):
    texts = []
    for place, name in enumerate(names):
        if place > 0:
            try:
                async with asyncio.timeout(0.5):
                    await asyncio.Event().wait()
            except TimeoutError:
                pass
        texts.append(await asyncio.create_task(fetch(name)))
    return texts
""",
    ),
    wrong=(
        Wrong(
            """
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        if name != names[-1]:
            time.sleep(0.5)
    return texts
""",
            "not yet: held up the whole event loop for 1 s; which call in "
            "there waits without an 'await'?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        asyncio.sleep(0.5)
    return texts
""",
            "not yet: called sleep() and never awaited it; is there an "
            "'await' missing?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    return [await fetch(name) for name in names]
""",
            "not yet: the server had no rest between fetch('home') and "
            "fetch('news'); what waits without keeping others from running?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    texts = []
    for name in names:
        texts.append(await fetch(name))
        await asyncio.sleep(0.5)
    return texts
""",
            "not yet: took 4 s: the last call was done at 3.5 s already; is "
            "there a rest where none is needed?",
        ),
        Wrong(
            """
async def crawl(fetch, names):
    tasks = [asyncio.create_task(fetch(name)) for name in names]
    await asyncio.sleep(0.5)
    return [await task for task in tasks]
""",
            "not yet: fetch('news') started at 0 s, before fetch('home') was "
            "done; is one page there before the next one is asked for?",
        ),
    ),
)


def _quick_one_first(words: str, a: float, b1: float, b2: float) -> Case:
    def given(world: World) -> tuple[Any, ...]:
        return world.single("a", a), world.job("b", {"b1": b1, "b2": b2})

    return Case(
        words,
        given,
        returns=["a", "b1", "b2"],
        chart=(
            ("b('b2')", 0, b2),
            ("a()", b2, b2 + a),
            ("b('b1')", b2 + a, b2 + a + b1),
        ),
    )


SCHEDULE = Exercise(
    id="02-3",
    kind="schedule",
    title="Make your chart look like this one",
    name="main",
    task="""
Here the calls run in another order, but `main(a, b)` still returns `['a', 'b1', 'b2']`.
Change `main` so that its chart is this one:

```text
main()    |---------|-----------------------------|---------|
  b('b2') |---------|
  a()               |-----------------------------|
  b('b1')                                         |---------|
```
""",
    stub="""
async def main(a, b):
    return [await a(), await b("b1"), await b("b2")]
""",
    trial='run(main(a, b), title="Exercise 02-3")',
    cases=(
        _quick_one_first("", 3, 1, 1),
        _quick_one_first("with other lengths", 0.5, 2, 1.5),
    ),
    rules=(
        chart(
            hint="in which order do the three awaits stand?",
            more="Await b('b2') first, keep what it returns, then a().",
        ),
        returns(
            hint="must a list be filled in the order of the awaits?",
            more="Give each result a name; put the list together at the end.",
        ),
    ),
    reference="""
async def main(a, b):
    second = await b("b2")
    first = await a()
    middle = await b("b1")
    return [first, middle, second]
""",
    discussion="""
The order of the awaits is the order in time; the order of the list is another matter.
A result that has a name can wait until it is needed.
""",
    good="the schedule is one thing and the order of results another.",
    then="is there a way to write it on one line? Is it still readable?",
    others=(
        """
async def main(a, b):
    b2, a, b1 = [await b("b2"), await a(), await b("b1")]
    return [a, b1, b2]
""",
        """
async def main(a, b):
    found = {}
    for name, call in (("b2", b("b2")), ("a", a()), ("b1", b("b1"))):
        found[name] = await call
    return [found[name] for name in ("a", "b1", "b2")]
""",
        """
async def main(a, b):
    results = [await asyncio.create_task(b("b2"))]
    results.insert(0, await asyncio.ensure_future(a()))
    results.insert(1, await b("b1"))
    return results
""",
    ),
    wrong=(
        Wrong(
            """
async def main(a, b):
    return [await b("b2"), await a(), await b("b1")]
""",
            "not yet: returned ['b2', 'a', 'b1'], not ['a', 'b1', 'b2']; "
            "must a list be filled in the order of the awaits?",
        ),
        Wrong(
            """
async def main(a, b):
    first = await a()
    last = await b("b2")
    return [first, await b("b1"), last]
""",
            "not yet: b('b2') ran from 3 s to 4 s; in the given chart it "
            "runs from 0 s to 1 s; in which order do the three awaits stand?",
        ),
        Wrong(
            """
async def main(a, b):
    return list(await asyncio.gather(a(), b("b1"), b("b2")))
""",
            "not yet: a() ran from 0 s to 3 s; in the given chart it runs "
            "from 1 s to 4 s; in which order do the three awaits stand?",
        ),
        Wrong(
            """
async def main(a, b):
    last = await b("b2")
    await asyncio.sleep(3)
    return ["a", await b("b1"), last]
""",
            "not yet: a() is in the chart, and never started; in which order "
            "do the three awaits stand?",
        ),
        Wrong(
            """
async def main(a, b):
    tasks = [asyncio.create_task(b("b2"))]
    await asyncio.sleep(1)
    first = await a()
    return [first, await b("b1"), await tasks[0]]
""",
            "not yet: with other lengths: a() ran from 1 s to 1.5 s; in the "
            "given chart it runs from 1.5 s to 2 s; in which order do the "
            "three awaits stand?",
        ),
    ),
)


def _mirrors(
    words: str, answers: list[str], seconds: float = 1.0, asked: int = 0
) -> Case:
    """Mirrors of a file: "down" raises ConnectionError, "up" answers."""
    names = [f"mirror {number}" for number in range(1, len(answers) + 1)]
    asked = asked or len(answers)
    down = ConnectionError("the mirror is down")
    broken = ValueError("the mirror sent nonsense")
    errors = {"down": down, "broken": broken}
    jobs = {
        name: Job(seconds, f"file of {name}", errors.get(answer))
        for name, answer in zip(names, answers, strict=True)
    }
    last = answers[asked - 1]
    error = errors.get(last)
    return Case(
        words,
        lambda world: (world.job("fetch", jobs), names),
        returns=ANYTHING if error else f"file of {names[asked - 1]}",
        raises=None if error is None else type(error),
        seconds=seconds * asked,
        more={"order": [f"fetch({name!r})" for name in names[:asked]]},
    )


MIRRORS = Exercise(
    id="02-4",
    kind="make",
    title="Ask the next mirror when one is down",
    name="download",
    task="""
Make `download(fetch, mirrors)` from nothing.
It awaits `fetch(mirror)` for one mirror after another, until one of them answers, returns that answer, and asks no further mirror.
A mirror that is down raises `ConnectionError`: then it is the turn of the next.
When all of them are down, the `ConnectionError` of the last one comes out of `download`; any other exception comes out at once.
For three mirrors of which the first is down, the chart has two steps, not three.
""",
    stub="""
async def download(fetch, mirrors):
    pass
""",
    trial='run(download(b, ["mirror 1", "mirror 2"]), title="Exercise 02-4")',
    cases=(
        _mirrors("", ["down", "up", "up"], asked=2),
        _mirrors("with the first one up", ["up", "down"], asked=1),
        _mirrors("with all of them down", ["down", "down"], 0.5),
        _mirrors("with the last one up", ["down", "down", "up"], 2),
        _mirrors("with an error of another kind", ["broken", "up"], asked=1),
    ),
    rules=(
        in_order(
            hint="which mirror is asked next, and when is it enough?",
            more="Return from inside the loop, at the first answer.",
        ),
        one_by_one(
            hint="when do you know that the next mirror is needed?",
            more="Await each fetch before you ask the next mirror.",
        ),
        returns(
            hint="what does fetch() give you?",
            more="Return what the await gave, unchanged.",
        ),
        takes(
            hint="what does it wait for besides the mirrors?",
            more="Go on to the next mirror at once.",
        ),
    ),
    reference="""
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            if mirror == mirrors[-1]:
                raise
""",
    discussion="""
One after another is right here: whether the second mirror is needed is known only when the first has failed.
`return` inside `try` ends the loop at the first answer, and a bare `raise` passes on the error that is being handled.
To ask the second mirror after a while, although the first may still answer, needs tasks and `wait`: notebook 09.
""",
    good="no mirror was troubled without need, and no error was lost.",
    then=(
        "collect all the errors, and raise them together as an "
        "ExceptionGroup when nobody answers."
    ),
    others=(
        """
async def download(fetch, mirrors):
    *before, last = mirrors
    for mirror in before:
        try:
            return await fetch(mirror)
        except ConnectionError:
            continue
    return await fetch(last)
""",
        """
async def download(fetch, mirrors):
    error = None
    for mirror in mirrors:
        task = asyncio.create_task(fetch(mirror))
        await asyncio.wait([task])
        error = task.exception()
        if error is None:
            return task.result()
        if not isinstance(error, ConnectionError):
            break
    raise error
""",
        """
async def download(fetch, mirrors):
    first, *rest = mirrors
    try:
        return await fetch(first)
    except ConnectionError:
        if not rest:
            raise
    return await download(fetch, rest)
""",
    ),
    wrong=(
        Wrong(
            """
async def download(fetch, mirrors):
    for mirror in mirrors:
        return await fetch(mirror)
""",
            "not yet: raised ConnectionError: the mirror is down (line 3: "
            "return await fetch(mirror)); what does the last line of its "
            "traceback say when you run it?",
        ),
        Wrong(
            """
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            pass
""",
            "not yet: with all of them down: returned None, and "
            "ConnectionError should have come out; which exception is to "
            "come out, and from where?",
        ),
        Wrong(
            """
async def download(fetch, mirrors):
    answers = await asyncio.gather(
        *(fetch(mirror) for mirror in mirrors), return_exceptions=True
    )
    for answer in answers:
        if isinstance(answer, str):
            return answer
    raise answers[-1]
""",
            "not yet: the order was fetch('mirror 1'), fetch('mirror 2'), "
            "fetch('mirror 3'); which mirror is asked next, and when is it "
            "enough?",
        ),
        Wrong(
            """
async def download(fetch, mirrors):
    answer = error = None
    for mirror in mirrors:
        try:
            answer = answer or await fetch(mirror)
        except Exception as e:
            error = e
    if answer:
        return answer
    raise error
""",
            "not yet: with an error of another kind: returned 'file of "
            "mirror 2', and ValueError should have come out; which exception "
            "is to come out, and from where?",
        ),
        Wrong(
            """
async def download(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError:
            await asyncio.sleep(1)
            if mirror == mirrors[-1]:
                raise
""",
            "not yet: took 3 s: fetch('mirror 2') started only at 2 s, though "
            "fetch('mirror 1') was done at 1 s; what does it wait for "
            "besides the mirrors?",
        ),
    ),
)

EXERCISES = (POLL, POLITE, SCHEDULE, MIRRORS)
