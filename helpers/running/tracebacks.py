"""Tracebacks without the frames of this package.

A learner's exception has passed through the recorder at every task on its
way. Cutting those frames leaves the traceback that plain asyncio shows.
"""

from __future__ import annotations

import types
from collections.abc import Iterator

from helpers.refusals import is_ours

__all__ = ["without_helpers"]


def without_helpers(error: BaseException) -> BaseException:
    """Cut this package's frames out of an exception, and of its causes."""
    for each in _with_causes(error, set()):
        frames = list(_frames(each.__traceback__))
        while frames and _module(frames[0]).startswith("asyncio."):
            frames.pop(0)
        trace = None
        for frame in reversed(frames or _last(each.__traceback__)):
            trace = types.TracebackType(
                trace, frame.tb_frame, frame.tb_lasti, frame.tb_lineno
            )
        each.__traceback__ = trace
    return error


def _with_causes(
    error: BaseException | None, seen: set[int]
) -> Iterator[BaseException]:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    yield from _with_causes(error.__cause__, seen)
    yield from _with_causes(error.__context__, seen)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _with_causes(each, seen)


def _frames(
    trace: types.TracebackType | None,
) -> Iterator[types.TracebackType]:
    """Yield the entries of a traceback that are not this package's."""
    while trace is not None:
        if not is_ours(trace.tb_frame):
            yield trace
        trace = trace.tb_next


def _last(trace: types.TracebackType | None) -> list[types.TracebackType]:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return [] if trace is None else [trace]


def _module(trace: types.TracebackType) -> str:
    return str(trace.tb_frame.f_globals.get("__name__", ""))
