"""Finds the mistake behind an error, and the line of it that a hint names.

Python's own message says what went wrong where it was noticed, and often
in asyncio's words; a few errors nearly always mean the same mistake. What
a message says of this machine, addresses and folders, is taken out of it.

The line is the learner's own: of a suspended task, where its innermost
coroutine stands; of a frame or an error, the nearest one that is neither a
library's nor ours.
"""

from __future__ import annotations

import asyncio
import dis
import inspect
import itertools
import os
import re
import sys
import sysconfig
import tempfile
import traceback
import types
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.checking.fakes import World
from helpers.compat import NEXT_COMPLETED
from helpers.labels import (
    ADDRESS,
    awaits_below,
    describe_error,
    is_library,
    source_line,
)

__all__ = [
    "handed_whole",
    "is_from_work",
    "is_own_raise",
    "lacks_await",
    "place",
    "public_name",
    "scrubbed",
]

_COURSE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_WORK = World.job.__code__.co_filename
_OURS = os.path.join(_COURSE, "")
_WHOLES = (list, tuple, set, dict, types.GeneratorType)
_STARLESS = re.compile(
    "RuntimeError: (Task got bad yield: <coroutine|yield was used instead of)"
)
RAISE = dis.opmap["RAISE_VARARGS"]
_NO_AWAIT = re.compile(
    r"coroutine'? (object\b(?! is not callable)|found)"
    r"|operand type.*'coroutine'|was handed .*, not its result"
)
_FOLDERS = {
    os.path.abspath(folder)
    for folder in (
        os.getcwd(),
        os.path.expanduser("~"),
        os.path.dirname(_COURSE),
        sys.base_prefix,
        sys.prefix,
        sysconfig.get_path("stdlib"),
        tempfile.gettempdir(),
    )
} - {os.path.abspath(os.sep)}
_IN_FOLDERS = re.compile(
    "|".join(
        rf"{re.escape(os.path.join(each, ''))}(?:[^\s'\"<>:]*[/\\])?"
        for each in sorted(_FOLDERS, key=len, reverse=True)
    )
)


# The mistake


def scrubbed(words: str) -> str:
    """Return words without addresses and without this machine's folders.

    A path that the learner wrote stays as it was written.
    """
    return _IN_FOLDERS.sub("", ADDRESS.sub("", words))


def public_name(name: str) -> str:
    """Return the word that learners know for a coroutine of asyncio's."""
    return "as_completed" if NEXT_COMPLETED in name else name


def handed_whole(error: BaseException | None) -> str:
    """Say what `gather` was handed in place of the awaitables in it.

    That is "a list", for `gather([a(), b()])`, or "" where all was well.
    """
    if error is None:
        return ""
    if _STARLESS.match(describe_error(error)):
        return "a generator"  # 3.11 takes it for a coroutine of old
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code is asyncio.gather.__code__:
            for given in frame.f_locals.get("coros_or_futures") or ():
                if isinstance(given, _WHOLES):
                    return f"a {type(given).__name__}"
    return ""


def is_own_raise(error: BaseException) -> bool:
    """Say whether a `raise` raised this, and not a signal."""
    trace = _innermost(error)
    if trace is None:
        return False
    return trace.tb_frame.f_code.co_code[trace.tb_lasti] == RAISE


def is_from_work(error: BaseException) -> bool:
    """Say whether the work that an exercise hands over has raised this."""
    trace = _innermost(error)
    return trace is not None and trace.tb_frame.f_code.co_filename == _WORK


def _innermost(error: BaseException) -> types.TracebackType | None:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def lacks_await(error: BaseException | None) -> bool:
    """Say whether somebody took a coroutine for what it returns."""
    if isinstance(error, AttributeError):
        return inspect.iscoroutine(getattr(error, "obj", None))
    if isinstance(error, TypeError):
        return bool(_NO_AWAIT.search(describe_error(error)))
    return False


# The line


def place(
    frame: types.FrameType | None,
    outermost: types.CodeType,
    error: BaseException | None,
    tasks: Iterable[Any],
) -> str:
    """Return the learner's own line where a run stood, with its text.

    That is near the frame in which its time was up, or where its error came
    from, or where the first of some suspended tasks stands. Further out
    than `outermost` is the cell that calls check().
    """
    stack = traceback.walk_stack(frame) if frame is not None else ()
    within = itertools.takewhile(lambda x: x[0].f_code is not outermost, stack)
    raised = traceback.walk_tb(None if error is None else error.__traceback__)
    waiting = (x for task in tasks for x in _frames_below(task.get_coro()))
    for frame, number in itertools.chain(within, [*raised][::-1], waiting):
        code = frame.f_code
        is_own = not (code.co_filename.startswith(_OURS) or is_library(code))
        if is_own and number is not None:
            return source_line(code, number)
    return ""


def _frames_below(coroutine: Any) -> Iterator[tuple[Any, int]]:
    """Yield the frames of a suspended coroutine, the innermost first."""
    for each in reversed([coroutine, *awaits_below(coroutine)]):
        frame = getattr(each, "cr_frame", None)
        if frame is not None:
            yield frame, frame.f_lineno
