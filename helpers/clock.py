"""Two event loops that differ in their clock alone.

`VirtualLoop` jumps over waits: when nothing can run, the clock moves to
the next timer. Its time is a whole number of microseconds, starts at 0,
and is moved by `_advance` alone, so a program takes the same time on every
machine. `RealLoop` is asyncio's own loop on the real clock. Both raise
`DeadlockError` where a program could only hang: nothing is ready, no
timer is set, and no thread is at work that could wake the loop.

Neither is a general test clock: sockets need real time, and say so.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import os
import selectors
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from helpers.naming import awaits_below, call_label, is_library, line_of

__all__ = [
    "DeadlockError",
    "RealLoop",
    "VirtualLoop",
    "clock_name",
    "new_loop",
]

MICROSECONDS = 1_000_000  # in a second
GRAIN = 100_000  # microseconds; real work shorter than this costs nothing
GRAIN_NS = GRAIN * 1000
LATE_NS = 2_000_000  # a thread may begin this much before it is noticed
INTERRUPTIBLE = 0.2  # seconds; Windows hears Ctrl-C only between waits


class DeadlockError(RuntimeError):
    """Every task waits, and nothing is left that could wake one.

    The message names each waiting task, what it waits on and the line.
    """


def clock_name(clock: str | None) -> str:
    """Return "real" or "virtual": `clock`, else `COURSE_CLOCK`, else real.

    Raises `ValueError` for any other word.
    """
    if clock is not None:
        if clock not in _LOOPS:
            raise ValueError(
                f"clock must be 'real' or 'virtual', got {clock!r}"
            )
        return clock
    chosen = os.environ.get("COURSE_CLOCK") or "real"
    if chosen not in _LOOPS:
        raise ValueError(
            "the environment variable COURSE_CLOCK must be 'real' or "
            f"'virtual', it is {chosen!r}"
        )
    return chosen


def new_loop(clock: str) -> _WatchfulLoop:
    """Make a private event loop whose clock is "real" or "virtual"."""
    return _LOOPS[clock]()


class _WatchfulLoop(asyncio.BaseEventLoop):
    """What both loops share: knowing whether anybody could wake them."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._jobs: set[asyncio.Future[Any]] = set()
        self._threads_before = set(threading.enumerate())

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Start `func(*args)` in a thread; remember that it is at work."""
        job: asyncio.Future[Any] = super().run_in_executor(
            executor, func, *args
        )
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)
        return job

    def _threads_at_work(self) -> bool:
        """Say whether a thread of this program's own may wake the loop.

        Idle workers of the default executor (named by asyncio) do not
        count; any other thread that was started since does.
        """
        if self._jobs:
            return True
        return any(
            not thread.name.startswith("asyncio_")
            for thread in set(threading.enumerate()) - self._threads_before
        )

    def _deadlock(self) -> NoReturn:
        raise DeadlockError(_deadlock_text(asyncio.all_tasks(self)))


class VirtualLoop(_WatchfulLoop):
    """An event loop on virtual time: waits cost nothing, order is kept.

    `time()` returns seconds since the loop was made. A call that blocks
    is charged to the clock: its real duration, in whole tenths of a
    second, so that `time.sleep(2)` takes 2 s here as well. While a thread
    is at work (`to_thread`), time passes as it does for the thread.
    """

    def __init__(self) -> None:
        super().__init__()
        self._selector = self  # what BaseEventLoop asks for events
        self._clock_resolution = 0.5 / MICROSECONDS
        self._now = 0  # microseconds
        self._busy_since = time.perf_counter_ns()
        self._wake = threading.Event()
        self._timers_made = 0
        self._anchor: tuple[int, int] | None = None  # see _wait_for_threads

    def time(self) -> float:
        """Return the virtual time in seconds, blocking calls included."""
        busy = time.perf_counter_ns() - self._busy_since
        if busy >= GRAIN_NS:
            self._charge(busy)
        return self._now / MICROSECONDS

    def begin_step(self) -> float:
        """Return the time, and let work be charged from here on."""
        busy = time.perf_counter_ns() - self._busy_since
        if busy >= GRAIN_NS:
            self._charge(busy)
        self._busy_since += busy
        return self._now / MICROSECONDS

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call back at `when` (seconds); equal times keep their order."""
        self._check_closed()  # type: ignore[attr-defined]
        timer = _Timer(when, callback, args, self, context)
        timer.due = self._due(when)
        self._timers_made += 1
        timer.order = self._timers_made
        timer._when = timer.due / MICROSECONDS  # type: ignore[attr-defined]
        heapq.heappush(self._scheduled, timer)  # type: ignore[attr-defined]
        timer._scheduled = True  # type: ignore[attr-defined]
        return timer

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Start `func(*args)` in a thread; from here on real time counts."""
        self._drop_anchor()
        return super().run_in_executor(executor, func, *args)

    def select(self, timeout: float | None) -> tuple[()]:
        """Move the clock to the next timer; called once a turn.

        `timeout` is in seconds; None means that no timer is set.
        """
        if timeout and self._scheduled[0].due == float("inf"):  # type: ignore[attr-defined]
            timeout = None
        if self._threads_at_work():
            self._wait_for_threads(timeout)
        elif self._wake.is_set():
            self._wake.clear()
        elif timeout is None:
            self._deadlock()
        elif timeout > 0:
            self._advance(round(timeout * MICROSECONDS))
        self._busy_since = time.perf_counter_ns()
        return ()

    def close(self) -> None:
        """Close the loop; nothing else has to be given back."""
        self._threads_before.clear()
        super().close()

    def _due(self, when: float) -> float:
        """Round to microseconds, but never a wait down to no wait."""
        try:
            due = round(when * MICROSECONDS)
        except OverflowError:
            return when  # infinity: a timer that never comes due
        if due <= self._now and when * MICROSECONDS > self._now:
            due = self._now + 1
        return due

    def _advance(self, microseconds: int) -> None:
        """Move the clock: the one place that does."""
        self._now += microseconds

    def _charge(self, busy: int) -> None:
        """Charge real nanoseconds of work, in whole grains, to the clock."""
        grains = busy // GRAIN_NS
        self._busy_since += grains * GRAIN_NS
        self._advance(grains * GRAIN)

    def _drop_anchor(self) -> None:
        """Note which real moment this virtual one is, if none is noted."""
        if self._anchor is None or not self._threads_at_work():
            self._anchor = (time.perf_counter_ns(), self._now)

    def _wait_for_threads(self, timeout: float | None) -> None:
        """Let real time pass until a thread wakes us or a timer is due.

        Both are counted from the anchor, so that small delays do not add
        up; what a thread took is rounded down to whole grains.
        """
        if timeout == 0:
            return
        if self._anchor is None:
            self._drop_anchor()
        assert self._anchor is not None
        real, virtual = self._anchor
        due = float("inf")
        if timeout is not None:
            due = self._now + round(timeout * MICROSECONDS)
        while not self._wake.is_set() and self._threads_at_work():
            left = real / 1e9 + (due - virtual) / MICROSECONDS
            left -= time.perf_counter()
            if left <= 0:
                self._advance(int(due) - self._now)
                return
            self._wake.wait(min(left, INTERRUPTIBLE))
        self._wake.clear()
        passed = (time.perf_counter_ns() - real + LATE_NS) // GRAIN_NS * GRAIN
        self._advance(max(0, int(min(due, virtual + passed)) - self._now))

    def _process_events(self, events: Iterable[Any]) -> None:
        """Do nothing: this loop has no file descriptors."""

    def _write_to_self(self) -> None:
        """Wake `select`, from any thread."""
        self._wake.set()


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


class _Selector(selectors.DefaultSelector):
    """The system's selector, which refuses to wait for nothing."""

    loop: RealLoop | None = None

    def select(self, timeout: float | None = None) -> Any:
        """Wait for events, as ever; raise where none can come."""
        if timeout is None and self.loop is not None:
            self.loop.check_for_deadlock()
        if sys.platform == "win32" and (
            timeout is None or timeout > INTERRUPTIBLE
        ):
            timeout = INTERRUPTIBLE
        elif timeout is None and self.loop and self.loop.threads_alone():
            timeout = INTERRUPTIBLE  # look again: the thread may be done
        return super().select(timeout)


class RealLoop(_WatchfulLoop, asyncio.SelectorEventLoop):
    """asyncio's own loop on the real clock, which notices a deadlock."""

    def __init__(self) -> None:
        selector = _Selector()
        super().__init__(selector)
        self._plain = len(selector.get_map())  # the loop's own pipe
        self._signals: set[int] = set()
        selector.loop = self

    def add_signal_handler(  # type: ignore[override]
        self, sig: int, *args: Any
    ) -> None:
        """Handle a signal; from now on one may wake the loop."""
        super().add_signal_handler(sig, *args)
        self._signals.add(sig)

    def threads_alone(self) -> bool:
        """Say whether nothing but a thread could wake this loop."""
        selector: Any = self._selector  # type: ignore[attr-defined]
        return len(selector.get_map()) == self._plain and not self._signals

    def check_for_deadlock(self) -> None:
        """Raise `DeadlockError` where `select` would wait for ever."""
        if self.threads_alone() and not self._threads_at_work():
            self._deadlock()

    def close(self) -> None:
        """Close the loop and its selector."""
        selector: Any = self._selector  # type: ignore[attr-defined]
        if selector is not None:
            selector.loop = None
        super().close()


_LOOPS: dict[str, Callable[[], _WatchfulLoop]] = {
    "real": RealLoop,
    "virtual": VirtualLoop,
}


def _deadlock_text(tasks: Iterable[asyncio.Task[Any]]) -> str:
    waiting = [task for task in tasks if not task.done()]
    waiting.sort(key=_age)
    lines = [
        "deadlock: nothing is ready to run, no timer is set, and so nobody "
        "will ever wake"
    ]
    lines += [f"  {_waiting_line(task)}" for task in waiting]
    return "\n".join(lines)


def _age(task: asyncio.Task[Any]) -> tuple[int, str]:
    lane = getattr(task, "lane", None)
    return (lane.number if lane else 0, task.get_name().zfill(12))


def _waiting_line(task: asyncio.Task[Any]) -> str:
    innermost: Any = task.get_coro()
    label = call_label(innermost)
    for below in awaits_below(innermost):
        code = getattr(below, "cr_code", None)
        if code is not None and not is_library(code):
            innermost = below
    where = "" if innermost is task.get_coro() else call_label(innermost)
    place = f"in {where}, " if where else ""
    return f"{label}, {place}{line_of(innermost)}"
