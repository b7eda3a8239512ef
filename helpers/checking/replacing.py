"""Replaces attributes for a while, and finds what others have replaced.

A check puts stand-ins into place, and takes them away again; a program
that is checked may do the same and not take it away.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from helpers.compat import unawaited_hook

__all__ = ["Swap", "mend_asyncio", "put_back", "snapshot", "warned"]

MOST_NAMES = 100  # of coroutines that were never awaited


class Swap:
    """Replaces attributes and variables, and puts them back."""

    def __init__(self) -> None:
        self._undo: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def attribute(self, owner: Any, name: str, value: Any) -> None:
        """Replace an attribute, if its owner has it."""
        if hasattr(owner, name):
            self._undo.append((setattr, (owner, name, getattr(owner, name))))
            setattr(owner, name, value)

    def variable(self, space: dict[str, Any], name: str, value: Any) -> None:
        """Replace a variable of a namespace."""
        self._undo.append((space.__setitem__, (name, space[name])))
        space[name] = value

    def variables(self, space: dict[str, Any], known: Any, value: Any) -> None:
        """Replace all variables that mean `known`, under any name."""
        for name, each in list(space.items()):
            if known is not None and each is known:
                self.variable(space, name, value)

    def undo(self) -> None:
        """Put everything back, the last thing first."""
        while self._undo:
            function, args = self._undo.pop()
            function(*args)


def _watched() -> list[Any]:
    names = (
        "base_events events futures locks queues runners taskgroups tasks "
        "threads timeouts"
    ).split()
    parts = [getattr(asyncio, n) for n in names if hasattr(asyncio, n)]
    return [asyncio, *parts, time, os, builtins, signal]


def snapshot() -> list[tuple[Any, dict[str, Any]]]:
    """Note what the modules that matter consist of."""
    return [(module, dict(vars(module))) for module in _watched()]


def put_back(before: list[tuple[Any, dict[str, Any]]]) -> list[str]:
    """Undo what differs from a snapshot; return the names."""
    found = []
    for module, variables in before:
        now = vars(module)
        for name, value in variables.items():
            if now.get(name, before) is not value and (
                not _is_set_up(name, value, now.get(name))
            ):
                setattr(module, name, value)
                found.append(
                    f"it replaced {module.__name__}.{name}, which is put back"
                )
    return found


def _is_set_up(name: str, before: Any, now: Any) -> bool:
    """Say whether asyncio made something of its own when it was needed.

    The policy of event loops, say, is None until somebody asks for it.
    """
    if before is not None or not name.startswith("_"):
        return False
    return type(now).__module__.partition(".")[0] == "asyncio"


def mend_asyncio() -> list[str]:
    """Put back what a notebook replaced in asyncio; return the names.

    A patch by nest-asyncio, which a notebook of the course shows, stays.
    """
    found = []
    for module in _watched()[1:-4]:
        for name in getattr(module, "__all__", ()):
            true = getattr(module, name)
            seen = getattr(asyncio, name, true)
            home = str(getattr(seen, "__module__", ""))
            if seen is not true and not home.startswith("nest_asyncio"):
                setattr(asyncio, name, true)
                found.append(f"asyncio.{name}")
    return found


@contextlib.contextmanager
def warned() -> Iterator[list[str]]:
    """Keep warnings from being shown; yield the names of some coroutines.

    They were never awaited, and were made in this block: older ones may
    be swept up at any time. Python calls a function of `warnings` for
    each; it is replaced, since a program may forget a million of them.
    """
    swap = Swap()
    depth = sys.get_coroutine_origin_tracking_depth()
    names: list[str] = []

    def note(coroutine: Any) -> None:
        if coroutine.cr_origin is not None and len(names) < MOST_NAMES:
            names.append(coroutine.__qualname__.rpartition("<locals>.")[2])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        swap.attribute(*unawaited_hook, note)
        sys.set_coroutine_origin_tracking_depth(1)
        try:
            yield names
        finally:
            sys.set_coroutine_origin_tracking_depth(depth)
            swap.undo()
