"""A timeline drawn in plain text.

The drawing is what nbval compares, what a diff shows and what a terminal
prints. Its signs, which need no colour, stand in `helpers.charts.marks`:

    .  created, not started        |  running on the event loop
    -  waiting                     #  blocking the event loop
    :  many short steps            %  many steps that block
    /  done, not collected         x  raised or cancelled
    ,  a job, queued               =  at work in a thread
    ~  the same, given up on       >  data on the way to it or from it
    [__]  what was predicted       ^  what made it long, below a lane
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, repeat
from types import MappingProxyType

from helpers.charts import folding
from helpers.charts.marks import MARKS, Ghost, Lit, end_words
from helpers.signs import columns, printable
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.phases import crowd, ending, phases
from helpers.timeline.seconds import ROUND, seconds_text

__all__ = ["draw", "draw_all", "places"]

WIDTH = 50  # columns for the time axis, at the most
FINER = 8  # times that steps are told apart more finely than columns


def draw_all(timelines: Sequence[Timeline], lits: Sequence[Lit] = ()) -> str:
    """Return several drawings, one below the other, on one time axis.

    `lits` are what stands out in each.
    """
    longest = max(each.seconds for each in timelines)
    return "\n\n".join(
        draw(each, seconds=longest, lit=lit)
        for each, lit in zip(timelines, lits or repeat(()), strict=False)
    )


def draw(
    timeline: Timeline,
    *,
    width: int = WIDTH,
    seconds: float | None = None,
    ghosts: Mapping[str, Ghost] = MappingProxyType({}),
    lit: Lit = (),
) -> str:
    """Return the drawing: title, a line for each lane, the time axis.

    `seconds` is the length of the axis where several share one. `ghosts`
    are what somebody predicted, by the labels of the lanes, and `lit` is
    what stands out.
    """
    length = timeline.shown(timeline.seconds if seconds is None else seconds)
    length = max([length, *(each.end or 0.0 for each in ghosts.values())])
    scale = _columns_per_second(length, width)
    rows = []
    for lanes in folding.fold(timeline.lanes, folding.MOST_LANES, lit):
        label, words = _words(timeline, lanes)
        drawing = _drawing(timeline, lanes, scale)
        ghost = ghosts.get(lanes[0].label) if len(lanes) == 1 else None
        words += ghost.remark if ghost else ""
        rows.append((printable(label), drawing, printable(words)))
        if ghost is not None and ghost.end is not None:
            rows.append(("", _ghost_drawing(ghost, scale), ghost.name))
        below = _lit_drawing(timeline, lanes, lit, scale)
        if below:
            rows.append(("", below, ""))
    margin = max((columns(label) for label, _, _ in rows), default=0) + 1
    wide = round(length * scale) + 1
    lines = [timeline.title] if timeline.title else []
    for label, drawing, words in rows:
        room = " " * (margin - columns(label))
        lines.append(f"{label}{room}{drawing:<{wide}}  {words}".rstrip())
    lines.append(" " * margin + _axis(length, scale))
    return "\n".join(map(_lines, [*lines, *timeline.notes]))


def _lines(text: str) -> str:
    """Return what may have line breaks of its own, but no other surprise."""
    return "\n".join(map(printable, text.split("\n")))


def _columns_per_second(length: float, width: int) -> float:
    """Return a round number of columns, as many as fit into `width`."""
    most = 10.0 if length >= 1 or not length else float("inf")
    fitting = [x for x in ROUND if x <= most and length * x <= width]
    return max(fitting, default=ROUND[0])


def places(timeline: Timeline) -> tuple[float, float]:
    """Return what `phases` takes for a drawing of a timeline by itself."""
    return _places(
        _columns_per_second(timeline.shown(timeline.seconds), WIDTH)
    )


def _places(scale: float) -> tuple[float, float]:
    """Return places per second, and how long a column is, in seconds."""
    return scale * FINER, 1 / scale


def _words(timeline: Timeline, lanes: Sequence[Lane]) -> tuple[str, str]:
    """Return what stands before and behind the drawing of a row."""
    indent = "  " * lanes[0].depth
    if len(lanes) > 1:
        function = folding.lot_function(lanes)
        name = folding.lot_name(function, len(lanes))
        return (indent if function else "") + name, folding.lot_words(lanes)
    words = end_words(ending(timeline, lanes[0]), timeline.shown)
    return indent + lanes[0].label, words


def _ghost_drawing(ghost: Ghost, scale: float) -> str:
    """Draw what was predicted: an empty track between brackets."""
    start = round((ghost.start or 0.0) * scale)
    end = round((ghost.end or 0.0) * scale)
    return " " * start + "[" + "]".rjust(end - start, "_")


def _lit_drawing(
    timeline: Timeline, lanes: Sequence[Lane], lit: Lit, scale: float
) -> str:
    """Mark what is lit of a lane; "" where nothing is."""
    cells: dict[int, str] = {}
    for label, span in lit:
        if label == lanes[0].label and len(lanes) == 1:
            first = round(timeline.shown(span.start) * scale)
            last = round(timeline.shown(span.end) * scale)
            cells |= dict.fromkeys(range(first, max(first + 1, last)), "^")
    return "".join(
        cells.get(x, " ") for x in range(max(cells, default=-1) + 1)
    )


_Fills = Iterator[tuple[int, int, str]]  # columns from, up to; their sign


def _drawing(timeline: Timeline, lanes: Sequence[Lane], scale: float) -> str:
    def column(when: float) -> int:
        return round(timeline.shown(when) * scale)

    cells = [" "] * (column(timeline.seconds) + 1)
    fills = _lane_fills(timeline, lanes[0], column, scale)
    if len(lanes) > 1:
        fills = _lot_fills(timeline, lanes, column)
    for first, last, sign in fills:
        for place in range(first, min(last, len(cells))):
            cells[place] = sign
    return "".join(cells).rstrip()


def _lane_fills(
    timeline: Timeline, lane: Lane, column: Callable[..., int], scale: float
) -> _Fills:
    layers = {state: place for place, state in enumerate(MARKS)}
    found = phases(timeline, lane, *_places(scale))
    for phase in sorted(found, key=lambda each: layers[each.state]):
        mark = MARKS[phase.state]
        if mark.sign:
            first, last = column(phase.start), column(phase.end)
            gives_way = mark.brief and phase.end < timeline.end_of(lane)
            yield first, max(first, last - gives_way) + 1, mark.sign


def _lot_fills(
    timeline: Timeline, lot: Sequence[Lane], column: Callable[..., int]
) -> _Fills:
    """Yield how many of a lot are under way: tenths, 9 for nine and more."""
    spans = list(filter(None, map(timeline.under_way, lot)))
    starts = [column(span.start) for span in spans]
    ends = [column(span.end) + 1 for span in spans]
    for (first, count), (last, _) in pairwise(crowd(starts, ends)):
        if count:
            yield int(first), int(last), str(min(9, count * 10 // len(lot)))


def _axis(length: float, scale: float) -> str:
    """Return the axis: a number at every fifth column or more."""
    gap = next(each for each in ROUND if each * scale >= 8)
    cells = [" "] * (round(length * scale) + 12)
    count = int(length / gap + 1e-9) + 1
    for tick in range(count):
        text = seconds_text(tick * gap)
        place = round(tick * gap * scale)
        cells[place : place + len(text)] = text
    return "".join(cells).rstrip() + " seconds"
