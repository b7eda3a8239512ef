"""What a suspended coroutine waits to get, and who is inside `async with` it.

asyncio does not know who holds a lock. But a coroutine that is suspended
inside `async with lock` keeps the lock's `__aexit__` on its stack, and the
garbage collector's list of what a coroutine refers to shows that. Nothing
is changed, kept alive or asked of the program's classes. What was acquired
without `async with`, or through an `AsyncExitStack`, cannot be seen here.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import types
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from typing import Any

from helpers.compat import lock_of
from helpers.labels import awaits_below, is_library

__all__ = ["LOCKS", "expired", "holds", "sought"]

LOCKS = frozenset({"Lock.acquire", "Semaphore.acquire"})  # as waits are called

_KINDS: dict[Any, type] = {
    kind.__dict__[name].__code__: kind
    for kind, name in (
        (asyncio.Lock, "acquire"),
        (asyncio.Semaphore, "acquire"),
        (asyncio.Condition, "wait"),
        (asyncio.Event, "wait"),
        (asyncio.Barrier, "wait"),
        (asyncio.Queue, "get"),
        (asyncio.Queue, "put"),
        (asyncio.Queue, "join"),
    )
}
_WAIT = asyncio.Condition.wait.__code__
_ENTER = asyncio.Lock.__aenter__.__code__  # semaphores and conditions as well
_LEAVE = asyncio.Lock.__aexit__.__code__
_LIMIT = asyncio.Timeout.__aexit__.__code__


def sought(coroutine: Any) -> Any:
    """Return the lock, queue or event that a suspended coroutine waits for.

    None where it waits for something else. Of a condition that is woken and
    wants its lock back, it is the lock.
    """
    found = None
    for below in awaits_below(coroutine):
        if found is None or issubclass(type(found), asyncio.Condition):
            kind = _KINDS.get(getattr(below, "cr_code", None))
            if kind is not None:
                found = _first(below, kind)
    return found


def holds(coroutine: Any, lock: Any) -> bool:
    """Say whether a suspended coroutine is inside `async with lock`.

    The coroutines that it awaits count as well, and the asynchronous
    generators that it is in the middle of. One that is about to enter
    does not hold it, nor does one that waits for a condition of the lock.
    """
    held = 0
    chain = [coroutine, *awaits_below(coroutine), None]
    for each, below in pairwise(chain):
        held += sum(_lock(x) is lock for x in _left_by(each, _LEAVE))
        for generator in _suspended_in(each):
            if not any(generator is x for x in chain):
                held += holds(generator, lock)
        code = getattr(below, "cr_code", None)
        if code is _ENTER or code is _WAIT:
            entered = _first(below, _LOCK_LIKE)
            held -= entered is not None and _lock(entered) is lock
    return held > 0


def expired(coroutine: Any) -> tuple[bool, bool]:
    """Say whether an `asyncio.timeout` around a wait has run out, and where.

    The second is whether it is the very coroutine that waits which has set
    it, and none of the program's above.
    """
    found = own = False
    for each in (coroutine, *awaits_below(coroutine)):
        code = getattr(each, "cr_code", None)
        if code is not None and not is_library(code):
            own = False
        if any(map(asyncio.Timeout.expired, _left_by(each, _LIMIT))):
            found = own = True
    return found, own


def _suspended_in(coroutine: Any) -> Iterator[Any]:
    """Yield asynchronous generators that go on when a coroutine does.

    It iterates over them, or is inside the context manager made of one.
    """
    for each in gc.get_referents(coroutine):
        if type(each) is types.AsyncGeneratorType:
            yield each
    for manager in _left_by(coroutine, _LEAVE_GENERATOR):
        yield manager.gen


@contextlib.asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield


_LEAVE_GENERATOR = type(_nothing()).__aexit__.__code__
_LOCK_LIKE = (asyncio.Lock, asyncio.Semaphore, asyncio.Condition)


def _lock(held: Any) -> Any:
    """Return the lock of a condition, and another thing itself."""
    return lock_of(held) if issubclass(type(held), asyncio.Condition) else held


def _first(coroutine: Any, kind: Any) -> Any:
    """Return the first thing of a kind that a coroutine refers to."""
    for each in gc.get_referents(coroutine):
        if issubclass(type(each), kind):
            return each
    return None


def _left_by(coroutine: Any, leave: types.CodeType) -> Iterator[Any]:
    """Yield what stands on a stack to be left by this `__aexit__`.

    It is a bound method or, from Python 3.14 on, a function and its object.
    """
    found = gc.get_referents(coroutine)
    for each, after in pairwise([*found, None]):
        if type(each) is types.MethodType:
            if getattr(each.__func__, "__code__", None) is leave:
                yield each.__self__
        elif type(each) is types.FunctionType and each.__code__ is leave:
            yield after
