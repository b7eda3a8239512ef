"""The exercises of notebook 10, feeding the loop."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    at_most_at_once,
    chart,
    returns,
    starts,
    takes,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "10_feeding_the_loop"


def _files(words: str, places: int, total: float, **speeds: float) -> Case:
    """Files to copy on so many places, and how long the whole takes."""
    names = list(speeds)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("copy", speeds, "copy of {}"), names, places

    return Case(
        words,
        given,
        returns=[f"copy of {name}" for name in names],
        seconds=total,
        more={
            "asks": [f"copy({name!r})" for name in names],
            "at_once": places,
        },
    )


PLACES = Exercise(
    id="10-1",
    kind="complete",
    title="Copy files, a few at a time",
    name="backup",
    task="""
A backup copies many files over a line that bears only a few copies at once.
Complete `backup(copy, names, places)`: it awaits `copy(name)` for each of the names, never more than `places` of them at once, and returns a list of the answers, in any order.
The files have their turn in the order of the names, and a place that is free does not stay empty while there are files left.
Four files of one second each on two places take two rounds; the stub starts them all.
""",
    stub="""
async def backup(copy, names, places):
    pending = {asyncio.create_task(copy(name)) for name in names}
    answers = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += sorted(task.result() for task in done)
    return answers
""",
    trial="""run(backup(b, ["b1", "b2", "b3", "b4"], 2), title="Exercise 10-1")""",
    cases=(
        _files("", 2, 2, b1=1, b2=1, b3=1, b4=1),
        _files("with one slow file", 2, 3, film=3, x=1, y=0.5, z=1),
        _files("with one place", 1, 2.5, x=1, y=0.5, z=1),
        _files("with three that end together", 3, 3, x=1, y=1, z=1, film=2),
        _files("with more places than files", 5, 2, x=1, y=2),
        _files("with no file at all", 2, 0),
    ),
    rules=(
        at_most_at_once(
            hint="how many may be in pending when the loop waits?",
            more="Make a task of a name only while len(pending) < places.",
        ),
        asks(
            hint="what becomes of the names that find no place at first?",
            more="Go on while anything is pending or any name is left.",
        ),
        takes(
            hint="how many places are empty at that moment?",
            more="Fill all free places, in a loop, before each wait.",
        ),
        returns(
            hint="is the result of every task collected?",
            more="Add the result of each task in done to the list.",
            any_order=True,
        ),
    ),
    reference="""
async def backup(copy, names, places):
    waiting, pending, answers = list(names), set(), []
    while waiting or pending:
        while waiting and len(pending) < places:
            pending.add(asyncio.create_task(copy(waiting.pop(0))))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += sorted(task.result() for task in done)
    return answers
""",
    discussion="""
The inner `while` looks at the places and not at the wake-ups, so it does not matter how many tasks end at once.
The outer condition names both: files that wait and files that are under way.
A semaphore around each copy does the same with less to write; the loop is worth its lines when something has to be decided at each turn.
""",
    good="no place was empty while there was a file for it.",
    then=(
        "let places change while the program runs: after the first copy "
        "there are two more."
    ),
    others=(
        """
async def backup(copy, names, places):
    free = asyncio.Semaphore(places)

    async def one(name):
        async with free:
            return await copy(name)

    return list(await asyncio.gather(*map(one, names)))
""",
        """
async def backup(copy, names, places):
    waiting, answers = list(names), []

    async def worker():
        while waiting:
            answers.append(await copy(waiting.pop(0)))

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return answers
""",
        """
async def backup(copy, names, places):
    waiting, answers = iter(names), []

    async def worker():
        for name in waiting:
            answers.append(await copy(name))

    await asyncio.gather(*(worker() for _ in range(places)))
    return answers
""",
    ),
    wrong=(
        Wrong(
            """
async def backup(copy, names, places):
    return [await copy(name) for name in names]
""",
            "not yet: took 4 s: copy('b2') started only when copy('b1') "
            "was done; how many places are empty at that moment?",
        ),
        Wrong(
            """
async def backup(copy, names, places):
    answers = []
    for at in range(0, len(names), places):
        some = names[at : at + places]
        answers += await asyncio.gather(*map(copy, some))
    return answers
""",
            "not yet: with one slow file: took 4 s: copy('y') started "
            "only when copy('film') was done; how many places are empty "
            "at that moment?",
        ),
        Wrong(
            """
async def backup(copy, names, places):
    names = list(names)
    first, rest, answers = names[:places], names[places:], []
    pending = {asyncio.create_task(copy(name)) for name in first}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += [task.result() for task in done]
        if rest:
            pending.add(asyncio.create_task(copy(rest.pop(0))))
    return answers
""",
            "not yet: took 3 s: copy('b3') started only when copy('b1') "
            "was done; how many places are empty at that moment?",
        ),
        Wrong(
            """
async def backup(copy, names, places):
    pending, answers = set(), []
    for name in names:
        if len(pending) > places:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            answers += [task.result() for task in done]
        pending.add(asyncio.create_task(copy(name)))
    for task in pending:
        answers.append(await task)
    return answers
""",
            "not yet: 3 calls were under way at 0 s, and 2 are allowed; "
            "how many may be in pending when the loop waits?",
        ),
        Wrong(
            """
async def backup(copy, names, places):
    waiting, pending, answers = list(names), set(), []
    while waiting:
        while waiting and len(pending) < places:
            pending.add(asyncio.create_task(copy(waiting.pop(0))))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += [task.result() for task in done]
    return answers
""",
            "not yet: with one slow file: returned while copy('film') was"
            " still under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def backup(copy, names, places):
    names = list(names)
    first, rest, answers = names[:places], names[places:], []
    pending = {asyncio.create_task(copy(name)) for name in first}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            answers.append(task.result())
            pending.add(asyncio.create_task(copy(rest.pop(0))))
    return answers
""",
            "not yet: raised IndexError: pop from empty list (line 11: "
            "pending.add(asyncio.create_task(copy(rest.pop(0))))); what "
            "does the last line of its traceback say when you run it?",
        ),
    ),
)


def _site(words: str, links: dict[str, list[str]], **starts: float) -> Case:
    """A site: the links of each page, and when it can be known of.

    A page takes a tenth of a second for each letter of its name.
    """

    def given(world: World) -> tuple[Any, ...]:
        jobs = {
            page: Job(len(page) / 10, list(found))
            for page, found in links.items()
        }
        return world.job("fetch", jobs), next(iter(links))

    ends = [time + len(page) / 10 for page, time in starts.items()]
    return Case(
        words,
        given,
        returns=sorted(links),
        seconds=max(ends),
        more={
            "asks": [f"fetch({page!r})" for page in links],
            "starts": [(f"fetch({p!r})", t) for p, t in starts.items()],
        },
    )


SITE = {
    "index": ["news", "contact"],
    "news": ["index", "article"],
    "contact": ["jobs"],
    "article": ["news"],
    "jobs": ["index"],
}

CRAWLER = Exercise(
    id="10-2",
    kind="fix",
    title="A crawler that loses pages",
    name="harvest",
    task="""
`harvest(fetch, start)` is to read a whole site: `fetch(page)` returns the links on a page, and every page is fetched once, as soon as a page that links to it has been read.
When all are read, it returns the sorted list of the pages.
The stub returns the names of pages that it never read.
Find the line that loses them, and mend it.
""",
    stub="""
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, waiting = await asyncio.wait(pending)
        for task in done:
            for link in task.result():
                if link not in seen:
                    seen.add(link)
                    pending.add(asyncio.create_task(fetch(link)))
        pending = waiting
    return sorted(seen)
""",
    trial='run(harvest(fetch, "index"), title="Exercise 10-2")',
    cases=(
        _site(
            "",
            SITE,
            index=0,
            news=0.5,
            contact=0.5,
            article=0.9,
            jobs=1.2,
        ),
        _site(
            "with pages in a row",
            {"a": ["ab"], "ab": ["a", "abc"], "abc": []},
            a=0,
            ab=0.1,
            abc=0.3,
        ),
        _site(
            "with two pages read at one instant",
            {
                "home": ["left", "down", "home"],
                "left": ["map"],
                "down": ["more", "left"],
                "map": ["home"],
                "more": ["map"],
            },
            home=0,
            left=0.4,
            down=0.4,
            map=0.8,
            more=0.8,
        ),
        _site("with one page", {"only": []}, only=0),
    ),
    rules=(
        asks(
            hint="into which set do the new tasks go, and which one is waited for next?",
            more="Feed the set that wait() gave back, and give it one name only.",
        ),
        starts(
            hint="when does the loop wake up: for the first page, or for all of them?",
            more="Wait with return_when=asyncio.FIRST_COMPLETED.",
        ),
        takes(
            hint="what does it wait for besides the pages?",
            more="Nothing but the pages has to take time here.",
        ),
        returns(
            hint="which pages have been read at the end?",
            more="Return sorted(seen).",
        ),
    ),
    reference="""
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            for link in task.result():
                if link not in seen:
                    seen.add(link)
                    pending.add(asyncio.create_task(fetch(link)))
    return sorted(seen)
""",
    discussion="""
`wait` returns two new sets, and the one that was given to it is history.
The stub feeds the old one and then forgets it; with one name for both that cannot happen.
`FIRST_COMPLETED` is the second thing: without it the loop goes by rounds, and each round takes as long as its slowest page.
""",
    good="each page was fetched once, at the first moment at which it could be.",
    then=(
        "let a page that is not there raise LookupError, and return the "
        "pages that were read and those that were not."
    ),
    others=(
        """
async def harvest(fetch, start):
    seen = set()

    async def visit(page):
        if page not in seen:
            seen.add(page)
            await asyncio.gather(*map(visit, await fetch(page)))

    await visit(start)
    return sorted(seen)
""",
        """
async def harvest(fetch, start):
    seen = {start}

    async def visit(page):
        for link in await fetch(page):
            if link not in seen:
                seen.add(link)
                group.create_task(visit(link))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(start))
    return sorted(seen)
""",
        """
async def harvest(fetch, start):
    frontier, seen, under_way = [start], {start}, set()
    while frontier or under_way:
        under_way |= {asyncio.ensure_future(fetch(x)) for x in frontier}
        done, under_way = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        found = {link for task in done for link in task.result()}
        frontier = found - seen
        seen |= found
    return sorted(seen)
""",
    ),
    wrong=(
        Wrong(
            """
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, pending = await asyncio.wait(pending)
        for task in done:
            for link in task.result():
                if link not in seen:
                    seen.add(link)
                    pending.add(asyncio.create_task(fetch(link)))
    return sorted(seen)
""",
            "not yet: fetch('article') started at 1.2 s, not at 0.9 s; "
            "when does the loop wake up: for the first page, or for all "
            "of them?",
        ),
        Wrong(
            """
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            for link in task.result():
                seen.add(link)
                pending.add(asyncio.create_task(fetch(link)))
    return sorted(seen)
""",
            "not yet: it never ends (line 4: done, pending = await "
            "asyncio.wait(); what should make it stop?",
        ),
        Wrong(
            """
async def harvest(fetch, start):
    seen, frontier = {start}, [start]
    while frontier:
        for link in await fetch(frontier.pop(0)):
            if link not in seen:
                seen.add(link)
                frontier.append(link)
    return sorted(seen)
""",
            "not yet: fetch('contact') started at 0.9 s, not at 0.5 s; "
            "when does the loop wake up: for the first page, or for all "
            "of them?",
        ),
        Wrong(
            """
async def harvest(fetch, start):
    seen, pending = {start}, {asyncio.create_task(fetch(start))}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            for link in set(task.result()) - seen:
                pending.add(asyncio.create_task(fetch(link)))
            seen |= set(task.result())
    return len(seen)
""",
            "not yet: returned 5, not ['article', 'contact', 'index', "
            "'jobs', 'news']; which pages have been read at the end?",
        ),
        Wrong(
            """
async def harvest(fetch, start):
    links = await fetch(start)
    seen = {start, *links}
    await asyncio.gather(*map(fetch, seen - {start}))
    return sorted(seen)
""",
            "not yet: fetch('article') was never started; into which set "
            "do the new tasks go, and which one is waited for next?",
        ),
    ),
    longest=4,  # a crawler that reads a page twice reads it for ever
)


def _chains(words: str, **speeds: float) -> Case:
    """Four jobs: b3 follows b2, and b4 follows b1."""
    b1, b2 = speeds["b1"], speeds["b2"]
    return Case(
        words,
        lambda world: (world.job("b", speeds),),
        returns=["b1", "b2", "b3", "b4"],
        chart=(
            ("b('b1')", 0, b1),
            ("b('b2')", 0, b2),
            ("b('b3')", b2, b2 + speeds["b3"]),
            ("b('b4')", b1, b1 + speeds["b4"]),
        ),
    )


SUCCESSORS = Exercise(
    id="10-3",
    kind="schedule",
    title="Make your chart look like this one",
    name="main",
    task="""
Two jobs are there at the start, and each brings one more when it is done: `b2` brings `b3`, and `b1` brings `b4`.
Change `main` so that it does this with one loop on `wait`, or in a way of your own, and still returns `['b1', 'b2', 'b3', 'b4']`.
With one and a half seconds for `b2` and one for each of the others this is the chart:

```text
main(b) |---------|----|----|----|
b('b1') |---------|
b('b2') |--------------|
b('b4')           |---------|
b('b3')                |---------|
```

The check has other lengths too, and there the order in which the jobs are done is another.
""",
    stub="""
async def main(b):
    extras, results = ["b3", "b4"], []
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)
""",
    trial="""jobs = main(lambda name: sleeper(name, 1.5 if name == "b2" else 1))
run(jobs, title="Exercise 10-3")""",
    cases=(
        _chains("", b1=1, b2=1.5, b3=1, b4=1),
        _chains("with b2 done first", b1=2.5, b2=1, b3=2, b4=0.5),
        _chains("with both done together", b1=1, b2=1, b3=2, b4=1),
        _chains("with a slow b1", b1=4, b2=0.5, b3=1, b4=0.5),
    ),
    rules=(
        chart(
            hint="which job brought this one, and when was that one done?",
            more="Look up the name of each task in done, and start what follows it.",
        ),
        returns(
            hint="is the result of every task collected, and sorted at the end?",
            more="Add the result of each task in done, and return them sorted.",
        ),
    ),
    reference="""
async def main(b):
    follows = {"b1": "b4", "b2": "b3"}
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    results = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        names = [task.result() for task in done]
        results += names
        for name in follows.keys() & names:
            pending.add(asyncio.create_task(b(follows[name])))
    return sorted(results)
""",
    discussion="""
The stub starts an extra for each wake-up, whoever is done; here it matters who is done.
A dictionary from a job to what follows it is enough, since the result tells whose it is; where it does not, keep a dictionary from the task to its name, as the crawler does.
Two chains, each one after another and both in a `gather`, draw the same chart: what is known beforehand needs no loop.
""",
    good="each job started at the moment at which the one that brings it was done.",
    then="let b3 and b4 together bring b5: who knows that both are done?",
    others=(
        """
async def main(b):
    async def chain(first, second):
        return [await b(first), await b(second)]

    left, right = await asyncio.gather(chain("b1", "b4"), chain("b2", "b3"))
    return sorted(left + right)
""",
        """
async def main(b):
    follows, results = {"b1": "b4", "b2": "b3"}, []
    under_way = {asyncio.ensure_future(b(x)): x for x in follows}
    while under_way:
        await asyncio.wait(under_way, return_when="FIRST_COMPLETED")
        for task in [each for each in under_way if each.done()]:
            name = under_way.pop(task)
            results.append(name)
            if name in follows:
                after = follows[name]
                under_way[asyncio.ensure_future(b(after))] = after
    return sorted(results)
""",
        """
async def main(b):
    results = []

    async def chain(*names):
        for name in names:
            results.append(await b(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(chain("b2", "b3"))
        group.create_task(chain("b1", "b4"))
    results.sort()
    return results
""",
    ),
    wrong=(
        Wrong(
            """
async def main(b):
    results = await asyncio.gather(b("b1"), b("b2"))
    results += await asyncio.gather(b("b3"), b("b4"))
    return results
""",
            "not yet: b('b4') ran from 1.5 s to 2.5 s; in the given chart"
            " it runs from 1 s to 2 s; which job brought this one, and "
            "when was that one done?",
        ),
        Wrong(
            """
async def main(b):
    return [await b(name) for name in ("b1", "b2", "b3", "b4")]
""",
            "not yet: b('b2') ran from 1 s to 2.5 s; in the given chart "
            "it runs from 0 s to 1.5 s; which job brought this one, and "
            "when was that one done?",
        ),
        Wrong(
            """
async def main(b):
    slow = asyncio.create_task(b("b1"))
    results = [await b("b2"), await b("b3")]
    results += [await slow, await b("b4")]
    return sorted(results)
""",
            "not yet: b('b4') ran from 2.5 s to 3.5 s; in the given chart"
            " it runs from 1 s to 2 s; which job brought this one, and "
            "when was that one done?",
        ),
        Wrong(
            """
async def main(b):
    extras = ["b3", "b4"]
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    results = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        while extras and len(pending) < 2:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)
""",
            "not yet: b('b3') ran from 1 s to 2 s; in the given chart it "
            "runs from 1.5 s to 2.5 s; which job brought this one, and "
            "when was that one done?",
        ),
        Wrong(
            """
async def main(b):
    async def late(seconds, name):
        await asyncio.sleep(seconds)
        return await b(name)

    jobs = b("b1"), b("b2"), late(1, "b3"), late(2, "b4")
    return await asyncio.gather(*jobs)
""",
            "not yet: b('b3') ran from 1 s to 2 s; in the given chart it "
            "runs from 1.5 s to 2.5 s; which job brought this one, and "
            "when was that one done?",
        ),
    ),
)

FAILS = 9  # a number of failures that is more than anybody tries


def _flaky(words: str, **services: tuple[float, int]) -> Case:
    """Services with their seconds, and how often each fails at first."""
    returns: dict[str, str] = {}
    starts: list[tuple[str, float]] = []
    ends = [0.0]
    for name, (seconds, failures) in services.items():
        tries = min(failures + 1, 3)
        starts += [(f"ask({name!r})", seconds * n) for n in range(tries)]
        ends.append(seconds * tries)
        returns[name] = "busy" if failures >= 3 else f"{name} is up"

    def given(world: World) -> tuple[Any, ...]:
        busy = ConnectionError("busy")
        jobs: dict[str, Any] = {
            name: [Job(seconds, raises=busy)] * failures + [seconds]
            for name, (seconds, failures) in services.items()
        }
        return world.job("ask", jobs, "{} is up"), list(services)

    return Case(
        words,
        given,
        returns=returns,
        seconds=max(ends),
        more={"starts": starts},
    )


RETRIES = Exercise(
    id="10-4",
    kind="make",
    title="Ask again, three times at most",
    name="retry",
    task="""
Make `retry(ask, names)`: it asks all services at once, with `ask(name)`, and returns a dictionary of their answers.
A service that is busy raises `ConnectionError`: then it is asked again at once, and it does not matter to the others.
Who is busy three times is not asked any more, and has `"busy"` in the dictionary.
With a service that needs half a second and is busy twice, the chart has three lanes that form a staircase, beside the lanes of the others.
""",
    stub="""
async def retry(ask, names):
    pass
""",
    trial='run(retry(b, ["mail", "news"]), title="Exercise 10-4")',
    cases=(
        _flaky("", mail=(0.5, 2), news=(1, 0)),
        _flaky("with one that stays busy", mail=(0.5, FAILS), news=(2, 1)),
        _flaky("with all of them busy once", mail=(1, 1), news=(0.3, 1)),
        _flaky("with three of a speed", x=(1, 1), y=(1, 3), z=(1, 0)),
        _flaky("with no service at all"),
    ),
    rules=(
        starts(
            hint="what must be over before each try, and how many tries are there?",
            more="Ask again in the turn of the loop in which the failure is in done.",
        ),
        returns(
            hint="what stands in the dictionary for each name, and for one that stays busy?",
            more="Put in the answer, or 'busy' after the third failure.",
        ),
        takes(
            hint="what does it wait for besides the services?",
            more="Ask again at once, without a rest.",
        ),
    ),
    reference="""
async def retry(ask, names):
    answers, tries = {}, dict.fromkeys(names, 1)
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if task.exception() is None:
                answers[name] = task.result()
            elif tries[name] == 3:
                answers[name] = "busy"
            else:
                tries[name] += 1
                under_way[asyncio.create_task(ask(name))] = name
    return answers
""",
    discussion="""
A coroutine runs once, and so the loop needs the function that makes one, and the name to give it: `under_way` keeps the name of each task.
`task.exception()` asks without raising; a task that failed and was asked is no longer an exception that nobody retrieved.
A coroutine `patiently(name)` with a loop and a `try` in it, gathered for all names, is shorter: then each service has a lane of its own that lasts for all its tries.
""",
    good="nobody waited for the failures of somebody else.",
    then=(
        "rest between two tries, and twice as long each time. Where can "
        "the rest be, so that the loop does not sleep?"
    ),
    others=(
        """
async def retry(ask, names):
    async def patiently(name):
        for _ in range(3):
            try:
                return await ask(name)
            except ConnectionError:
                continue
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))
""",
        """
async def retry(ask, names):
    answers = {}

    async def attempt(name, left):
        try:
            answers[name] = await ask(name)
        except ConnectionError:
            answers[name] = "busy"
            if left > 1:
                group.create_task(attempt(name, left - 1))

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(attempt(name, 3))
    return answers
""",
        """
async def retry(ask, names):
    async def tried(name, again):
        [answer] = await asyncio.gather(ask(name), return_exceptions=True)
        if not isinstance(answer, ConnectionError):
            return name, answer
        return await tried(name, again - 1) if again else (name, "busy")

    tasks = [asyncio.ensure_future(tried(name, 2)) for name in names]
    return dict([await task for task in tasks])
""",
    ),
    wrong=(
        Wrong(
            """
async def retry(ask, names):
    answers = {}
    for name in names:
        answers[name] = "busy"
        for _ in range(3):
            try:
                answers[name] = await ask(name)
                break
            except ConnectionError:
                pass
    return answers
""",
            "not yet: ask('news') started at 1.5 s, not at 0 s; what must"
            " be over before each try, and how many tries are there?",
        ),
        Wrong(
            """
async def retry(ask, names):
    answers = dict.fromkeys(names, "busy")
    for _ in range(3):
        left = [name for name in names if answers[name] == "busy"]
        found = await asyncio.gather(*map(ask, left), return_exceptions=True)
        for name, answer in zip(left, found):
            if isinstance(answer, str):
                answers[name] = answer
    return answers
""",
            "not yet: ask('mail') started at 1 s, not at 0.5 s; what must"
            " be over before each try, and how many tries are there?",
        ),
        Wrong(
            """
async def retry(ask, names):
    answers = await asyncio.gather(*map(ask, names))
    return dict(zip(names, answers))
""",
            "not yet: raised ConnectionError: busy (line 2: answers = "
            "await asyncio.gather(*map(ask, names))); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def retry(ask, names):
    async def patiently(name):
        while True:
            try:
                return await ask(name)
            except ConnectionError:
                pass

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))
""",
            "not yet: with one that stays busy: ask('mail') was started "
            "10 times; what must be over before each try, and how many "
            "tries are there?",
        ),
        Wrong(
            """
async def retry(ask, names):
    async def patiently(name):
        coroutine = ask(name)
        for _ in range(3):
            try:
                return await coroutine
            except ConnectionError:
                pass
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))
""",
            "not yet: raised RuntimeError: cannot reuse already awaited "
            "coroutine (line 6: return await coroutine); what does the "
            "last line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def retry(ask, names):
    async def patiently(name):
        for _ in range(3):
            try:
                return await ask(name)
            except ConnectionError:
                await asyncio.sleep(0.1)
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))
""",
            "not yet: ask('mail') started at 0.6 s, not at 0.5 s; what "
            "must be over before each try, and how many tries are there?",
        ),
        Wrong(
            """
async def retry(ask, names):
    async def patiently(name):
        for _ in range(2):
            try:
                return await ask(name)
            except ConnectionError:
                pass
        return "busy"

    answers = await asyncio.gather(*map(patiently, names))
    return dict(zip(names, answers))
""",
            "not yet: ask('mail') was started only 2 times; what must be "
            "over before each try, and how many tries are there?",
        ),
    ),
)

EXERCISES = (PLACES, CRAWLER, SUCCESSORS, RETRIES)
