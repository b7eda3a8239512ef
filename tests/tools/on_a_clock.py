"""Coroutines on a clock of the course, without `run()` around them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from helpers.clocks.choose import new_loop

__all__ = ["CLOCKS", "finished", "now", "seconds"]

CLOCKS = ("virtual", "real")


def finished(
    coroutine: Coroutine[Any, Any, Any], clock: str = "virtual"
) -> tuple[Any, float]:
    """Return the result of a coroutine, and the seconds that it took."""
    loop = new_loop(clock)
    start = loop.time()
    try:
        result = loop.run_until_complete(coroutine)
        return result, loop.time() - start
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def seconds(coroutine: Coroutine[Any, Any, Any]) -> float:
    """Return how long a coroutine takes on the virtual clock."""
    return finished(coroutine)[1]


def now() -> float:
    """Return the time of the loop that runs."""
    return asyncio.get_running_loop().time()
