"""Lets a page ask the kernel for a run with other lengths.

A replay stands in a frame of a notebook's page, and has no way to the kernel
but the one of the page itself: the server's web socket. Through that its
script opens a comm, of a target that is registered here, and asks for nothing
else. There is no widget in the cell, so that nothing of it is missing where
the notebook is opened without a kernel.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.charts.cell import is_live
from helpers.labels import describe_error

if TYPE_CHECKING:
    from helpers.running.lengths import Lengths

__all__ = ["TARGET", "offered"]

TARGET = "helpers.replay"
MOST = 30  # replays that can be asked; the older ones can no more
KERNEL = re.compile(r"kernel-(.*)\.json")  # as Jupyter's server names it

_offered: dict[str, Callable[[], Lengths]] = {}


def offered(make: Callable[[], Lengths]) -> dict[str, str] | None:
    """Return by what a page finds a run; None where there is no such page.

    Each page gets what `make` makes: one that is loaded again, or a second
    one, begins with the run as it was.
    """
    kernel = _kernel() if is_live() else None
    if kernel is None:
        return None
    name = uuid.uuid4().hex
    _offered[name] = make
    while len(_offered) > MOST:
        del _offered[next(iter(_offered))]
    return {"kernel": kernel, "run": name, "target": TARGET}


def _kernel() -> str | None:
    """Return what the server calls this kernel; listen to its pages."""
    try:
        from comm import get_comm_manager
        from ipykernel.connect import get_connection_file

        file = os.path.basename(get_connection_file())
        get_comm_manager().register_target(TARGET, _opened)
    except (ImportError, RuntimeError, AttributeError):  # another kind
        return None
    found = KERNEL.fullmatch(file)
    return found and found[1]


def _opened(comm: Any, message: Any) -> None:
    """Answer a page for as long as it is there, or turn it away."""
    make = _offered.get(message["content"]["data"].get("run", ""))
    if make is None:  # this kernel was started anew
        comm.close()
        return
    lengths = make()

    def answer(message: Any) -> None:
        try:
            told = lengths.answer(message["content"]["data"])
        except Exception as error:  # else the page would wait for ever
            told = {"words": f"It can't be run again: {describe_error(error)}"}
        comm.send(told)

    comm.on_msg(answer)
    comm.send({"ready": True})
