"""A loop on virtual time that may do what else can happen.

It keeps asyncio's promises: callbacks run in the order in which they were
scheduled, no timer comes before it is due. What a `Variation` changes is
what no program can rely on: how long waits take that stand for a network,
which of several timers of one moment comes first, and where in a set a task
stands.

Tasks and timers are known by a key that is the same in each run of a
program, whatever else is different: the n-th task that this task has made.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import types
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from helpers.clocks.variation import Change, Kind, Variation, mixed
from helpers.clocks.virtual import VirtualLoop
from helpers.compat import WAKE_UP, eager_task_factory
from helpers.labels import facts

__all__ = ["Task", "VariedLoop"]

TASKS, TIMERS = 0, 1  # what a task has made, each counted by itself


class Task(asyncio.Task):  # type: ignore[type-arg]
    """asyncio's task, which has a key, and a place in sets."""

    __slots__ = ("key", "spot")

    def __init__(self, coro: Any, *, loop: Any, **options: Any) -> None:
        self.key, self.spot, name = loop.admit(self)
        if options.get("name") is None:
            options["name"] = name
        super().__init__(coro, loop=loop, **options)

    def __hash__(self) -> int:
        return int(self.spot)


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
        self.tied = False  # whether several timers came due at one moment
        self._made: dict[tuple[int, int], int] = defaultdict(int)
        self._tasks = 0
        self._foreign: Any = weakref.WeakKeyDictionary()  # keys of tasks
        self._known: dict[int, tuple[int, int | None]] = {}  # timers, by order
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

    def admit(self, task: Any) -> tuple[int, int, str]:
        """Return the key of a new task, its place in sets, and its name."""
        self._tasks += 1
        key = self._next_key(TASKS, self._current())
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
            key = self._foreign[task] = mixed(0, TASKS, self._tasks)
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
        if kind is Kind.SPEEDS and _is_length(callback):
            when = self._at_other_speed(when, key, place)
        timer = super().call_at(when, callback, *args, context=context)
        if kind is Kind.ORDER:
            self._known[timer.order] = key, place  # type: ignore[attr-defined]
        return timer

    def _at_other_speed(
        self, when: float, key: int, place: int | None
    ) -> float:
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
            key, place = self._known.pop(timer.order, (0, None))
            drawn = None if timer.cancelled() else self.variation.drawn(key)
            if drawn is None:
                rest.append(timer)
            else:
                late.append((drawn, key, place, timer))
        late.sort(key=lambda each: each[0])
        if not rest and late:  # somebody has to be first
            rest.append(late.pop(0)[3])
        if [*rest, *(each[3] for each in late)] == due and not any(
            each[0].apart for each in late
        ):
            return due
        batches = [rest]
        for drawn, key, place, timer in late:
            moment = timer.due / 1_000_000
            self.changes[key] = Change(Kind.ORDER, drawn, place, moment)
            if drawn.apart:
                batches.append([])
            batches[-1].append(timer)
        orders = sorted(timer.order for timer in due)
        for timer, order in zip(_flat(batches), orders, strict=True):
            timer.order = order
        self._held = [*batches[1:], *self._held]
        return batches[0]


def _flat(batches: Iterable[Iterable[Any]]) -> list[Any]:
    return [timer for batch in batches for timer in batch]


def _is_length(callback: Any) -> bool:
    """Say whether a timer stands for how long something takes.

    asyncio's own other timers are time limits, and exact.
    """
    if callback is WAKE_UP:
        return True
    module = str(getattr(callback, "__module__", None))
    return not module.startswith("asyncio.")
