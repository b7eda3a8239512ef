"""The workload of the course: coroutines that take a known time.

`a()` is slow and `b(name)` is quick, as in Ben Cordero's post; every idiom
is tried on the same two. The others misbehave, each in one way. They
stand for real work: a request, a query, a file that arrives late.

`nap` is no coroutine: it stands for the same work where there is no loop, in
a thread, a process or a worker of a cluster, and can be imported in each.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

__all__ = ["a", "b", "blocks", "fails", "nap", "Parcel", "sleeper"]

SLOW = 3.0  # seconds that a() takes, as in the post
QUICK = 1.0  # seconds that b() takes, as in the post
UNPACKING = 1.0  # seconds that it takes to move a Parcel


async def a() -> str:
    """Wait 3 seconds, print "a", return it."""
    await asyncio.sleep(SLOW)
    print("a")
    return "a"


async def b(name: str) -> str:
    """Wait 1 second, print `name`, return it."""
    await asyncio.sleep(QUICK)
    print(name)
    return name


async def sleeper(name: str, seconds: float) -> str:
    """Wait `seconds`, print `name`, return it."""
    await asyncio.sleep(seconds)
    print(name)
    return name


async def fails(seconds: float) -> str:
    """Wait `seconds`, then raise `ValueError`."""
    await asyncio.sleep(seconds)
    raise ValueError("bad luck")


async def blocks(seconds: float) -> str:
    """Hold up the whole event loop for `seconds`: no `await` in here.

    `time.sleep` stands for any call that does not give way: a long
    calculation, a library that waits for the network by itself.
    """
    time.sleep(seconds)
    print("blocked")
    return "blocked"


def nap(name: str, seconds: float) -> str:
    """Wait `seconds` and return `name`, in whatever thread calls it.

    It prints nothing: what a process on another machine prints is not seen.
    """
    time.sleep(seconds)
    return name


class Parcel:
    """Data that are heavy: to unpack them in another process takes a second.

    They are moved as bytes, and become data again where they arrive. That
    takes time for a gigabyte, and here for any parcel; within one process
    nothing is moved.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return _unpacked, (self.name,)


def _unpacked(name: str) -> Parcel:
    time.sleep(UNPACKING)
    return Parcel(name)
