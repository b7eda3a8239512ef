"""Loads modules as a whole or not at all.

What draws pictures takes a good part of a second to load, the first time.
Cut short by Ctrl-C, much of it can never be loaded again: NumPy's parts in C
refuse it, matplotlib and asyncio itself are left in halves. Every later
picture would be lost with it. So a Ctrl-C waits for the end.
"""

from __future__ import annotations

import contextlib
import importlib
import signal
import threading
from collections.abc import Iterator
from types import ModuleType

__all__ = ["load_whole"]


def load_whole(name: str) -> ModuleType:
    """Import a module, and return it; raise whatever keeps it from that."""
    with _interrupts_held_back():
        return importlib.import_module(name)


@contextlib.contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let a Ctrl-C come at the end, as it would have come."""
    if threading.current_thread() is not threading.main_thread():
        yield  # it is not heard here
        return
    before, heard = signal.getsignal(signal.SIGINT), []
    if not callable(before):
        yield  # it is ignored, or ends the process
        return
    signal.signal(signal.SIGINT, lambda *args: heard.append(args))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)
