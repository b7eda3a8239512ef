"""What a learner's process may see and use, and what is not protected.

Everywhere: a session of its own, a folder and a HOME of its own, that are
empty and deleted afterwards, and no variable of yours. Where bubblewrap is
installed: nothing else of your files but Python, its packages and the
helpers, all of it to be read only, and no network.
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

__all__ = ["command", "environ", "furnish", "is_fenced", "sentence"]

HELPERS = Path(__file__).resolve().parents[1]
START = (
    "import json, sys; sys.path += json.loads(sys.argv[1]); "
    "from helpers.grade.worker import main; main()"
)
# Of /etc what Python and its libraries look at.
SETTINGS = "alternatives fonts group hosts ld.so.cache localtime mime.types"
PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")
SECONDS = 10  # to find out whether bubblewrap works here


def sentence() -> str:
    """Say what is not protected on this machine; "" if all is."""
    if is_fenced():
        return ""
    why = "does not work here" if _bubblewrap() else "is not installed"
    return (
        f"bubblewrap {why}: learners' code can read and change what you can, "
        "the other notebooks and the installed course too, and can reach the "
        "network. Processes, time, memory and output are limited all the same."
    )


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
    """Put in what would take seconds to find out: which fonts there are."""
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
    binds = [
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),
        *(
            word
            for path in _visible()
            for word in ("--ro-bind-try", path, path)
        ),
    ]
    if folder != Path("/"):
        binds += ["--bind", str(folder), str(folder), "--chdir", str(folder)]
    return [_bubblewrap() or "bwrap", *ends, *binds, "--"]


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
