"""The command line: says what became of the copy, and opens JupyterLab.

    python -m helpers.lab               what `make lab` does
    python -m helpers.lab --new 04      the course's 04 beside your own
    python -m helpers.lab --copy        bring the copy up to date, no more

Anything else on the command line is passed on to JupyterLab. Its root is the
checkout, so that links to the README or to a picture elsewhere work; the
file browser begins in the copy.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from helpers.lab.notebook_file import Broken
from helpers.lab.working_copy import (
    EARLIER,
    Fate,
    Report,
    names_in,
    put_beside,
    update,
)

__all__ = ["main", "sentences"]

ROOT = Path(__file__).resolve().parents[2]
COURSE = "notebooks"
MINE = "my-course"
INSTALL = 'pip install -e ".[lab]"'
FEW = 4  # names that are listed; of more, the number is enough

SENTENCES = {
    Fate.ADD: f"Copied into {MINE}/, which is yours and which git ignores: "
    "{names}",
    Fate.FOLLOW: "Brought up to date: {names} (what was there before is in "
    f"{MINE}/{EARLIER}/)",
    Fate.RETIRE: f"No longer in the course, so moved to {MINE}/{EARLIER}/: "
    "{names}",
    Fate.OUTLIVE: "No longer in the course, but kept because of your changes: "
    "{names}",
    Fate.KEEP: "Kept because of your changes, though the course has a newer "
    "version: {names} (make lab NEW={number} puts that beside yours; without "
    "make, add --new {number})",
    Fate.SKIP: "Not updated because the course's own file is broken: {names} "
    "(is a merge unfinished? see git status)",
}


def main(
    arguments: Sequence[str] | None = None, root: Path | None = None
) -> int:
    """Bring the copy up to date and open it; return the exit status."""
    options, for_jupyterlab = _parser().parse_known_args(arguments)
    root = root or ROOT
    names = names_in(root / COURSE)
    try:
        if not names:
            raise _Refused(
                f"there are no notebooks in {root / COURSE}: install the "
                f"course from its own folder, with {INSTALL}"
            )
        if options.new is not None:
            _put_beside(root, names, options.new)
            return 0
        for sentence in sentences(update(root / COURSE, root / MINE)):
            _say(sentence)
        if not options.copy and find_spec("jupyterlab") is None:
            raise _Refused(f"JupyterLab is not installed: {INSTALL}")
    except (OSError, Broken, _Refused) as error:
        print(f"helpers.lab: {error}", file=sys.stderr)
        return 1
    if options.copy:
        return 0
    _say("Opening JupyterLab; stop it with Ctrl-C")
    return _start(_jupyterlab(root, names[0], for_jupyterlab))


class _Refused(Exception):
    """What was asked for cannot be done."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers.lab",
        description=f"Open the course in JupyterLab, as a copy in {MINE}/.",
        epilog="Other options are passed on to JupyterLab.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--new",
        metavar="NAME",
        help="put the course's notebook NAME beside your own",
    )
    parser.add_argument(
        "--copy",
        action="store_true",
        help="bring the copy up to date, and open nothing",
    )
    return parser


def sentences(report: Report) -> Iterator[str]:
    """Yield a sentence for each thing that an update did or left undone."""
    for fate, sentence in SENTENCES.items():
        if names := report[fate]:
            many = len(names) > FEW and fate in (Fate.ADD, Fate.FOLLOW)
            yield sentence.format(
                names=f"{len(names)} notebooks" if many else ", ".join(names),
                number=names[0][:2],
            )


def _put_beside(root: Path, names: list[str], wanted: str) -> None:
    """Put the one notebook that has `wanted` in its name beside the copy."""
    found = [name for name in names if wanted in name]
    if len(found) != 1:
        raise _Refused(
            f"--new {wanted}: {len(found)} notebooks are called so; there "
            f"are {', '.join(names)}"
        )
    (root / MINE).mkdir(exist_ok=True)
    path = put_beside(root / COURSE, root / MINE, found[0])
    _say(f"{path.relative_to(root)} is the course's; yours is as it was")


def _jupyterlab(root: Path, name: str, options: list[str]) -> list[str]:
    """Return the command that opens a notebook of the copy."""
    administrator = hasattr(os, "getuid") and os.getuid() == 0
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={root}",
        f"--FileContentsManager.preferred_dir={MINE}",
        *(["--allow-root"] if administrator else []),
        *options,
        str(root / MINE / name),
    ]


def _start(command: list[str]) -> int:
    """Become JupyterLab, which answers to Ctrl-C by itself."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command)


def _say(sentence: str) -> None:
    print(f"== {sentence}", flush=True)
