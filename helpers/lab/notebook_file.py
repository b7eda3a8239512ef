"""A notebook's file, and which of it is somebody's work.

Work is what a person types: the source of the cells. Outputs and metadata
are not, since JupyterLab saves other ones of its own accord, when a notebook
is run or merely left open; nor are empty cells, one of which appears below
the last cell when that is run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Broken", "Version", "version_of"]


class Broken(ValueError):
    """A file is no notebook: half written, or in the middle of a merge."""


@dataclass(frozen=True)
class Version:
    """One state of a notebook; equal `work` means that nobody typed."""

    work: str  # a digest of the cells' source
    cells: str  # a digest of the cells with their outputs


def version_of(path: Path) -> Version:
    """Return the version that a file holds; `Broken` if it holds none."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        typed = [[cell["cell_type"], _source(cell)] for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken(f"{path} cannot be read as a notebook") from error
    work = [cell for cell in typed if cell[1].strip()]
    return Version(_digest(work), _digest(cells))


def _source(cell: dict[str, str | list[str]]) -> str:
    """Return a cell's text, which a file may hold line by line."""
    return "".join(cell["source"])


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
