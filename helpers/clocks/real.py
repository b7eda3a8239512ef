"""asyncio's own event loop on the real clock, for lessons.

It differs in two things: it raises `DeadlockError` where a program could
only hang, and it does not let the small delays of a busy machine add up.
It is not faster and not slower than asyncio's.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
import time
from collections.abc import Callable
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop

__all__ = ["LookOn", "RealLoop"]

# Is told how many seconds the loop will rest, does what takes much less, and
# says after how many seconds it wants to be called again.
LookOn = Callable[[float], float]

INTERRUPTIBLE = 0.2  # seconds; Windows hears Ctrl-C only between waits
TOGETHER = 0.002  # seconds; timers set in one step are due in one turn
TOO_LATE = 0.095  # seconds; a longer delay is shown as it is
CALM = 0.002  # seconds without an event, before somebody looks on
FOREVER = float("inf")


class _Selector(selectors.DefaultSelector):
    """The system's selector, which refuses to wait for nothing."""

    loop: RealLoop | None = None

    def select(self, timeout: float | None = None) -> Any:
        """Wait for events, as ever; raise where none can come."""
        if self.loop is not None:
            self.loop.begin_turn(timeout)
        if self.loop is None or timeout == 0:
            return super().select(timeout)
        left = self.loop.left(timeout)
        if left is None and self.loop.is_alone():
            # Asked in this order: a thread that is gone has woken us before.
            forgotten = self.loop.is_forgotten()
            events = super().select(0)
            if events or self.loop.ready:
                return events
            if forgotten:
                self.loop.deadlock()
            left = INTERRUPTIBLE  # look again: the thread may be done
        left = self.loop.until_the_limit(left)
        if sys.platform == "win32":
            left = INTERRUPTIBLE if left is None else min(left, INTERRUPTIBLE)
        events = self._rest(left, self.loop.look_on)
        self.loop.has_rested(bool(events))
        return events

    def _rest(self, left: float | None, look_on: LookOn | None) -> Any:
        """Wait for events, and let somebody look on from time to time."""
        if look_on is None:
            return super().select(left)
        end = FOREVER if left is None else time.monotonic() + left
        pause = CALM  # what was asked for a moment ago may be there now
        while (rest := end - time.monotonic()) > 0:
            events = super().select(min(rest, pause))
            if events:
                return events
            pause = look_on(end - time.monotonic())
        return super().select(0)


class RealLoop(WatchfulLoop, asyncio.SelectorEventLoop):
    """asyncio's own loop on the real clock, which notices a deadlock.

    A machine that is busy wakes a loop late. Where it is late by less than
    a tenth of a second, `time()` says what was asked for, and the next
    wait is shorter by as much: small delays do not add up over a run.

    `look_on` is called while the loop rests, when nothing can run anyway.
    It makes no turn of the loop, so a program cannot tell.
    """

    def __init__(self) -> None:
        selector = _Selector()
        self._late = 0.0  # seconds that the clock is behind
        super().__init__(selector)
        self._plain = len(selector.get_map())  # the loop's own pipe
        self._signals: set[int] = set()
        self.look_on: LookOn | None = None
        selector.loop = self

    def time(self) -> float:
        """Return the time in seconds, small delays of waking left out."""
        return time.monotonic() - self._late

    def left(self, timeout: float | None) -> float | None:
        """Return how long to wait in truth; None if no timer is set."""
        if timeout is None or self._next_timer() == FOREVER:
            return None
        return max(0.0, timeout - self._late)

    def until_the_limit(self, left: float | None) -> float | None:
        """Return how long to wait, and no longer than the run may take."""
        if self.latest == FOREVER:
            return left
        least = max(0.0, self.latest - self.time())
        return least if left is None else min(left, least)

    def has_rested(self, woken: bool) -> None:
        """Set the clock right: on time, if but a little late."""
        late = time.monotonic() - self._next_timer() - TOGETHER
        self._late = late if 0 < late < TOO_LATE and not woken else 0.0

    def is_alone(self) -> bool:
        """Say whether no socket, and no signal of its own, can wake it."""
        return (
            len(self.selector.get_map()) == self._plain and not self._signals
        )

    def is_forgotten(self) -> bool:
        """Say whether nothing is left that could still wake it."""
        return not self._wakers.remain()

    def add_signal_handler(  # type: ignore[override]
        self, sig: int, *args: Any
    ) -> None:
        """Handle a signal; from now on one may wake the loop."""
        super().add_signal_handler(sig, *args)
        self._signals.add(sig)

    def remove_signal_handler(self, sig: int) -> bool:
        """Handle a signal no longer."""
        self._signals.discard(sig)
        return super().remove_signal_handler(sig)

    def close(self) -> None:
        """Close the loop and its selector."""
        if self.selector is not None:
            self.selector.loop = None
        super().close()
