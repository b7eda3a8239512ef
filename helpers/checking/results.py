"""Compares a learner's result, and says in which way it is wrong.

A result may be of any class, whose own methods may raise or never end; what
they raise becomes a `ResultError`. A question belongs to each way to be
wrong: nothing was returned, or something of another type.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.checking.exercise import ResultError

__all__ = [
    "NO_RETURN",
    "equal",
    "is_right",
    "is_wrong_order",
    "wrong_parts",
    "wrong_shape",
    "wrong_values",
]


def is_right(right: Any, got: Any, any_order: bool) -> bool:
    """Compare a learner's result with the right one; subclasses are fine."""
    if not any_order:
        if isinstance(right, tuple) and isinstance(got, list):
            with _looking_at_the_result():
                got = tuple(got)  # two values are two values
        return isinstance(got, type(right)) and equal(right, got)
    if isinstance(got, (str, bytes)) or not isinstance(got, Iterable):
        return False
    with _looking_at_the_result():
        return sorted(map(repr, right)) == sorted(map(repr, got))


def equal(right: Any, got: Any) -> bool:
    """Compare a part of the learner's result; its own `==` may raise."""
    with _looking_at_the_result():
        return bool(right == got)


@contextlib.contextmanager
def _looking_at_the_result() -> Iterator[None]:
    """Tell what the methods of a result raise from what a rule raises."""
    try:
        yield
    except Exception as error:
        raise ResultError(type(error).__name__) from error


NO_RETURN = (
    "does every way out of the function end in a 'return'?",
    "A function that ends without one gives None.",
)
_WRONG_VALUES = (
    "where does each part of the result come from?",
    "Put in what each await gave you, once, and nothing else.",
)
_TOO_FEW = (
    "where was a part of it lost?",
    "Keep what each await gave you: a dict keeps one value for a key, and a "
    "set keeps one of several that are equal.",
)
_LOST_EMPTY = (
    "does an empty answer count as an answer?",
    "An empty text counts as false in an 'if' or an 'or': keep whatever "
    "each await gave you.",
)
_NONE_INSIDE = (
    "which function in there ends without a 'return'?",
    "A function that ends without one gives None, to an 'await' as well.",
)
_ORDER = (
    "in which order do they belong?",
    "Put them together in the order that the text asks for.",
)
_KINDS: dict[type, str] = {
    dict: "a dictionary",
    list: "a list",
    tuple: "a tuple",
}


def wrong_shape(right: Any, got: Any) -> tuple[str, ...]:
    """Return a question, and an answer, on a result of the wrong type."""
    wanted = _KINDS.get(type(right), "")
    if wanted and not isinstance(got, type(right)):
        returned = _KINDS.get(type(got), f"this {type(got).__name__}")
        return (
            f"is it {wanted}, as the text asks?",
            f"Return {wanted} in place of {returned}.",
        )
    if not isinstance(right, list):
        return ()
    with _looking_at_the_result():
        if not any(type(each) is list for each in got):
            return ()
    return (
        "is that a list inside a list?",
        "A star in front of the inner list, or +=, puts its parts in.",
    )


def wrong_parts(right: Any, got: Any) -> tuple[str, ...]:
    """Return a question, and an answer, on values that are lost or moved."""
    if not isinstance(right, (list, dict)) or not isinstance(got, type(right)):
        return ()
    with _looking_at_the_result():
        if _lacks_the_empty(right, got):
            return _LOST_EMPTY
        parts = got.values() if isinstance(got, dict) else got
        if any(part is None for part in parts):
            return _NONE_INSIDE
    return _ORDER if is_wrong_order(right, got) else ()


def _lacks_the_empty(right: Any, got: Any) -> bool:
    """Say whether it is right, but for the answers that count as false."""
    if isinstance(right, dict):
        return bool({key: x for key, x in right.items() if x} == got)
    if len(got) != len(right):
        return bool([x for x in right if x] == got)
    pairs = zip(right, got, strict=True)
    return all(x == y for x, y in pairs if x)


def wrong_values(right: Any, got: Any) -> tuple[str, str]:
    """Return a question, and an answer, on values that are wrong."""
    with _looking_at_the_result():
        is_short = isinstance(right, list) and len(got) < len(right)
    return _TOO_FEW if is_short else _WRONG_VALUES


def is_wrong_order(right: Any, got: Any) -> bool:
    """Say whether a list has the right parts in another order."""
    return isinstance(right, list) and is_right(right, got, any_order=True)
