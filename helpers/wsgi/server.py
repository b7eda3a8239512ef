"""The server: an evented loop over `asyncio.wait`, and what it sets going.

Why: it is the loop of the post's ninth program, grown up. `serve` waits for
the first of a few jobs, looks at what is done, and starts the job anew. What
is not in its set is every single connection: `asyncio.wait` looks at its
whole set at each turn, so those are tasks of their own, which report here.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .body import ClientLost
from .call import Application
from .connection import Connection
from .dispatch import Dispatch
from .environ import base_environ
from .exchange import Exchange
from .listening import Newcomer, accept_batch, listen, readable
from .request import Refused
from .settings import Settings

__all__ = ["Server"]

OUT_OF_FILES = 0.1
"""Seconds to leave those at the door who cannot be let in yet."""

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
        self.host, self.port = self._listener.getsockname()[:2]
        self._environ = base_environ(host, self.port)
        self._tasks: set[asyncio.Task[None]] = set()
        self._dispatch: Dispatch | None = None
        self._tick = tick_seconds(self.settings)
        self._stop = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()
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
        """Return a future that is done once requests are ready."""
        return self.dispatch.requests()

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
        self.dispatch.hand_over()

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
        await self.dispatch.answer(exchange)
        await client.drain()
        if exchange.call.keep_alive and client.next_request():
            return True
        if client.has_unread_bytes:
            await client.linger()
        return False

    # Beginning and end.

    @property
    def dispatch(self) -> Dispatch:
        """What takes the requests to the threads; there once it serves."""
        assert self._dispatch is not None
        return self._dispatch

    def _start(self) -> None:
        if self._loop is not None:
            raise RuntimeError("this server has been started before")
        self._loop = asyncio.get_running_loop()
        self._dispatch = Dispatch(
            self.app, self._environ, self.settings, self._access_log
        )

    async def _finish(self, jobs: set[asyncio.Future[Any]]) -> None:
        """Leave nothing behind: no task, no socket, no thread."""
        leftover = jobs | self._tasks
        for job in leftover:
            job.cancel()
        if leftover:
            await asyncio.wait(leftover)
        self._listener.close()
        self.dispatch.close()


def tick_seconds(settings: Settings) -> float:
    """Return how often to look at the deadlines: often enough for each."""
    shortest = min(settings.timeout, settings.keep_alive)
    return min(1.0, max(0.02, shortest / 4))
