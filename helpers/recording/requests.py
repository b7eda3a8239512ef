"""Times the callbacks of loops that keep their handles to themselves.

A loop such as uvloop's runs its handles in C. So what it is asked to call
is looked at when it is asked, and a callback that may take time is given to
it within another that notes the time and looks the same. What the loop
calls of its own accord nobody sees: protocols, that is.
"""

from __future__ import annotations

import functools
import inspect
import types
import weakref
from collections.abc import Callable
from typing import Any

from helpers.compat import passed_over
from helpers.recording.called import ALONE, FOREIGN, may_take_time, within
from helpers.recording.handles import MARK, timing
from helpers.refusals import without_top_frame

__all__ = ["is_foreign", "look_at_requests", "look_away_from_requests"]

_SOON = ("call_soon", "call_soon_threadsafe")  # methods of loops
_REQUESTS = (  # the same, which take something else before the callback
    *("call_later", "call_at", "add_reader", "add_writer"),
    "add_signal_handler",
)


def look_at_requests(loop: Any) -> None:
    """Have the callbacks timed that a loop of another maker is given."""
    if not is_foreign(type(loop)):
        return
    for name in _SOON:
        setattr(loop, name, _looking_first(weakref.ref(loop), name))
    for name in _REQUESTS:
        setattr(loop, name, _looking_second(weakref.ref(loop), name))


def look_away_from_requests(loop: Any) -> None:
    """Undo `look_at_requests`."""
    for name in (*_SOON, *_REQUESTS):
        vars(loop).pop(name, None)


def is_foreign(kind: type) -> bool:
    """Say whether a class is one of another maker's loops, or made of it."""
    return any(x.__module__.partition(".")[0] in FOREIGN for x in kind.__mro__)


def _looking_first(held: Any, name: str) -> Any:
    """Return a method of a loop, which has its callback timed.

    asyncio itself calls it for each step of each task.
    """
    plain = getattr(type(held()), name)

    @passed_over
    @functools.wraps(plain)
    def method(callback: Any, *args: Any, context: Any = None) -> Any:
        if type(callback) is not ALONE.steps:
            callback = _stand_in(held(), callback)
        return plain(held(), callback, *args, context=context)

    return method


def _looking_second(held: Any, name: str) -> Any:
    plain = getattr(type(held()), name)

    @passed_over
    @functools.wraps(plain)
    def method(*args: Any, **options: Any) -> Any:
        if len(args) > 1:
            args = (args[0], _stand_in(held(), args[1]), *args[2:])
        return plain(held(), *args, **options)

    return method


def _stand_in(loop: Any, callback: Any) -> Any:
    """Return what calls a callback, notes the time, and looks like it."""
    recorder = getattr(loop, MARK, None)
    if recorder is None or not may_take_time(callback):
        return callback
    inner = within(callback)
    if type(inner) in _FUNCTIONS and inspect.iscoroutinefunction(inner):
        return callback  # that is for the loop to refuse
    found: Any = _StandIn(_noted, recorder, callback)
    if type(callback) in _FUNCTIONS:
        found.__qualname__ = callback.__qualname__
        found.__wrapped__ = callback
    return found


@passed_over
def _noted(recorder: Any, callback: Callable[..., Any], *args: Any) -> Any:
    """Call a callback, and note the time."""
    note = timing(recorder, callback)
    try:
        return callback(*args)
    except BaseException as error:
        without_top_frame(error)
        raise
    finally:
        note()


class _StandIn(functools.partial[Any]):
    """A call of `_noted`, which is shown as the callback that it calls."""

    def __repr__(self) -> str:
        return repr(self.args[1])


_FUNCTIONS = frozenset(
    {types.FunctionType, types.MethodType, types.BuiltinFunctionType}
)
