"""`.ci/set_up.py` where there is no network: one sentence, and what to do."""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from tests.tools.notebook_files import ROOT

SCRIPT = ROOT / ".ci" / "set_up.py"
TRY = (
    "WARNING: Retrying (Retry(total={}, connect=None, read=None)) after "
    "connection broken by '{}': /simple/pip/\n"
)
REFUSED = "NewConnectionError('<x>: [Errno 111] Connection refused')"
UNNAMED = (
    "NewConnectionError('[Errno -3] Temporary failure in name resolution')"
)
PROXY = "ProxyError('no', OSError('Tunnel connection failed: 403 Forbidden'))"
SLOW = 'ReadTimeoutError("pool: Read timed out. (read timeout=15)")'


@pytest.fixture(scope="module")
def set_up():
    spec = importlib.util.spec_from_file_location("set_up", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (REFUSED, " (Connection refused)"),
        (UNNAMED, " (Temporary failure in name resolution)"),
        (PROXY, " (403 Forbidden)"),
        (SLOW, ""),
    ],
)
def test_a_network_that_pip_gave_up_on_is_one_sentence(set_up, fault, reason):
    words = TRY.format(1, fault) + TRY.format(0, fault)
    assert set_up.fault_in_network(words) == (
        f"pip cannot reach the package index{reason}: connect to the "
        "network, or name your proxy in HTTPS_PROXY, and run the same "
        "command again."
    )


@pytest.mark.parametrize(
    "words",
    [
        "ERROR: No matching distribution found for setuptools>=77\n",
        TRY.format(3, REFUSED) + "ERROR: No space left on device\n",
        TRY.format(0, "SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')"),
    ],
)
def test_any_other_failure_is_left_to_pips_own_words(set_up, words):
    assert set_up.fault_in_network(words) == ""


def without_network():
    """Return our environment, with a package index that nobody serves."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")}
    return {
        **ours,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
        "NO_PROXY": "127.0.0.1",
    }


def test_setting_up_without_network_says_so_and_can_go_on(tmp_path):
    (tmp_path / ".ci").mkdir()
    script = shutil.copy(SCRIPT, tmp_path / ".ci")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    done = subprocess.run(
        [sys.executable, script],
        env=without_network(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("pip cannot reach the package index (")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / ".venv").is_dir()
    assert not list((tmp_path / ".venv").glob(".installed-*"))


# Wheels on a stick, and no network


def test_wheels_in_the_course_are_taken(set_up, tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_WHEELS", raising=False)
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    assert set_up.folder_of_wheels() is None
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "one-1-py3-none-any.whl").touch()
    assert set_up.folder_of_wheels() == (tmp_path / "wheels").resolve()


def test_a_folder_that_is_named_has_to_have_some(
    set_up, tmp_path, monkeypatch
):
    monkeypatch.setenv("COURSE_WHEELS", str(tmp_path))
    with pytest.raises(SystemExit, match="There are no wheels in "):
        set_up.folder_of_wheels()


def test_wheels_for_another_machine_are_said_to_be_so(set_up, tmp_path):
    said = set_up.fault_in_wheels(tmp_path)
    assert said.startswith(f"{tmp_path} lacks what stands above for Python ")
    assert "run make wheels there on such a machine too" in said
