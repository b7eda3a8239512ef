"""A learner's copy follows the course, and what they typed stays theirs."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from helpers.lab import command, record
from helpers.lab.notebook_file import Broken, version_of
from helpers.lab.working_copy import Fate, put_beside, update
from tests.tools.markdown_text import links, text_cells
from tests.tools.notebook_files import FOLDER, NOTEBOOKS, ROOT, read

ONE, TWO = "01_one.ipynb", "02_two.ipynb"


def cell(source, kind="code", **more):
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def save(path, *sources, **metadata):
    """Write a notebook of some cells, as an editor would."""
    cells = [one if isinstance(one, dict) else cell(one) for one in sources]
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4}
    path.write_text(json.dumps(notebook), encoding="utf-8")


def sources(path):
    return [one["source"] for one in read(path)["cells"]]


@pytest.fixture
def course(tmp_path):
    """The course's own folder, with two notebooks."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    save(folder / ONE, "one")
    save(folder / TWO, "two")
    return folder


@pytest.fixture
def mine(course):
    """A learner's copy, as it was handed out."""
    folder = course.with_name("my-course")
    update(course, folder)
    return folder


def told(course, mine):
    """Update the copy; return what became of what, without what stayed."""
    report = update(course, mine)
    return {
        fate: names
        for fate, names in report.items()
        if names and fate is not Fate.LEAVE
    }


def every_text(folder):
    """Return the sources of all notebooks, wherever they lie."""
    paths = [path for path in folder.rglob("*.ipynb") if path.is_file()]
    return {text for path in paths for text in sources(path)}


# What counts as somebody's work


@pytest.mark.parametrize(
    "again",
    [
        [cell("a", outputs=[{"text": "hello"}], execution_count=7)],
        [cell("a", metadata={"scrolled": True})],
        [cell(["a"])],
        [cell("a"), cell(""), cell(" \n", "markdown")],
    ],
)
def test_running_folding_or_saving_a_notebook_is_no_work(tmp_path, again):
    save(tmp_path / ONE, "a")
    save(tmp_path / TWO, *again, language_info={"version": "3.14.0"})
    assert version_of(tmp_path / ONE).work == version_of(tmp_path / TWO).work


@pytest.mark.parametrize(
    "again",
    [["A"], ["a", "b"], [], [cell("a", "markdown")], ["a "]],
)
def test_typing_is_work(tmp_path, again):
    save(tmp_path / ONE, "a")
    save(tmp_path / TWO, *again)
    assert version_of(tmp_path / ONE).work != version_of(tmp_path / TWO).work


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [1]}', "\x00"])
def test_a_file_that_is_no_notebook_is_said_to_be_broken(tmp_path, text):
    (tmp_path / ONE).write_text(text)
    with pytest.raises(Broken, match=ONE):
        version_of(tmp_path / ONE)


# What becomes of a copy


def test_the_first_time_every_notebook_is_copied(course, tmp_path):
    mine = tmp_path / "my-course"
    assert told(course, mine) == {Fate.ADD: (ONE, TWO)}
    assert (mine / ONE).read_bytes() == (course / ONE).read_bytes()


def test_a_second_update_has_nothing_to_do(course, mine):
    assert told(course, mine) == {}
    assert not (mine / "earlier").exists()


def test_an_untouched_copy_follows_the_course(course, mine):
    save(course / ONE, "one, better")
    assert told(course, mine) == {Fate.FOLLOW: (ONE,)}
    assert sources(mine / ONE) == ["one, better"]
    assert sources(mine / "earlier" / ONE) == ["one"]


def test_a_copy_that_was_only_run_follows_the_course(course, mine):
    save(mine / ONE, cell("one", outputs=[{"text": "1"}]), "", busy=True)
    save(course / ONE, "one, better")
    assert told(course, mine) == {Fate.FOLLOW: (ONE,)}


def test_a_copy_that_was_only_run_keeps_its_outputs_until_then(course, mine):
    save(mine / ONE, cell("one", outputs=[{"text": "1"}]))
    before = (mine / ONE).read_bytes()
    assert told(course, mine) == {}
    assert (mine / ONE).read_bytes() == before


def test_new_outputs_of_the_course_are_followed_too(course, mine):
    save(course / ONE, cell("one", outputs=[{"text": "2"}]))
    assert told(course, mine) == {Fate.FOLLOW: (ONE,)}


def test_a_copy_that_somebody_worked_in_is_kept_and_told_of(course, mine):
    save(mine / ONE, "my answer")
    save(course / ONE, "one, better")
    assert told(course, mine) == {Fate.KEEP: (ONE,)}
    assert sources(mine / ONE) == ["my answer"]


def test_work_is_not_told_of_while_the_course_has_nothing_new(course, mine):
    save(mine / ONE, "my answer")
    save(course / ONE, cell("one", outputs=[{"text": "2"}]))
    assert told(course, mine) == {}


def test_metadata_that_jupyterlab_saved_in_the_course_is_nothing_new(
    course, mine
):
    save(mine / ONE, cell("one", outputs=[{"text": "1"}]))
    save(course / ONE, "one", language_info={"version": "3.14.0"})
    assert told(course, mine) == {}


def test_work_that_was_taken_back_is_no_work(course, mine):
    save(course / ONE, "one, better")
    update(course, mine)
    save(mine / ONE, "one")
    save(course / ONE, "one, best")
    assert told(course, mine) == {Fate.FOLLOW: (ONE,)}


def test_a_copy_that_was_deleted_is_handed_out_again(course, mine):
    (mine / ONE).unlink()
    assert told(course, mine) == {Fate.ADD: (ONE,)}


def test_a_renumbered_notebook_is_moved_away_if_untouched(course, mine):
    (course / TWO).rename(course / "03_two.ipynb")
    assert told(course, mine) == {
        Fate.ADD: ("03_two.ipynb",),
        Fate.RETIRE: (TWO,),
    }
    assert not (mine / TWO).exists()
    assert sources(mine / "earlier" / TWO) == ["two"]
    assert told(course, mine) == {}


def test_a_renumbered_notebook_is_kept_if_somebody_worked_in_it(course, mine):
    save(mine / TWO, "my answer")
    (course / TWO).rename(course / "03_two.ipynb")
    assert told(course, mine) == {
        Fate.ADD: ("03_two.ipynb",),
        Fate.OUTLIVE: (TWO,),
    }
    assert sources(mine / TWO) == ["my answer"]
    assert told(course, mine) == {}


def test_a_learners_own_files_are_left_alone(course, mine):
    save(mine / "my_notes.ipynb", "mine")
    save(mine / "03_mine.ipynb", "mine")
    (mine / "mine.py").write_text("mine")
    assert told(course, mine) == {}
    save(course / "03_mine.ipynb", "three")
    assert told(course, mine) == {Fate.KEEP: ("03_mine.ipynb",)}
    assert sources(mine / "03_mine.ipynb") == ["mine"]


def test_a_broken_file_of_the_course_is_not_handed_out(course, mine):
    (course / ONE).write_text('<<<<<<< HEAD\n{"cells": []}\n')
    assert told(course, mine) == {Fate.SKIP: (ONE,)}
    assert sources(mine / ONE) == ["one"]


def test_a_broken_copy_is_kept(course, mine):
    (mine / ONE).write_text("my answer, cut o")
    save(course / ONE, "one, better")
    assert told(course, mine) == {Fate.KEEP: (ONE,)}
    assert (mine / ONE).read_text() == "my answer, cut o"


@pytest.mark.parametrize("damage", [None, "", "{", '{"format": 1}', "[]"])
def test_without_its_record_all_that_differs_is_kept(course, mine, damage):
    if damage is None:
        (mine / ".course.json").unlink()
    else:
        (mine / ".course.json").write_text(damage)
    save(course / ONE, "one, better")
    assert told(course, mine) == {Fate.KEEP: (ONE,)}
    save(course / TWO, "two, better")
    assert Fate.FOLLOW in told(course, mine)


# The new one beside one's own


def test_the_new_one_is_put_beside_and_told_of_no_more(course, mine):
    save(mine / ONE, "my answer")
    save(course / ONE, "one, better")
    path = put_beside(course, mine, ONE)
    assert path == mine / "01_one.new.ipynb"
    assert sources(path) == ["one, better"]
    assert sources(mine / ONE) == ["my answer"]
    assert told(course, mine) == {}


def test_a_newer_one_takes_the_place_of_an_untouched_new_one(course, mine):
    save(course / ONE, "one, better")
    put_beside(course, mine, ONE)
    save(course / ONE, "one, best")
    assert sources(put_beside(course, mine, ONE)) == ["one, best"]
    assert len(list(mine.glob("01_*"))) == 2


def test_a_newer_one_does_not_replace_what_somebody_worked_in(course, mine):
    save(put_beside(course, mine, ONE), "my second answer")
    assert put_beside(course, mine, ONE) == mine / "01_one.new-2.ipynb"
    assert sources(mine / "01_one.new.ipynb") == ["my second answer"]


# Interrupted


@pytest.mark.parametrize("step", range(12))
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_update_that_was_interrupted_is_made_good_by_the_next(
    course, mine, monkeypatch, step, error
):
    save(mine / ONE, "my answer")
    save(course / ONE, "one, better")
    save(course / TWO, "two, better")
    save(course / "03_three.ipynb", "three")
    left = iter(range(step))
    replaced = os.replace

    def replacing(*paths):
        if next(left, None) is None:
            raise error
        replaced(*paths)

    monkeypatch.setattr(os, "replace", replacing)
    try:
        update(course, mine)
    except error:
        pass
    monkeypatch.undo()
    assert {"my answer", "two"} <= every_text(mine)
    update(course, mine)
    assert sources(mine / ONE) == ["my answer"]
    assert sources(mine / TWO) == ["two, better"]
    assert sources(mine / "03_three.ipynb") == ["three"]
    assert sources(mine / "earlier" / TWO) == ["two"]
    assert told(course, mine) == {Fate.KEEP: (ONE,)}
    assert not list(mine.rglob("*.part"))


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    (tmp_path / ONE).write_bytes(b"old")

    def full(*paths):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        record.put(b"new", tmp_path / ONE)
    assert [path.name for path in tmp_path.iterdir()] == [ONE]
    assert (tmp_path / ONE).read_bytes() == b"old"


# The real course


def test_every_link_of_a_copy_leads_where_the_originals_leads(tmp_path):
    mine = ROOT / "my-course"
    for path in NOTEBOOKS:
        for target in links("\n".join(text_cells(read(path)))):
            if re.match("[a-z]+:", target):
                continue
            there = (FOLDER / target.partition("#")[0]).resolve()
            twin = (mine / target.partition("#")[0]).resolve()
            inside = there.is_relative_to(FOLDER)
            assert there == (FOLDER / twin.name if inside else twin), target


def git(folder, *words):
    done = subprocess.run(
        [
            *("git", "-c", "user.name=l", "-c", "user.email=l@l"),
            *("-c", "core.hooksPath=", *words),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    return done.stdout


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_solved_exercise_does_not_stand_in_the_way_of_a_pull(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (ours / "notebooks").mkdir(parents=True)
    shutil.copy(ROOT / ".gitignore", ours)
    save(ours / "notebooks" / ONE, "one")
    save(ours / "notebooks" / TWO, "two")
    git(ours, "init", "--quiet")
    git(ours, "add", ".")
    git(ours, "commit", "--quiet", "--message=The course")
    git(tmp_path, "clone", "--quiet", str(ours), "theirs")

    update(theirs / "notebooks", theirs / "my-course")
    save(theirs / "my-course" / ONE, "my answer")
    assert git(theirs, "status", "--porcelain") == ""
    save(ours / "notebooks" / ONE, "one, better")
    save(ours / "notebooks" / TWO, "two, better")
    git(ours, "commit", "--quiet", "--all", "--message=Better")
    git(theirs, "pull", "--quiet", "--ff-only")

    report = told(theirs / "notebooks", theirs / "my-course")
    assert report == {Fate.FOLLOW: (TWO,), Fate.KEEP: (ONE,)}
    assert git(theirs, "status", "--porcelain") == ""


# The command


@pytest.fixture
def started(monkeypatch):
    """The commands that would have become JupyterLab."""
    commands = []
    monkeypatch.setattr(command, "_start", lambda c: commands.append(c) or 0)
    return commands


def test_the_command_copies_and_opens_the_first_notebook(
    course, started, capsys
):
    root = course.parent
    assert command.main(["--port=1", "--no-browser"], root) == 0
    assert capsys.readouterr().out == (
        "== Copied into my-course/, which is yours and which git ignores: "
        "01_one.ipynb, 02_two.ipynb\n"
        "== Opening JupyterLab; stop it with Ctrl-C\n"
    )
    ((python, *words),) = started
    assert python == sys.executable
    assert words[-1] == str(root / "my-course" / ONE)
    assert {"--port=1", f"--ServerApp.root_dir={root}"} <= set(words)


def test_the_command_says_what_it_kept_and_how_to_get_the_new_one(
    course, mine, started, capsys
):
    save(mine / TWO, "my answer")
    save(course / ONE, "one, better")
    save(course / TWO, "two, better")
    assert command.main(["--copy"], course.parent) == 0
    assert started == []
    assert capsys.readouterr().out == (
        "== Brought up to date: 01_one.ipynb (what was there before is in "
        "my-course/earlier/)\n"
        "== Kept because of your changes, though the course has a newer "
        "version: 02_two.ipynb (make lab NEW=02 puts that beside yours; "
        "without make, add --new 02)\n"
    )
    assert command.main(["--new", "02"], course.parent) == 0
    assert capsys.readouterr().out == (
        "== my-course/02_two.new.ipynb is the course's; yours is as it was\n"
    )


def test_many_names_are_a_number(course, capsys):
    for number in range(3, 9):
        save(course / f"0{number}_more.ipynb", "more")
    command.main(["--copy"], course.parent)
    assert capsys.readouterr().out.endswith("ignores: 8 notebooks\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--new", "07"], "--new 07: 0 notebooks are called so; there are "),
        (["--new", "0"], "--new 0: 2 notebooks are called so; there are "),
    ],
)
def test_a_name_that_is_not_one_notebook_is_refused(
    course, capsys, words, said
):
    assert command.main(words, course.parent) == 1
    assert capsys.readouterr().err == f"helpers.lab: {said}{ONE}, {TWO}\n"


def test_without_the_notebooks_it_says_how_to_install(tmp_path, capsys):
    assert command.main([], tmp_path) == 1
    assert 'with pip install -e ".[lab]"' in capsys.readouterr().err


def test_a_copy_that_cannot_be_made_is_a_sentence(course, capsys, started):
    course.with_name("my-course").write_text("a file")
    assert command.main([], course.parent) == 1
    assert capsys.readouterr().err.startswith("helpers.lab: ")
    assert started == []


def test_the_command_runs_from_any_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "helpers.lab", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "passed on to JupyterLab" in done.stdout


# What is for instructors alone


def note(text="how many minutes"):
    return cell(text, "markdown", metadata={"tags": ["instructor"]})


def test_a_copy_is_without_the_cells_for_instructors(course, mine):
    save(course / ONE, "one", note(), "more")
    assert told(course, mine) == {Fate.FOLLOW: (ONE,)}
    assert sources(mine / ONE) == ["one", "more"]
    assert told(course, mine) == {}


def test_a_note_that_changed_is_nothing_new_to_a_learner(course, mine):
    save(course / ONE, "one", note())
    assert told(course, mine) == {}
    save(mine / ONE, "my own")
    save(course / ONE, "one", note("fewer minutes"))
    assert told(course, mine) == {}
    assert sources(mine / ONE) == ["my own"]


def test_what_is_put_beside_is_without_them_too(course, mine):
    save(course / ONE, note(), "newer")
    assert sources(put_beside(course, mine, ONE)) == ["newer"]


def test_a_notebook_without_notes_is_copied_byte_for_byte(course, mine):
    assert (mine / ONE).read_bytes() == (course / ONE).read_bytes()


def test_no_notebook_of_the_course_hands_out_a_note(tmp_path):
    update(FOLDER, tmp_path)
    tags = [
        tag
        for path in NOTEBOOKS
        for one in read(tmp_path / path.name)["cells"]
        for tag in one["metadata"].get("tags", [])
    ]
    assert "instructor" not in tags
