"""`environment.yml` and `pyproject.toml` list the same things."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import helpers
from helpers import compat
from tests.tools.notebook_files import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONDA_HAS = ("lab", "test", "cluster")
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def requirements(lines):
    """Return {name: specifier and marker} of what pip is asked for."""
    parsed = map(Requirement, lines)
    return {
        one.name.lower(): (str(one.specifier), str(one.marker or ""))
        for one in parsed
    }


def conda_lines():
    return [line for line in CONDA["dependencies"] if isinstance(line, str)]


def test_conda_installs_what_pip_installs():
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = requirements(
        [
            *project["dependencies"],
            *(one for name in CONDA_HAS for one in extras[name]),
        ]
    )
    wanted["python"] = project["requires-python"], ""
    by_pip = CONDA["dependencies"][-1]["pip"][1:]
    found = requirements(conda_lines() + by_pip)
    assert found == wanted | {"pip": ("", "")}


def test_no_room_is_forced_on_a_kernel_that_is_there_already():
    needed = requirements(PROJECT["project"]["dependencies"])
    assert "jupyterlab" not in needed
    specifier, _ = needed["ipykernel"]
    assert SpecifierSet(specifier).contains("6.29.5")  # Colab's


def test_conda_takes_the_course_itself_from_this_folder():
    assert CONDA["dependencies"][-1]["pip"][0] == "-e ."


def test_conda_leaves_to_pip_what_not_every_system_has():
    by_pip = CONDA["dependencies"][-1]["pip"][1:]
    assert all(Requirement(line).marker for line in by_pip)


def test_conda_takes_the_rest_from_conda_forge():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


def test_the_environment_is_called_like_the_project():
    assert CONDA["name"] == PROJECT["project"]["name"]


def test_the_version_stands_in_one_place():
    dynamic = PROJECT["tool"]["setuptools"]["dynamic"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert dynamic["version"] == {"attr": "helpers.__version__"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", helpers.__version__)


@pytest.mark.parametrize(
    "path", [".ci/set_up.py", "Makefile", ".github/workflows/ci.yml"]
)
def test_the_oldest_python_is_the_same_everywhere(path):
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    spellings = (oldest, oldest.replace(".", ", "))
    text = (ROOT / path).read_text("utf-8")
    assert any(spelling in text for spelling in spellings)


def test_make_finds_every_python_that_is_tested():
    workflow = yaml.safe_load(
        (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    )
    tested = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    (found,) = re.findall(
        "^CANDIDATES = (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.M
    )
    assert tuple(tested) == compat.TRIED
    newest_first = [f"python{version}" for version in reversed(tested)]
    assert found.split() == ["python3", *newest_first, "python"]
