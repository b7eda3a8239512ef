"""`compare`: several runs on one time axis, one above the other.

Two idioms that do the same work are told apart by holding their charts
side by side; that needs one scale for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.charts.display import in_notebook, show
from helpers.charts.marks import Lit
from helpers.charts.sentence import sentence
from helpers.charts.text import draw_all
from helpers.refusals import AtTheCaller
from helpers.running.paths import paths
from helpers.running.run import Run
from helpers.timeline.model import Timeline

__all__ = ["Comparison", "compare"]

MOST_COLUMNS = 4


@dataclass(frozen=True)
class Comparison:
    """Some timelines to be drawn together."""

    timelines: tuple[Timeline, ...]
    said: tuple[str, ...] = ()  # of predictions, and of what made them long
    columns: int = 1  # of charts in a picture; more than one makes them small
    lits: tuple[Lit, ...] = ()  # what stands out in each

    def __str__(self) -> str:
        """Return the drawings in plain text, on one time axis."""
        return "\n\n".join([draw_all(self.timelines, self.lits), *self.said])

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the picture; what was predicted is answered below it."""
        spoken = " ".join(map(sentence, self.timelines))
        show(
            str(self),
            spoken,
            *self.timelines,
            lits=self.lits,
            columns=self.columns,
        )
        if self.said and in_notebook():
            print("\n".join(self.said))


def compare(
    *runs: Run | Timeline,
    columns: int = 1,
    path: bool = False,
    **named: Run | Timeline,
) -> Comparison:
    """Draw several runs, one above the other, on one time axis.

    With several `columns` the picture has small charts side by side, on one
    scale; the text stays as it is. With `path` each chart shows what made its
    run as long as it was, and so it does for a run that was to show its own.

    A run keeps the title it was given; `compare(gather=one, wait=other)`
    gives it another. What a run's prediction says stands below. Raises
    `TypeError` for what is neither a `Run` nor a `Timeline`, and for
    nothing at all.
    """
    with AtTheCaller():
        lines = [_timeline(each) for each in runs]
        lines += [_timeline(each).titled(name) for name, each in named.items()]
        if not lines:
            raise TypeError(
                "compare() needs at least one run: compare(one, two)"
            )
        if not isinstance(columns, int) or not 1 <= columns <= MOST_COLUMNS:
            raise ValueError(
                f"columns must be 1 to {MOST_COLUMNS}, got {columns!r}"
            )
    given = (*runs, *named.values())
    said = list(filter(None, map(_said, given, lines)))
    lits, more = _paths(given, lines, path)
    return Comparison(tuple(lines), (*said, *more), columns, tuple(lits))


def _paths(
    given: Sequence[Run | Timeline], lines: Sequence[Timeline], path: bool
) -> tuple[list[Lit], list[str]]:
    """Return what is lit in each chart, and what is said of it."""
    lit = [path or (isinstance(x, Run) and x.lights_path) for x in given]
    shown = [line for line, is_lit in zip(lines, lit, strict=True) if is_lit]
    found, said = paths(shown, [_name(line) for line in shown])
    each = iter(found)
    return [next(each) if is_lit else () for is_lit in lit], said


def _name(line: Timeline) -> str:
    return line.title or line.lanes[0].label


def _said(each: Run | Timeline, line: Timeline) -> str:
    """Return what a run's prediction says; "" where there is none yet."""
    prediction = each.prediction if isinstance(each, Run) else None
    if prediction is None or not prediction.attempted:
        return ""
    words = prediction.against(line).words.partition(": ")[2]
    if not words:  # it is of many runs
        return ""
    return f"prediction of {_name(line)}: {words}"


def _timeline(each: object) -> Timeline:
    if isinstance(each, Run):
        return each.timeline
    if isinstance(each, Timeline):
        return each
    raise TypeError(
        f"compare() needs what run() returned, got {type(each).__name__}"
    )
