"""`helpers/room.py`: says what is missing, on a machine with Python alone."""

import ast
import io
import re
import subprocess
import sys
import sysconfig
import webbrowser
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
    monkeypatch.setenv("PIP_INDEX_URL", NOWHERE)
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


@pytest.mark.parametrize(
    ("tag", "is_ours"),
    [
        ("cp{}{}-cp{}{}-{}", True),
        ("cp39-cp39-{4}", False),
        ("cp{}{}-cp{}{}-plan9_pdp11", False),
    ],
)
def test_wheels_for_other_machines_are_found_out(
    tmp_path, monkeypatch, tag, is_ours
):
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    platform = platform.replace("linux_", "manylinux_2_17_")
    tag = tag.format(*sys.version_info[:2] * 2, platform)
    (tmp_path / f"pyzmq-27.1.0-{tag}.whl").touch()
    (tmp_path / f"psutil-7.2.2-cp36-abi3-{platform}.whl").touch()
    (tmp_path / "jupyterlab-4.6.0-py3-none-any.whl").touch()
    said = lines(tmp_path, monkeypatch, COURSE_WHEELS=str(tmp_path))
    answer = said["packages within reach"]
    assert (answer == "") is is_ours
    assert is_ours or "make wheels on such a machine" in answer


def test_make_wheels_fetches_what_make_lab_installs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (extras,) = re.findall(r"^lab: ##.*\n\t\$\(SET_UP\) (.+)", makefile, re.M)
    wheels = (ROOT / ".ci" / "wheels.py").read_text(encoding="utf-8")
    assert f'EXTRAS = "{extras.replace(" ", ",")}"' in wheels


def test_a_page_to_log_in_is_no_index(tmp_path, monkeypatch):
    def portal(*args, **more):
        return io.BytesIO(b"<h1>Welcome to the hotel</h1>")

    monkeypatch.setattr(room.urllib.request, "urlopen", portal)
    said = lines(tmp_path, monkeypatch, PIP_INDEX_URL=NOWHERE)
    assert "log in, in a browser" in said["packages within reach"]


def test_what_cannot_be_written_to_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "is_writable", lambda folder: False)
    monkeypatch.setenv("HOME", "/mnt/mine")
    monkeypatch.setenv("USERPROFILE", "/mnt/mine")
    name = "USERPROFILE" if sys.platform == "win32" else "HOME"
    words = f"/mnt/mine cannot be written to: name another folder in {name}"
    assert room.fault_in_home() == words
    assert "copy it to your home" in room.fault_in_folder()


def test_a_python_of_32_bits_is_found_out(monkeypatch):
    monkeypatch.setattr(room.sys, "maxsize", 2**31 - 1)
    assert room.fault_in_bits().startswith("no, this is a 32-bit Python")


def test_where_debian_has_split_python_it_names_the_part(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(room, "ROOT", tmp_path)
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "-venv" in room.fault_in_venv()


def test_a_browser_without_a_screen_is_told_apart(monkeypatch):
    def get():
        raise webbrowser.Error

    monkeypatch.setattr(room.webbrowser, "get", get)
    monkeypatch.setattr(room.shutil, "which", "/bin/{}".format)
    assert room.fault_in_browser().startswith("firefox finds no screen")
    monkeypatch.setattr(room.shutil, "which", lambda name: None)
    assert "install Firefox" in room.fault_in_browser()


def test_a_terminal_may_lack_letters(monkeypatch, tmp_path):
    with (tmp_path / "said").open("w", encoding="ascii") as out:
        monkeypatch.setattr(room.sys, "stdout", out)
        room.say("/home/j\xf6rg")
    assert (tmp_path / "said").read_text() == "/home/j?rg\n"


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
