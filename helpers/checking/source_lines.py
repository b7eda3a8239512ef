"""Finds the line of a learner's program that a hint should name.

Of a suspended task it is where its innermost own coroutine stands; of a
frame or an error, the nearest line that is neither a library's nor ours.
"""

from __future__ import annotations

import linecache
import os
from types import CodeType, FrameType
from typing import Any

import helpers
from helpers.checking.alarm import is_own
from helpers.labels import awaits_below, is_library

_COURSE = os.path.join(os.path.dirname(os.path.abspath(helpers.__file__)), "")

__all__ = ["place_of_error", "place_of_frame", "place_of_tasks"]


def place_of_tasks(tasks: list[Any]) -> str:
    """Say where the first of some suspended tasks stands."""
    for task in tasks:
        innermost: Any = None
        for below in (task.get_coro(), *awaits_below(task.get_coro())):
            code = getattr(below, "cr_code", None)
            if code is not None and not _is_ours(code):
                innermost = below
        frame = getattr(innermost, "cr_frame", None)
        if frame is not None:
            return _line(frame, frame.f_lineno)
    return ""


def _is_ours(code: CodeType) -> bool:
    """Say whether code is asyncio's, a library's or this course's."""
    in_course = code.co_filename.startswith(_COURSE)
    return is_own(code) or in_course or is_library(code)


def place_of_frame(frame: FrameType | None, outermost: CodeType) -> str:
    """Return the line of the learner's own, nearest to a frame."""
    while frame is not None and _is_ours(frame.f_code):
        if frame.f_code is outermost:
            return ""  # further out is the cell that calls check()
        frame = frame.f_back
    return "" if frame is None else _line(frame, frame.f_lineno)


def place_of_error(error: BaseException) -> str:
    """Return the learner's line that an error came from."""
    found = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if not _is_ours(trace.tb_frame.f_code) and (
            not name.startswith("helpers.")
        ):
            found = _line(trace.tb_frame, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _line(frame: FrameType, number: int | None) -> str:
    """Return a line's number and text; "" where Python knows of none."""
    if number is None:
        return ""
    source = linecache.getline(frame.f_code.co_filename, number).strip()
    return f"line {number}: {source}" if source else f"line {number}"
