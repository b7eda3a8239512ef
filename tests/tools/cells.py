"""One cell after the other in a real kernel, and the stop button."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.tools.kernels import running_kernel
from tests.tools.slowness import slowness

__all__ = ["Cell", "Kernel", "started"]

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class Cell:
    """One cell that was sent to a kernel, and what came back."""

    def __init__(self, kernel: Kernel, source: str) -> None:
        self.kernel = kernel
        self.message = kernel.client.execute(source)
        self.outputs: list[dict[str, Any]] = []
        self.status: dict[str, Any] = {}

    def finish(self, timeout: float = 30) -> Cell:
        """Wait for the end of the cell; return the cell."""
        while not self._hear(timeout):
            pass
        replies = iter(
            lambda: self.kernel.client.get_shell_msg(timeout=timeout), None
        )
        self.status = next(filter(self._is_mine, replies))["content"]
        return self

    def wait_for(self, text: str, timeout: float = 30) -> None:
        """Wait until the cell has printed a text."""
        while text not in "".join(self.of("stdout")):
            assert not self._hear(timeout), f"it ended without {text!r}"

    def _hear(self, timeout: float) -> bool:
        """Take the next message; say whether it is the cell's last one."""
        told = self.kernel.client.get_iopub_msg(timeout=timeout)
        if not self._is_mine(told):
            return False
        content = told["content"]
        if told["msg_type"] in ("display_data", "execute_result"):
            self.outputs.append(content["data"])
        elif told["msg_type"] == "stream":
            self._print(content["name"], content["text"])
        elif told["msg_type"] == "clear_output":  # by a chart that grew
            self.outputs.clear()
        elif told["msg_type"] == "error":
            self.outputs.append({"error": content})
        return bool(content.get("execution_state") == "idle")

    def _is_mine(self, told: dict[str, Any]) -> bool:
        """Say whether a message is about this cell: others come late."""
        return bool(told["parent_header"].get("msg_id") == self.message)

    def _print(self, name: str, text: str) -> None:
        """Add to a stream; a kernel may send one line in pieces."""
        if self.outputs and name in self.outputs[-1]:
            self.outputs[-1][name] += text
        else:
            self.outputs.append({name: text})

    def of(self, kind: str) -> list[Any]:
        """Return the outputs of a kind: "stdout", "text/plain", "error"."""
        return [data[kind] for data in self.outputs if kind in data]

    @property
    def error(self) -> str | None:
        """The name of what the cell raised, if it did."""
        return self.status.get("ename")

    @property
    def traceback(self) -> str:
        """What the cell raised, as it is shown."""
        (error,) = self.of("error")
        return COLOURS.sub("", "\n".join(error["traceback"]))


class Kernel:
    """A kernel that runs one cell at a time."""

    def __init__(self, manager: Any, client: Any) -> None:
        self.manager, self.client = manager, client

    def run(self, source: str) -> Cell:
        """Run a cell to its end."""
        return Cell(self, source).finish()

    def interrupted(
        self, source: str, after: float = 0.6, begun: str = ""
    ) -> tuple[Cell, float]:
        """Run a cell and press stop; return it, and how long it went on.

        Stop is pressed so many seconds after the cell has printed `begun`;
        how long is said in seconds of a quiet machine.
        """
        cell = Cell(self, source)
        cell.wait_for(begun)
        time.sleep(after)
        pressed = self.press_stop()
        cell.finish()
        return cell, (time.monotonic() - pressed) / slowness()

    def press_stop(self) -> float:
        """Press the stop button; return when that was."""
        self.manager.interrupt_kernel()
        return time.monotonic()


@contextmanager
def started() -> Iterator[Kernel]:
    """Yield a kernel on the real clock; it ends with the block."""
    with running_kernel("real") as (manager, client):
        yield Kernel(manager, client)
