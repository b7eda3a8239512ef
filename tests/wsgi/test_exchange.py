"""The contract of PEP 3333, held without socket or loop."""

import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from helpers.wsgi.environ import base_environ
from helpers.wsgi.exchange import HIGH_WATER, Exchange
from helpers.wsgi.protocol import Request

OK = ("200 OK", [("Content-Type", "text/plain")])
BASE = base_environ("town", 80)


def call(app: Any, method: str = "GET") -> tuple[list[bytes], Exchange]:
    """Call `app`; return what it sends, piece by piece, and the exchange."""
    sent: list[bytes] = []
    made = Exchange(
        Request(method, "/"), BytesIO(), tell=lambda e: sent.append(e.take())
    )
    made.run(app, BASE)
    sent.append(made.take())
    return [data for data in sent if data], made


def text(app: Any, method: str = "GET") -> str:
    return b"".join(call(app, method)[0]).decode("latin-1")


def status(app: Any) -> str:
    return text(app)[9:12]


def test_a_list_is_sent_in_one_piece_with_its_length() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        return [b"a", b"", b"b"]

    (data,), made = call(app)
    assert b"\r\nContent-Length: 2\r\n" in data
    assert data.endswith(b"\r\n\r\nab")
    assert (made.status, made.writer.sent, made.keep_alive) == (
        "200 OK",
        2,
        True,
    )


def test_each_piece_is_sent_before_the_next_is_made() -> None:
    events: list[str] = []

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        for name in ["a", "b"]:
            events.append(f"make {name}")
            yield name.encode()

    def tell(exchange: Exchange) -> None:
        exchange.take()
        events.append("send")

    made = Exchange(Request("GET", "/"), BytesIO(), tell=tell)
    made.run(app, BASE)
    assert events == ["make a", "send", "make b", "send"]
    assert made.take() == b"0\r\n\r\n"


def test_nothing_is_sent_before_the_first_bytes() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        yield b""
        start_response("404 Not Found", [], _error())
        yield b"sorry"

    pieces, _ = call(app)
    assert pieces[0].startswith(b"HTTP/1.1 404 Not Found\r\n")


def _error() -> Any:
    try:
        raise ValueError("replaced")
    except ValueError:
        return sys.exc_info()


def test_start_response_may_be_late() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        yield b""
        start_response(*OK)
        yield b"a"

    assert status(app) == "200"


def test_write_sends_before_the_iterable() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        write = start_response(*OK)
        write(b"a")
        write(b"b")
        return [b"c"]

    body = text(app).partition("\r\n\r\n")[2]
    assert body == "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n"


class Closing:
    """An iterable that notes when it is closed."""

    def __init__(self, *pieces: Any) -> None:
        self.pieces = iter(pieces)
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(
    "pieces", [(), (b"a",), (b"a", ValueError()), (ValueError(),), ("str",)]
)
def test_the_iterable_is_closed_once_in_every_case(pieces: Any) -> None:
    result = Closing(*pieces)

    def app(environ: Any, start_response: Any) -> Closing:
        start_response(*OK)
        return result

    call(app)
    assert result.closed == 1


def test_the_iterable_is_closed_when_the_client_has_gone() -> None:
    result = Closing(b"a", b"b")

    def app(environ: Any, start_response: Any) -> Closing:
        start_response(*OK)
        return result

    made = Exchange(Request("GET", "/"), BytesIO())
    made.lose("gone")
    made.run(app, BASE)
    assert (result.closed, made.keep_alive) == (1, False)


def test_a_failing_close_does_not_spoil_the_answer() -> None:
    class Failing(Closing):
        def close(self) -> None:
            raise ValueError("close")

    def app(environ: Any, start_response: Any) -> Closing:
        start_response(*OK)
        return Failing(b"a")

    assert status(app) == "200"


def test_exc_info_replaces_a_head_that_was_not_sent() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        start_response("503 Service Unavailable", [], _error())
        return [b"sorry"]

    assert status(app) == "503"


def test_exc_info_is_raised_once_the_head_was_sent() -> None:
    caught: list[object] = []

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        yield b"a"
        try:
            start_response("500 Oops", [], _error())
        except ValueError as error:
            caught.append(str(error))
            raise

    _, made = call(app)
    assert caught == ["replaced"]
    assert not made.keep_alive


def wrong_apps() -> dict[str, Any]:
    def twice(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        start_response(*OK)
        return [b"a"]

    def never(environ: Any, start_response: Any) -> list[bytes]:
        return [b"a"]

    def answering(result: Any) -> Any:
        def app(environ: Any, start_response: Any) -> Any:
            start_response(*OK)
            return result

        return app

    def heading(*head: Any) -> Any:
        def app(environ: Any, start_response: Any) -> list[bytes]:
            start_response(*head)
            return [b"abc"]

        return app

    def raising(error: BaseException) -> Any:
        def app(environ: Any, start_response: Any) -> list[bytes]:
            raise error

        return app

    return {
        "start_response twice": twice,
        "start_response never": never,
        "None": answering(None),
        "a str": answering("abc"),
        "a list of str": answering(["abc"]),
        "a number": answering(5),
        "bytes": answering(b"abc"),
        "numbers": answering(iter([1, 2])),
        "a bad status": heading("OK", []),
        "a split header": heading("200 OK", [("X", "a\r\nY: b")]),
        "a connection header": heading("200 OK", [("Connection", "x")]),
        "too short a length": heading("200 OK", [("Content-Length", "2")]),
        "too long a length": heading("200 OK", [("Content-Length", "4")]),
        "an exception": raising(ValueError("oops")),
        "a connection error of its own": raising(ConnectionResetError()),
        "SystemExit": raising(SystemExit(1)),
        "KeyboardInterrupt": raising(KeyboardInterrupt()),
        "no function": 5,
    }


@pytest.mark.parametrize("app", wrong_apps().values(), ids=wrong_apps())
def test_an_application_that_is_wrong_gets_500(
    app: Any, server_log: Any
) -> None:
    assert status(app) == "500"
    assert server_log.errors == ["GET /: the application failed"]


def test_a_failure_after_the_head_breaks_the_response_off() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        yield b"a"
        raise ValueError("oops")

    data, made = call(app)
    assert data[-1].endswith(b"1\r\na\r\n")  # and no last chunk
    assert not made.keep_alive


def test_head_has_no_body_but_the_same_fields() -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response(*OK)
        return [b"abc"]

    assert "\r\nContent-Length: 3\r\n" in text(app, "HEAD")
    assert text(app, "HEAD").endswith("\r\n\r\n")


def test_a_failing_head_request_has_no_body_either() -> None:
    assert text(5, "HEAD").endswith("\r\n\r\n")


# Pieces on their way.


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("made", [list, tuple, iter])
def test_bytes_of_any_kind_will_do(kind: Any, made: Any) -> None:
    def app(environ: Any, start_response: Any) -> Any:
        start_response(*OK)
        return made([kind(b"ab"), kind(b""), kind(b"c")])

    body = text(app).partition("\r\n\r\n")[2]
    assert body in ("abc", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")


def test_what_an_application_reuses_has_been_sent() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytearray]:
        start_response("200 OK", [("Content-Length", "4")])
        buffer = bytearray(b"ab")
        yield buffer
        buffer[:] = b"cd"
        yield buffer

    assert text(app).endswith("\r\n\r\nabcd")


@pytest.mark.parametrize("made", [list, iter])
def test_a_long_answer_goes_out_in_pieces(made: Any) -> None:
    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("Content-Length", "1000000")])
        return made([b"a" * 900_000, b"b" * 100_000])

    sent, _ = call(app)
    assert max(map(len, sent)) < 70_000
    body = b"".join(sent).partition(b"\r\n\r\n")[2]
    assert body == b"a" * 900_000 + b"b" * 100_000


def test_a_thread_waits_while_its_client_does_not_take() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        for _ in range(100):
            yield b"a" * 20_000

    made = Exchange(Request("GET", "/"), BytesIO())
    thread = threading.Thread(target=made.run, args=[app, BASE])
    thread.start()
    taken = 0
    while thread.is_alive() or made.held:
        assert made.held < HIGH_WATER + 30_000
        taken += len(made.take())
    assert taken > 2_000_000


def test_a_thread_that_waits_hears_that_its_client_has_gone() -> None:
    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response(*OK)
        while True:
            yield b"a" * 100_000

    made = Exchange(Request("GET", "/"), BytesIO())
    thread = threading.Thread(target=made.run, args=[app, BASE])
    thread.start()
    while made.held <= HIGH_WATER:
        pass
    made.lose("gone")
    thread.join(10)
    assert not thread.is_alive()


def test_only_one_has_a_request() -> None:
    made = Exchange(Request("GET", "/"), BytesIO())
    assert [made.claim(), made.claim()] == [True, False]


def test_a_length_that_is_wrong_by_far_is_still_a_500(server_log: Any) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "3")])
        return [b"a" * 100_000]

    assert status(app) == "500"
    assert len(server_log.errors) == 1
