"""Hears Ctrl-C, and ends a program between two turns of its event loop.

Raised wherever it arrives, an interrupt may arrive while a future schedules
its callbacks: a task then waits for ever for a future that is done, and
takes the blame. So the first one only asks, as that of `asyncio.run` does.
A step that goes on all the same is cut short where it stands, after a
while, or at once by a second Ctrl-C; asyncio's own code, a kernel's and this
package's is never cut short.

One thing cannot be ended: a call into C that listens to no signal.
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from helpers.compat import is_in_step
from helpers.refusals import is_ours

__all__ = ["Interrupts"]

GRACE = 0.15  # seconds that a step has to end by itself
CLEAN_UP = 0.6  # seconds that the program has for its last words, in all
BETWEEN_LOOKS = 0.01  # seconds; a step that must not be cut is asked again
NEVER = float("inf")

# What breaks where it is cut short: asyncio, and the kernel around it.
LEFT_ALONE = (
    *("asyncio", "ipykernel", "IPython", "jupyter_client", "tornado"),
    *("traitlets", "zmq"),
)

_send: Any = getattr(signal, "pthread_kill", None)


class Interrupts:
    """While this is entered, Ctrl-C calls `ask`, and only then raises.

    `ask(error)` makes the loop end its turns with an error, `ask(None)`
    takes that back; it is called from a signal handler. A step is cut short
    with the same error. `heard` says that there was a Ctrl-C, and `asked`
    that nobody has answered it yet: `answered()` says that somebody has.

    Nothing changes off the main thread, where no signal is heard, nor where
    there is another handler than Python's own, unless this one `replaces`
    any.
    """

    def __init__(
        self,
        ask: Callable[[BaseException | None], object],
        error: type[BaseException] = KeyboardInterrupt,
        *,
        replaces: bool = False,
    ) -> None:
        self.heard = False
        self.asked = False
        self._ask = ask
        self._error = error
        self._replaces = replaces
        self._before: Any = None  # the handler, where it is replaced
        self._reminded = False  # the next signal is of our own making
        self._due = NEVER  # when it is sent, by time.monotonic
        self._done = threading.Event()
        self._sending = threading.Lock()

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            before = signal.getsignal(signal.SIGINT)
            plain = before is signal.default_int_handler
            if plain or (self._replaces and callable(before)):
                self._before = before
                signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *error: object) -> None:
        with self._sending:
            self._done.set()
        for _ in range(100):
            if self._reminded:  # nobody else is to get that signal
                time.sleep(0.001)
        if self._before is not None:
            if signal.getsignal(signal.SIGINT) == self._hear:
                signal.signal(signal.SIGINT, self._before)

    def answered(self) -> None:
        """Note that the loop has ended its turns, and cleans up."""
        self.asked = False
        self._ask(None)
        self._due = time.monotonic() + CLEAN_UP

    def _hear(self, number: int, frame: FrameType | None) -> None:
        """Handle the signal, in the main thread, between two instructions."""
        first, reminded = not self.heard, self._reminded
        self.heard, self._reminded = True, False
        if first:
            with contextlib.suppress(RuntimeError):  # there are no threads
                _thread.start_new_thread(self._remind, ())
        elif not self._done.is_set() and _may_be_cut(frame):
            self._cut_short()
        if not reminded:
            self.asked = True
            self._ask(self._error())
            self._due = time.monotonic() + GRACE

    def _cut_short(self) -> NoReturn:
        """Raise in the step that is under way; a program may catch that."""
        self.asked = False
        self._ask(None)
        self._due = NEVER
        raise self._error

    def _remind(self) -> None:
        """Send the signal again, from a thread, when it is due."""
        main = threading.main_thread().ident
        while not self._done.wait(BETWEEN_LOOKS):
            with self._sending:
                if self._done.is_set() or time.monotonic() < self._due:
                    continue
                if signal.getsignal(signal.SIGINT) != self._hear:
                    break  # the program has taken over
                self._reminded = True
                if _send is not None:
                    _send(main, signal.SIGINT)
                else:
                    _thread.interrupt_main(signal.SIGINT)


def _may_be_cut(frame: FrameType | None) -> bool:
    """Say whether a program is in a step, and in code of its own there."""
    if frame is None or is_ours(frame) or not is_in_step(frame):
        return False
    module = str(frame.f_globals.get("__name__", ""))
    return module.partition(".")[0] not in LEFT_ALONE
