"""Where a coroutine was made, as debug mode tells it: without our frames.

In asyncio's debug mode Python notes of each coroutine from where it was
made, and says so where nobody awaits it. A recorded task runs in a frame of
this package, which stands among the others. What is told leaves it out; and
Python is asked for one frame more, so that as many are told as ever.

`coroutine.cr_origin` itself cannot be changed.
"""

from __future__ import annotations

import asyncio
import functools
import linecache
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

from helpers.compat import (
    DEBUG_DEPTH,
    PASSED_OVER,
    passed_over,
    track_origins,
    unawaited_hook,
)

__all__ = ["patches"]

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_Frame = tuple[str, int, str]  # file, line, function


def patches() -> Iterator[tuple[Any, str, Any]]:
    """Yield what to patch: whose attribute, its name, its new value."""
    plain = getattr(*unawaited_hook)

    @passed_over
    def warn(coroutine: Any) -> None:
        origin = coroutine.cr_origin
        if origin is None or origin == (kept := _without_ours(origin)):
            plain(coroutine)
            return
        lines = [f"coroutine '{coroutine.__qualname__}' was never awaited\n"]
        lines.append("Coroutine created at (most recent call last)\n")
        lines += traceback.format_list(
            [(*each, linecache.getline(*each[:2])) for each in reversed(kept)]
        )
        text = "".join(lines).rstrip("\n")
        warnings.warn(text, RuntimeWarning, stacklevel=2, source=coroutine)

    yield *unawaited_hook, warn

    track: Any = getattr(asyncio.BaseEventLoop, track_origins)

    @functools.wraps(track)
    def with_one_more(self: Any, enabled: Any) -> None:
        before = sys.get_coroutine_origin_tracking_depth()
        track(self, enabled)
        depth = sys.get_coroutine_origin_tracking_depth()
        if enabled and depth != before:
            sys.set_coroutine_origin_tracking_depth(depth + 1)

    yield asyncio.BaseEventLoop, track_origins, with_one_more


def _without_ours(origin: tuple[_Frame, ...]) -> tuple[_Frame, ...]:
    """Leave out our frames, and what stands outside of them.

    They are from the innermost on; a script is run by one of ours.
    """
    kept = []
    for frame in origin:
        if frame[0].startswith(_HERE):
            break
        if frame[0] != PASSED_OVER:
            kept.append(frame)
    return tuple(kept[:DEBUG_DEPTH])
