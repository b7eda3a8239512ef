"""Fill a folder from which `make lab` installs the course without network.

    python .ci/wheels.py dist/wheels

For a room with a slow line: the folder goes round on a stick, or lies on a
shared disk. Wheels are for one version of Python on one kind of system; run
this once on each that will be in the room, all into one folder. Beside the
wheels stands the course itself, as it was committed last.

Runs with the Python of `.venv` (see set_up.py).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "dist" / "wheels"
COURSE = "asyncio-idioms"
EXTRAS = "lab,cluster"  # those that make lab installs
PIP = (sys.executable, "-I", "-m", "pip")
QUIET = ("--quiet", "--disable-pip-version-check", "--no-input")


def main() -> int:
    """Fill the folder that the command line names; return the status."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    print(f"== Fetching what make lab installs into {folder}", flush=True)
    if not fetch(folder) or not is_enough(folder):
        return 1
    put_course(folder)
    wheels = list(folder.glob("*.whl"))
    size = sum(path.stat().st_size for path in wheels) / 1e6
    print(
        f"== {len(wheels)} wheels, {size:.0f} MB. On each machine: unzip "
        f"{COURSE}.zip, then make lab WHEELS=/path/to/this/folder; or put "
        "the folder into the course, under the name wheels, and: make lab"
    )
    return 0


def fetch(folder: Path) -> bool:
    """Fetch or build every wheel that is needed here; say if it worked."""
    with tempfile.TemporaryDirectory() as own:
        command = [*PIP, "wheel", *QUIET, "--wheel-dir", own]
        command += [*("--find-links", str(folder)), *wanted()]
        if subprocess.run(command, check=False).returncode:
            return False
        for path in Path(own).glob("*.whl"):
            # The course is installed from its folder, not from a wheel.
            if not path.name.startswith(COURSE.replace("-", "_")):
                (folder / path.name).write_bytes(path.read_bytes())
    return True


def wanted() -> list[str]:
    """Return what pip is asked for: the course, and what builds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [f"{ROOT}[{EXTRAS}]", *project["build-system"]["requires"]]


def is_enough(folder: Path) -> bool:
    """Let pip look for all of it in the folder alone, and install nothing."""
    command = [*PIP, "install", *QUIET, "--dry-run", "--ignore-installed"]
    command += ["--no-index", "--find-links", str(folder), *wanted()]
    return subprocess.run(command, check=False).returncode == 0


def put_course(folder: Path) -> None:
    """Put the course beside the wheels, where git knows it."""
    name = folder / f"{COURSE}.zip"
    command = ["git", "archive", f"--prefix={COURSE}/", "-o", str(name)]
    done = subprocess.run(
        [*command, "HEAD"], cwd=ROOT, check=False, capture_output=True
    )
    if done.returncode:
        print(f"== Not in git, so put the course beside it by hand: {name}")


if __name__ == "__main__":
    sys.exit(main())
