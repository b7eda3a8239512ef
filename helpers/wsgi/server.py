"""The server: an evented loop over `asyncio.wait`, and what it sets going.

Why: it is the loop of the post's ninth program, grown up. `heart` waits for
the first of a few jobs, looks at what is done, and starts the job anew. What
is not in its set is every single connection: `asyncio.wait` looks at its
whole set at each turn, so those are tasks of their own, which report here.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from .connection import Connection
from .environ import base_environ
from .exchange import Application, Exchange, access_line
from .listening import Door, Newcomer, places
from .protocol import ClientLost, Refused
from .settings import Settings
from .workers import Workers

__all__ = ["Server", "heart"]

JOIN = 0.05  # seconds that an idle thread takes to end, with a margin

Job = asyncio.Future[Any]

log = logging.getLogger("helpers.wsgi")


async def heart(server: "Server", start: Callable[[Any], Job]) -> None:
    """Run the evented loop until all of its jobs have ended.

    These are the lines of a cell of notebook 13, and a test says so.
    """
    newcomers, requests = start(server.accept()), start(server.requests())
    pending = {newcomers, requests, stop := start(server.stop_called())}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if newcomers in done and (crowd := newcomers.result()):
            server.welcome(crowd)
            pending.add(newcomers := start(server.accept()))
        if requests in done and (batch := requests.result()):
            server.hand_over(batch)
            pending.add(requests := start(server.requests()))
        if stop in done:
            pending.add(start(server.goodbye()))


class Server:
    """Serve a WSGI application on the running asyncio loop.

    The socket is bound, and `port` known, once the object exists; `host` is
    a name or address, or `unix:` and a path; port 0 means any that is free.
    `access_log` gets a line for each answer, in a worker's thread.

        server = Server(app, port=0)
        task = asyncio.create_task(server.serve())
        ...
        server.stop()
        await task
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
        self.app, self.access_log = app, access_log
        self.settings = settings or Settings()
        self.door = Door(host, port, self.settings.backlog)
        self.host, self.port = self.door.host, self.door.port
        self.connections: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._jobs: list[Job] = []
        self._environ = base_environ(self.door.name, self.port)
        self._places = places(self.settings.connection_limit)
        self._has_room, self._stop = asyncio.Event(), asyncio.Event()
        self._started, self._over, self._log_works = False, False, True

    async def serve(self) -> None:
        """Serve until `stop` is called and the requests under way are done."""
        if self._started:
            raise RuntimeError("this server has been started before")
        if self._places < self.settings.connection_limit:
            log.warning("ulimit -n leaves room for %d clients", self._places)
        self._started = True
        self._loop = asyncio.get_running_loop()
        self._workers = Workers(
            self.settings.threads,
            self.work,
            lambda e, over: e.deliver(e, over),
        )
        self._has_room.set()
        watch = self._loop.create_task(self.watch())
        try:
            await heart(self, self.start)
        finally:  # leave nothing behind: no task, no socket, no thread
            if left := sum(client.give_up() for client in self.connections):
                log.warning("%d requests never got a thread", left)
            for task in (tasks := {watch, *self._jobs, *self._tasks}):
                task.cancel()
            await asyncio.wait(tasks)
            self.close()
            for name in self._workers.stop(JOIN):
                log.warning("%s is left to an application at work", name)

    def stop(self) -> None:
        """End `serve` when the requests under way are done (any thread)."""
        if not self._started:
            self._stop.set()
        else:
            with suppress(RuntimeError):  # the loop is closed: all is over
                self._loop.call_soon_threadsafe(self._stop.set)

    def close(self) -> None:
        """Free the port of a server that never got to `serve`."""
        for sock, _ in self.door.close():
            sock.close()

    # The jobs of the evented loop: each waits for one thing, and returns it.

    def start(self, job: Any) -> Job:
        """Start a job that must not outlive `serve`."""
        left = [job for job in self._jobs if not job.done()]
        self._jobs = [*left, asyncio.ensure_future(job)]
        return self._jobs[-1]

    async def accept(self) -> list[Newcomer]:
        """Wait for newcomers; return all who are there, at the end nobody."""
        await self._has_room.wait()
        most = self._places - len(self.connections)
        return await self.door.newcomers(most)

    def requests(self) -> Job:
        """Return a future of requests that are ready, at the end of none.

        The list, once it is there, grows until somebody takes it.
        """
        self._ready: list[Exchange] = []
        self._bell = self._loop.create_future()
        if self._over:
            self.ring()
        return self._bell

    def ring(self) -> None:
        """Say that requests are ready, or that there will be none."""
        if not self._bell.done():
            self._bell.set_result(self._ready)

    async def stop_called(self) -> None:
        """Wait until somebody calls `stop`."""
        await self._stop.wait()

    async def goodbye(self) -> None:
        """Wait until all clients have their answers, but not for ever."""
        self.welcome(self.door.close())
        self._has_room.set()
        for client in self.connections:
            client.stop()
        if self._tasks:
            timeout = self.settings.graceful_timeout
            await asyncio.wait(self._tasks, timeout=timeout)
        self._over = True
        self.ring()

    # What the loop does with their results.

    def welcome(self, crowd: list[Newcomer]) -> None:
        """Give each newcomer a task of its own."""
        for sock, address in crowd:
            tell = self._workers.tell
            try:
                client = Connection(sock, address, self.settings, tell)
            except OSError as error:  # the kernel watches no more sockets
                log.warning("cannot serve %s: %s", address[0], error.strerror)
                sock.close()
                continue
            self.connections.add(client)
            task = self._loop.create_task(self.serve_connection(client))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if len(self.connections) >= self._places:
            self._has_room.clear()

    def hand_over(self, batch: list[Exchange]) -> None:
        """Let the threads have all requests that are ready."""
        self._workers.put(batch)

    async def watch(self) -> None:
        """Look at the deadlines of all clients, often enough for each."""
        shortest = min(self.settings.timeout, self.settings.keep_alive)
        while True:
            await asyncio.sleep(min(1.0, max(0.02, shortest / 4)))
            now = self._loop.time()
            for client in [*self.connections]:
                if client.link.deadline < now:
                    client.link.expire()

    # One client, one task.

    async def serve_connection(self, client: Connection) -> None:
        """Serve one client until the end; never raise."""
        name = client.address[0]
        try:
            while exchange := await client.read_request():
                await self.answer(client, exchange)
                if client.stopping or not exchange.keep_alive:
                    break
            await client.part()
        except Refused as refused:
            log.info("%s: %s", name, refused)
            with suppress(ClientLost):
                await client.refuse(refused)
        except ClientLost as lost:
            log.debug("%s: %s", name, lost)
        except Exception:
            log.exception("%s: the connection failed", name)
        finally:
            client.link.close()
            self.connections.discard(client)
            self._has_room.set()

    async def answer(self, client: Connection, exchange: Exchange) -> None:
        """Queue for a thread, and wait until the answer is sent.

        Raise `Refused` if no thread was free in time.
        """
        self._ready.append(exchange)
        self.ring()
        try:
            await client.answered(exchange)
        except Refused:
            now, jobs = monotonic(), self._workers.at_work()
            busy = ", ".join(f"{e} ({now - e.began:.0f} s)" for e in jobs)
            waited = f"no thread was free for {self.settings.timeout:g} s"
            name = client.address[0]
            log.warning(
                "%s: %s: %s; at work: %s", name, exchange, waited, busy
            )
            raise

    def work(self, exchange: Exchange) -> None:
        """Answer one request, on a worker's thread."""
        if not exchange.claim():
            return
        exchange.run(self.app, self._environ)
        if self.access_log is not None:
            try:
                self.access_log(access_line(exchange))
                self._log_works = True
            except BaseException as error:  # no reason not to serve
                if self._log_works:
                    self._log_works = False
                    log.error("cannot write the access log: %r", error)
