"""The link to one client: a socket, bytes in and out, a deadline.

Why not asyncio's streams: a finished answer should leave from the worker
thread that made it, without a detour over the loop, and transports may be
used on the loop's thread only. So this is a socket, with a lock around the
two things that both threads do: sending and closing. It knows nothing of
HTTP: what arrives goes to `received`, which `Connection` provides.
"""

import asyncio
import socket
import threading
from math import inf
from typing import Any

from .body import ClientLost
from .settings import Settings

__all__ = ["Link", "RECEIVE"]

RECEIVE = 64 * 1024
"""Bytes asked of a socket at once: what a pipe in Linux holds."""
HIGH_WATER = 256 * 1024
"""Unsent bytes at which the application has to wait for its client."""
SLOWEST = 500
"""Bytes a second below which a client counts as stalled."""


class Link:
    """The way to one client and back; create it on the loop's thread.

    `write` is called by worker threads, all else by the loop. `deadline` is
    in `loop.time()`; whoever owns the link calls `expire` when it has passed.
    """

    def __init__(
        self, sock: socket.socket, address: tuple[Any, ...], settings: Settings
    ) -> None:
        self.address = address
        self.deadline = inf
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self._waiter: asyncio.Future[None] | None = None
        self._late: Exception = ClientLost("")
        self._reading = False
        self._writing = False
        self._draining = False
        self._eof = False
        self._lock = threading.Lock()
        self._unsent = bytearray()
        self._room: threading.Event | None = None
        self._lost: ClientLost | None = None

    # Bytes in.

    def received(self, data: bytes) -> None:
        """Take what has arrived; `b""` says that it was the last."""
        raise NotImplementedError

    def _readable(self) -> None:
        try:
            data = self._sock.recv(RECEIVE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self.lose(f"the client has gone ({error.strerror})")
            return
        self._eof = not data
        self.received(data)

    def _resume(self) -> None:
        if not (self._reading or self._eof or self._lost):
            self._reading = True
            self._loop.add_reader(self._sock, self._readable)

    def _pause(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._sock)

    # Bytes out: `write` on a worker's thread, the rest on the loop's.

    def write(self, data: bytes, wait: bool, now: bool) -> None:
        """Send `data` (any thread); what does not fit, the loop sends.

        With `wait`, block while too much is unsent. Without `now`, leave it
        to the next `flush`. Raise `ClientLost`.
        """
        with self._lock:
            if self._lost:
                raise self._lost
            if now and not self._unsent:
                data = self._send(data)
            if not data:
                return
            self._unsent += data
            full = wait and len(self._unsent) > HIGH_WATER
            self._room = threading.Event() if full else None
            room = self._room
        if now:
            self._loop.call_soon_threadsafe(self.flush)
        if room:
            room.wait()

    def _send(self, data: bytes) -> bytes:
        """Send what the kernel takes; return the rest. Hold the lock."""
        try:
            count = self._sock.send(data)
        except (BlockingIOError, InterruptedError):
            return data
        except OSError as error:
            self._lost = ClientLost(f"the client has gone ({error.strerror})")
            raise self._lost from None
        return data[count:] if count < len(data) else b""

    def _queue(self, data: bytes) -> None:
        with self._lock:
            self._unsent += data
        self.flush()

    def flush(self) -> None:
        """Send what is unsent; go on when the socket takes more."""
        if not self._unsent or self._lost:
            return
        try:
            with self._lock:
                self._flush()
        except ClientLost as lost:
            self.lose(str(lost))

    def _flush(self) -> None:
        before = len(self._unsent)
        rest = self._send(bytes(self._unsent[:HIGH_WATER]))
        del self._unsent[: min(before, HIGH_WATER) - len(rest)]
        if self._unsent:
            self._wait_for_room(before - len(self._unsent))
        else:
            self._stop_writing()
            self.deadline = inf
            if self._draining:
                self._wake()
        if self._room and len(self._unsent) <= HIGH_WATER // 2:
            self._room.set()
            self._room = None

    def _wait_for_room(self, sent: int) -> None:
        if self.deadline == inf:
            self.limit(
                self._settings.timeout,
                ClientLost("the client does not read its answer"),
            )
        self._extend(sent)
        self._writing = True
        self._loop.add_writer(self._sock, self._writable)

    def _stop_writing(self) -> None:
        if self._writing:
            self._writing = False
            self._loop.remove_writer(self._sock)

    def _writable(self) -> None:
        self.flush()
        if not self._unsent:
            self._wake()

    async def drain(self) -> None:
        """Wait until all is sent; raise `ClientLost`."""
        self.flush()
        self._draining = True
        while self._unsent or self._lost:
            await self._change()
        self._draining = False

    # Time, and the end.

    async def _change(self) -> None:
        """Wait for news; raise what `expire` or `lose` set."""
        if self._lost:
            raise self._lost
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def limit(self, seconds: float, late: Exception | None) -> None:
        """Let `late` be raised in so many seconds; None: go in silence."""
        self.deadline = self._loop.time() + seconds
        self._late = late or ClientLost("")

    def _extend(self, count: int) -> None:
        """Give a client more time for bytes that it has sent or taken."""
        if self.deadline == inf:
            return
        latest = self._loop.time() + self._settings.timeout
        self.deadline = min(latest, self.deadline + count / SLOWEST)

    def expire(self) -> None:
        """Act on the deadline, which has passed."""
        self.deadline = inf
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(self._late)
        else:
            self.lose(str(self._late))

    def lose(self, reason: str) -> None:
        """Give the client up; whoever reads or writes gets `ClientLost`."""
        self._pause()
        with self._lock:
            self._lost = self._lost or ClientLost(reason)
            self._unsent.clear()
            if self._room:
                self._room.set()
        self._wake()

    def close(self) -> None:
        """Close the socket; nothing can be sent after that."""
        self.lose("the connection is closed")
        self._stop_writing()
        with self._lock:
            self._sock.close()
