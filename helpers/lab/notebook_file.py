"""A notebook's file, and which of it is somebody's work.

Work is what a person types: the source of the cells. Outputs and metadata
are not, since JupyterLab saves other ones of its own accord, when a notebook
is run or merely left open; nor are empty cells, one of which appears below
the last cell when that is run.

What is handed out to a learner is the course's notebook without the cells
that are tagged for the instructor.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Broken", "Version", "handed_out", "version_of"]

FOR_INSTRUCTORS = "instructor"  # the tag of a cell that learners do not get
LAYOUT: dict[str, Any] = {"indent": 1, "ensure_ascii": False}  # JupyterLab's


class Broken(ValueError):
    """A file is no notebook: half written, or in the middle of a merge."""


@dataclass(frozen=True)
class Version:
    """One state of a notebook; equal `work` means that nobody typed."""

    work: str  # a digest of the cells' source
    cells: str  # a digest of the cells with their outputs


def handed_out(path: Path) -> bytes:
    """Return what a learner gets of one of the course's own notebooks.

    Byte for byte the file, unless there are cells for instructors in it.
    """
    content = path.read_bytes()
    try:
        notebook = json.loads(content)
        kept = [cell for cell in notebook["cells"] if not _is_apart(cell)]
        if len(kept) == len(notebook["cells"]):
            return content
        text = json.dumps({**notebook, "cells": kept}, **LAYOUT)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken(f"{path} cannot be read as a notebook") from error
    return f"{text}\n".encode()


def version_of(path: Path) -> Version:
    """Return the version that a file holds; `Broken` if it holds none.

    Cells for instructors do not count: no learner has them.
    """
    try:
        cells = json.loads(path.read_bytes())["cells"]
        cells = [cell for cell in cells if not _is_apart(cell)]
        typed = [[cell["cell_type"], _source(cell)] for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Broken(f"{path} cannot be read as a notebook") from error
    work = [cell for cell in typed if cell[1].strip()]
    return Version(_digest(work), _digest(cells))


def _is_apart(cell: dict[str, Any]) -> bool:
    return FOR_INSTRUCTORS in cell.get("metadata", {}).get("tags", ())


def _source(cell: dict[str, str | list[str]]) -> str:
    """Return a cell's text, which a file may hold line by line."""
    return "".join(cell["source"])


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
