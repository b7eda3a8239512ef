"""What stands where in a picture: its rows, its page, the ticks of its axis.

Sizes are in pixels of a screen with 100 dots per inch: a figure is made as
high as its rows need, and its time axis as wide as the words leave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpers.charts.folding import fold, lot_function, lot_name, lot_words
from helpers.charts.fonts import LABEL, WORDS, fitting, width, wrapped
from helpers.charts.legend import meaning, shown
from helpers.charts.marks import MARKS, Ghost, Lit, end_words
from helpers.labels import cut_apart
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.phases import State, end_of_phases, ending
from helpers.timeline.seconds import ROUND, seconds_text

__all__ = [
    *("Chart", "Page", "Row", "Sample"),
    *("arrows", "laid_out", "page_of", "samples", "ticks"),
]

MOST_ROWS = 28  # lanes that the picture draws one by one

WIDTH = 760  # px, the whole figure: fits JupyterLab beside its side bar
EDGE_ROOM = 12  # px left free at either edge
PITCH = 26  # px from row to row
LOT_PITCH = 44  # px for a folded lot, which has a curve in it
GHOST_PITCH = 10  # px that a row with a predicted track is higher
HEAD = 28  # px above the first row, for the title
BARE_HEAD = 8  # px, the same without a title
FOOT = 26  # px below the last row, for the numbers of the axis
NOTE = 16  # px for a line of words under a chart
BELOW_NOTES = 6  # px below the last of these lines
GAP = 6  # px between two charts
SAMPLE = 26  # px, the width of a sample in the legend
SAMPLE_PAD = 6  # px between a sample and its words
SAMPLE_GAP = 18  # px between the words of one sample and the next
SAMPLE_PITCH = 20  # px from one line of the legend to the next
PAD = 10  # px between a lane and its words
MOST_LABEL = 300  # px, for the label of a row
SHORTER = (28, 24, 20, 16, 12, 8)  # characters, to be tried for a wide one
UNIT_ROOM = 66  # px right of the end, for the word "seconds", or more
LEAST_AXIS = 0.4  # of the room, for time; what is left is for words
MOST_ARROWS = 4  # for coroutines that are awaited by others
TICK_ROOM = 60  # px from one number to the next, at least
WHOLE_TICK_ROOM = 40  # px, the same for whole seconds, which are short


@dataclass(frozen=True)
class Row:
    """One row of a picture: a lane, or a lot of lanes folded into one."""

    lanes: tuple[Lane, ...]
    label: str
    words: str
    end: float  # seconds, where the words begin
    top: float  # px below the first row's top
    pitch: float  # px
    ghost: Ghost | None = None  # what was predicted for this lane


@dataclass(frozen=True)
class Chart:
    """One timeline, laid out."""

    timeline: Timeline
    rows: tuple[Row, ...]
    notes: tuple[str, ...]  # lines
    head: float  # px, for the title
    body: float  # px, for the rows
    foot: float  # px, for the axis and the notes

    @property
    def height(self) -> float:
        """How much room all of it takes, in px."""
        return self.head + self.body + self.foot


@dataclass(frozen=True)
class Page:
    """What all charts of a figure share."""

    margin: float  # px left of the time axis
    right: float  # px, where that ends
    scale: float  # px per second
    seconds: float  # the longest run
    height: float  # px, the whole figure
    left: float | None = None  # px, where titles begin; None: above the axis

    def at(self, seconds: float) -> float:
        """Return where a moment of the axis is, in px."""
        return self.margin + seconds * self.scale


def laid_out(
    timeline: Timeline, ghosts: Mapping[str, Ghost], lit: Lit = ()
) -> Chart:
    """Give each lane of a timeline, or each lot of them, its row."""
    lines: list[str] = []
    for note in timeline.notes:
        lines += wrapped(note, WORDS, WIDTH - 2 * EDGE_ROOM)
    rows = tuple(_rows(timeline, ghosts, lit))
    return Chart(
        timeline,
        rows,
        tuple(lines),
        head=HEAD if timeline.title else BARE_HEAD,
        body=rows[-1].top + rows[-1].pitch,
        foot=FOOT + NOTE * len(lines) + BELOW_NOTES * bool(lines),
    )


def _rows(
    timeline: Timeline, ghosts: Mapping[str, Ghost], lit: Lit
) -> Iterator[Row]:
    top = 0.0
    lots = fold(timeline.lanes, MOST_ROWS, lit)
    labels = _narrow({lot[0].label for lot in lots if len(lot) == 1})
    for lanes in lots:
        if len(lanes) > 1:
            ghost, pitch = None, LOT_PITCH
            label = lot_name(lot_function(lanes), len(lanes))
            words = lot_words(lanes)
        else:
            ghost, pitch = ghosts.get(lanes[0].label), PITCH
            label = labels[lanes[0].label]
            words = end_words(ending(timeline, lanes[0]))
        if ghost is not None:
            words += ghost.remark
            pitch += GHOST_PITCH if ghost.end is not None else 0
        end = max(end_of_phases(timeline, lane) for lane in lanes)
        label = arrows(lanes[0]) + label
        yield Row(lanes, label, words, timeline.shown(end), top, pitch, ghost)
        top += pitch
    if not timeline.lanes:
        yield Row((), "", "nothing ran", 0.0, 0.0, PITCH)


def _narrow(labels: set[str]) -> dict[str, str]:
    """Return labels that leave room for the axis, still telling apart.

    Those of wide signs, and of such as have to be spelled, may be too wide.
    """
    wide = {each for each in labels if width(each, LABEL) > MOST_LABEL}
    narrow = {each: each for each in labels}
    for length in SHORTER if wide else ():
        narrow |= cut_apart(wide, length)
        wide = {
            each for each in wide if width(narrow[each], LABEL) > MOST_LABEL
        }
    return narrow | {each: fitting(each, LABEL, MOST_LABEL) for each in wide}


def arrows(lane: Lane) -> str:
    """Show how deep below its task a coroutine is awaited."""
    return "↳" * min(lane.depth, MOST_ARROWS) + " " * bool(lane.depth)


def page_of(charts: Sequence[Chart]) -> Page:
    """Choose one scale, so that no words run off the right edge."""
    rows = [row for chart in charts for row in chart.rows]
    margin = max(width(row.label, LABEL) for row in rows) + PAD + 14
    room = WIDTH - margin - EDGE_ROOM
    timelines = [chart.timeline for chart in charts]
    ends = [line.shown(line.seconds) for line in timelines]
    ends += [row.ghost.end or 0.0 for row in rows if row.ghost]
    seconds = max(ends)
    length = seconds or 1.0
    last = width(seconds_text(length), WORDS) / 2
    unit = max(UNIT_ROOM, width("seconds", WORDS) + last + 8)
    scale = (room - unit) / length
    for row in rows:
        if row.end > 0:
            fits = (room - width(row.words, WORDS) - PAD - 4) / row.end
            scale = min(scale, fits)
    scale = max(scale, LEAST_AXIS * room / length)
    height = sum(chart.height + GAP for chart in charts)
    return Page(margin, margin + room, scale, seconds, height)


def ticks(seconds: float, scale: float) -> Iterator[float]:
    """Yield round numbers from 0 to the end, as close as they fit.

    `scale` is in pixels per second.
    """
    yield 0.0
    step = next(x for x in ROUND if x >= 1e-6 and _fits(x, seconds, scale))
    for number in range(1, int(seconds / step + 1e-9) + 1):
        yield round(number * step, 6)


def _fits(step: float, seconds: float, scale: float) -> bool:
    last = seconds_text(int(seconds / step + 1e-9) * step)
    least = WHOLE_TICK_ROOM if step >= 1 else TICK_ROOM
    return step * scale >= max(least, width(last, WORDS) + 15)


@dataclass(frozen=True)
class Sample:
    """One mark of the legend, with its words."""

    state: State | Outcome
    words: str
    left: float  # px from the left edge
    top: float  # px below the top of the legend


def samples(timelines: Sequence[Timeline]) -> list[Sample]:
    """Lay out the legend: the marks that occur, each once, in lines."""
    states = dict.fromkeys(x for each in timelines for x in shown(each))
    slow = timelines[0].slow
    looks = {
        (MARKS[x].fill, meaning(x, slow)): x
        for x in reversed(states)
        if MARKS[x].fill is not None
    }
    left, top = float(EDGE_ROOM), 0.0
    found: list[Sample] = []
    for (_, words), state in reversed(looks.items()):
        wide = SAMPLE + SAMPLE_PAD + width(words, WORDS)
        if left > EDGE_ROOM and left + wide > WIDTH - EDGE_ROOM:
            left, top = float(EDGE_ROOM), top + SAMPLE_PITCH
        found.append(Sample(state, words, left, top))
        left += wide + SAMPLE_GAP
    return found
