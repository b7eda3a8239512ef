"""Requests as they come in over a `Link`, and how long to wait for them.

Why: a request takes its time, and a thread that waits for a client is lost
to the others. So a body is collected first, in a file if it is long, and the
application gets it whole. Who sets `stream` has it the other way: a long
body is read while it arrives. What becomes of the answer is not known here.
"""

import logging
import socket
from contextlib import suppress
from io import BufferedReader, BytesIO
from math import inf
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NamedTuple, cast

from .body import BadBody, BodyStream
from .link import RECEIVE, Link
from .protocol import Event, Refused, Request, RequestReader
from .response import CONTINUE
from .settings import Settings

__all__ = ["Incoming", "Intake"]

PREFETCH = 64 * 1024
"""Bytes of a body that are kept in memory; the rest goes to a file."""

Spool = SpooledTemporaryFile[bytes]

log = logging.getLogger("helpers.wsgi")


class Incoming(NamedTuple):
    """A request ready for an application, with its body or its beginning."""

    request: Request
    body: BinaryIO
    length: int | None


class Intake(Link):
    """The requests of one client.

    `wants_more` is called by worker threads, all else by the loop.
    """

    def __init__(
        self, sock: socket.socket, address: tuple[Any, ...], settings: Settings
    ) -> None:
        super().__init__(sock, address, settings)
        self.stopping = False
        self._reader = RequestReader(settings)
        self._first = True
        self._idle = True
        self._body: BodyStream | None = None
        self._owes_continue = False
        self._resume()

    # A request.

    async def read_request(self) -> Incoming | None:
        """Wait for a request; return None if there will be none.

        Raise `Refused` for one that is no good, `ClientLost`.
        """
        head = await self._read_head()
        if head is None:
            return None
        if not head.has_body:
            return Incoming(head, BytesIO(), None)
        self._limit_body()
        if self._settings.stream:
            return await self._read_beginning(head)
        return await self._read_whole(head)

    async def _read_head(self) -> Request | None:
        wait = self._settings
        self._idle = True
        self.limit(wait.timeout if self._first else wait.keep_alive, None)
        self._first = False
        while (event := self._reader.next_event()) is Event.NEED_DATA:
            if self._idle and self._reader.started:
                self._idle = False
                late = Refused(408, "the request did not arrive in time")
                self.limit(wait.timeout, late)
            if self._idle and self.stopping:
                return None
            await self._more()
        self._idle = False
        return event if isinstance(event, Request) else None

    async def _more(self) -> None:
        """Wait for bytes."""
        self._resume()
        await self._change()

    def received(self, data: bytes) -> None:
        """Hand what has arrived to whoever waits for it."""
        self._reader.receive(data)
        if not self._idle:
            self._extend(len(data))
        if self._body is not None:
            self._feed(self._body)
        else:
            self._wake()
        if self._eof or self._reader.buffered > RECEIVE:
            self._pause()

    # Its body, before a thread is taken.

    async def _read_whole(self, head: Request) -> Incoming:
        """Collect the body, however slowly it comes: no thread waits."""
        spool = SpooledTemporaryFile(max_size=PREFETCH)  # noqa: SIM115
        try:
            await self._collect(spool, head.expects_continue)
        except BaseException:
            spool.close()
            raise
        size = spool.tell()
        spool.seek(0)
        body = cast(BinaryIO, spool)
        return Incoming(head, body, size if head.chunked else None)

    async def _collect(self, spool: Spool, owes_continue: bool) -> None:
        while (event := self._reader.next_event()) is not Event.END:
            if isinstance(event, bytes):
                keep(spool, event)
            elif owes_continue and not spool.tell():
                self._queue(CONTINUE)
                self._limit_body()
            else:
                await self._more()
            owes_continue = False

    def _limit_body(self) -> None:
        late = Refused(408, "the body did not arrive in time")
        self.limit(self._settings.timeout, late)

    # Or while the application reads it.

    async def _read_beginning(self, head: Request) -> Incoming:
        """Collect a short body; of a long one only the beginning."""
        collected = bytearray()
        while len(collected) < PREFETCH:
            event = self._reader.next_event()
            if event is Event.END:
                size = len(collected) if head.chunked else None
                return Incoming(head, BytesIO(collected), size)
            if isinstance(event, bytes):
                collected += event
            elif head.expects_continue and not collected:
                break
            else:
                await self._more()
        return Incoming(head, self._stream(head, bytes(collected)), None)

    def _stream(self, head: Request, beginning: bytes) -> BinaryIO:
        self.deadline = inf
        self._owes_continue = head.expects_continue and not beginning
        self._body = BodyStream(self.wants_more)
        if beginning:
            self._body.feed(beginning)
        return cast(BinaryIO, BufferedReader(self._body))

    def _feed(self, body: BodyStream) -> None:
        """Move the body from the parser to the waiting application."""
        try:
            while not body.complete and body.size < PREFETCH:
                event = self._reader.next_event()
                if isinstance(event, bytes):
                    body.feed(event)
                elif event is Event.END:
                    body.end()
                else:
                    return
        except Refused as refused:
            body.fail(BadBody(refused))
        self.deadline = inf
        self._pause()

    def wants_more(self) -> None:
        """Read on, since an application waits for its body (any thread)."""
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._read_on)

    def _read_on(self) -> None:
        if self._body is None or self._lost:
            return
        if self._owes_continue:
            self._owes_continue = False
            self._queue(CONTINUE)
        late = Refused(408, "the body did not arrive in time")
        self.limit(self._settings.timeout, BadBody(late))
        self._resume()
        self._feed(self._body)

    @property
    def has_unread_body(self) -> bool:
        """Whether bytes of the current request are still to come."""
        return self._body is not None and not self._body.complete


def keep(spool: Spool, piece: bytes) -> None:
    """Add a piece to a body; raise `Refused` if the disk is full."""
    try:
        spool.write(piece)
    except OSError as error:
        log.error("cannot keep a request's body: %s", error.strerror)
        raise Refused(507, "there is no room for the body") from error
