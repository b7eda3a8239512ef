"""The exercises of notebook 09, a loop on the first completed."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import ANYTHING, Attempt, Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    cancels,
    chart,
    collects_at_once,
    never_sleeps,
    prints,
    returns,
    rule,
    sees_them_end,
    takes,
    together,
)
from helpers.labels import describe
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import seconds_text

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "09_first_completed"


def _downloads(words: str, *speeds: float) -> Case:
    """Files to load, and what should be on the screen when each is there."""
    files = {f"file {number}": each for number, each in enumerate(speeds, 1)}
    total = len(files)

    def given(world: World) -> tuple[Any, ...]:
        load = world.job("load", files)
        return ([load(name) for name in files],)

    return Case(
        words,
        given,
        returns=sorted(files),
        seconds=max(speeds, default=0),
        more={
            "prints": [
                (when, f"{number} of {total}")
                for number, when in enumerate(sorted(speeds), 1)
            ]
        },
    )


PROGRESS = Exercise(
    id="09-1",
    kind="complete",
    title="A progress display",
    name="show_progress",
    task="""
`show_progress(jobs)` runs a list of coroutines side by side, and somebody looks at the screen meanwhile.
Complete it: it prints `1 of 3`, `2 of 3` and so on, each at the moment at which a job is done, and returns the sorted list of their results.
For three jobs of 0.5, 1 and 1.5 seconds the three lines come half a second apart.
Two jobs that are done at the same moment are two lines, and no jobs are none.
The stub knows only the end.
""",
    stub="""
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    done, _ = await asyncio.wait(tasks)
    print(len(done), "of", len(tasks))
    return sorted(task.result() for task in done)
""",
    trial="""
three = [sleeper("x", 0.5), sleeper("y", 1), sleeper("z", 1.5)]
run(show_progress(three), title="Exercise 09-1")
""".strip(),
    cases=(
        _downloads("", 0.5, 1, 1.5),
        _downloads("with other files", 2, 0.375, 1.125, 0.75),
        _downloads("with two that are done at once", 1, 2, 1),
        _downloads("with no file at all"),
    ),
    rules=(
        together(),
        prints(
            hint="when does the program wake up, and what does it know then?",
            more="Loop while tasks are pending; each turn waits for the "
            "first completed and prints a line for each task in done.",
        ),
        never_sleeps(
            more="wait() with the right return_when wakes you when a task "
            "is done.",
        ),
        returns(
            hint="where do the results go, turn after turn?",
            more="Collect result() of each task in done, and sort the list "
            "at the end.",
        ),
        takes(
            hint="what does it wait for when all is there?",
            more="Return when no task is pending any more.",
        ),
    ),
    reference="""
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    total, results = len(pending), []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            results.append(task.result())
            print(len(results), "of", total)
    return sorted(results)
""",
    discussion="""
Each turn of the loop is a wake-up, and each wake-up knows which tasks have become done since the last one.
There may be more than one: hence the `for`, and not one line for each turn.
`while pending` looks after the empty list, too: the loop is not entered, and `wait` never gets an empty set.
""",
    good="each line was there when it became true.",
    then=(
        "print what is still missing as well: keep a dictionary from task "
        "to name."
    ),
    others=(
        """
async def show_progress(jobs):
    tasks = [asyncio.ensure_future(job) for job in jobs]
    results = []
    for each in asyncio.as_completed(tasks):
        results.append(await each)
        print(f"{len(results)} of {len(tasks)}")
    return sorted(results)
""",
        """
async def show_progress(jobs):
    results = []

    async def count(job):
        results.append(await job)
        print(len(results), "of", len(jobs))

    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(count(job))
    return sorted(results)
""",
        """
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    shown = 0
    while shown < len(tasks):
        await asyncio.wait(
            [task for task in tasks if not task.done()] or tasks,
            return_when=asyncio.FIRST_COMPLETED,
        )
        while shown < sum(task.done() for task in tasks):
            shown += 1
            print(shown, "of", len(tasks))
    return sorted([await task for task in tasks])
""",
    ),
    wrong=(
        Wrong(
            """
async def show_progress(jobs):
    results = []
    for job in jobs:
        results.append(await job)
        print(len(results), "of", len(jobs))
    return sorted(results)
""",
            "not yet: took 3 s: load('file 2') started only when load('file "
            "1') was done; is anything scheduled before the first await?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    results = await asyncio.gather(*jobs)
    for number in range(len(results)):
        print(number + 1, "of", len(results))
    return sorted(results)
""",
            "not yet: printed '1 of 3' at 1.5 s, not at 0.5 s; when does the "
            "program wake up, and what does it know then?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = []
    for task in tasks:
        results.append(await task)
        print(len(results), "of", len(tasks))
    return sorted(results)
""",
            "not yet: with other files: printed '1 of 4' at 2 s, not at "
            "0.375 s; when does the program wake up, and what does it know "
            "then?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    results = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        print(len(results), "of", len(jobs))
    return sorted(results)
""",
            "not yet: with two that are done at once: printed '2 of 3' where "
            "'1 of 3' was due; when does the program wake up, and what does "
            "it know then?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    turn = 0
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        turn += 1
        print(turn, "of", len(jobs))
    return sorted(task.result() for task in done)
""",
            "not yet: returned ['file 3'], not ['file 1', 'file 2', 'file "
            "3']; where do the results go, turn after turn?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    ready = 0
    while ready < len(tasks):
        await asyncio.sleep(0.1)
        while ready < sum(task.done() for task in tasks):
            ready += 1
            print(ready, "of", len(tasks))
    return sorted(task.result() for task in tasks)
""",
            "not yet: slept 0.1 s at 0 s, and 14 time(s) more, by the clock "
            "and not for its work; what could it await instead, that tells "
            "when it is time?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    results = []
    while len(results) < len(jobs):
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            results.append(task.result())
            print(len(results), "of", len(jobs))
    return sorted(results)
""",
            "not yet: returned while load('file 2') and 1 more were still "
            "under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    for number, each in enumerate(asyncio.as_completed(tasks), 1):
        await each
        print(number, "of", len(tasks))
    return len(tasks)
""",
            "not yet: returned 3, not ['file 1', 'file 2', 'file 3']; where "
            "do the results go, turn after turn?",
        ),
    ),
)


def _headlines(words: str, **speeds: float) -> Case:
    """Sources of headlines; each in its own time, some at the same one."""

    def given(world: World) -> tuple[Any, ...]:
        send = world.job("send", speeds)
        return ([send(name) for name in speeds],)

    groups = [
        sorted(name for name in speeds if speeds[name] == when)
        for when in sorted(set(speeds.values()))
    ]
    return Case(
        words,
        given,
        returns=groups,
        seconds=max(speeds.values(), default=0),
    )


def _is_list(attempt: Attempt) -> str | None:
    if isinstance(attempt.result, list):
        return None
    return f"returned {describe(attempt.result)}, not a list"


def _none_is_lost(attempt: Attempt) -> str | None:
    """Count what was sent and what came out."""
    sent = sum(map(len, attempt.case.returns))
    if len(attempt.result) == sent:
        return None
    return f"{sent} headlines were sent, and {len(attempt.result)} came out"


def _in_order_of_arrival(attempt: Attempt) -> str | None:
    """Find a headline that stands where another one belongs."""
    place = 0
    for group in attempt.case.returns:
        left = list(group)
        for found in attempt.result[place : place + len(group)]:
            place += 1
            if found not in left:
                due = " or ".join(map(repr, left))
                return (
                    f"{describe(found)} stands at place {place} of the list, "
                    f"where {due} belongs"
                )
            left.remove(found)
    return None


NEWSROOM = Exercise(
    id="09-2",
    kind="fix",
    title="A newsroom that loses a headline now and then",
    name="newsroom",
    task="""
`newsroom(sources)` gets a list of coroutines and returns their headlines in the order in which they came in.
All went well for months; then a headline was missing, nothing was raised, and on the next day all was well again.
Find out when that happens: change the lengths in the trial until you see a lane that ends with *never collected*.
Then mend `newsroom`, so that every headline is in the list once; those that came in at the same moment may stand in any order.
""",
    stub="""
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines.append(done.pop().result())
    return headlines
""",
    trial="""
sources = [sleeper("goal", 1.5), sleeper("rain", 0.5), b("vote")]
run(newsroom(sources), title="Exercise 09-2")
""".strip(),
    cases=(
        _headlines("", goal=1.5, rain=0.5, vote=1),
        _headlines(
            "with two at the same moment", goal=1.125, rain=0.375, vote=1.125
        ),
        _headlines("with all at once", goal=1, rain=1, vote=1, snow=1),
        _headlines("with a single source", rain=2),
    ),
    rules=(
        together(),
        rule(
            _is_list,
            hint="what keeps an order, and what does not?",
            more="Collect the headlines in a list.",
        ),
        rule(
            _none_is_lost,
            hint="how many tasks may there be in done, and how many are "
            "looked at?",
            more="At each wake-up go through all the tasks in done.",
        ),
        rule(
            _in_order_of_arrival,
            hint="when does each headline go into the list, and in which "
            "form?",
            more="Append each result by itself, when its task is done.",
        ),
        collects_at_once(
            hint="when was it done, and when did anybody look?",
            more="Wait for the first completed, again and again.",
        ),
        never_sleeps(),
        takes(
            hint="what does it wait for besides the sources?",
            more="Nothing but the sources has to take time here.",
        ),
    ),
    reference="""
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            headlines.append(task.result())
    return headlines
""",
    discussion="""
"First completed" sounds like one, and it is at least one: whatever has become done by the time `wait` returns is in `done`, and has left `pending`.
What `pop()` leaves behind is in neither set at the next turn, and so it is gone without a word.
On a real clock two answers seldom arrive in the same turn of the event loop, and the busier the program, the more often they do.
""",
    good="whatever was in done was looked at, every time.",
    then=(
        "let one of the sources fail at the moment at which another one is "
        "done. What is lost now?"
    ),
    others=(
        """
async def newsroom(sources):
    tasks = [asyncio.ensure_future(source) for source in sources]
    return [await each for each in asyncio.as_completed(tasks)]
""",
        """
async def newsroom(sources):
    pending = set(map(asyncio.create_task, sources))
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        while done:
            headlines.append(done.pop().result())
    return headlines
""",
        """
async def newsroom(sources):
    headlines = []

    async def take(source):
        headlines.append(await source)

    async with asyncio.TaskGroup() as group:
        for source in sources:
            group.create_task(take(source))
    return headlines
""",
        """
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        task = done.pop()
        pending.discard(task)
        headlines.append(task.result())
    return headlines
""",
    ),
    wrong=(
        Wrong(
            """
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if len(done) == 2:
            headlines.append(done.pop().result())
        headlines.append(done.pop().result())
    return headlines
""",
            "not yet: with all at once: 4 headlines were sent, and 1 came "
            "out; how many tasks may there be in done, and how many are "
            "looked at?",
        ),
        Wrong(
            """
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines.append([task.result() for task in done])
    return headlines
""",
            "not yet: ['rain'] stands at place 1 of the list, where 'rain' "
            "belongs; when does each headline go into the list, and in which "
            "form?",
        ),
        Wrong(
            """
async def newsroom(sources):
    return list(await asyncio.gather(*sources))
""",
            "not yet: 'goal' stands at place 1 of the list, where 'rain' "
            "belongs; when does each headline go into the list, and in which "
            "form?",
        ),
        Wrong(
            """
async def newsroom(sources):
    return [await source for source in sources]
""",
            "not yet: took 3 s: send('rain') started only when send('goal') "
            "was done; is anything scheduled before the first await?",
        ),
        Wrong(
            """
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = set()
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines |= {task.result() for task in done}
    return headlines
""",
            "not yet: returned {'goal', 'rain', 'vote'}, not a list; what "
            "keeps an order, and what does not?",
        ),
        Wrong(
            """
async def newsroom(sources):
    tasks = [asyncio.create_task(source) for source in sources]
    headlines = []
    while len(headlines) < len(tasks):
        await asyncio.sleep(0.5)
        for task in tasks:
            if task.done() and task.result() not in headlines:
                headlines.append(task.result())
    return headlines
""",
            "not yet: send('rain') was done at 0.5 s and collected only at 1 "
            "s; when was it done, and when did anybody look?",
        ),
        Wrong(
            """
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            headlines.append(task.result())
    return headlines
""",
            "not yet: it goes round and round while no time passes (line 5: "
            "done, _ = await asyncio.wait(); what could it wait for, instead "
            "of asking again and again?",
        ),
    ),
)


def _hedged(words: str, patience: float, *jobs: float | Job) -> Case:
    """Mirrors that are asked one more at a time, until one has answered."""
    specs = {
        f"m{number}": each if isinstance(each, Job) else Job(each)
        for number, each in enumerate(jobs, 1)
    }
    ends = {
        name: patience * place + job.seconds
        for place, (name, job) in enumerate(specs.items())
    }
    winner = min(ends, key=lambda name: ends[name])
    first = round(ends[winner], 6)
    spans = [
        (
            f"fetch({name!r})",
            round(patience * place, 6),
            round(first + (job.stubborn if name != winner else 0), 6),
        )
        for place, (name, job) in enumerate(specs.items())
        if patience * place < first
    ]
    return Case(
        words,
        lambda world: (
            world.job("fetch", specs, "file of {}"),
            list(specs),
            patience,
        ),
        returns=f"file of {winner}",
        seconds=max(end for _, _, end in spans),
        chart=tuple(spans),
        more={
            "asks": [label for label, _, _ in spans],
            "cancels": [
                label for label, _, _ in spans if label != f"fetch({winner!r})"
            ],
        },
    )


HEDGE = Exercise(
    id="09-3",
    kind="schedule",
    title="Make your chart look like this one",
    name="hedge",
    task="""
`hedge(fetch, mirrors, patience)` wants a file from one of several mirrors, and does not want to trouble all of them.
It asks the first one; when no answer has come after `patience` seconds, it asks the next one *as well*, and so on.
The first answer wins, whoever sends it; the others are cancelled, and have ended when it returns.
When all have been asked, it waits for the first of them.
The stub knows the first mirror only; change it, so that for three slow mirrors and a patience of 1 its chart is this one:

```text
hedge(...)   |---------|---------|----|
fetch('m1')  |------------------------x
fetch('m2')            |--------------|
fetch('m3')                      |----x
             0         1         2 seconds
```

No mirror fails here.
""",
    stub="""
async def hedge(fetch, mirrors, patience):
    pending = {asyncio.create_task(fetch(mirrors[0]))}
    done, pending = await asyncio.wait(pending)
    return done.pop().result()
""",
    trial="""
speeds = {"m1": 3, "m2": 1.5, "m3": 2}
mine = hedge(lambda name: sleeper(name, speeds[name]), list(speeds), 1)
run(mine, title="Exercise 09-3")
""".strip(),
    cases=(
        _hedged("", 1, 3, 1.5, 2),
        _hedged("when the first one is quick", 1, 0.5, 1.5, 2),
        _hedged("when the first one wins in the end", 0.5, 1.125, 3, 3),
        _hedged("when all are slow", 0.5, 9, 8, 7),
        _hedged("with a single mirror", 0.5, 2),
        _hedged(
            "with one that takes its time to stop",
            1,
            Job(3, stubborn=0.5),
            0.6,
        ),
    ),
    rules=(
        asks(
            hint="who is asked, and when is it enough?",
            more="Ask one more mirror whenever a wait has brought nothing, "
            "as long as there is one.",
        ),
        sees_them_end(),
        chart(
            hint="what wakes it, the time or an answer?",
            more="Give wait() both: a timeout, and FIRST_COMPLETED; and keep "
            "waiting for those that were asked before.",
        ),
        cancels(
            hint="which tracks end with a cross in the given chart, and when?",
            more="Cancel what is pending when the first answer is there, "
            "and nothing sooner.",
        ),
        returns(
            hint="whose answer is it?",
            more="Return the result of the task in done.",
        ),
        takes(
            hint="what is there to wait for when the answer is there?",
            more="Leave the loop as soon as done is not empty.",
        ),
    ),
    reference="""
async def hedge(fetch, mirrors, patience):
    done, pending = set(), set()
    left = list(mirrors)
    while not done:
        if left:
            pending.add(asyncio.create_task(fetch(left.pop(0))))
        done, pending = await asyncio.wait(
            pending,
            timeout=patience if left else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
""",
    discussion="""
`wait` with a timeout *and* `FIRST_COMPLETED` wakes up for whatever comes first: an answer, or the end of patience.
Which of the two it was is told by `done`: it is empty when the time was up.
The timeout harms none of those that were asked before, so the late answer of the first mirror still counts.
Programs that connect to a host with several addresses do the same; they call it happy eyeballs.
""",
    good="one more mirror each time patience was over, and the first won.",
    then=(
        "let a mirror fail: then the next one should be asked at once, and "
        "not only when patience is over."
    ),
    others=(
        """
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.ensure_future(fetch(mirror)))
        last = mirror == mirrors[-1]
        done, pending = await asyncio.wait(
            pending,
            timeout=None if last else patience,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if done:
            break
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()
""",
        """
async def hedge(fetch, mirrors, patience):
    tasks = []
    for mirror in mirrors:
        tasks.append(asyncio.create_task(fetch(mirror)))
        timeout = patience if len(tasks) < len(mirrors) else None
        try:
            async with asyncio.timeout(timeout):
                await asyncio.wait(tasks, return_when="FIRST_COMPLETED")
            break
        except TimeoutError:
            pass
    winner = next(task for task in tasks if task.done())
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return winner.result()
""",
        """
async def hedge(fetch, mirrors, patience):
    async def race(tasks, left):
        tasks = {*tasks, asyncio.create_task(fetch(left[0]))}
        done, pending = await asyncio.wait(
            tasks,
            timeout=patience if left[1:] else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if not done:
            return await race(pending, left[1:])
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        return done.pop().result()

    return await race(set(), mirrors)
""",
        """
async def hedge(fetch, mirrors, patience):
    async def late(seconds, mirror):
        await asyncio.sleep(seconds)
        return await fetch(mirror)

    tasks = [
        asyncio.create_task(late(place * patience, mirror))
        for place, mirror in enumerate(mirrors)
    ]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()
""",
    ),
    wrong=(
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    for mirror in mirrors:
        try:
            return await asyncio.wait_for(fetch(mirror), patience)
        except TimeoutError:
            pass
""",
            "not yet: fetch('m1') ran from 0 s to 1 s; in the given chart it "
            "runs from 0 s to 2.5 s; what wakes it, the time or an answer?",
        ),
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
""",
            "not yet: fetch('m1') ran from 0 s to 1.5 s; in the given chart "
            "it runs from 0 s to 2.5 s; what wakes it, the time or an answer?",
        ),
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        done, pending = await asyncio.wait(pending, timeout=patience)
        if done:
            break
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
""",
            "not yet: fetch('m1') ran from 0 s to 3 s; in the given chart it "
            "runs from 0 s to 2.5 s; what wakes it, the time or an answer?",
        ),
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        await asyncio.sleep(patience)
    done, pending = await asyncio.wait(
        pending, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
""",
            "not yet: fetch('m1') ran from 0 s to 3 s; in the given chart it "
            "runs from 0 s to 2.5 s; what wakes it, the time or an answer?",
        ),
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    pending = set()
    for mirror in mirrors:
        pending.add(asyncio.create_task(fetch(mirror)))
        done, pending = await asyncio.wait(
            pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        if done:
            break
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
""",
            "not yet: when all are slow: raised KeyError: 'pop from an empty "
            "set' (line 14: return done.pop().result()); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    done, pending = set(), set()
    left = list(mirrors)
    while not done:
        if left:
            pending.add(asyncio.create_task(fetch(left.pop(0))))
        done, pending = await asyncio.wait(
            pending,
            timeout=patience if left else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    return done.pop().result()
""",
            "not yet: returned while fetch('m1') and 1 more were still under "
            "way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def hedge(fetch, mirrors, patience):
    done, pending = set(), set()
    left = list(mirrors)
    while not done:
        if left:
            pending.add(asyncio.create_task(fetch(left.pop(0))))
        done, pending = await asyncio.wait(
            pending,
            timeout=patience if left else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    for task in pending:
        task.cancel()
    return done.pop().result()
""",
            "not yet: with one that takes its time to stop: returned at 1.6 "
            "s, when fetch('m1') had not ended yet; who is still there when "
            "a cancelled task cleans up?",
        ),
    ),
)


def _mirrors(words: str, **jobs: float | Job) -> Case:
    """Mirrors of a file, some of which are down; all are asked at once."""
    specs = {
        name: spec if isinstance(spec, Job) else Job(spec)
        for name, spec in jobs.items()
    }
    up = [name for name, job in specs.items() if job.raises is None]
    winner = min(up, key=lambda name: specs[name].seconds, default="")
    first = specs[winner].seconds if winner else None
    late = {
        name: job
        for name, job in specs.items()
        if first is not None and job.seconds > first
    }
    if first is None:
        seconds = max(job.seconds for job in specs.values())
    else:
        waits = (job.stubborn for job in late.values())
        seconds = first + max(waits, default=0)
    return Case(
        words,
        lambda world: (world.job("fetch", specs, "file of {}"), list(specs)),
        returns=f"file of {winner}" if winner else ANYTHING,
        raises=None if winner else ConnectionError,
        seconds=seconds,
        more={
            "asks": [f"fetch({name!r})" for name in specs],
            "cancels": [f"fetch({name!r})" for name in late],
        },
    )


def _leaves_no_exception(attempt: Attempt) -> str | None:
    """Find a task whose exception nobody has looked at."""
    for lane in attempt.timeline.lanes[1:]:
        if lane.outcome is Outcome.RAISED and lane.never_collected:
            return (
                f"{lane.label} failed at {seconds_text(lane.ended or 0)} s, "
                "and nobody looked at its exception"
            )
    return None


def _down(seconds: float) -> Job:
    return Job(seconds, raises=ConnectionError("the mirror is down"))


FIRST = Exercise(
    id="09-4",
    kind="make",
    title="The first mirror that answers",
    name="first_success",
    task="""
Make `first_success(fetch, mirrors)` from nothing.
It asks all the mirrors at once, by `fetch(mirror)`, and returns the first answer as soon as it is there.
A mirror that is down raises `ConnectionError`; then another may still answer.
With the first answer the others are cancelled, and they have ended when `first_success` returns.
When all the mirrors are down, a `ConnectionError` comes out of it.
No exception is to be left lying: not even that of a mirror which fails at the moment at which another one answers.
""",
    stub="""
async def first_success(fetch, mirrors):
    pass
""",
    trial="""
speeds = {"Oslo": 1.5, "Graz": 0.6, "Lima": 2}
mine = first_success(lambda name: sleeper(name, speeds[name]), list(speeds))
run(mine, title="Exercise 09-4")
""".strip(),
    cases=(
        _mirrors("", Oslo=1.5, Graz=0.6, Lima=2),
        _mirrors(
            "with one that is down", Oslo=_down(0.375), Graz=1.125, Lima=3
        ),
        _mirrors("with all of them down", Oslo=_down(1), Graz=_down(0.5)),
        _mirrors(
            "with two that fail while another answers",
            Oslo=_down(1),
            Graz=1,
            Lima=_down(1),
        ),
        _mirrors(
            "with one that takes its time to stop",
            Oslo=Job(3, stubborn=0.5),
            Graz=0.5,
        ),
        _mirrors("with a single mirror", Graz=1),
    ),
    rules=(
        asks(
            hint="is every mirror asked, once?",
            more="Make a task of fetch(mirror) for each of the mirrors.",
        ),
        together(),
        cancels(
            hint="who is still needed when an answer is there, and when a "
            "mirror has failed?",
            more="Cancel what is pending as soon as there is an answer, and "
            "not before.",
        ),
        sees_them_end(),
        rule(
            _leaves_no_exception,
            hint="who else was done at that moment?",
            more="Ask every task that is done for its exception(), also "
            "those that you no longer need.",
        ),
        never_sleeps(),
        returns(
            hint="which of the tasks in done has an answer?",
            more="Ask each task in done for its exception first; return the "
            "result of one that has none.",
        ),
        takes(
            hint="when was the answer there?",
            more="Wait for the first completed, and leave the loop when one "
            "of them has an answer.",
        ),
    ),
    reference="""
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    good = []
    while pending and not good:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        good = [task for task in done if not task.exception()]
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if not good:
        raise ConnectionError("all mirrors are down")
    return good[0].result()
""",
    discussion="""
The loop ends for one of two reasons: there is an answer, or there is nobody left to wait for.
The list comprehension asks every task in `done` for its exception, also those beside the winner; an exception that somebody has seen is not left lying.
`as_completed` with a `try` around each `await` is shorter, as long as nobody has to be cancelled.
""",
    good="the first answer won, and no failure stood in its way.",
    then=(
        "when all are down, raise an ExceptionGroup with what each of them "
        "said."
    ),
    others=(
        """
async def first_success(fetch, mirrors):
    tasks = [asyncio.ensure_future(fetch(mirror)) for mirror in mirrors]
    error = None
    try:
        for each in asyncio.as_completed(tasks):
            try:
                return await each
            except ConnectionError as e:
                error = e
        raise error
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
""",
        """
async def first_success(fetch, mirrors):
    answers = asyncio.Queue()

    async def ask(mirror):
        try:
            answers.put_nowait(await fetch(mirror))
        except ConnectionError as error:
            answers.put_nowait(error)

    tasks = [asyncio.create_task(ask(mirror)) for mirror in mirrors]
    for _ in tasks:
        answer = await answers.get()
        if isinstance(answer, str):
            break
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    if isinstance(answer, str):
        return answer
    raise answer
""",
        """
async def first_success(fetch, mirrors):
    class Found(Exception):
        pass

    async def ask(mirror):
        try:
            found = await fetch(mirror)
        except ConnectionError:
            return
        raise Found(found)

    try:
        async with asyncio.TaskGroup() as group:
            for mirror in mirrors:
                group.create_task(ask(mirror))
    except* Found as group:
        answer = group.exceptions[0].args[0]
    else:
        raise ConnectionError("all mirrors are down")
    return answer
""",
    ),
    wrong=(
        Wrong(
            """
async def first_success(fetch, mirrors):
    for mirror in mirrors:
        try:
            return await fetch(mirror)
        except ConnectionError as error:
            last = error
    raise last
""",
            "not yet: fetch('Graz') was never started; is every mirror "
            "asked, once?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()
""",
            "not yet: with one that is down: raised ConnectionError: the "
            "mirror is down (line 10: return done.pop().result()); what does "
            "the last line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if not task.exception():
                return task.result()
    raise ConnectionError("all mirrors are down")
""",
            "not yet: returned while fetch('Oslo') and 1 more were still "
            "under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    answers = await asyncio.gather(
        *(fetch(mirror) for mirror in mirrors), return_exceptions=True
    )
    for answer in answers:
        if isinstance(answer, str):
            return answer
    raise ConnectionError("all mirrors are down")
""",
            "not yet: fetch('Oslo') was not cancelled: it returned at 1.5 s; "
            "who is still needed when an answer is there, and when a mirror "
            "has failed?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    answer = None
    while pending and answer is None:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if not task.exception():
                answer = task.result()
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return answer
""",
            "not yet: with all of them down: returned None, and "
            "ConnectionError should have come out; which exception is to "
            "come out, and from where?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    good = []
    while pending and not good:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        good = [task for task in done if not task.exception()]
    for task in pending:
        task.cancel()
    if not good:
        raise ConnectionError("all mirrors are down")
    return good[0].result()
""",
            "not yet: with one that takes its time to stop: returned at 0.5 "
            "s, when fetch('Oslo') had not ended yet; who is still there "
            "when a cancelled task cleans up?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    tasks = [asyncio.create_task(fetch(mirror)) for mirror in mirrors]
    answer = None
    for each in asyncio.as_completed(tasks):
        try:
            answer = await each
            break
        except ConnectionError as error:
            last = error
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    if answer is None:
        raise last
    return answer
""",
            "not yet: with two that fail while another answers: "
            "fetch('Lima') failed at 1 s, and nobody looked at its "
            "exception; who else was done at that moment?",
        ),
        Wrong(
            """
async def first_success(fetch, mirrors):
    pending = {asyncio.create_task(fetch(mirror)) for mirror in mirrors}
    good = []
    while pending and not good:
        await asyncio.sleep(0.1)
        good = [t for t in pending if t.done() and not t.exception()]
        pending = {task for task in pending if not task.done()}
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if not good:
        raise ConnectionError("all mirrors are down")
    return good[0].result()
""",
            "not yet: slept 0.1 s at 0 s, and 5 time(s) more, by the clock "
            "and not for its work; what could it await instead, that tells "
            "when it is time?",
        ),
    ),
)

EXERCISES = (PROGRESS, NEWSROOM, HEDGE, FIRST)
