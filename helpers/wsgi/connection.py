"""One client: its socket, its bytes in and out, its deadline.

Why not asyncio's streams: a finished answer should leave from the worker
thread that made it, without a detour over the loop, and transports may be
used on the loop's thread only. So this is a socket, with a lock around the
two things that both threads do: sending and closing. It knows nothing of
applications, and nothing of other clients.
"""

import asyncio
import logging
import socket
import threading
from contextlib import suppress
from io import BufferedReader, BytesIO
from math import inf
from typing import Any, BinaryIO, NamedTuple, Protocol, cast

from .body import BadBody, BodyStream, ClientLost
from .protocol import Event, Refused, Request, RequestReader
from .response import CONTINUE, refusal
from .settings import Settings

__all__ = ["Connection", "Incoming"]

RECEIVE = 64 * 1024
"""Bytes asked of a socket at once: what a pipe in Linux holds."""
PREFETCH = 64 * 1024
"""Bytes of a body that are collected before the application is called."""
HIGH_WATER = 256 * 1024
"""Unsent bytes at which the application has to wait for its client."""
SLOWEST = 500
"""Bytes a second below which a client counts as stalled."""
LINGER = 2.0
"""Seconds for a client to read the last answer before the socket closes."""

log = logging.getLogger("helpers.wsgi")


class Incoming(NamedTuple):
    """A request ready for an application, with its body or its beginning."""

    request: Request
    body: BinaryIO
    length: int | None


class Answer(Protocol):
    """Whatever says that it is finished."""

    finished: bool


class Connection:
    """The connection to one client; create it on the loop's thread.

    `write` and `wants_more` are called by worker threads, all else by the
    loop. `deadline` is in `loop.time()`; whoever owns the connection calls
    `expire` when it has passed.
    """

    def __init__(
        self, sock: socket.socket, address: tuple[Any, ...], settings: Settings
    ) -> None:
        self.address = address
        self.deadline = inf
        self.stopping = False
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self._reader = RequestReader(settings)
        self._waiter: asyncio.Future[None] | None = None
        self._late: Exception = ClientLost("")
        self._reading = False
        self._eof = False
        self._first = True
        self._idle = True
        self._body: BodyStream | None = None
        self._owes_continue = False
        self._lock = threading.Lock()
        self._unsent = bytearray()
        self._room: threading.Event | None = None
        self._lost: ClientLost | None = None
        self._resume()

    # Requests, on the loop's thread.

    async def read_request(self) -> Incoming | None:
        """Wait for a request; return None if there will be none.

        Raise `Refused` for one that is no good, `ClientLost`.
        """
        head = await self._read_head()
        if head is None:
            return None
        body, length = await self._read_body(head)
        return Incoming(head, body, length)

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

    async def _read_body(self, head: Request) -> tuple[BinaryIO, int | None]:
        """Collect a short body; of a long one only the beginning."""
        if not head.has_body:
            return BytesIO(), None
        late = Refused(408, "the body did not arrive in time")
        self.limit(self._settings.timeout, late)
        collected = bytearray()
        while len(collected) < PREFETCH:
            event = self._reader.next_event()
            if event is Event.END:
                size = len(collected) if head.chunked else None
                return BytesIO(collected), size
            if isinstance(event, bytes):
                collected += event
            elif head.expects_continue and not collected:
                break
            else:
                await self._more()
        return self._stream(head, bytes(collected)), None

    def _stream(self, head: Request, beginning: bytes) -> BinaryIO:
        self.deadline = inf
        self._owes_continue = head.expects_continue and not beginning
        self._body = BodyStream(self.wants_more)
        if beginning:
            self._body.feed(beginning)
        return cast(BinaryIO, BufferedReader(self._body))

    def next_request(self) -> bool:
        """Forget the request that was answered; False if that cannot be."""
        if self.has_unread_body or self._lost or self.stopping:
            return False
        self._body = None
        self._reader.next_request()
        return True

    @property
    def has_unread_body(self) -> bool:
        """Whether bytes of the current request are still to come."""
        return self._body is not None and not self._body.complete

    @property
    def has_unread_bytes(self) -> bool:
        """Whether the client has sent, or will send, what nobody will read."""
        return self.has_unread_body or self._reader.buffered > 0

    async def _more(self) -> None:
        """Wait for bytes."""
        self._resume()
        await self._change()

    async def _change(self) -> None:
        """Wait for news; raise what `expire` or `lose` set."""
        if self._lost:
            raise self._lost
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _readable(self) -> None:
        try:
            data = self._sock.recv(RECEIVE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self.lose(f"the client has gone ({error.strerror})")
            return
        self._received(data)

    def _received(self, data: bytes) -> None:
        self._reader.receive(data)
        self._eof = not data
        self._extend(len(data))
        if self._body is not None:
            self._feed(self._body)
        elif self._waiter is not None:
            self._wake()
        if self._eof or self._reader.buffered > RECEIVE:
            self._pause()

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

    def _resume(self) -> None:
        if not (self._reading or self._eof or self._lost):
            self._reading = True
            self._loop.add_reader(self._sock, self._readable)

    def _pause(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._sock)

    # Answers: `write` on a worker's thread, the rest on the loop's.

    def write(self, data: bytes, wait: bool, now: bool) -> None:
        """Send `data` (any thread); what does not fit, the loop sends.

        With `wait`, block while too much is unsent. Without `now`, leave it
        to the next `flush`. Raise `ClientLost`.
        """
        with self._lock:
            self._owes_continue = False
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
            self._loop.remove_writer(self._sock)
            self.deadline = inf
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
        self._loop.add_writer(self._sock, self.flush)

    async def answered(self, exchange: Answer) -> None:
        """Wait until a worker thread has finished this exchange."""
        while not exchange.finished:
            await self._change()

    def rest(self, keep_alive: bool) -> bool:
        """Begin to be idle (any thread); False if the loop must do something.

        This is what makes a quick answer cheap: all has been sent, nothing
        has arrived, so nobody need be woken until the next request comes.
        """
        self.limit(self._settings.keep_alive, None)
        busy = self._unsent or self._reader.buffered or self._body is not None
        return keep_alive and not (
            busy or self._eof or self.stopping or self._lost
        )

    def finish(self) -> None:
        """Send what the worker has left, and wake who waits for that."""
        self.flush()
        self._wake()

    async def drain(self) -> None:
        """Wait until all is sent; raise `ClientLost`."""
        self.flush()
        while self._unsent or self._lost:
            await self._change()

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
        self.deadline = inf
        late = self._late
        if isinstance(late, BadBody) and self._body is not None:
            self._body.fail(late)
        elif self._waiter and not self._waiter.done():
            self._waiter.set_exception(late)
        else:
            self.lose(str(late))

    def lose(self, reason: str) -> None:
        """Give the client up; whoever reads or writes gets `ClientLost`."""
        self._pause()
        with self._lock:
            self._lost = self._lost or ClientLost(reason)
            self._unsent.clear()
            if self._room:
                self._room.set()
        if self._body is not None:
            self._body.fail(self._lost)
        self._wake()

    def close(self) -> None:
        """Close the socket; nothing can be sent after that."""
        self.lose("the connection is closed")
        self._loop.remove_writer(self._sock)
        with self._lock:
            self._sock.close()

    # Deadlines.

    def limit(self, seconds: float, late: Exception | None) -> None:
        """Let `late` be raised in so many seconds; None: go in silence."""
        self.deadline = self._loop.time() + seconds
        self._late = late or ClientLost("")

    def _extend(self, count: int) -> None:
        """Give a client more time for bytes that it has sent or taken."""
        if self.deadline == inf or self._idle:
            return
        latest = self._loop.time() + self._settings.timeout
        self.deadline = min(latest, self.deadline + count / SLOWEST)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
