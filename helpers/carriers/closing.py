"""Closes what runs in other processes when a cell of a notebook fails.

In a script `with Client(...) as client:` does that. In a notebook a cluster
is to live from cell to cell, and to be gone when one of them has failed or
was interrupted, and the one that would have closed it is never run.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any

__all__ = ["closed_with_failure"]

SAID = "closed, because this cell failed: {}; run its cell again to go on"


def closed_with_failure(name: str = "the cluster") -> contextlib.ExitStack:
    """Return a stack that is closed when a cell fails from now on.

    What its `enter_context` is given is closed with it, the last one first.
    An interrupted cell counts as one that failed, and so does the one that
    this is called in. Outside of IPython it is a stack like any other.
    """
    stack = contextlib.ExitStack()
    module: Any = sys.modules.get("IPython")
    shell = None if module is None else module.get_ipython()
    if shell is None:
        return stack

    def look(result: Any) -> None:
        if not result.success:
            stack.close()
            print(SAID.format(name))

    shell.events.register("post_run_cell", look)
    stack.callback(shell.events.unregister, "post_run_cell", look)
    return stack
