"""What was solved is kept, and nothing of it is lost or sent about."""

import json
import multiprocessing
import os
import sys

import pytest
from answer_files import wrong_answers

from helpers import check, progress, solution
from helpers.checking import progress as tables
from helpers.checking.check import store
from helpers.checking.load import find, names
from helpers.checking.store import Mark, Store, progress_file
from helpers.checking.stubs import namespace

TASK = find("poll-in-turn")
WRONG = wrong_answers(TASK.name)[0]
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    return tmp_path


def program(source):
    return namespace(TASK.stub, source)["poll"]


def solved(mark):
    return Mark(mark.tries + 1, True)


# The table


def test_the_table_of_somebody_who_begins_is_the_same_everywhere(folder):
    text = str(progress())
    assert str(folder) not in text
    assert text.endswith(f"0 of {len(names())} exercises solved.")
    assert "02_one_after_another" in text
    assert f"0 of 4  poll-in-turn open\n{' ' * 30}crawl-politely o" in text
    assert not list(folder.iterdir())


def test_the_table_shows_what_was_tried_and_solved(folder, capsys):
    check("poll-in-turn", program(WRONG.source))
    other = find("quick-one-first")
    check("quick-one-first", namespace(other.reference)["main"])
    shown = progress()
    assert (shown.solved, shown.path) == (1, folder / "progress.json")
    assert "1 of 4  poll-in-turn tried\n" in str(shown)
    assert " crawl-politely open\n" in str(shown)
    assert " quick-one-first solved\n" in str(shown)
    assert f"Kept in {folder / 'progress.json'}; delete it" in str(shown)
    assert "<td>1 of 4</td>" in shown._repr_html_()


def test_solved_stays_solved(folder, capsys):
    check("poll-in-turn", program(TASK.reference))
    check("poll-in-turn", program(WRONG.source))
    assert store().marks()["poll-in-turn"] == Mark(tries=2, solved=True)


def test_a_stub_leaves_no_mark(folder, capsys):
    check("poll-in-turn", program(""))
    check("poll-in-turn", 3)
    assert not list(folder.iterdir())


def test_deleting_the_file_forgets_all(folder, capsys):
    check("poll-in-turn", program(TASK.reference))
    (folder / "progress.json").unlink()
    assert progress().solved == 0


# Solutions


def test_a_solution_is_shown_after_an_attempt(folder, capsys):
    solution("poll-in-turn")
    assert capsys.readouterr().out == (
        "Try poll-in-turn first: a solution teaches more when you have met "
        "the difficulty. solution('poll-in-turn', now=True) shows it all the "
        "same.\n"
    )
    check("poll-in-turn", program(WRONG.source))
    capsys.readouterr()
    solution("poll-in-turn")
    assert capsys.readouterr().out == (
        f"{TASK.reference}\n\n{TASK.discussion}\n"
    )


def test_a_solution_is_shown_on_request(folder, capsys):
    solution("poll-in-turn", now=True)
    assert "for name in names" in capsys.readouterr().out
    assert store().marks()["poll-in-turn"] == Mark(seen=True)


# The file


def test_the_file_is_small_and_plain(folder):
    kept = store()
    kept.change("02-1", solved)
    assert json.loads((folder / "progress.json").read_text()) == {
        "version": 1,
        "exercises": {"02-1": {"tries": 1, "solved": True, "seen": False}},
    }


def test_the_folder_is_the_users_own(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    monkeypatch.delenv("PYTEST_VERSION", raising=False)
    path = progress_file()
    assert path.name == "progress.json"
    assert path.parent.name == "asyncio-idioms"


def test_under_pytest_nothing_is_kept_on_disk(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    assert progress_file() is None
    kept = Store(None)
    kept.change("02-1", solved)
    assert kept.marks() == {"02-1": Mark(1, True)}


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
    assert sorted(each.name for each in folder.iterdir()) == [
        "progress.json",
        "progress.lock",
    ]


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b'{"version": 1, "exerc',
        b"\xff\xfe",
        b"[]",
        b'{"version": 1, "exercises": {"02-1": 3}}',
        b'{"version": "old", "exercises": {}}',
    ],
)
def test_a_damaged_file_is_set_aside(folder, damaged):
    path = folder / "progress.json"
    path.write_bytes(damaged)
    told = []
    kept = Store(path, told.append)
    assert kept.marks() == {}
    kept.change("02-1", solved)
    aside = folder / "progress.damaged-1.json"
    assert aside.read_bytes() == damaged
    assert told == [
        "note: the file of your progress was damaged; it is set aside as "
        f"{aside}, and a new one is begun."
    ]
    assert kept.marks() == {"02-1": Mark(1, True)}


def test_a_second_damaged_file_does_not_replace_the_first(folder):
    for content in (b"one", b"two"):
        (folder / "progress.json").write_bytes(content)
        Store(folder / "progress.json", lambda text: None).marks()
    assert (folder / "progress.damaged-1.json").read_bytes() == b"one"
    assert (folder / "progress.damaged-2.json").read_bytes() == b"two"


def test_a_file_of_a_newer_version_is_left_alone(folder):
    path = folder / "progress.json"
    path.write_text('{"version": 2, "exercises": {}}')
    told = []
    kept = Store(path, told.append)
    kept.change("02-1", solved)
    kept.change("02-2", solved)
    assert json.loads(path.read_text())["version"] == 2
    assert set(kept.marks()) == {"02-1", "02-2"}
    assert len(told) == 1
    assert "a newer version of the course wrote it" in told[0]


def test_fields_that_are_not_known_are_passed_over(folder):
    path = folder / "progress.json"
    path.write_text(
        '{"version": 1, "exercises": {"02-1": {"tries": 2, "solved": true, '
        '"colour": "blue"}}}'
    )
    assert Store(path).marks() == {"02-1": Mark(2, True)}


def test_a_folder_that_cannot_be_written_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "progress.json"
    told = []
    kept = Store(path, told.append)
    kept.change("02-1", solved)
    kept.change("02-2", solved)
    assert set(kept.marks()) == {"02-1", "02-2"}
    assert len(told) == 1
    assert told[0].startswith(f"note: progress cannot be kept in {path} (")
    assert told[0].endswith("it will be forgotten when this kernel ends.")


@pytest.mark.skipif(
    ROOT or sys.platform == "win32", reason="root may write anywhere"
)
def test_a_read_only_folder_gets_a_sentence(tmp_path):
    tmp_path.chmod(0o500)
    told = []
    kept = Store(tmp_path / "progress.json", told.append)
    kept.change("02-1", solved)
    tmp_path.chmod(0o700)
    assert len(told) == 1
    assert kept.marks() == {"02-1": Mark(1, True)}


def test_a_row_without_marks_is_open():
    assert tables._word(None) == tables._word(Mark(seen=True)) == "open"
