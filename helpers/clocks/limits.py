"""What ends a loop from outside its program: a limit, or an interrupt.

Both come between two turns, where no task is under way. A limit is a number
of seconds on the loop's clock, and a number of turns that take no time: on
the real clock those in a row in which the loop does not rest, on virtual
time all of them. A program that asks again and again makes a hundred
thousand in a second.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

from helpers.compat import OpenLoop
from helpers.labels import awaits_below, call_label, is_library, line_of

__all__ = ["KnownAs", "LimitError", "LimitedLoop"]

# What puts tasks in order, and what a task is called in messages.
KnownAs = Callable[[Any], tuple[Any, str]]

FOREVER = float("inf")
SOMETIMES = 16  # turns after which a loop that does not rest is looked at
MOST = 20  # lines on where tasks stood


def _by_name(task: asyncio.Task[Any]) -> tuple[str, str]:
    """Know a task by the default name, which counts up, and by its call."""
    return task.get_name().zfill(12), call_label(task.get_coro())


class LimitError(RuntimeError):
    """A run went on up to its limit: see `limit` and `turns` of `run()`.

    The message names each task that was under way, and its line.
    """


class LimitedLoop(OpenLoop):
    """A loop that can be ended between two turns.

    Whoever keeps its clock calls `begin_turn` once in each.
    """

    is_virtual = False

    def __init__(self, *args: Any) -> None:
        self.turns = 0  # that took no time, in a row
        self.latest = FOREVER  # seconds, by its clock
        self._most_turns = FOREVER
        self._limit = FOREVER  # seconds, as it was given
        self._ending: BaseException | None = None
        self.known_as: KnownAs = _by_name
        super().__init__(*args)

    def limit(self, seconds: float | None, turns: float | None) -> None:
        """Raise `LimitError` so many seconds from now, or after the turns.

        None is no limit. It is raised once.
        """
        self._limit = FOREVER if seconds is None else seconds
        self._most_turns = FOREVER if turns is None else turns
        self.turns, self.latest = 0, self.moment() + self._limit

    def end_with(self, error: BaseException | None) -> None:
        """Raise `error` before the next turn, None for nothing any more.

        A signal handler may call it.
        """
        self._ending = error
        self._write_to_self()  # type: ignore[attr-defined]

    def begin_turn(self, timeout: float | None) -> None:
        """Raise what is to end the run, if anything.

        `timeout` is how long the loop is about to rest.
        """
        if self._ending is not None:
            error, self._ending = self._ending, None
            raise error
        self.turns += 1
        if timeout == 0:
            if self.turns % SOMETIMES:
                return
        elif not self.is_virtual:
            self.turns = 0
        if self.turns > self._most_turns or self.moment() >= self.latest:
            self._end_at_limit()

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Tell of an exception, unless it is a Ctrl-C, which is known."""
        if not isinstance(context.get("exception"), KeyboardInterrupt):
            super().call_exception_handler(context)

    def moment(self) -> float:
        """Return the time in seconds, for somebody who looks on."""
        return self.time()

    def in_order(self, tasks: Iterable[Any]) -> list[Any]:
        """Return tasks in the order in which they were created.

        A set has none, and what is said of tasks must not depend on one.
        """
        return sorted(tasks, key=lambda task: self.known_as(task)[0])

    def _end_at_limit(self) -> NoReturn:
        clock = "virtual" if self.is_virtual else "real"
        name, limit = "limit", f"{self._limit:g} s"
        if self.turns > self._most_turns:
            rest = "" if self.is_virtual else " in a row without a rest"
            name, limit = "turns", f"{self._most_turns:.0f} turns{rest}"
        head = (
            f"run() stopped at its limit of {limit} on the {clock} clock (for "
            f"another, write run(..., {name}=...); for none, {name}=None)"
        )
        self.limit(None, None)
        tasks = [x for x in asyncio.all_tasks(self) if not x.done()]
        lines = Counter(self._lines(self.in_order(tasks)))
        told = [
            f"  {line}" if count == 1 else f"  {count} x {line}"
            for line, count in lines.items()
        ]
        if len(told) > MOST:
            told[MOST:] = [f"  and {len(told) - MOST} more"]
        raise LimitError("\n".join([head, *told]))

    def _lines(self, tasks: Iterable[Any]) -> Iterator[str]:
        """Yield where each task stands: in the innermost of its own code."""
        for task in tasks:
            _, label = self.known_as(task)
            innermost: Any = task.get_coro()
            for each in awaits_below(innermost):
                code = getattr(each, "cr_code", None)
                if code is not None and not is_library(code):
                    innermost = each
            own = innermost is task.get_coro()
            where = "" if own else f" in {call_label(innermost)}"
            yield f"{label} stood{where} at {line_of(innermost)}"
