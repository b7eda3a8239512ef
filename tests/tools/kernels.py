"""The kernels of `helpers.workshop`, which tests use as well."""

from __future__ import annotations

from helpers.workshop.kernels import (
    BlockingKernelManager,
    OwnKernelManager,
    clean_environ,
    executor,
    running_kernel,
    sockets,
)

__all__ = [
    "BlockingKernelManager",
    "OwnKernelManager",
    "clean_environ",
    "executor",
    "running_kernel",
    "sockets",
]
