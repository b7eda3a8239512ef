"""What was solved: one small database of the learner's own, and its table.

The file lives in the user's data folder, so that it survives an update of
the course, and holds nothing but the names of exercises and how often
each was tried; it is never sent anywhere. Deleting it forgets all. The
environment variable COURSE_PROGRESS names another folder. Under pytest
without that variable nothing is read or written on disk, so that a test
of the notebooks is the same on every machine.

Several notebooks may write at once: SQLite sees to that. The file of
earlier versions, `progress.json`, is taken over and then renamed.
"""

from __future__ import annotations

import contextlib
import functools
import html
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from helpers.checking.load import former_names, notebooks

__all__ = ["Mark", "Progress", "Store", "progress", "progress_file", "store"]

VERSION = 1
NAME = "progress.sqlite3"
EARLIER, TAKEN_OVER = "progress.json", "progress.taken-over.json"
MOST_TRIES = 10**9  # nobody has tried so often: the file is damaged
MOST_DAMAGED = 100  # files that are set aside

_TABLE = "marks (exercise TEXT PRIMARY KEY, tries, solved, seen)"
_Row = tuple[Any, Any, Any, Any]
_T = TypeVar("_T")


@dataclass(frozen=True)
class Mark:
    """What is known of one exercise."""

    tries: int = 0  # up to the one that solved it
    solved: bool = False
    seen: bool = False  # whether its solution was asked for

    def after_try(self, passed: bool) -> Mark:
        """Return the mark after one more try."""
        if self.solved:
            return self
        return replace(self, tries=self.tries + 1, solved=passed)


class _DamagedError(Exception):
    """Says that the file `args[0]` does not hold what it should."""


def progress_file() -> Path | None:
    """Return where progress is kept; None means in memory alone."""
    folder = os.environ.get("COURSE_PROGRESS")
    if folder:
        return Path(folder) / NAME
    if "PYTEST_VERSION" in os.environ:
        return None
    import platformdirs

    data = platformdirs.user_data_path("asyncio-idioms", appauthor=False)
    return data / NAME


def store() -> Store:
    """Return the file of this learner's progress."""
    return _store_at(progress_file())


@functools.cache
def _store_at(path: Path | None) -> Store:
    return Store(path, former_names=former_names)


class Store:
    """Reads and changes the file; what it has to say goes to `tell`.

    Where the file is of no use, because it is read-only, say, marks live
    in memory. `former_names` returns {former name of an exercise: name}.
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
        self._file = path  # None: it is of no use
        self._memory: dict[str, Mark] = {}

    def marks(self) -> dict[str, Mark]:
        """Return what is known of each exercise that was tried."""
        marks = self._kept(self._read)
        return dict(self._memory) if marks is None else marks

    def change(self, exercise: str, change: Callable[[Mark], Mark]) -> Mark:
        """Change one mark, and return it as it is then."""
        mark = self._kept(lambda path: self._write(path, exercise, change))
        if mark is None:
            mark = change(self._memory.get(exercise, Mark()))
            self._memory[exercise] = mark
        return mark

    def _kept(self, use: Callable[[Path], _T]) -> _T | None:
        """Use the file; go on with a new one, or without one, and say so."""
        while self._file is not None:
            try:
                try:
                    return use(self._file.expanduser())
                except _DamagedError as damaged:
                    self._set_aside(damaged.args[0].resolve())
            except (ImportError, OSError, RuntimeError) as error:
                with contextlib.suppress(Exception):
                    self._memory = self._read(self._file.expanduser())
                self._file = None
                why = getattr(error, "strerror", None) or str(error)
                self._tell(
                    f"note: progress cannot be kept in {self.path} "
                    f"({why.rstrip('.')}); it will be forgotten when this "
                    "kernel ends."
                )
        return None

    def _set_aside(self, path: Path) -> None:
        """Move a damaged file out of the way, and say so."""
        for number in range(1, MOST_DAMAGED):
            aside = path.with_stem(f"{path.stem}.damaged-{number}")
            if not aside.exists():
                os.replace(path, aside)
                self._tell(
                    "note: the file of your progress was damaged; it is set "
                    f"aside as {aside}, and a new one is begun."
                )
                return
        raise OSError("it was damaged again and again")

    def _read(self, path: Path) -> dict[str, Mark]:
        marks = self._earlier(path)
        if path.exists():
            with _opened(path) as database:
                self._add(marks, path, _rows(database))
        return marks

    def _write(
        self, path: Path, exercise: str, change: Callable[[Mark], Mark]
    ) -> Mark:
        marks = self._earlier(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(path) as database:
            database.execute("BEGIN IMMEDIATE")
            self._add(marks, path, _rows(database))
            marks[exercise] = mark = change(marks.get(exercise, Mark()))
            rows = [(name, *astuple(mark)) for name, mark in marks.items()]
            database.execute(f"CREATE TABLE IF NOT EXISTS {_TABLE}")
            database.execute(f"PRAGMA user_version = {VERSION}")
            database.executemany("REPLACE INTO marks VALUES (?,?,?,?)", rows)
        with contextlib.suppress(OSError):  # read again next time, then
            os.replace(path.with_name(EARLIER), path.with_name(TAKEN_OVER))
        return mark

    def _earlier(self, path: Path) -> dict[str, Mark]:
        """Return the marks that an earlier version of the course has kept."""
        marks: dict[str, Mark] = {}
        path = path.with_name(EARLIER)
        with contextlib.suppress(FileNotFoundError):
            self._add(marks, path, _rows_of_earlier(path))
        return marks

    def _add(
        self, marks: dict[str, Mark], path: Path, rows: Iterable[_Row]
    ) -> None:
        """Add what a file says to what all names of an exercise know of it.

        A file of which the content makes no sense is damaged.
        """
        names = self._former_names()
        try:
            for name, tries, *flags in rows:
                if not name.isascii() or not 0 <= tries <= MOST_TRIES:
                    raise ValueError(name)
                found = Mark(int(tries), *map(bool, flags))
                name = names.get(name, name)
                known = marks.get(name, found)
                marks[name] = Mark(*map(max, astuple(found), astuple(known)))
        except OSError:
            raise
        except Exception as error:
            raise _DamagedError(path) from error


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open the database; what a block does there is done whole, or not."""
    import sqlite3  # some builds of Python are without it

    try:
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            yield database
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise _DamagedError(path) from error


def _rows(database: Any) -> list[_Row]:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise OSError("a newer version of the course wrote it")
    select = "SELECT exercise, tries, solved, seen FROM marks"
    return database.execute(select).fetchall() if version else []


def _rows_of_earlier(path: Path) -> Iterator[_Row]:
    data = json.loads(path.read_bytes())
    if data["version"] != 1:
        raise ValueError(data["version"])
    for name, mark in data["exercises"].items():
        yield name, mark["tries"], mark["solved"], mark.get("seen", False)


# The table

SOLVED, TRIED, OPEN = "solved", "tried", "open"


@dataclass(frozen=True)
class Progress:
    """A table that a cell's last value shows.

    `rows` are a notebook's name, and its exercises with what became of
    each. `path` is the file that holds it, None where there is none: it
    is the only place, and deleting it forgets all.
    """

    rows: dict[str, dict[str, str]]
    path: Path | None

    @property
    def solved(self) -> int:
        """How many exercises are solved."""
        return self._words().count(SOLVED)

    @property
    def total(self) -> int:
        """How many exercises there are."""
        return len(self._words())

    def _words(self) -> list[str]:
        return [word for row in self.rows.values() for word in row.values()]

    def __str__(self) -> str:
        width = max(map(len, self.rows), default=0)
        below = "\n" + " " * (width + len("  0 of 0  "))
        lines = [
            f"{name:<{width}}  {count}  {below.join(words)}"
            for name, count, words in self._cells()
        ]
        return "\n".join([*lines, *self._closing()])

    __repr__ = __str__

    def _cells(self) -> Iterator[tuple[str, str, list[str]]]:
        """Yield what stands in each row: two texts, and one an exercise."""
        for name, row in self.rows.items():
            solved = [*row.values()].count(SOLVED)
            yield (
                name,
                f"{solved} of {len(row)}",
                [*map(" ".join, row.items())],
            )

    def _closing(self) -> list[str]:
        lines = [f"{self.solved} of {self.total} exercises solved."]
        if self.path is not None and any(x != OPEN for x in self._words()):
            lines.append(f"Kept in {self.path}; delete it to forget all.")
        return lines

    def _repr_html_(self) -> str:
        head = "<tr><th>Notebook</th><th>Solved</th><th>Exercises</th></tr>"
        body = "".join(
            f"<tr><td>{html.escape(name)}</td><td>{count}</td><td>"
            f"{', '.join(words)}</td></tr>"
            for name, count, words in self._cells()
        )
        said = "".join(f"<p>{html.escape(x)}</p>" for x in self._closing())
        return f'<table tabindex="0">{head}{body}</table>{said}'


def progress() -> Progress:
    """Return a table of all exercises: solved, tried, or open."""
    kept = store()
    marks = kept.marks()
    rows = {
        notebook: {each: _word(marks.get(each)) for each in names}
        for notebook, names in notebooks().items()
    }
    return Progress(rows, kept.path)


def _word(mark: Mark | None) -> str:
    if mark is None or not (mark.tries or mark.solved):
        return OPEN
    return SOLVED if mark.solved else TRIED
