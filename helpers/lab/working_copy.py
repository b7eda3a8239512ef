"""Brings a learner's copy of the notebooks up to date; nothing gets lost.

A copy in which nobody typed follows the course; any other one is kept, and
the newer version can be had beside it. No file is deleted: what an update
replaces, or what the course no longer has, is moved into `earlier/`. Each
step leaves a state from which the next update goes on, so that it does no
harm to interrupt one. Cells for instructors never get into the copy.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from helpers.lab import record
from helpers.lab.notebook_file import (
    Broken,
    Version,
    handed_out,
    version_of,
)
from helpers.lab.record import Given

__all__ = ["Fate", "Report", "fate_of", "names_in", "put_beside", "update"]

EARLIER = "earlier"
BROKEN = Version("", "")  # equal to no version that was handed out


class Fate(Enum):
    """What becomes of one notebook of the copy."""

    ADD = "the copy has none of this name"
    LEAVE = "there is nothing new"
    FOLLOW = "untouched, and the course has another version"
    KEEP = "changed by the learner, and the course has another version"
    RETIRE = "untouched, and the course has it no longer"
    OUTLIVE = "changed by the learner, and the course has it no longer"
    SKIP = "the course's own file is broken"


Report = dict[Fate, tuple[str, ...]]
"""The names of the notebooks that had each fate."""


@dataclass(frozen=True)
class _Notebook:
    """One name, and what lies under it here and there."""

    name: str
    course: Version | None
    copy: Version | None
    given: Given

    @property
    def fate(self) -> Fate:
        if self.course is BROKEN:
            return Fate.SKIP
        return fate_of(self.course, self.copy, self.given)


def fate_of(
    course: Version | None, copy: Version | None, given: Given
) -> Fate:
    """Decide about one notebook; at least one of the two versions is there."""
    if copy is None:
        return Fate.ADD
    if course is None:
        untouched = copy.work in given.works
        return Fate.RETIRE if untouched else Fate.OUTLIVE
    if copy.work not in (*given.works, course.work):
        seen = course.work in given.works[-1:]
        return Fate.LEAVE if seen else Fate.KEEP
    only_run = copy.work == course.work and given.cells == course.cells
    return Fate.LEAVE if only_run or copy == course else Fate.FOLLOW


def names_in(course: Path) -> list[str]:
    """Return the files of the course's notebooks, in reading order."""
    return sorted(path.name for path in course.glob("[0-9][0-9]_*.ipynb"))


def update(course: Path, mine: Path) -> Report:
    """Bring the copy `mine` of the folder `course` up to date."""
    mine.mkdir(exist_ok=True)
    given = record.read(mine)
    notebooks = list(_notebooks(course, mine, given))
    coming = [one for one in notebooks if one.fate in (Fate.ADD, Fate.FOLLOW)]
    # First, so that a copy is known to be untouched once it is in place.
    for one in coming:
        assert one.course is not None
        given[one.name] = one.given.with_work(one.course.work)
    record.write(mine, given)
    for one in notebooks:
        _carry_out(one, course, mine)
        _note(one, given)
    record.write(mine, given)
    return {
        fate: tuple(one.name for one in notebooks if one.fate is fate)
        for fate in Fate
    }


def put_beside(course: Path, mine: Path, name: str) -> Path:
    """Put the course's version beside the learner's own; return its path."""
    version = version_of(course / name)
    given = record.read(mine)
    known = given.get(name, Given()).with_work(version.work)
    path = next(
        path
        for path in _names_beside(mine / name)
        if not path.exists() or _version(path).work in known.works
    )
    record.put(handed_out(course / name), path)
    record.write(mine, {**given, name: known})
    return path


def _names_beside(path: Path) -> Iterator[Path]:
    """Yield `04_title.new.ipynb`, `04_title.new-2.ipynb` and so on."""
    yield path.with_suffix(".new.ipynb")
    number = 2
    while True:
        yield path.with_suffix(f".new-{number}.ipynb")
        number += 1


def _notebooks(
    course: Path, mine: Path, given: dict[str, Given]
) -> Iterator[_Notebook]:
    """Yield every notebook that the course has or handed out."""
    names = names_in(course)
    for name in sorted({*names, *given}):
        ours = _version(course / name) if name in names else None
        theirs = _version(mine / name) if (mine / name).exists() else None
        if ours or theirs:
            yield _Notebook(name, ours, theirs, given.get(name, Given()))


def _version(path: Path) -> Version:
    """Return the version that a file holds, `BROKEN` if it holds none."""
    try:
        return version_of(path)
    except Broken:
        return BROKEN


def _carry_out(one: _Notebook, course: Path, mine: Path) -> None:
    """Move or write the files of one notebook."""
    if one.fate in (Fate.FOLLOW, Fate.RETIRE):
        (mine / EARLIER).mkdir(exist_ok=True)
        os.replace(mine / one.name, mine / EARLIER / one.name)
    if one.fate in (Fate.ADD, Fate.FOLLOW):
        record.put(handed_out(course / one.name), mine / one.name)


def _note(one: _Notebook, given: dict[str, Given]) -> None:
    """Note how one notebook stands after its fate was carried out."""
    if one.fate in (Fate.RETIRE, Fate.OUTLIVE):
        del given[one.name]
    elif one.fate in (Fate.ADD, Fate.FOLLOW) or one.copy == one.course:
        assert one.course is not None
        known = given.get(one.name, one.given).with_work(one.course.work)
        given[one.name] = replace(known, cells=one.course.cells)
