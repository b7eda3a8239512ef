"""What a learner's process may see and use, and what is not protected.

Everywhere: a session of its own, a folder and a HOME of its own, that are
empty and deleted afterwards, and no variable of yours. Where bubblewrap is
installed: nothing else of your files but Python, its packages and the
helpers, all of it to be read only, and no network; all that can be written
to is that folder, `/tmp` and shared memory in it.

Not protected, with bubblewrap either: a verdict from the answer that it is
about. The answer and its judge share a process, and an answer that wants to
can find the judge and speak in its name. It is judged twice, alone the
second time, and names in it that reach far are listed; see `alone`. None of
that is proof. Somebody who only wants the verdict copies the solution,
which comes with the course.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from helpers.grade.apart import CAN_FORK

__all__ = ["command", "environ", "furnish", "is_fenced", "sentences"]

HELPERS = Path(__file__).resolve().parents[1]
START = (
    "import json, sys; sys.path += json.loads(sys.argv[1]); "
    "from helpers.grade.worker import main; main()"
)
# Of /etc what Python and its libraries look at.
SETTINGS = "alternatives fonts group hosts ld.so.cache localtime mime.types"
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")
# Folders in a worker's own, and where it sees them.
PLACES = {".tmp": "/tmp", ".shared": "/dev/shm"}
SECONDS = 10  # to find out whether bubblewrap works here


ALWAYS = (
    "An answer shares a process with its judge, so an answer that is made to "
    "can forge its own verdict, and no other: look at those that are said to "
    "reach far."
)


def sentences() -> list[str]:
    """Say what is not protected on this machine."""
    found = [ALWAYS]
    if not is_fenced():
        why = "does not work here" if _bubblewrap() else "is not installed"
        if sys.platform != "linux":
            why = "is for Linux alone"
        found.append(
            f"bubblewrap {why}: learners' code can read, change and end what "
            "you can, the other notebooks, this marking and the installed "
            "course too, and can reach the network. Time and output are "
            "limited all the same."
        )
    if not Path("/proc/self/stat").exists():
        found.append(
            "There is no /proc on this system: memory is hardly limited, and "
            "a process that a notebook leaves behind may go on."
        )
    if not CAN_FORK:
        found.append(
            "Processes cannot be forked on this system: cells have no limit "
            "of their own, and no answer is judged a second time, alone."
        )
    return found


@functools.cache
def is_fenced() -> bool:
    """Tell whether bubblewrap works here; in a container it may not."""
    if not _bubblewrap():
        return False
    try:
        trial = [*_bubble(Path("/")), sys.executable, "-I", "-c", ""]
        return not subprocess.run(
            trial, capture_output=True, timeout=SECONDS, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def _bubblewrap() -> str | None:
    return shutil.which("bwrap") if sys.platform == "linux" else None


def command(folder: Path) -> list[str]:
    """Return the command of a worker, whose own `folder` this is."""
    root = str(HELPERS.parent)
    paths = json.dumps([*_site_folders(), root])
    python = [sys.executable, "-I", "-c", START, paths]
    return [*_bubble(folder), *python] if is_fenced() else python


def environ(folder: Path) -> dict[str, str]:
    """Return the variables of a worker: its own places, and hardly others."""
    ours = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own = {
        name: str(folder)
        for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")
    }
    return {
        **ours,
        **own,
        "COURSE_CLOCK": "virtual",
        "COURSE_PROGRESS": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "MPLBACKEND": "agg",
        "PYTHONUTF8": "1",
    }


def furnish(folder: Path) -> None:
    """Put in what would take seconds to find out: which fonts there are.

    And the folders that a worker in bubblewrap sees elsewhere.
    """
    for name in PLACES if is_fenced() else ():
        (folder / name).mkdir()
    own = folder / "matplotlib"
    own.mkdir()
    for path in _font_lists():
        with contextlib.suppress(OSError):
            shutil.copy(path, own)


@functools.cache
def _font_lists() -> list[Path]:
    import matplotlib

    return list(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))


def _bubble(folder: Path) -> list[str]:
    """Return the beginning of a command that sees little but `folder`."""
    ends = ["--die-with-parent", "--new-session", "--unshare-all"]
    ends += ["--cap-drop", "ALL"]  # root has some left otherwise
    binds = ["--proc", "/proc", "--dev", "/dev", "--dir", "/tmp"]
    if folder != Path("/"):
        for name, place in PLACES.items():
            binds += ["--bind-try", str(folder / name), place]
    for path in _visible():
        binds += ["--ro-bind-try", path, path]
    if folder != Path("/"):
        binds += ["--bind", str(folder), str(folder), "--chdir", str(folder)]
    # What bubblewrap makes for itself lies in memory, and is writable.
    closed = ["--remount-ro", "/dev", "--remount-ro", "/"]
    return [_bubblewrap() or "bwrap", *ends, *binds, *closed, "--"]


def _visible() -> Iterator[str]:
    """Yield what Python needs, and the helpers: nothing that is yours."""
    yield from ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
    yield from (f"/etc/{name}" for name in SETTINGS.split())
    yield from dict.fromkeys(
        [
            sys.base_prefix,
            sys.prefix,
            os.path.dirname(os.path.realpath(sys.executable)),
            *_site_folders(),
            str(HELPERS),
        ]
    )


def _site_folders() -> list[str]:
    """Return the folders of installed packages; no folder of somebody's."""
    known = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    return [
        path
        for path in sys.path
        if path in known or path.endswith(("site-packages", "dist-packages"))
    ]
