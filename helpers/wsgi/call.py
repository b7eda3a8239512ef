"""One call of a WSGI application: `start_response`, `write`, the iterable.

Why: PEP 3333 is a contract with two sides, and this is the server's. It runs
in a worker thread and knows neither socket nor loop: framed bytes go to a
function that the connection gives it, so a list will do in a test.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any

from .body import BadBody, ClientLost
from .request import Refused, Request
from .response import (
    Headers,
    ResponseWriter,
    check_head,
    refusal,
    status_line,
)

__all__ = ["Application", "Call"]

Application = Callable[..., Iterable[bytes]]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
Send = Callable[[bytes, bool], None]

log = logging.getLogger("helpers.wsgi")


class Call:
    """Call an application for one request and send what it answers.

    `send(data, last)` may block, and raises `ClientLost`. `persist()` says,
    when the head is due, whether the connection may stay open. Afterwards
    `status`, `sent` and `keep_alive` tell how it went.
    """

    __slots__ = ("_headers", "_persist", "_request", "_send", "_started",
                 "_writer", "failed", "status")  # fmt: skip

    def __init__(
        self, request: Request, send: Send, persist: Callable[[], bool]
    ) -> None:
        self._request = request
        self._send = send
        self._persist = persist
        self._writer = ResponseWriter(request)
        self._headers: Headers = ()
        self._started = False
        self.status = ""
        self.failed = False
        """Whether the response broke off: then the connection must close."""

    @property
    def keep_alive(self) -> bool:
        """Whether the connection can serve another request."""
        return self._writer.keep_alive and not self.failed

    @property
    def sent(self) -> int:
        """Bytes of the body that were sent."""
        return self._writer.sent

    def run(self, app: Application, environ: dict[str, Any]) -> None:
        """Call the application; raise nothing, whatever it does."""
        try:
            self._run(app, environ)
        except ClientLost as lost:
            self.failed = True
            log.info("%s: %s", self._name(), lost)
        except BadBody as bad:
            log.info("%s: %s", self._name(), bad)
            self._fail(bad.refused)
        except BaseException:
            log.exception("%s: the application failed", self._name())
            self._fail(Refused(500, "the application failed"))

    def start_response(
        self, status: str, headers: Headers, exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Note status and headers, as PEP 3333 has it; return `write`.

        They are sent with the first bytes of the body. Until then an
        application that fails may replace them, if it passes `exc_info`.
        """
        if exc_info:
            self._restart(exc_info)
        elif self.status:
            raise RuntimeError(
                "start_response was called a second time without exc_info"
            )
        check_head(status, headers)
        self.status, self._headers = status, list(headers)
        return self.write

    def write(self, data: bytes) -> None:
        """Send a piece of the body."""
        if type(data) is not bytes:
            raise TypeError(f"the body must be bytes, not {data!r:.80}")
        if data:
            self._emit(self._head() + self._writer.data(data), last=False)

    def _restart(self, exc_info: ExcInfo) -> None:
        if self._started:
            raise exc_info[1].with_traceback(exc_info[2])

    def _run(self, app: Application, environ: dict[str, Any]) -> None:
        result = app(environ, self.start_response)
        try:
            if type(result) in (list, tuple):
                self._send_whole(result)
            else:
                self._send_pieces(result)
        finally:
            close(result, self._name())

    def _send_whole(self, pieces: Iterable[bytes]) -> None:
        """Send head and body at once: their length is known."""
        body = b"".join(pieces)
        writer = self._writer
        length = None if not body and self._request.method == "HEAD" else (
            len(body))  # fmt: skip
        data = self._head(length) + writer.data(body) + writer.end()
        self._emit(data, last=True)

    def _send_pieces(self, pieces: Iterable[bytes]) -> None:
        """Send each piece before the next is asked for."""
        for piece in pieces:
            self.write(piece)
        self._emit(self._head() + self._writer.end(), last=True)

    def _emit(self, data: bytes, last: bool) -> None:
        self._started = True
        self._send(data, last)

    def _head(self, length: int | None = None) -> bytes:
        """Return the head if it is still to be sent."""
        if self._started:
            return b""
        if not self.status:
            raise RuntimeError("the application did not call start_response")
        self._writer.keep_alive &= self._persist()
        return self._writer.head(self.status, self._headers, length)

    def _fail(self, error: Refused) -> None:
        """Say so if nothing was said yet; else only closing is honest."""
        self.failed = True
        if self._started:
            return
        self.status = status_line(error.status)
        with suppress(ClientLost):
            head_only = self._request.method == "HEAD"
            self._emit(refusal(error, head_only), last=True)

    def _name(self) -> str:
        return f"{self._request.method} {self._request.target}"


def close(result: object, name: str) -> None:
    """Close the application's iterable; a failure there harms nobody."""
    if not hasattr(result, "close"):
        return
    try:
        result.close()
    except BaseException:
        log.exception("%s: close() failed", name)
