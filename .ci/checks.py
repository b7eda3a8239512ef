"""Check the course, part by part; say what each part took.

    python .ci/checks.py            all that `make test` does
    python .ci/checks.py real       the notebooks, on the real clock
    python .ci/checks.py length     tests that take long
    python .ci/checks.py server     the WSGI server, at length
    python .ci/checks.py browser    the notebooks, in a real browser
    python .ci/checks.py marking    marking, on notebooks of all kinds
    python .ci/checks.py handouts   every page that is printed, every slide
    python .ci/checks.py lint tests any parts by name

Runs with the Python of `.venv` (see set_up.py), on every system. A part that
fails does not keep the next from running; the exit status tells.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUICK = ("format", "lint", "types", "imports", "tests", "notebooks")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
NO_TESTS = 5  # pytest's exit status when it found none

PYTEST = ("-m", "pytest", "--no-header", "-p", "no:cacheprovider")
# Half of the tests wait, for a server or for a kernel.
WORKERS = str(2 * (os.cpu_count() or 1))
# import-linter cannot be run with -m.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as f; f()"
NBVAL = (
    *PYTEST,
    *("--nbval", "--nbval-current-env", "--nbval-cell-timeout=30"),
    *("--nbval-sanitize-with", "tests/sanitise.cfg"),
    *("-p", "tests.tools.nbval_kernels"),
    # The last notebooks wait for what is real, and so they begin first.
    *("-n", str(1 + (os.cpu_count() or 1)), "--dist", "loadfile"),
    *sorted(map(str, ROOT.glob("notebooks/[0-9][0-9]_*.ipynb")), reverse=True),
)


@dataclass(frozen=True)
class Part:
    """What is checked, what Python runs for it, and what that finds set."""

    what: str
    command: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a part ended, and after how many seconds."""

    name: str
    status: int
    seconds: float
    summary: str


PARTS = {
    "format": Part("Format", ("-m", "ruff", "format", "--check", ".")),
    "lint": Part("Lint", ("-m", "ruff", "check", ".")),
    "types": Part("Types", ("-m", "mypy")),
    "imports": Part(
        "Imports, which go one way",
        ("-c", LINT_IMPORTS, "--no-logo", "--no-cache"),
    ),
    "tests": Part(
        "Tests, hygiene and Run All",
        (
            *PYTEST,
            *("-n", WORKERS, "--dist", "worksteal"),
            *("tests", "--ignore=tests/browser", "--ignore=tests/marking"),
            "--ignore=tests/handouts",
        ),
    ),
    "notebooks": Part(
        "Notebooks, virtual clock", NBVAL, {"COURSE_CLOCK": "virtual"}
    ),
    "real": Part("Notebooks, real clock", NBVAL, {"COURSE_CLOCK": "real"}),
    "length": Part(
        "Tests that take long",
        (
            *PYTEST,
            *("-n", WORKERS, "--dist", "worksteal", "-m", "length or random"),
            *("tests", "--ignore=tests/browser", "--ignore=tests/marking"),
            *("--ignore=tests/handouts", "--ignore=tests/wsgi"),
        ),
        {"COURSE_AT_LENGTH": "1"},
    ),
    "server": Part(
        "The WSGI server, at length",
        (
            *PYTEST,
            *("-n", "logical", "--dist", "worksteal", "tests/wsgi"),
        ),
        {"COURSE_AT_LENGTH": "1"},
    ),
    # A browser waits for JupyterLab, and that for kernels.
    "browser": Part(
        "Browser",
        (*PYTEST, "-n", "3", "--dist", "loadfile", "tests/browser"),
    ),
    "marking": Part("Marking", (*PYTEST, "tests/marking")),
    "handouts": Part("Handouts and slides", (*PYTEST, "tests/handouts")),
}


def main() -> int:
    """Run the parts named on the command line, or those of `make test`."""
    names = sys.argv[1:] or QUICK
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"No part {unknown[0]!r}. There are: {', '.join(PARTS)}.")
        return 2
    outcomes = [check(name) for name in names]
    print("\n== Parts", flush=True)
    for outcome in outcomes:
        print(line_about(outcome), flush=True)
    return int(any(outcome.status for outcome in outcomes))


def check(name: str) -> Outcome:
    """Run one part; pass its output on, and keep its last line."""
    part = PARTS[name]
    print(f"== {part.what}", flush=True)
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *part.command],
        cwd=ROOT,
        env=environ_for(part),
        stdout=subprocess.PIPE,
    )
    output = passed_on(process)
    status = process.wait()
    summary = ANSI.sub("", output).rpartition("\n")[2].strip("= \r")
    if status == NO_TESTS and "pytest" in part.command:
        summary = "no tests were found, and there should be some"
    return Outcome(name, status, time.monotonic() - start, summary)


def passed_on(process: subprocess.Popen[bytes]) -> str:
    """Show a process's output as it comes, and return it."""
    pieces = []
    assert process.stdout is not None
    while piece := os.read(process.stdout.fileno(), 65536):
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        pieces.append(piece)
    process.stdout.close()
    return b"".join(pieces).decode("utf-8", "replace").rstrip()


def environ_for(part: Part) -> dict[str, str]:
    """Return our environment, with the clock that this part asks for."""
    ours = {k: v for k, v in os.environ.items() if k != "COURSE_CLOCK"}
    colour = {"FORCE_COLOR": "1"} if sys.stdout.isatty() else {}
    return {**ours, **colour, **part.environ, "PYTHONUTF8": "1"}


def line_about(outcome: Outcome) -> str:
    """Return the line of the closing table about one part."""
    verdict = "ok" if outcome.status == 0 else "FAILED"
    left = f"{outcome.name:<10} {outcome.seconds:6.1f} s  {verdict:<6}"
    return f"{left}  {outcome.summary}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
