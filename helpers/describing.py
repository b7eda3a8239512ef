"""Short texts for values: what a program's results and arguments look like.

A text is bounded in length and in the work that it takes, and the same in
every process: sets are sorted, and no address is shown. It is for people
to recognise a value by, and nothing can be read back from it.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import reprlib
import types
from typing import Any

__all__ = ["describe", "describe_error"]

LONGEST_VALUE = 60  # characters; what still fits right of a lane
_ADDRESS = re.compile(r"(?: at)? 0x[0-9a-fA-F]{5,}")
_HUGE = 10**LONGEST_VALUE  # Python refuses to write out the largest numbers
_ALWAYS_SHORT = frozenset({type(None), bool, float})
_SHORT = 40  # characters of a text that needs no shortening
_MANY = 1000  # values; to sort more than that would take its time


class _Short(reprlib.Repr):
    """A `repr` with a bounded length, sorted sets and no addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 8
        self.maxstring = self.maxother = LONGEST_VALUE

    def repr_int(self, x: int, level: int) -> str:
        """Return a number in full unless it is huge."""
        return repr(x) if abs(x) < _HUGE else "<int>"

    def repr_bytes(self, x: bytes, level: int) -> str:
        """Return the first bytes: not a megabyte's `repr`, cut after."""
        text = repr(x[:LONGEST_VALUE])
        return text if len(x) <= LONGEST_VALUE else f"{text}..."

    def repr_set(self, x: Any, level: int) -> str:
        """Return a set in order, or how large it is."""
        if len(x) > _MANY:
            return f"<{type(x).__name__} of {len(x)}>"
        return super().repr_set(x, level)

    def repr_frozenset(self, x: Any, level: int) -> str:
        """Return a frozen set in order, or how large it is."""
        if len(x) > _MANY:
            return f"<{type(x).__name__} of {len(x)}>"
        return super().repr_frozenset(x, level)

    def repr_dict(self, x: Any, level: int) -> str:
        """Return a dict in its own order, which is that of insertion."""
        if x and level <= 0:
            return "{...}"
        first = itertools.islice(x.items(), self.maxdict)
        pieces = [
            f"{self.repr1(key, level - 1)}: {self.repr1(value, level - 1)}"
            for key, value in first
        ]
        more = ["..."] if len(x) > self.maxdict else []
        return f"{{{', '.join([*pieces, *more])}}}"

    def repr_instance(self, x: Any, level: int) -> str:
        """Return `repr(x)`, or its type where that shows an address."""
        try:
            text = repr(x)
        except Exception:
            text = " at 0x"
        if isinstance(x, types.CoroutineType):
            from helpers.naming import call_label

            return call_label(x)
        if isinstance(x, (asyncio.Future, types.FunctionType)):
            return f"<{type(x).__name__}>"
        if " at 0x" in text or len(text) > LONGEST_VALUE:
            return f"<{type(x).__name__}>"
        return text


_short = _Short()


def describe(value: object) -> str:
    """Return a short, repeatable text for a result or an argument."""
    kind = type(value)
    if kind in _ALWAYS_SHORT or (kind is str and len(value) <= _SHORT):  # type: ignore[arg-type]
        return repr(value)
    text = _short.repr(value)
    if len(text) > LONGEST_VALUE:
        return text[: LONGEST_VALUE - 3] + "..."
    return text


def describe_error(error: BaseException) -> str:
    """Return the type and the first line of an exception's message.

    Addresses are left out: they differ from run to run.
    """
    name = type(error).__name__
    try:
        message = str(error).partition("\n")[0]
    except Exception:
        return name
    message = _ADDRESS.sub("", message)
    return f"{name}: {message}" if message else name
