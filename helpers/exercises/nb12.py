"""The exercises of notebook 12, the WSGI server."""

from __future__ import annotations

import asyncio
from typing import Any

from helpers.checking.exercise import Case, Exercise, Wrong
from helpers.checking.fakes import Job, World
from helpers.checking.rules import (
    asks,
    at_most_at_once,
    cancels,
    returns,
    starts,
    takes,
)

__all__ = ["EXERCISES", "NOTEBOOK"]

NOTEBOOK = "12_wsgi_server"


def _bytes(words: str, needed: int, right: Any, *pieces: bytes) -> Case:
    """Pieces that a connection brings, and how many of them are needed."""
    jobs: list[float | Job] = [Job(0.5, piece) for piece in pieces]
    gone = right is ConnectionError

    def given(world: World) -> tuple[Any, ...]:
        return (world.single("read", [*jobs, Job(0.5, b"")]),)

    return Case(
        words,
        given,
        **({"raises": ConnectionError} if gone else {"returns": right}),
        seconds=0.5 * needed,
        more={"asks": ["read()"] * needed},
    )


HEAD = Exercise(
    id="12-1",
    kind="complete",
    title="Read a head that arrives in pieces",
    name="read_head",
    task="""
`await read()` returns the next bytes of a connection, in whatever pieces the network likes, and `b""` when the client has gone.
Complete `read_head(read)`: it reads until it has the blank line that ends a head, `b"\\r\\n\\r\\n"`, and not once more.
It returns two values: the head with its blank line, and whatever came after it.
If the client goes before the blank line is there, it raises `ConnectionError`.
Of the pieces `b"GET / HT"` and `b"TP/1.1\\r\\n\\r\\nGET"` it makes `(b"GET / HTTP/1.1\\r\\n\\r\\n", b"GET")`.
The stub is content with the first piece.
""",
    stub="""
async def read_head(read):
    head = await read()
    return head, b""
""",
    trial="""async def hasty():
    await asyncio.sleep(0.5)
    return b"GET / HTTP/1.1\\r\\n\\r\\nGET"


run(read_head(hasty), title="Exercise 12-1")""",
    cases=(
        _bytes(
            "",
            2,
            (b"GET / HTTP/1.1\r\n\r\n", b"GET"),
            b"GET / HT",
            b"TP/1.1\r\n\r\nGET",
            b" /next HTTP/1.1\r\n\r\n",
        ),
        _bytes(
            "with a blank line in two pieces",
            3,
            (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b""),
            b"GET / HTTP/1.1\r\nHost: ",
            b"a\r\n\r",
            b"\n",
            b"GET /next HTTP/1.1\r\n\r\n",
        ),
        _bytes(
            "with two requests in one piece",
            1,
            (b"GET /1 HTTP/1.1\r\n\r\n", b"GET /2 HTTP/1.1\r\n\r\n"),
            b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
        ),
        _bytes(
            "with a client that goes",
            3,
            ConnectionError,
            b"GET / HTTP/1.1\r\n",
            b"Host",
        ),
        _bytes("with a client that says nothing", 1, ConnectionError),
    ),
    rules=(
        asks(
            hint="where could the blank line be, in this piece alone?",
            more="Keep all pieces together, and look for the blank line in the whole after each.",
        ),
        returns(
            hint="where does the head end in what was read, and whose are the bytes after it?",
            more="Cut behind the first blank line: up to there is the head, the rest is for the next reader.",
        ),
        takes(
            hint="what does it wait for besides the bytes?",
            more="Await nothing but read().",
        ),
    ),
    reference="""
async def read_head(read):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    end = data.index(b"\\r\\n\\r\\n") + 4
    return data[:end], data[end:]
""",
    discussion="""
The blank line may be cut anywhere, even between its four bytes, so it is looked for in all that has come, not in the last piece.
The bytes after it belong to the next request or to the body: they are handed back, or they would be lost.
This program looks at every byte again with each piece; `RequestReader` remembers how far it has looked, and `StreamReader.readuntil` does as well.
A server would count the bytes too, and give up above a limit.
""",
    good="it read as far as it had to, and lost no byte.",
    then=(
        "give it a limit: with more than 8000 bytes and no blank line it "
        "raises ValueError. Which of the two should be looked at first?"
    ),
    others=(
        """
async def read_head(read):
    pieces = []
    while True:
        pieces.append(await read())
        if pieces[-1] == b"":
            raise ConnectionError
        head, blank, rest = b"".join(pieces).partition(b"\\r\\n\\r\\n")
        if blank:
            return head + blank, rest
""",
        """
async def read_head(read, before=b""):
    piece = await read()
    if len(piece) == 0:
        raise ConnectionResetError("gone")
    data = bytearray(before + piece)
    end = data.find(b"\\r\\n\\r\\n")
    if end < 0:
        return await read_head(read, bytes(data))
    return bytes(data[: end + 4]), bytes(data[end + 4 :])
""",
    ),
    wrong=(
        Wrong(
            """
async def read_head(read):
    data = piece = await read()
    while b"\\r\\n\\r\\n" not in piece:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    end = data.index(b"\\r\\n\\r\\n") + 4
    return data[:end], data[end:]
""",
            "not yet: with a blank line in two pieces: read() was started"
            " 4 times; where could the blank line be, in this piece "
            "alone?",
        ),
        Wrong(
            """
async def read_head(read):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    return data, b""
""",
            "not yet: returned (b'GET / HTTP/1.1\\r\\n\\r\\nGET', b''), not "
            "(b'GET / HTTP/1.1\\r\\n\\r\\n', b'GET'); where does the head end"
            " in what was read, and whose are the bytes after it?",
        ),
        Wrong(
            """
async def read_head(read):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        data += await read()
    end = data.index(b"\\r\\n\\r\\n") + 4
    return data[:end], data[end:]
""",
            "not yet: with a client that goes: it never ends (line 4: "
            "data += await read()); what should make it stop?",
        ),
        Wrong(
            """
async def read_head(read):
    data = b""
    while piece := await read():
        data += piece
    head, blank, rest = data.partition(b"\\r\\n\\r\\n")
    if not blank:
        raise ConnectionError("the client has gone")
    return head + blank, rest
""",
            "not yet: read() was started 4 times; where could the blank "
            "line be, in this piece alone?",
        ),
        Wrong(
            """
async def read_head(read):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    head, rest = data.split(b"\\r\\n\\r\\n", 1)
    return head, rest
""",
            "not yet: returned (b'GET / HTTP/1.1', b'GET'), not (b'GET / "
            "HTTP/1.1\\r\\n\\r\\n', b'GET'); where does the head end in what "
            "was read, and whose are the bytes after it?",
        ),
        Wrong(
            """
async def read_head(read):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        piece = await read()
        if not piece:
            return data, b""
        data += piece
    end = data.index(b"\\r\\n\\r\\n") + 4
    return data[:end], data[end:]
""",
            "not yet: with a client that goes: returned (b'GET / "
            "HTTP/1.1\\r\\nHost', b''), and ConnectionError should have "
            "come out; which exception is to come out, and from where?",
        ),
    ),
)


def _evening(
    words: str, signal: float, *visits: tuple[str, float, float]
) -> Case:
    """Newcomers as (name, when, for how long), and the signal to stop."""
    jobs = {name: seconds for name, _, seconds in visits}

    def given(world: World) -> tuple[Any, ...]:
        door: asyncio.Queue[str] = asyncio.Queue()

        async def accept() -> str:
            return await door.get()

        for name, when, _ in visits:
            world.later(when, door.put_nowait, name)
        return accept, world.job("talk", jobs), world.single("stop", signal)

    ends = [when + seconds for _, when, seconds in visits]
    return Case(
        words,
        given,
        seconds=max([signal, *ends]),
        more={
            "starts": [(f"talk({name!r})", when) for name, when, _ in visits],
            "cancels": [],
        },
    )


RECEPTION = Exercise(
    id="12-2",
    kind="fix",
    title="The server that does not hear its signal",
    name="reception",
    task="""
`await accept()` returns the next newcomer, `await talk(name)` serves one, and `await stop()` returns when the signal comes.
From then on this server takes nobody, serves those who are inside to the end, and returns.
Most evenings it works; now and then it hangs for ever, and its operators have learned to kill it.
One such evening: `ann` comes at 0.5, `bob` at 1, both talk for a second, and the signal comes at 1.
Find out why and mend it.
Whoever comes at the same instant as the signal is served.
""",
    stub="""
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        elif over in done:
            newcomer.cancel()
            jobs.discard(newcomer)
""",
    trial=(
        'run(reception(a, b, lambda: asyncio.sleep(5)), title="Exercise 12-2")'
    ),
    cases=(
        _evening("", 1, ("ann", 0.5, 1), ("bob", 1, 1)),
        _evening("with a signal in a quiet moment", 2, ("ann", 0.5, 1)),
        _evening(
            "with a signal while two are served",
            1.2,
            ("ann", 0.5, 1.5),
            ("bob", 0.8, 0.3),
            ("cat", 1.1, 0.5),
        ),
        _evening("with one who comes with the signal", 1, ("ann", 1, 0.5)),
        _evening("with nobody", 1),
    ),
    rules=(
        starts(
            hint="what may be in done together with the signal?",
            more="Look at the newcomer first, and at the signal in any case.",
            only="talk",
        ),
        cancels(
            hint="who has to go when the signal comes: those inside, or the one task that waits for the next?",
            more="Cancel the task that waits at the door, and nobody else.",
        ),
        takes(
            hint="what is still waited for after the signal?",
            more="After the signal wait for those who are inside, and for nothing else.",
        ),
    ),
    reference="""
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        if over in done:
            newcomer.cancel()
            jobs.discard(newcomer)
""",
    discussion="""
It was one word: `elif`.
A task is in `done` once, in the turn in which it is done; if a newcomer is in the same set, the branch for the signal is passed over, and `over` never comes back.
A race of this kind shows in one evening of many, which is why it is worth looking at every `elif` behind a `wait`.
The order matters as well: the newcomer first, so that the task that is cancelled is the new one, which waits for nobody.
It is taken out of the set too, since the result of a cancelled task raises.
""",
    good="it heard the signal every time, and cut nobody off.",
    then=(
        "let three come in the same instant as the signal. Which of them "
        "are served, and how would you take all who are at the door?"
    ),
    others=(
        """
async def reception(accept, talk, stop):
    inside, start = [], asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    while not over.done():
        await asyncio.wait([newcomer, over], return_when="FIRST_COMPLETED")
        if newcomer.done():
            inside.append(start(talk(newcomer.result())))
            newcomer = start(accept())
    newcomer.cancel()
    await asyncio.gather(*inside)
""",
        """
async def reception(accept, talk, stop):
    async with asyncio.TaskGroup() as inside:

        async def welcome():
            while True:
                inside.create_task(talk(await accept()))

        host = asyncio.create_task(welcome())
        await stop()
        await asyncio.sleep(0)
        host.cancel()
""",
        """
async def reception(accept, talk, stop):
    loop, inside = asyncio.get_running_loop(), []
    over = loop.create_task(stop())
    while not over.done():
        newcomer = loop.create_task(accept())
        await asyncio.wait({newcomer, over}, return_when="FIRST_COMPLETED")
        if newcomer.done():
            inside.append(loop.create_task(talk(newcomer.result())))
        newcomer.cancel()
    if inside:
        await asyncio.wait(inside)
""",
    ),
    wrong=(
        Wrong(
            """
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if over in done:
            newcomer.cancel()
            jobs.discard(newcomer)
        elif newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
""",
            "not yet: talk('bob') was never started; what may be in done "
            "together with the signal?",
        ),
        Wrong(
            """
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while over in jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
    await asyncio.sleep(0)
    for task in jobs:
        task.cancel()
""",
            "not yet: talk('ann') was cancelled at 1 s; who has to go "
            "when the signal comes: those inside, or the one task that "
            "waits for the next?",
        ),
        Wrong(
            """
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while over in jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
    newcomer.cancel()
""",
            "not yet: returned while talk('ann') and 1 more were still "
            "under way; who awaits the tasks that you started?",
        ),
        Wrong(
            """
async def reception(accept, talk, stop):
    over, tasks = asyncio.create_task(stop()), []
    while not over.done():
        tasks.append(asyncio.create_task(talk(await accept())))
    await asyncio.gather(*tasks)
""",
            "not yet: it waits for ever (line 4: "
            "tasks.append(asyncio.create_task(talk(await accept())))); "
            "who was to wake it?",
        ),
        Wrong(
            """
async def reception(accept, talk, stop):
    async def one_by_one():
        while True:
            await talk(await accept())

    host = asyncio.create_task(one_by_one())
    await stop()
    host.cancel()
    await asyncio.wait([host])
""",
            "not yet: talk('bob') was never started; what may be in done "
            "together with the signal?",
        ),
        Wrong(
            """
async def reception(accept, talk, stop):
    start = asyncio.create_task
    newcomer, over = start(accept()), start(stop())
    jobs = {newcomer, over}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        if over in done:
            newcomer.cancel()
""",
            "not yet: raised CancelledError (line 8: "
            "jobs.add(start(talk(newcomer.result())))); what does one get "
            "from something that was cancelled?",
        ),
    ),
)


def _crowd(
    words: str, places: int, limit: float, seconds: float, **visits: Any
) -> Case:
    """Clients as name=(let in at, needs so long), in order of arrival."""
    jobs = {name: need for name, (_, need) in visits.items()}
    late = [name for name, need in jobs.items() if need > limit]

    def given(world: World) -> tuple[Any, ...]:
        serve = world.job("serve", jobs, "hello {}")
        return serve, list(jobs), places, limit

    return Case(
        words,
        given,
        returns={
            name: "408" if name in late else f"hello {name}" for name in jobs
        },
        seconds=seconds,
        more={
            "at_once": places,
            "starts": [(f"serve({n!r})", at) for n, (at, _) in visits.items()],
            "cancels": [f"serve({name!r})" for name in late],
        },
    )


ADMIT = Exercise(
    id="12-3",
    kind="make",
    title="A server with few places and little patience",
    name="admit",
    task="""
Make `admit(serve, names, places, limit)` from nothing.
The clients in `names` stand at the door, in this order, and `await serve(name)` answers one of them.
At most `places` are served at a time; the next one is let in as soon as a place is free.
Each has `limit` seconds from the instant at which it is let in; who is not done by then is cancelled, and gets `"408"` for an answer.
Return a dictionary of the answers.
With two places and a limit of one second, `ann` who needs 0.5 seconds, `bob` who needs 3 and `cat` who needs 0.7 get `{"ann": "hello ann", "bob": "408", "cat": "hello cat"}` after 1.2 seconds.
""",
    stub="""
async def admit(serve, names, places, limit):
    pass
""",
    trial="""crowd = admit(b, ["ann", "bob", "cat"], places=2, limit=5)
run(crowd, title="Exercise 12-3")""",
    cases=(
        _crowd("", 2, 1, 1.2, ann=(0, 0.5), bob=(0, 3), cat=(0.5, 0.7)),
        _crowd(
            "with one place",
            1,
            1,
            2.2,
            ann=(0, 0.5),
            bob=(0.5, 4),
            cat=(1.5, 0.7),
        ),
        _crowd(
            "with more patience",
            2,
            3,
            4.3,
            ann=(0, 2),
            bob=(0, 1.3),
            cat=(1.3, 5),
            dan=(2, 2.1),
        ),
        _crowd("with places for all", 9, 1, 1, ann=(0, 0.5), bob=(0, 2)),
        _crowd("with nobody", 2, 1, 0),
    ),
    rules=(
        at_most_at_once(
            hint="what does a client have to get hold of before it is served?",
            more="A semaphore with as many places, around serve(name), keeps the number down.",
        ),
        starts(
            hint="at which instant is there a place for the next one?",
            more="Let one in whenever one is done, and do not wait for a whole group.",
        ),
        cancels(
            hint="from when to when does the limit count?",
            more="Let the limit begin when the client has its place, and put it around serve(name) alone.",
        ),
        takes(
            hint="what is it waiting for at the end?",
            more="Return when the last client has its answer.",
        ),
        returns(
            hint="what does each client get, and who writes it down?",
            more="Note the answer of serve(name), or the text 408 if the limit was over first.",
        ),
    ),
    reference="""
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        async with room:
            try:
                async with asyncio.timeout(limit):
                    answers[name] = await serve(name)
            except TimeoutError:
                answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers
""",
    discussion="""
Each client is a task of its own, as in the server; what they share is the semaphore.
The order of the two `async with` is the whole point: with the limit outside, a client would use up its time at the door, and the last of a crowd would be refused without having been looked at.
The finished server does both with less: it stops accepting above a number of connections, and looks at all deadlines at a tick.
""",
    good="every place was used, and nobody paid for time at the door.",
    then=(
        "let a client that fails with ValueError get '500', while the "
        "others do not notice."
    ),
    others=(
        """
async def admit(serve, names, places, limit):
    queue, answers = list(names), {}

    async def worker():
        while queue:
            name = queue.pop(0)
            try:
                answers[name] = await asyncio.wait_for(serve(name), limit)
            except asyncio.TimeoutError:
                answers[name] = "408"

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return answers
""",
        """
async def admit(serve, names, places, limit):
    async def one(name):
        task = asyncio.ensure_future(serve(name))
        done, late = await asyncio.wait([task], timeout=limit)
        if late:
            task.cancel()
            await asyncio.wait(late)
            return name, "408"
        return name, task.result()

    waiting, inside, answers = list(names), set(), {}
    while waiting or inside:
        while waiting and len(inside) < places:
            inside.add(asyncio.create_task(one(waiting.pop(0))))
        done, inside = await asyncio.wait(
            inside, return_when=asyncio.FIRST_COMPLETED
        )
        answers.update(task.result() for task in done)
    return answers
""",
    ),
    wrong=(
        Wrong(
            """
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        try:
            async with asyncio.timeout(limit), room:
                answers[name] = await serve(name)
        except TimeoutError:
            answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers
""",
            "not yet: serve('cat') was cancelled at 1 s; from when to "
            "when does the limit count?",
        ),
        Wrong(
            """
async def admit(serve, names, places, limit):
    answers = {}

    async def one(name):
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers
""",
            "not yet: 3 calls were under way at 0 s, and 2 are allowed; "
            "what does a client have to get hold of before it is served?",
        ),
        Wrong(
            """
async def admit(serve, names, places, limit):
    answers = {}
    for name in names:
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"
    return answers
""",
            "not yet: serve('bob') started at 0.5 s, not at 0 s; at which"
            " instant is there a place for the next one?",
        ),
        Wrong(
            """
async def admit(serve, names, places, limit):
    answers, names = {}, list(names)

    async def one(name):
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"

    while names:
        group, names = names[:places], names[places:]
        await asyncio.gather(*map(one, group))
    return answers
""",
            "not yet: serve('cat') started at 1 s, not at 0.5 s; at which"
            " instant is there a place for the next one?",
        ),
        Wrong(
            """
async def admit(serve, names, places, limit):
    room = asyncio.Semaphore(places)

    async def one(name):
        async with room:
            return await serve(name)

    return dict(zip(names, await asyncio.gather(*map(one, names))))
""",
            "not yet: serve('bob') was not cancelled: it returned at 3 s;"
            " from when to when does the limit count?",
        ),
        Wrong(
            """
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), dict.fromkeys(names, "408")

    async def one(name):
        async with room:
            answers[name] = await serve(name)

    tasks = [asyncio.create_task(one(name)) for name in names]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=limit)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    return answers
""",
            "not yet: serve('cat') was cancelled at 1 s; from when to "
            "when does the limit count?",
        ),
        Wrong(
            """
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        async with room:
            task = asyncio.create_task(serve(name))
            done, _ = await asyncio.wait([task], timeout=limit)
            answers[name] = task.result() if done else "408"

    await asyncio.gather(*map(one, names))
    return answers
""",
            "not yet: returned while serve('bob') was still under way; "
            "who awaits the tasks that you started?",
        ),
    ),
)

EXERCISES = (HEAD, RECEPTION, ADMIT)
