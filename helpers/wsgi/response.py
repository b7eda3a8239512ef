"""HTTP responses into bytes: head, chunks, an honest Content-Length.

Why: what an application hands over is text from another program. This module
checks it (no header can be split in two, no length can lie) and frames it as
the request allows. Like `protocol` it does no I/O, so every rule can be tried
without a socket. It is no cache, and it compresses nothing.
"""

import re
import time
from collections.abc import Sequence
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from wsgiref.util import is_hop_by_hop

from .request import Refused, Request

__all__ = ["Headers", "ResponseWriter", "check_head", "refusal"]

Headers = Sequence[tuple[str, str]]

SERVER = "Server: helpers.wsgi\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
STATUS = re.compile(r"[2-5][0-9][0-9] [\t\x20-\x7e\x80-\xff]*")
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
LENGTH = re.compile(r"[0-9]{1,18}")


class ResponseWriter:
    """Frame one response: `head` once, `data` as often as needed, `end`.

    `keep_alive` says, after `end`, whether the connection can serve another
    request. `sent` counts the bytes of the body, for the access log.
    """

    __slots__ = (
        "_chunked",
        "_declared",
        "_no_body",
        "_request",
        "keep_alive",
        "sent",
    )  # fmt: skip

    def __init__(self, request: Request) -> None:
        self._request = request
        self.keep_alive = request.keep_alive
        self.sent = 0
        self._chunked = False
        self._declared: int | None = None
        self._no_body = request.method == "HEAD"

    def head(self, status: str, headers: Headers, length: int | None) -> bytes:
        """Return the head; `length` is that of the body, where it is known.

        `headers` have passed `check_head`.
        """
        names = {name.lower(): value for name, value in headers}
        lines = [f"HTTP/1.1 {status}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in headers]
        lines += self._framing(status[:3], names, length)
        if "date" not in names:
            lines.append(date_line(int(time.time())))
        if "server" not in names:
            lines.append(SERVER)
        lines.append("\r\n")
        return "".join(lines).encode("latin-1")

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
        if self._no_body:
            return b""
        if self._declared is not None and self.sent < self._declared:
            raise ValueError(
                f"the body has {self.sent} bytes, its Content-Length"
                f" says {self._declared}"
            )
        return b"0\r\n\r\n" if self._chunked else b""

    def _framing(
        self, code: str, names: dict[str, str], length: int | None
    ) -> list[str]:
        """Decide how the client will know the end of the body."""
        lines = []
        old = self._request.version == "HTTP/1.0"
        declared = names.get("content-length")
        if code in ("204", "304"):
            self._no_body = True
        elif declared is not None:
            self._declared = int(declared)
        elif length is not None:
            self._declared = length
            lines.append(f"Content-Length: {length}\r\n")
        elif old:
            self.keep_alive = False
        else:
            self._chunked = True
            lines.append("Transfer-Encoding: chunked\r\n")
        return lines + self._connection(old)

    def _connection(self, old: bool) -> list[str]:
        if not self.keep_alive:
            return ["Connection: close\r\n"]
        return ["Connection: keep-alive\r\n"] if old else []


@lru_cache(maxsize=1)
def date_line(second: int) -> str:
    """Return the Date field; it changes once a second, and is asked often."""
    return f"Date: {formatdate(second, usegmt=True)}\r\n"


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
        check_header(header)
    lengths = [v for name, v in headers if name.lower() == "content-length"]
    if lengths:
        check_lengths(status, lengths)


def check_header(header: object) -> None:
    """Raise `TypeError` or `ValueError` for a header not fit to be sent."""
    if type(header) is not tuple or len(header) != 2:
        raise TypeError(f"a header must be (name, value), not {header!r}")
    check_pair(*header)


@lru_cache(maxsize=512, typed=True)
def check_pair(name: object, value: object) -> None:
    """Do the work of `check_header`; remember the pairs that passed."""
    if type(name) is not str or type(value) is not str:
        raise TypeError(f"a header must be two str, not {(name, value)!r}")
    if not NAME.fullmatch(name):
        raise ValueError(f"this is no header name: {name!r}")
    if not VALUE.fullmatch(value):
        raise ValueError(f"the value of {name} cannot be sent: {value!r}")
    if is_hop_by_hop(name):
        raise ValueError(f"{name} is the server's business (PEP 3333)")


def check_lengths(status: str, lengths: list[str]) -> None:
    """Raise `ValueError` for a Content-Length that is none, or several."""
    if len(lengths) > 1 or not LENGTH.fullmatch(lengths[0]):
        raise ValueError(f"Content-Length must be one number, not {lengths}")
    if status.startswith("204"):
        raise ValueError("a 204 response has no Content-Length")


def refusal(refused: Refused, head_only: bool = False) -> bytes:
    """Return the whole response to a request that is refused."""
    body = f"{refused.reason}\n".encode("latin-1", "replace")
    lines = [
        f"HTTP/1.1 {status_line(refused.status)}\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        f"Content-Length: {len(body)}\r\n",
        "Connection: close\r\n",
        date_line(int(time.time())),
        SERVER,
        "\r\n",
    ]
    return "".join(lines).encode("latin-1") + (b"" if head_only else body)


def status_line(code: int) -> str:
    """Return `404 Not Found` for 404."""
    return f"{code} {HTTPStatus(code).phrase}"
