"""Many clients at once; and nothing left behind."""

import gc
import logging
import os
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from helpers.wsgi import Server

from .conftest import Client, eventually, serving

resource = pytest.importorskip("resource")

Serve = Callable[..., Server]
Connect = Callable[[Server], Client]


def needs_files(count: int) -> None:
    """Skip where a process may not open so many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count and hard >= count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
    elif soft < count:
        pytest.skip(f"this test opens {count} files, {soft} are allowed")


@pytest.mark.slow
def test_a_thousand_connections_at_once(
    serve: Serve, connect: Connect, hello: Any
) -> None:
    needs_files(4096)
    server = serve(hello)
    clients = [connect(server) for _ in range(1000)]
    for _ in range(2):
        for client in clients:
            client.get()
        assert {client.answer()[0] for client in clients} == {200}
    assert len(server.connections) == 1000


def test_without_files_for_newcomers_it_waits_and_serves_the_others(
    serve: Serve, connect: Connect, hello: Any, caplog: Any
) -> None:
    server = serve(hello)
    client = connect(server)
    client.get()
    assert client.answer()[0] == 200
    spare = socket.socket()  # takes the lowest file number that is free
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spare.fileno() + 1, limit[1]))
    try:
        spare.connect(("127.0.0.1", server.port))  # has its file already
        for _ in range(20):
            client.get()
            assert client.answer()[0] == 200
            time.sleep(0.02)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    refused = [r for r in caplog.records if "cannot accept" in r.message]
    assert 1 <= len(refused) <= 8
    spare.settimeout(5)
    spare.sendall(b"GET / HTTP/1.0\r\n\r\n")
    assert spare.recv(12) == b"HTTP/1.1 200"
    spare.close()


@pytest.mark.slow
def test_half_sent_requests_do_not_delay_a_normal_client(
    serve: Serve, connect: Connect, hello: Any
) -> None:
    server = serve(hello)
    heads = [connect(server) for _ in range(100)]
    bodies = [connect(server) for _ in range(100)]
    for client in heads:
        client.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
    for client in bodies:
        client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
    client = connect(server)
    delays = []
    for _ in range(20):
        began = time.perf_counter()
        client.get()
        assert client.answer()[0] == 200
        delays.append(time.perf_counter() - began)
    assert sorted(delays)[10] < 0.1


def hammer(port: int, answers: list[bytes]) -> None:
    """Ask again and again, until the server closes; keep what came."""
    with socket.create_connection(("127.0.0.1", port)) as sock:
        file = sock.makefile("rb")
        try:
            while True:
                sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                if not (status := file.readline()):
                    return
                while file.readline().strip():
                    pass
                answers.append(status[9:12] + b" " + file.read(5))
        except ConnectionError:
            return


@pytest.mark.slow
def test_a_stop_under_full_load_breaks_no_answer_off(hello: Any) -> None:
    answers: list[bytes] = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        time.sleep(0.002)
        start_response("200 OK", [("Content-Length", "5")])
        return [b"hello"]

    with serving(app, threads=4) as server:
        clients = [
            threading.Thread(target=hammer, args=[server.port, answers])
            for _ in range(40)
        ]
        for client in clients:
            client.start()
        assert eventually(lambda: len(answers) > 200)
    for client in clients:
        client.join(10)
    assert not any(client.is_alive() for client in clients)
    assert set(answers) == {b"200 hello"}
    assert server.connections == set()


def test_a_stop_with_all_threads_hanging_drops_the_queue(
    server_log: Any,
) -> None:
    go_on = threading.Event()
    calls: list[str] = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        calls.append(environ["PATH_INFO"])
        go_on.wait(15)
        start_response("200 OK", [])
        return [b"late"]

    threads = threading.active_count()
    with serving(app, threads=2, graceful_timeout=0.2) as server:
        clients = [Client(server.port) for _ in range(10)]
        for client in clients:
            client.get()
        assert eventually(lambda: len(calls) == 2)
        time.sleep(0.1)
    assert [client.rest() for client in clients] == [b""] * 10
    go_on.set()
    for client in clients:
        client.close()
    lines = [text for level, text in server_log.lines if level == "WARNING"]
    assert "8 requests never got a thread" in lines
    assert len(calls) == 2
    assert eventually(lambda: threading.active_count() <= threads)


def one_of_each(port: int) -> None:
    """Talk to the server in each way that could leave something behind."""
    for data in [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n"
        + b"a" * 70_000,
        b"GET / HT",
        b"",
    ]:
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            sock.settimeout(10)
            try:
                while sock.recv(65536):
                    pass
            except ConnectionResetError:
                pass


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(
    not os.path.isdir("/proc/self/fd"), reason="counts the files in /proc"
)
def test_nothing_is_left_behind(echo: Any) -> None:
    files, threads = open_files(), threading.active_count()
    for _ in range(3):
        with serving(echo) as server:
            one_of_each(server.port)
            assert eventually(lambda: not server.connections)
    assert eventually(lambda: threading.active_count() <= threads)
    gc.collect()
    assert open_files() == files


@pytest.mark.slow
def test_memory_does_not_grow_with_the_requests(
    echo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("logging.root.manager.disable", logging.CRITICAL)
    with serving(echo) as server:
        for _ in range(20):
            one_of_each(server.port)
        tracemalloc.start()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(100):
            one_of_each(server.port)
        assert eventually(lambda: not server.connections)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
    assert grown < 200_000
