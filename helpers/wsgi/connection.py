"""One client: requests in, answers out, one after the other, and the end.

Why: a request takes its time, and a thread that waits for a client is lost
to the others. So the request is collected here first, its body in a file if
it is long. A connection *has* a link to the client and a reader of what
arrives. It knows nothing of applications, and nothing of other clients.
"""

import logging
import socket
from collections.abc import Callable
from functools import partial
from io import BytesIO
from math import inf
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from .exchange import Exchange
from .link import GONE, Link
from .protocol import ClientLost, Event, Refused, Request, RequestReader
from .response import CONTINUE, refusal
from .settings import Settings

__all__ = ["Connection"]

IN_MEMORY = 64 * 1024  # bytes of a body; a longer one goes to a file
LINGER = 2.0  # seconds for a client to read the last answer
BUSY = partial(Refused, 503, "all threads of this server are busy")
LATE_HEAD = partial(Refused, 408, "the request did not arrive in time")
LATE_BODY = partial(Refused, 408, "the body did not arrive in time")

log = logging.getLogger("helpers.wsgi")


class Connection:
    """The connection to one client, for one task; create it on the loop.

    `tell` is what a thread calls when it has bytes to send.
    """

    def __init__(
        self,
        sock: socket.socket,
        address: tuple[Any, ...],
        settings: Settings,
        tell: Callable[[Exchange], None],
    ) -> None:
        self.address, self._settings, self._tell = address, settings, tell
        self.link = Link(sock, settings.timeout)
        self.reader = RequestReader(settings)
        self.stopping = False
        self._patience, self._idle = settings.timeout, True
        self._exchange: Exchange | None = None
        self._over = False

    # A request.

    async def read_request(self) -> Exchange | None:
        """Wait for a request; return None if there will be none.

        Raise `Refused` for one that is no good, `ClientLost`.
        """
        request = await self._read_head()
        if request is None:
            return None
        body = await self._read_body(request)
        deliver = self.deliver
        answer = Exchange(request, body, self.address, self._tell, deliver)
        answer.last = self.stopping
        return answer

    async def _read_head(self) -> Request | None:
        timeout, self._idle = self._settings.timeout, True
        self.link.limit(self._patience, GONE)
        self._patience = self._settings.keep_alive
        while (event := self.reader.next_event()) is Event.NEED_DATA:
            if self._idle and self.reader.started:
                self._idle = False
                self.link.limit(timeout, LATE_HEAD, earns=True)
            self.reader.receive(await self.link.read())
        self._idle = False
        return event if isinstance(event, Request) else None

    async def _read_body(self, request: Request) -> BinaryIO:
        """Collect the body, however slowly it comes: no thread waits."""
        body: BinaryIO = BytesIO()
        if request.expects_continue and not self.reader.buffer:
            self.link.write(CONTINUE)
            await self.link.drain()
        self.link.limit(self._settings.timeout, LATE_BODY, earns=True)
        try:
            if request.length is None or request.length > IN_MEMORY:
                body = cast(BinaryIO, TemporaryFile())  # noqa: SIM115
            while (event := self.reader.next_event()) is not Event.END:
                if isinstance(event, bytes):
                    body.write(event)
                else:
                    self.reader.receive(await self.link.read())
            body.seek(0)
        except OSError as error:
            body.close()
            if isinstance(error, ClientLost):
                raise
            log.error("cannot keep a body: %s", error.strerror)
            raise Refused(507, "there is no room for the body") from error
        except BaseException:
            body.close()
            raise
        return body

    # Its answer.

    async def answered(self, exchange: Exchange) -> None:
        """Send what a thread answers, until it is over and all is sent.

        Raise `Refused` if no thread was free in time, `ClientLost`.
        """
        self.link.limit(self._settings.timeout, BUSY)
        self._exchange, self._over = exchange, False
        try:
            while not self._over or self.link.unsent or exchange.held:
                try:
                    await self.link.news()
                    self._send_on(exchange)
                except Refused:
                    if exchange.claim():  # else an application is at work
                        raise
        finally:
            self.give_up()

    def deliver(self, exchange: Exchange, over: bool) -> None:
        """Hear that a thread has put something, or is done."""
        if exchange is self._exchange:  # else nobody waits for it any more
            self._over = over
            self._send_on(exchange)
            if over and not self._rests(exchange):
                self.link.wake()

    def _send_on(self, exchange: Exchange) -> None:
        """Send the next pieces when those before have left."""
        if exchange.held and not self.link.unsent:
            self.link.limit(inf, GONE)
            self.link.write(exchange.take())

    def _rests(self, exchange: Exchange) -> bool:
        """Begin to be idle, if there is nothing else to do.

        This is what makes a quick answer cheap: all has been sent, nothing
        has arrived, so the task need not wake up until the next request.
        """
        link = self.link
        busy = link.unsent or link.inbox or link.eof or self.reader.buffer
        if busy or self.stopping or not exchange.keep_alive:
            return False
        link.limit(self._settings.keep_alive, GONE)
        return True

    def give_up(self) -> bool:
        """Let go of the request; tell whether no thread has begun it."""
        exchange, self._exchange = self._exchange, None
        if exchange is None or self._over:
            return False
        exchange.lose("the connection is closed")
        return exchange.claim()

    # The end.

    def stop(self) -> None:
        """Serve no request that has not begun to arrive."""
        self.stopping = True
        if self._exchange is not None:
            self._exchange.last = True
        if self._idle:
            self.link.poll()
            if not self.link.inbox:
                self.link.end()
        self.link.wake()

    async def refuse(self, refused: Refused) -> None:
        """Answer a request that reached no application."""
        self.link.write(refusal(refused))
        await self.link.drain()
        await self.part(linger=True)

    async def part(self, linger: bool = False) -> None:
        """Let the client read the answer, though it may still be sending.

        To close a socket with unread bytes resets the connection, and the
        reset overtakes the answer.
        """
        if linger or self.reader.buffer or self.link.inbox:
            self.link.half_close()
            self.link.limit(LINGER, GONE)
            while await self.link.read():
                pass
