"""`python -m helpers script.py`: the chart of a program of one's own.

Any script that runs asyncio works unchanged: it calls `asyncio.run`
itself. What it prints and its exit status are its own. A script that
fails, or that Ctrl-C interrupts, leaves its chart too.

    python -m helpers script.py                  the chart as text, on stderr
    python -m helpers --out run.png script.py    as a picture (.svg, .pdf)
    python -m helpers --trace run.json script.py for ui.perfetto.dev
    python -m helpers --out run.json script.py   the timeline itself, and
    python -m helpers --out run.png run.json     a chart of it later

What follows the script's name is passed on to it. The chart is written
when the script and its threads are over, and it is the only one: a child
process, forked or started, is not recorded. Where no chart can be drawn of
one loop, a sentence on stderr says why, and the status is 2 unless the
script has failed already.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from helpers.charts import files as export
from helpers.charts.text import draw_all
from helpers.charts.trace import trace
from helpers.running.record import Recording
from helpers.running.script import INTERRUPTED, Unusable, load, run_as_main
from helpers.timeline.model import Timeline

__all__ = ["main"]

PROBLEM = 2  # the exit status where something cannot be drawn


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a script and write its chart; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        for path in _outputs(options):
            _check_output(path)
        if options.script.lower().endswith(".json"):
            _redraw(options)
            return 0
        return _record(options)
    except Unusable as error:
        _say(str(error))
        return PROBLEM


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers",
        description="Run an asyncio script unchanged and draw what its "
        "tasks did. The chart is written when the script and its threads "
        "are over, and it is the only one: child processes are not recorded.",
    )
    parser.add_argument(
        "--virtual",
        action="store_true",
        help="run on virtual time, which jumps over waits (no sockets)",
    )
    parser.add_argument(
        "--out",
        metavar="FILE",
        type=os.path.abspath,
        help="the chart: .png, .svg, .pdf, .txt, or .json to draw it later "
        "(default: text, on stderr)",
    )
    parser.add_argument(
        "--trace",
        metavar="FILE",
        type=os.path.abspath,
        help="a trace to open in ui.perfetto.dev or chrome://tracing",
    )
    parser.add_argument("script", help="a Python script, or a saved .json")
    rest = "what the script finds in sys.argv"
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=rest)
    return parser


def _outputs(options: argparse.Namespace) -> list[str]:
    return [path for path in (options.out, options.trace) if path]


def _check_output(path: str) -> None:
    """Refuse at once what could not be written once the script is over."""
    kind = path.rpartition(".")[2].lower()
    if kind not in export.KINDS:
        known = ", ".join(f".{each}" for each in export.KINDS)
        raise Unusable(f"cannot write {path}: its name must end in {known}")
    existed = os.path.exists(path)
    try:
        with open(path, "ab"):
            pass
    except OSError as error:
        raise _cannot_write(path, error) from None
    if not existed:
        os.remove(path)


def _cannot_write(path: str, error: OSError) -> Unusable:
    reason = (error.strerror or str(error)).lower()
    return Unusable(f"cannot write {path}: {reason}")


def _redraw(options: argparse.Namespace) -> None:
    """Draw a timeline that was saved."""
    path = options.script
    try:
        with open(path, encoding="utf-8") as file:
            timelines = Timeline.read_json(file.read())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unusable(f"cannot read {path}: {reason}") from None
    except ValueError as error:
        raise Unusable(f"cannot read {path}: {error}") from None
    _write(options, timelines)


def _record(options: argparse.Namespace) -> int:
    """Run the script, recorded; write what it left, however it ended."""
    path = options.script
    code = load(path)
    clock = "virtual" if options.virtual else "real"
    recording = Recording(title=os.path.basename(path), clock=clock)
    process = os.getpid()

    def before_exit(status: int) -> int:
        problem = _finish(options, recording.timelines)
        _say(f"{path} called os._exit({status}): the chart ends there")
        return status or problem or PROBLEM

    with recording:
        status = run_as_main(code, path, options.arguments, before_exit)
    problem = 0
    if os.getpid() == process:  # else a child that was forked
        problem = _finish(options, recording.timelines)
    if status == INTERRUPTED:
        _end_interrupted()
    return status or problem


def _finish(
    options: argparse.Namespace, timelines: tuple[Timeline, ...]
) -> int:
    """Write the chart and say what is wrong with it; return the status."""
    path = options.script
    if not timelines:
        _say(
            f"{path} ran no event loop, so there is nothing to draw: does "
            "it call asyncio.run(...)?"
        )
        return PROBLEM
    try:
        _write(options, timelines)
    except Unusable as error:
        _say(str(error))
        return PROBLEM
    if len(timelines) > 1:
        _say(
            f"{path} ran {len(timelines)} event loops: the chart shows one "
            "below the other, each from its own beginning"
        )
        return PROBLEM
    return 0


def _write(options: argparse.Namespace, timelines: Sequence[Timeline]) -> None:
    try:
        if options.out:
            export.write(options.out, timelines)
        if options.trace:
            export.write_text(options.trace, trace(*timelines))
    except OSError as error:
        name = options.trace if error.filename == options.trace else None
        raise _cannot_write(name or options.out, error) from None
    if not _outputs(options):
        print(draw_all(timelines), file=sys.stderr)


def _end_interrupted() -> None:
    """End as a script does that Ctrl-C has interrupted."""
    if os.name == "posix":
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)


def _say(sentence: str) -> None:
    print(f"helpers: {sentence}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
