"""The exercises of notebook 03, in any order we like."""

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
    in_order,
    one_by_one,
    returns,
    rule,
    takes,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "03_in_any_order"


def _prepared(words: str, *lengths: tuple[str, float]) -> Case:
    """Prepared jobs in the order of a list; each name has its length."""
    right = [name for name, _ in sorted(lengths, key=lambda x: x[1])]

    def given(world: World) -> tuple[Any, ...]:
        do = world.job("do", dict(lengths))
        return ([(seconds, do(name)) for name, seconds in lengths],)

    return Case(
        words,
        given,
        returns=right,
        seconds=sum(seconds for _, seconds in lengths),
        more={"order": [f"do({name!r})" for name in right]},
    )


SHORTEST = Exercise(
    id="03-1",
    kind="complete",
    title="The shortest first",
    name="shortest_first",
    task="""
Somebody has prepared jobs and estimated how long each will take: `jobs` is a list of pairs, such as `[(3, a()), (1, b("b1"))]`, and the second part of each pair is a coroutine.
Complete `shortest_first(jobs)` so that it awaits them one at a time, the shortest first, and returns the results in the order in which they were done, here `['b1', 'a']`.
Two jobs of the same length keep the order of the list.
""",
    stub="""
async def shortest_first(jobs):
    results = []
    for _, job in jobs:
        results.append(await job)
    return results
""",
    trial="""
jobs = [(3, a()), (1, b("b1")), (1, b("b2"))]
run(shortest_first(jobs), title="Exercise 03-1")
""".strip(),
    cases=(
        _prepared("", ("report", 1.5), ("mail", 0.5), ("backup", 3)),
        _prepared("with other jobs", ("x", 2), ("y", 4), ("z", 1)),
        _prepared(
            "with two of the same length",
            ("report", 2),
            ("mail", 1),
            ("call", 1),
        ),
        _prepared("with a single job", ("mail", 1)),
        _prepared("with no job at all"),
    ),
    rules=(
        one_by_one(
            hint="one at a time: what has to be over before the next?",
            more="Await each job in the loop; make no tasks of them.",
        ),
        in_order(
            hint="by what are the jobs sorted before the first is awaited?",
            more=(
                "Sort the list of pairs by their first part before the "
                "loop; sorted(jobs, key=...) leaves coroutines alone."
            ),
        ),
        returns(
            hint="what does each await give you, and where does it go?",
            more="Append each result to the list when it is there.",
        ),
        takes(
            hint="what does it wait for besides the jobs?",
            more="Await the jobs, and nothing else.",
        ),
    ),
    reference="""
async def shortest_first(jobs):
    results = []
    for _, job in sorted(jobs, key=lambda pair: pair[0]):
        results.append(await job)
    return results
""",
    discussion="""
Nothing has begun when the list is sorted, so any order is still possible.
The key matters: `sorted(jobs)` compares whole pairs, and where two lengths are equal it goes on to compare the coroutines, which cannot be compared.
Python's sort keeps the order of what is equal, and so nobody is overtaken without need.
""",
    good="every job had its turn, the shortest first.",
    then=(
        "await the longest first, and compare() the two charts. At which "
        "second is the second result there?"
    ),
    others=(
        """
async def shortest_first(jobs):
    jobs = list(jobs)
    results = []
    while jobs:
        shortest = min(jobs, key=lambda pair: pair[0])
        jobs.remove(shortest)
        results.append(await shortest[1])
    return results
""",
        """
async def shortest_first(jobs):
    order = sorted(range(len(jobs)), key=lambda place: jobs[place][0])
    return [await jobs[place][1] for place in order]
""",
        """
async def shortest_first(jobs):
    by_length = {}
    for seconds, job in jobs:
        by_length.setdefault(seconds, []).append(job)
    return [
        await asyncio.create_task(job)
        for seconds in sorted(by_length)
        for job in by_length[seconds]
    ]
""",
    ),
    wrong=(
        Wrong(
            """
async def shortest_first(jobs):
    return [await job for _, job in sorted(jobs)]
""",
            "not yet: with two of the same length: raised TypeError: '<' "
            "not supported between instances of 'coroutine' and 'coroutine' "
            "(line 2: return [await job for _, job in sorted(jobs)]); what "
            "does the last line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def shortest_first(jobs):
    results = [await job for _, job in jobs]
    return sorted(results)
""",
            "not yet: the order was do('report'), do('mail'), do('backup'); "
            "by what are the jobs sorted before the first is awaited?",
        ),
        Wrong(
            """
async def shortest_first(jobs):
    prepared = {seconds: job for seconds, job in jobs}
    return [await prepared[seconds] for seconds in sorted(prepared)]
""",
            "not yet: with two of the same length: called do() and never "
            "awaited it; is there an 'await' missing?",
        ),
        Wrong(
            """
async def shortest_first(jobs):
    tasks = [asyncio.create_task(job) for _, job in jobs]
    return [await answer for answer in asyncio.as_completed(tasks)]
""",
            "not yet: do('mail') started at 0 s, before do('report') was "
            "done; one at a time: what has to be over before the next?",
        ),
        Wrong(
            """
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: pair[0])
    return [job for _, job in jobs]
""",
            "not yet: returned a coroutine, of which nothing has run; is "
            "there an 'await' missing?",
        ),
        Wrong(
            """
async def shortest_first(jobs):
    jobs = sorted(jobs, key=lambda pair: pair[0], reverse=True)
    return [await job for _, job in jobs]
""",
            "not yet: the order was do('backup'), do('report'), do('mail'); "
            "by what are the jobs sorted before the first is awaited?",
        ),
        Wrong(
            """
async def shortest_first(jobs):
    ready = sorted(jobs, key=lambda pair: pair[0])
    names = [str(await job) for _, job in ready]
    return ", ".join(names)
""",
            "not yet: returned 'mail, report, backup', not ['mail', "
            "'report', 'backup']; what does each await give you, and where "
            "does it go?",
        ),
    ),
)


def _order(
    words: str, wants_mail: bool, save: float | Job = 1, mail: float = 0.5
) -> Case:
    """An order to be saved, and perhaps a mail to be sent after it."""
    error = save.raises if isinstance(save, Job) else None
    steps = ["save", "mail"] if wants_mail and not error else ["save"]
    seconds = save.seconds if isinstance(save, Job) else save

    def given(world: World) -> tuple[Any, ...]:
        return world.job("do", {"save": save, "mail": mail}), wants_mail

    return Case(
        words,
        given,
        returns=ANYTHING if error else steps,
        raises=None if error is None else type(error),
        seconds=seconds + (mail if "mail" in steps else 0),
        more={"order": [f"do({step!r})" for step in steps]},
    )


def _leaves_none_over(attempt: Attempt) -> str | None:
    """Find a coroutine that was prepared and neither awaited nor closed."""
    if attempt.error is not None or not attempt.unawaited:
        return None  # asked of orders that were saved
    return "a coroutine was prepared, and neither awaited nor closed"


SAVED = Exercise(
    id="03-2",
    kind="fix",
    title="Saved, says the log",
    name="place_order",
    task="""
This service says that the order was saved, and nobody has ever found it.
The note under the chart is about that, and about a second fault: when no mail is wanted, something else is left over too.
Mend both: the order is saved, then the mail is sent if it is wanted, and `place_order` returns what was done, `['save', 'mail']` or `['save']`.
When no mail is wanted, no coroutine is left over.
When saving fails, its exception comes out and no mail is sent.
""",
    stub="""
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = []
    if saving:
        done.append("save")
    if wants_mail:
        done.append(await mail)
    return done
""",
    trial='run(place_order(b, wants_mail=False), title="Exercise 03-2")',
    cases=(
        _order("", True),
        _order("without a mail", False),
        _order("with a slow mail", True, 0.5, 2),
        _order(
            "when saving fails",
            True,
            Job(1, raises=OSError("the disk is full")),
        ),
        _order(
            "when saving fails and no mail is wanted",
            False,
            Job(0.5, raises=OSError("the disk is full")),
        ),
    ),
    rules=(
        in_order(
            hint="which lines run a coroutine, and which only make one?",
            more=(
                "A coroutine is true whether or not it has run. Await "
                "saving first, then the mail if it is wanted."
            ),
        ),
        one_by_one(
            hint="may the mail go out before the order is saved?",
            more="Await saving to its end before the mail is sent.",
        ),
        rule(
            _leaves_none_over,
            hint="which call was made before it was known to be needed?",
            more=(
                "Call do() in the line that awaits it, so that none is "
                "prepared in vain."
            ),
        ),
        returns(
            hint="what does each await give you?",
            more="Put into the list what each await gave, in order.",
        ),
        takes(
            hint="what does it wait for besides the two jobs?",
            more="Await the jobs, and nothing else.",
        ),
    ),
    reference="""
async def place_order(do, wants_mail):
    done = [await do("save")]
    if wants_mail:
        done.append(await do("mail"))
    return done
""",
    discussion="""
`if saving:` asks whether the coroutine is true, and every coroutine is.
The mail was prepared whether or not it was wanted; called where it is awaited, it cannot be left over, whichever way the function ends.
With `mail.close()` one has to think of each way out of the function, a failure of the first step included.
""",
    good="what was said to be done was done, and nothing was left over.",
    then=(
        "prepare both coroutines first, as the stub does, and close() what "
        "is not needed. How many ways out of the function are there?"
    ),
    others=(
        """
async def place_order(do, wants_mail):
    steps = ["save", "mail"] if wants_mail else ["save"]
    return [await do(step) for step in steps]
""",
        """
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = [await saving]
    if wants_mail:
        done.append(await mail)
    else:
        mail.close()
    return done
""",
        """
async def place_order(do, wants_mail):
    saving = asyncio.create_task(do("save"))
    done = [await saving]
    if not wants_mail:
        return done
    return done + [await do("mail")]
""",
    ),
    wrong=(
        Wrong(
            """
async def place_order(do, wants_mail):
    saving = do("save")
    mail = do("mail")
    done = []
    if await saving:
        done.append("save")
    if wants_mail:
        done.append(await mail)
    return done
""",
            "not yet: without a mail: a coroutine was prepared, and neither "
            "awaited nor closed; which call was made before it was known to "
            "be needed?",
        ),
        Wrong(
            """
async def place_order(do, wants_mail):
    done = []
    if wants_mail:
        done.append(await do("mail"))
    done.append(await do("save"))
    return done
""",
            "not yet: the order was do('mail'), do('save'); which lines run "
            "a coroutine, and which only make one?",
        ),
        Wrong(
            """
async def place_order(do, wants_mail):
    done = [await do("save")]
    if wants_mail:
        done.append(do("mail"))
    return done
""",
            "not yet: returned a coroutine, of which nothing has run; is "
            "there an 'await' missing?",
        ),
        Wrong(
            """
async def place_order(do, wants_mail):
    return [await do("save"), await do("mail")]
""",
            "not yet: without a mail: the order was do('save'), do('mail'); "
            "which lines run a coroutine, and which only make one?",
        ),
        Wrong(
            """
async def place_order(do, wants_mail):
    steps = ["save", "mail"] if wants_mail else ["save"]
    return list(await asyncio.gather(*map(do, steps)))
""",
            "not yet: do('mail') started at 0 s, before do('save') was "
            "done; may the mail go out before the order is saved?",
        ),
        Wrong(
            """
async def place_order(do, wants_mail):
    done = []
    try:
        done.append(await do("save"))
    except Exception as error:
        print(error)
    if wants_mail:
        done.append(await do("mail"))
    return done
""",
            "not yet: when saving fails: returned ['mail'], and OSError "
            "should have come out; which exception is to come out, and from "
            "where?",
        ),
        Wrong(
            """
async def place_order(do, wants_mail):
    saving = do("save")
    if wants_mail:
        return ["save", await do("mail")]
    saving.close()
    return ["save"]
""",
            "not yet: the order was do('mail'); which lines run a "
            "coroutine, and which only make one?",
        ),
    ),
    allows=frozenset({"unawaited"}),
)


def _site(words: str, links: dict[str, list[str]], right: list[str]) -> Case:
    """A site: the links of each page, and the order of the visits."""
    start = right[0]

    def given(world: World) -> tuple[Any, ...]:
        jobs = {page: Job(0.5, list(found)) for page, found in links.items()}
        return world.job("visit", jobs), start

    return Case(
        words,
        given,
        returns=right,
        seconds=0.5 * len(right),
        more={"order": [f"visit({page!r})" for page in right]},
    )


FRONTIER = Exercise(
    id="03-3",
    kind="make",
    title="A crawler's frontier",
    name="crawl",
    task="""
A crawler keeps the pages that it has yet to visit in a *frontier*.
Make `crawl(visit, start)` from nothing: `await visit(page)` gives the list of the links on that page, and their names go to the end of the frontier.
It visits one page at a time, the oldest of the frontier first, no page twice, and returns the names of the pages in the order of their visits.
With the links in the cell below that is `['home', 'news', 'about', 'today']`.
Is it better to keep coroutines in the frontier, or names?
""",
    stub="""
async def crawl(visit, start):
    pass
""",
    trial="""
links = {"home": ["news", "about"], "news": ["today", "home", "about"]}


async def visit(page):
    await sleeper(page, 0.5)
    return links.get(page, [])


run(crawl(visit, "home"), title="Exercise 03-3")
""".strip(),
    cases=(
        _site(
            "",
            {
                "home": ["news", "about"],
                "news": ["today", "home", "about"],
                "about": [],
                "today": [],
            },
            ["home", "news", "about", "today"],
        ),
        _site(
            "with another site",
            {
                "a": ["c", "b"],
                "b": ["d"],
                "c": ["e", "b"],
                "d": ["a", "f"],
                "e": ["f", "d"],
                "f": ["c"],
            },
            ["a", "c", "b", "e", "d", "f"],
        ),
        _site(
            "with a page that has the same link twice",
            {"home": ["news", "news"], "news": ["news"]},
            ["home", "news"],
        ),
        _site(
            "with pages that no link leads to",
            {"home": ["home"], "secret": ["home"]},
            ["home"],
        ),
    ),
    rules=(
        in_order(
            hint=(
                "which page is the oldest of the frontier, and which have "
                "been in it before?"
            ),
            more=(
                "Take pages from the front, put links at the end, and keep "
                "the names of all pages that were ever put in."
            ),
        ),
        one_by_one(
            hint="one page at a time: what has to be over before the next?",
            more="Await visit(page) inside the loop; make no tasks.",
        ),
        returns(
            hint="what is to come back: links, or the pages visited?",
            more="Return the names of the pages, as they were visited.",
        ),
        takes(
            hint="what does it wait for besides the pages?",
            more="Await the visits, and nothing else.",
        ),
    ),
    reference="""
async def crawl(visit, start):
    frontier = [start]
    for page in frontier:
        for link in await visit(page):
            if link not in frontier:
                frontier.append(link)
    return frontier
""",
    discussion="""
A `for` over a list goes on for as long as the list grows, so here the list is the frontier, the record of what is known and the result in one.
On a large site a `set` of the known names is quicker to ask.
Names are what belongs in a frontier: they can be compared, stored and tried again, while a coroutine that was prepared for a page known already would never be awaited.
""",
    good="every page was visited once, in the order of its discovery.",
    then=(
        "take the newest page of the frontier first. What is the order now, "
        "and which of the two would you want of a crawler?"
    ),
    others=(
        """
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        page = frontier.pop(0)
        if page not in visited:
            visited.append(page)
            frontier.extend(await visit(page))
    return visited
""",
        """
import collections


async def crawl(visit, start):
    frontier, known = collections.deque([start]), {start: None}
    while frontier:
        for link in await visit(frontier.popleft()):
            if link not in known:
                known[link] = None
                frontier.append(link)
    return list(known)
""",
        """
async def crawl(visit, start):
    frontier, known = [visit(start)], [start]
    for job in frontier:
        for link in await job:
            if link not in known:
                known.append(link)
                frontier.append(visit(link))
    return known
""",
    ),
    wrong=(
        Wrong(
            """
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        page = frontier.pop()
        if page not in visited:
            visited.append(page)
            frontier.extend(await visit(page))
    return visited
""",
            "not yet: the order was visit('home'), visit('about'), "
            "visit('news'), visit('today'); which page is the oldest of the "
            "frontier, and which have been in it before?",
        ),
        Wrong(
            """
async def crawl(visit, start, visited=None):
    visited = visited or [start]
    for link in await visit(start):
        if link not in visited:
            visited.append(link)
            await crawl(visit, link, visited)
    return visited
""",
            "not yet: the order was visit('home'), visit('news'), "
            "visit('today'), visit('about'); which page is the oldest of "
            "the frontier, and which have been in it before?",
        ),
        Wrong(
            """
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        page = frontier.pop(0)
        visited.append(page)
        for link in await visit(page):
            if link not in visited:
                frontier.append(link)
    return visited
""",
            "not yet: the order was visit('home'), visit('news'), "
            "visit('about'), visit('today'), visit('about'); which page is "
            "the oldest of the frontier, and which have been in it before?",
        ),
        Wrong(
            """
async def crawl(visit, start):
    frontier, visited = [(start, visit(start))], []
    while frontier:
        page, job = frontier.pop(0)
        if page not in visited:
            visited.append(page)
            links = await job
            frontier += [(link, visit(link)) for link in links]
    return visited
""",
            "not yet: called visit() and never awaited it; is there an "
            "'await' missing?",
        ),
        Wrong(
            """
async def crawl(visit, start):
    links = await visit(start)
    return [start] + [link for link in links]
""",
            "not yet: the order was visit('home'); which page is the oldest "
            "of the frontier, and which have been in it before?",
        ),
        Wrong(
            """
async def crawl(visit, start):
    frontier, visited = [start], []
    while frontier:
        found = await asyncio.gather(*map(visit, frontier))
        visited += frontier
        frontier = []
        for link in sum(found, []):
            if link not in visited + frontier:
                frontier.append(link)
    return visited
""",
            "not yet: visit('about') started at 0.5 s, before visit('news') "
            "was done; one page at a time: what has to be over before the "
            "next?",
        ),
        Wrong(
            """
async def crawl(visit, start):
    frontier, found = [start], []
    for page in frontier:
        for link in await visit(page):
            if link not in frontier:
                frontier.append(link)
                found.append(link)
    return found
""",
            "not yet: returned ['news', 'about', 'today'], not ['home', "
            "'news', 'about', 'today']; what is to come back: links, or the "
            "pages visited?",
        ),
    ),
)

EXERCISES = (SHORTEST, SAVED, FRONTIER)
