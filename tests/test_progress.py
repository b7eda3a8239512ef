"""`progress()` and `solution()`: what was solved, and how one may solve it."""

import pytest

from helpers import check, progress, solution
from helpers.checking import progress as tables
from helpers.checking.check import find, module_of, numbers, store
from helpers.checking.store import Mark
from helpers.checking.stubs import namespace

TASK = find("02-1")
FILE = "progress.sqlite3"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    return tmp_path


def program(source):
    return namespace(TASK.stub, source)["poll"]


# The table


def test_the_table_of_somebody_who_begins_is_the_same_everywhere(folder):
    total = sum(len(module_of(number).EXERCISES) for number in numbers())
    text = str(progress())
    assert str(folder) not in text
    assert text.endswith(f"0 of {total} exercises solved.")
    assert "02_one_after_another" in text
    assert "0 of 4  02-1 open  02-2 open  02-3 open  02-4 open" in text
    assert not list(folder.iterdir())


def test_the_table_shows_what_was_tried_and_solved(folder, capsys):
    check("02-1", program(TASK.wrong[0].source))
    check("02-3", namespace(find("02-3").reference)["main"])
    shown = progress()
    assert (shown.solved, shown.path) == (1, folder / FILE)
    assert "1 of 4  02-1 tried  02-2 open  02-3 solved" in str(shown)
    assert f"Kept in {folder / FILE}; delete it" in str(shown)
    assert "<td>1 of 4</td>" in shown._repr_html_()


def test_solved_stays_solved(folder, capsys):
    check("02-1", program(TASK.reference))
    check("02-1", program(TASK.wrong[0].source))
    assert store().marks()["02-1"] == Mark(tries=2, solved=True)


def test_a_stub_leaves_no_mark(folder, capsys):
    check("02-1", program(""))
    check("02-1", 3)
    assert not list(folder.iterdir())


def test_deleting_the_file_forgets_all(folder, capsys):
    check("02-1", program(TASK.reference))
    assert progress().solved == 1
    (folder / FILE).unlink()
    assert progress().solved == 0


def test_a_row_without_marks_is_open():
    assert tables._word(None) == tables._word(Mark(seen=True)) == "open"


# Solutions


def test_a_solution_is_shown_after_an_attempt(folder, capsys):
    solution("02-1")
    assert capsys.readouterr().out == (
        "Try 02-1 first: a solution teaches more when you have met the "
        "difficulty. solution('02-1', now=True) shows it all the same.\n"
    )
    check("02-1", program(TASK.wrong[0].source))
    capsys.readouterr()
    solution("02-1")
    assert capsys.readouterr().out == (
        f"{TASK.reference.strip()}\n\n{TASK.discussion.strip()}\n"
    )


def test_a_solution_is_shown_on_request(folder, capsys):
    solution("02-1", now=True)
    assert "for name in names" in capsys.readouterr().out
    assert store().marks()["02-1"] == Mark(seen=True)
