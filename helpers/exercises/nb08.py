"""The exercises of notebook 08, waiting for a set of tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from helpers.checking.exercise import Attempt, Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    cancels,
    chart,
    never_sleeps,
    one_by_one,
    returns,
    rule,
    sees_them_end,
    takes,
    together,
)
from helpers.labels import describe
from helpers.timeline.seconds import seconds_text

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "08_wait"

SAME = 1e-6  # seconds; times closer than this are equal


def _ended_somehow(words: str, **jobs: float | Job) -> Case:
    """Services that answer, fail or are cancelled, each in its own time."""
    specs = {
        name: spec if isinstance(spec, Job) else Job(spec)
        for name, spec in jobs.items()
    }

    def given(world: World) -> tuple[Any, ...]:
        ask = world.job("ask", specs, "{} is up")
        return ({name: ask(name) for name in specs},)

    answers, errors = {}, {}
    for name, job in specs.items():
        if job.raises is None:
            answers[name] = f"{name} is up"
        elif not isinstance(job.raises, asyncio.CancelledError):
            errors[name] = str(job.raises)
    return Case(
        words,
        given,
        returns=(answers, errors),
        seconds=max((job.seconds for job in specs.values()), default=0),
    )


def _fails(seconds: float, words: str) -> Job:
    return Job(seconds, raises=ConnectionError(words))


def _sorted_out(attempt: Attempt) -> str | None:
    """Find the first name that is in the wrong place, or missing."""
    right, got = attempt.case.returns, attempt.result
    if not _is_pair_of(got, dict):
        return f"returned {describe(got)}, not two dictionaries"
    kinds = ("the answers", "the messages")
    for kind, wanted, found in zip(kinds, right, got, strict=True):
        for name in wanted:
            if name not in found:
                return f"{name!r} is missing from {kind}"
            if found[name] != wanted[name]:
                return (
                    f"{kind} have {describe(found[name])} under {name!r}, "
                    f"and {describe(wanted[name])} belongs there"
                )
        for name in found:
            if name not in wanted:
                return f"{describe(name)} should not be among {kind}"
    return None


def _is_pair_of(value: Any, kind: type) -> bool:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        return False
    return all(isinstance(each, kind) for each in value)


SORT_OUT = Exercise(
    id="08-1",
    kind="complete",
    title="Sort out what came of each job",
    name="sort_out",
    task="""
`sort_out(jobs)` gets a dictionary with a coroutine for each name, and runs them all side by side.
Complete it: it returns two dictionaries, one with the answers of those that returned and one with the messages of those that raised, each under its name.
For `{"x": b("x"), "bad": fails(1.5)}` that is `({'x': 'x'}, {'bad': 'bad luck'})`.
A job that somebody has cancelled is in neither of them.
When there are no jobs at all, both are empty.
""",
    stub="""
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        errors[name] = str(task.exception())
    return answers, errors
""",
    trial="""
jobs = {"x": b("x"), "bad": fails(1.5), "w": sleeper("w", 0.5)}
run(sort_out(jobs), title="Exercise 08-1")
""".strip(),
    cases=(
        _ended_somehow("", mail=1, news=_fails(1.5, "no news"), tides=0.5),
        _ended_somehow(
            "when all of them fail",
            mail=_fails(1, "no mail"),
            news=_fails(0.5, "no news"),
        ),
        _ended_somehow(
            "with one that is cancelled",
            mail=1,
            news=Job(0.5, raises=asyncio.CancelledError()),
        ),
        _ended_somehow("without any job"),
    ),
    rules=(
        together(),
        rule(
            _sorted_out,
            hint="what do result() and exception() say in each of the ways "
            "in which a task can end?",
            more="Ask each task, in this order: cancelled()? exception()? "
            "And only then for its result().",
        ),
        takes(
            hint="what does it wait for besides the slowest job?",
            more="One wait for all the tasks is enough.",
        ),
        never_sleeps(),
    ),
    reference="""
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    if tasks:
        await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.cancelled():
            continue
        if task.exception():
            errors[name] = str(task.exception())
        else:
            answers[name] = task.result()
    return answers, errors
""",
    discussion="""
The order of the questions matters: `exception()` of a cancelled task raises, and so does `result()` of one that failed.
`wait` refuses an empty collection, hence the `if tasks`.
The loop goes through the dictionary and not through `done`: so the names are at hand, and the order is that of the jobs.
`gather(..., return_exceptions=True)` does the same, with the exceptions among the answers; there you have to tell them apart by their type.
""",
    good="each end of a task has found its place, and nothing was lost.",
    then=(
        "add a timeout to the wait, and a third dictionary for those that "
        "came too late."
    ),
    others=(
        """
async def sort_out(jobs):
    ends = await asyncio.gather(*jobs.values(), return_exceptions=True)
    answers, errors = {}, {}
    for name, end in zip(jobs, ends):
        if isinstance(end, Exception):
            errors[name] = str(end)
        elif not isinstance(end, asyncio.CancelledError):
            answers[name] = end
    return answers, errors
""",
        """
async def sort_out(jobs):
    answers, errors = {}, {}

    async def keep(name, job):
        try:
            answers[name] = await job
        except Exception as error:
            errors[name] = str(error)

    async with asyncio.TaskGroup() as group:
        for name, job in jobs.items():
            group.create_task(keep(name, job))
    return answers, errors
""",
        """
async def sort_out(jobs):
    tasks = {name: asyncio.ensure_future(jobs[name]) for name in jobs}
    answers, errors = {}, {}
    for name, task in tasks.items():
        await asyncio.wait([task])
        try:
            answers[name] = task.result()
        except asyncio.CancelledError:
            pass
        except Exception as error:
            errors[name] = str(error)
    return answers, errors
""",
    ),
    wrong=(
        Wrong(
            """
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        answers[name] = task.result()
    return answers, errors
""",
            "not yet: raised ConnectionError: no news (line 6: answers[name] "
            "= task.result()); what does the last line of its traceback say "
            "when you run it?",
        ),
        Wrong(
            """
async def sort_out(jobs):
    answers, errors = {}, {}
    for name, job in jobs.items():
        try:
            answers[name] = await job
        except Exception as error:
            errors[name] = str(error)
    return answers, errors
""",
            "not yet: took 3 s: ask('news') started only when ask('mail') "
            "was done; is anything scheduled before the first await?",
        ),
        Wrong(
            """
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values(), return_when="FIRST_EXCEPTION")
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.exception():
            errors[name] = task.exception()
        else:
            answers[name] = task.result()
    return answers, errors
""",
            "not yet: the messages have ConnectionError('no news') under "
            "'news', and 'no news' belongs there; what do result() and "
            "exception() say in each of the ways in which a task can end?",
        ),
        Wrong(
            """
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.exception():
            errors[name] = str(task.exception())
        else:
            answers[name] = task.result()
    return answers, errors
""",
            "not yet: with one that is cancelled: raised CancelledError "
            "(line 6: if task.exception():); what does one get from "
            "something that was cancelled?",
        ),
        Wrong(
            """
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task.cancelled():
            continue
        if task.exception():
            errors[name] = str(task.exception())
        else:
            answers[name] = task.result()
    return answers, errors
""",
            "not yet: without any job: raised ValueError: Set of "
            "Tasks/Futures is empty. (line 3: await "
            "asyncio.wait(tasks.values())); what does the last line of its "
            "traceback say when you run it?",
        ),
        Wrong(
            """
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    done, _ = asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        if task in done and not task.exception():
            answers[name] = task.result()
    return answers, errors
""",
            "not yet: raised TypeError: cannot unpack non-iterable "
            "coroutine object (line 3: done, _ = "
            "asyncio.wait(tasks.values())); is there an 'await' missing?",
        ),
        Wrong(
            """
async def sort_out(jobs):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    if tasks:
        await asyncio.wait(tasks.values())
    answers, errors = {}, {}
    for name, task in tasks.items():
        try:
            answers[name] = task.result()
        except BaseException as error:
            errors[name] = str(error)
    return answers, errors
""",
            "not yet: with one that is cancelled: 'news' should not be among "
            "the messages; what do result() and exception() say in each of "
            "the ways in which a task can end?",
        ),
    ),
)


def _sensors(words: str, patience: float, **jobs: float | Job) -> Case:
    """Parts of a machine that report in time, or are cut off."""
    specs = {
        name: spec if isinstance(spec, Job) else Job(spec)
        for name, spec in jobs.items()
    }

    def given(world: World) -> tuple[Any, ...]:
        ask = world.job("ask", specs, "{} is fine")
        return {name: ask(name) for name in specs}, patience

    late = {n: job for n, job in specs.items() if job.seconds > patience}
    ends = [
        patience + job.stubborn if name in late else job.seconds
        for name, job in specs.items()
    ]
    return Case(
        words,
        given,
        returns={
            name: "cut off" if name in late else f"{name} is fine"
            for name in specs
        },
        seconds=max(ends),
        more={"cancels": [f"ask({name!r})" for name in late]},
    )


STATUS = Exercise(
    id="08-2",
    kind="fix",
    title="A status page that speaks too soon",
    name="status",
    task="""
`status(jobs, patience)` asks the parts of a machine, gives them `patience` seconds, and cuts off those that have not answered by then.
Then it says of a part that it has cut off that it is running; the chart knows better.
Mend it: `"cut off"` is to stand there, the parts that were cut off have ended when `status` returns, however long they take to clean up, and a part that answers in time has its answer there.
For a disk that answers and a net that is too slow that is `{'disk': 'disk', 'net': 'cut off'}`.
When all answer in time, `status` returns as soon as the last one has.
""",
    stub="""
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    return {
        name: task.result() if task.done() else "running"
        for name, task in tasks.items()
    }
""",
    trial="""
jobs = {"disk": sleeper("disk", 0.5), "net": a()}
run(status(jobs, patience=1), title="Exercise 08-2")
""".strip(),
    cases=(
        _sensors("", 1, disk=0.5, net=3),
        _sensors(
            "with one that needs half a second to clean up",
            1,
            disk=0.5,
            net=Job(3, stubborn=0.5),
            fan=2,
        ),
        _sensors("when all answer in time", 2, disk=0.5, net=1.375),
        _sensors("when none answers in time", 0.5, disk=1, net=1),
    ),
    rules=(
        together(),
        cancels(
            hint="who has to go when the patience is over, and who has not?",
            more="Cancel the tasks that are pending after the first wait.",
        ),
        sees_them_end(
            hint="what does cancel() do at once, and what happens later?",
            more="cancel() only asks: wait for the cancelled tasks as well "
            "before you look at them.",
        ),
        returns(
            hint="in which state is a task right after cancel(), and in "
            "which one at the cross in the chart?",
            more="Wait for the cancelled tasks, then ask each task whether "
            "it was cancelled().",
        ),
        takes(
            hint="what does it wait for that nobody needs?",
            more="Wait no longer than for the last answer, or for the last "
            "of those that are cut off.",
        ),
    ),
    reference="""
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }
""",
    discussion="""
`cancel()` asks a task to end; the task hears of it when it is its turn, and may take a while to clean up.
Until then it is neither done nor cancelled, and whoever looks at it sees it running.
The second `wait` is the time that it needs; `if pending` stands there because `wait` refuses an empty set.
To print "cut off" for everything that is not done would give the same page, and leave tasks behind that still hold a file or a connection.
""",
    good="what was cut off has ended before anybody speaks of it.",
    then="give the second wait a timeout too: what if a part never cleans up?",
    others=(
        """
async def status(jobs, patience):
    async def one(job):
        try:
            return await asyncio.wait_for(job, patience)
        except TimeoutError:
            return "cut off"

    answers = await asyncio.gather(*map(one, jobs.values()))
    return dict(zip(jobs, answers))
""",
        """
async def status(jobs, patience):
    tasks = {name: asyncio.ensure_future(job) for name, job in jobs.items()}
    done, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return {
        name: tasks[name].result() if tasks[name] in done else "cut off"
        for name in jobs
    }
""",
        """
async def status(jobs, patience):
    page = dict.fromkeys(jobs, "cut off")

    async def ask(name):
        page[name] = await jobs[name]

    try:
        async with asyncio.timeout(patience), asyncio.TaskGroup() as group:
            for name in jobs:
                group.create_task(ask(name))
    except TimeoutError:
        pass
    return page
""",
    ),
    wrong=(
        Wrong(
            """
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    return {
        name: task.result() if task.done() else "cut off"
        for name, task in tasks.items()
    }
""",
            "not yet: with one that needs half a second to clean up: "
            "returned at 1 s, when ask('net') had not ended yet; what does "
            "cancel() do at once, and what happens later?",
        ),
        Wrong(
            """
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.sleep(0)
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }
""",
            "not yet: with one that needs half a second to clean up: raised "
            'InvalidStateError: Result is not set. (line 8: name: "cut off" '
            "if task.cancelled() else task.result()); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }
""",
            "not yet: when all answer in time: raised ValueError: Set of "
            "Tasks/Futures is empty. (line 6: await asyncio.wait(pending)); "
            "what does the last line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    done, _ = await asyncio.wait(tasks.values(), timeout=patience)
    return {
        name: task.result() if task in done else "cut off"
        for name, task in tasks.items()
    }
""",
            "not yet: returned while ask('net') was still under way; who "
            "awaits the tasks that you started?",
        ),
        Wrong(
            """
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(tasks.values())
    return {name: task.result() for name, task in tasks.items()}
""",
            "not yet: raised CancelledError (line 7: return {name: "
            "task.result() for name, task in tasks.items()}); what does one"
            " get from something that was cancelled?",
        ),
        Wrong(
            """
async def status(jobs, patience):
    page = {}
    for name, job in jobs.items():
        try:
            page[name] = await asyncio.wait_for(job, patience)
        except TimeoutError:
            page[name] = "cut off"
    return page
""",
            "not yet: took 1.5 s: ask('net') started only when ask('disk') "
            "was done; is anything scheduled before the first await?",
        ),
        Wrong(
            """
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.sleep(patience)
    for task in tasks.values():
        task.cancel()
    await asyncio.wait(tasks.values())
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }
""",
            "not yet: when all answer in time: took 2 s: the last call was "
            "done at 1.375 s already; what does it wait for that nobody "
            "needs?",
        ),
    ),
)


def _paper(words: str, patience: float, **articles: float | Job) -> Case:
    """Articles for a morning and an evening edition, or for neither."""
    specs = {
        name: spec if isinstance(spec, Job) else Job(spec)
        for name, spec in articles.items()
    }

    def given(world: World) -> tuple[Any, ...]:
        write = world.job("write", specs)
        return [write(name) for name in specs], patience

    morning = sorted(n for n, x in specs.items() if x.seconds < patience)
    both = sorted(n for n, x in specs.items() if x.seconds < 2 * patience)
    ends = {
        name: job.seconds if name in both else 2 * patience + job.stubborn
        for name, job in specs.items()
    }
    return Case(
        words,
        given,
        returns=(morning, [name for name in both if name not in morning]),
        seconds=max(ends.values()),
        chart=tuple((f"write({n!r})", 0, end) for n, end in ends.items()),
        more={"cancels": [f"write({n!r})" for n in specs if n not in both]},
    )


def _right_editions(attempt: Attempt) -> str | None:
    right, got = attempt.case.returns, attempt.result
    if _is_pair_of(got, list) and tuple(got) == right:
        return None
    return f"returned {describe(got)}, not {describe(right)}"


EDITIONS = Exercise(
    id="08-3",
    kind="schedule",
    title="Make your chart look like this one",
    name="editions",
    task="""
A newspaper has a morning and an evening edition.
`editions(articles, patience)` gets a list of coroutines and returns two lists: the sorted results of those that are done after `patience` seconds, and of those that needed up to `patience` seconds more.
The stub knows the morning only, and forgets the rest.
Change it, so that its chart is this one: it wakes up for the second time after a second wait of the same length, and whatever is still pending then is cancelled, and has ended when `editions` returns.

```text
editions(...)         |---------|---------|
sleeper('early', 0.6) |-----|////
sleeper('late', 1.5)  |--------------|/////
a()                   |-------------------x
                      0         1         2 seconds
```

Here it returns `(['early'], ['late'])`.
When all is in before the time is up, nobody waits any longer.
""",
    stub="""
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    done, _ = await asyncio.wait(tasks, timeout=patience)
    return sorted(task.result() for task in done), []
""",
    trial="""
articles = [sleeper("early", 0.6), sleeper("late", 1.5), a()]
run(editions(articles, patience=1), title="Exercise 08-3")
""".strip(),
    cases=(
        _paper("", 1, early=0.6, late=1.5, never=3),
        _paper("with other articles", 0.5, d=0.1, c=0.8, b=0.3, a=0.9, e=7),
        _paper("when all is in by the morning", 1, early=0.6, soon=0.875),
        _paper("when nothing is in by the morning", 1, late=1.5, later=1.8),
        _paper(
            "with one that takes its time to stop",
            1,
            early=0.6,
            never=Job(9, stubborn=0.4),
        ),
    ),
    rules=(
        together(),
        cancels(
            hint="which tracks end with a cross in the given chart, and "
            "which do not?",
            more="Cancel what is pending after the second wait, no sooner.",
        ),
        sees_them_end(),
        chart(
            hint="when does each article end in the given chart?",
            more="Two waits with the same timeout, the second one for what "
            "is pending after the first; then cancel.",
        ),
        rule(
            _right_editions,
            hint="which set comes out of which wait?",
            more="Keep the done set of each wait under a name of its own.",
        ),
        takes(
            hint="what is left to wait for, and until when?",
            more="Wait for pending tasks only, and with a timeout.",
        ),
    ),
    reference="""
async def editions(articles, patience):
    pending = {asyncio.create_task(article) for article in articles}
    lists = []
    for _ in range(2):
        done = set()
        if pending:
            done, pending = await asyncio.wait(pending, timeout=patience)
        lists.append(sorted(task.result() for task in done))
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return tuple(lists)
""",
    discussion="""
The timeout of `wait` harms nobody, and so the same tasks can be waited for again; only the set gets smaller.
Each `wait` gives back a `done` of its own, which is how the two editions are told apart.
Twice there is an `if pending`, since `wait` refuses an empty set.
""",
    good="the first timeout disturbed nobody, and the second cleaned up.",
    then=(
        "make it any number of editions: what does the loop look like, and "
        "when does it end?"
    ),
    others=(
        """
async def editions(articles, patience):
    lists = [], []
    pending = {asyncio.ensure_future(article) for article in articles}
    for edition in lists:
        if pending:
            done, pending = await asyncio.wait(pending, timeout=patience)
            edition.extend(sorted(task.result() for task in done))
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return lists
""",
        """
async def editions(articles, patience):
    morning, evening = [], []
    start = asyncio.get_running_loop().time()

    async def take(article):
        name = await article
        late = asyncio.get_running_loop().time() - start > patience
        (evening if late else morning).append(name)

    try:
        async with asyncio.timeout(2 * patience):
            async with asyncio.TaskGroup() as group:
                for article in articles:
                    group.create_task(take(article))
    except TimeoutError:
        pass
    return sorted(morning), sorted(evening)
""",
        """
async def editions(articles, patience):
    async def after(tasks):
        if not tasks:
            return [], tasks
        done, rest = await asyncio.wait(tasks, timeout=patience)
        return sorted(task.result() for task in done), rest

    first, rest = await after(list(map(asyncio.create_task, articles)))
    second, rest = await after(rest)
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    return first, second
""",
    ),
    wrong=(
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(pending, timeout=patience)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)
""",
            "not yet: returned while write('never') was still under way; who "
            "awaits the tasks that you started?",
        ),
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    return sorted(task.result() for task in morning), []
""",
            "not yet: write('late') was cancelled at 1 s; which tracks end "
            "with a cross in the given chart, and which do not?",
        ),
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(tasks, timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)
""",
            "not yet: returned (['early'], ['early', 'late']), not "
            "(['early'], ['late']); which set comes out of which wait?",
        ),
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(pending, timeout=2 * patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)
""",
            "not yet: write('never') was not cancelled: it returned at 3 s; "
            "which tracks end with a cross in the given chart, and which do "
            "not?",
        ),
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, pending = await asyncio.wait(pending, timeout=patience)
    for task in pending:
        task.cancel()
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)
""",
            "not yet: when all is in by the morning: raised ValueError: Set "
            "of Tasks/Futures is empty. (line 4: evening, pending = await "
            "asyncio.wait(pending, timeout=patience)); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    morning, pending = await asyncio.wait(tasks, timeout=patience)
    evening, _ = await asyncio.wait(pending)
    first = sorted(task.result() for task in morning)
    return first, sorted(task.result() for task in evening)
""",
            "not yet: write('never') was not cancelled: it returned at 3 s; "
            "which tracks end with a cross in the given chart, and which do "
            "not?",
        ),
        Wrong(
            """
async def editions(articles, patience):
    tasks = [asyncio.create_task(article) for article in articles]
    lists = []
    for _ in range(2):
        await asyncio.sleep(patience)
        ready = {task for task in tasks if task.done()}
        tasks = [task for task in tasks if task not in ready]
        lists.append(sorted(task.result() for task in ready))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return lists
""",
            "not yet: when all is in by the morning: took 2 s: the last call "
            "was done at 0.875 s already; what is left to wait for, and "
            "until when?",
        ),
    ),
)


def _answers(
    words: str,
    answers: Sequence[float | Job],
    tries: int = 3,
    patience: float = 1,
) -> Case:
    """A service that is asked again and again, and what comes each time."""
    jobs = [x if isinstance(x, Job) else Job(x) for x in answers]
    spans, now, found = [], 0.0, None
    for job in jobs[:tries]:
        late = job.seconds > patience
        lasts = patience + job.stubborn if late else job.seconds
        spans.append((round(now, 6), round(now + lasts, 6)))
        now += lasts
        if not late and job.raises is None:
            found = "answer" if job.answer is None else job.answer
            break
    service: Mapping[str, Any] = {"ask": jobs}

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", service, "answer", 0), tries, patience

    return Case(
        words, given, returns=found, seconds=round(now, 6), more={"due": spans}
    )


def _tries_as_due(attempt: Attempt) -> str | None:
    """Compare each try with the span that it should have had."""
    due, calls = attempt.case.more["due"], attempt.calls
    for number, (call, (start, end)) in enumerate(
        zip(calls, due, strict=False), start=1
    ):
        if abs(call.started - start) > SAME:
            return (
                f"try {number} began at {_at(call.started)}, not at "
                f"{_at(start)}"
            )
        if abs(call.end - end) > SAME:
            return (
                f"try {number} lasted until {_at(call.end)}, not until "
                f"{_at(end)}"
            )
    number = min(len(calls), len(due)) + 1
    if len(calls) > len(due):
        began = _at(calls[number - 1].started)
        return f"try {number} began at {began}, and none was due any more"
    if len(calls) < len(due):
        return f"there was no try {number}"
    return None


def _at(seconds: float) -> str:
    return f"{seconds_text(seconds)} s"


RETRY = Exercise(
    id="08-4",
    kind="make",
    title="Ask again when no answer comes in time",
    name="retry",
    task="""
A service is slow at times, and a second try is often quicker.
Make `retry(ask, tries, patience)` from nothing: it calls `ask()`, which gives it a coroutine, and waits `patience` seconds for the answer.
When there is none by then, it cancels the call; when it has gone, or when the call has failed, with whatever exception, it tries again at once, up to `tries` times in all.
It returns the first answer, or `None` when no try brought one.
With answers that take 3, 3 and 0.5 seconds and a patience of 1 its chart is this one:

```text
retry(...)  |---------|---------|----|
ask()       |---------x
ask()                 |---------x
ask()                           |----|
            0         1         2 seconds
```
""",
    stub="""
async def retry(ask, tries, patience):
    pass
""",
    trial="""
delays = [3, 3, 0.5]
mine = retry(lambda: sleeper("answer", delays.pop(0)), tries=3, patience=1)
run(mine, title="Exercise 08-4")
""".strip(),
    cases=(
        _answers("", [3, 3, 0.5]),
        _answers(
            "when a try fails",
            [Job(0.375, raises=ConnectionError("down")), Job(0.25, "news")],
        ),
        _answers("when no answer comes", [5, 5, 5, 0.5], 2, 0.5),
        _answers(
            "when a call takes its time to stop", [Job(4, stubborn=0.5), 0.5]
        ),
        _answers(
            "when all tries fail",
            [Job(0.5, raises=ValueError("nonsense"))] * 3,
            2,
        ),
        _answers("when the answer is an empty text", [Job(0.5, ""), 0.5]),
    ),
    rules=(
        one_by_one(
            hint="what has to be over before the next try?",
            more="Cancel the call and wait until it has gone, then ask again.",
        ),
        rule(
            _tries_as_due,
            hint="when is a try over, and how many may there be?",
            more="Each try: make a task of ask(), wait for it with a "
            "timeout, and cancel it if it is pending.",
        ),
        returns(
            hint="what tells an answer from a failure?",
            more="Return the result of the first task that was done and has "
            "no exception; None after the last try.",
        ),
        sees_them_end(),
        takes(
            hint="what does it wait for besides the tries?",
            more="Try again at once, and return with the answer.",
        ),
    ),
    reference="""
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        await asyncio.wait([task], timeout=patience)
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        elif not task.exception():
            return task.result()
""",
    discussion="""
`wait` with one task and a timeout raises nothing, whatever happens: no answer, a failure or an answer are three states of the task, to be looked at.
The call is cancelled and waited for, so that there are never two of them under way.
`wait_for(ask(), patience)` does the same in one line, with a `try` around it, because it raises in two of the three cases.
""",
    good="one try at a time, each with its time limit, and none left over.",
    then="wait a little longer before each further try: 0.1 s, 0.2 s, 0.4 s.",
    others=(
        """
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), patience)
        except Exception:
            continue
""",
        """
async def retry(ask, tries, patience):
    if tries == 0:
        return None
    try:
        async with asyncio.timeout(patience):
            return await ask()
    except Exception:
        pass
    return await retry(ask, tries - 1, patience)
""",
        """
async def retry(ask, tries, patience):
    left = tries
    while left > 0:
        left -= 1
        task = asyncio.ensure_future(ask())
        done, pending = await asyncio.wait({task}, timeout=patience)
        for one in pending:
            one.cancel()
        [end] = await asyncio.gather(task, return_exceptions=True)
        if not isinstance(end, BaseException):
            return end
    return None
""",
    ),
    wrong=(
        Wrong(
            """
async def retry(ask, tries, patience):
    return await ask()
""",
            "not yet: try 1 lasted until 3 s, not until 1 s; when is a try "
            "over, and how many may there be?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        done, pending = await asyncio.wait([task], timeout=patience)
        if done:
            return task.result()
""",
            "not yet: returned while ask() and 1 more were still under way; "
            "who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            return await asyncio.wait_for(ask(), patience)
        except TimeoutError:
            continue
""",
            "not yet: when a try fails: raised ConnectionError: down (line "
            "4: return await asyncio.wait_for(ask(), patience)); what does "
            "the last line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        done, pending = await asyncio.wait([task], timeout=patience)
        if done and not task.exception():
            return task.result()
        task.cancel()
""",
            "not yet: when a call takes its time to stop: ask() started at 1 "
            "s, before ask() was done; what has to be over before the next "
            "try?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    for _ in range(tries + 1):
        try:
            return await asyncio.wait_for(ask(), patience)
        except Exception:
            pass
""",
            "not yet: when no answer comes: try 3 began at 1 s, and none was "
            "due any more; when is a try over, and how many may there be?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    tasks = [asyncio.create_task(ask()) for _ in range(tries)]
    done, pending = await asyncio.wait(
        tasks, timeout=patience, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    for task in done:
        if not task.exception():
            return task.result()
""",
            "not yet: ask() started at 0 s, before ask() was done; what has "
            "to be over before the next try?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    for _ in range(tries):
        try:
            answer = await asyncio.wait_for(ask(), patience)
            if answer:
                return answer
        except Exception:
            pass
""",
            "not yet: when the answer is an empty text: try 2 began at 0.5 "
            "s, and none was due any more; when is a try over, and how many "
            "may there be?",
        ),
        Wrong(
            """
async def retry(ask, tries, patience):
    for _ in range(tries):
        task = asyncio.create_task(ask())
        await asyncio.sleep(patience)
        if task.done() and not task.exception():
            return task.result()
        task.cancel()
        await asyncio.wait([task])
""",
            "not yet: took 3 s: the last call was done at 2.5 s already; "
            "what does it wait for besides the tries?",
        ),
    ),
)

EXERCISES = (SORT_OUT, STATUS, EDITIONS, RETRY)
