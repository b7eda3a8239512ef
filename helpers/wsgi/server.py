"""The server: an evented loop over `asyncio.wait`, and what it sets going.

Why: it is the loop of the post's ninth program, grown up. `serve` waits for
the first of a few jobs, looks at what is done, and starts the job anew. What
is not in its set is every single connection: `asyncio.wait` looks at its
whole set at each turn, so those are tasks of their own, which report here.
"""

import asyncio
import logging
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .body import ClientLost
from .call import Application
from .connection import Connection
from .environ import base_environ
from .exchange import Exchange, access_line
from .protocol import Refused
from .settings import Settings
from .workers import Workers

__all__ = ["Server"]

BATCH = 128
"""Newcomers that are accepted in one turn: then the others have theirs."""
REINFORCE = 0.001
"""Seconds after which a second thread helps with a queue."""
OUT_OF_FILES = 0.1
"""Seconds to leave those at the door who cannot be let in just now."""
JOIN = 0.05
"""Seconds that an idle thread takes to end, with a margin."""

Newcomer = tuple[socket.socket, tuple[Any, ...]]

log = logging.getLogger("helpers.wsgi")


class Server:
    """Serve a WSGI application on the running asyncio loop.

    The socket is bound, and `port` known, once the object exists; the
    address is that of one interface, and port 0 means any that is free.

        server = Server(app, port=0)
        task = asyncio.create_task(server.serve())
        ...
        server.stop()
        await task

    `access_log` is called with a line for each answer, in a worker's thread.
    """

    def __init__(
        self,
        app: Application,
        host: str = "127.0.0.1",
        port: int = 0,
        settings: Settings | None = None,
        access_log: Callable[[str], object] | None = None,
    ) -> None:
        if not callable(app):
            raise TypeError(f"a WSGI application is callable, {app!r} is not")
        self.app = app
        self.settings = settings or Settings()
        self.connections: set[Connection] = set()
        self._access_log = access_log
        self._listener = listen(host, port, self.settings.backlog)
        self._listener.setblocking(False)
        self.host, self.port = self._listener.getsockname()[:2]
        self._environ = base_environ(host, self.port)
        self._tasks: set[asyncio.Task[None]] = set()
        self._workers: Workers[Exchange] | None = None
        self._reinforcement: asyncio.TimerHandle | None = None
        self._tick = tick_seconds(self.settings)
        self._stop = asyncio.Event()
        self._requests: asyncio.Future[None] | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._ready: list[Exchange] = []
        self._answered: deque[Exchange] = deque()
        self._notified = False
        self._loop: asyncio.AbstractEventLoop | None = None

    # The evented loop.

    async def serve(self) -> None:
        """Serve until `stop` is called and the requests under way are done."""
        self._start()
        start = asyncio.create_task
        newcomers = start(self.accept())
        requests = self.requests()
        tick = start(self.tick())
        stop = start(self.stop_called())
        goodbye: asyncio.Task[None] | None = None
        pending: set[asyncio.Future[Any]] = {newcomers, requests, tick, stop}
        try:
            while pending:
                done, pending = await asyncio.wait(
                    pending, return_when=asyncio.FIRST_COMPLETED
                )
                if newcomers in done:
                    self.welcome(newcomers.result())
                    pending.add(newcomers := start(self.accept()))
                if requests in done:
                    self.hand_over()
                    pending.add(requests := self.requests())
                if tick in done:
                    self.expire()
                    pending.add(tick := start(self.tick()))
                if stop in done:  # after `newcomers`: both may be done
                    pending.remove(newcomers)
                    self.close_door(newcomers)
                    pending.add(goodbye := start(self.goodbye()))
                if goodbye in done:
                    break
        finally:
            await self._finish(pending)

    # Its jobs: each waits for one thing, and returns it.

    async def accept(self) -> list[Newcomer]:
        """Wait for newcomers; return all who are there."""
        await self._has_room.wait()
        await readable(self._listener)
        newcomers = accept_batch(self._listener)
        if not newcomers:  # no file is left for them: they stay readable
            await asyncio.sleep(OUT_OF_FILES)
        return newcomers

    def requests(self) -> asyncio.Future[None]:
        """Return a future that is done once requests are ready.

        A bare future, since this is asked for with every batch: it costs
        the loop one step less than a task.
        """
        self._requests = asyncio.get_running_loop().create_future()
        if self._ready:
            wake(self._requests)
        return self._requests

    async def tick(self) -> None:
        """Wait for the moment to look at the deadlines."""
        await asyncio.sleep(self._tick)

    async def stop_called(self) -> None:
        """Wait until somebody calls `stop`."""
        await self._stop.wait()

    async def goodbye(self) -> None:
        """Wait until all clients have their answers, but not for ever."""
        for client in self.connections:
            client.stop()
        if self._tasks:
            timeout = self.settings.graceful_timeout
            await asyncio.wait(self._tasks, timeout=timeout)

    # What the loop does with their results.

    def welcome(self, newcomers: list[Newcomer]) -> None:
        """Give each newcomer a task of its own."""
        for sock, address in newcomers:
            client = Connection(sock, address, self.settings)
            self.connections.add(client)
            task = asyncio.create_task(self.serve_connection(client))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(self.connections) >= self.settings.connection_limit:
            self._has_room.clear()

    def hand_over(self) -> None:
        """Hand all requests that are ready to the threads, in one batch."""
        assert self._workers is not None
        batch, self._ready = self._ready, []
        if self._workers.put(batch) and self._reinforcement is None:
            self._reinforcement = asyncio.get_running_loop().call_later(
                REINFORCE, self._reinforce
            )

    def expire(self) -> None:
        """Deal with every client that has let its deadline pass."""
        now = asyncio.get_running_loop().time()
        late = [client for client in self.connections if client.deadline < now]
        for client in late:
            client.expire()

    def close_door(self, newcomers: asyncio.Task[list[Newcomer]]) -> None:
        """Accept those whom the kernel has let in, and then nobody."""
        newcomers.cancel()
        self.welcome(accept_batch(self._listener))
        self._listener.close()

    def stop(self) -> None:
        """End `serve` when the requests under way are done (any thread)."""
        if self._loop is None:
            self._stop.set()
            return
        with suppress(RuntimeError):  # the loop is closed: all is over
            self._loop.call_soon_threadsafe(self._stop.set)

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called."""
        return self._stop.is_set()

    def close(self) -> None:
        """Free the port of a server that never got to `serve`."""
        self._listener.close()

    # One client, one task.

    async def serve_connection(self, client: Connection) -> None:
        """Serve one client, request after request; never raise."""
        try:
            while await self.serve_request(client):
                pass
        except Refused as refused:
            log.info("%s: %s", client.address[0], refused)
            with suppress(ClientLost):
                await client.refuse(refused)
        except ClientLost as lost:
            log.debug("%s: %s", client.address[0], lost)
        finally:
            client.close()
            self.connections.discard(client)
            self._has_room.set()

    async def serve_request(self, client: Connection) -> bool:
        """Read a request and have it answered; False after the last one."""
        incoming = await client.read_request()
        if incoming is None:
            return False
        exchange = Exchange(client, incoming)
        await self.answer(exchange)
        await client.drain()
        if exchange.call.keep_alive and client.next_request():
            return True
        if client.has_unread_bytes:
            await client.linger()
        return False

    async def answer(self, exchange: Exchange) -> None:
        """Queue for a thread, and wait until it has done the work.

        Raise `Refused` if no thread was free in time.
        """
        client = exchange.client
        busy = Refused(503, "all threads of this server are busy")
        client.limit(self.settings.timeout, busy)
        self._ready.append(exchange)
        assert self._requests is not None
        wake(self._requests)
        try:
            await client.answered(exchange)
        except Refused:
            assert self._workers is not None
            if self._workers.remove(exchange):
                raise
            await client.answered(exchange)

    # Threads.

    def _work(self, exchange: Exchange, last: bool) -> None:
        """Answer one request, on a worker's thread."""
        exchange.run(self.app, self._environ, last)
        if self._access_log:
            self._access_log(access_line(exchange))
        exchange.finished = True
        if exchange.client.rest(exchange.call.keep_alive):
            return
        self._answered.append(exchange)
        if not self._notified:
            self._notified = True
            assert self._loop is not None
            with suppress(RuntimeError):  # the loop is closed: all is over
                self._loop.call_soon_threadsafe(self._collect)

    def _collect(self) -> None:
        """Take back what the threads have finished, all in one turn."""
        self._notified = False  # first: who appends from here on notifies
        while self._answered:
            self._answered.popleft().client.finish()

    def _reinforce(self) -> None:
        """Wake one more thread if those awake do not keep up."""
        assert self._workers is not None
        assert self._loop is not None
        self._reinforcement = None
        if self._workers.reinforce():
            self._reinforcement = self._loop.call_later(
                REINFORCE, self._reinforce
            )

    # Beginning and end.

    def _start(self) -> None:
        if self._loop is not None:
            raise RuntimeError("this server has been started before")
        self._loop = asyncio.get_running_loop()
        self._workers = Workers(self.settings.threads, self._work, "wsgi")

    async def _finish(self, jobs: set[asyncio.Future[Any]]) -> None:
        """Leave nothing behind: no task, no socket, no thread."""
        assert self._workers is not None
        leftover = jobs | self._tasks
        for job in leftover:
            job.cancel()
        if leftover:
            await asyncio.wait(leftover)
        if self._reinforcement:
            self._reinforcement.cancel()
        self._listener.close()
        self._workers.stop()
        for name in self._workers.join(JOIN):
            log.warning("thread %s is left to an application at work", name)


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """Return a listening socket; raise `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=backlog)


async def readable(sock: socket.socket) -> None:
    """Wait until a socket can be read from."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.add_reader(sock, wake, future)
    try:
        await future
    finally:
        loop.remove_reader(sock)


def wake(future: asyncio.Future[None]) -> None:
    """Let whoever awaits `future` go on."""
    if not future.done():
        future.set_result(None)


def accept_batch(listener: socket.socket) -> list[Newcomer]:
    """Accept those who wait at the door; never block."""
    newcomers: list[Newcomer] = []
    try:
        while len(newcomers) < BATCH:
            sock, address = listener.accept()
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            newcomers.append((sock, address))
    except BlockingIOError:
        pass
    except OSError as error:
        log.warning("cannot accept a connection: %s", error.strerror)
    return newcomers


def tick_seconds(settings: Settings) -> float:
    """Return how often to look at the deadlines: often enough for each."""
    shortest = min(settings.timeout, settings.keep_alive)
    return min(1.0, max(0.02, shortest / 4))
