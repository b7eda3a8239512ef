"""`progress()` and `solution()`: what was solved, and how one may solve it."""

import re

import pytest

from helpers import check, progress, solution
from helpers.checking import progress as tables
from helpers.checking.load import find, names
from helpers.checking.progress import Mark, store
from helpers.checking.stubs import namespace
from tests.tools.answer_files import wrong_answers

TASK = find("poll-in-turn")
WRONG = wrong_answers(TASK.name)[0]
FILE = "progress.sqlite3"


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
    row, below = re.search(".*0 of 6  poll-in-turn o.*\n.*", text)[0].split(
        "\n"
    )
    assert below.index("report-on-one-loop open") == row.index(
        "poll-in-turn open"
    )
    assert below.lstrip().startswith("report-on-one-loop open")
    assert not list(folder.iterdir())


def test_the_table_shows_what_was_tried_and_solved(folder, capsys):
    check("poll-in-turn", program(WRONG.source))
    other = find("quick-one-first")
    check("quick-one-first", namespace(other.reference)["main"])
    shown = progress()
    assert (shown.solved, shown.path) == (1, folder / FILE)
    assert "1 of 6  poll-in-turn tried\n" in str(shown)
    assert " report-on-one-loop open\n" in str(shown)
    assert " quick-one-first solved\n" in str(shown)
    assert f"Kept in {folder / FILE}; delete it" in str(shown)
    assert "<td>1 of 6</td>" in shown._repr_html_()


def test_solved_stays_solved(folder, capsys):
    check("poll-in-turn", program(TASK.reference))
    check("poll-in-turn", program(WRONG.source))
    assert store().marks()["poll-in-turn"] == Mark(tries=1, solved=True)


def test_tries_are_counted_up_to_the_one_that_solved_it():
    mark = Mark()
    for passed in (False, False, True, False, True):
        mark = mark.after_try(passed)
    assert mark == Mark(tries=3, solved=True)


def test_a_stub_leaves_no_mark(folder, capsys):
    check("poll-in-turn", program(""))
    check("poll-in-turn", 3)
    assert not list(folder.iterdir())


def test_deleting_the_file_forgets_all(folder, capsys):
    check("poll-in-turn", program(TASK.reference))
    (folder / FILE).unlink()
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


def test_a_row_without_marks_is_open():
    assert tables._word(None) == tables._word(Mark(seen=True)) == "open"
