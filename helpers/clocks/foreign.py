"""Notices a deadlock on an event loop that asyncio made, not this package.

Such a loop would wait for ever, and so it does unless this is certain: no
timer is set, nothing but its own pipe is watched, no thread is at work, and
no handler of a signal is the program's. Then the loop raises what the loops
of this package raise.
"""

from __future__ import annotations

import asyncio
import signal
import weakref
from collections.abc import Callable
from typing import Any

from helpers.clocks.deadlock import DeadlockError, Wakers
from helpers.clocks.deadlock_text import Record, deadlock_text
from helpers.clocks.limits import KnownAs
from helpers.compat import handles_signals, is_of_runner, selector_of
from helpers.refusals import AtTheCaller

__all__ = ["watch_for_deadlocks"]

LOOK_AGAIN = 0.2  # seconds; a thread that is at work may end without a word


def watch_for_deadlocks(
    loop: Any, known_as: KnownAs, record_deadlock: Callable[[], Record]
) -> None:
    """Raise `DeadlockError` where `loop`, which is new, waits for ever."""
    selector = selector_of(loop)
    wakers, own = Wakers(), len(selector.get_map())
    wait: Any = type(selector).select
    held, kept = weakref.ref(loop), weakref.ref(selector)

    def select(timeout: float | None = None) -> Any:
        selector: Any = kept()
        if timeout is not None or len(selector.get_map()) != own:
            return wait(selector, timeout)
        loop: Any = held()
        # Asked in this order: a thread that is gone has woken us before.
        may_wake = _may_wake(loop, wakers)
        if events := wait(selector, 0):
            return events
        waiting = [x for x in asyncio.all_tasks(loop) if not x.done()]
        if not waiting or may_wake:
            return wait(selector, LOOK_AGAIN)
        waiting.sort(key=lambda task: known_as(task)[0])
        record = record_deadlock()
        with AtTheCaller():
            raise DeadlockError(deadlock_text(waiting, known_as, record))

    selector.select = select


def _may_wake(loop: Any, wakers: Wakers) -> bool:
    return handles_signals(loop) or wakers.remain() or _is_programs()


def _is_programs() -> bool:
    """Say whether the program itself handles Ctrl-C, and may go on by it."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler or not callable(handler):
        return False
    return not is_of_runner(handler)
