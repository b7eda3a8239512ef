"""Marking, without the notebooks that hang: what is read, found and told."""

import contextlib
import csv
import dataclasses
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from helpers.checking.load import find
from helpers.grade import family, fence, report
from helpers.grade.anchors import How, anchors_of, exercises_of
from helpers.grade.command import main
from helpers.grade.marks import Mark, marks_of, mistakes_of
from helpers.grade.said import said_from
from helpers.grade.submissions import Cell, read, submissions_in
from helpers.grade.untouched import Untouched
from helpers.grade.workers import Outcome
from tests.tools.handed_in import EXERCISES, FIRST, KINDS, notebook
from tests.tools.notebook_files import ROOT

CALL = f'check("{FIRST}", both)'
STUB = "async def both(first, second):\n    pass"


def cell(source, name="", is_code=True):
    return Cell(name, is_code, source)


def handed_in(folder, kind):
    KINDS[kind].write(folder, kind)
    (submission,) = submissions_in(folder)
    return submission


# Reading


@pytest.mark.parametrize(
    "kind", ["ipykernel-6", "vs-code", "colab", "version-3", "right"]
)
def test_every_program_of_notebooks_is_read(tmp_path, kind):
    submission = handed_in(tmp_path, kind)
    assert submission.fault == ""
    assert [x.exercise for x in anchors_of(submission.cells)] == EXERCISES


@pytest.mark.parametrize(
    "kind", ["empty", "not-json", "not-a-notebook", "deep", "a-link"]
)
def test_what_is_no_notebook_is_said_to_be_none(tmp_path, kind):
    submission = handed_in(tmp_path, kind)
    assert KINDS[kind].remark in submission.fault
    (mark,) = marks_of(Outcome(submission))
    assert mark.state == "no notebook"


def test_a_folder_is_called_like_its_learner(tmp_path):
    submission = handed_in(tmp_path, "in-a-folder")
    assert submission.learner == "in-a-folder"
    assert submission.file == "in-a-folder/04.ipynb"
    assert submission.tries == {FIRST: 7}


def test_a_file_of_progress_that_is_none_says_nothing(tmp_path):
    (tmp_path / "progress.sqlite3").write_bytes(b"x" * 4096)
    (tmp_path / "ann.ipynb").write_text(json.dumps(notebook()))
    assert read(tmp_path / "ann.ipynb", tmp_path).tries == {}


@pytest.mark.parametrize("tries", ["1e400", "zeroblob(100000000)", "'x'"])
def test_tries_that_are_no_number_say_nothing(tmp_path, tries):
    with closing(sqlite3.connect(tmp_path / "progress.sqlite3")) as database:
        select = f"SELECT '{FIRST}' AS exercise, {tries} AS tries"
        database.execute(f"CREATE VIEW marks AS {select}")
    (tmp_path / "ann.ipynb").write_text(json.dumps(notebook()))
    assert read(tmp_path / "ann.ipynb", tmp_path).tries == {}


def test_a_query_that_goes_on_and_on_is_given_up(tmp_path):
    with closing(sqlite3.connect(tmp_path / "progress.sqlite3")) as database:
        database.execute(
            "CREATE VIEW marks AS WITH RECURSIVE one(exercise, tries) AS "
            "(VALUES('a', 1) UNION ALL SELECT 'a', tries + 1 FROM one) "
            "SELECT * FROM one WHERE tries < 0"
        )
    (tmp_path / "ann.ipynb").write_text(json.dumps(notebook()))
    assert read(tmp_path / "ann.ipynb", tmp_path).tries == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '{"cells": [%s 1]}' % ("1," * 5000),
            "5,001 cells, which is too many",
        ),
        ("[%s]" % ("[]," * 1_600_000), "too many parts"),
        ('{"cells": [{"cell_type": "code", "source": 7}]}', "damaged"),
        ('{"cells": [{"cell_type": "code", "metadata": [1]}]}', "damaged"),
        ("[" + "9" * 5000 + "]", "no notebook: it is not JSON"),
    ],
)
def test_what_is_too_much_or_odd_is_said_to_be_so(tmp_path, text, fault):
    (tmp_path / "ann.ipynb").write_text(text)
    assert read(tmp_path / "ann.ipynb", tmp_path).fault == fault


ODD_NAMES = [
    "a,b.csv",
    "=cmd()",
    "-rf",
    "<img src=x onerror=alert(1)>",
    "two\nlines",
    "\x1b[2Jcleared",
    "\u202egnp.exe",
    "\udcff",
]


@pytest.mark.skipif(os.name == "nt", reason="Windows has fewer names")
def test_names_of_files_are_tamed(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(family, "adopt_orphans", lambda: None)
    folder, tables = tmp_path / "handed-in", tmp_path / "tables"
    folder.mkdir()
    for name in ODD_NAMES:
        with contextlib.suppress(OSError):  # macOS refuses what is no text
            (folder / f"{name}.ipynb").touch()
    (folder / "a-folder.ipynb").mkdir()
    os.mkfifo(folder / "a-pipe.ipynb")
    (folder / "a-loop").symlink_to(folder)
    assert main([str(folder), "--out", str(tables)]) == 0
    assert "\x1b" not in capsys.readouterr().out
    with (tables / "marks.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) in (len(ODD_NAMES) + 1, len(ODD_NAMES) + 2)
    learners = {row["learner"] for row in rows}
    assert {"a,b.csv", "'=cmd()", "'-rf", "a-pipe"} < learners
    assert not [x for x in learners if "\n" in x or "\u202e" in x]
    page = (tables / report.PAGE).read_text(encoding="utf-8")
    assert "<img" not in page


def test_tables_that_cannot_be_written_go_elsewhere(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(family, "adopt_orphans", lambda: None)
    (tmp_path / "ann.ipynb").touch()
    tables = tmp_path / "tables"
    (tables / "marks.csv").mkdir(parents=True)
    assert main([str(tmp_path), "--out", str(tables)]) == 0
    said, complained = capsys.readouterr()
    assert f"cannot write to {tables}: " in complained
    page = Path(said.split(": ")[-1].strip())
    assert page.is_file()
    shutil.rmtree(page.parent)
    assert main([str(tmp_path), "--out", str(tmp_path / "ann.ipynb")]) == 2


def test_checkpoints_are_passed_over(tmp_path):
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints" / "a.ipynb").write_text("{}")
    assert list(submissions_in(tmp_path)) == []


# Which cell is which exercise


def test_a_check_names_the_exercise_whatever_its_cell_is_called():
    (anchor,) = anchors_of([cell(STUB), cell(f"x = 1\n{CALL}", "1f")])
    assert (anchor.exercise, anchor.place) == (FIRST, 1)
    assert (anchor.expression, anchor.how) == ("both", How.CALL)


def test_a_number_that_an_exercise_had_once_is_known():
    call = f'helpers.check("{find(FIRST).former}", mine=both)'
    (anchor,) = anchors_of([cell(call)])
    assert (anchor.exercise, anchor.expression) == (FIRST, "both")


def test_without_a_check_the_name_of_the_cell_tells():
    (anchor,) = anchors_of([cell(STUB, f"mine-{FIRST}")])
    assert (anchor.how, anchor.expression) == (How.NAME, "both")


def test_without_a_name_the_heading_tells():
    heading = f"### {find(FIRST).title} (complete it)"
    cells = [cell(heading, is_code=False), cell(STUB), cell(f'"{FIRST}"')]
    (anchor,) = anchors_of(cells)
    assert (anchor.how, anchor.place) == (How.HEADING, 1)


def test_a_cell_that_python_cannot_read_has_no_anchor():
    assert anchors_of([cell(f"(\n{CALL}"), cell("%%bash\nls")]) == []


def test_a_cell_that_is_timed_is_looked_into():
    (anchor,) = anchors_of([cell(f"%%time\n{STUB}\n{CALL}")])
    assert (anchor.exercise, anchor.how) == (FIRST, How.CALL)


def test_a_check_inside_a_function_is_no_check():
    assert anchors_of([cell(f"def later():\n    {CALL}")]) == []


def test_a_notebook_should_have_all_exercises_of_the_one_it_is_like():
    assert exercises_of([cell(CALL)]) == EXERCISES


# What was replaced


def test_what_is_replaced_is_put_back_and_named(monkeypatch):
    from helpers.checking import judging

    untouched = Untouched()
    plain = judging.judge.__code__
    monkeypatch.setattr(judging, "judged", print)
    monkeypatch.setattr(judging.judge, "__code__", (lambda: 1).__code__)
    assert untouched.put_back() == [
        "helpers.checking.judging.judged",
        "helpers.checking.judging.judge",
    ]
    assert judging.judge.__code__ is plain
    assert untouched.put_back() == []


def test_an_exercise_that_is_changed_is_put_back():
    exercise = dataclasses.replace(find(FIRST))
    untouched = Untouched([exercise])
    object.__setattr__(exercise, "cases", ())
    assert untouched.put_back() == [f"the exercise {FIRST}"]
    assert exercise.cases == find(FIRST).cases


# What a worker says


def outcome(tmp_path, *said, ended="", kind="right"):
    found = filter(None, map(said_from, said))
    return Outcome(handed_in(tmp_path, kind), tuple(found), ended)


def verdict(state, **more):
    return {"kind": "verdict", "exercise": FIRST, "state": state, **more}


def test_of_two_tries_the_better_one_counts(tmp_path):
    said = [verdict("not yet", place=1), verdict("solved", place=3)]
    mark, *_ = marks_of(outcome(tmp_path, *said))
    assert mark.state == "solved"
    assert f"there twice: {FIRST}" in mark.remark


def test_what_was_judged_before_the_end_is_kept(tmp_path):
    one = outcome(tmp_path, verdict("solved"), ended="it went on")
    first, second, *_ = marks_of(one)
    assert (first.state, second.state) == ("solved", "not judged")
    assert "stopped: it went on" in first.remark


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "verdict"},
        {"kind": "verdict", "exercise": [], "state": "solved"},
        {"kind": "verdict", "exercise": FIRST, "state": {}},
        {"kind": "patched", "names": 7},
        {"kind": "error", "place": "x", "words": None},
        {"kind": "cell"},
    ],
)
def test_a_line_that_makes_no_sense_does_no_harm(tmp_path, line):
    marks = list(marks_of(outcome(tmp_path, line, ended="it went on")))
    assert {mark.state for mark in marks} == {"not judged"}


def test_one_mistake_is_counted_once_for_each_learner():
    marks = [
        Mark(who, f"{who}.ipynb", "", FIRST, "not yet", mistake="why?", line=x)
        for who, x in (("ann", "1 s"), ("bob", "2 s"), ("ann", "3 s"))
    ]
    (mistake,) = mistakes_of(marks)
    assert mistake.learners == ("ann", "bob")
    assert mistake.line == "1 s"


def test_texts_of_learners_become_neither_formulas_nor_markup(tmp_path):
    about = "=1+1", "<b>.ipynb", "", FIRST, "not yet"
    mark = Mark(*about, charts="{}", remark="<u>", line="<i>;=1+1")
    report.write(tmp_path, [mark], mistakes_of([mark]), ["a & b"])
    with (tmp_path / "marks.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert row["learner"] == "'=1+1"
    assert row["hint"] == "<i>;=1+1"
    raw = (tmp_path / "marks.csv").read_text(encoding="utf-8-sig")
    assert '"<i>;=1+1"' in raw  # quoted, where `;` ends a field too
    page = (tmp_path / report.PAGE).read_text(encoding="utf-8")
    assert "&lt;b&gt;.ipynb" in page
    assert not {"<b>.ipynb", "<u>", "<i>"} & {*re.findall("<[^>]*>", page)}
    assert "a &amp; b" in page


# The fence


def test_a_worker_gets_no_variable_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "1")
    environ = fence.environ(tmp_path)
    assert "SECRET" not in environ
    assert environ["HOME"] == environ["TMPDIR"] == str(tmp_path)


def test_without_bubblewrap_a_sentence_says_what_is_open(monkeypatch):
    monkeypatch.setattr(fence, "is_fenced", lambda: False)
    monkeypatch.setattr(fence, "_bubblewrap", lambda: None)
    assert "bubblewrap is not installed: " in " ".join(fence.sentences())


@pytest.mark.skipif(not fence.is_fenced(), reason="needs bubblewrap")
def test_in_bubblewrap_nothing_of_ours_is_seen(tmp_path):
    own, others = tmp_path / "own", tmp_path / "others"
    own.mkdir()
    others.mkdir()
    (others / "ann.ipynb").write_text("{}")
    look = (
        "import os, sys; print([os.path.exists(x) for x in sys.argv[1:]], "
        "os.listdir('.'), os.getppid() in (0, 1))"
    )
    here = [str(others), str(ROOT / "tests"), str(ROOT / ".git")]
    command = [*fence.command(own)[:-3], "-c", look, *here]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "[False, False, False] [] True\n", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_family_is_found_by_its_parent():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1)
    try:
        assert child.pid in family.below(os.getpid())
        assert family.memory_of([child.pid]) > 0
    finally:
        child.communicate()


# All of it, once


def test_a_folder_is_marked(tmp_path):
    folder, tables = tmp_path / "handed-in", tmp_path / "tables"
    folder.mkdir()
    for kind in ("half", "not-json", "ends-itself"):
        KINDS[kind].write(folder, kind)
    command = [sys.executable, "-m", "helpers.grade", str(folder)]
    done = subprocess.run(
        [*command, "--out", str(tables)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "1 of 5 solved" in done.stdout
    files = {path.name for path in tables.iterdir()}
    assert files == {"marks.csv", "mistakes.csv", "marks.html"}


def test_a_folder_that_is_none_is_refused(tmp_path):
    command = [sys.executable, "-m", "helpers.grade", str(tmp_path / "x")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("helpers.grade: no folder")
