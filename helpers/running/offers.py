"""Lets a page ask its kernel for a run with other lengths.

A replay stands in a frame of a notebook's page, and has no way to the kernel
but the one of the page itself: the server's web socket. Through that its
script asks which comms there are, and there is one for each run that is
offered here, by a name that follows from what is shown. So the cell's output
is the same with a kernel and without, and holds no widget that would be
missed where the notebook is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.charts.cell import is_live
from helpers.labels import describe_error

if TYPE_CHECKING:
    from helpers.running.lengths import Lengths

__all__ = ["TARGET", "offer"]

TARGET = "helpers.replay"  # what the script asks for
MOST = 30  # runs, and pages of one; older ones are forgotten

_offered: dict[str, Any] = {}  # comms, by the names of runs


def offer(name: str, make: Callable[[], Lengths], why_not: str) -> None:
    """Let pages ask for the run of this name, where somebody looks on.

    Each of them gets what `make` makes: one that is loaded again, or a second
    one, begins with the run as it was. `why_not` is what it is told where
    nothing can be made again.
    """
    if not is_live():
        return
    try:
        from comm import create_comm, get_comm_manager

        # Nobody is told of it: a front end would look for a widget.
        comm = create_comm(target_name=TARGET, comm_id=name, primary=False)
        manager = get_comm_manager()
    except (ImportError, TypeError):  # another kind of kernel
        return
    comm.on_msg(_Pages(comm, make, why_not).hear)
    _forget(name, manager)
    manager.register_comm(comm)
    _offered[name] = comm


def _forget(name: str, manager: Any) -> None:
    """Forget the run that had this name, and the oldest of too many."""
    old = [name] if name in _offered else list(_offered)[: 1 - MOST]
    for each in old:
        manager.unregister_comm(_offered.pop(each))


class _Pages:
    """Answers the pages that show one run."""

    def __init__(
        self, comm: Any, make: Callable[[], Lengths], why_not: str
    ) -> None:
        self._comm = comm
        self._make = make
        self._why_not = why_not
        self._lengths: dict[str, Lengths] = {}  # of each page

    def hear(self, message: Any) -> None:
        """Answer one message of a page."""
        asked = message["content"]["data"]
        page = str(asked.get("page"))
        try:
            told = self._hello(page) if "hello" in asked else self._new(asked)
        except Exception as error:  # else the page would wait for ever
            told = {"words": f"It can't be run again: {describe_error(error)}"}
        self._comm.send({**told, "page": page})

    def _hello(self, page: str) -> dict[str, Any]:
        """Return what a page needs to ask for more."""
        from helpers.charts.replay import second_script

        if self._why_not:
            return {"why_not": self._why_not, "script": second_script()}
        self._lengths[page] = made = self._make()
        while len(self._lengths) > MOST:
            del self._lengths[next(iter(self._lengths))]
        return {"bars": made.bars, "script": second_script()}

    def _new(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self._lengths[str(asked["page"])].answer(asked)
