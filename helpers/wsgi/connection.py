"""One client, request after request: its answers, and the end.

Why: between bytes and applications somebody has to decide whether a client
may send another request, and how to part from it so that it gets what it is
owed. It knows nothing of applications, and nothing of other clients.
"""

import socket
from contextlib import suppress
from math import inf
from typing import Protocol

from .body import BadBody
from .intake import Incoming, Intake
from .protocol import Refused, RequestReader
from .response import refusal

__all__ = ["Connection", "Incoming"]

LINGER = 2.0
"""Seconds for a client to read the last answer before the socket closes."""


class Answer(Protocol):
    """Whatever says that it is finished."""

    finished: bool


class Connection(Intake):
    """The connection to one client; create it on the loop's thread.

    `write`, `rest` and `at_rest` are called by worker threads, all else by
    the loop.
    """

    _awaited: Answer | None = None

    # Its answer.

    async def answered(self, exchange: Answer) -> None:
        """Wait until a worker thread has finished this exchange."""
        self._awaited = exchange
        while not exchange.finished:
            await self._change()
        self._awaited = None

    def write(self, data: bytes, wait: bool, now: bool) -> None:
        """Send a piece of the answer (any thread), as `Link.write` has it."""
        self._owes_continue = False
        super().write(data, wait, now)

    def rest(self) -> None:
        """Begin to be idle, if all has been sent (any thread)."""
        if not self._unsent:
            self.limit(self._settings.keep_alive, None)

    def at_rest(self, keep_alive: bool) -> bool:
        """Tell whether nothing is to be done for this client (any thread).

        This is what makes a quick answer cheap: all has been sent, nothing
        has arrived, so nobody need be woken until the next request comes.
        """
        busy = self._unsent or self._reader.buffered or self._body is not None
        return keep_alive and not (
            busy or self._eof or self.stopping or self._lost
        )

    def finish(self, exchange: Answer, keep_alive: bool) -> None:
        """Send what the worker has left; wake whoever has to go on."""
        self.flush()
        if self._awaited is not exchange:  # somebody has gone on already
            return
        self.rest()
        if not self.at_rest(keep_alive):
            self._wake()

    @property
    def has_unread_bytes(self) -> bool:
        """Whether the client has sent, or will send, what nobody will read."""
        return self.has_unread_body or self._reader.buffered > 0

    def next_request(self) -> bool:
        """Forget the request that was answered; False if that cannot be."""
        if self.has_unread_body or self._lost or self.stopping:
            return False
        self._body = None
        self._reader.next_request()
        return True

    # The end.

    async def refuse(self, refused: Refused) -> None:
        """Answer a request that reached no application, and say goodbye."""
        self._queue(refusal(refused))
        await self.drain()
        await self.linger()

    async def linger(self) -> None:
        """Let the client read the answer, though it may still be sending.

        To close a socket with unread bytes resets the connection, and the
        reset overtakes the answer.
        """
        self._body = None
        self._idle = True
        self.limit(LINGER, None)
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)
        while not self._eof:
            self._reader = RequestReader(self._settings)
            await self._more()

    def stop(self) -> None:
        """Serve no request that has not begun to arrive."""
        self.stopping = True
        if self._idle and self._reading:
            self._readable()
        self._wake()

    def expire(self) -> None:
        """Act on the deadline, which has passed."""
        if isinstance(self._late, BadBody) and self._body is not None:
            self.deadline = inf
            self._body.fail(self._late)
        else:
            super().expire()

    def lose(self, reason: str) -> None:
        """Give the client up; whoever reads or writes gets `ClientLost`."""
        super().lose(reason)
        if self._body is not None and self._lost:
            self._body.fail(self._lost)
