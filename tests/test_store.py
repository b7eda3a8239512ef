"""What was solved is kept, and nothing of it is lost or sent about.

Whatever happens to the file, a learner gets one sentence and goes on.
"""

import contextlib
import json
import multiprocessing
import os
import sqlite3
import sys

import pytest

from helpers import progress
from helpers.checking.progress import Mark, Store, progress_file, store

NAME = "progress.sqlite3"
EARLIER = "progress.json"
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
FORGOTTEN = "it will be forgotten when this kernel ends."
_connect = sqlite3.connect


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    return tmp_path


def solved(mark):
    return Mark(mark.tries + 1, True)


def telling(path, **options):
    """Return a store, and what it tells."""
    told = []
    return Store(path, told.append, **options), told


def rows(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT * FROM marks").fetchall()


def earlier(folder, exercises):
    """Write the file of an earlier version of the course."""
    data = {"version": 1, "exercises": exercises}
    (folder / EARLIER).write_text(json.dumps(data))


def mark_of(tries, solved, seen=False):
    return {"tries": tries, "solved": solved, "seen": seen}


# Where it is, and what is in it


def test_the_file_is_small_and_plain(folder):
    store().change("02-1", solved)
    assert rows(folder / NAME) == [("02-1", 1, 1, 0)]
    assert [each.name for each in folder.iterdir()] == [NAME]


def test_the_folder_is_the_users_own(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    monkeypatch.delenv("PYTEST_VERSION", raising=False)
    path = progress_file()
    assert path.name == NAME
    assert path.parent.name == "asyncio-idioms"


def test_a_folder_may_be_named_from_the_users_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COURSE_PROGRESS", "~/kept")
    Store(progress_file()).change("02-1", solved)
    assert rows(tmp_path / "kept" / NAME) == [("02-1", 1, 1, 0)]


def test_under_pytest_nothing_is_kept_on_disk(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    assert progress_file() is None
    kept = Store(None)
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}


def test_reading_makes_no_file(folder):
    assert Store(progress_file()).marks() == {}
    assert not list(folder.iterdir())


# Several notebooks


def test_two_notebooks_lose_nothing(folder):
    one, other = Store(progress_file()), Store(progress_file())
    one.change("02-1", solved)
    other.change("02-2", solved)
    one.change("02-3", solved)
    assert set(Store(progress_file()).marks()) == {"02-1", "02-2", "02-3"}


def _write_many(path, number):
    kept = Store(path)
    for place in range(20):
        kept.change(f"{number:02}-{place}", solved)
        kept.change("both", lambda mark: Mark(mark.tries + 1))


def test_two_kernels_at_once_lose_nothing(folder):
    context = multiprocessing.get_context("spawn")
    path = progress_file()
    kernels = [
        context.Process(target=_write_many, args=(path, number))
        for number in range(2)
    ]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    marks = Store(path).marks()
    assert len(marks) == 41
    assert marks["both"].tries == 40
    assert [each.name for each in folder.iterdir()] == [NAME]


def test_a_notebook_that_goes_on_writing_gets_a_sentence(folder, monkeypatch):
    monkeypatch.setattr(
        sqlite3, "connect", lambda path: _connect(path, timeout=0)
    )
    Store(folder / NAME).change("02-1", solved)
    kept, told = telling(folder / NAME)
    with contextlib.closing(_connect(folder / NAME)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept.change("02-2", solved)
    assert set(kept.marks()) == {"02-1", "02-2"}
    assert told == [
        f"note: progress cannot be kept in {folder / NAME} (database is "
        f"locked); {FORGOTTEN}"
    ]


# What is damaged


def damaged_in_the_middle(folder):
    """Return a database that begins as it should, and does not go on so."""
    kept = Store(folder / NAME)
    for number in range(300):
        kept.change(f"exercise-{number}", solved)
    data = (folder / NAME).read_bytes()
    return data[:4096] + b"?" * (len(data) - 4096)


@pytest.mark.parametrize(
    "damaged",
    [b"no database", b"\xff\xfe", b"SQLite format 3\0" + b"?" * 5000, None],
)
def test_a_damaged_file_is_set_aside(folder, damaged):
    path = folder / NAME
    damaged = damaged or damaged_in_the_middle(folder)
    path.write_bytes(damaged)
    kept, told = telling(path)
    assert kept.marks() == {}
    kept.change("02-1", solved)
    aside = folder / "progress.damaged-1.sqlite3"
    assert aside.read_bytes() == damaged
    assert told == [
        "note: the file of your progress was damaged; it is set aside as "
        f"{aside}, and a new one is begun."
    ]
    assert kept.marks() == {"02-1": Mark(1, True)}


@pytest.mark.parametrize(
    "row",
    [("02-1", "often", 1, 0), ("02-1", 9e999, 1, 0), (None, 1, 1, 1)],
)
def test_a_row_that_makes_no_sense_is_damage(folder, row):
    Store(folder / NAME).change("02-2", solved)
    with contextlib.closing(_connect(folder / NAME)) as database, database:
        database.execute("INSERT INTO marks VALUES (?, ?, ?, ?)", row)
    kept, told = telling(folder / NAME)
    assert kept.marks() == {}
    assert len(told) == 1


def test_a_second_damaged_file_does_not_replace_the_first(folder):
    for content in (b"one", b"two"):
        (folder / NAME).write_bytes(content)
        Store(folder / NAME, lambda text: None).marks()
    for number, content in enumerate((b"one", b"two"), 1):
        aside = folder / f"progress.damaged-{number}.sqlite3"
        assert aside.read_bytes() == content


def test_a_file_that_is_damaged_again_and_again_gets_a_sentence(folder):
    for number in range(1, 100):
        (folder / f"progress.damaged-{number}.sqlite3").touch()
    (folder / NAME).write_bytes(b"no database")
    kept, told = telling(folder / NAME)
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}
    assert len(told) == 1
    assert "damaged again and again" in told[0]


def test_a_file_of_a_newer_version_is_left_alone(folder):
    path = folder / NAME
    with contextlib.closing(_connect(path)) as database:
        database.execute("PRAGMA user_version = 2")
    before = path.read_bytes()
    kept, told = telling(path)
    kept.change("02-1", solved)
    kept.change("02-2", solved)
    assert path.read_bytes() == before
    assert set(kept.marks()) == {"02-1", "02-2"}
    assert len(told) == 1
    assert "a newer version of the course wrote it" in told[0]


# What cannot be used


def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / NAME
    kept, told = telling(path)
    kept.change("02-1", solved)
    kept.change("02-2", solved)
    assert set(kept.marks()) == {"02-1", "02-2"}
    assert len(told) == 1
    assert told[0].startswith(f"note: progress cannot be kept in {path} (")
    assert told[0].endswith(FORGOTTEN)


@pytest.mark.skipif(
    ROOT or sys.platform == "win32", reason="root may write anywhere"
)
def test_a_read_only_folder_gets_a_sentence(tmp_path):
    path = tmp_path / NAME
    Store(path).change("02-1", solved)
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    kept, told = telling(path)
    assert kept.marks() == {"02-1": Mark(1, True)}
    assert not told
    kept.change("02-1", solved)
    tmp_path.chmod(0o700)
    assert len(told) == 1
    assert kept.marks() == {"02-1": Mark(2, True)}


def test_what_cannot_be_changed_is_read_all_the_same(folder, monkeypatch):
    Store(folder / NAME).change("02-1", solved)

    def read_only(path):
        return _connect(f"{path.as_uri()}?mode=ro", uri=True)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    kept, told = telling(folder / NAME)
    kept.change("02-2", solved)
    assert set(kept.marks()) == {"02-1", "02-2"}
    assert told == [
        f"note: progress cannot be kept in {folder / NAME} (attempt to "
        f"write a readonly database); {FORGOTTEN}"
    ]


def test_a_home_that_is_nobodys_gets_a_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_PROGRESS", "~nobody-of-this-name/x")
    kept, told = telling(progress_file())
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}
    assert len(told) == 1
    assert "~nobody-of-this-name" in told[0]
    assert not list(tmp_path.iterdir())


def test_a_folder_in_place_of_the_file_gets_a_sentence(folder):
    (folder / NAME).mkdir()
    kept, told = telling(folder / NAME)
    assert kept.marks() == {}
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}
    assert len(told) == 1


def test_a_python_without_sqlite_gets_a_sentence(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    kept, told = telling(folder / NAME)
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}
    assert len(told) == 1
    assert "sqlite3" in told[0]


def test_the_table_is_shown_whatever_happens(folder, capsys):
    (folder / NAME).mkdir()
    store.__globals__["_store_at"].cache_clear()
    assert progress().solved == 0
    assert capsys.readouterr().out.startswith("note: progress cannot be kept")


def links(path, target):
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system lets nobody make links")


def test_a_link_is_followed(folder, tmp_path_factory):
    real = tmp_path_factory.mktemp("real") / "kept"
    links(folder / NAME, real)
    Store(folder / NAME).change("02-1", solved)
    assert (folder / NAME).is_symlink()
    assert rows(real) == [("02-1", 1, 1, 0)]


def test_what_a_link_leads_to_is_set_aside_when_it_is_damaged(
    folder, tmp_path_factory
):
    real = tmp_path_factory.mktemp("real") / "kept"
    real.write_bytes(b"no database")
    links(folder / NAME, real)
    kept, told = telling(folder / NAME)
    kept.change("02-1", solved)
    assert (folder / NAME).is_symlink()
    assert rows(real) == [("02-1", 1, 1, 0)]
    assert str(real.with_name("kept.damaged-1")) in told[0]


# The file of earlier versions


def test_an_earlier_file_is_taken_over_and_renamed(folder):
    earlier(folder, {"02-1": mark_of(2, True), "02-3": mark_of(1, False)})
    kept, told = telling(folder / NAME)
    assert kept.marks() == {"02-1": Mark(2, True), "02-3": Mark(1)}
    assert [each.name for each in folder.iterdir()] == [EARLIER]
    kept.change("02-3", solved)
    assert kept.marks() == {"02-1": Mark(2, True), "02-3": Mark(2, True)}
    assert sorted(each.name for each in folder.iterdir()) == [
        NAME,
        "progress.taken-over.json",
    ]
    assert not told


def test_an_earlier_file_is_taken_over_once(folder):
    earlier(folder, {"02-1": mark_of(2, True)})
    Store(folder / NAME).change("02-3", solved)
    (folder / NAME).unlink()
    assert Store(folder / NAME).marks() == {}


def test_an_earlier_file_that_stays_is_not_counted_twice(folder, monkeypatch):
    earlier(folder, {"02-1": mark_of(2, True)})

    def stays(*names):
        raise PermissionError

    monkeypatch.setattr(os, "replace", stays)
    kept, told = telling(folder / NAME)
    for _ in range(2):
        kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(4, True)}
    assert not told


def test_former_names_are_todays(folder):
    earlier(folder, {"02-1": mark_of(2, True), "99-1": mark_of(1, False)})
    Store(folder / NAME).change("02-3", solved)
    names = {"02-1": "poll-in-turn", "02-3": "add-up", "05-1": "display"}
    kept, _ = telling(folder / NAME, former_names=lambda: names)
    assert kept.marks() == {
        "poll-in-turn": Mark(2, True),
        "99-1": Mark(1),
        "add-up": Mark(1, True),
    }
    assert kept.change("add-up", solved) == Mark(2, True)
    assert kept.marks()["add-up"] == Mark(2, True)


def test_fields_that_are_not_known_are_passed_over(folder):
    earlier(folder, {"02-1": mark_of(2, True) | {"colour": "blue"}})
    assert Store(folder / NAME).marks() == {"02-1": Mark(2, True)}


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b'{"version": 1, "exerc',
        b"\xff\xfe",
        b"[]",
        b"[" * 100_000,
        b'{"version": 1, "exercises": {"02-1": 3}}',
        b'{"version": "old", "exercises": {}}',
        b'{"version": 1, "exercises": {"02-1": {"tries": 1e400,'
        b' "solved": true}}}',
        b'{"version": 1, "exercises": {"\\ud800": {"tries": 1,'
        b' "solved": true}}}',
    ],
)
def test_a_damaged_earlier_file_is_set_aside(folder, damaged):
    (folder / EARLIER).write_bytes(damaged)
    kept, told = telling(folder / NAME)
    assert kept.marks() == {}
    kept.change("02-1", solved)
    aside = folder / "progress.damaged-1.json"
    assert aside.read_bytes() == damaged
    assert told == [
        "note: the file of your progress was damaged; it is set aside as "
        f"{aside}, and a new one is begun."
    ]
    assert kept.marks() == {"02-1": Mark(1, True)}


def test_an_earlier_file_that_cannot_be_read_is_not_lost(folder):
    (folder / EARLIER).mkdir()
    kept, told = telling(folder / NAME)
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}
    assert [each.name for each in folder.iterdir()] == [EARLIER]
    assert len(told) == 1
