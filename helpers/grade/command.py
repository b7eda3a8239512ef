"""The command line: marks a folder, and says where the tables are."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from helpers.grade import fence, report
from helpers.grade.marks import marks_of, mistakes_of
from helpers.grade.said import State
from helpers.grade.submissions import Submission, submissions_in
from helpers.grade.workers import MEGABYTE, Limits, Outcome, cores, run_all

__all__ = ["main"]

TRIES = (
    "Tries are those that a learner's own progress.sqlite3 names, where it "
    "was handed in beside the notebook: a notebook keeps the last output "
    "alone. That file lies in ~/.local/share/asyncio-idioms, on macOS in "
    "~/Library/Application Support/asyncio-idioms, on Windows in "
    "%LOCALAPPDATA%\\asyncio-idioms. Neither tries nor what a notebook says "
    "of itself touch a verdict."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Mark a folder of notebooks; return the exit status."""
    options = _parser().parse_args(arguments)
    submissions = list(submissions_in(options.folder))
    if fault := _fault(options, submissions):
        print(f"helpers.grade: {fault}", file=sys.stderr)
        return 2
    began = time.monotonic()
    try:
        fence.is_fenced()  # tried once, before there is a loop to hold up
        jobs = options.jobs or cores()
        outcomes = asyncio.run(
            run_all(submissions, _limits(options), jobs, _say)
        )
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130
    page = _write(options.out, outcomes) / report.PAGE
    seconds = time.monotonic() - began
    print(f"{len(outcomes)} files in {seconds:.1f} s: {page}")
    return 0


def _fault(
    options: argparse.Namespace, submissions: Sequence[Submission]
) -> str:
    """Return why nothing can be marked; "" if it can."""
    if not options.folder.is_dir():
        return f"no folder {options.folder}"
    if not submissions:
        return f"no notebooks in {options.folder}"
    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"cannot write to {options.out}: {error.strerror}"
    return ""


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(
        seconds=options.seconds,
        cell_seconds=min(options.cell_seconds, options.seconds),
        memory=options.memory * MEGABYTE,
        disk=options.disk * MEGABYTE,
        output=options.output * MEGABYTE,
    )


def _parser() -> argparse.ArgumentParser:
    defaults = Limits()
    parser = argparse.ArgumentParser(
        prog="python -m helpers.grade",
        description="Run the notebooks in a folder, each within limits, and "
        "write who solved what: marks.csv, mistakes.csv and marks.html.",
    )
    parser.add_argument(
        "folder", type=Path, help="of notebooks, or of folders"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("marks"),
        help="where the tables go (marks/)",
    )
    for name, value, words in (
        ("seconds", defaults.seconds, "that a notebook may take"),
        ("cell-seconds", defaults.cell_seconds, "that a cell may take"),
        ("memory", defaults.memory // MEGABYTE, "MB that a notebook may use"),
        ("disk", defaults.disk // MEGABYTE, "MB that it may write to files"),
        ("output", defaults.output // MEGABYTE, "MB that it may print"),
        ("jobs", 0, "notebooks at a time (as many as there are cores)"),
    ):
        parser.add_argument(
            f"--{name}",
            type=type(value),
            default=value,
            metavar="N",
            help=f"{words}" + (f" ({value:g})" if value else ""),
        )
    return parser


def _say(outcome: Outcome) -> None:
    """Print a line on a notebook that is done."""
    marks = list(marks_of(outcome))
    solved = Counter(mark.state for mark in marks)[State.SOLVED]
    file, remark = outcome.submission.file, marks[0].remark
    print(
        f"{file:<40} {outcome.seconds:5.1f} s  {solved} of {len(marks)} solved"
        + (f"  ({remark})" if remark else ""),
        flush=True,
    )


def _write(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """Write the tables; return where, which may be somewhere else."""
    marks = [mark for outcome in outcomes for mark in marks_of(outcome)]
    sentences = [*fence.sentences(), TRIES]
    for sentence in fence.sentences():
        print(sentence, file=sys.stderr)
    about = marks, mistakes_of(marks), sentences
    try:
        report.write(folder, *about)
    except OSError as error:  # a spreadsheet keeps a table open, say
        print(f"cannot write to {folder}: {error.strerror}", file=sys.stderr)
        folder = Path(tempfile.mkdtemp(prefix="marks-"))
        report.write(folder, *about)
    return folder
