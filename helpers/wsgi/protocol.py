"""HTTP requests out of bytes: h11, and the rules that it leaves to us.

Why: a parser without sockets can be tried on any bytes, in any pieces, in a
test or in a notebook cell. h11 does the grammar (RFC 9112); this module adds
what stands between two servers that read the same bytes differently, which
is how requests are smuggled: it refuses what is ambiguous. It is not a
server: no socket, no clock, no task.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

import h11

from .settings import Settings

__all__ = ["Event", "Refused", "Request", "RequestReader"]

MAX_HEAD = 64 * 1024
"""Bytes of a request line and all its fields: four times h11's default."""

END_OF_HEAD = b"\r\n\r\n"
CONTROL_CHARACTERS = bytes({*range(32), 127} - {*b"\t\r\n"})
COMMA_IN_LENGTH = re.compile(rb"\r\ncontent-length:[^\r]*,", re.I)
# Host is a name, an IPv4 or a bracketed IPv6 address, with or without port.
HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]*|\[[0-9A-Fa-f:.]+\])"
                  rb"(?::[0-9]*)?")  # fmt: skip


class Event(Enum):
    """What `RequestReader.next_event` says when it has no data to give."""

    NEED_DATA = "feed me more bytes"
    END = "the request is complete"
    CLOSED = "the client has no further request"


class Refused(Exception):
    """A request that gets `status` and `reason`, then a closed connection."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.status} {self.reason}"


class Request(NamedTuple):
    """The head of one request, checked."""

    method: str
    target: str
    version: str
    headers: Sequence[tuple[bytes, bytes]]
    has_body: bool
    chunked: bool
    keep_alive: bool
    expects_continue: bool


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
        self._check_head(head)
        return self._parse(head)

    def _incomplete_head(self) -> Event:
        buffer = self._buffer
        if not buffer and self._eof:
            return Event.CLOSED
        if self._eof:
            raise Refused(400, "the client left in mid-request")
        self._check_head(bytes(buffer))
        self._searched = max(0, len(buffer) - 3)
        return Event.NEED_DATA

    def _check_head(self, head: bytes) -> None:
        """Refuse what is too big, or ambiguous in its lines.

        A line ends in CR LF and in nothing else (RFC 9112, 2.2); one that
        starts with a space would continue the one before (obsolete, 5.2).
        """
        ends = head.count(b"\r\n")
        if head.count(b"\n") != ends or head.count(b"\r", 0, -1) > ends:
            raise Refused(400, "a line must end in CR LF")
        if b"\r\n " in head or b"\r\n\t" in head:
            raise Refused(400, "a header field must not be folded")
        if len(head.translate(None, CONTROL_CHARACTERS)) < len(head):
            raise Refused(400, "a control character in the head")
        self._check_sizes(head)

    def _check_sizes(self, head: bytes) -> None:
        settings = self._settings
        line, _, fields = head.removesuffix(END_OF_HEAD).partition(b"\r\n")
        if len(line) > settings.limit_request_line:
            raise Refused(414, "the request line is too long")
        if (
            fields.count(b"\r\n") + bool(fields)
            > settings.limit_request_fields
        ):
            raise Refused(431, "too many header fields")
        limit = settings.limit_request_field_size
        if len(fields) > limit:
            if max(map(len, fields.split(b"\r\n"))) > limit:
                raise Refused(431, "a header field is too long")
            if len(head) > MAX_HEAD:
                raise Refused(431, "the header fields are too long")

    def _parse(self, head: bytes) -> Request:
        # A fresh h11 connection for each request: its reader is all we use,
        # and a reader without a history cannot be confused by one.
        parser = h11.Connection(h11.SERVER, MAX_HEAD)
        parser.receive_data(head)
        try:
            event = parser.next_event()
        except h11.RemoteProtocolError as error:
            raise Refused(error.error_status_hint, str(error)) from error
        assert isinstance(event, h11.Request)
        request = check(event, head, self._settings)
        if request.has_body:
            self._body = Body(parser, self._settings.max_body, request.chunked)
        self._complete = not request.has_body
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


def check(event: h11.Request, head: bytes, settings: Settings) -> Request:
    """Return the request, or raise `Refused` where h11 is more lenient."""
    headers = list(event.headers)
    fields = dict(headers)
    version = event.http_version
    if version not in (b"1.1", b"1.0"):
        raise Refused(505, "this server speaks HTTP/1.0 and HTTP/1.1")
    check_target(event.method, event.target)
    if not HOST.fullmatch(fields.get(b"host", b"")):
        raise Refused(400, "the Host field is malformed")
    chunked = b"transfer-encoding" in fields
    length = fields.get(b"content-length")
    if chunked:
        check_chunked(version, length)
    if length is not None:
        check_length(int(length), head, settings.max_body)
    return Request(
        event.method.decode("ascii"),
        event.target.decode("ascii"),
        "HTTP/1.1" if version == b"1.1" else "HTTP/1.0",
        headers,
        chunked or bool(length and int(length)),
        chunked,
        keeps_alive(version, fields, headers),
        b"expect" in fields and expects_continue(version, fields[b"expect"]),
    )


def check_target(method: bytes, target: bytes) -> None:
    """Refuse a target that names nothing an application could serve."""
    if method == b"CONNECT":
        raise Refused(501, "this server is no proxy")
    if b"#" in target:
        raise Refused(400, "a fragment in the request target")
    if target.startswith(b"/") or (target == b"*" and method == b"OPTIONS"):
        return
    if not target.lower().startswith((b"http://", b"https://")):
        raise Refused(400, "the request target is malformed")


def check_chunked(version: bytes, length: bytes | None) -> None:
    """Refuse a body whose end two readers could see in two places."""
    if length is not None:
        raise Refused(400, "Content-Length beside Transfer-Encoding")
    if version == b"1.0":
        raise Refused(400, "HTTP/1.0 knows no Transfer-Encoding")


def check_length(length: int, head: bytes, limit: int) -> None:
    """Refuse a length that is said twice, or is too large."""
    if head.lower().count(b"\r\ncontent-length:") > 1:
        raise Refused(400, "two Content-Length fields")
    if COMMA_IN_LENGTH.search(head):
        raise Refused(400, "two lengths in Content-Length")
    if length > limit:
        raise Refused(413, "the body is too large")


def keeps_alive(
    version: bytes,
    fields: dict[bytes, bytes],
    headers: Sequence[tuple[bytes, bytes]],
) -> bool:
    """Tell whether the client wants another request on this connection."""
    if b"connection" not in fields:
        return version == b"1.1"
    values = b",".join(v for name, v in headers if name == b"connection")
    tokens = {token.strip() for token in values.lower().split(b",")}
    if version == b"1.0":
        return b"keep-alive" in tokens and b"close" not in tokens
    return b"close" not in tokens


def expects_continue(version: bytes, expectation: bytes) -> bool:
    """Tell whether the client waits for `100 Continue` before its body."""
    if version == b"1.0":  # to be ignored: RFC 9110, 10.1.1
        return False
    if expectation.lower() != b"100-continue":
        raise Refused(417, "the only known expectation is 100-continue")
    return True
