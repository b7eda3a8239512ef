"""A kernel of the environment that runs this, and of no other.

A kernel called `python3` in the user's home, or start-up files of theirs,
would change what the notebooks print.

Its sockets are files where the system has such. Else ports are chosen before
the kernel takes them, and of several kernels that start at the same time one
may lose its port to another, and die (jupyter_client, issue 154).
"""

from __future__ import annotations

import functools
import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

__all__ = [
    "BlockingKernelManager",
    "OwnKernelManager",
    "clean_environ",
    "executor",
    "running_kernel",
    "sockets",
]

CELL_TIMEOUT = 60  # seconds; on the virtual clock no cell takes two

_numbers = itertools.count()


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is deleted with this process."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def sockets() -> dict[str, str]:
    """Return the options of a kernel manager that give a kernel its own."""
    if os.name == "nt":
        return {}
    path = os.path.join(_folder().name, str(next(_numbers)))
    return {"transport": "ipc", "ip": path}


class OwnKernel(KernelSpecManager):
    """Finds one kernel under every name: that of this Python."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return a specification that starts ipykernel in this Python."""
        return KernelSpec(
            # Its warnings are about its transport, on every start.
            argv=make_ipkernel_cmd(extra_arguments=["--log-level=ERROR"]),
            display_name="Python 3 (ipykernel)",
            language="python",
        )


class OwnKernelManager(AsyncKernelManager):
    """Starts the kernel of this Python, for asynchronous callers."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            kernel_spec_manager=OwnKernel(), **sockets(), **options
        )


class BlockingKernelManager(KernelManager):
    """Starts the kernel of this Python, for callers that block."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            kernel_spec_manager=OwnKernel(), **sockets(), **options
        )


@contextmanager
def clean_environ(**more: Any) -> Iterator[dict[str, str]]:
    """Yield the environment of a kernel without the user's settings."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        own = {"IPYTHONDIR": folder, "COURSE_PROGRESS": folder}
        yield {**os.environ, **own, **more}


def executor(node: NotebookNode, folder: Path) -> NotebookClient:
    """Return what executes a notebook, in a kernel of its own in `folder`."""
    return NotebookClient(
        node,
        kernel_manager_class=OwnKernelManager,
        timeout=CELL_TIMEOUT,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(folder)}},
    )


@contextmanager
def running_kernel(
    clock: str, **options: Any
) -> Iterator[tuple[KernelManager, Any]]:
    """Start a kernel on a clock; yield its manager, and a client of it.

    It ends with the block. The options are those of `start_kernel`.
    """
    manager = BlockingKernelManager()
    with clean_environ(COURSE_CLOCK=clock) as environ:
        manager.start_kernel(env=environ, **options)
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            yield manager, client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
