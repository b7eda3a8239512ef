"""The link to one client: its socket, and an alarm clock.

Why not asyncio's streams: for a request that fits into one packet, their
buffers cost more than the parser. So this is what they are made of:
`add_reader`, `add_writer`, and a future for the one task that waits. It knows
nothing of HTTP, and no thread.
"""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf

from .protocol import ClientLost

__all__ = ["GONE", "Link"]

RECEIVE = 64 * 1024  # bytes asked of a socket, and kept for a busy task
SLOWEST = 500  # bytes a second below which a client counts as stalled
GONE = partial(ClientLost, "")
STALLED = partial(ClientLost, "the client does not read its answer")


class Link:
    """The way to one client and back, for one task; create it on the loop.

    Its owner calls `expire` once `loop.time()` has passed the `deadline`.
    """

    def __init__(self, sock: socket.socket, timeout: float) -> None:
        self.deadline = inf
        self.inbox = b""
        self.eof = False
        self.unsent = bytearray()
        self._sock, self._timeout = sock, timeout
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] = self._loop.create_future()
        self._lost: ClientLost | None = None
        self._reading = False
        self._moved = 0
        self._read_on()

    async def read(self) -> bytes:
        """Wait for bytes and return them; `b""` after the last ones."""
        while not (self.inbox or self.eof):
            await self.news()
        data, self.inbox = self.inbox, b""
        self._read_on()  # even if nobody asks: the task may sleep from here
        return data

    def poll(self) -> None:
        """Receive what has arrived; keep it for `read`."""
        try:
            data = self._sock.recv(RECEIVE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self.lose(f"the client has gone ({error.strerror})")
            return
        self.inbox += data
        self._moved += len(data)
        if not data:
            self.end()
        elif len(self.inbox) >= RECEIVE:
            self._read_on(False)
        self.wake()

    def end(self) -> None:
        """Take no more bytes, as if the client had sent its last."""
        self.eof = True
        self._read_on(False)
        self.wake()

    def _read_on(self, wanted: bool = True) -> None:
        wanted = wanted and not (self.eof or self._lost)
        if wanted and not self._reading:
            self._loop.add_reader(self._sock, self.poll)
        elif self._reading and not wanted:
            self._loop.remove_reader(self._sock)
        self._reading = wanted

    def write(self, data: bytes) -> None:
        """Send `data`; keep what the kernel does not take."""
        if data and not self.unsent:
            data = data[self._send(data) :]
            if data and not self._lost:
                self.limit(self._timeout, STALLED, earns=True)
                self._loop.add_writer(self._sock, self._writable)
        if not self._lost:
            self.unsent += data

    async def drain(self) -> None:
        """Wait until all is sent; raise `ClientLost`."""
        while self.unsent or self._lost:
            await self.news()

    def _writable(self) -> None:
        count = self._send(self.unsent)
        del self.unsent[:count]
        self._moved += count
        if not self.unsent and not self._lost:
            self._loop.remove_writer(self._sock)
            self.deadline = inf
            self.wake()

    def _send(self, data: bytes | bytearray) -> int:
        try:
            return self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            self.lose(f"the client has gone ({error.strerror})")
            return 0

    def news(self) -> asyncio.Future[None]:
        """Return what to await until something happens.

        It raises what `expire` or `lose` have set.
        """
        if self._lost:
            raise self._lost
        self._waiter = self._loop.create_future()
        return self._waiter

    def wake(self) -> None:
        """Let the task that waits look for itself what has happened."""
        if not self._waiter.done():
            self._waiter.set_result(None)

    def limit(
        self,
        seconds: float,
        late: Callable[[], Exception],
        earns: bool = False,
    ) -> None:
        """Let what `late` returns be raised in so many seconds.

        A client that `earns` has more time for the bytes that it moves.
        """
        self.deadline = self._loop.time() + seconds
        self._late, self._earns, self._moved = late, earns, 0

    def expire(self) -> None:
        """Act on the deadline, which has passed, unless more was earned."""
        now = self._loop.time()
        earned, self._moved = self._earns * self._moved / SLOWEST, 0
        self.deadline = min(self.deadline + earned, now + self._timeout)
        if self.deadline <= now:
            self.deadline = inf
            if self._waiter.done():
                self.lose(str(self._late()))
            else:
                self._waiter.set_exception(self._late())

    def half_close(self) -> None:
        """Say that nothing more will be sent; the client may still send."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def lose(self, reason: str) -> None:
        """Give the client up: the task gets `ClientLost`."""
        self._lost = self._lost or ClientLost(reason)
        self.close()
        self.wake()

    def close(self) -> None:
        """Close the socket; nothing can be sent after that."""
        self.unsent.clear()
        if self._sock.fileno() != -1:
            self._read_on(False)
            self._loop.remove_writer(self._sock)
            self._sock.close()
