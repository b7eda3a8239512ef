"""An event loop on virtual time: it jumps over waits.

When nothing can run, the clock moves to the next timer. Its time is a
whole number of microseconds, starts at 0, and is moved by `_advance`
alone, so a program takes the same time on every machine. It raises
`DeadlockError` where a program could only hang: nothing is ready, no timer
is set, and nobody is at work who could wake the loop.

It is not a general test clock: sockets need real time, and it says so.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import heapq
import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn

from helpers.clocks.cpu_time import Stopwatch, telling_its_end
from helpers.clocks.deadlock import WatchfulLoop
from helpers.compat import mark_scheduled

__all__ = ["VirtualLoop"]

MICROSECONDS = 1_000_000  # in a second
PRECISE = 2**52  # microseconds, some 140 years: floats have halves till then
GRAIN = 100_000  # microseconds; real work shorter than this costs nothing
GRAIN_NS = GRAIN * 1000
FRESH_NS = 1_000_000  # work is measured anew after that much, not each turn
LATE_NS = 2_000_000  # a thread may begin this much before it is noticed
INTERRUPTIBLE = 0.2  # seconds; Windows hears Ctrl-C only between waits
RESTLESS = 5000  # turns without a rest that take as long as one grain
FOREVER = float("inf")


class VirtualLoop(WatchfulLoop):
    """An event loop on virtual time: waits cost nothing, order is kept.

    `time()` returns seconds since the loop was made. A call that blocks
    is charged to the clock: its real duration, in whole tenths of a
    second, so that `time.sleep(2)` takes 2 s here as well. While a thread
    is at work (`to_thread`), time passes as it does for the thread. A
    loop that never rests ages too, or a program that asks again and again
    whether a timer has rung would never hear it.
    """

    is_virtual = True

    def __init__(self) -> None:
        super().__init__()
        self.selector = self  # what BaseEventLoop asks for events
        self.set_resolution(0.5 / MICROSECONDS)
        self._now = 0  # microseconds
        self._work = Stopwatch()
        self._charged = 0  # microseconds of this turn's work
        self._restless = 0  # turns since the loop last rested
        self._asked = 0  # times that somebody asked for the time
        self._begun: Any = None  # until then: see _let_time_pass
        self._wake = _Bell()
        self._timers_made = 0
        self._anchor: tuple[int, int] | None = None  # see _wait_for_threads
        self._untold = 0  # in threads, that will tell of their ends
        self._ends: deque[int] = deque()  # which are real times
        self._told = threading.local()  # the last of them in a thread

    def time(self) -> float:
        """Return the virtual time in seconds, blocking calls included.

        Somebody who does nothing else but ask for it lets it pass.
        """
        self._asked += 1
        if self._asked % RESTLESS == 0:
            self._let_time_pass()
        if time.perf_counter_ns() - self._work.started >= GRAIN_NS:
            self._charge()
        return self._now / MICROSECONDS

    def moment(self) -> float:
        """Return the same, for somebody who looks on: it lets none pass."""
        if time.perf_counter_ns() - self._work.started >= GRAIN_NS:
            self._charge()
        return self._now / MICROSECONDS

    def present(self) -> float:
        """Return the time in seconds as threads at work see it.

        It may be asked in any thread, and moves no clock. Where this thread
        has just told of the end of a job, it is that moment.
        """
        anchor, now = self._anchor, self._now
        when = vars(self._told).pop("end", None) or time.perf_counter_ns()
        if anchor is not None:
            now = max(now, _moment(anchor, when))
        return now / MICROSECONDS

    def _tell_end(self, when: int) -> None:
        """Note, in its thread, the real moment in which a job ended."""
        self._told.end = when
        self._ends.append(when)

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call back at `when` (seconds); equal times keep their order."""
        self.check_open()
        due = self._due(when)
        timer = _Timer(due / MICROSECONDS, callback, args, self, context)
        timer.due = due
        self._timers_made += 1
        timer.order = self._timers_made
        heapq.heappush(self.timers, timer)
        mark_scheduled(timer)
        return timer

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Start `func(*args)` in a thread; from here on real time counts."""
        if not self._wakers.at_work():
            self._drop_anchor()
        if executor is None or isinstance(executor, ThreadPoolExecutor):
            func = telling_its_end(func, self._tell_end)
            self._untold += 1
        return super().run_in_executor(executor, func, *args)

    def select(self, timeout: float | None) -> tuple[()]:
        """Move the clock to the next timer; called once a turn.

        `timeout` is in seconds; None means that no timer is set.
        """
        self.begin_turn(timeout)
        if time.perf_counter_ns() - self._work.started >= GRAIN_NS:
            self.moment()  # charges what has blocked
        if timeout == 0 and self._anchor is None:
            self._turn_restlessly()
        elif self._wakers.at_work():
            self._wait_for_threads(timeout)
        elif timeout == 0:
            self._turn_restlessly()
        elif self._wake.is_set():
            self._wake.clear()
        else:
            self._rest()
        if time.perf_counter_ns() - self._work.started >= FRESH_NS:
            self._work.restart()
            self._charged = 0
        return ()

    def _rest(self) -> None:
        """Go to sleep: jump to the next timer, if there is one."""
        self._restless = 0
        self._anchor = None
        due = self._next_due()
        if due != FOREVER:
            due = min(due, self._latest_due())
            self._advance(max(0, int(due) - self._now))
        elif self._wakers.remain():
            self._wait_for_threads(None)
        elif self._wake.is_set():  # by a thread that is gone by now
            self._wake.clear()
        else:
            self.deadlock()

    def _turn_restlessly(self) -> None:
        """Let time pass, slowly, for a loop that always has work to do."""
        self._restless += 1
        if self._restless % RESTLESS == 0:
            left = self._next_due() - self._now
            self._advance(int(max(0, min(GRAIN, left))))

    def _let_time_pass(self) -> None:
        """Move the clock, if nothing was begun since the last time."""
        begun = self.turns, self._timers_made, self.count_ready()
        if begun == self._begun:
            self._advance(GRAIN)
        self._begun = begun

    def _next_due(self) -> float:
        timers: list[Any] = self.timers
        return timers[0].due if timers else FOREVER

    def _latest_due(self) -> float:
        """Return the moment, in microseconds, at which the run is to end."""
        return self.latest * MICROSECONDS

    def _due(self, when: float) -> float:
        """Round to microseconds, but never a wait down to no wait."""
        exact = when * MICROSECONDS
        try:
            due = round(exact)
        except OverflowError:
            return exact  # a timer that never comes due
        return self._now + 1 if due <= self._now < exact else due

    def _advance(self, microseconds: int) -> None:
        """Move the clock: the one place that does."""
        self._now += microseconds
        if self._now > PRECISE:  # floats have no half microseconds there
            self.set_resolution(math.ulp(self._now / MICROSECONDS))

    def _charge(self) -> None:
        """Charge this turn's work, in whole grains, to the clock."""
        cost = self._work.cost() // GRAIN_NS * GRAIN
        if self._anchor is not None and self._wakers.at_work():
            self._catch_up(FOREVER)
        elif cost > self._charged:
            self._advance(cost - self._charged)
        self._charged = max(cost, self._charged)

    def _drop_anchor(self) -> None:
        """Note which real moment this virtual one is."""
        self._anchor = (time.perf_counter_ns(), self._now)

    def _wait_for_threads(self, timeout: float | None) -> None:
        """Let real time pass until a thread wakes us or a timer is due.

        Both are counted from the anchor, so that small delays do not add
        up; what a thread took is rounded down to whole grains.
        """
        if self._anchor is None:
            self._drop_anchor()
        assert self._anchor is not None
        real, virtual = self._anchor
        due = min(self._next_due(), self._latest_due())
        while timeout != 0 and not self._wake.is_set():
            left = real / 1e9 + (due - virtual) / MICROSECONDS
            left -= time.perf_counter()
            if left <= 0:
                self._advance(max(0, int(due) - self._now))
                return
            if not (self._wakers.at_work() or self._may_wait()):
                return
            self._wake.wait(min(left, INTERRUPTIBLE))
        self._wake.clear()
        ends = [self._ends.popleft() for _ in range(len(self._ends))]
        self._catch_up(due, max(ends, default=None))
        self._untold -= len(ends)
        if ends and not self._untold:
            self._drop_anchor()  # for those who are told of it late

    def _may_wait(self) -> bool:
        return self._next_due() == FOREVER and self._wakers.remain()

    def _catch_up(self, due: float, present: int | None = None) -> None:
        """Move to the present, as counted from the anchor, or to `due`.

        Where a job in a thread has ended, the present is that moment: a
        busy machine tells of it late.
        """
        assert self._anchor is not None
        if present is None:
            present = time.perf_counter_ns()
        now = _moment(self._anchor, present)
        self._advance(max(0, int(min(due, now)) - self._now))

    def _process_events(self, events: Iterable[Any]) -> None:
        """Do nothing: this loop has no file descriptors."""

    def _write_to_self(self) -> None:
        """Wake `select`, from any thread."""
        self._wake.set()


def _moment(anchor: tuple[int, int], when: int) -> int:
    """Return which virtual moment a real one is, counted from an anchor."""
    real, virtual = anchor
    return virtual + (when - real + LATE_NS) // GRAIN_NS * GRAIN


class _Bell:
    """An event that a signal handler may set while its thread waits for it.

    `threading.Event` has a lock, which that thread may hold at the time.
    """

    def __init__(self) -> None:
        self._rung: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        """Ring, from any thread and from a signal handler."""
        self._rung.put(None)

    def is_set(self) -> bool:
        """Say whether it has rung, since it was last cleared."""
        return not self._rung.empty()

    def clear(self) -> None:
        """Forget that it has rung."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._rung.get_nowait()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for so many seconds, or until it has rung; say whether."""
        try:
            self._rung.get(timeout=timeout)
        except queue.Empty:
            return False
        self._rung.put(None)
        return True


class _Timer(asyncio.TimerHandle):
    """A timer that comes due in the order in which it was set."""

    __slots__ = ("due", "order")

    due: float
    order: int

    def __lt__(self, other: Any) -> bool:
        if self.due == other.due:
            return bool(self.order < other.order)
        return bool(self.due < other.due)


def _needs_real_time(name: str) -> Callable[..., NoReturn]:
    def refuse(self: VirtualLoop, *args: Any, **options: Any) -> NoReturn:
        raise RuntimeError(
            f"{name}() needs the outside world, and that keeps real time: "
            'run this program with clock="real"'
        )

    refuse.__name__ = name
    return refuse


for _name in (
    "add_reader add_signal_handler add_writer connect_accepted_socket "
    "connect_read_pipe connect_write_pipe create_connection "
    "create_datagram_endpoint create_server create_unix_connection "
    "create_unix_server remove_reader remove_signal_handler remove_writer "
    "sendfile sock_accept sock_connect sock_recv sock_recv_into "
    "sock_recvfrom sock_recvfrom_into sock_sendall sock_sendfile "
    "sock_sendto start_tls subprocess_exec subprocess_shell"
).split():
    setattr(VirtualLoop, _name, _needs_real_time(_name))
