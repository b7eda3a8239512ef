"""`.ci/run`: on CI nothing is left out, and nothing runs for ever."""

import os
import shutil
import subprocess

import pytest

from tests.tools.notebook_files import ROOT

NEEDED = "bash cat dirname echo grep id make mktemp rm sh sleep tee"
MAKEFILE = """
test test-real test-length test-server test-marking test-browser \\
  test-handouts:
	@echo ran $@
"""

pytestmark = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("make"), reason="needs make"
)


@pytest.fixture
def course(tmp_path):
    """A course with three parts that do nothing, on a bare machine."""
    for folder in (".ci", "bin", "tests/browser"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "Makefile").write_text(MAKEFILE)
    (tmp_path / "tests/browser/test_one.py").touch()
    for name in NEEDED.split():
        give(tmp_path, name)
    return tmp_path


def give(course, name):
    """Put a program of this machine on that one."""
    (course / "bin" / name).symlink_to(shutil.which(name))


def run(course, **environ):
    """Run `.ci/run`; return its exit status and what it printed."""
    done = subprocess.run(
        ["bash", course / ".ci" / "run"],
        env={"PATH": str(course / "bin"), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_without_chromium_a_person_is_told(course):
    status, printed = run(course)
    assert status == 0
    assert "left out: no Chromium" in printed


def test_without_chromium_ci_fails(course):
    status, printed = run(course, CI="true")
    assert status == 1
    assert "left out: no Chromium" in printed


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_with_a_browser_ci_runs_every_part(course, name):
    (course / "bin" / name).symlink_to(shutil.which("true"))
    status, printed = run(course, CI="true")
    assert status == 0
    assert printed.count("exit status 0") == 6
    assert "ran test-browser" in printed


def test_a_part_that_never_ends_is_stopped_on_ci(course):
    if not shutil.which("timeout"):
        pytest.skip("this machine has no timeout")
    give(course, "timeout")
    script = course / ".ci" / "run"
    script.write_text(script.read_text().replace("LIMIT=1500", "LIMIT=1"))
    (course / "Makefile").write_text("test:\n\tsleep 60\n")
    status, printed = run(course, CI="true")
    assert status == 1
    assert "stopped: 1 s are over" in printed
