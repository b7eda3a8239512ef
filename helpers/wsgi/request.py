"""What a request is, and which ones are refused.

Why: two servers that read the same bytes differently, one behind the other,
are how requests are smuggled. So what can be read in two ways is refused,
and so is what is too big. Every rule is a function of bytes or of a parsed
head that raises `Refused`. The grammar itself is h11's (RFC 9112).
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .settings import Settings

__all__ = [
    "END_OF_HEAD",
    "MAX_HEAD",
    "Refused",
    "Request",
    "check_lines",
    "check_request",
]

MAX_HEAD = 64 * 1024
"""Bytes of a request line and all its fields: four times h11's default."""

END_OF_HEAD = b"\r\n\r\n"
CONTROL_CHARACTERS = bytes({*range(32), 127} - {*b"\t\r\n"})
COMMA_IN_LENGTH = re.compile(rb"\r\ncontent-length:[^\r]*,", re.I)
# Host is a name, an IPv4 or a bracketed IPv6 address, with or without port.
HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]*|\[[0-9A-Fa-f:.]+\])"
                  rb"(?::[0-9]*)?")  # fmt: skip

Fields = Sequence[tuple[bytes, bytes]]


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
    check_sizes(head, settings)


def check_sizes(head: bytes, settings: Settings) -> None:
    """Refuse a head whose lines are too long, or too many."""
    line, _, fields = head.removesuffix(END_OF_HEAD).partition(b"\r\n")
    if len(line) > settings.limit_request_line:
        raise Refused(414, "the request line is too long")
    if fields.count(b"\r\n") + bool(fields) > settings.limit_request_fields:
        raise Refused(431, "too many header fields")
    limit = settings.limit_request_field_size
    if len(fields) > limit:
        if max(map(len, fields.split(b"\r\n"))) > limit:
            raise Refused(431, "a header field is too long")
        if len(head) > MAX_HEAD:
            raise Refused(431, "the header fields are too long")


def check_request(
    method: bytes,
    target: bytes,
    version: bytes,
    headers: Fields,
    head: bytes,
    limit: int,
) -> Request:
    """Return the request, or raise `Refused` where h11 is more lenient.

    `head` is what the rest was parsed from, `limit` bounds the body's size.
    """
    fields = dict(headers)
    if version not in (b"1.1", b"1.0"):
        raise Refused(505, "this server speaks HTTP/1.0 and HTTP/1.1")
    check_target(method, target)
    if not HOST.fullmatch(fields.get(b"host", b"")):
        raise Refused(400, "the Host field is malformed")
    chunked = b"transfer-encoding" in fields
    length = fields.get(b"content-length")
    if chunked:
        check_chunked(version, length)
    if length is not None:
        check_length(int(length), head, limit)
    return Request(
        method.decode("ascii"),
        target.decode("ascii"),
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
    headers: Fields,
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
