"""Small programs and questions that many tests of `run()` share."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from helpers import run

__all__ = ["agen", "nap", "nothing", "sentence_of", "virtual"]

virtual = functools.partial(run, clock="virtual")


async def nothing() -> None:
    return None


async def nap() -> str:
    await asyncio.sleep(0.01)
    return "rested"


async def agen() -> AsyncIterator[int]:
    yield 1


def sentence_of(call: Callable[..., Any], *arguments: Any, **more: Any) -> str:
    """Return the class and the words of what a call raises."""
    with pytest.raises(BaseException) as caught:  # noqa: PT011
        call(*arguments, **more)
    return f"{type(caught.value).__name__}: {caught.value}"
