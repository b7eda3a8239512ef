"""Notes how the helpers are, and puts back what a learner has replaced.

A notebook may replace a helper, by accident or to be let off: `check`, a
rule, the code of a function. It is put back before anything is judged, and
its name is reported. Caches and counters may change; what is called, and
what is written in capitals, may not.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

from helpers.checking.exercise import Exercise

__all__ = ["Untouched"]

CODE = ("__code__", "__defaults__", "__kwdefaults__")
METHODS = (FunctionType, property, classmethod, staticmethod)
_GONE = object()


class Untouched:
    """The state of all helpers that are loaded when this is made.

    Also that of some `exercises`, which are frozen, and yet can be changed.
    """

    def __init__(self, exercises: Iterable[Exercise] = ()) -> None:
        modules = [m for n, m in sys.modules.items() if _is_ours(n)]
        self._parts = [
            (owner, name, value)
            for module in [*modules, builtins]
            for owner in (module, *_classes(module))
            for name, value in list(vars(owner).items())
            if _must_stay(owner, name, value)
        ]
        self._code = [
            (value, each, getattr(value, each))
            for _, _, value in self._parts
            if isinstance(value, FunctionType)
            for each in CODE
        ]
        self._exercises = [(each, dict(vars(each))) for each in exercises]

    def put_back(self) -> list[str]:
        """Put back what has been replaced, and return its names."""
        names = []
        for owner, name, value in self._parts:
            if vars(owner).get(name, _GONE) is not value:
                setattr(owner, name, value)
                names.append(_name(owner, name))
        for function, part, value in self._code:
            if getattr(function, part) is not value:
                setattr(function, part, value)
                names.append(f"{function.__module__}.{function.__qualname__}")
        for exercise, fields in self._exercises:
            if vars(exercise) != fields:
                vars(exercise).update(fields)
                names.append(f"the exercise {fields['name']}")
        return list(dict.fromkeys(names))


def _is_ours(name: str) -> bool:
    return name == "helpers" or name.startswith("helpers.")


def _classes(module: ModuleType) -> Iterator[type]:
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield value


def _must_stay(owner: Any, name: str, value: Any) -> bool:
    if name == "_":
        return False
    if name.startswith("__"):
        is_method = isinstance(owner, type) and isinstance(value, METHODS)
        return is_method or name in ("__import__", "__build_class__")
    return (
        callable(value)
        or isinstance(value, (ModuleType, *METHODS))
        or name.isupper()
    )


def _name(owner: Any, name: str) -> str:
    home = getattr(owner, "__module__", "")
    own: str = owner.__name__
    return f"{home}.{own}.{name}" if home else f"{own}.{name}"
