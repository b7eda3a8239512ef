"""What was handed out to a learner, kept in a hidden file of the copy.

It tells a notebook that was changed from one that is merely older than the
course. Where it is missing or damaged, whatever differs from the course
counts as changed, and is kept.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Given", "put", "read", "write"]

NAME = ".course.json"
FORMAT = 1


@dataclass(frozen=True)
class Given:
    """What was handed out of one notebook."""

    works: tuple[str, ...] = ()  # every version's `work`, the newest last
    cells: str = ""  # the newest version's `cells`, once it was in place

    def with_work(self, work: str) -> Given:
        """Return it with one more version, as the newest."""
        others = (each for each in self.works if each != work)
        return Given((*others, work), self.cells)


def read(folder: Path) -> dict[str, Given]:
    """Return what was handed out, by the names of files."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        given = data["given"].items() if data["format"] == FORMAT else ()
        return {str(name): _given(value) for name, value in given}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def write(folder: Path, given: dict[str, Given]) -> None:
    """Keep what was handed out."""
    entries = {name: asdict(given[name]) for name in sorted(given)}
    data = {"format": FORMAT, "given": entries}
    put((json.dumps(data, indent=1) + "\n").encode(), folder / NAME)


def put(content: bytes, path: Path) -> None:
    """Write a whole file, or, if that is interrupted, none of it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _given(value: Any) -> Given:
    return Given(tuple(map(str, value["works"])), str(value["cells"]))
