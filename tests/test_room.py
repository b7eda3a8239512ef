"""`helpers/room.py`: says what is missing, on a machine with Python alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import room
from tests.tools.notebook_files import ROOT

SCRIPT = ROOT / "helpers" / "room.py"
BARE = [sys.executable, "-I", "-S"]  # no package can be imported


def imported():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_it_imports_nothing_but_what_comes_with_python():
    assert set(imported()) <= sys.stdlib_module_names


def test_an_old_python_can_read_it():
    text = SCRIPT.read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


@pytest.mark.parametrize("way", [[str(SCRIPT)], ["-m", "helpers.room"]])
def test_it_runs_from_the_folder_of_the_course(way, monkeypatch):
    command = [sys.executable, "-S", *way]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.startswith("Python 3.11 or newer              yes\n")


def lines(tmp_path, monkeypatch, **variables):
    monkeypatch.setattr(room, "ROOT", tmp_path)
    for name in ("COURSE_WHEELS", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return dict(room.report())


NOWHERE = "http://127.0.0.1:9"


def test_without_network_it_names_two_ways_out(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    said = lines(tmp_path, monkeypatch, PIP_INDEX_URL=NOWHERE)
    answer = said["packages within reach"]
    assert answer.startswith("no (")
    assert "HTTPS_PROXY" in answer
    assert str(tmp_path / "wheels") in answer


def test_wheels_on_a_stick_are_as_good_as_a_network(tmp_path, monkeypatch):
    (tmp_path / "one.whl").touch()
    said = lines(
        tmp_path,
        monkeypatch,
        PIP_INDEX_URL=NOWHERE,
        COURSE_WHEELS=str(tmp_path),
    )
    assert said["packages within reach"] == ""


def test_a_folder_that_is_not_the_course_is_found_out(tmp_path, monkeypatch):
    said = lines(tmp_path, monkeypatch, PIP_INDEX_URL=NOWHERE)
    assert said["the folder of the course"].startswith("no notebooks in ")


def test_an_old_python_is_told_where_to_get_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr(room.sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(room, "ROOT", tmp_path)
    assert "install 3.11 or newer, https://www" in room.fault_in_python()


def test_a_full_disk_is_said_to_be_full(monkeypatch):
    monkeypatch.setattr(room, "SPACE", 10**12)
    assert "make room" in room.fault_in_space()


def test_what_is_set_up_is_asked_for_a_first_program(tmp_path, monkeypatch):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed-lab").touch()
    monkeypatch.setattr(room, "VENV_PYTHON", Path(sys.executable))
    monkeypatch.setattr(room, "PROGRAM", "raise SystemExit('no luck')")
    answer = lines(tmp_path, monkeypatch)["a first program"]
    assert answer == "no (no luck): run make clean, then make lab"


def test_the_status_tells(monkeypatch, capsys):
    monkeypatch.setattr(room, "is_set_up", lambda: True)
    monkeypatch.setattr(room, "report", lambda: [("a browser", "")])
    assert room.main() == 0
    monkeypatch.setattr(room, "report", lambda: [("a browser", "none")])
    assert room.main() == 1
    assert "Not ready yet" in capsys.readouterr().out
