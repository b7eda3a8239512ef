"""`python -m helpers.room`: says whether a machine is ready for a workshop.

    python helpers/room.py    the same, from the folder of the course

Needs nothing but Python, and says what to do about each thing that is
missing. Once the course is set up it also runs a first program. Beyond the
package index, which is asked for one page as long as something is still to
be installed, nothing is contacted, and nothing is changed.

This file is kept free of syntax newer than Python 2.7, so that an old Python
can read as far as the line that says it is too old.
"""

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import webbrowser

if sys.version_info < (3, 6):
    sys.exit(
        "This Python is {}; the course needs 3.11 or newer: {}".format(
            platform.python_version(), "https://www.python.org/downloads/"
        )
    )

import urllib.request
from pathlib import Path

__all__ = ["main", "report"]

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
SPACE = 1000  # MB that .venv and the caches take
INDEX = "https://pypi.org/simple"
PATIENCE = 8  # seconds for one page of the index
PROGRAM_PATIENCE = 120  # for a first program: matplotlib lists fonts
WIDTH = 34
LONGEST = 90  # characters of a folder's name, of the 260 that Windows allows
PAGE_BYTES = 100000  # of the index, that are looked at
BROWSERS = ("firefox", "chromium", "chromium-browser", "google-chrome")
SYSTEMS = {"linux": "linux", "darwin": "macosx", "win32": "win"}
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
        say("{:<{}}{}".format(question, WIDTH, answer or "yes"))
    faults = [answer for _, answer in lines if answer]
    if faults:
        say("\nNot ready yet. What to do stands in the lines without a yes.")
        return 1
    if is_set_up():
        say("\nThis machine is ready: make lab opens the course.")
    else:
        say("\nThis machine can be set up: run make lab once, before the day.")
    return 0


def say(line):
    """Print a line, on a terminal that lacks some letters as well."""
    encoding = sys.stdout.encoding or "ascii"
    print(line.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def report():
    """Return each question with what to do, or "" if all is well."""
    lines = [
        ("Python 3.11 or newer", fault_in_python()),
        ("64 bits", fault_in_bits()),
        ("virtual environments", fault_in_venv()),
        ("the folder of the course", fault_in_folder()),
        ("a home to keep settings in", fault_in_home()),
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


def fault_in_bits():
    """Return what to do about a Python for which there are no packages."""
    if sys.maxsize > 2**32:
        return ""
    return "no, this is a 32-bit Python: install one of 64 bits, {}".format(
        DOWNLOADS
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
    if os.name == "nt" and len(str(ROOT)) > LONGEST:
        return "{} is a long name: move it nearer to C:\\".format(ROOT)
    if not is_writable(ROOT):
        return "{} cannot be written to: copy it to your home".format(ROOT)
    return ""


def fault_in_home():
    """Return what to do where JupyterLab could not write its settings."""
    home = os.path.expanduser("~")
    if is_writable(home):
        return ""
    name = "USERPROFILE" if os.name == "nt" else "HOME"
    return "{} cannot be written to: name another folder in {}".format(
        home, name
    )


def is_writable(folder):
    """Tell whether a file can be made there."""
    try:
        with tempfile.TemporaryFile(dir=str(folder)):
            return True
    except OSError:
        return False


def fault_in_space():
    """Return what to do about a disk that is nearly full."""
    free = shutil.disk_usage(str(ROOT)).free // 1000000
    if free >= SPACE:
        return ""
    return "no, {} MB: make room, or move the course".format(free)


def fault_in_index():
    """Return what to do where packages can come neither by net nor stick."""
    folder = os.environ.get("COURSE_WHEELS") or str(ROOT / "wheels")
    wheels = [path.name for path in Path(folder).glob("*.whl")]
    if wheels:
        return fault_in_wheels(folder, wheels)
    try:
        page = index().rstrip("/") + "/pip/"
        with urllib.request.urlopen(page, timeout=PATIENCE) as found:
            if b"pip-" in found.read(PAGE_BYTES):
                return ""
        return (
            "no, a page to log in comes in their place: log in, in a browser"
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return (
            "no ({}): connect to the network, name your proxy in "
            "HTTPS_PROXY, or get the folder of wheels from your instructor "
            "and put it here as {}"
        ).format(reason, ROOT / "wheels")


def index():
    """Return the address of the package index that pip would ask."""
    command = [sys.executable, "-m", "pip"]
    command.extend("config get global.index-url".split())
    named = os.environ.get("PIP_INDEX_URL")
    if not named:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        named = done.stdout.decode("utf-8", "replace").strip()
    return named or INDEX


def fault_in_wheels(folder, names):
    """Return what to do about wheels that were made for other machines."""
    bound = [x for x in names if x.count("-") > 3 and "-cp" in x]
    bound = [x for x in bound if "-abi3-" not in x]  # to one version
    if not bound or any(map(is_for_us, bound)):
        return ""
    version = "{}.{}".format(*sys.version_info[:2])
    return (
        "no, the wheels in {} are not for Python {} on {} {}: run make "
        "wheels on such a machine, or connect to the network"
    ).format(folder, version, system(), machine())


def is_for_us(wheel):
    """Tell whether a wheel that was compiled fits, by the name of its file."""
    version, _, places = wheel.lower()[: -len(".whl")].split("-")[-3:]
    if version != "cp{}{}".format(*sys.version_info[:2]):
        return False
    return places.endswith((machine(), "universal2")) and system() in places


def system():
    """Return the word for this system in the name of a wheel."""
    return SYSTEMS.get(sys.platform, sys.platform)


def machine():
    """Return the word for this processor in the name of a wheel."""
    return platform.machine().lower()


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
        return ""
    except webbrowser.Error:
        found = [name for name in BROWSERS if shutil.which(name)]
    if found:
        return "{} finds no screen: set DISPLAY, or sit at it".format(found[0])
    return "none was found: install Firefox or Chrome"


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
