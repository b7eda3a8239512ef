"""What was solved, in one small file of the learner's own.

The file lives in the user's data folder, so that it survives an update of
the course, and holds nothing but the numbers of exercises and how often
each was tried; it is never sent anywhere. Deleting it forgets all. The
environment variable COURSE_PROGRESS names another folder. Under pytest
without that variable nothing is read or written on disk, so that a test
of the notebooks is the same on every machine.

Two notebooks may write at once: each change is made to the file as it is
then, under a lock, and put in place whole.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["Mark", "Store", "progress_file"]

VERSION = 1
NAME = "progress.json"
PATIENCE = 1.0  # seconds to wait for another notebook that is writing
PAUSE = 0.01  # seconds between two looks at a lock


@dataclass(frozen=True)
class Mark:
    """What is known of one exercise."""

    tries: int = 0
    solved: bool = False
    seen: bool = False  # whether its solution was asked for


def progress_file() -> Path | None:
    """Return where progress is kept; None means in memory alone."""
    folder = os.environ.get("COURSE_PROGRESS")
    if folder:
        return Path(folder).expanduser() / NAME
    if "PYTEST_VERSION" in os.environ:
        return None
    import platformdirs

    data = platformdirs.user_data_path("asyncio-idioms", appauthor=False)
    return data / NAME


class Store:
    """Reads and changes the file; what it has to say goes to `tell`."""

    def __init__(
        self, path: Path | None, tell: Callable[[str], None] = print
    ) -> None:
        self.path = path
        self._tell = tell
        self._memory: dict[str, Mark] = {}  # where the file cannot be used

    def marks(self) -> dict[str, Mark]:
        """Return what is known of each exercise that was tried."""
        stored: dict[str, Mark] = {}
        with contextlib.suppress(OSError):
            stored = self._read()
        return {**stored, **self._memory}

    def change(self, exercise: str, change: Callable[[Mark], Mark]) -> Mark:
        """Change one mark, and return it as it is then."""
        if self.path is not None and not self._memory:
            try:
                return self._change_file(self.path, exercise, change)
            except OSError as error:
                self._tell(
                    f"note: progress cannot be kept in {self.path} "
                    f"({error.strerror or error}); it will be forgotten "
                    "when this kernel ends."
                )
        mark = change(self.marks().get(exercise, Mark()))
        self._memory[exercise] = mark
        return mark

    def _change_file(
        self, path: Path, exercise: str, change: Callable[[Mark], Mark]
    ) -> Mark:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path.with_suffix(".lock"), "ab") as lock:
            _lock(lock)
            marks = self._read()
            mark = change(marks.get(exercise, Mark()))
            _write(path, {**marks, exercise: mark})
        return mark

    def _read(self) -> dict[str, Mark]:
        if self.path is None:
            return {}
        try:
            data = json.loads(self.path.read_bytes().decode("utf-8"))
            return _marks_of(data)
        except FileNotFoundError:
            return {}
        except ValueError:
            self._set_aside(self.path)
            return {}

    def _set_aside(self, path: Path) -> None:
        """Move a damaged file out of the way, and say so."""
        for number in range(1, 1000):
            aside = path.with_name(f"progress.damaged-{number}.json")
            if not aside.exists():
                break
        os.replace(path, aside)
        self._tell(
            f"note: the file of your progress was damaged; it is set aside "
            f"as {aside}, and a new one is begun."
        )


def _write(path: Path, marks: dict[str, Mark]) -> None:
    """Write all marks to a new file, and put that in place of the old."""
    exercises = {key: asdict(marks[key]) for key in sorted(marks)}
    data = {"version": VERSION, "exercises": exercises}
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(data, indent=1) + "\n")
        _replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _lock(file: IO[bytes]) -> None:
    """Lock an open file, or wait until whoever has the lock gives it up.

    Where a file system knows no locks, go on without.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                return
        if time.monotonic() > end:
            raise TimeoutError("another notebook is writing to it")
        time.sleep(PAUSE)


def _replace(source: str, target: Path) -> None:
    """Put a file in place; on Windows a reader may be in the way."""
    for _ in range(20):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            time.sleep(PAUSE)
    os.replace(source, target)


def _marks_of(data: Any) -> dict[str, Mark]:
    """Return the marks in a file's data; `ValueError` if it is damaged.

    Fields that this version does not know are left out.
    """
    try:
        if data["version"] > VERSION:
            raise OSError("a newer version of the course wrote it")
        exercises = data["exercises"].items()
        return {str(key): _mark(value) for key, value in exercises}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is no progress file") from error


def _mark(value: Any) -> Mark:
    return Mark(
        int(value["tries"]),
        bool(value["solved"]),
        bool(value.get("seen", False)),
    )
