"""Finds the line of a learner's program that a hint should name.

Of a suspended task it is where its innermost own coroutine stands; of a
frame or an error, the nearest line that is neither a library's nor ours.
"""

from __future__ import annotations

import itertools
import linecache
import os
import traceback
from collections.abc import Iterable
from types import CodeType, FrameType
from typing import Any

from helpers.labels import awaits_below, is_library

__all__ = ["place_of_error", "place_of_frame", "place_of_tasks"]

_CHECKING = os.path.dirname(os.path.abspath(__file__))
_COURSE = os.path.join(os.path.dirname(_CHECKING), "")


def place_of_tasks(tasks: list[Any]) -> str:
    """Say where the first of some suspended tasks stands."""
    places = map(_place_of_coroutine, (task.get_coro() for task in tasks))
    return next(filter(None, places), "")


def _place_of_coroutine(coroutine: Any) -> str:
    chain = [coroutine, *awaits_below(coroutine)]
    frames = [getattr(each, "cr_frame", None) for each in chain[::-1]]
    return _nearest((frame, frame.f_lineno) for frame in frames if frame)


def place_of_frame(frame: FrameType | None, outermost: CodeType) -> str:
    """Return the line of the learner's own that is nearest to a frame.

    Further out than `outermost` is the cell that calls check().
    """
    places = traceback.walk_stack(frame) if frame else ()
    return _nearest(
        itertools.takewhile(lambda p: p[0].f_code is not outermost, places)
    )


def place_of_error(error: BaseException | None) -> str:
    """Return the learner's line that an error came from."""
    trace = None if error is None else error.__traceback__
    return _nearest([*traceback.walk_tb(trace)][::-1])


def _nearest(places: Iterable[tuple[FrameType, int | None]]) -> str:
    """Return number and text of the first line that is the learner's."""
    for frame, number in places:
        name = frame.f_code.co_filename
        if name.startswith(_COURSE) or is_library(frame.f_code):
            continue
        if number is None:  # Python knows of none
            return ""
        source = linecache.getline(name, number).strip()
        return f"line {number}: {source}" if source else f"line {number}"
    return ""
