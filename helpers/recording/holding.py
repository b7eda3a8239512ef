"""Notes who held a lock or a semaphore when a task began to wait for it.

Looked for only then: at the tasks that were seen with it last, and at all
tasks as long as the budget lasts. Nothing is kept alive by it. What cannot
be seen is not noted (see `helpers.clocks.holders`).
"""

from __future__ import annotations

import asyncio
import itertools
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from helpers.clocks.holders import holds, sought

__all__ = ["Holding"]

BUDGET = 10_000  # tasks that are looked at, one by one, in one recording
NEAR = 8  # of those that were seen with a lock before; looked at first


class Holding:
    """What is known of the locks of one event loop.

    `place_of` tells the place of a task that is recorded, else None.
    """

    def __init__(self, place_of: Callable[[Any], int | None]) -> None:
        self._place_of = place_of
        self._locks: dict[int, _Lock] = {}  # by their ids
        self._numbers = itertools.count(1)
        self._left = BUDGET

    def look(self, waiter: Any) -> tuple[int, tuple[int, ...]]:
        """Return which lock a coroutine waits for, and who holds it.

        That is a number, 0 where it is not known, and the places of tasks.
        """
        wanted = sought(waiter)
        if wanted is None:
            return 0, ()
        lock = self._locks.get(id(wanted))
        if lock is None:
            lock = self._locks[id(wanted)] = _Lock(next(self._numbers))
            lock.gone = weakref.ref(wanted, _forgetting(self._locks, wanted))
        alone = issubclass(type(wanted), asyncio.Lock)
        found = lock.near(wanted) if alone else ()
        if not found and self._left > 0:
            found = tuple(self._all(lock, wanted))
        lock.note(self._place_of(asyncio.current_task()))
        return lock.number, found

    def _all(self, lock: _Lock, wanted: Any) -> Iterator[int]:
        tasks = asyncio.all_tasks()
        self._left -= len(tasks)
        places = {}
        for task in tasks:
            place = self._place_of(task)
            if place is not None and holds(task.get_coro(), wanted):
                places[place] = task
        for place in sorted(places):
            lock.seen[place] = weakref.ref(places[place])
            yield place


class _Lock:
    """One lock: its number, and who was seen with it, first come first."""

    __slots__ = ("gone", "number", "seen")

    def __init__(self, number: int) -> None:
        self.number = number
        self.seen: dict[int, weakref.ref[Any]] = {}
        self.gone: Any = None

    def note(self, place: int | None) -> None:
        """Note that the running task waits for this lock from now on."""
        if place is not None:
            self.seen.pop(place, None)
            self.seen[place] = weakref.ref(asyncio.current_task())

    def near(self, wanted: Any) -> tuple[int, ...]:
        """Return who holds it of those that were seen with it before.

        It is granted in the order of asking: who asked first has it first.
        """
        for place in list(itertools.islice(self.seen, NEAR)):
            task = self.seen[place]()
            if task is not None and not task.done():
                coroutine = task.get_coro()
                if holds(coroutine, wanted):
                    return (place,)
                if sought(coroutine) is wanted:
                    continue
            del self.seen[place]
        return ()


def _forgetting(locks: dict[int, _Lock], wanted: Any) -> Any:
    name = id(wanted)
    return lambda gone: locks.pop(name, None)
