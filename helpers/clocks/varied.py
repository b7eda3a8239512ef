"""A loop on virtual time that may do what else can happen.

It keeps asyncio's promises: callbacks run in the order in which they were
scheduled, no timer comes before it is due. What a `Variation` changes is
what no program can rely on: how long waits take that stand for a network,
which of several timers of one moment comes first, and where in a set a task
stands.

Tasks and timers are known by a key that is the same in each run of a
program, whatever else is different: the n-th task of this call that this
task has made, the n-th timer that it has set.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import types
import weakref
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from helpers.clocks.variation import Change, Kind, Variation, mixed
from helpers.clocks.virtual import MICROSECONDS, VirtualLoop
from helpers.compat import WAKE_UP, eager_task_factory
from helpers.labels import call_of, facts

__all__ = ["Task", "VariedLoop"]

_FIXED = frozenset({str, int, float, bool, type(None)})
TIMERS = -1  # they are counted by themselves


class Task(asyncio.Task):  # type: ignore[type-arg]
    """asyncio's task, which has a key, and a place in sets."""

    __slots__ = ("key", "spot")

    def __init__(self, coro: Any, *, loop: Any, **options: Any) -> None:
        called = getattr(self, "coroutine", coro)  # recorders wrap it
        self.key, self.spot, name = loop.admit(self, called)
        if options.get("name") is None:
            options["name"] = name
        super().__init__(coro, loop=loop, **options)

    def __hash__(self) -> int:
        return int(self.spot)

    def set_name(self, value: object) -> None:
        """Take a name; Python 3.13.0 calls a task None that gets none."""
        if value is not None:
            super().set_name(value)


class VariedLoop(VirtualLoop):
    """A virtual loop that varies as a `Variation` says.

    `changes` is what was different so far, by keys. Recorders of this loop
    make tasks of `Task`, as it does itself.
    """

    def __init__(self, variation: Variation) -> None:
        super().__init__()
        self.variation = variation
        self.changes: dict[int, Change] = {}
        self.turned = 0  # times
        self.charged = 0  # microseconds, for work that blocked
        self.tied = False  # whether several timers came due at one moment
        self._made: dict[tuple[int, int], int] = defaultdict(int)
        self._tasks = 0
        self._foreign: Any = weakref.WeakKeyDictionary()  # keys of tasks
        self._known: dict[int, _Known] = {}  # timers, by their order
        self._held: list[list[Any]] = []  # timers that come a moment later
        self._inner: Any = None
        super().set_task_factory(self._make)

    def set_task_factory(self, factory: Any) -> None:
        """Let `factory` make the tasks, None for this loop itself."""
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._inner = factory

    def get_task_factory(self) -> Any:
        """Return what was set last."""
        return self._inner

    def _make(self, loop: Any, coro: Any, **options: Any) -> Any:
        inner = self._inner
        if inner is eager_task_factory:
            options.setdefault("eager_start", True)
        elif inner is not None:
            return inner(loop, coro, **options)
        elif type(coro) is types.CoroutineType:
            if facts(coro.cr_code).is_housekeeping:
                return asyncio.Task(coro, loop=loop, **options)
        return Task(coro, loop=loop, **options)

    def admit(self, task: Any, coroutine: Any) -> tuple[int, int, str]:
        """Return the key of a new task, its place in sets, and its name."""
        self._tasks += 1
        key = self._next_key(_call_number(coroutine), self._current())
        spot = self._tasks
        if self.variation.kind is Kind.SETS:
            drawn = self.variation.drawn(key)
            if drawn is not None:
                spot = drawn
                place = getattr(task, "place", None)
                self.changes[key] = Change(Kind.SETS, spot, place)
        return key, spot, f"Task-{self._tasks}"

    def _current(self) -> Any:
        return asyncio.current_task(self) if self.is_running() else None

    def _next_key(self, what: int, task: Any) -> int:
        maker = 0 if task is None else self._key_of(task)
        self._made[maker, what] += 1
        return mixed(maker, what, self._made[maker, what])

    def _key_of(self, task: Any) -> int:
        key: int | None = getattr(task, "key", None)
        if type(key) is not int:  # a task of the program's own making
            key = self._foreign.get(task)
        if key is None:
            self._tasks += 1
            key = self._foreign[task] = mixed(0, self._tasks)
        return key

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call back at `when` (seconds), or when else it may come."""
        kind = self.variation.kind
        if kind is Kind.PLAIN or kind is Kind.SETS:
            return super().call_at(when, callback, *args, context=context)
        task = self._current()
        key, place = self._next_key(TIMERS, task), getattr(task, "place", None)
        limit = not _is_length(callback)
        if kind is Kind.SPEEDS and not limit:
            when = self.at_other_speed(when, key, place)
        timer = super().call_at(when, callback, *args, context=context)
        if kind is Kind.ORDER:
            order = timer.order  # type: ignore[attr-defined]
            self._known[order] = _Known(key, place, limit)
        return timer

    def at_other_speed(
        self, when: float, key: int, place: int | None
    ) -> float:
        """Return when a timer comes that was to come at `when`."""
        now = self.moment()
        factor, length = self.variation.drawn(key), when - now
        if factor is None or factor == 1 or length <= 0:
            return when
        self.changes[key] = Change(Kind.SPEEDS, factor, place, now, length)
        return float(now + length * factor)

    def select(self, timeout: float | None) -> tuple[()]:
        """Move the clock to the next timer, and say which of many comes."""
        self.turned += 1
        if self._held and timeout != 0:
            for timer in self._held.pop(0):
                heapq.heappush(self.timers, timer)
        events = super().select(timeout)
        if self.timers and self.variation.kind in (Kind.ORDER, Kind.PLAIN):
            self._reorder()
        return events

    def _charge(self) -> None:
        before = self._now
        super()._charge()
        if self._anchor is None:  # else it is the time of threads
            self.charged += self._now - before

    def _reorder(self) -> None:
        """Put the timers of this moment, if several, in another order."""
        timers: list[Any] = self.timers
        if len(timers) < 2 or timers[0].due > self._now:
            return
        due = [heapq.heappop(timers)]
        while timers and timers[0].due <= self._now:
            due.append(heapq.heappop(timers))
        if len(due) > 1 and due[0].due == due[-1].due:
            self.tied = True
            if self.variation.kind is Kind.ORDER:
                due = self._in_other_order(due)
        for timer in due:
            heapq.heappush(timers, timer)

    def _in_other_order(self, due: list[Any]) -> list[Any]:
        """Return those that come now; note those that come a moment later."""
        late, rest = [], []
        for timer in due:
            known = self._known.pop(timer.order, None)
            drawn = None
            if known is not None and not timer.cancelled():
                drawn = self.variation.drawn(known.key)
            if drawn is None:
                rest.append(timer)
            else:
                late.append((drawn, known, timer))
        late.sort(key=lambda each: each[0])
        if not rest and late:  # somebody has to be first
            rest.append(late.pop(0)[2])
        order = [*rest, *(timer for _, _, timer in late)]
        if order == due and not any(drawn.apart for drawn, _, _ in late):
            return due
        return self._put_apart(due, rest, late)

    def _put_apart(
        self, due: list[Any], rest: list[Any], late: list[Any]
    ) -> list[Any]:
        batches = [rest]
        for drawn, known, timer in late:
            moment = timer.due / MICROSECONDS
            self.changes[known.key] = Change(
                Kind.ORDER, drawn, known.place, moment, limit=known.limit
            )
            if drawn.apart:
                batches.append([])
            batches[-1].append(timer)
        orders = sorted(timer.order for timer in due)
        for timer, order in zip(_flat(batches), orders, strict=True):
            timer.order = order
        self._held = [*batches[1:], *self._held]
        return batches[0]


class _Known(NamedTuple):
    """What is known of a timer."""

    key: int
    place: int | None  # of the task that has set it
    limit: bool


def _flat(batches: Iterable[Iterable[Any]]) -> list[Any]:
    return [timer for batch in batches for timer in batch]


def _call_number(coroutine: Any) -> int:
    """Return a number for a call, by what of its arguments cannot change."""
    name, given, _ = call_of(coroutine)
    fixed = [each for each in given if type(each) in _FIXED]
    return zlib.crc32(f"{name}{fixed}".encode("utf-8", "replace"))


def _is_length(callback: Any) -> bool:
    """Say whether a timer stands for how long something takes.

    asyncio's own other timers are time limits, and exact.
    """
    if callback is WAKE_UP:
        return True
    module = str(getattr(callback, "__module__", None))
    return not module.startswith("asyncio.")
