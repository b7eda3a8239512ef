"""The command line: flags, a clean stop, one sentence for each mistake."""

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpers.wsgi.command import UsageError, find_app, main, parse_bind
from helpers.wsgi.settings import Settings

APP = """
import time

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    if environ["PATH_INFO"] == "/never":
        time.sleep(60)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]

number = 5
"""

has_paths = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="no sockets at paths"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site_of_test.py").write_text(APP)
    (tmp_path / "broken_site.py").write_text("1 / 0")
    (tmp_path / "needy_site.py").write_text("import no_such_thing")
    return tmp_path


def command(folder: Path, *arguments: str) -> list[str]:
    return [
        sys.executable, "-m", "helpers.wsgi", "--chdir", str(folder),
        "site_of_test:app", "--bind", "127.0.0.1:0", *arguments,
    ]  # fmt: skip


@contextmanager
def started(
    folder: Path, *arguments: str
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start the server; give the process and its port."""
    with subprocess.Popen(
        command(folder, *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        port = re.search(r":(\d+) \(Ctrl-C", process.stderr.readline())
        assert port
        try:
            yield process, int(port[1])
        finally:
            process.kill()


def get(port: int, path: str = "/") -> bytes:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    client.request("GET", path)
    body = client.getresponse().read()
    client.close()
    return body


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_in_peace(folder: Path, number: int) -> None:
    with started(folder) as (process, port):
        assert get(port) == b"hello"
        process.send_signal(number)
        assert process.wait(10) == 0


def test_a_request_under_way_survives_the_signal(folder: Path) -> None:
    with (
        started(folder) as (process, port),
        socket.create_connection(("127.0.0.1", port)) as sock,
    ):
        sock.sendall(b"GET /slow HTTP/1.0\r\n\r\n")
        get(port)
        process.send_signal(signal.SIGTERM)
        assert sock.makefile("rb").read().endswith(b"hello")
        assert process.wait(10) == 0


def test_an_application_that_hangs_does_not_stop_the_end(
    folder: Path,
) -> None:
    with (
        started(folder, "--graceful-timeout", "0.2") as (process, port),
        socket.create_connection(("127.0.0.1", port)) as sock,
    ):
        sock.sendall(b"GET /never HTTP/1.0\r\n\r\n")
        get(port)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_a_second_signal_ends_it_at_once(folder: Path) -> None:
    with (
        started(folder) as (process, port),
        socket.create_connection(("127.0.0.1", port)) as sock,
    ):
        sock.sendall(b"GET /never HTTP/1.0\r\n\r\n")
        get(port)
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.send_signal(signal.SIGINT)
        _, shown = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "Traceback" not in shown
    assert shown.rstrip().endswith("Stopped at once")


@has_paths
def test_it_serves_at_a_path(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "socket"
    for _ in range(2):  # the second replaces what the first has left
        with subprocess.Popen(
            command(folder, "--bind", f"unix:{path}"),
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            assert f"unix:{path} (Ctrl-C" in process.stderr.readline()
            with socket.socket(socket.AF_UNIX) as sock:
                sock.connect(str(path))
                sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert sock.makefile("rb").read().endswith(b"hello")
            process.kill()
        assert path.exists()


@has_paths
def test_a_path_is_taken_away_at_the_end(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with subprocess.Popen(
        command(folder, "--bind", f"unix:{path}"),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        assert path.exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert not path.exists()


def test_the_access_log_goes_to_standard_output(folder: Path) -> None:
    with started(folder, "--access-logfile", "-") as (process, port):
        get(port, "/?a=b")
        process.send_signal(signal.SIGTERM)
        assert '"GET /?a=b HTTP/1.1" 200 5' in process.communicate()[0]


def test_the_access_log_goes_to_a_file(folder: Path) -> None:
    log = folder / "access.log"
    with started(folder, "--access-logfile", str(log)) as (process, port):
        get(port)
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert log.read_text().count('"GET / HTTP/1.1" 200 5') == 1


MISTAKES = {
    "no_such_module:app": "there is no module 'no_such_module'",
    "no.such.module:app": "there is no module 'no'",
    "site_of_test:nope": "module 'site_of_test' has no 'nope'",
    "site_of_test": "module 'site_of_test' has no 'application'",
    "site_of_test:number": "'site_of_test:number' is not callable,"
    " so it is no application",
    "broken_site:app": "module 'broken_site' failed:"
    " ZeroDivisionError('division by zero')",
    "needy_site:app": "module 'needy_site' needs 'no_such_thing'",
    ":app": "no module in ':app': write package.module:app",
    "..:app": "'..' is no module name: the 'package' argument is required"
    " to perform a relative import for '..'",
}


@pytest.mark.parametrize(("spec", "sentence"), MISTAKES.items())
def test_an_application_that_is_not_there_gets_a_sentence(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    spec: str,
    sentence: str,
) -> None:
    monkeypatch.syspath_prepend(folder)
    with pytest.raises(UsageError) as error:
        find_app(spec)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--bind", "nonsense"], "'nonsense' is no address: write"),
        (["--bind", "127.0.0.1:99999"], "'127.0.0.1:99999' is no address"),
        (["--bind", "no.such.host.invalid:0"], "cannot bind"),
        (["--threads", "0"], "threads must be at least 1, not 0"),
        (["--timeout", "-1"], "timeout must be more than 0, not -1.0"),
        (["--timeout", "nan"], "timeout must be finite, not nan"),
        (["--keep-alive", "inf"], "keep_alive must be finite, not inf"),
        (["--graceful-timeout", "nan"], "graceful_timeout must be finite"),
        (["--bind", "unix:/no/such/folder/a"], "cannot bind unix:/no/such/"),
        (["--access-logfile", "/no/such/file"], "cannot write /no/such/file"),
        (["--chdir", "/no/such/folder"], "cannot enter /no/such/folder"),
    ],
)
def test_a_wrong_option_gets_a_sentence(
    folder: Path, arguments: list[str], sentence: str
) -> None:
    done = subprocess.run(
        command(folder, *arguments), capture_output=True, text=True, timeout=20
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"helpers.wsgi: {sentence}")
    assert done.stderr.count("\n") == 1


def test_a_port_in_use_gets_a_sentence(folder: Path) -> None:
    with started(folder) as (_, port):
        done = subprocess.run(
            command(folder, "--bind", f"127.0.0.1:{port}"),
            capture_output=True,
            text=True,
            timeout=20,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"helpers.wsgi: cannot bind 127.0.0.1:{port}"
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:80", ("127.0.0.1", 80)),
        ("localhost:0", ("localhost", 0)),
        (":8000", ("", 8000)),
        ("8000", ("127.0.0.1", 8000)),
        ("[::1]:8000", ("::1", 8000)),
        ("unix:/a/b", ("unix:/a/b", 0)),
    ],
)
def test_an_address_is_read(text: str, expected: tuple[str, int]) -> None:
    assert parse_bind(text) == expected


@pytest.mark.parametrize(
    "text", ["", "host", "host:", "host:http", "::1:80", "unix:", "a:-1"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        parse_bind(text)


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("helpers.wsgi ")


def test_each_setting_has_a_flag(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out.replace("_", "-")
    for name in Settings.__dataclass_fields__:
        assert "--" + name.replace("_", "-") in shown
