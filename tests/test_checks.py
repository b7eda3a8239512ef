"""What `make test` judges: the course, and nothing that a learner leaves."""

import shutil
import subprocess
import sys

import pytest

from tests.tools.notebook_files import ROOT
from tests.tools.tracked_files import tracked

COURSE = [
    ".ci/checks.py",
    "benchmarks/drawing.py",
    "helpers/labels.py",
    "helpers/wsgi/server.py",
    "notebooks/00_start_here.ipynb",
    "pyproject.toml",
    "tests/test_checks.py",
    "tests/tools/kernels.py",
    "tests/wsgi/conftest.py",
]
LEARNERS = [
    "mine.py",
    "Untitled.ipynb",
    "my-course/00_start_here.ipynb",
    "my-course/mine.py",
    "notebooks/mine.py",
    "notebooks/Untitled.ipynb",
    "trying/mine.py",
]


def looked_at(folder):
    """Return the files that ruff formats and lints, by their path."""
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "."]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True
    )
    root = folder.resolve().as_posix()
    lines = done.stdout.replace("\\", "/").splitlines()
    return sorted(line.removeprefix(f"{root}/") for line in lines)


def test_format_and_lint_look_at_the_course_alone(tmp_path):
    for name in [*COURSE, *LEARNERS]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert looked_at(tmp_path) == sorted(COURSE)


def test_format_and_lint_look_at_every_file_of_the_course():
    known = tracked("*.py", "*.ipynb", "pyproject.toml")
    if known is None:
        pytest.skip("not a checkout of git's")
    names = {path.relative_to(ROOT).as_posix() for path in known}
    assert names - set(looked_at(ROOT)) == set()
