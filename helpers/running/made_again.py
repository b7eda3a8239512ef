"""Makes a coroutine again that has run: a coroutine runs once.

From its function and its arguments, where both are certain. A function that
uses variables of another one is not known by its coroutine, and an argument
that is no plain value, such as a coroutine, a lock or a queue, is not what it
was when the run is over. Plain values are copied before the run.
"""

from __future__ import annotations

import copy
import inspect
import types
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["Again", "again"]

_PLAIN = (
    *(str, bytes, bool, int, float, complex, type(None), range),
    *(types.FunctionType, types.BuiltinFunctionType),
)
_SEVERAL = (list, tuple, set, frozenset)
MOST_COPIED = 1000  # values: more would take time, and each run takes it


@dataclass(frozen=True)
class Again:
    """Makes a run's coroutine again; `why_not` says why it cannot.

    `limits` are the seconds and the turns that the run had.
    """

    make: Callable[[], Coroutine[Any, Any, Any]] | None
    why_not: str = ""
    limits: tuple[float | None, int | None] = (None, None)


def again(main: Any, *limits: Any) -> Again:
    """Return what makes such a coroutine again, before it has started."""
    if type(main) is not types.CoroutineType:
        return Again(None, f"{type(main).__name__} is no coroutine of Python")
    name, code = main.__name__, main.cr_code
    if code.co_freevars:
        uses = code.co_freevars[0]
        return Again(None, f"{name}() uses {uses} of the function around it")
    values = inspect.getcoroutinelocals(main)
    for each in inspect.getargs(code).args:
        if not _is_plain([values[each]]):
            return Again(
                None, f"{name}() was given {each}, which can't be copied"
            )
    assert main.cr_frame is not None  # it has not run yet
    function = types.FunctionType(code, main.cr_frame.f_globals, name)
    function.__qualname__ = main.__qualname__
    given = _given(code, values)
    if not _is_plain(given):
        return Again(None, f"{name}() was given what can't be copied")
    given = copy.deepcopy(given)

    def make() -> Coroutine[Any, Any, Any]:
        plain, named = copy.deepcopy(given)
        made: Coroutine[Any, Any, Any] = function(*plain, **named)
        return made

    return Again(make, limits=(limits[0], limits[1]))


def _given(
    code: types.CodeType, values: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Return what a function was called with: by place, and by name."""
    arguments = inspect.getargs(code)
    placed, named = code.co_argcount, code.co_kwonlyargcount
    names = code.co_varnames
    plain = [values[name] for name in names[:placed]]
    plain += values[arguments.varargs] if arguments.varargs else ()
    by_name = {name: values[name] for name in names[placed : placed + named]}
    by_name |= values[arguments.varkw] if arguments.varkw else {}
    return plain, by_name


def _is_plain(values: Iterable[Any]) -> bool:
    """Say whether copies of these are as good, and soon made."""
    left = list(values)
    for seen in range(MOST_COPIED):
        if not left:
            return True
        value = left.pop()
        if type(value) is dict and seen + len(value) < MOST_COPIED:
            left += [*value, *value.values()]
        elif type(value) in _SEVERAL and seen + len(value) < MOST_COPIED:
            left += value
        elif not isinstance(value, type) and type(value) not in _PLAIN:
            return False
    return False
