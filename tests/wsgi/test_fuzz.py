"""Any bytes at all: the parser, then the server."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from random import Random
from typing import Any

import h11
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.wsgi import Server
from helpers.wsgi.protocol import (
    Event,
    Refused,
    Request,
    RequestReader,
    read_head,
)
from helpers.wsgi.settings import Settings
from tests.tools.lengths import examples

from .conftest import AT_LENGTH, Client, eventually

TOKENS = [
    b"GET ", b"POST ", b"HEAD ", b"/", b"/a?b ", b"http://x/ ", b"* ",
    b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\r\n\r\n", b"\n", b"\r", b" ",
    b"Host: x\r\n", b"Host: y", b"Content-Length: ", b"3", b"0", b"5\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n",
    b"Connection: close\r\n", b"Connection: keep-alive\r\n", b"abc", b"\0",
    b"3\r\nabc\r\n", b"0\r\n\r\n", b"0\r\n", b"\xff", b":", b"\t", b";",
    b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
]  # fmt: skip

NEARLY_HTTP = st.lists(
    st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8)), max_size=30
).map(b"".join)


def events(pieces: list[bytes]) -> list[object]:
    """Return all that a reader says; the body's pieces joined."""
    reader, found = RequestReader(), list[object]()
    try:
        for piece in [*pieces, b""]:
            reader.receive(piece)
            drain(reader, found)
    except Refused as refused:
        found.append(refused.status)
    return found


def drain(reader: RequestReader, found: list[object]) -> None:
    while (event := reader.next_event()) not in (
        Event.NEED_DATA,
        Event.CLOSED,
    ):
        if isinstance(event, bytes) and isinstance(found[-1], bytes):
            found[-1] += event
        else:
            found.append(event)


@given(NEARLY_HTTP)
@settings(max_examples=examples(500), deadline=None)
@example(b"\r\n" * 20)
def test_the_parser_knows_an_answer_to_everything(data: bytes) -> None:
    for event in events([data]):
        assert isinstance(event, Request | bytes | Event | int)


@given(NEARLY_HTTP)
@settings(max_examples=examples(500), deadline=None)
@example(b"GET / HTTP/1.1\r\nHost: x\r\nA:\t b \r\nB\r\n\r\n")
@example(b"GET / HTTP/1.1\r\nHost: x\r\nB : c\r\n\r\n")
@example(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
         b"3;a\r\nabc\r\n0\r\nA: b\r\n\r\n")  # fmt: skip
def test_what_is_accepted_is_what_h11_reads(data: bytes) -> None:
    """A second opinion, of a parser that reads whole requests by itself."""
    accepted = events([data])
    whole = accepted[: len(accepted) - accepted[::-1].index(Event.END)] if (
        Event.END in accepted) else []  # fmt: skip
    assert whole == list(h11_events(data, whole.count(Event.END)))


def h11_events(data: bytes, count: int) -> Iterator[object]:
    """Return what h11 says of the first requests in `data`."""
    for _ in range(count):
        connection = h11.Connection(h11.SERVER, 1_000_000)
        connection.receive_data(data.lstrip(b"\r\n"))
        request = connection.next_event()
        assert isinstance(request, h11.Request)
        head = data.lstrip(b"\r\n").partition(b"\r\n\r\n")[0]
        expected = read_head(head, Settings())
        assert request.method == expected.method.encode()
        assert request.target == expected.target.encode()
        assert list(request.headers) == [
            (name, value.lower() if name == b"transfer-encoding" else value)
            for name, value in expected.headers
        ]
        yield expected
        body = b""
        while isinstance(event := connection.next_event(), h11.Data):
            body += event.data
        assert isinstance(event, h11.EndOfMessage)
        yield from [body] if body else []
        yield Event.END
        data = connection.trailing_data[0]


@given(NEARLY_HTTP, st.data())
@settings(max_examples=examples(300), deadline=None)
def test_how_the_bytes_are_cut_makes_no_difference(
    data: bytes, draw: st.DataObject
) -> None:
    cuts = st.lists(st.integers(0, len(data)), max_size=5)
    marks = [0, *sorted(draw.draw(cuts)), len(data)]
    pieces = [data[a:b] for a, b in pairwise(marks)]
    whole, cut = events([data]), events([p for p in pieces if p])
    assert cut == whole


@given(NEARLY_HTTP)
@settings(max_examples=examples(200), deadline=None)
def test_h11_agrees_with_what_is_accepted(data: bytes) -> None:
    """A client of h11 that sent what we read would have sent these bytes."""
    for event in events([data]):
        if isinstance(event, Request):
            hosts = [v for name, v in event.headers if name == b"host"]
            assert len(hosts) == 1 or event.version == "HTTP/1.0"
            names = [name for name, _ in event.headers]
            assert not {b"content-length", b"transfer-encoding"} <= {*names}


# Any token is a legal method; the validator warns of those it does not know.
@pytest.mark.filterwarnings("ignore:Unknown REQUEST_METHOD")
@pytest.mark.slow
def test_the_server_survives_everything(
    serve: Callable[..., Server], connect: Callable[[Server], Client],
    echo: Any,
) -> None:  # fmt: skip
    server = serve(echo, timeout=1, keep_alive=1)
    inputs = raw_inputs(20_000 if AT_LENGTH else 1000)
    with asyncio.Runner(debug=False) as runner:
        while thousand := list(islice(inputs, 1000)):
            while some := thousand[:50]:
                del thousand[:50]
                for answer in runner.run(send_all(server.port, some)):
                    assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
            client = connect(server)
            client.get()
            assert client.answer()[0] == 200
    assert eventually(lambda: len(server.connections) <= 1)


def raw_inputs(count: int) -> Iterator[bytes]:
    """Return what is nearly HTTP, or was, or never: the same each time."""
    chance = Random(count)
    for _ in range(count):
        data = b"".join(chance.choices(TOKENS, k=chance.randrange(1, 30)))
        for _ in range(chance.randrange(4)):
            start = chance.randrange(len(data))
            noise = chance.randbytes(chance.randrange(5))
            data = data[:start] + noise + data[start + chance.randrange(5) :]
            data = data or b"\r"
        yield data


async def send_all(port: int, attempts: list[bytes]) -> list[bytes]:
    return await asyncio.gather(*[send(port, data) for data in attempts])


async def send(port: int, data: bytes) -> bytes:
    """Send bytes; then read the answer, or every tenth time just go."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = b""
    try:
        writer.write(data)
        if len(data) % 10:
            writer.write_eof()
            answer = await asyncio.wait_for(reader.read(), 20)
    except OSError:
        pass
    finally:
        writer.transport.abort() if len(data) % 2 else writer.close()
    return answer
