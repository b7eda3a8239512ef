"""Answers into bytes: framing, an honest length, no split headers."""

import pytest

from helpers.wsgi.protocol import Refused, Request
from helpers.wsgi.response import ResponseWriter, check_head, refusal


def request(
    method: str = "GET", version: str = "HTTP/1.1", keep_alive: bool = True
) -> Request:
    return Request(method, "/", version, keep_alive=keep_alive)


def head(writer: ResponseWriter, *fields: tuple[str, str]) -> list[str]:
    """Return the lines of a head, but Date and Server."""
    data = writer.head("200 OK", list(fields), None).decode()
    lines = data.split("\r\n")
    return [x for x in lines if x and not x.startswith(("Date", "Server"))]


def test_without_a_length_the_body_is_chunked() -> None:
    writer = ResponseWriter(request())
    assert head(writer)[1:] == ["Transfer-Encoding: chunked"]
    data = writer.data(b"abc") + writer.data(b"") + writer.end()
    assert data == b"3\r\nabc\r\n0\r\n\r\n"


def test_with_a_length_the_body_is_sent_as_it_is() -> None:
    writer = ResponseWriter(request())
    assert head(writer, ("Content-Length", "3"))[1:] == ["Content-Length: 3"]
    assert writer.data(b"abc") + writer.end() == b"abc"


def test_an_old_client_sees_the_end_by_the_closed_connection() -> None:
    writer = ResponseWriter(request(version="HTTP/1.0"))
    assert head(writer)[1:] == ["Connection: close"]
    assert writer.data(b"abc") + writer.end() == b"abc"
    assert not writer.keep_alive


def test_an_old_client_that_stays_is_told_so() -> None:
    writer = ResponseWriter(request(version="HTTP/1.0"))
    fields = head(writer, ("Content-Length", "3"))
    assert fields[-1] == "Connection: keep-alive"


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_a_status_without_body_has_none(status: str) -> None:
    writer = ResponseWriter(request())
    data = writer.head(status, [], 3)
    assert b"Content-Length" not in data
    assert b"Transfer-Encoding" not in data
    assert writer.data(b"abc") + writer.end() == b""


def test_head_has_the_length_of_get_and_no_body() -> None:
    writer = ResponseWriter(request("HEAD"))
    assert "Content-Length: 3" in head(writer, ("Content-Length", "3"))
    assert writer.data(b"abc") + writer.end() == b""


def test_more_than_announced_is_an_error() -> None:
    writer = ResponseWriter(request())
    head(writer, ("Content-Length", "3"))
    with pytest.raises(ValueError, match="longer than its Content-Length, 3"):
        writer.data(b"abcd")


def test_less_than_announced_is_an_error() -> None:
    writer = ResponseWriter(request())
    head(writer, ("Content-Length", "3"))
    writer.data(b"ab")
    with pytest.raises(ValueError, match="has 2 bytes"):
        writer.end()


def test_date_and_server_of_the_application_win() -> None:
    writer = ResponseWriter(request())
    data = writer.head("200 OK", [("DATE", "now"), ("server", "me")], 0)
    assert data.count(b"\r\nDATE: now\r\n") == 1
    assert data.lower().count(b"date:") == 1
    assert data.lower().count(b"server:") == 1


@pytest.mark.parametrize(
    "status",
    ["200", "200OK", "20 OK", "2000 OK", "199 OK", "600 No", "abc OK", "",
     "200 OK\r\nSet-Cookie: a", "200 OK\n", "200 \0", "200 \u20ac"],
)  # fmt: skip
def test_a_bad_status_is_refused(status: str) -> None:
    with pytest.raises(ValueError, match="status"):
        check_head(status, [])


@pytest.mark.parametrize(
    "header",
    [("X", "a\r\nSet-Cookie: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "\0"),
     ("X", "\u20ac"), ("X\r\nY", "a"), ("X:", "a"), ("X Y", "a"), ("", "a"),
     ("\xe9", "a"), ("Connection", "close"), ("Transfer-Encoding", "chunked"),
     ("Content-Length", "-1"), ("Content-Length", "1, 1"),
     ("Content-Length", "one"), ("Content-Length", "\u0661")],
)  # fmt: skip
def test_a_bad_header_is_refused(header: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_head("200 OK", [header])


@pytest.mark.parametrize(
    ("status", "headers"),
    [(200, []), (b"200 OK", []), ("200 OK", ()), ("200 OK", None),
     ("200 OK", [["X", "a"]]), ("200 OK", [("X",)]), ("200 OK", ["X: a"]),
     ("200 OK", [("X", 1)]), ("200 OK", [(b"X", b"a")]),
     ("200 OK", [("X", ["a"])])],
)  # fmt: skip
def test_a_wrong_type_is_refused(status: object, headers: object) -> None:
    with pytest.raises(TypeError):
        check_head(status, headers)


def test_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one number"):
        check_head("200 OK", [("Content-Length", "1")] * 2)


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
@pytest.mark.parametrize("length", ["0", "3"])
def test_a_length_where_there_is_no_body_is_dropped(
    status: str, length: str
) -> None:
    fields = [("CONTENT-Length", length), ("X", "y")]
    check_head(status, fields)
    writer = ResponseWriter(request())
    data = writer.head(status, fields, 0)
    assert b"content-length" not in data.lower()
    assert b"\r\nX: y\r\n" in data
    assert writer.data(b"") + writer.end() == b""
    assert writer.keep_alive


def test_a_refusal_is_a_whole_response() -> None:
    data = refusal(Refused(408, "too late"))
    top, _, body = data.partition(b"\r\n\r\n")
    assert top.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"\r\nConnection: close\r\n" in top
    assert body == b"too late\n"
