"""HTTP responses into bytes: head, chunks, an honest Content-Length.

Why: what an application hands over is text from another program. This module
checks it (no header can be split in two, no length can lie) and frames it as
the request allows. It does no I/O, so every rule can be tried without a
socket. It is no cache, and it compresses nothing.
"""

import re
import time
from collections.abc import Iterator, Sequence
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from wsgiref.util import is_hop_by_hop

from .protocol import Refused, Request

__all__ = ["CONTINUE", "Headers", "ResponseWriter", "check_head", "refusal"]

Headers = Sequence[tuple[str, str]]

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
BODILESS = ("204", "304")
STATUS = re.compile(r"[2-5][0-9][0-9] [\t\x20-\x7e\x80-\xff]*")
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
LENGTH = re.compile(r"[0-9]{1,18}")


class ResponseWriter:
    """Frame one response: `head` once, `data` as often as needed, `end`.

    `keep_alive` says, after `end`, whether the connection can serve another
    request. `sent` counts the bytes of the body, for the access log.
    """

    def __init__(self, request: Request) -> None:
        self.keep_alive = request.keep_alive
        self.sent = 0
        self._old = request.version == "HTTP/1.0"
        self._no_body = request.method == "HEAD"
        self._chunked = False
        self._declared: int | None = None

    def head(self, status: str, headers: Headers, length: int | None) -> bytes:
        """Return the head; `length` is that of the body, where it is known.

        `headers` have passed `check_head`. Where there is no body, there is
        no Content-Length either (RFC 9110, 8.6).
        """
        if status.startswith(BODILESS):
            headers = [h for h in headers if h[0].lower() != "content-length"]
        names = {name.lower(): value for name, value in headers}
        lines = [f"HTTP/1.1 {status}"]
        lines += [f"{name}: {value}" for name, value in headers]
        lines += self._framing(status, names.get("content-length"), length)
        if "date" not in names:
            lines.append(date_line(int(time.time())))
        if "server" not in names:
            lines.append("Server: helpers.wsgi")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _framing(
        self, status: str, declared: str | None, length: int | None
    ) -> Iterator[str]:
        """Decide how the client will know the end of the body."""
        if status.startswith(BODILESS):
            self._no_body = True
        elif declared is not None:
            self._declared = int(declared)
            self._check(length)
        elif length is not None:
            self._declared = length
            yield f"Content-Length: {length}"
        elif self._old:
            self.keep_alive = False
        else:
            self._chunked = True
            yield "Transfer-Encoding: chunked"
        if not self.keep_alive:
            yield "Connection: close"
        elif self._old:
            yield "Connection: keep-alive"

    def data(self, data: bytes) -> bytes:
        """Return `data` framed; nothing of it where no body may be sent.

        Raise `ValueError` for more bytes than the application announced.
        """
        if self._no_body or not data:
            return b""
        self.sent += len(data)
        if self._declared is not None and self.sent > self._declared:
            raise ValueError(
                f"the body is longer than its Content-Length, {self._declared}"
            )
        if self._chunked:
            return b"%x\r\n%b\r\n" % (len(data), data)
        return data

    def end(self) -> bytes:
        """Return the last bytes.

        Raise `ValueError` for fewer bytes than the application announced:
        the client can only learn of that by a closed connection.
        """
        self._check(self.sent)
        return b"0\r\n\r\n" if self._chunked and not self._no_body else b""

    def _check(self, length: int | None) -> None:
        told = self._declared
        if not (self._no_body or told is None or length in (None, told)):
            raise ValueError(
                f"the body has {length} bytes, its Content-Length says {told}"
            )


@lru_cache(maxsize=1)
def date_line(second: int) -> str:
    """Return the Date field; it changes once a second, and is asked often."""
    return f"Date: {formatdate(second, usegmt=True)}"


def check_head(status: object, headers: object) -> None:
    """Raise what PEP 3333 asks for where an application's head is not sound.

    `TypeError` for a wrong type, `ValueError` for text that could not be
    sent as it stands: above all a line break, which would let whoever
    controls the text write headers of their own.
    """
    if type(status) is not str:
        raise TypeError(f"the status must be a str, not {status!r}")
    if not STATUS.fullmatch(status):
        raise ValueError(f"the status must be like '200 OK', not {status!r}")
    if type(headers) is not list:
        raise TypeError(f"the headers must be a list, not {headers!r}")
    for header in headers:
        if type(header) is not tuple or len(header) != 2:
            raise TypeError(f"a header must be (name, value), not {header!r}")
        check_header(*header)
    lengths = [v for name, v in headers if name.lower() == "content-length"]
    if len(lengths) > 1 or not all(map(LENGTH.fullmatch, lengths)):
        raise ValueError(f"Content-Length must be one number, not {lengths}")


@lru_cache(maxsize=512, typed=True)
def check_header(name: object, value: object) -> None:
    """Raise `TypeError` or `ValueError` for a header not fit to be sent."""
    if type(name) is not str or type(value) is not str:
        raise TypeError(f"a header must be two str, not {(name, value)!r}")
    if not NAME.fullmatch(name):
        raise ValueError(f"this is no header name: {name!r}")
    if not VALUE.fullmatch(value):
        raise ValueError(f"the value of {name} cannot be sent: {value!r}")
    if is_hop_by_hop(name):
        raise ValueError(f"{name} is the server's business (PEP 3333)")


def refusal(refused: Refused, head_only: bool = False) -> bytes:
    """Return the whole response to a request that is refused."""
    method = "HEAD" if head_only else "GET"
    writer = ResponseWriter(Request(method, "*", keep_alive=False))
    body = f"{refused.reason}\n".encode()
    fields = [("Content-Type", "text/plain; charset=utf-8")]
    status = f"{refused.status} {HTTPStatus(refused.status).phrase}"
    return writer.head(status, fields, len(body)) + writer.data(body)
