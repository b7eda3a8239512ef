"""The exercises of notebook 06, gather."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import Attempt, Case, Exercise, Wrong
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

NOTEBOOK = "06_gather"


def _sky(city: str) -> str:
    """What the service says of a city."""
    return f"sun in {city}"


def _cities(words: str, *cities: str, **speeds: float) -> Case:
    """Cities to ask about, in this order, and how long each answer takes."""

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", speeds, _sky("{}")), list(cities)

    return Case(
        words,
        given,
        returns=[_sky(city) for city in cities],
        seconds=max([speeds[city] for city in cities], default=0),
        more={"cities": cities},
    )


def _asks_all(attempt: Attempt) -> str | None:
    """Find a city that nobody asked about; to ask once or twice is fine."""
    asked = {call.name for call in attempt.calls}
    for city in attempt.case.more["cities"]:
        if city not in asked:
            return f"ask({city!r}) was never started"
    return None


FORECAST = Exercise(
    id="06-1",
    kind="complete",
    title="A forecast for any number of cities",
    name="forecast",
    task="""
A page shows the weather of the cities that its reader has chosen.
Complete `forecast(ask, cities)`: it calls `ask(city)` for each of them and returns the answers in the order of the cities, also when a city is chosen twice.
It takes no longer for ten cities than for the slowest one.
For `["Oslo", "Lima"]` that is `["sun in Oslo", "sun in Lima"]`, although Lima may answer first.
""",
    stub="""
async def forecast(ask, cities):
    return [await ask(city) for city in cities]
""",
    trial='run(forecast(b, ["Oslo", "Lima"]), title="Exercise 06-1")',
    cases=(
        _cities("", "Oslo", "Lima", "Cairo", Oslo=2, Lima=0.5, Cairo=1),
        _cities("with other cities", "Rome", "Bonn", Rome=0.5, Bonn=3),
        _cities(
            "with a city that is chosen twice",
            *("Lima", "Oslo", "Lima"),
            Oslo=1,
            Lima=0.5,
        ),
        _cities("with no city at all"),
    ),
    rules=(
        together(
            hint="how many of the calls are under way at 0 s?",
            more="Hand all the calls to one gather, and await that.",
        ),
        rule(
            _asks_all,
            hint="who knows the answer for that city?",
            more="Call ask(city) for each of the cities in the list.",
        ),
        returns(
            hint="in which order does gather return what it gathered?",
            more="The list that gather gives you is the one that is wanted.",
        ),
        takes(
            hint="what does it wait for besides the slowest answer?",
            more="One await of a gather takes as long as the slowest call.",
        ),
    ),
    reference="""
async def forecast(ask, cities):
    return await asyncio.gather(*(ask(city) for city in cities))
""",
    discussion="""
The star hands the calls over one by one, as arguments; `gather` makes a task of each before anything is awaited.
Its list is in the order of the arguments, whatever the order in which the answers came, and so it fits the list of cities place by place.
Without any city it returns an empty list at once.
""",
    good="all were asked at once, and each answer is in its place.",
    then="return a dictionary, with zip(cities, answers, strict=True).",
    others=(
        """
async def forecast(ask, cities):
    tasks = [asyncio.create_task(ask(city)) for city in cities]
    return [await task for task in tasks]
""",
        """
async def forecast(ask, cities):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(city)) for city in cities]
    return [task.result() for task in tasks]
""",
        """
async def forecast(ask, cities):
    answers = [None] * len(cities)

    async def put(place, city):
        answers[place] = await ask(city)

    await asyncio.gather(*(put(*each) for each in enumerate(cities)))
    return answers
""",
    ),
    wrong=(
        Wrong(
            """
async def forecast(ask, cities):
    answers = []
    for city in cities:
        answers += await asyncio.gather(ask(city))
    return answers
""",
            "not yet: took 3.5 s: ask('Lima') started only when ask('Oslo')"
            " was done; how many of the calls are under way at 0 s?",
        ),
        Wrong(
            """
async def forecast(ask, cities):
    return [f"sun in {city}" for city in cities]
""",
            "not yet: ask('Oslo') was never started; who knows the answer "
            "for that city?",
        ),
        Wrong(
            """
async def forecast(ask, cities):
    return asyncio.gather(*(ask(city) for city in cities))
""",
            "not yet: returned a _GatheringFuture, not its result; is there"
            " an 'await' missing?",
        ),
        Wrong(
            """
async def forecast(ask, cities):
    calls = [ask(city) for city in cities]
    return [await call for call in asyncio.as_completed(calls)]
""",
            "not yet: returned ['sun in Lima', 'sun in Cairo', 'sun in "
            "Oslo'], not ['sun in Oslo', 'sun in Lima', 'sun in Cairo']; in"
            " which order does gather return what it gathered?",
        ),
        Wrong(
            """
async def forecast(ask, cities):
    tasks = {city: asyncio.create_task(ask(city)) for city in cities}
    return [await task for task in tasks.values()]
""",
            "not yet: with a city that is chosen twice: returned ['sun in "
            "Lima', 'sun in Oslo'], not ['sun in Lima', 'sun in Oslo', 'sun"
            " in Lima']; in which order does gather return what it "
            "gathered?",
        ),
        Wrong(
            """
async def forecast(ask, cities):
    tasks = [asyncio.create_task(ask(city)) for city in cities]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.3)
    return [task.result() for task in tasks]
""",
            "not yet: took 2.1 s: the last call was done at 2 s already; "
            "what does it wait for besides the slowest answer?",
        ),
    ),
)


def _trip(
    words: str, seconds: float, gone: tuple[str, ...] = (), **parts: Any
) -> Case:
    """Parts of a trip to be booked; `gone` are the ones to be given back."""
    fails = any(
        isinstance(job, Job) and job.raises is not None
        for job in parts.values()
    )

    def given(world: World) -> tuple[Any, ...]:
        return world.job("reserve", parts, "{} booked"), list(parts)

    return Case(
        words,
        given,
        returns=[] if fails else [f"{part} booked" for part in parts],
        seconds=seconds,
        more={
            "asks": [f"reserve({part!r})" for part in parts],
            "cancels": [f"reserve({part!r})" for part in gone],
        },
    )


def _sold_out(seconds: float) -> Job:
    return Job(seconds, raises=ValueError("sold out"))


BOOK = Exercise(
    id="06-2",
    kind="fix",
    title="A trip that is paid for and does not take place",
    name="book",
    task="""
A trip has several parts, and is worth nothing unless all of them can be had.
`book(reserve, parts)` reserves them at the same time and returns a list of the reservations, or `[]` when a part is sold out; `reserve` raises `ValueError` then.
The reservations are right, and the empty list comes in time, and yet customers complain: they are charged for a flight after they were told that there is no hotel.
Mend it: when a part is sold out, the ones that are under way are cancelled, and `book` returns when all of them have ended.
A `reserve` that is cancelled may take a moment, to give back what it holds.
""",
    stub="""
async def book(reserve, parts):
    try:
        return await asyncio.gather(*(reserve(part) for part in parts))
    except ValueError:
        return []
""",
    trial="""
async def reserve(part):
    return await (fails(1) if part == "hotel" else a())


run(book(reserve, ["flight", "hotel"]), title="Exercise 06-2")
""".strip(),
    cases=(
        _trip("", 1, ("flight",), flight=3, hotel=_sold_out(1), car=0.5),
        _trip("with nothing sold out", 2, flight=1, hotel=2, car=0.5),
        _trip(
            "with a flight that takes a moment to be given back",
            *(1.5, ("flight", "car")),
            flight=Job(3, stubborn=0.5),
            hotel=_sold_out(1),
            car=2,
        ),
        _trip(
            "with two parts that are sold out",
            *(0.5, ("flight", "car")),
            flight=2,
            hotel=_sold_out(0.5),
            car=_sold_out(1),
        ),
        _trip(
            "with two parts that are sold out at the same moment",
            *(1, ("flight",)),
            flight=2,
            hotel=_sold_out(1),
            car=_sold_out(1),
        ),
    ),
    rules=(
        together(
            hint="are all the parts reserved at the same time?",
            more="Make a task of every reservation, as the stub does.",
        ),
        asks(
            hint="is every part reserved, once?",
            more="Call reserve(part) once for each of the parts.",
        ),
        cancels(
            hint="who tells the others that one of them has failed?",
            more=(
                "gather cancels nobody: a TaskGroup does, or you do it task "
                "by task, and await them all once more."
            ),
        ),
        returns(
            hint="what should the customer get, and what if one part fails?",
            more="Return all reservations in order, or an empty list.",
        ),
        sees_them_end(
            hint="is a reservation over as soon as it is cancelled?",
            more="To cancel is to ask: await the task once more after it.",
        ),
        takes(
            hint="when are all the reservations over?",
            more="Return when the last of the cancelled ones has ended.",
        ),
    ),
    reference="""
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except* ValueError:
        tasks = []
    return [task.result() for task in tasks]
""",
    discussion="""
`gather` hands on the first exception and lets the other tasks run.
A `TaskGroup` cancels them, waits until they are gone, and raises everything that went wrong as one group; `except*` picks the `ValueError`s out of it.
`return` is not allowed inside an `except*` block, and so the list is emptied there and returned below.
""",
    good="no reservation outlived the failure, and each had time to end.",
    then=(
        "return what failed too: `except* ValueError as bundle` has the "
        "exceptions in bundle.exceptions."
    ),
    others=(
        """
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return []
""",
        """
async def book(reserve, parts):
    tasks = [asyncio.ensure_future(reserve(part)) for part in parts]
    first = asyncio.FIRST_EXCEPTION
    done, pending = await asyncio.wait(tasks, return_when=first)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if pending or any(task.exception() for task in done):
        return []
    return [task.result() for task in tasks]
""",
        """
async def book(reserve, parts):
    async def all_of_them():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
        return [task.result() for task in tasks]

    try:
        return await all_of_them()
    except ExceptionGroup:
        return []
""",
    ),
    wrong=(
        Wrong(
            """
async def book(reserve, parts):
    calls = (reserve(part) for part in parts)
    answers = await asyncio.gather(*calls, return_exceptions=True)
    if any(isinstance(answer, ValueError) for answer in answers):
        return []
    return answers
""",
            "not yet: reserve('flight') was not cancelled: it returned at 3"
            " s; who tells the others that one of them has failed?",
        ),
        Wrong(
            """
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        return []
    finally:
        await asyncio.wait(tasks)
""",
            "not yet: reserve('flight') was not cancelled: it returned at 3"
            " s; who tells the others that one of them has failed?",
        ),
        Wrong(
            """
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        return []
""",
            "not yet: with a flight that takes a moment to be given back: "
            "returned at 1 s, when reserve('flight') had not ended yet; is "
            "a reservation over as soon as it is cancelled?",
        ),
        Wrong(
            """
async def book(reserve, parts):
    try:
        return [await reserve(part) for part in parts]
    except ValueError:
        return []
""",
            "not yet: took 4 s: reserve('hotel') started only when "
            "reserve('flight') was done; are all the parts reserved at the "
            "same time?",
        ),
        Wrong(
            """
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except ValueError:
        return []
    return [task.result() for task in tasks]
""",
            "not yet: raised ExceptionGroup: unhandled errors in a "
            "TaskGroup (1 sub-exception) (line 3: async with "
            "asyncio.TaskGroup() as group:); what does the last line of its"
            " traceback say when you run it?",
        ),
        Wrong(
            """
async def book(reserve, parts):
    tasks = [asyncio.create_task(reserve(part)) for part in parts]
    try:
        return await asyncio.gather(*tasks)
    except ValueError:
        for task in tasks:
            task.cancel()
        await asyncio.sleep(0.5)
        return []
""",
            "not yet: took 1.5 s: the last call was done at 1 s already; "
            "when are all the reservations over?",
        ),
        Wrong(
            """
async def book(reserve, parts):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(reserve(part)) for part in parts]
    except* ValueError:
        pass
    return [task.result() for task in tasks if not task.cancelled()]
""",
            "not yet: raised ValueError: sold out (line 7: return "
            "[task.result() for task in tasks if not task.cancelled()]); "
            "what does the last line of its traceback say when you run it?",
        ),
    ),
)


def _two_rounds(words: str, a: float, b1: float, b2: float, b3: float) -> Case:
    then = max(b1, b2)

    def given(world: World) -> tuple[Any, ...]:
        quick = {"b1": b1, "b2": b2, "b3": b3}
        return world.single("a", a), world.job("b", quick)

    return Case(
        words,
        given,
        returns=["a", "b1", "b2", "b3"],
        seconds=max(a, then + b3),
        chart=(
            ("a()", 0, a),
            ("b('b1')", 0, b1),
            ("b('b2')", 0, b2),
            ("b('b3')", then, then + b3),
        ),
    )


ROUNDS = Exercise(
    id="06-3",
    kind="schedule",
    title="Make your chart look like this one: two rounds",
    name="main",
    task="""
`b3` needs what `b1` and `b2` have found, and nothing of `a()`.
Change `main(a, b)` so that `b3` starts as soon as both are done, while `a()` is still under way.
It returns the same list as before, and the lanes of the four calls are these (a function of your own may add one more):

```text
main()   |-----------------------------|
a()      |-----------------------------|
b('b1')  |---------|
b('b2')  |---------|
b('b3')            |---------|
```
""",
    stub="""
async def main(a, b):
    answers = await asyncio.gather(a(), b("b1"), b("b2"))
    return [*answers, await b("b3")]
""",
    trial='run(main(a, b), title="Exercise 06-3")',
    cases=(
        _two_rounds("", 3, 1, 1, 1),
        _two_rounds("with other lengths", 3, 0.5, 1.5, 1),
        _two_rounds("with b1 slower than b2", 3, 1.5, 0.5, 1),
        _two_rounds("with a quick a()", 0.5, 1, 1, 2),
    ),
    rules=(
        chart(
            hint="what does each call really have to wait for?",
            more=(
                "Put the rounds of b into a coroutine of their own, and "
                "gather that together with a()."
            ),
        ),
        returns(
            hint="which answers come out of which gather?",
            more="Put the answers together as ['a', 'b1', 'b2', 'b3'].",
        ),
        takes(
            hint="what is it waiting for when everything is done?",
            more="Nothing but the four calls takes time here.",
        ),
    ),
    reference="""
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    answer, rest = await asyncio.gather(a(), rounds())
    return [answer, *rest]
""",
    discussion="""
A `gather` waits for all that it was given, so what need not be waited for must not be in it.
The two rounds depend on each other and on nothing else: that makes them one coroutine, and the outer `gather` runs it beside `a()`.
""",
    good="b3 waited for b1 and b2, and for nobody else.",
    then=(
        "give b3 what b1 and b2 returned: b(first[0] + first[1]). Would "
        "the stub still be right?"
    ),
    others=(
        """
async def main(a, b):
    slow = asyncio.create_task(a())
    b1, b2 = await asyncio.gather(b("b1"), b("b2"))
    b3 = await b("b3")
    return [await slow, b1, b2, b3]
""",
        """
async def main(a, b):
    async with asyncio.TaskGroup() as outer:
        slow = outer.create_task(a())
        async with asyncio.TaskGroup() as inner:
            names = ("b1", "b2")
            tasks = [inner.create_task(b(name)) for name in names]
        tasks.append(outer.create_task(b("b3")))
    return [task.result() for task in (slow, *tasks)]
""",
        """
async def main(a, b):
    slow, *quick = map(asyncio.ensure_future, (a(), b("b1"), b("b2")))
    await asyncio.wait(quick)
    quick.append(asyncio.ensure_future(b("b3")))
    return await asyncio.gather(slow, *quick)
""",
    ),
    wrong=(
        Wrong(
            """
async def main(a, b):
    return await asyncio.gather(a(), b("b1"), b("b2"), b("b3"))
""",
            "not yet: b('b3') ran from 0 s to 1 s; in the given chart it "
            "runs from 1 s to 2 s; what does each call really have to wait "
            "for?",
        ),
        Wrong(
            """
async def main(a, b):
    answers = await asyncio.gather(b("b1"), b("b2"))
    slow, b3 = await asyncio.gather(a(), b("b3"))
    return [slow, *answers, b3]
""",
            "not yet: a() ran from 1 s to 4 s; in the given chart it runs "
            "from 0 s to 3 s; what does each call really have to wait for?",
        ),
        Wrong(
            """
async def main(a, b):
    async def late():
        await asyncio.sleep(1)
        return await b("b3")

    return await asyncio.gather(a(), b("b1"), b("b2"), late())
""",
            "not yet: with other lengths: b('b3') ran from 1 s to 2 s; in "
            "the given chart it runs from 1.5 s to 2.5 s; what does each "
            "call really have to wait for?",
        ),
        Wrong(
            """
async def main(a, b):
    async def rounds():
        return [await b("b2"), await b("b3")]

    answer, b1, rest = await asyncio.gather(a(), b("b1"), rounds())
    return [answer, b1, *rest]
""",
            "not yet: with b1 slower than b2: b('b3') ran from 0.5 s to 1.5"
            " s; in the given chart it runs from 1.5 s to 2.5 s; what does "
            "each call really have to wait for?",
        ),
        Wrong(
            """
async def main(a, b):
    async def rounds():
        first = await asyncio.gather(b("b1"), b("b2"))
        return [*first, await b("b3")]

    return await asyncio.gather(a(), rounds())
""",
            "not yet: returned ['a', ['b1', 'b2', 'b3']], not ['a', 'b1', "
            "'b2', 'b3']; which answers come out of which gather?",
        ),
        Wrong(
            """
async def main(a, b):
    slow = asyncio.create_task(a())
    b1, b2 = await asyncio.gather(b("b1"), b("b2"))
    return ["a", b1, b2, await b("b3")]
""",
            "not yet: returned while a() was still under way; who awaits "
            "the tasks that you started?",
        ),
    ),
)


def _workers(
    words: str,
    stop: float,
    seconds: float,
    failed: tuple[str, ...] = (),
    **workers: Job,
) -> Case:
    """Workers of a server, and the second in which it is told to stop."""

    def given(world: World) -> tuple[Any, ...]:
        work = world.job("work", workers, "done")
        return work, list(workers), world.single("stop", stop)

    return Case(
        words,
        given,
        returns=list(failed),
        seconds=seconds,
        more={
            "asks": [*(f"work({name!r})" for name in workers), "stop()"],
            "cancels": [
                f"work({name!r})"
                for name, job in workers.items()
                if job.seconds > stop
            ],
        },
    )


def _endless(stubborn: float = 0.0) -> Job:
    return Job(500, stubborn=stubborn)


SERVE = Exercise(
    id="06-4",
    kind="make",
    title="Shut a server down cleanly",
    name="serve",
    task="""
Make `serve(work, names, stop)` from nothing.
It starts `work(name)` for each of the names, all at once, and these workers run until they are cancelled.
`await stop()` ends when the server is to shut down: then `serve` cancels the workers that are still running and returns when each of them has ended, which may take a moment, since they clean up.
A worker that fails before that does not disturb the others, nor does one that ends by itself.
`serve` returns a list of the names of those that failed, in the order of `names`, and raises nothing.
For two workers of which one needs half a second to clean up it returns `[]`, half a second after `stop()`.
""",
    stub="""
async def serve(work, names, stop):
    pass
""",
    trial="""
async def work(name):
    try:
        await asyncio.sleep(1000)
    finally:
        await sleeper(f"good-bye from {name}", 0.5)


run(serve(work, ["mail", "news"], a), title="Exercise 06-4")
""".strip(),
    cases=(
        _workers("", 2, 2.5, mail=_endless(0.5), news=_endless()),
        _workers(
            "with a worker that fails",
            *(3, 4, ("news",)),
            mail=_endless(1),
            news=Job(1, raises=OSError("disk full")),
            tides=_endless(0.5),
        ),
        _workers(
            "with a worker that ends by itself",
            *(1, 1.5),
            mail=Job(0.5),
            news=_endless(0.5),
        ),
        _workers(
            "with two workers that fail",
            *(2, 2, ("tides", "news")),
            tides=Job(1, raises=ValueError("bad luck")),
            mail=_endless(),
            news=Job(0.5, raises=OSError("disk full")),
        ),
        _workers("with no worker at all", 1, 1),
    ),
    rules=(
        asks(
            hint="is every worker started, and stop() awaited?",
            more="One task per worker, and one await of stop().",
        ),
        together(
            hint="what is under way before stop() is awaited?",
            more="Make a task of each worker, then await stop().",
        ),
        cancels(
            hint="what ends a worker, when, and who waits for its end?",
            more=(
                "After stop() cancel every task, then gather them all with "
                "return_exceptions=True."
            ),
        ),
        sees_them_end(
            hint="how long does a worker take to end, once it is cancelled?",
            more="To cancel is to ask: await every worker after that.",
        ),
        returns(
            hint="what does each worker leave behind: an answer, a failure?",
            more=(
                "Of what gather returns, an Exception is a failure; a "
                "CancelledError is a BaseException, and none."
            ),
        ),
        takes(
            hint="do the workers clean up at the same time?",
            more="Cancel all of them first, then wait for all of them.",
        ),
    ),
    reference="""
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    pairs = zip(names, ends, strict=True)
    return [name for name, end in pairs if isinstance(end, Exception)]
""",
    discussion="""
`cancel()` asks and does not wait; the `gather` afterwards waits, for all at once.
With `return_exceptions=True` it has a place for every end: an answer, a failure, a `CancelledError`.
The last is no `Exception`, and that tells a worker that failed from one that was told to stop.
To cancel a task that has ended does nothing, so nobody has to ask which ones are still running.
""",
    good="everybody was told to stop, and everybody was waited for.",
    then=(
        "a worker may refuse to end. Give them two seconds to clean up, "
        "with asyncio.wait(workers, timeout=2), and name the late ones."
    ),
    others=(
        """
async def serve(work, names, stop):
    failed = set()

    async def guarded(name):
        try:
            await work(name)
        except Exception:
            failed.add(name)

    everybody = asyncio.gather(*map(guarded, names), return_exceptions=True)
    await stop()
    everybody.cancel()
    try:
        await everybody
    except asyncio.CancelledError:
        pass
    return [name for name in names if name in failed]
""",
        """
async def serve(work, names, stop):
    tasks = {name: asyncio.create_task(work(name)) for name in names}
    await stop()
    for task in tasks.values():
        task.cancel()
    if tasks:
        await asyncio.wait(tasks.values())
    return [
        name
        for name, task in tasks.items()
        if not task.cancelled() and task.exception()
    ]
""",
        """
async def serve(work, names, stop):
    failed = []

    async def guarded(name):
        try:
            await work(name)
        except Exception:
            failed.append(name)

    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(guarded(name)) for name in names]
        await stop()
        for worker in workers:
            worker.cancel()
    return sorted(failed, key=names.index)
""",
    ),
    wrong=(
        Wrong(
            """
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    return []
""",
            "not yet: returned at 2 s, when work('mail') had not ended yet;"
            " how long does a worker take to end, once it is cancelled?",
        ),
        Wrong(
            """
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers)
    return []
""",
            "not yet: raised CancelledError (line 6: await "
            "asyncio.gather(*workers)); what does one get from something "
            "that was cancelled?",
        ),
        Wrong(
            """
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    return [n for n, e in zip(names, ends) if isinstance(e, BaseException)]
""",
            "not yet: returned ['mail', 'news'], not []; what does each "
            "worker leave behind: an answer, a failure?",
        ),
        Wrong(
            """
async def serve(work, names, stop):
    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(work(name)) for name in names]
        await stop()
        for worker in workers:
            worker.cancel()
    return []
""",
            "not yet: with a worker that fails: raised ExceptionGroup: "
            "unhandled errors in a TaskGroup (1 sub-exception) (line 2: "
            "async with asyncio.TaskGroup() as group:); what does the last "
            "line of its traceback say when you run it?",
        ),
        Wrong(
            """
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    failed = []
    await stop()
    for name, worker in zip(names, workers):
        worker.cancel()
        try:
            await worker
        except asyncio.CancelledError:
            pass
        except Exception:
            failed.append(name)
    return failed
""",
            "not yet: with a worker that fails: took 4.5 s, not 4 s; do the"
            " workers clean up at the same time?",
        ),
        Wrong(
            """
async def serve(work, names, stop):
    workers = [work(name) for name in names]
    await asyncio.gather(*workers, stop())
    return []
""",
            "not yet: work('mail') was not cancelled: it returned at 500 s;"
            " what ends a worker, when, and who waits for its end?",
        ),
        Wrong(
            """
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    return [n for n, e in zip(names, ends) if isinstance(e, Exception)]
""",
            "not yet: work('mail') was not cancelled: it returned at 500 s;"
            " what ends a worker, when, and who waits for its end?",
        ),
    ),
)

EXERCISES = (FORECAST, BOOK, ROUNDS, SERVE)
