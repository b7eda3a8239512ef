"""What was solved, in one small database of the learner's own.

The file lives in the user's data folder, so that it survives an update of
the course, and holds nothing but the names of exercises and how often
each was tried; it is never sent anywhere. Deleting it forgets all. The
environment variable COURSE_PROGRESS names another folder. Under pytest
without that variable nothing is read or written on disk, so that a test
of the notebooks is the same on every machine.

SQLite sees to it that several notebooks can write at once. Where there is
no use of the file, in a folder that is read-only, say, marks are kept in
memory. A `progress.json`, which earlier versions wrote, is taken over and
then renamed.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

__all__ = ["Mark", "Store", "progress_file"]

VERSION = 1
NAME = "progress.sqlite3"
EARLIER = "progress.json"
TAKEN_OVER = "progress.taken-over.json"
MOST_TRIES = 10**9  # whoever has more has a damaged file


@dataclass(frozen=True)
class Mark:
    """What is known of one exercise."""

    tries: int = 0
    solved: bool = False
    seen: bool = False  # whether its solution was asked for


class _DamagedError(Exception):
    """Says that the file `args[0]` does not hold what it should."""


def progress_file() -> Path | None:
    """Return where progress is kept; None means in memory alone."""
    folder = os.environ.get("COURSE_PROGRESS")
    if folder:
        return Path(os.path.expanduser(folder)) / NAME
    if "PYTEST_VERSION" in os.environ:
        return None
    import platformdirs

    data = platformdirs.user_data_path("asyncio-idioms", appauthor=False)
    return data / NAME


class Store:
    """Reads and changes the file; what it has to say goes to `tell`.

    `former_names` returns {a former name of an exercise: its name now}.
    """

    def __init__(
        self,
        path: Path | None,
        tell: Callable[[str], None] = print,
        former_names: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.path = path
        self._tell = tell
        self._former_names = former_names
        self._memory: dict[str, Mark] | None = {} if path is None else None

    def marks(self) -> dict[str, Mark]:
        """Return what is known of each exercise that was tried."""
        while self._memory is None:
            with self._going_on():
                return self._read(self._usable_path())
        return dict(self._memory)

    def change(self, exercise: str, change: Callable[[Mark], Mark]) -> Mark:
        """Change one mark, and return it as it is then."""
        while self._memory is None:
            with self._going_on():
                return self._write(self._usable_path(), exercise, change)
        mark = change(self._memory.get(exercise, Mark()))
        self._memory[exercise] = mark
        return mark

    @contextlib.contextmanager
    def _going_on(self) -> Iterator[None]:
        """Go on where the file is of no use: with a new one, or without."""
        try:
            try:
                yield
            except _DamagedError as damaged:
                self._set_aside(damaged.args[0].resolve())
        except (ImportError, OSError) as error:
            self._memory = {}
            with contextlib.suppress(ImportError, OSError, _DamagedError):
                self._memory = self._read(self._usable_path())
            self._tell(
                f"note: progress cannot be kept in {self.path} "
                f"({getattr(error, 'strerror', None) or error}); it will be "
                "forgotten when this kernel ends."
            )

    def _usable_path(self) -> Path:
        assert self.path is not None
        if self.path.parts[0].startswith("~"):
            raise OSError("there is no such user")
        return self.path

    def _set_aside(self, path: Path) -> None:
        """Move a damaged file out of the way, and say so."""
        for number in itertools.count(1):
            name = f"{path.stem}.damaged-{number}{path.suffix}"
            aside = path.with_name(name)
            if not aside.exists():
                break
        os.replace(path, aside)
        self._tell(
            f"note: the file of your progress was damaged; it is set aside "
            f"as {aside}, and a new one is begun."
        )

    def _read(self, path: Path) -> dict[str, Mark]:
        if not path.exists():
            return self._marks(path)
        with _opened(path) as database:
            return self._marks(path, database)

    def _write(
        self, path: Path, exercise: str, change: Callable[[Mark], Mark]
    ) -> Mark:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path) as database:
            database.execute("BEGIN IMMEDIATE")
            marks = self._marks(path, database)
            mark = change(marks.get(exercise, Mark()))
            database.execute(
                "CREATE TABLE IF NOT EXISTS marks "
                "(exercise TEXT PRIMARY KEY, tries, solved, seen)"
            )
            database.execute(f"PRAGMA user_version = {VERSION}")
            database.executemany(
                "REPLACE INTO marks VALUES (?, ?, ?, ?)",
                [
                    (name, *astuple(each))
                    for name, each in {**marks, exercise: mark}.items()
                ],
            )
        with contextlib.suppress(OSError):
            os.replace(path.with_name(EARLIER), path.with_name(TAKEN_OVER))
        return mark

    def _marks(self, path: Path, database: Any = None) -> dict[str, Mark]:
        """Return all marks, those of former names and files among them."""
        earlier = path.with_name(EARLIER)
        found = _marks_of(earlier, _rows_of_earlier(earlier))
        if database is not None:
            found += _marks_of(path, _rows(database))
        names = self._former_names()
        marks: dict[str, Mark] = {}
        for former, mark in found:
            name = names.get(former, former)
            marks[name] = _joined(mark, marks.get(name, Mark()))
        return marks


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open the database; a block changes it as a whole, or not at all."""
    import sqlite3  # not every Python has it

    try:
        with (
            contextlib.closing(sqlite3.connect(path)) as database,
            database,
        ):
            yield database
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise _DamagedError(path) from error
        raise OSError(str(error)) from error


def _rows(database: Any) -> Iterable[Any]:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise OSError("a newer version of the course wrote it")
    return database.execute("SELECT * FROM marks") if version else ()


def _rows_of_earlier(path: Path) -> Iterator[Any]:
    with contextlib.suppress(FileNotFoundError):
        data = json.loads(path.read_bytes())
        if data["version"] != 1:
            raise ValueError(data["version"])
        for name, mark in data["exercises"].items():
            yield name, mark["tries"], mark["solved"], mark.get("seen", False)


def _marks_of(path: Path, rows: Iterable[Any]) -> list[tuple[str, Mark]]:
    """Return the marks in a file, if all of them make sense."""
    try:
        return [
            (str(name), Mark(_count(tries), bool(solved), bool(seen)))
            for name, tries, solved, seen in rows
        ]
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise _DamagedError(path) from error


def _count(tries: Any) -> int:
    if not 0 <= int(tries) <= MOST_TRIES:
        raise ValueError(tries)
    return int(tries)


def _joined(one: Mark, other: Mark) -> Mark:
    """Return what two names of one exercise know of it together."""
    return Mark(*map(max, astuple(one), astuple(other)))
