"""Requests out of bytes: each rule, without a socket."""

import pytest

from helpers.wsgi.protocol import Event, Refused, Request, RequestReader
from helpers.wsgi.settings import Settings

LIMITS = Settings(
    limit_request_line=100,
    limit_request_fields=5,
    limit_request_field_size=60,
    max_body=20,
)


def read(data: bytes, settings: Settings | None = None) -> list[object]:
    """Return all events in `data`, and the status if it is refused."""
    reader = RequestReader(settings)
    reader.receive(data)
    events: list[object] = []
    try:
        while True:
            event = reader.next_event()
            if event in (Event.NEED_DATA, Event.CLOSED):
                return events
            events.append(event)
    except Refused as refused:
        return [*events, refused.status]


def status(data: bytes, settings: Settings | None = None) -> object:
    """Return the status that refuses `data`, or None."""
    last = ([None, *read(data, settings)])[-1]
    return last if isinstance(last, int) else None


def body(data: bytes) -> bytes:
    """Return the body of the one request in `data`."""
    events = read(data)
    assert events[-1] is Event.END
    return b"".join(e for e in events if isinstance(e, bytes))


def get(*fields: bytes) -> bytes:
    lines = [b"GET / HTTP/1.1", b"Host: x", *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def post(*fields: bytes, body: bytes = b"") -> bytes:
    lines = [b"POST / HTTP/1.1", b"Host: x", *fields]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked"

ACCEPTED = {
    "a plain GET": get(),
    "HTTP/1.0 without Host": b"GET / HTTP/1.0\r\n\r\n",
    "a blank line before the request": b"\r\n" + get(),
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n",
    "OPTIONS of everything": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a target in absolute form": b"GET http://x/y HTTP/1.1\r\nHost: x\r\n\r\n",
    "Host with a port": b"GET / HTTP/1.1\r\nHost: x:80\r\n\r\n",
    "Host as IPv6": b"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
    "an empty Host": b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
    "an empty field": get(b"X-Empty:"),
    "a field in latin-1": get(b"X-Name: caf\xe9"),
    "a tab in a field": get(b"X-Tab: a\tb"),
    "a later version of HTTP/1": b"GET / HTTP/1.2\r\nHost: x\r\n\r\n",
    "a host in the target": (
        b"GET http://[::1]:80?a HTTP/1.1\r\nHost: x\r\n\r\n"
    ),
    "HTTP/1.0 with an empty Host": b"GET / HTTP/1.0\r\nHost:\r\n\r\n",
    "a length": post(b"Content-Length: 3", body=b"abc"),
    "a length of zero": post(b"Content-Length: 0"),
    "a length with a leading zero": post(b"Content-Length: 03", body=b"abc"),
    "chunks": post(CHUNKED, body=b"3\r\nabc\r\n0\r\n\r\n"),
    "Chunked in capitals": post(
        b"TRANSFER-ENCODING: CHUNKED", body=b"0\r\n\r\n"
    ),
    "a chunk with an extension": post(
        CHUNKED, body=b"3;a=b\r\nabc\r\n0\r\n\r\n"
    ),
    "a chunk with a quoted extension": post(
        CHUNKED, body=b'3 ; a="b;c"\r\nabc\r\n0;x\r\n\r\n'
    ),
    "a trailer": post(CHUNKED, body=b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"),
    "Expect with a body": post(
        b"Expect: 100-continue", b"Content-Length: 1", body=b"a"
    ),
    "Upgrade, which we ignore": get(
        b"Connection: Upgrade", b"Upgrade: websocket"
    ),
}

REFUSED = {
    # The request line.
    "no version": (b"GET /\r\n\r\n", 400),
    "HTTP/2.0": (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    "HTTP/0.9": (b"GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505),
    "HTTP/1.10": (b"GET / HTTP/1.10\r\nHost: x\r\n\r\n", 400),
    "HTTP without a number": (b"GET / HTTP\r\nHost: x\r\n\r\n", 400),
    "http in small letters": (b"GET / http/1.1\r\nHost: x\r\n\r\n", 400),
    "another protocol": (b"GET / ICAP/1.1\r\nHost: x\r\n\r\n", 400),
    "no method": (b"/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a space before the method": (b" GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a method with a separator": (b"G@T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "two spaces": (b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a tab for a space": (b"GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a space after the version": (b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400),
    "a space in the target": (b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a fragment": (b"GET /#a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a bare word as target": (b"GET x HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "an asterisk for GET": (b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "bytes over 127 in it": (b"GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "NUL in the target": (b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "CONNECT": (b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    # Host.
    "no Host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two Hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "the same Host twice": (get(b"Host: x"), 400),
    "Host with a slash": (b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400),
    "Host with a space": (b"GET / HTTP/1.1\r\nHost: x y\r\n\r\n", 400),
    "Host with a user": (b"GET / HTTP/1.1\r\nHost: a@x\r\n\r\n", 400),
    "Host with a bad port": (b"GET / HTTP/1.1\r\nHost: x:a\r\n\r\n", 400),
    "two hosts in one": (b"GET / HTTP/1.1\r\nHost: x,y:1:2\r\n\r\n", 400),
    "Host with a port alone": (b"GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400),
    "Host as half an IPv6": (b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
    # Lines and fields.
    "two Content-Types": (
        get(b"Content-Type: a/b", b"Content-Type: c/d"),
        400,
    ),
    "one Content-Type twice": (get(*[b"Content-Type: a/b"] * 2), 400),
    "vertical tab in a field": (get(b"X-Bad: a\x0bb"), 400),
    "bare LF after a field": (b"GET / HTTP/1.1\r\nHost: x\n\r\n", 400),
    "bare LF all over": (b"GET / HTTP/1.1\nHost: x\n\n", 400),
    "bare LF in the request line": (b"GET / HTTP/1.1\nHost: x\r\n\r\n", 400),
    "bare CR in a field": (get(b"X-Bad: a\rb"), 400),
    "NUL in a field": (get(b"X-Bad: a\0b"), 400),
    "DEL in a field": (get(b"X-Bad: a\x7fb"), 400),
    "a folded field": (get(b"X-Folded: a", b" b"), 400),
    "a field folded with a tab": (get(b"X-Folded: a", b"\tb"), 400),
    "a space before the first field": (
        b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        400,
    ),
    "a space before the colon": (get(b"X-Bad : a"), 400),
    "no colon": (get(b"X-Bad"), 400),
    "no name": (get(b": a"), 400),
    "a name with a space": (get(b"X Bad: a"), 400),
    "a name with a bracket": (get(b"X(Bad): a"), 400),
    # Lengths that contradict each other.
    "two lengths": (post(b"Content-Length: 1", b"Content-Length: 2"), 400),
    "one length twice": (
        post(b"Content-Length: 1", b"Content-Length: 1"),
        400,
    ),
    "two lengths in a list": (post(b"Content-Length: 1, 2"), 400),
    "one length in a list": (post(b"Content-Length: 1, 1"), 400),
    "a negative length": (post(b"Content-Length: -1"), 400),
    "a length with a sign": (post(b"Content-Length: +1"), 400),
    "a length in hex": (post(b"Content-Length: 0x1"), 400),
    "a length with a fraction": (post(b"Content-Length: 1.0"), 400),
    "a length with an underscore": (post(b"Content-Length: 1_0"), 400),
    "a length in words": (post(b"Content-Length: one"), 400),
    "an empty length": (post(b"Content-Length:"), 400),
    "a length beyond counting": (post(b"Content-Length: " + b"9" * 30), 400),
    "length beside chunks": (post(b"Content-Length: 1", CHUNKED), 400),
    "chunks beside length": (post(CHUNKED, b"Content-Length: 1"), 400),
    "chunks in HTTP/1.0": (
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        400,
    ),
    "an unknown coding": (post(b"Transfer-Encoding: gzip"), 501),
    "chunked is not last": (post(b"Transfer-Encoding: chunked, gzip"), 501),
    "a coding before chunked": (
        post(b"Transfer-Encoding: gzip, chunked"),
        501,
    ),
    "chunked twice": (post(CHUNKED, CHUNKED), 501),
    "identity": (post(b"Transfer-Encoding: identity"), 501),
    "an odd spelling of chunked": (post(b"Transfer-Encoding: xchunked"), 501),
    "chunked with vertical tab": (post(b"Transfer-Encoding:\x0bchunked"), 400),
    "an unknown expectation": (get(b"Expect: the unexpected"), 417),
    # Chunks.
    "a chunk size in words": (post(CHUNKED, body=b"x\r\n"), 400),
    "a chunk size with 0x": (post(CHUNKED, body=b"0x3\r\nabc\r\n"), 400),
    "a negative chunk size": (post(CHUNKED, body=b"-3\r\nabc\r\n"), 400),
    "a chunk size with a sign": (post(CHUNKED, body=b"+3\r\nabc\r\n"), 400),
    "a space before the size": (post(CHUNKED, body=b" 3\r\nabc\r\n"), 400),
    "an empty chunk size": (post(CHUNKED, body=b"\r\nabc\r\n"), 400),
    "an endless chunk size": (post(CHUNKED, body=b"f" * 40 + b"\r\n"), 400),
    "bare LF after the size": (
        post(CHUNKED, body=b"3\nabc\r\n0\r\n\r\n"),
        400,
    ),
    "bare LF after a chunk": (post(CHUNKED, body=b"3\r\nabc\n0\r\n\r\n"), 400),
    "bare LF at the end": (post(CHUNKED, body=b"3\r\nabc\r\n0\r\n\n"), 400),
    "bare LF in the trailer": (post(CHUNKED, body=b"0\r\nX: 1\n\r\n"), 400),
    "a chunk longer than said": (
        post(CHUNKED, body=b"3\r\nabcd\r\n0\r\n\r\n"),
        400,
    ),
}

BAD_TARGETS = [
    b"http://[",
    b"http://[::1",
    b"http://]",
    b"http://a]b/",
    b"http://[x]/",
    b"http://[::1]x/",
    b"http:///",
    b"http://",
    b"http://?a",
    b"http://:80/",
    b"http://a@b/",
    b"http://a:b/",
    b"http://a:80:80/",
    b"http://a,b:1:2/",
    b"https://[",
    b"HTTP://[",
    b"http://a\\b/",
    b"http:/a",
    b"http:a",
    b"ftp://a/",
]
REFUSED |= {
    f"the target {target.decode()}": (
        b"GET " + target + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        400,
    )
    for target in BAD_TARGETS
}
REFUSED |= {
    f"a chunk's extension with {bad!r}": (
        post(CHUNKED, body=b"3;a" + bad + b"b\r\nabc\r\n0\r\n\r\n"),
        400,
    )
    for bad in (b"\r", b"\n", b"\0", b"\x01", b"\x7f", b"\x0b")
}
REFUSED |= {
    f"a trailer with {bad!r}": (
        post(CHUNKED, body=b"0\r\n" + bad + b"\r\n\r\n"),
        400,
    )
    for bad in (
        *(b"X: a\nY: b", b"X: a\rb", b"X: a\r", b"X: a\r\n b", b"X: a\r\n\tb"),
        *(b" X: a", b"X: a\0", b"X: a\x01", b"X", b": a", b"X : a", b"\n"),
    )
}

TOO_BIG = {
    "the line": (b"GET /%s HTTP/1.1\r\n" % (b"a" * 100), 414),
    "a complete line": (b"GET /%s HTTP/1.1\r\n\r\n" % (b"a" * 100), 414),
    "a line without end": (b"GET /" + b"a" * 100, 414),
    "a field": (get(b"X: " + b"a" * 60), 431),
    "a field without end": (get()[:-2] + b"X: " + b"a" * 60, 431),
    "the number of fields": (get(*[b"X: y"] * 5), 431),
    "the announced body": (post(b"Content-Length: 21"), 413),
    "an extension": (
        post(CHUNKED, body=b"1;" + b"a" * 2000 + b"\r\na\r\n"),
        400,
    ),
    "an extension without end": (post(CHUNKED, body=b"1;" + b"a" * 2000), 400),
    "all extensions": (
        post(CHUNKED, body=(b"1;" + b"a" * 1000 + b"\r\na\r\n") * 17),
        400,
    ),
    "a field of the trailer": (
        post(CHUNKED, body=b"0\r\nX: " + b"a" * 60 + b"\r\n\r\n"),
        400,
    ),
    "a trailer without end": (
        post(CHUNKED, body=b"0\r\nX: " + b"a" * 90),
        400,
    ),
    "the trailer": (post(CHUNKED, body=b"0\r\n" + b"X: y\r\n" * 7), 431),
    "the body in chunks": (
        post(CHUNKED, body=b"10\r\n" + b"a" * 16 + b"\r\n5\r\naaaaa\r\n"),
        413,
    ),
}


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_sound_is_read(data: bytes) -> None:
    events = read(data)
    assert isinstance(events[0], Request)
    assert events[-1] is Event.END


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_ambiguous_is_refused(data: bytes, code: int) -> None:
    assert status(data) == code


@pytest.mark.parametrize(("data", "code"), TOO_BIG.values(), ids=TOO_BIG)
def test_what_is_too_big_is_refused(data: bytes, code: int) -> None:
    assert status(data, LIMITS) == code


def test_a_head_as_large_as_the_limits_is_read() -> None:
    line = b"GET /%s HTTP/1.1" % (b"a" * 86)
    fields = [b"Host: x", *[b"X: " + b"a" * 57] * 4]
    assert len(line) == 100
    data = b"\r\n".join([line, *fields]) + b"\r\n\r\n"
    assert status(data, LIMITS) is None


def test_a_head_as_large_as_the_limits_is_read_byte_by_byte() -> None:
    reader = RequestReader(LIMITS)
    feed_bytewise(reader, get(*[b"X: y"] * 4))
    assert not reader.started


def test_many_fields_of_allowed_size_are_still_too_much() -> None:
    data = get(*[b"X: " + b"a" * 8000] * 20)
    assert status(data) == 431


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED)
def test_byte_by_byte_says_the_same_as_all_at_once(data: bytes) -> None:
    reader, requests, bodies = RequestReader(), [], b""
    for value in data:
        reader.receive(bytes([value]))
        while (event := reader.next_event()) not in (
            Event.NEED_DATA,
            Event.END,
        ):
            if isinstance(event, bytes):
                bodies += event
            else:
                requests.append(event)
    assert requests == read(data)[:1]
    assert event is Event.END
    assert bodies == body(data)


def feed_bytewise(reader: RequestReader, data: bytes) -> None:
    for value in data:
        reader.receive(bytes([value]))
        exhaust(reader)


def exhaust(reader: RequestReader) -> None:
    while isinstance(reader.next_event(), Request | bytes):
        pass


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_byte_by_byte_is_refused_as_well(data: bytes, code: int) -> None:
    reader = RequestReader()
    with pytest.raises(Refused) as refused:
        feed_bytewise(reader, data)
    assert refused.value.status == code


def test_pipelined_requests_come_one_after_the_other() -> None:
    data = post(b"Content-Length: 3", body=b"abc") + get() + get()
    kinds = [type(event) for event in read(data)]
    assert kinds == [Request, bytes, Event, Request, Event, Request, Event]


def test_what_follows_a_chunked_body_is_the_next_request() -> None:
    data = post(CHUNKED, body=b"3\r\nabc\r\n0\r\nX: 1\r\n\r\n") + get()
    requests = [e for e in read(data) if isinstance(e, Request)]
    assert [r.method for r in requests] == ["POST", "GET"]


def test_the_body_is_what_was_sent() -> None:
    data = post(CHUNKED, body=b"3\r\nabc\r\n02\r\nde\r\n0\r\n\r\n")
    assert body(data) == b"abcde"


def test_a_client_that_leaves_between_requests_is_no_error() -> None:
    reader = RequestReader()
    reader.receive(b"")
    assert reader.next_event() is Event.CLOSED


@pytest.mark.parametrize(
    "data", [get()[:-2], post(b"Content-Length: 3", body=b"ab")]
)
def test_a_client_that_leaves_in_mid_request_is_refused(data: bytes) -> None:
    reader = RequestReader()
    reader.receive(data)
    reader.receive(b"")
    with pytest.raises(Refused, match="in mid-request"):
        exhaust(reader)


@pytest.mark.parametrize(
    ("version", "field", "expected"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: close\r\n", False),
        (b"1.1", b"Connection: x, Close\r\n", False),
        (b"1.1", b"Connection: x\r\nConnection: close\r\n", False),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: Keep-Alive\r\n", True),
        (b"1.0", b"Connection: keep-alive, close\r\n", False),
    ],
)
def test_connection_says_whether_it_stays(
    version: bytes, field: bytes, expected: bool
) -> None:
    (request, _) = read(
        b"GET / HTTP/" + version + b"\r\nHost: x\r\n" + field + b"\r\n"
    )
    assert isinstance(request, Request)
    assert request.keep_alive is expected


def test_a_refusal_shows_no_python() -> None:
    for data, _ in [*REFUSED.values(), *TOO_BIG.values()]:
        with pytest.raises(Refused) as refused:
            feed_bytewise(RequestReader(LIMITS), data)
        assert "bytearray" not in refused.value.reason
        assert "b'" not in refused.value.reason


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (get(b"Expect: 100-continue"), True),
        (get(b"Expect: 100-Continue"), True),
        (b"GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", False),
        (get(), False),
    ],
)
def test_only_a_modern_client_expects_continue(
    data: bytes, expected: bool
) -> None:
    request = read(data)[0]
    assert isinstance(request, Request)
    assert request.expects_continue is expected
