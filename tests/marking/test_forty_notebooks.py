"""Marking, on notebooks of all kinds: each costs the others nothing."""

import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from helpers.grade import family
from tests.tools.handed_in import EXERCISES, KINDS, hand_in
from tests.tools.notebook_files import ROOT

SECONDS = 20  # that a notebook may take here; one takes all of them
LIMITS = ("--seconds", str(SECONDS), "--cell-seconds", "5", "--memory", "500")
LEFT = "left-by-a-learner"  # in the command of what a notebook leaves


@pytest.fixture(scope="session")
def marked(tmp_path_factory):
    """Mark all of them once; return the folder of tables."""
    handed_in = tmp_path_factory.mktemp("handed-in")
    tables = tmp_path_factory.mktemp("tables")
    temporary = tmp_path_factory.mktemp("temporary")
    hand_in(handed_in)
    command = [sys.executable, "-m", "helpers.grade", str(handed_in)]
    done = subprocess.run(
        [*command, *LIMITS, "--out", str(tables)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert list(temporary.iterdir()) == []
    return tables


@pytest.fixture(scope="session")
def rows(marked):
    with (marked / "marks.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_there_are_forty_kinds():
    assert len(KINDS) >= 40


@pytest.mark.parametrize("kind", KINDS)
def test_each_gets_what_it_deserves(rows, kind):
    own = [row for row in rows if row["learner"] == kind]
    solved = [row for row in own if row["verdict"] == "solved"]
    assert len(own) == KINDS[kind].rows
    assert len(solved) == KINDS[kind].solved, own
    assert all(KINDS[kind].remark in own[0]["remark"] for row in own)


def test_no_forgery_is_believed_and_its_verdict_says_why(rows):
    forged = [row for row in rows if row["learner"] == "speaks-for-the-judge"]
    assert {row["verdict"] for row in forged} == {"disputed"}
    words = "solved in the notebook, and not by itself: "
    assert all(row["hint"].startswith(words) for row in forged)


def test_every_wrong_answer_gets_its_hint(rows):
    wrong = [row for row in rows if row["learner"].startswith("wrong-")]
    assert {row["verdict"] for row in wrong} == {"not yet"}
    assert all("?" in row["hint"] for row in wrong)


def test_tries_come_from_the_file_of_progress_alone(rows):
    tries = {
        (row["learner"], row["exercise"]): row["tries"]
        for row in rows
        if row["tries"]
    }
    assert tries == {("in-a-folder", EXERCISES[0]): "7"}


def test_the_class_is_counted(marked, rows):
    with (marked / "mistakes.csv").open(encoding="utf-8-sig") as file:
        mistakes = list(csv.DictReader(file))
    counts = [int(row["learners"]) for row in mistakes]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == sum(row["verdict"] == "not yet" for row in rows)


def test_the_page_has_a_chart_of_each_mistake_with_a_description(marked):
    page = (marked / "marks.html").read_text(encoding="utf-8")
    assert page.count("<img alt=") == page.count("data:image/svg+xml")
    assert page.count("<img alt=") > len(EXERCISES)
    assert '<img alt=""' not in page
    assert "<script" not in page


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_nothing_is_left_running(marked):
    left = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes()
        except OSError:
            continue
        if LEFT.encode() in words:
            left.append(words)
    assert left == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_marking_that_is_stopped_leaves_nothing(tmp_path, number):
    folder, temporary = tmp_path / "handed-in", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    KINDS["hangs-for-good"].write(folder, "ann")
    command = [sys.executable, "-m", "helpers.grade", str(folder)]
    process = subprocess.Popen(
        [*command, "--out", str(tmp_path / "tables")],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    latest = time.monotonic() + 20
    while not list(temporary.iterdir()) and time.monotonic() < latest:
        time.sleep(0.1)
    time.sleep(1)  # the worker is on its way
    workers = family.below(process.pid)[1:]
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert said == "Stopped; nothing was written.\n"
    assert workers
    assert not [each for each in workers if Path(f"/proc/{each}").exists()]
    assert list(temporary.iterdir()) == []
