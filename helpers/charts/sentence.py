"""A timeline in a sentence, for somebody who hears the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from helpers.charts.folding import MOST_LANES, fold, lot_function, lot_words
from helpers.charts.marks import MARKS, end_words
from helpers.charts.text import places
from helpers.signs import printable
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.phases import End, State, phases
from helpers.timeline.seconds import seconds_text, spell_seconds

__all__ = ["sentence"]

MOST_TOLD = 3  # phases of a kind in one lane


def sentence(timeline: Timeline) -> str:
    """Say what a chart shows, for somebody who cannot see it."""
    title = f"{timeline.title}. " if timeline.title else ""
    tasks = sum(lane.is_task for lane in timeline.lanes)
    head = (
        f"{title}Chart of {tasks} {'task' if tasks == 1 else 'tasks'} over "
        f"{spell_seconds(timeline.shown(timeline.seconds))}."
    )
    rows = fold(timeline.lanes, MOST_LANES)
    parts = [_row_sentence(timeline, lanes) for lanes in rows]
    whole = " ".join([head, *parts, *timeline.notes])
    return printable(" ".join(whole.split("\n")))


def _row_sentence(timeline: Timeline, lanes: Sequence[Lane]) -> str:
    if len(lanes) == 1:
        told = ", ".join(filter(None, _told(timeline, lanes[0])))
        return f"{lanes[0].label}: {told}."
    function = lot_function(lanes)
    more = f"more of {function}()" if function else "others"
    return f"{len(lanes)} {more}: {lot_words(lanes)}."


def _told(timeline: Timeline, lane: Lane) -> Iterator[str]:
    """Yield what there is to tell of each phase of a lane, if anything."""

    def at(when: float) -> str:
        return seconds_text(timeline.shown(when))

    told: Counter[State | Outcome] = Counter()
    for phase in phases(timeline, lane, *places(timeline)):
        mark = MARKS[phase.state]
        if mark.brief and phase.start == phase.end:
            continue
        told[phase.state] += 1
        if isinstance(phase, End):
            yield end_words(phase, timeline.shown, heard=True)
        elif told[phase.state] <= MOST_TOLD:
            start, end = at(phase.start), at(phase.end)
            yield mark.heard.format(start=start, end=end, on=phase.on).strip()
