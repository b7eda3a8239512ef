"""Words a deadlock: who waits, on what, at which line, and who could end it.

What is said beside that is read off the tasks as they stand: who is inside
`async with` of the lock that is waited for, what is left in a queue, which
tasks wait for each other. Of the tasks that have ended already, and of the
labels in the chart, a recorder tells, where there is one (`Record`).
"""

from __future__ import annotations

import asyncio
import gc
import types
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.clocks.holders import holds, sought
from helpers.clocks.limits import KnownAs
from helpers.compat import queued, unfinished
from helpers.labels import (
    awaits_below,
    call_label,
    is_library,
    line_of,
    wait_label,
)

__all__ = ["Record", "deadlock_text"]

MOST = 20  # tasks that are named one by one
MOST_NAMED = 4  # of those that hold a semaphore


@dataclass(frozen=True)
class Record:
    """What a recorder knows: labels by `KnownAs`, and sentences on ends."""

    labels: Mapping[Any, str] = field(default_factory=dict)
    ended: Sequence[str] = ()


def deadlock_text(
    waiting: Sequence[asyncio.Task[Any]],
    known_as: KnownAs,
    record: Record | None = None,
) -> str:
    """Say that nobody will ever wake, who waits on what, and why."""
    return "\n".join(_Deadlock(waiting, known_as, record or Record()).lines())


class _Deadlock:
    """The tasks that wait, and what each of them waits for."""

    def __init__(
        self,
        waiting: Sequence[asyncio.Task[Any]],
        known_as: KnownAs,
        record: Record,
    ) -> None:
        self.waiting = waiting
        self.record = record
        self.labels = dict(_labels(waiting, known_as, record.labels))
        self.wanted = [sought(task.get_coro()) for task in waiting]

    def lines(self) -> Iterator[str]:
        """Yield the lines of the message."""
        yield (
            "deadlock: nothing is ready to run, no timer is set, and so "
            "nobody will ever wake"
        )
        told = zip(self.waiting, self.wanted, strict=True)
        for task, wanted in list(told)[:MOST]:
            yield f"  {_waiting_line(task, self.labels)}"
            more = self._more(task, wanted)
            if more:
                yield f"    {more}"
        if len(self.waiting) > MOST:
            yield f"  and {len(self.waiting) - MOST} more"
        for line in (*self._circle(), *self.record.ended):
            yield f"  {line}"

    def _more(self, task: asyncio.Task[Any], wanted: Any) -> str:
        """Say what is known of what a task waits for."""
        kind = type(wanted)
        if issubclass(kind, (asyncio.Lock, asyncio.Semaphore)):
            return self._held(task, wanted)
        if issubclass(kind, asyncio.Barrier):
            return _of_barrier(wanted)
        if issubclass(kind, asyncio.Queue):
            return _of_queue(task, wanted)
        if issubclass(kind, asyncio.Condition):
            return (
                "nobody will notify that condition: notify() wakes those who "
                "wait already, and none who come later"
            )
        return ""

    def _held(self, task: asyncio.Task[Any], lock: Any) -> str:
        holders = self.holders(lock)
        names = _joined([self.labels[each] for each in holders])
        if issubclass(type(lock), asyncio.Semaphore):
            return _of_semaphore(names, len(holders))
        if holders == [task]:
            return (
                f"{names} holds that lock itself: the same task cannot "
                "acquire an asyncio.Lock twice"
            )
        if holders:
            return f"{names} holds that lock"
        return (
            "that lock is taken, and nobody is inside 'async with' on it: "
            "look for an acquire() without its release()"
        )

    def holders(self, lock: Any) -> list[asyncio.Task[Any]]:
        """Return who is inside `async with lock`."""
        return [x for x in self.waiting if holds(x.get_coro(), lock)]

    def _circle(self) -> Iterator[str]:
        """Name tasks of which each waits for the next, if there are any."""
        after = dict(self._waits_for())
        for first in self.waiting:
            path = [first]
            while path[-1] in after and after[path[-1]] not in path:
                path.append(after[path[-1]])
            if after.get(path[-1]) is first and len(path) > 1:
                names = [self.labels[task] for task in path]
                if len(path) == 2:
                    yield f"{names[0]} and {names[1]} wait for each other"
                else:
                    waits = ", which waits for ".join([*names[1:], names[0]])
                    yield f"in a circle, {names[0]} waits for {waits}"
                return

    def _waits_for(
        self,
    ) -> Iterator[tuple[asyncio.Task[Any], asyncio.Task[Any]]]:
        """Yield (task, the task that it waits for)."""
        for task, wanted in zip(self.waiting, self.wanted, strict=True):
            awaited = _awaited(task)
            if awaited in self.labels:
                yield task, awaited
            elif issubclass(type(wanted), asyncio.Lock):
                for each in self.holders(wanted)[:1]:
                    yield task, each


def _of_barrier(barrier: Any) -> str:
    come = vars(asyncio.Barrier)["n_waiting"].__get__(barrier)
    parties = vars(asyncio.Barrier)["parties"].__get__(barrier)
    have = "has" if come == 1 else "have"
    return f"{come} of the {parties} that it waits for {have} come"


def _of_semaphore(names: str, count: int) -> str:
    if not count:
        return (
            "that semaphore has no place left, and nobody is inside 'async "
            "with' on it: look for an acquire() without its release()"
        )
    if count == 1:
        return f"{names} holds a place of that semaphore"
    return f"{names} hold the places of that semaphore"


def _of_queue(task: asyncio.Task[Any], queue: Any) -> str:
    """Say how full a queue is, and what was not marked as done."""
    if _code_of_wait(task) is not asyncio.Queue.join.__code__:
        left = queued(queue)
        if left:
            return f"that queue is full ({_items(left)}), and nobody takes one"
        return "that queue is empty, and nobody will put anything in"
    left = queued(queue)
    taken = unfinished(queue) - left
    parts = []
    if taken > 0:
        were = "was" if taken == 1 else "were"
        parts.append(
            f"{_items(taken)} {were} taken from that queue without "
            "task_done() afterwards"
        )
    if left:
        verb = "is" if left == 1 else "are"
        parts.append(f"{_items(left)} {verb} still in it")
    return ", and ".join(parts)


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _code_of_wait(task: asyncio.Task[Any]) -> Any:
    codes = [
        getattr(below, "cr_code", None)
        for below in awaits_below(task.get_coro())
    ]
    join = asyncio.Queue.join.__code__
    return join if join in codes else None


def _labels(
    tasks: Iterable[asyncio.Task[Any]],
    known_as: KnownAs,
    charted: Mapping[Any, str],
) -> Iterator[tuple[asyncio.Task[Any], str]]:
    """Yield what each task is called in the chart, or else its call.

    Calls are numbered where several look the same.
    """
    seen: Counter[str] = Counter()
    for task in tasks:
        number, label = known_as(task)
        if number in charted:
            yield task, charted[number]
            continue
        seen[label] += 1
        count = seen[label]
        yield task, label if count == 1 else f"{label} #{count}"


def _waiting_line(
    task: asyncio.Task[Any], labels: Mapping[asyncio.Task[Any], str]
) -> str:
    innermost: Any = task.get_coro()
    end: Any = None
    for end in awaits_below(innermost):
        code = getattr(end, "cr_code", None)
        if code is not None and not is_library(code):
            innermost = end
    awaited = _future_of(end)
    on = labels.get(awaited) or wait_label(innermost, awaited)
    where = "" if innermost is task.get_coro() else call_label(innermost)
    place = f" in {where}" if where else ""
    return f"{labels[task]} waits on {on}{place}, {line_of(innermost)}"


def _awaited(task: asyncio.Task[Any]) -> Any:
    """Return the future that a task waits for."""
    chain = [None, *awaits_below(task.get_coro())]
    return _future_of(chain[-1])


def _future_of(waiter: Any) -> Any:
    """Return the future that the last iterator of a chain waits for."""
    if isinstance(waiter, types.GeneratorType) and waiter.gi_frame:
        return waiter.gi_frame.f_locals.get("self")
    for held in gc.get_referents(waiter):
        if isinstance(held, asyncio.Future):
            return held
    return None


def _joined(names: Sequence[str]) -> str:
    """Return names as a list in a sentence, the first of very many."""
    shown = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
