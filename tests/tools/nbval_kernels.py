"""A pytest plugin: the kernels that nbval starts do not share ports.

`pytest --nbval -p tests.tools.nbval_kernels`; see `kernels.py` for why.
"""

from __future__ import annotations

from typing import Any

import nbval.kernel
from jupyter_client.manager import KernelManager

from tests.tools.kernels import sockets


class _OwnSockets(KernelManager):
    def __init__(self, **options: Any) -> None:
        super().__init__(**sockets(), **options)


nbval.kernel.KernelManager = _OwnSockets
