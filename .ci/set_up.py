"""Make `.venv` and install the course into it, if that is not done yet.

    python .ci/set_up.py           what the notebooks need in any kernel
    python .ci/set_up.py lab       that, and JupyterLab
    python .ci/set_up.py lab test  that, and what the tests need
    python .ci/set_up.py cluster   what the last notebook needs

`make` calls this; it works without make, on Windows too. A second call finds
nothing to do and takes a fraction of a second. A virtual environment or conda
environment that happens to be active is left alone.

This file is kept free of syntax newer than Python 3.6, so that an old Python
can read as far as the sentence that says it is too old.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = (
    VENV / "Scripts" / "python.exe" if os.name == "nt" else VENV / "bin/python"
)
PROBE = (
    "import importlib.util as u, sys;"
    "print(*sys.version_info[:2], u.find_spec('pip') is not None)"
)
# What pip says when it has tried often enough, and in it the reason.
LAST_TRY = "Retry(total=0,"
NOT_FOUND = "No matching distribution found"
REASON = re.compile(r"(?:\[\w+ -?\d+\]|connection failed:) ([^'\")]+)")


def main():
    """Set up what the command line asks for; exit with a sentence if not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "extras",
        nargs="*",
        help="lab, test, cluster, handouts, browser, frameworks, bench, edit",
    )
    parser.add_argument(
        "--this-python",
        action="store_true",
        help="build .venv anew if it has another Python than this one",
    )
    options = parser.parse_args()
    check_python()
    why_not = fault_in_venv(options.this_python)
    if why_not:
        make_venv(why_not)
    missing = [x for x in ["", *options.extras] if not is_installed(x)]
    if missing:
        install(options.extras)


def check_python():
    """Stop at a Python that is too old, or that cannot make a `.venv`."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"The course needs Python {OLDEST[0]}.{OLDEST[1]} or newer; "
            f"{sys.executable} is {platform.python_version()}. "
            "Name a newer one: make PYTHON=/path/to/python3"
        )


def fault_in_venv(this_python):
    """Return why `.venv` cannot be used, or "" if it can."""
    if not VENV.exists():
        return "Making .venv"
    settings = read_settings(VENV / "pyvenv.cfg")
    if not same_place(settings.get("command", str(VENV))):
        return "This .venv was moved here from elsewhere: making it anew,"
    version, has_pip = probe()
    if version is None or not has_pip:
        return "This .venv does not work: making it anew,"
    recorded = settings.get("version", settings.get("version_info", version))
    if recorded.split(".")[:2] != version.split("."):
        return "The Python of this .venv was replaced: making it anew,"
    if tuple(map(int, version.split("."))) < OLDEST:
        return f"This .venv has Python {version}: making it anew,"
    wanted = ".".join(platform.python_version_tuple()[:2])
    if this_python and version != wanted:
        return f"This .venv has Python {version}: making it anew,"
    return ""


def read_settings(path):
    """Return the `key = value` lines of a file as a dict."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def same_place(command):
    """Tell whether the command that made a `.venv` made this one."""
    place = command.rpartition(" -m venv ")[2]
    options_apart = place.split()[-1]
    here = os.path.realpath(str(VENV))
    return here in map(os.path.realpath, (place, options_apart))


def probe():
    """Return the version of `.venv`'s Python, and whether it has pip."""
    try:
        answer = subprocess.run(
            [str(VENV_PYTHON), "-I", "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None, False
    major, minor, has_pip = answer.stdout.decode().split()
    return f"{major}.{minor}", has_pip == "True"


def make_venv(why):
    """Make `.venv` from the Python that runs this."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = ".".join(platform.python_version_tuple()[:2])
        sys.exit(
            f"{sys.executable} cannot make virtual environments: its module "
            "ensurepip is missing. On Debian or Ubuntu: "
            f"apt install python{version}-venv"
        )
    say(f"{why} with Python {platform.python_version()}")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(str(VENV))
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)])
    if made.returncode != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        sys.exit("The .venv could not be made; the reason stands above.")


def install(extras):
    """Install the course, in place, with `extras`."""
    what = " and ".join(["the course", *(f"its {x} tools" for x in extras)])
    say(f"Installing {what} (a minute or two, the first time)")
    start = time.monotonic()
    target = str(ROOT) + (f"[{','.join(extras)}]" if extras else "")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    pip = [str(VENV_PYTHON), "-I", "-m", "pip", "install", *quiet]
    wheels = folder_of_wheels()
    if wheels:
        say(f"from {wheels}, without the network")
        pip += ["--no-index", "--find-links", str(wheels)]
    done = subprocess.run(
        [*pip, "--editable", target],
        env={**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"},
        stderr=subprocess.PIPE,
    )
    words = done.stderr.decode("utf-8", "replace")
    unreached = fault_in_network(words) if done.returncode else ""
    sys.stderr.write("" if unreached else words)
    if wheels and NOT_FOUND in words:
        sys.exit(fault_in_wheels(wheels))
    if done.returncode != 0:
        sys.exit(
            unreached or "pip could not install it; the reason stands above."
        )
    # Now, not in a learner's first cell: matplotlib lists the fonts once.
    command = "import matplotlib.font_manager"
    subprocess.run(
        [str(VENV_PYTHON), "-c", command],
        stderr=subprocess.DEVNULL,
    )
    for extra in ["", *extras]:
        stamp_of(extra).write_text(fingerprint())
    say(f"Installed in {time.monotonic() - start:.0f} s")


def folder_of_wheels():
    """Return where `make wheels` has put wheels for this course, or None.

    That is what COURSE_WHEELS names, or a folder `wheels` in the course.
    """
    named = os.environ.get("COURSE_WHEELS")
    folder = Path(named) if named else ROOT / "wheels"
    if list(folder.glob("*.whl")):
        return folder.resolve()
    if named:
        sys.exit(f"There are no wheels in {named}: make wheels fills it")
    return None


def fault_in_wheels(wheels):
    """Return what to say if a folder of wheels is not for this machine."""
    return (
        f"{wheels} lacks what stands above for Python "
        f"{platform.python_version()} on {platform.platform()}: run make "
        "wheels there on such a machine too, or make lab on the network."
    )


def fault_in_network(words):
    """Return what to say if pip gave up on the network, or "".

    pip says it in forty lines, none of which tells a learner what to do.
    """
    if LAST_TRY not in words or "SSL" in words:
        return ""
    reasons = REASON.findall(words)
    why = f" ({reasons[-1].strip()})" if reasons else ""
    return (
        f"pip cannot reach the package index{why}: connect to the network, "
        "or name your proxy in HTTPS_PROXY, and run the same command again."
    )


def is_installed(extra):
    """Tell whether `extra` was installed from today's pyproject.toml."""
    try:
        return stamp_of(extra).read_text() == fingerprint()
    except OSError:
        return False


def stamp_of(extra):
    """Return the file that says what was installed."""
    return VENV / f".installed-{extra or 'course'}"


def fingerprint():
    """Return a digest of pyproject.toml."""
    content = (ROOT / "pyproject.toml").read_bytes()
    return hashlib.sha256(content).hexdigest()


def say(sentence):
    """Print at once, so that it stands above what comes."""
    print(f"== {sentence}", flush=True)


if __name__ == "__main__":
    main()
