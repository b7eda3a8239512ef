"""A pytest plugin: the kernels that nbval starts do not share ports.

`pytest --nbval -p tests.tools.nbval_kernels`; see `kernels.py` for why. And
a notebook that cannot run on this system is left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbval.kernel
from jupyter_client.manager import KernelManager

from tests.tools.kernels import sockets
from tests.tools.notebook_files import ELSEWHERE


class _OwnSockets(KernelManager):
    def __init__(self, **options: Any) -> None:
        super().__init__(**sockets(), **options)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what is for other systems; None leaves it to the others."""
    return True if collection_path.stem in ELSEWHERE else None


nbval.kernel.KernelManager = _OwnSockets
