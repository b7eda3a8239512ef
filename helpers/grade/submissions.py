"""Finds the notebooks of a folder, and reads what people hand in.

Files come from many programs: JupyterLab, VS Code and Colab, notebooks of
version 3 and 4, with ids for cells, without, or with ids somewhere else. A
file may as well be no notebook at all. Nothing that is read here is run.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from helpers.checking.load import former_names

__all__ = ["Cell", "Submission", "legible", "read", "submissions_in"]

MOST_BYTES = 50_000_000  # of a notebook; with outputs some have ten million
MOST_CELLS = 5000
MOST_PARTS = 3_000_000  # of all lists and objects: each takes memory here
PROGRESS = "progress.sqlite3"
MOST_PROGRESS = 5_000_000  # bytes
MOST_TEXT = 100_000  # bytes of one value in it
MOST_STEPS = 1000  # thousands of SQLite's instructions, for a small table
ODD = "\N{REPLACEMENT CHARACTER}"
APART = {"__MACOSX", ".ipynb_checkpoints", "__pycache__"}


@dataclass(frozen=True)
class Cell:
    """What a cell is called, what stands in it, and what it has printed."""

    name: str
    is_code: bool
    source: str
    printed: str = ""
    may_raise: bool = False


@dataclass(frozen=True)
class Submission:
    """One file: whose it is, its cells, or why it has none.

    `tries` is what the learner's own file of progress says, where that was
    handed in too.
    """

    learner: str
    file: str
    cells: tuple[Cell, ...] = ()
    fault: str = ""
    tries: Mapping[str, int] = field(default_factory=dict)


def submissions_in(folder: Path) -> Iterator[Submission]:
    """Yield what lies in a folder, in order; in it, or a folder for each."""
    for path in sorted(folder.rglob("*.ipynb")):
        parts = path.relative_to(folder).parts
        if APART.isdisjoint(parts) and not parts[-1].startswith("."):
            yield read(path, folder)


def read(path: Path, folder: Path) -> Submission:
    """Read one file; what is wrong with it becomes its `fault`."""
    parts = [legible(part) for part in path.relative_to(folder).parts]
    file = PurePosixPath(*parts)
    learner = parts[0] if len(parts) > 1 else file.stem
    try:
        cells = tuple(_cells(_document(path)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        words = str(error) if isinstance(error, _Fault) else "damaged"
        return Submission(learner, file.as_posix(), fault=words)
    except (RecursionError, MemoryError):
        return Submission(learner, file.as_posix(), fault="damaged")
    except OSError as error:
        words = f"cannot be read: {error.strerror}"
        return Submission(learner, file.as_posix(), fault=words)
    tries = _tries(path.with_name(PROGRESS))
    return Submission(learner, file.as_posix(), cells, tries=tries)


def legible(text: str) -> str:
    """Return a text that any file and terminal takes, on one line.

    A name may have bytes that are no text, and codes that move a cursor.
    """
    plain = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(each if each.isprintable() else ODD for each in plain)


class _Fault(ValueError):
    """Says why a file is no notebook."""


def _document(path: Path) -> Any:
    if path.is_symlink():
        raise _Fault("a link, which is not followed")
    if not path.is_file():
        raise _Fault("not a file")
    size = path.stat().st_size
    if size == 0:
        raise _Fault("an empty file")
    if size > MOST_BYTES:
        raise _Fault(f"{size:,} bytes, which is too large")
    content = path.read_bytes()
    if sum(map(content.count, (b"[", b"{", b","))) > MOST_PARTS:
        raise _Fault("too many parts")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except ValueError:
        raise _Fault("no notebook: it is not JSON") from None


def _cells(document: Any) -> Iterator[Cell]:
    if not isinstance(document, dict):
        raise _Fault("no notebook: it has no cells")
    sheets = document.get("worksheets")  # until version 3
    found = document.get("cells", sheets and sheets[0].get("cells"))
    if not isinstance(found, list):
        raise _Fault("no notebook: it has no cells")
    if len(found) > MOST_CELLS:
        raise _Fault(f"{len(found):,} cells, which is too many")
    return map(_cell, found)


def _cell(data: dict[str, Any]) -> Cell:
    about = data.get("metadata") or {}
    tags = about.get("tags") or ()
    name = data.get("id") or about.get("id") or ""  # Colab: in the metadata
    is_code = data["cell_type"] == "code"
    outputs = data.get("outputs") if is_code else ()
    printed = map(_printed, outputs if isinstance(outputs, list) else ())
    return Cell(
        name=str(name),
        is_code=is_code,
        source=_text(data.get("source", data.get("input", ""))),
        printed="".join(printed),
        may_raise="raises-exception" in tags,
    )


def _printed(output: Any) -> str:
    """Return what an output has printed; no verdict hangs on that."""
    text = output.get("text", "") if isinstance(output, dict) else ""
    return _text(text) if isinstance(text, (str, list)) else ""


def _text(value: Any) -> str:
    """Return a text, which a file may hold line by line."""
    return value if isinstance(value, str) else "".join(map(str, value))


def _tries(path: Path) -> dict[str, int]:
    """Return what a learner's file of progress says; nothing if it is odd."""
    try:
        if path.is_symlink() or not path.is_file():
            return {}
        if path.stat().st_size > MOST_PROGRESS:
            return {}
        return dict(_rows(path))
    except (sqlite3.Error, ValueError, TypeError, ArithmeticError, OSError):
        return {}


def _rows(path: Path) -> Iterator[tuple[str, int]]:
    """Yield names and tries; a query that goes on and on is given up."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    left = iter(range(MOST_STEPS))
    size = sqlite3.SQLITE_LIMIT_LENGTH
    with closing(sqlite3.connect(address, uri=True)) as database:
        database.setlimit(size, MOST_TEXT)
        database.set_progress_handler(lambda: next(left, None) is None, 1000)
        select = "SELECT exercise, tries FROM marks LIMIT 1000"
        for name, tries in database.execute(select):
            yield former_names().get(str(name), str(name)), int(tries)
