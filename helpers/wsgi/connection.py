"""One client: its socket, its requests, its answers, and the end.

Why: a request takes its time, and a thread that waits for a client is lost
to the others. So a body is collected first, in a file if it is long, and the
application gets it whole. Who sets `stream` has it the other way: a long
body is read while it arrives. A finished answer leaves from the worker thread
that made it, without a detour over the loop; so this is a socket and no
transport, with a lock around the two things that both threads do: sending
and closing. It knows nothing of applications, and nothing of other clients.
"""

import asyncio
import logging
import socket
import threading
from contextlib import suppress
from io import BufferedReader, BytesIO
from math import inf
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NamedTuple, Protocol, cast

from .body import BadBody, BodyStream, ClientLost
from .protocol import Event, RequestReader
from .request import Refused, Request
from .response import CONTINUE, refusal
from .settings import Settings

__all__ = ["Connection", "Incoming"]

RECEIVE = 64 * 1024
"""Bytes asked of a socket at once: what a pipe in Linux holds."""
HIGH_WATER = 256 * 1024
"""Unsent bytes at which the application has to wait for its client."""
SLOWEST = 500
"""Bytes a second below which a client counts as stalled."""
PREFETCH = 64 * 1024
"""Bytes of a body that are kept in memory; the rest goes to a file."""
LINGER = 2.0
"""Seconds for a client to read the last answer before the socket closes."""

Spool = SpooledTemporaryFile[bytes]

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

    `write`, `wants_more`, `rest` and `at_rest` are called by worker threads,
    all else by the loop. `deadline` is in `loop.time()`; whoever owns the
    connection calls `expire` when it has passed.
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
        self.stopping = False
        self._reader = RequestReader(settings)
        self._first = True
        self._idle = True
        self._body: BodyStream | None = None
        self._owes_continue = False
        self._awaited: Answer | None = None
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

    def _received(self, data: bytes) -> None:
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

    # Its answer.

    async def answered(self, exchange: Answer) -> None:
        """Wait until a worker thread has finished this exchange."""
        self._awaited = exchange
        while not exchange.finished:
            await self._change()
        self._awaited = None

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

    # Bytes in.

    def _readable(self) -> None:
        try:
            data = self._sock.recv(RECEIVE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self.lose(f"the client has gone ({error.strerror})")
            return
        self._eof = not data
        self._received(data)

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
        self._owes_continue = False
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

    # Time.

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
        if isinstance(self._late, BadBody) and self._body is not None:
            self._body.fail(self._late)
        elif self._waiter and not self._waiter.done():
            self._waiter.set_exception(self._late)
        else:
            self.lose(str(self._late))

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

    def lose(self, reason: str) -> None:
        """Give the client up; whoever reads or writes gets `ClientLost`."""
        self._pause()
        with self._lock:
            self._lost = self._lost or ClientLost(reason)
            self._unsent.clear()
            if self._room:
                self._room.set()
        self._wake()
        if self._body is not None:
            self._body.fail(self._lost)

    def close(self) -> None:
        """Close the socket; nothing can be sent after that."""
        self.lose("the connection is closed")
        self._stop_writing()
        with self._lock:
            self._sock.close()


def keep(spool: Spool, piece: bytes) -> None:
    """Add a piece to a body; raise `Refused` if the disk is full."""
    try:
        spool.write(piece)
    except OSError as error:
        log.error("cannot keep a request's body: %s", error.strerror)
        raise Refused(507, "there is no room for the body") from error
