"""`python -m helpers.room`: says whether a machine is ready for a workshop.

    python helpers/room.py    the same, from the folder of the course

Needs nothing but Python, and says what to do about each thing that is
missing. Once the course is set up it also runs a first program. Beyond the
package index, which is asked for one page as long as something is still to
be installed, nothing is contacted, and nothing is changed.

This file is kept free of syntax newer than Python 3.6, so that an old Python
can read as far as the line that says it is too old.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request
import webbrowser
from pathlib import Path

__all__ = ["main", "report"]

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
SPACE = 1000  # MB that .venv and the caches take
INDEX = "https://pypi.org/simple"
PATIENCE = 8  # seconds for one page of the index
PROGRAM_PATIENCE = 120  # for a first program: matplotlib lists fonts
WIDTH = 34
VENV_PYTHON = (
    ROOT / ".venv/Scripts/python.exe"
    if os.name == "nt"
    else ROOT / ".venv/bin/python"
)
PROGRAM = (
    "import jupyterlab; from helpers import b, run;"
    "assert run(b('ready'), clock='virtual').result == 'ready'"
)
DOWNLOADS = "https://www.python.org/downloads/"


def main():
    """Print what is ready and what is not; return the exit status."""
    lines = report()
    for question, answer in lines:
        print("{:<{}}{}".format(question, WIDTH, answer or "yes"), flush=True)
    faults = [answer for _, answer in lines if answer]
    if faults:
        print("\nNot ready yet. What to do stands in the lines without a yes.")
        return 1
    if is_set_up():
        print("\nThis machine is ready: make lab opens the course.")
    else:
        print(
            "\nThis machine can be set up: run make lab once, before the day."
        )
    return 0


def report():
    """Return each question with what to do, or "" if all is well."""
    lines = [
        ("Python 3.11 or newer", fault_in_python()),
        ("virtual environments", fault_in_venv()),
        ("the folder of the course", fault_in_folder()),
    ]
    if not is_set_up():
        lines += [
            ("{} MB of room on the disk".format(SPACE), fault_in_space()),
            ("packages within reach", fault_in_index()),
        ]
    lines += [
        ("a door on this machine", fault_in_sockets()),
        ("a browser", fault_in_browser()),
    ]
    if is_set_up():
        lines.append(("a first program", fault_in_program()))
    return lines


def is_set_up():
    """Tell whether `make lab` has installed the course here."""
    return (ROOT / ".venv" / ".installed-lab").exists()


def fault_in_python():
    """Return what to do about the Python that runs this."""
    if sys.version_info >= OLDEST or is_set_up():
        return ""
    return "no, {} is {}: install 3.11 or newer, {}".format(
        sys.executable, platform.python_version(), DOWNLOADS
    )


def fault_in_venv():
    """Return what to do where Debian has split Python into parts."""
    if is_set_up():
        return ""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        version = "{}.{}".format(*sys.version_info[:2])
        return "no, {} is missing; Debian, Ubuntu: apt install {}".format(
            error.name, "python{}-venv".format(version)
        )
    return ""


def fault_in_folder():
    """Return what to do about a folder that is no whole course."""
    if not list(ROOT.glob("notebooks/[0-9][0-9]_*.ipynb")):
        return "no notebooks in {}: get the whole course".format(ROOT)
    try:
        with tempfile.TemporaryFile(dir=str(ROOT)):
            return ""
    except OSError:
        return "{} cannot be written to: copy it to your home".format(ROOT)


def fault_in_space():
    """Return what to do about a disk that is nearly full."""
    free = shutil.disk_usage(str(ROOT)).free // 1000000
    if free >= SPACE:
        return ""
    return "no, {} MB: make room, or move the course".format(free)


def fault_in_index():
    """Return what to do where packages can come neither by net nor stick."""
    wheels = os.environ.get("COURSE_WHEELS") or str(ROOT / "wheels")
    if list(Path(wheels).glob("*.whl")):
        return ""
    index = os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/")
    try:
        with urllib.request.urlopen(index + "/pip/", timeout=PATIENCE):
            return ""
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return (
            "no ({}): connect to the network, name your proxy in "
            "HTTPS_PROXY, or get the folder of wheels from your instructor "
            "and put it here as {}"
        ).format(reason, ROOT / "wheels")


def fault_in_sockets():
    """Return what to do where JupyterLab could not open its door."""
    try:
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            door.listen(1)
            with socket.create_connection(door.getsockname(), timeout=2):
                return ""
    except OSError as error:
        return "no ({}): allow Python in your firewall".format(error)


def fault_in_browser():
    """Return what to do where nothing shows pages."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        return "none was found: install Firefox or Chrome"
    return ""


def fault_in_program():
    """Return what to do if a first program does not run in `.venv`."""
    try:
        done = subprocess.run(
            [str(VENV_PYTHON), "-c", PROGRAM],
            cwd=str(ROOT),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=PROGRAM_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "no ({}): run make clean, then make lab".format(error)
    if done.returncode == 0:
        return ""
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return "no ({}): run make clean, then make lab".format(
        words[-1] if words else "it failed"
    )


if __name__ == "__main__":
    sys.exit(main())
