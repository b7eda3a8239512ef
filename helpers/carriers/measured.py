"""Times a call where it is made, and what moves there and back.

This is imported in the processes of a pool, so it imports next to nothing.
Its clock is `time.perf_counter`, which Python promises to be the same for
all processes of a system.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from helpers.refusals import without_top_frame

__all__ = ["Measured", "Moment", "measured", "taken_from"]

_KEY = "measured by helpers.carriers"  # of an exception that is on its way


class Moment:
    """Notes when it is pickled; what arrives is when it was unpickled."""

    def __init__(self) -> None:
        self.pickled: float | None = None

    def __reduce__(self) -> tuple[Callable[[], float], tuple[()]]:
        self.pickled = perf_counter()
        return perf_counter, ()


class Measured:
    """What a call returned, who made it, and when."""

    def __init__(self, value: Any, times: tuple[Any, ...]) -> None:
        self.times, self.value = times, value  # the value is pickled last


def measured(
    first: Moment | float,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    options: Mapping[str, Any],
    last: Moment | float,
) -> Measured:
    """Call a function; return its value with who called it, and when.

    Of the arguments that surround it two times are left where they were
    moved to another process: when that began there, and when it was over.
    """
    who = os.getpid(), threading.get_ident()
    came = (first, last) if isinstance(first, float) else None
    began = perf_counter()
    try:
        value = function(*args, **options)
    except BaseException as error:
        with contextlib.suppress(Exception):
            setattr(error, _KEY, (who, came, began, perf_counter()))
        without_top_frame(error)
        raise
    return Measured(value, (who, came, began, perf_counter()))


def taken_from(error: BaseException) -> tuple[Any, ...] | None:
    """Take the times from an exception that a call has ended with."""
    times: tuple[Any, ...] | None = getattr(error, _KEY, None)
    with contextlib.suppress(Exception):
        delattr(error, _KEY)
    return times
