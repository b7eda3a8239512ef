"""The door: a listening socket, and taking in those who wait at it.

Why: a kernel queues newcomers, and tells only that there are some. To take
one in a turn starves a crowd; to take all starves those inside. It is not a
server: it knows nothing of what newcomers want.
"""

import asyncio
import logging
import socket
from typing import Any

__all__ = ["Newcomer", "accept_batch", "listen", "readable", "wake"]

BATCH = 128
"""Newcomers that are accepted in one turn: then the others have theirs."""

Newcomer = tuple[socket.socket, tuple[Any, ...]]

log = logging.getLogger("helpers.wsgi")


def listen(host: str, port: int, backlog: int) -> socket.socket:
    """Return a listening socket that never blocks; raise `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server(
        (host, port), family=family, backlog=backlog
    )
    listener.setblocking(False)
    return listener


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
