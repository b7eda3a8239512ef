"""Programs as people write them: clients, servers, other people's loops.

Each runs recorded and unchanged; what the chart says of it is checked, and
nothing of the libraries' own gets a lane.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import record
from helpers.charts.canvas import png
from helpers.charts.picture import gantt
from helpers.charts.text import draw

HOST = "127.0.0.1"


def labels(timeline):
    return [lane.label for lane in timeline.lanes]


def looks_right(timeline):
    """Check what holds for every program; return its drawing."""
    assert png(gantt(timeline)).startswith(b"\x89PNG")
    for lane in timeline.lanes:
        assert lane.created <= (lane.started or lane.created)
        assert (lane.started or 0) <= (lane.ended or timeline.seconds)
    drawing = draw(timeline)
    assert "0x" not in drawing
    return drawing


# -- an echo server and its clients, in the style of asyncio's examples


async def handle_echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()
    await writer.wait_closed()


async def tcp_echo_client(port, message):
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(message.encode() + b"\n")
    await writer.drain()
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return answer.decode().strip()


async def echo():
    server = await asyncio.start_server(handle_echo, HOST, 0)
    port = server.sockets[0].getsockname()[1]
    words = ["one", "two", "three"]
    answers = await asyncio.gather(
        *[tcp_echo_client(port, word) for word in words]
    )
    server.close()
    await server.wait_closed()
    assert answers == words


def test_an_echo_server_and_its_clients():
    with record(title="echo") as recording:
        asyncio.run(echo())
    timeline = recording.timeline
    looks_right(timeline)
    calls = [label.partition("(")[0] for label in labels(timeline)]
    assert calls.count("tcp_echo_client") == 3
    assert calls.count("handle_echo") == 3
    assert set(calls) == {"echo", "tcp_echo_client", "handle_echo"}
    one = next(x for x in labels(timeline) if x.startswith("handle_echo"))
    waits = timeline.waited_on(one)
    assert "StreamReader.readline" in waits


# -- a chat, where each line goes to everybody


async def chat(names):
    rooms = {}

    async def serve(reader, writer):
        name = (await reader.readline()).decode().strip()
        rooms[name] = writer
        while line := (await reader.readline()).decode().strip():
            for other in rooms.values():
                other.write(f"{name}: {line}\n".encode())
        del rooms[name]
        writer.close()

    async def guest(port, name):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(f"{name}\n".encode())
        while len(rooms) < len(names):
            await asyncio.sleep(0.01)
        writer.write(f"hello from {name}\n".encode())
        heard = {(await reader.readline()).decode() for _ in names}
        writer.write(b"\n")
        writer.close()
        return len(heard)

    async with await asyncio.start_server(serve, HOST, 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with asyncio.TaskGroup() as group:
            guests = [group.create_task(guest(port, name)) for name in names]
    return [each.result() for each in guests]


def test_a_chat():
    with record(title="chat") as recording:
        assert asyncio.run(chat(["ann", "bob"])) == [2, 2]
    timeline = recording.timeline
    assert "serve(" in looks_right(timeline)
    one, other = (
        next(x for x in labels(timeline) if x.startswith("guest(") and n in x)
        for n in ("ann", "bob")
    )
    assert other in timeline.overlapping(one)


# -- a client of HTTP


async def answer(reader, writer):
    request = await reader.readuntil(b"\r\n\r\n")
    path = request.split()[1].decode()
    await asyncio.sleep(0.2 if path == "/slow" else 0.05)
    body = path.encode()
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
        % (len(body), body)
    )
    await writer.drain()
    writer.close()


async def fetch(get, path):
    return await get(path)


async def fetch_all(get):
    return await asyncio.gather(
        *[fetch(get, path) for path in ("/slow", "/quick")]
    )


def check_fetched(timeline):
    looks_right(timeline)
    slow = next(x for x in labels(timeline) if "/slow" in x)
    quick = next(x for x in labels(timeline) if "/quick" in x)
    assert timeline.overlap(slow, quick) > 0
    order = timeline.order_of_completion()
    assert order.index(quick) < order.index(slow)
    assert timeline.uncollected(quick) > 0.1
    return {label.partition("(")[0] for label in labels(timeline)}


def test_an_httpx_client():
    httpx = pytest.importorskip("httpx")

    async def main():
        async with await asyncio.start_server(answer, HOST, 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with httpx.AsyncClient(trust_env=False) as client:

                async def get(path):
                    url = f"http://{HOST}:{port}{path}"
                    return (await client.get(url)).text

                return await fetch_all(get)

    with record(title="httpx") as recording:
        assert asyncio.run(main()) == ["/slow", "/quick"]
    calls = check_fetched(recording.timeline)
    names = {"main", "fetch", "get", "answer", "fetch_all"}
    assert {call.rpartition(".")[2] for call in calls} == names
    slow = next(x for x in labels(recording.timeline) if "get('/slow" in x)
    assert recording.timeline.waited_on(slow).keys() == {"AsyncClient.get"}


def test_an_aiohttp_client():
    aiohttp = pytest.importorskip("aiohttp")

    async def main():
        async with await asyncio.start_server(answer, HOST, 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with aiohttp.ClientSession() as session:

                async def get(path):
                    url = f"http://{HOST}:{port}{path}"
                    async with session.get(url) as response:
                        return await response.text()

                return await fetch_all(get)

    with record(title="aiohttp") as recording:
        assert asyncio.run(main()) == ["/slow", "/quick"]
    check_fetched(recording.timeline)


def test_an_aiohttp_application():
    pytest.importorskip("aiohttp")
    from aiohttp import web

    def stop():
        raise web.GracefulExit

    async def connect(app):
        asyncio.get_running_loop().call_later(0.05, stop)
        await asyncio.sleep(0.01)

    async def disconnect(app):
        await asyncio.sleep(0.01)

    app = web.Application()
    app.on_startup.append(connect)
    app.on_cleanup.append(disconnect)
    with record(title="application") as recording:
        web.run_app(app, host=HOST, port=0, print=None)
    lanes = recording.timeline.lanes
    looks_right(recording.timeline)
    (task,) = [lane for lane in lanes if "run_app" in lane.label]
    below = [lane for lane in lanes if "connect" in lane.label]
    assert task.is_task
    assert [lane.depth for lane in below] == [1, 1]
    assert [lane.parent for lane in below] == [lanes.index(task)] * 2


# -- a program on anyio


def test_an_anyio_program():
    anyio = pytest.importorskip("anyio")

    async def produce(stream):
        async with stream:
            for number in range(3):
                await stream.send(number)
                await anyio.sleep(0.02)

    async def consume(stream, seen):
        async with stream:
            async for number in stream:
                seen.append(number)

    async def stubborn():
        with anyio.move_on_after(0.05):
            await anyio.sleep(10)
        return "moved on"

    async def main():
        seen = []
        sender, receiver = anyio.create_memory_object_stream(0)
        async with anyio.create_task_group() as group:
            group.start_soon(produce, sender)
            group.start_soon(consume, receiver, seen)
            group.start_soon(stubborn)
        word = await anyio.to_thread.run_sync(str.upper, "thread")
        with anyio.CancelScope() as scope:
            scope.cancel()
            await anyio.sleep(1)
        return seen, word, scope.cancelled_caught

    with record(title="anyio") as recording:
        assert anyio.run(main) == ([0, 1, 2], "THREAD", True)
    timeline = recording.timeline
    drawing = looks_right(timeline)
    for name in ("produce", "consume", "stubborn"):
        assert f"{name}(" in drawing
    lane = next(x for x in timeline.lanes if "stubborn" in x.label)
    assert lane.outcome.value == "returned"
    assert 0.04 < lane.ended - lane.started < 0.5


# -- other people's loops and tasks


def test_uvloop():
    uvloop = pytest.importorskip("uvloop")
    with (
        record() as recording,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(echo())
    calls = {x.partition("(")[0] for x in labels(recording.timeline)}
    assert calls == {"echo", "tcp_echo_client", "handle_echo"}


NESTED = """
import asyncio
{first}
from helpers import b, run
from helpers.recording.task import Task
{then}

async def main():
    task = asyncio.create_task(b("b1"))
    await asyncio.sleep(2)
    return await task, type(task).__mro__[2] is asyncio.Task

done = run(main(), clock="virtual")
assert done.result == ("b1", True), done.result
assert done.timeline.uncollected("b('b1')") == 1.0
"""


@pytest.mark.parametrize("first", [True, False])
def test_tasks_of_nest_asyncio(first):
    pytest.importorskip("nest_asyncio2")
    apply = "import nest_asyncio2; nest_asyncio2.apply()"
    code = NESTED.format(
        first=apply if first else "", then="" if first else apply
    )
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        check=True,
        timeout=30,
    )
