"""`python -m helpers script.py`: the chart of a program of one's own.

Any program that runs asyncio works unchanged: it calls `asyncio.run`
itself. What it prints and its exit status are its own. A program that
fails, or that Ctrl-C or SIGTERM ends, leaves its chart too.

    python -m helpers script.py                  chart and summary, on stderr
    python -m helpers -m package                 the same, as python -m
    python -m helpers --out run.png script.py    as a picture (.svg, .pdf)
    python -m helpers --out run.html script.py   to be stepped through
    python -m helpers --path script.py           what made it so long
    python -m helpers --trace run.json script.py for ui.perfetto.dev
    python -m helpers --out run.json script.py   the timeline itself, and
    python -m helpers --out run.png run.json     a chart of it later

What follows the program's name is passed on to it. The chart is written
when the program and its threads are over, and it is the only one: a child
process, forked or started, is not recorded. Where no chart can be drawn, a
sentence on stderr says why, and the status is 2 unless the program has
failed already. `helpers.running.options` has the options.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence

from helpers.running.options import parse
from helpers.running.outputs import check, say, write
from helpers.running.record import Recording
from helpers.running.script import (
    INTERRUPTED,
    Program,
    Unusable,
    load,
    load_module,
    run_as_main,
)
from helpers.running.signals import writing_on_signals
from helpers.timeline.model import Timeline

__all__ = ["main"]

PROBLEM = 2  # the exit status where something cannot be drawn


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a program and write its chart; return the exit status."""
    options = parse(arguments)
    try:
        check(options)
        if options.module is not None:
            return _record(options, load_module(options.module))
        if options.script.lower().endswith(".json"):
            write(options, _read(options.script))
            return 0
        return _record(options, load(options.script))
    except Unusable as error:
        say(str(error))
        return PROBLEM


def _read(path: str) -> Sequence[Timeline]:
    """Return the timelines that were saved."""
    try:
        with open(path, encoding="utf-8") as file:
            return Timeline.read_json(file.read())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Unusable(f"cannot read {path}: {reason}") from None
    except ValueError as error:
        raise Unusable(f"cannot read {path}: {error}") from None


def _record(options: argparse.Namespace, program: Program) -> int:
    """Run the program, recorded; write what it left, however it ended."""
    name = os.path.basename(program.name)
    clock = "virtual" if options.virtual else "real"
    recording = Recording(
        title=name,
        clock=clock,
        until=options.until,
        last=options.last,
        prints=(options.out or "").lower().endswith((".html", ".json")),
    )
    process = os.getpid()

    def before_exit(status: int) -> int:
        problem = _finish(options, program, recording)
        say(f"{program.name} called os._exit({status}): the chart ends there")
        return status or problem or PROBLEM

    def so_far() -> None:
        began = time.monotonic()
        if recording.timelines:
            _finish(options, program, recording)
            recording.note_written(time.monotonic() - began)

    with recording, writing_on_signals(so_far):
        status = run_as_main(program, options.arguments, before_exit)
    problem = 0
    if os.getpid() == process:  # else a child that was forked
        problem = _finish(options, program, recording)
    if status == INTERRUPTED:
        _end_interrupted()
    return status or problem


def _finish(
    options: argparse.Namespace, program: Program, recording: Recording
) -> int:
    """Write the chart or say what is wrong with it; return the status."""
    timelines = recording.timelines
    if not timelines:
        say(
            f"{program.name} ran no event loop, so there is nothing to draw: "
            "does it call asyncio.run(...)?"
        )
        return PROBLEM
    try:
        write(options, timelines)
    except Unusable as error:
        say(str(error))
        return PROBLEM
    return 0


def _end_interrupted() -> None:
    """End as a script does that Ctrl-C has interrupted."""
    if os.name == "posix":
        sys.stdout.flush()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
