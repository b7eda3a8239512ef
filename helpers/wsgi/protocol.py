"""HTTP requests out of bytes, in whatever pieces they come.

Why: a parser without sockets can be tried on any bytes, in a test or in a
notebook cell. And two servers that read the same bytes differently, one
behind the other, are how requests are smuggled: so what can be read in two
ways is refused, and so is what is too big. The grammar is that of RFC 9112.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from .settings import Settings

__all__ = ["ABSOLUTE", "ClientLost", "Event", "Refused", "Request",
           "RequestReader", "read_head"]  # fmt: skip

LONGEST_LINE = 1024  # bytes of a chunk's size, with extensions
EXTENSIONS = 16 * 1024  # bytes of extensions in one body, which nobody reads
MAX_HEAD = 64 * 1024  # bytes of a request line and all its fields

CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})([ \t]*;[\t -~\x80-\xff]*)?")
CONTROL_CHARACTERS = bytes({*range(32), 127} - {*b"\t\r\n"})
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
REQUEST_LINE = re.compile(
    rb"(%b) ([!-~]+) HTTP/([0-9])\.([0-9])" % TOKEN.pattern
)
LENGTH = re.compile(rb"[0-9]{1,18}")
ABSOLUTE = re.compile(r"https?://([^/?#]*)(.*)", re.I)
# A name, an IPv4 or a bracketed IPv6 address, with or without a port.
HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])"
                  rb"(?::[0-9]*)?")  # fmt: skip

Fields = Sequence[tuple[bytes, bytes]]


class Refused(Exception):
    """A request that gets `status` and `reason`, then a closed connection."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status, self.reason = status, reason


class ClientLost(ConnectionError):
    """The client has gone, or was too slow: nobody is left to answer."""


class Request(NamedTuple):
    """The head of one request, checked; before chunks `length` is None."""

    method: str
    target: str
    version: str = "HTTP/1.1"
    headers: Fields = ()
    length: int | None = 0
    keep_alive: bool = True
    expects_continue: bool = False


class Event(Enum):
    """What `RequestReader.next_event` says when it has no data to give."""

    NEED_DATA = "feed me more bytes"
    END = "the request is complete"
    CLOSED = "the client has no further request"


class RequestReader:
    """Turn the bytes of one connection into requests.

    Feed it with `receive`, ask it with `next_event`: a `Request`, pieces of
    its body as `bytes`, `Event.END`, then the next request. `Event.NEED_DATA`
    asks for bytes. Anything that could be read in two ways raises `Refused`;
    the reader is of no use after that.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.buffer = bytearray()  # received and not yet understood
        self._settings = settings or Settings()
        self._eof = self._in_body = False
        self._events = self._read()

    @property
    def started(self) -> bool:
        """Whether part of a request is here."""
        return bool(self.buffer) or self._in_body

    def receive(self, data: bytes) -> None:
        """Take bytes from the client; `b""` says that no more will come."""
        self.buffer += data
        self._eof = self._eof or not data

    def next_event(self) -> Request | bytes | Event:
        """Return the next thing that the bytes say; raise `Refused`."""
        event = next(self._events)
        if event is Event.NEED_DATA and self._eof:
            if self.started:
                raise Refused(400, "the client left in mid-request")
            return Event.CLOSED
        return event

    # Generators that move things out of the buffer, one after the other, and
    # stop in the middle, with `NEED_DATA`, where it has no more.

    def _read(self) -> Iterator[Request | bytes | Event]:
        while True:
            request = read_head((yield from self._head()), self._settings)
            self._in_body = True
            yield request
            if request.length is None:
                yield from self._chunks()
            else:
                yield from self._sized(request.length)
            self._in_body = False
            yield Event.END

    def _head(self) -> Generator[Event, None, bytes]:
        searched = 0
        while True:
            while self.buffer.startswith(b"\r\n"):  # tolerated: RFC 9112, 2.2
                del self.buffer[:2]
            if (end := self.buffer.find(b"\r\n\r\n", searched)) >= 0:
                return self._take(end, 4)
            if self.buffer:
                check_lines(bytes(self.buffer), self._settings)
            searched = max(0, len(self.buffer) - 3)
            yield Event.NEED_DATA

    def _sized(self, left: int) -> Iterator[bytes | Event]:
        """Yield a body, or a chunk, of so many bytes."""
        while left:
            piece = self._take(min(left, len(self.buffer)))
            left -= len(piece)
            yield piece or Event.NEED_DATA

    def _chunks(self) -> Iterator[bytes | Event]:
        """Yield a body that comes in chunks (RFC 9112, 7.1)."""
        total = extensions = 0
        size = -1
        while size:
            match = CHUNK_LINE.fullmatch((yield from self._line(LONGEST_LINE)))
            if not match:
                raise Refused(400, "the size of a chunk is malformed")
            size = int(match[1], 16)
            total += size
            extensions += len(match[2] or b"")
            if total > self._settings.max_body:
                raise Refused(413, "the body is too large")
            if extensions > EXTENSIONS:
                raise Refused(400, "the extensions of the chunks are too long")
            if size:
                yield from self._sized(size)
                yield from self._line(0)
        longest = self._settings.limit_request_field_size
        for _ in range(self._settings.limit_request_fields + 1):
            line = yield from self._line(longest)
            if not line:
                return
            check_lines(b"\r\n" + line, self._settings)
            read_field(line)
        raise Refused(431, "too many fields in the trailer")

    def _line(self, longest: int) -> Generator[Event, None, bytes]:
        while (end := self.buffer.find(b"\r\n", 0, longest + 2)) < 0:
            if len(self.buffer) > longest + 1 or b"\n" in self.buffer:
                raise Refused(400, "a line, or a chunk, is too long")
            yield Event.NEED_DATA
        return self._take(end, 2)

    def _take(self, count: int, more: int = 0) -> bytes:
        """Move bytes out of the buffer; drop so many that follow them."""
        taken = bytes(self.buffer[:count])
        del self.buffer[: count + more]
        return taken


def read_head(head: bytes, settings: Settings) -> Request:
    """Return the request that a head, without its empty line, describes."""
    check_lines(head, settings)
    first, *lines = head.split(b"\r\n")
    match = REQUEST_LINE.fullmatch(first)
    if not match:
        raise Refused(400, "the request line is malformed")
    if match[3] != b"1":
        raise Refused(505, "this server speaks HTTP/1.0 and HTTP/1.1")
    method, target = match[1].decode(), match[2].decode()
    check_target(method, target)
    old = match[4] == b"0"  # a later HTTP/1 is no other: RFC 9110, 2.5
    headers = [read_field(line) for line in lines]
    fields = dict(headers)
    if len(fields) < len(headers):
        check_repeated([name for name, _ in headers])
    host = fields.get(b"host", b"" if old else None)
    if host is None or (host and not HOST.fullmatch(host)):
        raise Refused(400, "the Host field is missing or malformed")
    length = body_length(old, fields, settings.max_body)
    stays = not old
    if b"connection" in fields:
        wishes = b",".join(v for name, v in headers if name == b"connection")
        tokens = {token.strip() for token in wishes.lower().split(b",")}
        stays = b"close" not in tokens and (stays or b"keep-alive" in tokens)
    expects = b"expect" in fields and not old  # RFC 9110, 10.1.1
    if expects and fields[b"expect"].lower() != b"100-continue":
        raise Refused(417, "the only known expectation is 100-continue")
    version = "HTTP/1.0" if old else "HTTP/1.1"
    return Request(method, target, version, headers, length, stays, expects)


def check_lines(head: bytes, settings: Settings) -> None:
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
    line, _, fields = head.rstrip(b"\r\n").partition(b"\r\n")
    if len(line) > settings.limit_request_line:
        raise Refused(414, "the request line is too long")
    if fields.count(b"\r\n") + bool(fields) > settings.limit_request_fields:
        raise Refused(431, "too many header fields")
    limit = settings.limit_request_field_size
    if len(fields) > limit and (
        len(head) > MAX_HEAD or max(map(len, fields.split(b"\r\n"))) > limit
    ):
        raise Refused(431, "the header fields are too long")


def check_target(method: str, target: str) -> None:
    """Refuse a target that names nothing an application could serve."""
    if method == "CONNECT":
        raise Refused(501, "this server is no proxy")
    if "#" in target:
        raise Refused(400, "a fragment in the request target")
    if target.startswith("/") or (target == "*" and method == "OPTIONS"):
        return
    absolute = ABSOLUTE.fullmatch(target)
    if not absolute or not HOST.fullmatch(absolute[1].encode()):
        raise Refused(400, "the request target is malformed")


@lru_cache(maxsize=512)  # clients send the same lines again and again
def read_field(line: bytes) -> tuple[bytes, bytes]:
    """Return name, in small letters, and value of a checked line."""
    name, colon, value = line.partition(b":")
    if not colon or not TOKEN.fullmatch(name) or value.endswith(b"\r"):
        raise Refused(400, "a header field is malformed")
    return name.lower(), value.strip(b" \t")


def check_repeated(names: list[bytes]) -> None:
    """Refuse two fields of a name that may come once."""
    for name in (b"host", b"content-type", b"content-length"):
        if names.count(name) > 1:
            raise Refused(400, f"two {name.decode().title()} fields")
    if names.count(b"transfer-encoding") > 1:
        raise Refused(501, "two Transfer-Encoding fields")


def body_length(
    old: bool, fields: dict[bytes, bytes], limit: int
) -> int | None:
    """Return how long the body is, None if it comes in chunks.

    Refuse a body whose end two readers could see in two places.
    """
    length = fields.get(b"content-length", b"0")
    if b"transfer-encoding" in fields:
        if b"content-length" in fields:
            raise Refused(400, "Content-Length beside Transfer-Encoding")
        if old:
            raise Refused(400, "HTTP/1.0 knows no Transfer-Encoding")
        if fields[b"transfer-encoding"].lower() != b"chunked":
            raise Refused(501, "the only known coding is chunked")
        return None
    if not LENGTH.fullmatch(length):
        raise Refused(400, "Content-Length must be one number")
    if int(length) > limit:
        raise Refused(413, "the body is too large")
    return int(length)
