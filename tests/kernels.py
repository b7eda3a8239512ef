"""A kernel of the environment that runs this, and of no other.

A kernel called `python3` in the user's home, or start-up files of theirs,
would change what the notebooks print.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager

__all__ = ["BlockingKernelManager", "OwnKernelManager", "clean_environ"]


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
        super().__init__(kernel_spec_manager=OwnKernel(), **options)


class BlockingKernelManager(KernelManager):
    """Starts the kernel of this Python, for callers that block."""

    def __init__(self, **options: Any) -> None:
        super().__init__(kernel_spec_manager=OwnKernel(), **options)


@contextmanager
def clean_environ(**more: Any) -> Iterator[dict[str, str]]:
    """Yield the environment of a kernel without the user's settings."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        own = {"IPYTHONDIR": folder, "COURSE_PROGRESS": folder}
        yield {**os.environ, **own, **more}
