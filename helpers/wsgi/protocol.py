"""HTTP requests out of bytes: h11, held to the stricter rules of `request`.

Why: a parser without sockets can be tried on any bytes, in any pieces, in a
test or in a notebook cell. h11 does the grammar (RFC 9112); this module
finds where a head ends, and has h11 read it and the body. It is not a
server: no socket, no clock, no task.
"""

from enum import Enum
from functools import lru_cache

import h11

from .request import (
    END_OF_HEAD,
    MAX_HEAD,
    Refused,
    Request,
    check_lines,
    check_request,
)
from .settings import Settings

__all__ = ["Event", "RequestReader"]

NOT_PLAIN = frozenset({b"", b"content-length", b"transfer-encoding"})
"""Fields that make it h11's job to read a request, and what is no field."""
LINES = 512
"""Lines of each kind that are remembered: 10 MB if a stranger insists."""


class Event(Enum):
    """What `RequestReader.next_event` says when it has no data to give."""

    NEED_DATA = "feed me more bytes"
    END = "the request is complete"
    CLOSED = "the client has no further request"


class RequestReader:
    """Turn the bytes of one connection into requests.

    Feed it with `receive`, ask it with `next_event`: a `Request`, then
    pieces of its body as `bytes`, then `Event.END`; after `next_request` the
    same again. `Event.NEED_DATA` asks for bytes. Anything that could be
    read in two ways raises `Refused`; the reader is of no use after that.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._buffer = bytearray()
        self._searched = 0
        self._eof = False
        self._parser: h11.Connection | None = None
        self._body: Body | None = None
        self._complete = False

    @property
    def buffered(self) -> int:
        """Bytes received and not yet understood."""
        return len(self._buffer)

    @property
    def started(self) -> bool:
        """Whether part of a request is here."""
        return bool(self._buffer) or self._body is not None

    def receive(self, data: bytes) -> None:
        """Take bytes from the client; `b""` says that no more will come."""
        self._buffer += data
        self._eof = self._eof or not data

    def next_event(self) -> Request | bytes | Event:
        """Return the next thing that the bytes say; raise `Refused`."""
        if self._complete:
            return Event.END
        if self._body is None:
            return self._read_head()
        event = self._body.read(self._buffer, self._eof)
        self._complete = event is Event.END
        return event

    def next_request(self) -> None:
        """Go on to the request after the one that has ended."""
        self._body = None
        self._complete = False
        self._searched = 0

    def _read_head(self) -> Request | Event:
        buffer = self._buffer
        while buffer.startswith(b"\r\n"):  # tolerated: RFC 9112, 2.2
            del buffer[:2]
        end = buffer.find(END_OF_HEAD, self._searched)
        if end < 0:
            return self._incomplete_head()
        head = bytes(buffer[: end + 4])
        del buffer[: end + 4]
        check_lines(head, self._settings)
        return self._parse(head)

    def _incomplete_head(self) -> Event:
        buffer = self._buffer
        if not buffer and self._eof:
            return Event.CLOSED
        if self._eof:
            raise Refused(400, "the client left in mid-request")
        if buffer:
            check_lines(bytes(buffer), self._settings)
            self._searched = max(0, len(buffer) - 3)
        return Event.NEED_DATA

    def _parse(self, head: bytes) -> Request:
        request = parse_plain(head)
        if request is None:
            request = self._parse_any(head)
        self._complete = not request.has_body
        return request

    def _parse_any(self, head: bytes) -> Request:
        # A fresh h11 connection for each request: its reader is all we use,
        # and a reader without a history cannot be confused by one.
        parser = h11.Connection(h11.SERVER, MAX_HEAD)
        parser.receive_data(head)
        try:
            event = parser.next_event()
        except h11.RemoteProtocolError as error:
            raise Refused(error.error_status_hint, str(error)) from error
        assert isinstance(event, h11.Request)
        limit = self._settings.max_body
        request = check_request(
            event.method,
            event.target,
            event.http_version,
            list(event.headers),
            head,
            limit,
        )
        if request.has_body:
            self._body = Body(parser, limit, request.chunked)
        return request


class Body:
    """The body of one request, with or without chunks."""

    def __init__(
        self, parser: h11.Connection, limit: int, chunked: bool
    ) -> None:
        self._parser = parser
        self._left = limit
        self._chunked = chunked
        self._tail = b""
        self._eof = False

    def read(self, buffer: bytearray, eof: bool) -> bytes | Event:
        """Move what h11 understands out of `buffer`; raise `Refused`."""
        try:
            return self._read(buffer, eof)
        except h11.RemoteProtocolError as error:
            raise Refused(error.error_status_hint, str(error)) from error

    def _read(self, buffer: bytearray, eof: bool) -> bytes | Event:
        if buffer:
            self._feed(bytes(buffer))
            buffer.clear()
        event = self._parser.next_event()
        if event is h11.NEED_DATA and eof:
            raise Refused(400, "the client left in mid-request")
        if isinstance(event, h11.Data):
            return self._count(bytes(event.data))
        if isinstance(event, h11.EndOfMessage):
            buffer += self._end()
            return Event.END
        return Event.NEED_DATA

    def _feed(self, data: bytes) -> None:
        self._parser.receive_data(data)
        self._tail = self._tail[-4:] + data

    def _count(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise Refused(413, "the body is too large")
        return data

    def _end(self) -> bytes:
        """Return the bytes after the body.

        h11 takes a bare LF for the end of the trailer: a smuggler's door.
        """
        rest = bytes(self._parser.trailing_data[0])
        consumed = self._tail[: len(self._tail) - len(rest)]
        if self._chunked and not consumed.endswith(END_OF_HEAD):
            raise Refused(400, "a line must end in CR LF")
        return rest


def parse_plain(head: bytes) -> Request | None:
    """Read a head without a body to come; None: let h11 read it from scratch.

    Most requests are like this, and a client sends nearly the same lines
    again and again: so h11 is asked about each line once. What it dislikes
    gets its verdict, with the right status, by the long way.
    """
    first, *lines = head[:-4].split(b"\r\n")
    asked = read_request_line(first)
    headers = [read_field(line) for line in lines]
    names = [name for name, _ in headers]
    if asked is None or not NOT_PLAIN.isdisjoint(names):
        return None
    method, target, version = asked
    if names.count(b"host") != 1:
        return None
    return check_request(method, target, version, headers, head, 0)


@lru_cache(maxsize=LINES)
def read_request_line(line: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Return method, target and version; None if h11 dislikes them."""
    method, _, rest = line.partition(b" ")
    target, _, version = rest.partition(b" ")
    if version not in (b"HTTP/1.1", b"HTTP/1.0"):
        return None
    try:
        h11.Request(
            method=method, target=target, headers=[], http_version=b"1.0"
        )
    except h11.LocalProtocolError:
        return None
    return method, target, version[5:]


@lru_cache(maxsize=LINES)
def read_field(line: bytes) -> tuple[bytes, bytes]:
    """Return name, in small letters, and value; no name if h11 dislikes it."""
    name, colon, value = line.partition(b":")
    field = name.lower(), value.strip(b" \t")
    try:
        h11.Request(
            method=b"GET", target=b"/", headers=[field], http_version=b"1.0"
        )
    except h11.LocalProtocolError:
        return b"", b""
    return field if colon else (b"", b"")
