"""What the server's tests share: a server in a thread, a bare client.

Every application runs under `wsgiref.validate`; the server must satisfy it
in each single test.
"""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from wsgiref.validate import validator

import pytest

from helpers.wsgi import Server, Settings

WAIT = 20
"""Seconds after which a test fails instead of hanging."""
AT_LENGTH = "COURSE_AT_LENGTH" in os.environ
"""Whether there is time for thousands of requests: `make test-server`."""


class Client:
    """A socket that speaks whatever bytes a test wants."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), WAIT)
        self.file = self.sock.makefile("rb")

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def get(self, path: str = "/", fields: str = "") -> None:
        self.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode())

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Read one response: status, fields, body."""
        status = int(self.file.readline().split()[1])
        fields = {}
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        return status, fields, self._body(status, fields)

    def _body(self, status: int, fields: dict[str, str]) -> bytes:
        if status < 200:
            return b""
        if "content-length" in fields:
            return self.file.read(int(fields["content-length"]))
        if fields.get("transfer-encoding") != "chunked":
            return self.file.read()
        pieces = []
        while size := int(self.file.readline(), 16):
            pieces.append(self.file.read(size))
            self.file.readline()
        self.file.readline()
        return b"".join(pieces)

    def rest(self) -> bytes:
        """Read until the server closes."""
        return self.file.read()

    def close(self) -> None:
        self.file.close()
        self.sock.close()


class Collected(logging.Handler):
    """Keep what the server logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelname, record.getMessage()))

    @property
    def errors(self) -> list[str]:
        return [text for level, text in self.lines if level == "ERROR"]


@pytest.fixture(autouse=True)
def server_log() -> Iterator[Collected]:
    """What the server logs during this test."""
    log = logging.getLogger("helpers.wsgi")
    handler, level = Collected(), log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield handler
    log.removeHandler(handler)
    log.setLevel(level)


@contextmanager
def serving(app: Any, **options: Any) -> Iterator[Server]:
    """Run a server in a thread; stop it, and insist that it ends."""
    access_log = options.pop("access_log", None)
    settings = Settings(**{"graceful_timeout": 5, **options})
    server = Server(app, settings=settings, access_log=access_log)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with asyncio.Runner(debug=False) as runner:
                runner.run(server.serve())
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(WAIT)
    assert not thread.is_alive()
    assert failures == []


@pytest.fixture
def serve(server_log: Collected) -> Iterator[Callable[..., Server]]:
    """Start a server for an application; `fails` expects errors logged."""
    expects_errors = False
    with ExitStack() as stack:

        def start(app: Any, fails: bool = False, **options: Any) -> Server:
            nonlocal expects_errors
            expects_errors |= fails
            if options.pop("validate", True):
                app = validator(app)
            return stack.enter_context(serving(app, **options))

        yield start
    assert bool(server_log.errors) is expects_errors, server_log.errors


@pytest.fixture
def connect() -> Iterator[Callable[[Server], Client]]:
    """Connect to a server; closed at the end of the test."""
    clients: list[Client] = []

    def connect(server: Server) -> Client:
        clients.append(Client(server.port))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


def eventually(condition: Callable[[], bool]) -> bool:
    """Give the other threads ten seconds to make `condition` true."""
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    return condition()


def hello(environ: Any, start_response: Any) -> list[bytes]:
    """Answer b"hello"."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def echo(environ: Any, start_response: Any) -> list[bytes]:
    """Answer the request's body."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(-1)]


@pytest.fixture(name="hello")
def hello_app() -> Any:
    return hello


@pytest.fixture(name="echo")
def echo_app() -> Any:
    return echo
