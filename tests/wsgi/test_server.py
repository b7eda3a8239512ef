"""The server over real sockets: connections, bodies, time, the end."""

import asyncio
import errno
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest

from helpers.wsgi import Server, Settings
from helpers.wsgi.exchange import Exchange
from helpers.wsgi.link import Link
from helpers.wsgi.protocol import Request

from .conftest import AT_LENGTH, Client, eventually

Serve = Callable[..., Server]
Connect = Callable[[Server], Client]

OK = ("200 OK", [("Content-Type", "text/plain")])
CONTINUE = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "


def test_a_request_is_answered(serve: Serve, connect: Connect, hello: Any):
    client = connect(serve(hello))
    client.get()
    status, fields, body = client.answer()
    assert (status, body) == (200, b"hello")
    assert {"date", "server", "content-type"} <= fields.keys()


def test_a_connection_serves_many_requests(serve, connect, hello) -> None:
    client = connect(serve(hello))
    for _ in range(10):
        client.get()
        assert client.answer()[2] == b"hello"


def test_close_is_obeyed(serve, connect, hello) -> None:
    client = connect(serve(hello))
    client.get(fields="Connection: close\r\n")
    assert client.answer()[1]["connection"] == "close"
    assert client.rest() == b""


def test_http_1_0_closes(serve, connect, hello) -> None:
    client = connect(serve(hello))
    client.send(b"GET / HTTP/1.0\r\n\r\n")
    assert client.rest().endswith(b"\r\n\r\nhello")


def test_http_1_0_may_stay(serve, connect) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [*OK[1], ("Content-Length", "1")])
        return [b"a"]

    client = connect(serve(app))
    for _ in range(2):
        client.send(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert client.answer()[1]["connection"] == "keep-alive"


def test_pipelined_requests_are_answered_in_order(serve, connect, echo):
    client = connect(serve(echo))
    for number in range(50):
        body = b"%d" % number
        client.send(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b"
            % (len(body), body)
        )
    answers = [client.answer()[2] for _ in range(50)]
    assert answers == [b"%d" % number for number in range(50)]


def test_a_request_may_come_byte_by_byte(serve, connect, echo) -> None:
    client = connect(serve(echo))
    data = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    for value in data:
        client.send(bytes([value]))
    assert client.answer()[2] == b"abc"


def test_a_client_may_stop_sending_and_still_read(serve, connect, hello):
    client = connect(serve(hello))
    client.get()
    client.sock.shutdown(socket.SHUT_WR)
    assert client.rest().endswith(b"hello\r\n0\r\n\r\n")


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 3_000_000])
def test_a_body_comes_through_whole(serve, connect, echo, size: int) -> None:
    client = connect(serve(echo))
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"
    sender = threading.Thread(target=client.send, args=[head.encode() + body])
    sender.start()
    assert client.answer()[2] == body
    sender.join()


@pytest.mark.parametrize("size", [1, 7, 65_536, 500_000])
def test_a_chunked_body_comes_through_whole(serve, connect, echo, size: int):
    client = connect(serve(echo))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\n")
    client.send(b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"%x\r\n%b\r\n" % (size, b"a" * size)
    sender = threading.Thread(
        target=client.send, args=[chunk * 3 + b"0\r\n\r\n"]
    )
    sender.start()
    assert client.answer()[2] == b"a" * size * 3
    sender.join()


def test_a_thread_is_taken_when_a_long_body_is_complete(serve, connect):
    called = threading.Event()

    def app(environ: Any, start_response: Any) -> list[bytes]:
        called.set()
        start_response(*OK)
        return [b"%d" % len(environ["wsgi.input"].read(-1))]

    client = connect(serve(app))
    client.send(POST + b"100001\r\n\r\n" + b"a" * 100_000)
    assert not called.wait(0.3)
    client.send(b"a")
    assert client.answer()[2] == b"100001"


def test_clients_with_slow_bodies_take_no_thread_from_others(
    serve, connect, echo
) -> None:
    server = serve(echo, threads=1)
    slow = [connect(server) for _ in range(5)]
    for client in slow:
        client.send(POST + b"100000\r\n\r\n" + b"a" * 99_999)
    continued = connect(server)
    continued.send(CONTINUE + b"Content-Length: 3\r\n\r\n")
    quick = connect(server)
    quick.get()
    assert quick.answer()[0] == 200
    for client in slow:
        client.send(b"a")
        assert client.answer()[2] == b"a" * 100_000
    assert continued.answer()[0] == 100


def test_a_client_that_waits_for_continue_in_vain_gets_408(
    serve, connect, echo
) -> None:
    client = connect(serve(echo, timeout=0.3))
    client.send(CONTINUE + b"Content-Length: 3\r\n\r\n")
    assert client.answer()[0] == 100
    assert client.rest().startswith(b"HTTP/1.1 408 ")


def test_a_body_for_which_there_is_no_room_gets_507(
    serve, connect, echo, monkeypatch
) -> None:
    def full() -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("helpers.wsgi.connection.TemporaryFile", full)
    client = connect(serve(echo, fails=True))
    client.send(POST + b"100000\r\n\r\n" + b"a" * 100_000)
    assert client.rest().startswith(b"HTTP/1.1 507 ")


def test_lines_of_a_body_can_be_read(serve, connect) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        body = environ["wsgi.input"]
        return [body.readline(), b"|", *body.readlines(), b"|", *body]

    client = connect(serve(app))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
    client.send(b"a\nb\nc")
    assert client.answer()[2] == b"a\n|b\nc|"


def test_the_next_request_is_not_read_as_body(serve, connect) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        return [b"[", environ["wsgi.input"].read(1000), b"]"]

    client = connect(serve(app))
    client.send(
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert [client.answer()[2] for _ in range(2)] == [b"[ab]", b"[]"]


@pytest.mark.parametrize("size", [9, 500_000])
def test_a_body_that_nobody_reads_does_not_disturb(
    serve, connect, hello, size: int
) -> None:
    client = connect(serve(hello))
    for _ in range(3):
        client.send(POST + b"%d\r\n\r\n" % size)
        client.send(b"a" * size)
        assert client.answer()[0] == 200


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (b"Content-Length: 3\r\n\r\n", b"abc"),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n0\r\n\r\n"),
    ],
)
def test_continue_is_said(
    serve, connect, echo, framing: bytes, body: bytes
) -> None:
    client = connect(serve(echo))
    client.send(CONTINUE + framing)
    assert client.answer()[0] == 100
    client.send(body)
    assert client.answer()[2] == b"abc"
    client.get()
    assert client.answer()[0] == 200


def test_no_continue_for_a_body_that_is_here(serve, connect, echo) -> None:
    client = connect(serve(echo))
    client.send(CONTINUE + b"Content-Length: 3\r\n\r\nabc")
    assert client.answer()[0] == 200


def test_head_has_no_body(serve, connect, hello) -> None:
    client = connect(serve(hello, validate=False))
    client.send(b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    data = client.rest()
    assert b"Content-Length: 5\r\n" in data
    assert data.endswith(b"\r\n\r\n")


def test_pieces_reach_the_client_as_they_are_made(serve, connect) -> None:
    go_on = threading.Event()

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        yield b"first"
        go_on.wait(10)
        yield b"second"

    client = connect(serve(app))
    client.get()
    while client.file.readline() != b"5\r\n":
        pass
    go_on.set()
    assert client.file.read(7) == b"first\r\n"


def test_a_large_answer_comes_through_whole(serve, connect) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        return [b"abcdefgh" * 1_000_000]

    client = connect(serve(app))
    client.get()
    assert client.answer()[2] == b"abcdefgh" * 1_000_000


def test_whoever_waits_for_an_answer_to_leave_hears_of_it() -> None:
    async def main() -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        theirs.setblocking(False)
        link = Link(ours, timeout=5)
        link.write(b"a" * 3_000_000)
        drained = asyncio.create_task(link.drain())
        left = 3_000_000
        while left:
            await asyncio.sleep(0)
            with suppress(BlockingIOError):
                left -= len(theirs.recv(left))
        await asyncio.wait_for(drained, 5)
        link.close()
        theirs.close()

    run(main())


def test_an_application_waits_for_a_slow_reader(serve, connect) -> None:
    made: list[int] = []

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        for number in range(400):
            made.append(number)
            yield b"a" * 100_000

    client = connect(serve(app))
    client.get()
    time.sleep(0.5)
    assert len(made) < 400
    assert len(client.answer()[2]) == 40_000_000
    assert len(made) == 400


# Wrong requests, wrong applications.


def test_a_refused_request_closes_the_connection(
    serve, connect, hello
) -> None:
    client = connect(serve(hello))
    client.send(b"GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
    data = client.rest()
    assert data.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert data.count(b"HTTP/1.1") == 1


def test_a_refusal_is_logged_with_its_reason(
    serve, connect, hello, server_log
) -> None:
    client = connect(serve(hello))
    client.send(b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")
    client.rest()
    assert any("Host" in text for _, text in server_log.lines)


def test_an_answer_survives_what_the_client_still_sends(
    serve, connect, hello
) -> None:
    client = connect(serve(hello, limit_request_line=100))
    client.send(b"GET /" + b"a" * 100_000)
    assert client.rest().startswith(b"HTTP/1.1 414 ")


def test_a_malformed_chunk_gets_400(serve, connect, echo) -> None:
    client = connect(serve(echo))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\n")
    client.send(b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n")
    assert client.rest().startswith(b"HTTP/1.1 400 ")


def test_a_malformed_chunk_far_down_gets_400(serve, connect, echo) -> None:
    client = connect(serve(echo))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\n")
    client.send(b"Transfer-Encoding: chunked\r\n\r\n")
    client.send(b"186a0\r\n" + b"a" * 100_000 + b"\r\nx\r\n")
    assert client.rest().startswith(b"HTTP/1.1 400 ")


def test_chunks_beyond_the_limit_get_413(serve, connect, echo) -> None:
    client = connect(serve(echo, max_body=200_000))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\n")
    client.send(b"Transfer-Encoding: chunked\r\n\r\n")
    client.send((b"186a0\r\n" + b"a" * 100_000 + b"\r\n") * 3)
    assert client.rest().startswith(b"HTTP/1.1 413 ")


def test_a_failing_application_gets_500_and_the_next_request_works(
    serve, connect
) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/fail":
            raise ValueError("oops")
        start_response(*OK)
        return [b"fine"]

    server = serve(app, fails=True)
    client = connect(server)
    client.get("/fail")
    assert client.answer()[0] == 500
    other = connect(server)
    other.get()
    assert other.answer()[2] == b"fine"


def test_a_failure_in_mid_answer_is_seen_by_the_client(serve, connect):
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        yield b"a"
        raise ValueError("oops")

    client = connect(serve(app, fails=True))
    client.get()
    assert client.rest().endswith(b"\r\n1\r\na\r\n")


def test_too_short_an_answer_is_seen_by_the_client(serve, connect) -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [*OK[1], ("Content-Length", "5")])
        yield b"abc"

    client = connect(serve(app, fails=True))
    client.get()
    assert client.rest().endswith(b"\r\n\r\nabc")


# Time.


def test_a_slow_head_gets_408(serve, connect, hello) -> None:
    client = connect(serve(hello, timeout=0.2))
    client.send(b"GET / HTTP/1.1\r\n")
    assert client.rest().startswith(b"HTTP/1.1 408 ")


def test_bytes_that_trickle_in_do_not_extend_the_time(serve, connect, hello):
    client = connect(serve(hello, timeout=0.5))
    began = time.monotonic()
    with pytest.raises(OSError, match=r".*"):
        trickle(client)
    assert time.monotonic() - began < 8


def trickle(client: Client) -> None:
    for _ in range(200):
        client.send(b"G")
        time.sleep(0.05)


def test_a_slow_body_gets_408(serve, connect, echo) -> None:
    client = connect(serve(echo, timeout=0.2))
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na")
    assert client.rest().startswith(b"HTTP/1.1 408 ")


def test_a_long_body_that_stalls_gets_408(serve, connect, echo) -> None:
    client = connect(serve(echo, timeout=0.2))
    client.send(POST + b"99999\r\n\r\n")
    client.send(b"a" * 80_000)
    assert client.rest().startswith(b"HTTP/1.1 408 ")


def test_a_connection_without_a_request_is_closed(serve, connect, hello):
    assert connect(serve(hello, timeout=0.2)).rest() == b""


def test_an_idle_connection_is_closed(serve, connect, hello) -> None:
    client = connect(serve(hello, keep_alive=0.2))
    client.get()
    client.answer()
    assert client.rest() == b""


def test_a_client_that_does_not_read_is_given_up(
    serve, connect, server_log
) -> None:
    closed = threading.Event()

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        try:
            while True:
                yield b"a" * 100_000
        finally:
            closed.set()

    client = connect(serve(app, timeout=0.3))
    client.get()
    assert closed.wait(10)


@pytest.mark.length
@pytest.mark.slow
@pytest.mark.parametrize("pieces", [list, iter], ids=["list", "generator"])
@pytest.mark.parametrize(
    ("rate", "timeout", "seconds"),
    [(50_000, 4, 8), *([(20_000, 30, 70)] if AT_LENGTH else [])],
)
def test_a_slow_but_steady_reader_gets_all(
    serve, connect, pieces, rate, timeout, seconds
) -> None:
    def app(environ: Any, start_response: Any) -> Any:
        start_response(*OK)
        return pieces([b"a" * 100_000] * 100)

    server = serve(app, timeout=timeout)
    client = connect(server)
    client.get("/", "Connection: close\r\n")
    got, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.1)
        got += len(client.file.read(rate // 10))
    assert len(server.connections) == 1
    assert got + len(client.rest()) > 10_000_000


@pytest.mark.slow
@pytest.mark.parametrize("pieces", [list, iter], ids=["list", "generator"])
def test_clients_that_do_not_read_fill_no_memory(
    serve, connect, pieces
) -> None:
    body = [b"a" * 50_000_000]

    def app(environ: Any, start_response: Any) -> Any:
        start_response(*OK)
        return pieces(body)

    server = serve(app, threads=16)
    tracemalloc.start()
    try:
        for client in [connect(server) for _ in range(16)]:
            client.get()
        assert eventually(
            lambda: (
                sum(len(c.link.unsent) > 0 for c in server.connections) == 16
            )
        )
        time.sleep(0.5)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2_000_000
    finally:
        tracemalloc.stop()


def test_a_client_that_vanishes_frees_its_thread(serve, connect) -> None:
    closed = threading.Event()

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        try:
            while True:
                yield b"a" * 100_000
        finally:
            closed.set()

    client = connect(serve(app, threads=1))
    client.get()
    client.file.read(100)
    reset(client)
    assert closed.wait(10)


def reset(client: Client) -> None:
    """Vanish: the peer sees a reset connection."""
    linger = struct.pack("ii", 1, 0)
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    client.close()


def test_a_client_that_vanishes_in_mid_body_takes_no_thread(
    serve, connect, echo
) -> None:
    server = serve(echo, threads=1)
    client = connect(server)
    client.send(POST + b"900000\r\n\r\n" + b"a" * 80_000)
    reset(client)
    other = connect(server)
    other.get()
    assert other.answer()[0] == 200
    assert eventually(lambda: len(server.connections) == 1)


def test_other_clients_are_served_while_one_application_hangs(
    serve, connect
) -> None:
    go_on = threading.Event()

    def app(environ: Any, start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/hang":
            go_on.wait(15)
        start_response(*OK)
        return [b"fine"]

    server = serve(app, threads=2)
    hanging = connect(server)
    hanging.get("/hang")
    for _ in range(5):
        client = connect(server)
        client.get()
        assert client.answer()[2] == b"fine"
    go_on.set()
    assert hanging.answer()[2] == b"fine"


def until(go_on: threading.Event) -> Any:
    """Return an application that answers when `go_on` is set."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        go_on.wait(15)
        start_response(*OK)
        return [b"fine"]

    return app


def test_a_request_that_finds_no_free_thread_gets_503(serve, connect) -> None:
    go_on = threading.Event()
    server = serve(until(go_on), threads=1, timeout=0.3)
    hanging, waiting = connect(server), connect(server)
    hanging.get()
    time.sleep(0.1)
    waiting.get()
    assert waiting.answer()[0] == 503
    go_on.set()
    assert hanging.answer()[2] == b"fine"


def test_the_log_says_who_keeps_the_threads(
    serve, connect, server_log
) -> None:
    go_on = threading.Event()
    server = serve(until(go_on), threads=2, timeout=0.3)
    hanging = [connect(server) for _ in range(2)]
    for number, client in enumerate(hanging):
        client.get(f"/hang{number}")
    time.sleep(0.1)
    waiting = connect(server)
    waiting.get("/wait")
    assert waiting.answer()[0] == 503
    (line,) = [t for level, t in server_log.lines if level == "WARNING"]
    go_on.set()
    assert line.startswith(
        "127.0.0.1: GET /wait: no thread was free for 0.3 s"
    )
    assert "GET /hang0 (0 s)" in line
    assert "GET /hang1 (0 s)" in line


def test_slow_applications_run_side_by_side(serve, connect) -> None:
    together = threading.Barrier(4)

    def app(environ: Any, start_response: Any) -> list[bytes]:
        together.wait(10)
        start_response(*OK)
        return [b"fine"]

    server = serve(app, threads=4)
    clients = [connect(server) for _ in range(4)]
    for client in clients:
        client.get()
    assert {client.answer()[2] for client in clients} == {b"fine"}


# The end.


def test_a_request_under_way_is_finished(serve, connect) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def app(environ: Any, start_response: Any) -> list[bytes]:
        begun.set()
        go_on.wait(10)
        start_response(*OK)
        return [b"fine"]

    server = serve(app)
    client, idle = connect(server), connect(server)
    client.get()
    assert begun.wait(10)
    server.stop()
    assert idle.rest() == b""
    with pytest.raises(OSError, match=r".*"):
        connect(server)
    go_on.set()
    status, fields, body = client.answer()
    assert (status, fields["connection"], body) == (200, "close", b"fine")
    assert client.rest() == b""


def test_a_request_that_is_still_arriving_is_finished(serve, connect, echo):
    server = serve(echo)
    client, idle = connect(server), connect(server)
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na")
    time.sleep(0.2)
    server.stop()
    assert idle.rest() == b""
    client.send(b"bc")
    assert client.answer()[2] == b"abc"


def test_the_end_comes_though_an_application_never_does(
    serve, connect, server_log
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def app(environ: Any, start_response: Any) -> list[bytes]:
        begun.set()
        go_on.wait(30)
        start_response(*OK)
        return [b"late"]

    server = serve(app, graceful_timeout=0.2)
    client = connect(server)
    client.get()
    assert begun.wait(10)
    began = time.monotonic()
    server.stop()
    assert client.rest() == b""
    assert time.monotonic() - began < 5
    go_on.set()


def run(coroutine: Any) -> Any:
    with asyncio.Runner(debug=False) as runner:
        return runner.run(coroutine)


async def get(port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    data = await reader.read()
    writer.close()
    await writer.wait_closed()
    return data


def test_it_serves_on_a_loop_that_already_runs(hello) -> None:
    async def main() -> bytes:
        server = Server(hello)
        task = asyncio.create_task(server.serve())
        data = await get(server.port)
        server.stop()
        await task
        return data

    assert run(main()).endswith(b"hello")


def test_it_serves_with_a_task_factory(hello) -> None:
    names: set[str] = set()

    def factory(loop: Any, coro: Any, **options: Any) -> Any:
        names.add(coro.__name__)
        return asyncio.Task(coro, loop=loop, **options)

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(factory)
        server = Server(hello)
        task = asyncio.create_task(server.serve())
        await get(server.port)
        server.stop()
        await task

    run(main())
    assert names >= {
        "serve", "accept", "stop_called", "goodbye", "watch",
        "serve_connection",
    }  # fmt: skip


def test_accept_and_stop_in_one_turn_both_count(hello) -> None:
    async def main() -> bytes:
        server = Server(hello)
        task = asyncio.create_task(server.serve())
        await asyncio.sleep(0.05)
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
            server.stop()
            await asyncio.wait_for(task, 10)
            sock.settimeout(5)
            return sock.makefile("rb").read()

    assert run(main()).endswith(b"hello")


def test_a_request_that_comes_with_the_end_keeps_nobody_up(hello) -> None:
    told: list[bool] = []

    class Late(Server):
        async def goodbye(self) -> None:
            body, deliver = BytesIO(), lambda e, over: told.append(over)
            self._ready.append(
                Exchange(Request("GET", "/"), body, deliver=deliver)
            )
            self.ring()
            await super().goodbye()

    async def main() -> None:
        server = Late(hello)
        server.stop()
        await asyncio.wait_for(server.serve(), 10)

    run(main())


def test_a_stop_before_the_start_counts(hello) -> None:
    async def main() -> None:
        server = Server(hello)
        server.stop()
        await asyncio.wait_for(server.serve(), 10)

    run(main())


def test_a_cancelled_server_leaves_nothing_behind(hello) -> None:
    async def main() -> set[Any]:
        server = Server(hello)
        task = asyncio.create_task(server.serve())
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])
        writer.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        return left | server.connections

    assert run(main()) == set()


def test_it_starts_only_once(hello) -> None:
    async def main() -> None:
        server = Server(hello)
        server.stop()
        await server.serve()
        with pytest.raises(RuntimeError, match="started before"):
            await server.serve()

    run(main())


def test_a_port_in_use_is_an_error(hello) -> None:
    server = Server(hello)
    with pytest.raises(OSError, match="in use"):
        Server(hello, port=server.port)
    server.close()


def test_an_application_must_be_callable() -> None:
    with pytest.raises(TypeError, match="is callable, 5 is not"):
        Server(5)


@pytest.mark.parametrize(
    "wrong",
    [{"threads": 0}, {"timeout": 0}, {"keep_alive": -1}, {"max_body": -1}],
)
def test_a_setting_that_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        Settings(**wrong)


def test_connections_beyond_the_limit_wait(serve, connect, hello) -> None:
    server = serve(hello, connection_limit=1)
    first, second = connect(server), connect(server)
    first.get()
    first.answer()
    second.get()
    first.close()
    assert second.answer()[2] == b"hello"


def test_the_access_log_has_a_line_for_each_answer(
    serve, connect, hello
) -> None:
    lines: list[str] = []
    client = connect(serve(hello, access_log=lines.append))
    client.get('/a"b', 'User-Agent: me"\xe9\r\n')
    client.answer()
    client.get(fields="Connection: close\r\n")
    client.rest()
    assert len(lines) == 2
    assert ' "GET /a\\"b HTTP/1.1" 200 5 "-" "me\\"' in lines[0]
