"""Finds the mistake behind an error: a forgotten star, a forgotten `await`.

Python's own message says what went wrong where it was noticed, and often
in asyncio's words; a few errors nearly always mean the same mistake. What
a message says of this machine, addresses and folders, is taken out of it.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import sys
import sysconfig
import tempfile
import traceback
import types
from typing import Any

from helpers.compat import NEXT_COMPLETED
from helpers.labels import describe_error

__all__ = ["handed_whole", "lacks_await", "public_name", "scrubbed"]

_ADDRESS = re.compile(r"(?: at)? 0x[0-9a-fA-F]{5,}")
_STARLESS = re.compile(
    "RuntimeError: (Task got bad yield: <coroutine|yield was used instead of)"
)
_NO_AWAIT = re.compile(
    r"coroutine'? (object\b(?! is not callable)|found)"
    r"|operand type.*'coroutine'"
)
_FOLDERS = {
    os.path.abspath(folder)
    for folder in (
        os.getcwd(),
        os.path.expanduser("~"),
        os.path.join(os.path.dirname(__file__), "..", ".."),
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


def scrubbed(words: str) -> str:
    """Return words without addresses and without this machine's folders.

    A path that the learner wrote stays as it was written.
    """
    return _IN_FOLDERS.sub("", _ADDRESS.sub("", words))


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
            return _whole(frame.f_locals.get("coros_or_futures"))
    return ""


def _whole(given: Any) -> str:
    for each in given or ():
        if isinstance(each, (list, tuple, set, dict, types.GeneratorType)):
            return f"a {type(each).__name__}"
    return ""


def lacks_await(error: BaseException | None) -> bool:
    """Say whether somebody took a coroutine for what it returns."""
    if isinstance(error, AttributeError):
        return inspect.iscoroutine(getattr(error, "obj", None))
    if isinstance(error, TypeError):
        return bool(_NO_AWAIT.search(describe_error(error)))
    return False
