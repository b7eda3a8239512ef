"""Compares a learner's result, and says in which way it is wrong.

A result may be of any class, whose own methods may raise or never end; what
they raise becomes a `ResultError`. A question belongs to each way to be
wrong: nothing was returned, something of another type, or less than there
is, since what is empty was dropped.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from helpers.checking.exercise import ResultError

__all__ = [
    "LOST_EMPTY",
    "NO_RETURN",
    "WRONG_ORDER",
    "equal",
    "is_right",
    "is_wrong_order",
    "loses_empty",
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
_NONE_INSIDE = (
    "which function in there ends without a 'return'?",
    "A function that ends without one gives None, to an 'await' as well.",
)
WRONG_ORDER = (
    "in which order does the text want them?",
    "Go through what you were given, in its order, and look each one up.",
)
LOST_EMPTY = (
    "what happens to an answer that is empty?",
    "An empty text and a 0 count as false in an 'if' and an 'or': ask "
    "'is not None' there, or leave the question out.",
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
        parts = got.values() if isinstance(got, dict) else got
        if any(part is None for part in parts):
            return _NONE_INSIDE
    return WRONG_ORDER if is_wrong_order(right, got) else ()


def wrong_values(right: Any, got: Any) -> tuple[str, str]:
    """Return a question, and an answer, on values that are wrong."""
    with _looking_at_the_result():
        is_short = isinstance(right, list) and len(got) < len(right)
    return _TOO_FEW if is_short else _WRONG_VALUES


def is_wrong_order(right: Any, got: Any) -> bool:
    """Say whether a list has the right parts in another order."""
    return isinstance(right, list) and is_right(right, got, any_order=True)


def loses_empty(right: Any, got: Any) -> bool:
    """Say whether all that is wrong is an empty text, or a 0, that is lost."""
    with _looking_at_the_result():
        is_less = _empty_values(right) > _empty_values(got)
        return is_less and bool(_full_values(right) == _full_values(got))


def _empty_values(value: Any) -> int:
    values = _parts(value)
    if values is not None:
        return sum(map(_empty_values, values.values()))
    return _is_empty(value)


def _full_values(value: Any) -> Any:
    """Return what is left of a value without what is empty, or None."""
    values = _parts(value)
    if values is None:
        return None if _is_empty(value) else value
    full = {key: _full_values(each) for key, each in values.items()}
    full = {key: each for key, each in full.items() if each is not None}
    return full if isinstance(value, dict) else [*full.values()]


def _is_empty(value: Any) -> bool:
    return type(value) in (str, int, float) and not value


def _parts(value: Any) -> dict[Any, Any] | None:
    """Return the parts of a result by their keys or places, if it has any."""
    if isinstance(value, (list, tuple)):
        return dict(enumerate(value))
    return dict(value) if isinstance(value, dict) else None
