"""Nothing that happens to a request ends a thread, or the server."""

import linecache
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import helpers.wsgi
from helpers.wsgi import Server

from .conftest import Client

Serve = Callable[..., Server]
Connect = Callable[[Server], Client]

PACKAGE = str(Path(helpers.wsgi.__file__).parent)
OK = ("200 OK", [("Content-Type", "text/plain")])


@pytest.mark.parametrize(
    "target",
    ["http://[", "http://[::1", "http://a]", "https://", "http://[x]"],
)
def test_bad_authorities_end_no_thread(
    serve: Serve, connect: Connect, hello: Any, target: str
) -> None:
    server = serve(hello, threads=2)
    for _ in range(4):
        client = connect(server)
        client.send(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert client.answer()[0] == 400
    client = connect(server)
    client.get()
    assert client.answer()[0] == 200


def abuses() -> dict[str, Callable[[dict[str, Any]], object]]:
    return {
        "close": lambda environ: environ["wsgi.input"].close(),
        "detach": lambda environ: environ["wsgi.input"].detach(),
        "write": lambda environ: environ["wsgi.input"].write(b"a" * 100_000),
        "truncate": lambda environ: environ["wsgi.input"].truncate(0),
        "a broken close": lambda environ: setattr(
            environ["wsgi.input"], "close", None
        ),
        "clear": lambda environ: environ.clear(),
        "no errors": lambda environ: environ.update({"wsgi.errors": None}),
    }


# A file that only the application knows to be open is not ours to close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("abuse", abuses().values(), ids=abuses())
@pytest.mark.parametrize("size", [0, 3, 100_000])
def test_an_application_may_abuse_its_environ(
    serve: Serve, connect: Connect, size: int, abuse: Any, server_log: Any
) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        if environ["PATH_INFO"] == "/":
            return [b"fine"]
        abuse(environ)
        return [b"abused"]

    server = serve(app, threads=1, validate=False)
    client = connect(server)
    client.send(b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ")
    client.send(b"%d\r\n\r\n" % size + b"a" * size)
    assert client.answer()[0] in (200, 500)
    client.close()
    server_log.lines.clear()
    client = connect(server)
    client.get()
    assert client.answer()[2] == b"fine"


@pytest.mark.parametrize(
    "error", [BrokenPipeError(32, "Broken pipe"), ValueError("closed"),
              SystemExit(1), KeyboardInterrupt()]
)  # fmt: skip
def test_an_access_log_that_cannot_be_written_is_told_of_once(
    serve: Serve, connect: Connect, hello: Any, server_log: Any, error: Any
) -> None:
    def log(line: str) -> None:
        raise error

    server = serve(hello, fails=True, threads=2, access_log=log)
    client = connect(server)
    for _ in range(10):
        client.get()
        assert client.answer()[0] == 200
    assert server_log.errors == [f"cannot write the access log: {error!r}"]


def test_a_newcomer_that_cannot_be_watched_is_sent_away(
    serve: Serve, connect: Connect, hello: Any, monkeypatch: Any
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    server = serve(hello)
    with monkeypatch.context() as patch:
        patch.setattr("helpers.wsgi.server.Connection", full)
        assert connect(server).rest() == b""
    client = connect(server)
    client.get()
    assert client.answer()[0] == 200


class Sabotage(BaseException):
    """What no step of a request expects."""


class Saboteur:
    """Raise at the `at`th line of this package that a thread runs.

    But not at a `with`: Python counts its end as one more visit to the line,
    and nothing can raise between that and the lock's release.
    """

    def __init__(self) -> None:
        self.at = self.lines = 0
        self.where = ""

    def trace(self, frame: FrameType, event: str, arg: object) -> Any:
        code = frame.f_code
        ours = code.co_filename.startswith(PACKAGE)
        if not ours or code.co_name == "_next":  # asleep between requests
            return None
        line = linecache.getline(code.co_filename, frame.f_lineno)
        at_with = line.lstrip().startswith("with ")
        if event == "line" and self.at and not at_with:
            self.lines += 1
            if self.lines == self.at:
                self.at = 0
                self.where = f"{code.co_name}:{frame.f_lineno}"
                raise Sabotage(self.where)
        return self.trace


def answers(made: str) -> Any:
    """Return an application that hands its thread to a saboteur."""

    def app(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/arm":  # from the next request on
            sys.settrace(saboteur.trace)
        write = start_response(*OK)
        environ["wsgi.input"].read(10)
        if made == "written":
            write(b"fine")
            return []
        return [b"fine"] if made == "list" else iter([b"fi", b"ne"])

    saboteur = app.saboteur = Saboteur()  # type: ignore[attr-defined]
    return app


@pytest.mark.parametrize("made", ["list", "pieces", "written"])
def test_every_step_of_a_request_may_raise(
    serve: Serve, connect: Connect, made: str
) -> None:
    app = answers(made)
    lines: list[str] = []
    options = {"threads": 1, "validate": False, "access_log": lines.append}
    server = serve(app, fails=True, **options)
    workers = {t for t in threading.enumerate() if t.name.startswith("wsgi-")}
    sabotaged = set()
    for step in range(1, 1000):
        app.saboteur.where, app.saboteur.lines = "", 0
        arm = connect(server)
        arm.get("/arm", "Connection: close\r\n")
        assert arm.rest().endswith((b"fine", b"ne\r\n0\r\n\r\n", b"0\r\n\r\n"))
        app.saboteur.at = step
        client = connect(server)
        client.send(
            b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Length: 3\r\n\r\nabc"
        )
        answer = client.rest()
        assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
        app.saboteur.at = 0
        if not app.saboteur.where:
            break
        sabotaged.add(app.saboteur.where.partition(":")[0])
    assert {"work", "run", "make_environ", "start_response", "_put", "head",
            "access_line", "tell"} <= sabotaged  # fmt: skip
    assert all(thread.is_alive() for thread in workers)
    client = connect(server)
    client.get()
    assert client.answer()[0] == 200


APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
"""


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    (tmp_path / "site_of_survival.py").write_text(APP)
    return [
        sys.executable, "-m", "helpers.wsgi", "--chdir", str(tmp_path),
        "site_of_survival:app", "--bind", "127.0.0.1:0", "--threads", "2",
    ]  # fmt: skip


def started(process: "subprocess.Popen[str]") -> int:
    assert process.stderr is not None
    port = re.search(r":(\d+) \(Ctrl-C", process.stderr.readline())
    assert port
    return int(port[1])


def ask(port: int) -> Iterator[bytes]:
    for _ in range(8):
        with socket.create_connection(("127.0.0.1", port), 10) as sock:
            sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
            yield sock.makefile("rb").read()[-5:]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_below_the_access_log_ends_nothing(
    command: list[str],
) -> None:
    with subprocess.Popen(
        [*command, "--access-logfile", "/dev/full"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert set(ask(started(process))) == {b"hello"}
        process.send_signal(signal.SIGTERM)
        _, shown = process.communicate(timeout=10)
    assert process.returncode == 0
    assert shown.count("cannot write the access log") == 1


def test_an_access_log_whose_reader_has_gone_ends_nothing(
    command: list[str],
) -> None:
    with subprocess.Popen(
        [*command, "--access-logfile", "-"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        port = started(process)
        assert process.stdout is not None
        process.stdout.close()
        assert set(ask(port)) == {b"hello"}
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        shown = process.stderr.read()
        assert process.wait(10) == 0
    assert "Traceback" not in shown
    assert "Exception ignored" not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_access_log_that_nobody_reads_does_not_stop_the_end(
    command: list[str],
) -> None:
    command += ["--access-logfile", "-", "--graceful-timeout", "0.2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        port = started(process)
        with socket.create_connection(("127.0.0.1", port), 10) as sock:
            sock.settimeout(1)
            agent = b"User-Agent: " + b"a" * 8000 + b"\r\n"
            get = b"GET / HTTP/1.1\r\nHost: x\r\n" + agent + b"\r\n"
            with pytest.raises(TimeoutError):  # a pipe holds 64 kB
                fetch_all(sock, get)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def fetch_all(sock: socket.socket, request: bytes) -> None:
    """Send a hundred requests, each when the one before is answered."""
    for _ in range(100):
        sock.sendall(request)
        answer = sock.recv(999)
        while not answer.endswith(b"hello"):
            answer += sock.recv(999)
