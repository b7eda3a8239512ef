"""A connection outlives ordinary bodies: no stall and no reset.

`make test` tries it with a few, `make test-server` with ten thousand.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from helpers.wsgi import Server
from helpers.wsgi.link import RECEIVE

from .conftest import AT_LENGTH

REQUESTS = 10_000 if AT_LENGTH else 40
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %7d\r\n\r\n"
EXACT = RECEIVE - len(HEAD % 0)
"""Bytes of a body that fills, with its head, what is asked of a socket."""

pytestmark = pytest.mark.slow


def size_of_body(environ: Any, start_response: Any) -> list[bytes]:
    """Answer how many bytes have come."""
    size = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%7d" % size]


def ask(port: int, request: bytes, depth: int, rounds: int) -> Iterator[bytes]:
    """Send `depth` requests at once, again and again, over one connection."""
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        file = sock.makefile("rb")
        for _ in range(rounds):
            sender = threading.Thread(
                target=sock.sendall, args=[request * depth]
            )
            sender.start()
            for _ in range(depth):
                yield file.readline()[9:12]
                while file.readline().strip():
                    pass
                yield file.read(7)
            sender.join()


@pytest.mark.parametrize(
    "size",
    [1000, 10_000, EXACT, 2**16, EXACT + RECEIVE, 100_000, 2**17, 10**6],
)
@pytest.mark.parametrize(("clients", "depth"), [(1, 1), (1, 10), (4, 1)])
def test_a_connection_outlives_its_bodies(
    serve: Callable[..., Server], size: int, clients: int, depth: int
) -> None:
    server = serve(size_of_body, validate=False)
    request = HEAD % size + b"a" * size
    rounds = REQUESTS // clients // depth
    found: list[list[bytes]] = [[] for _ in range(clients)]
    askers = [
        threading.Thread(
            target=lambda answers=answers: answers.extend(
                ask(server.port, request, depth, rounds)
            )
        )
        for answers in found
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    expected = [b"200", b"%7d" % size] * (depth * rounds)
    assert [answers == expected for answers in found] == [True] * clients
