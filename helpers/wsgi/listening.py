"""The door: a listening socket, and taking in those who wait at it.

Why: a kernel queues newcomers, and tells only that there are some. To take
one in a turn starves a crowd; to take all starves those inside. It knows
nothing of what newcomers want.
"""

import asyncio
import logging
import os
import socket
import stat
from contextlib import suppress
from typing import Any

__all__ = ["UNIX", "Door", "Newcomer", "accept_batch", "places", "readable"]

BATCH = 128  # newcomers in one turn: then the others have theirs
OUT_OF_FILES = 0.1  # seconds to leave those who cannot be let in yet
SPARE_FILES = 64  # left to the application, and to bodies on disk
# What connections inherit: send at once; and let the kernel hold few bytes
# unsent, since many would hide for minutes whether a slow client takes any.
OPTIONS = ("TCP_NODELAY", 1), ("TCP_NOTSENT_LOWAT", 64 * 1024)
UNIX = "unix:"

Newcomer = tuple[socket.socket, tuple[Any, ...]]

log = logging.getLogger("helpers.wsgi")


class Door:
    """A bound and listening socket; raise `OSError` if that cannot be.

    `host` is a name or an address, or `unix:` and a path. An application is
    told of `name` and `port`.
    """

    def __init__(self, host: str, port: int, backlog: int) -> None:
        self.closed, self._complaint = False, ""
        self._knock: asyncio.Future[None] | None = None
        self._path = host[len(UNIX) :] if host.startswith(UNIX) else ""
        address: Any = self._path or (host, port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        if self._path:
            family = socket.AF_UNIX
            with suppress(FileNotFoundError):  # that a server has left there
                if stat.S_ISSOCK(os.stat(self._path).st_mode):
                    os.unlink(self._path)
        self.listener = socket.create_server(
            address, family=family, backlog=backlog
        )
        self.listener.setblocking(False)
        self.host, self.port, self.name, self.url = host, 80, "localhost", host
        if not self._path:
            for option, value in OPTIONS:
                if number := getattr(socket, option, None):
                    self.listener.setsockopt(socket.IPPROTO_TCP, number, value)
            self.host, self.port = self.listener.getsockname()[:2]
            self.name = in_url(host or self.host)
            self.url = f"http://{in_url(self.host)}:{self.port}"

    async def newcomers(self, most: int) -> list[Newcomer]:
        """Wait for newcomers; return all who are there, at the end nobody."""
        while not self.closed:
            self._knock = asyncio.get_running_loop().create_future()
            await readable(self.listener, self._knock)
            try:
                crowd = accept_batch(self.listener, min(most, BATCH))
                self._complaint = ""
                if crowd:
                    return crowd
            except OSError as error:
                if not self.closed and self._complaint != str(error):
                    self._complaint = str(error)  # once, not each time
                    log.warning("cannot accept anybody: %s", error.strerror)
                await asyncio.sleep(0 if self.closed else OUT_OF_FILES)
        return []

    def close(self) -> list[Newcomer]:
        """Close the door; return those whom the kernel has let in."""
        crowd: list[Newcomer] = []
        if not self.closed:
            self.closed = True
            if self._knock:
                self._knock.get_loop().remove_reader(self.listener)
                wake(self._knock)
            with suppress(OSError):
                crowd = accept_batch(self.listener)
            self.listener.close()
            with suppress(OSError):
                os.unlink(self._path)
        return crowd


def in_url(host: str) -> str:
    """Return a host as it stands in a URL, never as a wildcard."""
    if host in ("0.0.0.0", "::"):  # all interfaces of this machine
        return socket.gethostname() or "localhost"
    return f"[{host}]" if ":" in host else host


async def readable(
    sock: socket.socket, knock: asyncio.Future[None] | None = None
) -> None:
    """Wait until a socket can be read from, or somebody wakes `knock`."""
    loop = asyncio.get_running_loop()
    knock = knock or loop.create_future()
    loop.add_reader(sock, wake, knock)
    try:
        await knock
    finally:
        if sock.fileno() != -1:
            loop.remove_reader(sock)


def wake(future: asyncio.Future[None]) -> None:
    """Let whoever awaits `future` go on."""
    if not future.done():
        future.set_result(None)


def accept_batch(listener: socket.socket, most: int = BATCH) -> list[Newcomer]:
    """Accept those who wait at the door, without waiting for anybody.

    Raise `OSError` if not even the first of them can be let in.
    """
    newcomers: list[Newcomer] = []
    while len(newcomers) < most:
        try:
            sock, address = listener.accept()
        except BlockingIOError:
            break
        except ConnectionError:  # this one has left already
            continue
        except OSError:
            if not newcomers:
                raise
            break
        sock.setblocking(False)
        newcomers.append((sock, address or ("", "")))
    return newcomers


def places(limit: int) -> int:
    """Return how many connections may be open, `limit` at most.

    Each takes a file, and `ulimit -n` says how many a process may have.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return limit
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    unlimited = files == resource.RLIM_INFINITY
    return limit if unlimited else max(1, min(limit, files - SPARE_FILES))
