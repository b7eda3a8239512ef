"""The processes that one has started, and what they use.

Read from `/proc`, and empty where there is none. On Linux this process can
also become the parent of those whose own has ended, so that none gets lost.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Collection
from pathlib import Path

__all__ = [
    "adopt_orphans",
    "below",
    "end_orphans",
    "end_with_parent",
    "keep_to_itself",
    "memory_of",
]

SET_PDEATHSIG, SET_DUMPABLE, SET_CHILD_SUBREAPER = 1, 4, 36  # prctl's
TURNS = 100  # until a family that goes on having children is given up


def adopt_orphans() -> None:
    """Become the parent of what a child of ours leaves behind."""
    _prctl(SET_CHILD_SUBREAPER, 1)


def end_with_parent() -> None:
    """See to it that this process ends when its parent is killed."""
    _prctl(SET_PDEATHSIG, signal.SIGKILL)


def keep_to_itself() -> None:
    """Let no process of the same person look into this one, or steer it.

    The administrator's can all the same.
    """
    _prctl(SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def below(process: int) -> list[int]:
    """Return a process and all that it has started and that are there."""
    children = defaultdict(list)
    for child, parent in _parents().items():
        children[parent].append(child)
    found = [process]
    for each in found:
        found += children[each]
    return found


def memory_of(processes: Collection[int]) -> int:
    """Return the bytes of memory that some processes use."""
    total = 0
    for process in processes:
        with contextlib.suppress(OSError, ValueError, IndexError):
            text = Path(f"/proc/{process}/statm").read_text(encoding="ascii")
            total += int(text.split()[1])
    return total * os.sysconf("SC_PAGE_SIZE") if total else 0


def end_orphans(ours: Collection[int]) -> None:
    """End the children of this process that are not among `ours`."""
    for _ in range(TURNS):
        me = os.getpid()
        orphans = [
            child
            for child, parent in _parents().items()
            if parent == me and child not in ours
        ]
        for orphan in orphans:
            with contextlib.suppress(OSError):
                os.kill(orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)
        if not orphans:
            return


def _parents() -> dict[int, int]:
    """Return the parent of each process that there is."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            text = path.read_text(encoding="utf-8", errors="replace")
            # The name, in brackets, may hold anything.
            parents[int(path.parent.name)] = int(
                text.rpartition(")")[2].split()[1]
            )
    return parents
