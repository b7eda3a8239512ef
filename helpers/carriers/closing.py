"""Closes what runs in other processes when a cell of a notebook fails.

In a script `with Client(...) as client:` does that. In a notebook a cluster
is to live from cell to cell, and to be gone when one of them has failed or
was interrupted, and the one that would have closed it is never run.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

__all__ = ["closed_with_failure"]

SAID = "closed, because this cell failed: {}; run its cell again to go on"


class _Closing(Protocol):
    def close(self) -> object:
        """End it."""


_C = TypeVar("_C", bound=_Closing)


def closed_with_failure(
    closing: _C,
    name: str = "the cluster",
    then: Callable[[], object] = lambda: None,
) -> _C:
    """Return `closing`, which is closed when a cell fails from now on.

    An interrupted cell counts as one that failed. `then` is called after
    that. Outside of IPython this does nothing.
    """
    module: Any = sys.modules.get("IPython")
    shell = None if module is None else module.get_ipython()
    if shell is None:
        return closing

    def look(result: Any) -> None:
        closed = getattr(closing, "status", "") == "closed"
        if result.success and not closed:
            return
        with contextlib.suppress(ValueError):
            shell.events.unregister("post_run_cell", look)
        if not closed:
            closing.close()
            then()
            print(SAID.format(name))

    shell.events.register("post_run_cell", look)
    return closing
