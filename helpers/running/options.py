"""The options of `python -m helpers`, in the order in which they are told."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from typing import Any

from helpers.timeline.seconds import read_seconds
from helpers.timeline.spans import LONG

__all__ = ["parse"]

USAGE = """\
%(prog)s [options] script.py [arguments]
       %(prog)s [options] -m module [arguments]
       %(prog)s [options] saved.json"""
DESCRIPTION = """\
Run an asyncio program unchanged and draw what its tasks did. The chart is
written when the program and its threads are over, also when it fails or is
interrupted, and it is the only one: child processes are not recorded."""
EPILOG = """\
What follows the program's name is passed on to it. SIGTERM leaves the chart
too, and ends the program as ever; SIGUSR1 writes what there is so far, and
the program goes on (neither on Windows)."""
NO_PROGRAM = "name a script, a saved .json, or a module: -m module"


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options; a wrong one ends the program with status 2.

    `script` is None where a module is to be run: `module` then.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    options.module = None
    if options.m:
        options.module, *options.arguments = options.m
    elif options.m is not None or options.script is None:
        parser.error(NO_PROGRAM)
    if options.until is not None and not options.virtual:
        parser.error("--until is for virtual time: add --virtual")
    if options.last is not None and options.virtual:
        parser.error("--last is for real time: leave out --virtual")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m helpers",
        usage=USAGE,
        description=DESCRIPTION,
        epilog=EPILOG,
    )
    _add_program(parser)
    _add_running(parser.add_argument_group("how it runs"))
    _add_files(parser.add_argument_group("where the chart goes"))
    _add_shown(parser.add_argument_group("what is shown"))
    return parser


def _add_program(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "script", nargs="?", help="a Python script, or a saved .json"
    )
    rest = "what the program finds in sys.argv"
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=rest)
    parser.add_argument(
        "-m",
        nargs=argparse.REMAINDER,
        metavar="module",
        help="run a module or a package, as python -m does",
    )


def _add_running(group: Any) -> None:
    group.add_argument(
        "--virtual",
        action="store_true",
        help="run on virtual time, which jumps over waits (no sockets)",
    )
    group.add_argument(
        "--until",
        metavar="TIME",
        type=_seconds,
        help="stop there, on virtual time: 90s, 5m",
    )
    group.add_argument(
        "--last",
        metavar="TIME",
        type=_seconds,
        help="keep only the last 60s, say, for a program that runs for long",
    )


def _add_files(group: Any) -> None:
    group.add_argument(
        "--out",
        metavar="FILE",
        type=os.path.abspath,
        help="the chart: .png, .svg, .pdf, .txt, .html to step through it, "
        "or .json to draw it later "
        "(default: text and summary, on stderr)",
    )
    group.add_argument(
        "--trace",
        metavar="FILE",
        type=os.path.abspath,
        help="a trace to open in ui.perfetto.dev or chrome://tracing",
    )
    group.add_argument(
        "--summary",
        action="store_true",
        help="print the summary alone on stderr, with --out too",
    )


def _add_shown(group: Any) -> None:
    group.add_argument(
        "--slow",
        metavar="TIME",
        type=_at_least(LONG),
        help="mark and list steps that held up the loop for so long "
        "(default: 100ms)",
    )
    for name, words in (
        ("--only", "show only what is called so, with what it awaits"),
        ("--hide", "leave out what is called so, with what it awaits"),
    ):
        group.add_argument(
            name,
            metavar="PATTERN",
            action="append",
            default=[],
            help=f"{words}: 'work*' (may be given several times)",
        )
    group.add_argument(
        "--no-libraries",
        action="store_true",
        help="leave out the tasks that run a library's own code",
    )
    group.add_argument(
        "--path",
        action="store_true",
        help="light what made the run as long as it was, and say it",
    )
    group.add_argument(
        "--legend",
        action="store_true",
        help="say what the signs of the chart mean",
    )


def _seconds(text: str) -> float:
    try:
        return read_seconds(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _at_least(least: float) -> Callable[[str], float]:
    """Return what reads a time that is no shorter than `least` seconds."""

    def read(text: str) -> float:
        seconds = _seconds(text)
        if seconds < least:
            raise argparse.ArgumentTypeError(
                f"{text!r} is too short: what takes less than "
                f"{least * 1000:g}ms is not told apart"
            )
        return seconds

    return read
