"""What one cell has shown so far, and the chart that grows below it.

A chart that grows stands in the cell's output while the program runs. In the
end it has to be gone, and front ends can clear nothing but all of a cell's
output. So what a cell shows is noted here as it is sent, in the kernel, and
is sent once more after the clearing: what is left is what there would be
without the chart.

Nothing of this happens where nobody looks. The sign of that is the request
itself: a front end with somebody before it says that the program may ask for
input (`allow_stdin`). JupyterLab, Notebook and VS Code do; nbclient, and so
nbconvert, papermill and this course's own tools, do not, and nbval neither.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import Any

from helpers.charts.display import in_notebook

__all__ = ["CellLog", "Growing", "is_live", "log_of_cell"]

NAMES = ("stdout", "stderr")
MOST = 1_000_000  # signs that a cell prints, and that are kept


def is_live() -> bool:
    """Say whether somebody looks on: whether this cell could ask them."""
    if not in_notebook():
        return False
    kernel = getattr(_shell(), "kernel", None)
    try:
        request: Any = kernel.get_parent()  # type: ignore[union-attr]
        return bool(request["content"]["allow_stdin"])
    except (AttributeError, KeyError, TypeError):  # no kernel, or no cell
        return False


def _shell() -> Any:
    module: Any = sys.modules["IPython"]
    return module.get_ipython()


class CellLog:
    """Notes what each cell sends to its front end, from the next one on."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._sent: list[Any] = []  # (name, text), or a message's content
        self._size = 0  # signs of text
        self._streams: list[Any] = []
        self.is_on = False
        shell.events.register("pre_run_cell", self._begin)
        shell.events.register("post_run_cell", self._end)

    def _begin(self, *info: Any) -> None:
        self._end()
        self._sent, self._size = [], 0
        for name in NAMES:
            stream = getattr(sys, name)
            if not hasattr(stream, "pub_thread"):  # not the kernel's own
                self._end()
                return
            stream.write = self._noting(name, stream.write)
            self._streams.append(stream)
        self._shell.display_pub.register_hook(self._note)
        self.is_on = True

    def _end(self, *result: Any) -> None:
        if self.is_on:
            self._shell.display_pub.unregister_hook(self._note)
        for stream in self._streams:
            with contextlib.suppress(AttributeError):
                del stream.write
        self._streams.clear()
        self.is_on = False

    def _noting(
        self, name: str, write: Callable[[str], Any]
    ) -> Callable[[str], Any]:
        def noted(text: str) -> Any:
            self._size += len(text)
            if self.is_whole:
                self._sent.append((name, text))
            return write(text)

        return noted

    def _note(self, message: Any) -> Any:
        if message["msg_type"] == "clear_output":
            self._sent.clear()
        elif message["msg_type"].endswith("display_data"):
            update = message["msg_type"].startswith("update")
            self._sent.append({**message["content"], "update": update})
        return message

    @property
    def is_whole(self) -> bool:
        """Whether all is noted: of very much that would be too much."""
        return self._size <= MOST

    def show_again(self) -> None:
        """Clear the cell's output, and show what is noted of it."""
        shown = list(self._sent)
        publisher = self._shell.display_pub
        publisher.clear_output(wait=bool(shown))
        for each in shown:
            if isinstance(each, dict):
                publisher.publish(**each)
            else:
                name, text = each
                getattr(sys, name).write(text)
        sys.stdout.flush()
        sys.stderr.flush()


_logs: dict[int, CellLog] = {}  # one, of this process' shell


def log_of_cell() -> CellLog | None:
    """Return the notes on this cell; None where there are none.

    The first time that is asked they begin with the next cell.
    """
    if not in_notebook():
        return None
    shell = _shell()
    if not hasattr(shell.display_pub, "register_hook"):
        return None
    if id(shell) not in _logs:
        _logs[id(shell)] = CellLog(shell)
    log = _logs[id(shell)]
    return log if log.is_on and log.is_whole else None


class Growing:
    """A display that is updated, and then is gone."""

    def __init__(self, log: CellLog, display_id: str) -> None:
        self._log = log
        self._id = display_id
        self._is_shown = False

    def show(self, page: str, text: str) -> None:
        """Show a page, in place of the one before."""
        content = {
            "data": {"text/html": page, "text/plain": text},
            "metadata": {},
            "transient": {"display_id": self._id},
        }
        # To publish it would wait until what was printed has been sent.
        kind = "update_display_data" if self._is_shown else "display_data"
        self._is_shown = True
        publisher = _shell().display_pub
        session, parent = publisher.session, publisher.parent_header
        message = session.msg(kind, content, parent=parent)
        session.send(publisher.pub_socket, message, ident=publisher.topic)

    def remove(self) -> None:
        """Take it away; the rest of the cell's output is as it was."""
        if not self._is_shown:
            return
        if self._log.is_whole:
            self._log.show_again()
        else:
            self.show("", "")
        self._is_shown = False
