"""Where `python -m helpers` writes: files of all kinds, and the terminal."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.charts import files
from helpers.charts.legend import legend
from helpers.charts.marks import Lit
from helpers.charts.summary import summary
from helpers.charts.text import draw_all
from helpers.charts.trace import trace
from helpers.labels import is_library_file
from helpers.predicting.critical import critical
from helpers.running.script import Unusable
from helpers.running.why import why
from helpers.timeline import excerpt
from helpers.timeline.model import Lane, Timeline

if TYPE_CHECKING:
    from helpers.charts.replay import Why

__all__ = ["check", "say", "write"]

PICTURES = ("png", "svg", "pdf")  # of which each loop gets one of its own
MOST_PICTURES = 20  # of one program
UNLIT = ("json", "html")  # which find the path when they are drawn
PATH = "path: "  # what a note begins with that says what made a run long
MOST_NAMES = 8  # lanes that are named where a pattern fits none


def say(sentence: str) -> None:
    """Tell the one who has called the program something, on stderr."""
    print(f"helpers: {sentence}", file=sys.stderr)


def check(options: argparse.Namespace) -> None:
    """Refuse at once what could not be written once the program is over."""
    for path in filter(None, (options.out, options.trace)):
        _check(path)


def _check(path: str) -> None:
    kind = _kind(path)
    if kind not in files.KINDS:
        known = ", ".join(f".{each}" for each in files.KINDS)
        raise Unusable(f"cannot write {path}: its name must end in {known}")
    existed = os.path.exists(path)
    try:
        with open(path, "ab"):
            pass
    except OSError as error:
        raise _cannot_write(path, error) from None
    if not existed:
        os.remove(path)


def _kind(path: str) -> str:
    return path.rpartition(".")[2].lower()


def _cannot_write(path: str, error: OSError) -> Unusable:
    reason = (error.strerror or str(error)).lower()
    return Unusable(f"cannot write {path}: {reason}")


def write(options: argparse.Namespace, timelines: Sequence[Timeline]) -> None:
    """Write the chart of some loops, as the options say.

    Raises `Unusable` where that cannot be done.
    """
    whole, (timelines, lits) = timelines, _shown(options, timelines)
    if options.out:
        _write_chart(options, timelines, lits, _by_ids(timelines, whole))
    if options.trace:
        try:
            files.write_text(options.trace, trace(*timelines))
        except OSError as error:
            raise _cannot_write(options.trace, error) from None
    if options.summary:
        said = [
            x for each in timelines for x in each.notes if x.startswith(PATH)
        ]
        print(summary(*timelines), *said, sep="\n", file=sys.stderr)
    elif not (options.out or options.trace):
        print(_text(options, timelines, lits), file=sys.stderr)
    _check_patterns(options, whole)


def _shown(
    options: argparse.Namespace, timelines: Sequence[Timeline]
) -> tuple[list[Timeline], list[Lit]]:
    """Return what is to be shown of some timelines, and lit in each."""
    found = [_long(options, each) for each in timelines]
    lits: list[Lit] = []
    if options.path and _kind(options.out or "") not in UNLIT:
        found, lits = _with_paths(found, options.last is None)
    return [_part(options, each) for each in found], lits


def _with_paths(
    timelines: Sequence[Timeline], what_if: bool
) -> tuple[list[Timeline], list[Lit]]:
    """Return timelines with a note each that says what made them long."""
    paths = [critical(each, what_if) for each in timelines]
    noted = [
        dataclasses.replace(x, notes=(*x.notes, f"{PATH}{path.words}"))
        for x, path in zip(timelines, paths, strict=True)
    ]
    return noted, [path.lit for path in paths]


def _long(options: argparse.Namespace, timeline: Timeline) -> Timeline:
    """Return as much of a timeline as is to be looked at."""
    if options.last is not None:
        timeline = excerpt.last(timeline, options.last)
    if options.slow is not None:
        timeline = dataclasses.replace(timeline, slow=options.slow)
    return timeline


def _part(options: argparse.Namespace, timeline: Timeline) -> Timeline:
    """Return those lanes of a timeline that are to be shown."""
    only, hide = options.only, options.hide
    if options.no_libraries:
        timeline = excerpt.chosen(
            timeline, lambda lane: not _is_of_library(timeline, lane)
        )
    if only:
        timeline = excerpt.only(
            timeline, lambda lane: excerpt.matches(lane, only)
        )
    if hide:
        timeline = excerpt.without(
            timeline, lambda lane: excerpt.matches(lane, hide)
        )
    return timeline


def _is_of_library(timeline: Timeline, lane: Lane) -> bool:
    """Say whether a lane runs a library's code, or a job for such a lane."""
    if lane.job and lane.parent is not None:
        return _is_of_library(timeline, timeline.lanes[lane.parent])
    if lane.source is None:
        return False
    return is_library_file(timeline.sources[lane.source].file)


def _write_chart(
    options: argparse.Namespace,
    timelines: Sequence[Timeline],
    lits: Sequence[Lit],
    whole: Mapping[int, Timeline],
) -> None:
    """Write the chart: in one file, or a picture for each loop.

    What made a run as long as it was is told of the `whole`, by the ids of
    what is shown; of its last seconds alone only on request.
    """

    def whys(timeline: Timeline) -> Why | None:
        is_whole = options.last is None
        if not (is_whole or options.path):
            return None
        of = _long(options, whole[id(timeline)])
        return why(of, at_once=options.path, what_if=is_whole)

    charts = {options.out: (timelines, lits)}
    if _kind(options.out) in PICTURES:
        paths = _paths(options.out, len(timelines))
        charts = {
            path: (timelines[at : at + 1], lits[at : at + 1])
            for at, path in enumerate(paths)
        }
    for path, (shown, lit) in charts.items():
        try:
            files.write(
                path, shown, lits=lit, legend=options.legend, whys=whys
            )
        except OSError as error:
            raise _cannot_write(path, error) from None
    if len(charts) > 1:
        _say_where(list(charts), len(timelines))


def _by_ids(
    timelines: Sequence[Timeline], whole: Sequence[Timeline]
) -> dict[int, Timeline]:
    return dict(zip(map(id, timelines), whole, strict=True))


def _paths(path: str, count: int) -> list[str]:
    """Return the names of pictures: run.png, run-2.png, run-3.png, ..."""
    start, end = os.path.splitext(path)
    numbers = range(2, min(count, MOST_PICTURES) + 1)
    return [path, *(f"{start}-{number}{end}" for number in numbers)]


def _say_where(paths: Sequence[str], count: int) -> None:
    first, *_, last = map(os.path.basename, paths)
    names = f"{first} and {last}" if count == 2 else f"{first} to {last}"
    more = ""
    if count > len(paths):
        more = f", and no more than that: --out {_json(first)} has all"
    say(
        f"{count} event loops ran, each with a chart of its own: {names}{more}"
    )


def _json(name: str) -> str:
    return os.path.splitext(name)[0] + ".json"


def _text(
    options: argparse.Namespace,
    timelines: Sequence[Timeline],
    lits: Sequence[Lit],
) -> str:
    """Return chart and summary, as a terminal shows them."""
    parts = [draw_all(timelines, lits)]
    if options.legend:
        parts.append(legend(*timelines))
    short = summary(*timelines)
    if "\n" in short:  # there is more to tell than how many tasks there were
        parts.append(short)
    return "\n\n".join(parts)


def _check_patterns(
    options: argparse.Namespace, timelines: Sequence[Timeline]
) -> None:
    """Complain about a pattern that fits nothing."""
    lanes = [lane for each in timelines for lane in each.lanes]
    for option in ("only", "hide"):
        for pattern in getattr(options, option):
            if not any(excerpt.matches(lane, [pattern]) for lane in lanes):
                names = list(dict.fromkeys(x.function for x in lanes))
                some = ", ".join(names[:MOST_NAMES])
                more = ", ..." if len(names) > MOST_NAMES else ""
                raise Unusable(
                    f"nothing is called like --{option} {pattern}: there are "
                    f"{some}{more}"
                )
