"""Names the slip behind an error: a forgotten star, a forgotten `await`.

Python's own message says what went wrong where it was noticed, and often
in asyncio's words. For the few errors that nearly always mean the same
slip there are rules here, with a hint of their own; and what a message
says of this machine, addresses and folders, is taken out of it.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
import re
import sys
import sysconfig
import tempfile
import traceback
import types
from collections.abc import Callable
from typing import Any

from helpers.checking.exercise import Attempt, Rule
from helpers.labels import describe_error

__all__ = [
    "MISTAKES",
    "handed_whole",
    "hinting",
    "public_name",
    "raised",
    "scrubbed",
    "unexpected",
]

Finds = Callable[[Attempt], str | None]

LONGEST_ERROR = 170  # characters of an error that are shown

_ADDRESS = re.compile(r"(?: at)? 0x[0-9a-fA-F]{5,}")
_STARLESS = (
    "RuntimeError: Task got bad yield: <coroutine",
    "RuntimeError: yield was used instead of",
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
    return "as_completed" if "_wait_for_one" in name else name


def handed_whole(error: BaseException | None) -> str:
    """Say what `gather` was handed in place of the awaitables in it.

    That is "a list", for `gather([a(), b()])`, or "" where all was well.
    """
    if error is None:
        return ""
    if describe_error(error).startswith(_STARLESS):
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


def unexpected(one: Attempt) -> BaseException | None:
    """Return the error of an attempt, unless its case asks for that one."""
    kind = one.case.raises
    return None if kind and isinstance(one.error, kind) else one.error


def raised(one: Attempt) -> str:
    """Say what an attempt raised, and on which line."""
    assert one.error is not None
    words = scrubbed(describe_error(one.error))[:LONGEST_ERROR]
    return _at_its_place(one, f"raised {words}")


def _at_its_place(one: Attempt, words: str) -> str:
    return f"{words} ({one.where})" if one.where else words


def hinting(hint: str, more: str) -> Callable[[Finds], Rule]:
    """Make a rule of the function below, with a hint and a plainer one."""
    return functools.partial(Rule, hint=hint, more=more)


@hinting(
    "what does the star do in gather(*calls)?",
    "gather takes awaitables one by one: a star in front of a list or of a "
    "generator hands over what is in it.",
)
def _forgot_the_star(one: Attempt) -> str | None:
    if not one.handed:
        return None
    return _at_its_place(one, f"handed gather() {one.handed}, as a whole")


@hinting(
    "is there an 'await' missing?",
    "A call of a coroutine function makes a coroutine; 'await' runs it and "
    "gives you its result.",
)
def _forgot_to_await(one: Attempt) -> str | None:
    error = one.error
    if isinstance(error, AttributeError):
        missed = inspect.iscoroutine(getattr(error, "obj", None))
    else:
        words = describe_error(error) if isinstance(error, TypeError) else ""
        missed = bool(_NO_AWAIT.search(words))
    return raised(one) if missed else None


@hinting(
    "what does one get from something that was cancelled?",
    "Whoever awaits a cancelled task, or asks for its result, gets a "
    "CancelledError: catch it around that one line, or ask cancelled() "
    "first.",
)
def _took_a_cancelled_one(one: Attempt) -> str | None:
    is_cancelled = isinstance(unexpected(one), asyncio.CancelledError)
    return raised(one) if is_cancelled else None


MISTAKES = (_forgot_the_star, _forgot_to_await, _took_a_cancelled_one)
