"""What holds a learner's code up, from within its own process.

The system refuses what is far too much, and a clock presses stop, as a
person would. What gets past both meets `workers`, from outside.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.grade.said import STOPPED

__all__ = ["limit", "stopped_after", "words_of"]

FILE_BYTES = 20_000_000  # of a file that a learner's code writes
OPEN_FILES = 256  # so that those that have no name stay few
MORE_PROCESSES = 500  # than there are, all of them, when it begins
ADDRESS_SPACE = 4  # times the memory that it may use
LONGEST = 200  # characters of what an error says


def limit(memory: int) -> None:
    """Let the system refuse what is far too much; not every one can."""
    with contextlib.suppress(ImportError):
        import resource

        most_processes = _tasks() + MORE_PROCESSES
        for name, most in (
            ("RLIMIT_CORE", 0),
            ("RLIMIT_FSIZE", FILE_BYTES),
            ("RLIMIT_NOFILE", OPEN_FILES),
            ("RLIMIT_NPROC", most_processes),
            ("RLIMIT_AS", ADDRESS_SPACE * memory),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (most, most))


def _tasks() -> int:
    """Return how many processes and threads there are; many if unknown."""
    try:
        text = Path("/proc/loadavg").read_text(encoding="ascii")
        return int(text.split()[3].partition("/")[2])
    except (OSError, ValueError, IndexError):
        return 10_000


@contextlib.contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Press stop after some seconds, and every second from then on."""
    timer = getattr(signal, "setitimer", None)
    if timer is None:  # on Windows; there the whole has a limit
        yield
        return
    signal.signal(signal.SIGALRM, _press_stop)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    timer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        timer(signal.ITIMER_REAL, 0)


def _press_stop(number: int, frame: Any) -> None:
    signal.raise_signal(signal.SIGINT)


def words_of(error: BaseException) -> str:
    """Return what an error is called and says, whatever its methods do."""
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    try:
        words = f"{type(error).__name__}: {error}".partition("\n")[0]
    except BaseException:
        words = type(error).__name__
    return words.strip(": ")[:LONGEST]
