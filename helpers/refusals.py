"""Tracebacks without the lines of this package that are of no use in them.

Where somebody calls one of its functions in the wrong way, the mistake is
in the line of the call, and the traceback ends there. An exception of the
program that only passes through here gets no line of ours.
"""

from __future__ import annotations

import types

__all__ = ["LEARNERS", "AtTheCaller", "is_ours", "without_top_frame"]

# A learner's to read, though they are in this package.
LEARNERS = ("helpers.workload", "helpers.checking", "helpers.exercises")


class AtTheCaller:
    """Raise what its block raises as if the caller's own line had.

    Python adds no frame to the traceback of what a `with` lets pass. Only
    frames of this package go, and those below them, of the program, stay:
    with `wholly`, where nothing of the program has run, none do.
    """

    def __init__(self, *, wholly: bool = False) -> None:
        self._wholly = wholly

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        """Take our frames off the beginning of the traceback."""
        if error is not None:
            trace = None if self._wholly else error.__traceback__
            while trace is not None and is_ours(trace.tb_frame):
                trace = trace.tb_next
            error.__traceback__ = trace


def is_ours(frame: types.FrameType) -> bool:
    """Say whether a frame is this package's, and not to be read."""
    module = str(frame.f_globals.get("__name__", ""))
    return module.startswith("helpers.") and not module.startswith(LEARNERS)


def without_top_frame(error: BaseException) -> None:
    """Take the frame that handles `error` out of its traceback.

    What follows must be a bare `raise`, which adds no frame: the learner
    then sees the traceback of a program that is not recorded.
    """
    trace = error.__traceback__
    error.__traceback__ = None if trace is None else trace.tb_next
