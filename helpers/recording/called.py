"""What a loop calls: whether it may take time, and what it is named.

Nothing of a callback is run to find out. asyncio's own callbacks take no
time that matters, but those of its transports call the program's protocols,
and have their names.
"""

from __future__ import annotations

import asyncio
import builtins
import functools
import os
import types
from typing import Any

from helpers.compat import LOOP_FILE, LeftAlone, is_step
from helpers.labels import function_name

__all__ = ["ALONE", "FOREIGN", "may_take_time", "name_of", "within"]

ASYNCIO = os.path.dirname(LOOP_FILE)
FOREIGN = ("uvloop", "winloop")  # makers of loops that are not built on its
ALONE = LeftAlone()  # what was found to take no time
_CYTHON = "cython_function_or_method"  # the type of what Cython compiles


def may_take_time(callback: Any) -> bool:
    """Say whether a callback is the program's, or leads to it."""
    callback = within(callback)
    kind = type(callback)
    if kind is types.FunctionType:
        return not _is_asyncios(callback.__code__)
    if kind is types.MethodType:
        return _may_method_take_time(callback)
    if kind is types.BuiltinFunctionType:
        owner = type(callback.__self__)
        if issubclass(owner, asyncio.Future):
            ALONE.tasks.add(owner)
            return False
        return True
    if is_step(kind):
        ALONE.steps = kind
        return False
    if kind.__name__ == _CYTHON:
        return callback.__module__.partition(".")[0] not in FOREIGN
    return callback is not None


def _may_method_take_time(method: Any) -> bool:
    owner = type(method.__self__)
    if issubclass(owner, asyncio.Task):
        return False  # a step or a wake-up of one written in Python
    if _is_transport(owner):
        return not _protocol(method).__module__.startswith("asyncio.")
    function = method.__func__
    if type(function) is not types.FunctionType:
        return True
    return not _is_asyncios(function.__code__)


def within(callback: Any) -> Any:
    """Return what is called in the end, through `functools.partial`."""
    while type(callback) is functools.partial:
        callback = callback.func
    return callback


def _is_asyncios(code: types.CodeType) -> bool:
    if os.path.dirname(code.co_filename) != ASYNCIO:
        return False
    ALONE.codes[id(code)] = code
    return True


def _is_transport(kind: type) -> bool:
    """Say whether this is a class of asyncio's own transports."""
    return issubclass(kind, asyncio.BaseTransport) and (
        kind.__module__.startswith("asyncio.")
    )


def _protocol(method: Any) -> type:
    """Return the class of the protocol of a transport's method."""
    try:
        return type(method.__self__.get_protocol())
    except (AttributeError, NotImplementedError):
        return type(method.__self__)


def name_of(callback: Any) -> str:
    """Return what a callback is called, without running any of its code."""
    callback = within(callback)
    kind = type(callback)
    if kind is types.MethodType:
        owner = type(callback.__self__)
        if _is_transport(owner):
            return str(_protocol(callback).__qualname__)
        callback = callback.__func__
        kind = type(callback)
    if kind is types.BuiltinFunctionType:
        home = callback.__self__
        if type(home) is types.ModuleType and home is not builtins:
            return f"{home.__name__}.{callback.__name__}"
        return str(callback.__qualname__)
    if kind is types.FunctionType or kind.__name__ == _CYTHON:
        name = str(callback.__qualname__).rpartition("<locals>.")[2]
        if name == "<lambda>":
            return f"lambda of line {callback.__code__.co_firstlineno}"
        return name
    return function_name(callback)
