"""One request, the call that answers it, and the answer on its way out.

Why: PEP 3333 is a contract with two sides, and this is the server's. A thread
calls the application and puts the answer here, in pieces; the loop takes them
and sends them. There are never many: a thread that is faster than its client
has to wait. No socket or loop is known here, so a test needs neither.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import gmtime, monotonic, strftime
from typing import Any, BinaryIO

from .environ import make_environ
from .protocol import ClientLost, Refused, Request
from .response import Headers, ResponseWriter, check_head, refusal

__all__ = ["Application", "Exchange", "access_line"]

PIECE = 64 * 1024  # bytes put at once: more would fill the memory
HIGH_WATER = 256 * 1024  # unsent bytes at which a thread waits for its client

Application = Callable[..., Iterable[bytes]]

log = logging.getLogger("helpers.wsgi")


class Exchange:
    """A request, and how an application answers it.

    A thread calls `run`, and with that all of its side; both sides `claim`.
    `tell` has the loop call `deliver`, which sends what was put.
    """

    room = threading.Condition(threading.Lock())
    """The lock, one for all exchanges: each holds it for an instant."""

    def __init__(
        self,
        request: Request,
        body: BinaryIO,
        address: tuple[Any, ...] = ("", ""),
        tell: Callable[["Exchange"], object] = id,
        deliver: Callable[["Exchange", bool], object] = print,
    ) -> None:
        self.request, self.body, self.address = request, body, address
        self.deliver, self._tell = deliver, tell
        self.last = False  # whether the connection closes after the answer
        self.held = 0  # bytes that were put and not yet taken
        self.began = self.seconds = 0.0
        self.status = ""
        self.writer = ResponseWriter(request)
        self._headers: Headers = ()
        self._claimed = self._started = self._whole = False
        self._lost: ClientLost | None = None
        self._pieces: list[bytes] = []

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.target}"

    def claim(self) -> bool:
        """Have the request: for a thread to answer, or to turn it away."""
        with self.room:
            first, self._claimed = not self._claimed, True
        return first

    # A thread's side.

    def run(self, app: Application, base: dict[str, Any]) -> None:
        """Have the application answer; whatever it does, it is answered."""
        self.began = monotonic()
        try:
            address, body = self.address, self.body
            self._call(app, make_environ(base, self.request, address, body))
        except ClientLost as lost:
            note(logging.INFO, f"{self}: {lost}")
        except BaseException:
            self._fail()
            note(logging.ERROR, f"{self}: the application failed")
        finally:
            self.seconds = monotonic() - self.began
            with suppress(BaseException):  # whatever was done to it
                self.body.close()

    def _call(self, app: Application, environ: dict[str, Any]) -> None:
        result = app(environ, self.start_response)
        try:
            if type(result) in (list, tuple):
                self._send_whole(result)
            else:
                self._send_pieces(result)
        finally:
            try:
                if hasattr(result, "close"):
                    result.close()
            except BaseException:
                note(logging.ERROR, f"{self}: close() failed")

    def start_response(
        self, status: str, headers: Headers, exc_info: Any = None
    ) -> Callable[[bytes], None]:
        """Note status and headers, as PEP 3333 has it; return `write`.

        They are sent with the first bytes of the body. Until then an
        application that fails may replace them, if it passes `exc_info`.
        """
        if exc_info and self._started:
            raise exc_info[1].with_traceback(exc_info[2])
        if self.status and not exc_info:
            raise RuntimeError("start_response was called twice, no exc_info")
        check_head(status, headers)
        self.status, self._headers = status, list(headers)
        return self.write

    def write(self, data: bytes) -> None:
        """Send a piece of the body; bytes of any kind will do."""
        if not isinstance(data, bytes | bytearray | memoryview):
            raise TypeError(f"the body must be bytes, not {data!r:.80}")
        view = memoryview(data).cast("B")
        for start in range(0, len(view), PIECE):
            piece = bytes(view[start : start + PIECE])
            self._put(self._head() + self.writer.data(piece))

    def _send_pieces(self, parts: Iterable[bytes]) -> None:
        """Send each piece before the next is asked for."""
        for part in parts:
            self.write(part)
        self._put(self._head() + self.writer.end(), last=True)

    def _send_whole(self, parts: Any) -> None:
        """Send a body that is all here, with its length."""
        if sum(map(len, parts)) > PIECE:
            length = sum(memoryview(part).nbytes for part in parts)
            self._put(self._head(length))
            self._send_pieces(parts)
            return
        body = b"".join(parts)
        head_only = not body and self.request.method == "HEAD"
        head = self._head(None if head_only else len(body))
        self._put(head + self.writer.data(body) + self.writer.end(), last=True)

    def _head(self, length: int | None = None) -> bytes:
        """Return the head if it is still to be sent."""
        if self._started:
            return b""
        if not self.status:
            raise RuntimeError("the application did not call start_response")
        self.writer.keep_alive &= not self.last
        return self.writer.head(self.status, self._headers, length)

    def _fail(self) -> None:
        """Say so if nothing was said yet; else only closing is honest."""
        self.writer.keep_alive = False
        if not self._started:
            self.status = "500 Internal Server Error"
            error = Refused(500, "the application failed")
            with suppress(ClientLost):
                head_only = self.request.method == "HEAD"
                self._put(refusal(error, head_only), last=True)

    def _put(self, data: bytes, last: bool = False) -> None:
        """Add a piece of the answer; wait first while too many are here.

        Raise `ClientLost`. The last one is looked at when `run` returns.
        """
        self._started = True
        with self.room:
            while self.held > HIGH_WATER and not (last or self._lost):
                self.room.wait()
            if self._lost:
                raise self._lost
            self._pieces.append(data)
            self.held += len(data)
        self._whole = last
        if not last:
            self._tell(self)

    # The loop's side.

    def take(self) -> bytes:
        """Return what has been put since the last time, and make room."""
        with self.room:
            data = b"".join(self._pieces)
            self._pieces.clear()
            self.held = 0
            if len(data) > HIGH_WATER:
                self.room.notify_all()
        return data

    def lose(self, reason: str) -> None:
        """Let the thread that answers get `ClientLost`: nobody listens."""
        with self.room:
            self._lost = ClientLost(reason)
            self._pieces.clear()
            self.room.notify_all()

    @property
    def keep_alive(self) -> bool:
        """Whether the answer is whole, and another request may follow."""
        return self._whole and self.writer.keep_alive


def note(level: int, text: str) -> None:
    """Log, and let nobody suffer if not even that works."""
    with suppress(BaseException):
        log.log(level, text, exc_info=level >= logging.ERROR)


def access_line(exchange: Exchange) -> str:
    """Return the line for the access log, in Apache's combined format.

    The last figure is the seconds that the application took. What could end
    the quotes, or the line, is escaped: a log can be forged.
    """
    fields = dict(exchange.request.headers)
    asked = f"{exchange} {exchange.request.version}".encode()
    agent, referer = fields.get(b"user-agent"), fields.get(b"referer")
    asked, referer, agent = (
        (text or b"-").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        for text in (asked, referer, agent)
    )
    moment = strftime("%d/%b/%Y:%H:%M:%S +0000", gmtime())
    line = b'%b - - [%b] "%b" %b %d "%b" "%b" %.6f' % (
        str(exchange.address[0] or "-").encode(), moment.encode(), asked,
        exchange.status[:3].encode(), exchange.writer.sent, referer, agent,
        exchange.seconds,
    )  # fmt: skip
    return line.decode("ascii", "backslashreplace")
