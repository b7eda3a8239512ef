"""The exercises of the notebook that holds all idioms side by side."""

from __future__ import annotations

from typing import Any

from helpers.checking.exercise import Attempt, Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    at_most_at_once,
    cancels,
    prints,
    returns,
    rule,
    starts,
    takes,
    together,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "13_side_by_side"


def _search(words: str, limit: float, **speeds: float) -> Case:
    """Services to search, each with its seconds, and the user's patience."""
    names = list(speeds)
    there = sorted((each, n) for n, each in speeds.items() if each < limit)
    missing = sorted(name for name in names if speeds[name] > limit)

    def given(world: World) -> tuple[Any, ...]:
        return world.job("ask", speeds, "hit in {}"), names, limit

    return Case(
        words,
        given,
        returns=missing,
        seconds=limit if missing else max(speeds.values(), default=0.0),
        more={
            "asks": [f"ask({name!r})" for name in names],
            "prints": [(each, f"show hit in {name}") for each, name in there],
            "cancels": [f"ask({name!r})" for name in missing],
        },
    )


SEARCH = Exercise(
    id="13-1",
    kind="complete",
    title="Show each answer at once, and give up in time",
    name="search",
    task="""
A search page asks several services at once and shows each answer as soon as it is there, as `show` and the answer.
After `limit` seconds it leaves it at what it has: it cancels what is still under way and returns the sorted list of the names that are missing.
When all have answered it returns an empty list, at once.
Choose an idiom that fits, and complete `search(ask, names, limit)`; the stub shows everything at the end, whenever that is.
For the services below, three are shown, the last of them after 1.2 seconds, and `["maps"]` is returned after 1.5.
""",
    stub="""
async def search(ask, names, limit):
    for answer in await asyncio.gather(*map(ask, names)):
        print("show", answer)
    return []
""",
    trial="""speeds = {"web": 0.3, "books": 0.9, "news": 1.2, "maps": 2.5}
mine = search(lambda name: sleeper(name, speeds[name]), speeds, limit=1.5)
run(mine, title="Exercise 13-1")""",
    cases=(
        _search("", 1.5, web=0.3, books=0.9, news=1.2, maps=2.5),
        _search("with two slow services", 1, tides=4, web=0.5, maps=2),
        _search("with quick services", 2, web=0.7, books=0.2),
        _search("with slow services only", 0.5, maps=2.5),
    ),
    rules=(
        together(
            hint="does any of the services need the answer of another one?",
            more="Make a task of every call before you wait for the first one.",
        ),
        asks(
            hint="is every service asked, and none of them twice?",
            more="Call ask(name) once for each of the names.",
        ),
        cancels(
            hint="who is still waited for when the limit is over?",
            more="The limit belongs to the whole: cancel every task that is not done by then.",
        ),
        prints(
            hint="which idiom hands you each answer at the moment at which it is there?",
            more="Take as_completed, or a loop on wait, and print inside the loop.",
        ),
        takes(
            hint="who is the last one that the page waits for?",
            more="Return when the last answer is in or the limit is over, whichever is first.",
        ),
        returns(
            hint="who has not answered when the limit is over?",
            more="Keep the name of each task; return the names of those not done, sorted.",
        ),
    ),
    reference="""
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    try:
        async with asyncio.timeout(limit):
            for each in asyncio.as_completed(tasks.values()):
                print("show", await each)
    except TimeoutError:
        pass
    missing = sorted(name for name in names if not tasks[name].done())
    for name in missing:
        tasks[name].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    return missing
""",
    discussion="""
`as_completed` because each answer is useful alone; `asyncio.timeout` around it because the limit belongs to the whole.
`as_completed` has a `timeout=` of its own, which counts from its call and does the same here.
Neither cancels the tasks that are left over: that is said explicitly, and then they are waited for, so that nothing is under way when the page is done.
A `TaskGroup` cancels by itself, but its block ends with an exception or with all of its tasks; a loop on `wait` needs the remaining time in each turn.
""",
    good="each answer was shown when it was there, and nothing is left running.",
    then=(
        "let one of the services fail. Should that end the page, and what "
        "does your program do?"
    ),
    others=(
        """
async def search(ask, names, limit):
    async def one(name):
        print("show", await ask(name))

    tasks = {asyncio.create_task(one(name)): name for name in names}
    _, late = await asyncio.wait(tasks, timeout=limit)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    return sorted(tasks[task] for task in late)
""",
        """
async def search(ask, names, limit):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    tasks = {asyncio.ensure_future(ask(name)): name for name in names}
    pending = set(tasks)
    while pending and loop.time() < end:
        done, pending = await asyncio.wait(
            pending,
            timeout=end - loop.time(),
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in done:
            print("show", task.result())
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return sorted(map(tasks.get, pending))
""",
        """
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        answer = await ask(name)
        missing.discard(name)
        print("show", answer)

    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(one(name))
    except TimeoutError:
        pass
    return sorted(missing)
""",
    ),
    wrong=(
        Wrong(
            """
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    await asyncio.wait(tasks.values(), timeout=limit)
    missing = []
    for name, task in tasks.items():
        if task.done():
            print("show", task.result())
        else:
            task.cancel()
            missing.append(name)
    return sorted(missing)
""",
            "not yet: printed 'show hit in web' at 1.5 s, not at 0.3 s; "
            "which idiom hands you each answer at the moment at which it "
            "is there?",
        ),
        Wrong(
            """
async def search(ask, names, limit):
    missing = []
    for name in names:
        try:
            async with asyncio.timeout(limit):
                print("show", await ask(name))
        except TimeoutError:
            missing.append(name)
    return sorted(missing)
""",
            "not yet: took 3.9 s: ask('books') started only when "
            "ask('web') was done; does any of the services need the "
            "answer of another one?",
        ),
        Wrong(
            """
async def search(ask, names, limit):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shown = 0
    try:
        for each in asyncio.as_completed(tasks, timeout=limit):
            print("show", await each)
            shown += 1
    except TimeoutError:
        pass
    return sorted(names)[shown:]
""",
            "not yet: returned while ask('maps') was still under way; who"
            " awaits the tasks that you started?",
        ),
        Wrong(
            """
async def search(ask, names, limit):
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    pending = set(tasks)
    while pending:
        done, pending = await asyncio.wait(
            pending, timeout=limit, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            break
        for task in done:
            print("show", task.result())
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return sorted(tasks[task] for task in pending)
""",
            "not yet: ask('maps') was not cancelled: it returned at 2.5 "
            "s; who is still waited for when the limit is over?",
        ),
        Wrong(
            """
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    async with asyncio.timeout(limit):
        for each in asyncio.as_completed(tasks.values()):
            print("show", await each)
    return sorted(name for name in names if not tasks[name].done())
""",
            "not yet: raised TimeoutError (line 3: async with "
            "asyncio.timeout(limit):); what does the last line of its "
            "traceback say when you run it?",
        ),
        Wrong(
            """
async def search(ask, names, limit):
    async def one(name):
        print("show", await ask(name))

    tasks = {name: asyncio.create_task(one(name)) for name in names}
    await asyncio.sleep(limit)
    missing = sorted(name for name in names if not tasks[name].done())
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    return missing
""",
            "not yet: with quick services: took 2 s: the last call was "
            "done at 0.7 s already; who is the last one that the page "
            "waits for?",
        ),
    ),
)


def _files(words: str, *files: tuple[str, float, str]) -> Case:
    """Files as (name, seconds, error), and the schedule on two places.

    A file has its turn when one of the two before it is done.
    """
    free, begins = [0.0, 0.0], []
    for name, each, _ in files:
        free.sort()
        begins.append((f"copy({name!r})", free[0]))
        free[0] += each
    copied = [name for name, _, error in files if not error]
    errors = {name: error for name, _, error in files if error}
    jobs = {
        name: Job(each, raises=ValueError(error) if error else None)
        for name, each, error in files
    }
    return Case(
        words,
        lambda world: (world.job("copy", jobs), [name for name, *_ in files]),
        returns=(copied, errors),
        seconds=max(free),
        more={"at_once": 2, "starts": begins},
    )


BACKUP = Exercise(
    id="13-2",
    kind="fix",
    title="A backup that one bad file brings down",
    name="backup",
    task="""
A backup copies files with `copy(name)`.
The disk bears two copies at a time, and the files have their turn in the order of the names.
A damaged file raises `ValueError`, and that is a line in the report and no reason to stop.
At the end `backup(copy, names)` returns the report: the names of those that were copied, as a list in the order of `names`, and a dictionary from the name of each other file to the text of its error.
For a damaged `y` between `x` and `z` that is `(["x", "z"], {"y": "bad sector"})`.
In the stub nothing limits the copies, the first bad file cancels the others, and the report says that all were copied.
Choose what fits better.
""",
    stub="""
async def backup(copy, names):
    try:
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(copy(name))
    except* ValueError:
        print("one of the files was bad")
    return list(names), {}
""",
    trial="""async def copy(name):
    return await (fails(0.5) if name == "y" else sleeper(name, 1))


run(backup(copy, "xyz"), title="Exercise 13-2")""",
    cases=(
        _files("", ("x", 1, ""), ("y", 0.5, "bad sector"), ("z", 1, "")),
        _files(
            "with more files",
            ("film", 3, ""),
            ("a", 1, ""),
            ("b", 0.5, "no such file"),
            ("c", 1, ""),
            ("d", 2, ""),
        ),
        _files("with bad files only", ("x", 1, "bad"), ("y", 1, "worse")),
        _files("with one file", ("x", 1, "")),
        _files("with no file at all"),
    ),
    rules=(
        at_most_at_once(
            hint="what keeps the third copy from starting?",
            more="A semaphore of two around each copy, or two workers around a queue.",
        ),
        starts(
            hint="when is a place free, and whose turn is it then?",
            more="Start the next file when one is done, whether it was copied or not.",
        ),
        returns(
            hint="what belongs in the list, and what in the dictionary?",
            more="Return the list of names that were copied, and {name: str(error)} of the rest.",
        ),
        takes(
            hint="what does it wait for besides the files?",
            more="Nothing but the copies has to take time here.",
        ),
    ),
    reference="""
async def backup(copy, names):
    two = asyncio.Semaphore(2)

    async def one(name):
        async with two:
            return await copy(name)

    found = await asyncio.gather(*map(one, names), return_exceptions=True)
    both = list(zip(names, found))
    errors = {n: str(e) for n, e in both if isinstance(e, ValueError)}
    return [name for name in names if name not in errors], errors
""",
    discussion="""
A failure is one of the outcomes here, to be reported with the rest: that is `gather` with `return_exceptions=True`.
The limit is another question, and a semaphore answers it without changing the idiom; its waiters have their turn in the order in which they came.
A `TaskGroup` fits as well if each task catches its own `ValueError`: then no failure ever reaches the group.
""",
    good="two at a time, no place empty, and one bad file was one line.",
    then=(
        "let an error of another kind, such as a bug of your own, end the "
        "backup after all. Which idiom makes that easy?"
    ),
    others=(
        """
async def backup(copy, names):
    waiting, errors = asyncio.Queue(), {}
    for name in names:
        waiting.put_nowait(name)

    async def worker():
        while not waiting.empty():
            name = waiting.get_nowait()
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = str(error)

    async with asyncio.TaskGroup() as group:
        group.create_task(worker())
        group.create_task(worker())
    return [name for name in names if name not in errors], errors
""",
        """
async def backup(copy, names):
    waiting, under_way, errors = list(names), {}, {}
    while waiting or under_way:
        while waiting and len(under_way) < 2:
            name = waiting.pop(0)
            under_way[asyncio.create_task(copy(name))] = name
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if task.exception():
                errors[name] = str(task.exception())
    return [name for name in names if name not in errors], errors
""",
    ),
    wrong=(
        Wrong(
            """
async def backup(copy, names):
    found = await asyncio.gather(*map(copy, names), return_exceptions=True)
    both = list(zip(names, found))
    errors = {n: str(e) for n, e in both if isinstance(e, ValueError)}
    return [name for name in names if name not in errors], errors
""",
            "not yet: 3 calls were under way at 0 s, and 2 are allowed; "
            "what keeps the third copy from starting?",
        ),
        Wrong(
            """
async def backup(copy, names):
    two = asyncio.Semaphore(2)

    async def one(name):
        async with two:
            return await copy(name)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return list(names), {}
""",
            "not yet: raised ExceptionGroup: unhandled errors in a "
            "TaskGroup (1 sub-exception) (line 8: async with "
            "asyncio.TaskGroup() as group:); what does the last line of "
            "its traceback say when you run it?",
        ),
        Wrong(
            """
async def backup(copy, names):
    copied, errors = [], {}
    for name in names:
        try:
            await copy(name)
            copied.append(name)
        except ValueError as error:
            errors[name] = str(error)
    return copied, errors
""",
            "not yet: copy('y') started at 1 s, not at 0 s; when is a "
            "place free, and whose turn is it then?",
        ),
        Wrong(
            """
async def backup(copy, names):
    errors = {}
    for at in range(0, len(names), 2):
        some = names[at : at + 2]
        found = await asyncio.gather(*map(copy, some), return_exceptions=True)
        for name, each in zip(some, found):
            if isinstance(each, ValueError):
                errors[name] = str(each)
    return [name for name in names if name not in errors], errors
""",
            "not yet: copy('z') started at 1 s, not at 0.5 s; when is a "
            "place free, and whose turn is it then?",
        ),
        Wrong(
            """
async def backup(copy, names):
    two, copied, errors = asyncio.Semaphore(2), [], {}

    async def one(name):
        async with two:
            try:
                await copy(name)
                copied.append(name)
            except ValueError as error:
                errors[name] = error

    await asyncio.gather(*map(one, names))
    return copied, errors
""",
            "not yet: returned (['x', 'z'], {'y': ValueError('bad "
            "sector')}), not (['x', 'z'], {'y': 'bad sector'}); what "
            "belongs in the list, and what in the dictionary?",
        ),
        Wrong(
            """
async def backup(copy, names):
    two, copied, errors = asyncio.Semaphore(2), [], {}

    async def one(name):
        async with two:
            try:
                await copy(name)
                copied.append(name)
            except ValueError as error:
                errors[name] = str(error)

    await asyncio.gather(*map(one, names))
    return copied, errors
""",
            "not yet: with more files: returned (['a', 'c', 'film', 'd'],"
            " {'b': 'no such file'}), not (['film', 'a', 'c', 'd'], {'b':"
            " 'no such file'}); what belongs in the list, and what in the"
            " dictionary?",
        ),
    ),
)

BOOKED = ("flight", "hotel", "car")


def _trip(
    words: str,
    limit: float,
    calls: dict[str, float],
    fails: str = "",
    cancelled: tuple[str, ...] = (),
    back: float | None = None,
    seconds: float = 0.0,
) -> Case:
    """A trip: how long each booking takes, which one fails, and what then.

    `back` is the second at which the flight is given back, which takes
    half a second; `seconds` is the length of the whole.
    """
    full = {
        name: Job(
            each,
            f"{name} booked",
            OSError(f"no {name}") if name == fails else None,
            stubborn=0.1 if name in cancelled else 0.0,
        )
        for name, each in calls.items()
    }

    def given(world: World) -> tuple[Any, ...]:
        book = world.job("book", full)
        give_back = world.job("give_back", {"flight booked": 0.5})
        return book, give_back, limit

    begins = [("book('flight')", 0.0)]
    if fails != "flight" and "flight" not in cancelled:
        flight = calls["flight"]
        begins += [(f"book({name!r})", flight) for name in BOOKED[1:]]
    if back is not None:
        begins.append(("give_back('flight booked')", back))
    well = not fails and not cancelled
    return Case(
        words,
        given,
        returns=[f"{name} booked" for name in BOOKED] if well else None,
        seconds=seconds,
        more={
            "starts": begins,
            "cancels": [f"book({name!r})" for name in cancelled],
        },
    )


def _keeps_the_flight(attempt: Attempt) -> str | None:
    """Find a flight that is paid for although there is no trip."""
    wanted = [label for label, _ in attempt.case.more["starts"]]
    made = [call.label for call in attempt.calls]
    back = "give_back('flight booked')"
    if back in wanted and back not in made:
        return "there is no trip, and the flight was not given back"
    return None


TRAVEL = Exercise(
    id="13-3",
    kind="make",
    title="Book all of a trip, or nothing",
    name="travel",
    task="""
Make `travel(book, give_back, limit)` for a travel agent.
It awaits `book("flight")`; when the flight is booked, it books `"hotel"` and `"car"`, both at once; then it returns the three answers as a list, in this order.
A booking that fails raises `OSError`.
If the hotel or the car fails, or if `limit` seconds are over, what is still under way is cancelled at once, and allowed to end; then the flight is given back, with `await give_back(flight)` where `flight` is what `book` returned for it, and `None` is returned.
If the flight itself fails or is late, there is nothing to give back.
The limit is for the bookings; giving back takes as long as it takes.
With a flight of 0.5 seconds and a hotel that fails after 0.8 more, the car is cancelled at 1.3.
Draw that chart on paper before you write.
""",
    stub="""
async def travel(book, give_back, limit):
    pass
""",
    trial='run(travel(b, b, limit=1.5), title="Exercise 13-3")',
    cases=(
        _trip(
            "",
            3,
            {"flight": 0.5, "hotel": 0.8, "car": 2},
            fails="hotel",
            cancelled=("car",),
            back=1.4,
            seconds=1.9,
        ),
        _trip(
            "with everything booked",
            3,
            {"flight": 1, "hotel": 0.5, "car": 1.5},
            seconds=2.5,
        ),
        _trip(
            "with a car that fails",
            5,
            {"flight": 1, "hotel": 3, "car": 0.5},
            fails="car",
            cancelled=("hotel",),
            back=1.6,
            seconds=2.1,
        ),
        _trip(
            "with a hotel that is late",
            2,
            {"flight": 1, "hotel": 4, "car": 0.5},
            cancelled=("hotel",),
            back=2.1,
            seconds=2.6,
        ),
        _trip(
            "with a flight that fails",
            3,
            {"flight": 1, "hotel": 1, "car": 1},
            fails="flight",
            seconds=1,
        ),
        _trip(
            "with a flight that is late",
            2,
            {"flight": 4, "hotel": 1, "car": 1},
            cancelled=("flight",),
            seconds=2.1,
        ),
    ),
    rules=(
        rule(
            _keeps_the_flight,
            hint="who pays for the flight now?",
            more="Catch what comes out of the bookings, and give the flight back there.",
        ),
        cancels(
            hint="which idiom cancels the others when one fails?",
            more="Book the hotel and the car in a TaskGroup, inside asyncio.timeout(limit).",
        ),
        starts(
            hint="which steps need the one before, and which do not?",
            more="Await the flight; then hotel and car together; give back when both have ended.",
        ),
        takes(
            hint="what does it wait for when all is decided?",
            more="Return as soon as the last booking, or the giving back, is done.",
        ),
        returns(
            hint="what does the customer get: three answers, or nothing?",
            more="Return the three answers in a list, or None.",
        ),
    ),
    reference="""
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except (OSError, ExceptionGroup):
        if flight is not None:
            await give_back(flight)
        return None
""",
    discussion="""
One after another where a step needs the one before, a `TaskGroup` where one failure is the end of the whole, `asyncio.timeout` around both: the idioms are nested as the sentence is.
The group ends only when the cancelled booking has ended too, so the flight is given back after that and not beside it.
`TimeoutError` is an `OSError`, which is why it needs no name of its own here; a failure inside the group comes in an `ExceptionGroup`.
With `gather` one has to cancel the other booking oneself, and to wait for it.
""",
    good="each step waited for what it needed, and nothing was left half booked.",
    then=(
        "give the hotel back too, if it was booked before the car failed. "
        "What do you have to remember, and when?"
    ),
    others=(
        """
async def travel(book, give_back, limit):
    paid = []
    try:
        async with asyncio.timeout(limit):
            paid.append(await book("flight"))
            parts = [asyncio.create_task(book(x)) for x in ("hotel", "car")]
            try:
                return paid + await asyncio.gather(*parts)
            finally:
                for part in parts:
                    part.cancel()
                await asyncio.gather(*parts, return_exceptions=True)
    except OSError:
        for flight in paid:
            await give_back(flight)
""",
        """
async def travel(book, give_back, limit):
    loop = asyncio.get_running_loop()
    end, tasks = loop.time() + limit, [asyncio.ensure_future(book("flight"))]
    await asyncio.wait(tasks, timeout=limit)
    if tasks[0].done() and not tasks[0].exception():
        tasks.append(asyncio.ensure_future(book("hotel")))
        tasks.append(asyncio.ensure_future(book("car")))
        left = end - loop.time()
        await asyncio.wait(tasks, timeout=left, return_when="FIRST_EXCEPTION")
    [task.cancel() for task in tasks]
    found = await asyncio.gather(*tasks, return_exceptions=True)
    if len(found) == 3 and all(isinstance(each, str) for each in found):
        return found
    if isinstance(found[0], str):
        await give_back(found[0])
""",
    ),
    wrong=(
        Wrong(
            """
async def travel(book, give_back, limit):
    flight = await book("flight")
    try:
        async with asyncio.timeout(limit):
            both = await asyncio.gather(book("hotel"), book("car"))
        return [flight, *both]
    except OSError:
        await give_back(flight)
""",
            "not yet: returned while book('car') was still under way; who"
            " awaits the tasks that you started?",
        ),
        Wrong(
            """
async def travel(book, give_back, limit):
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except (OSError, ExceptionGroup):
        return None
""",
            "not yet: there is no trip, and the flight was not given "
            "back; who pays for the flight now?",
        ),
        Wrong(
            """
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            hotel = await book("hotel")
            car = await book("car")
        return [flight, hotel, car]
    except OSError:
        if flight:
            await give_back(flight)
""",
            "not yet: book('car') was never started; which steps need the"
            " one before, and which do not?",
        ),
        Wrong(
            """
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            async with asyncio.TaskGroup() as group:
                hotel = group.create_task(book("hotel"))
                car = group.create_task(book("car"))
        return [flight, hotel.result(), car.result()]
    except OSError:
        if flight is not None:
            await give_back(flight)
        return None
""",
            "not yet: raised ExceptionGroup: unhandled errors in a "
            "TaskGroup (1 sub-exception) (line 6: async with "
            "asyncio.TaskGroup() as group:); what does the last line of "
            "its traceback say when you run it?",
        ),
        Wrong(
            """
async def travel(book, give_back, limit):
    try:
        async with asyncio.timeout(limit):
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(book(name))
                    for name in ("flight", "hotel", "car")
                ]
        return [task.result() for task in tasks]
    except (OSError, ExceptionGroup):
        if tasks[0].done() and not tasks[0].cancelled():
            await give_back(tasks[0].result())
        return None
""",
            "not yet: book('hotel') started at 0 s, not at 0.5 s; which "
            "steps need the one before, and which do not?",
        ),
        Wrong(
            """
async def travel(book, give_back, limit):
    flight = None
    try:
        async with asyncio.timeout(limit):
            flight = await book("flight")
            try:
                async with asyncio.TaskGroup() as group:
                    hotel = group.create_task(book("hotel"))
                    car = group.create_task(book("car"))
            except* OSError:
                await give_back(flight)
                flight = None
        return [flight, hotel.result(), car.result()] if flight else None
    except TimeoutError:
        return None
""",
            "not yet: with a hotel that is late: there is no trip, and "
            "the flight was not given back; who pays for the flight now?",
        ),
    ),
)

EXERCISES = (SEARCH, BACKUP, TRAVEL)
