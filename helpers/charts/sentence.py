"""A timeline in a sentence, for somebody who hears the page."""

from __future__ import annotations

from helpers.charts.folding import fold, lot_name, lot_words
from helpers.charts.text import MOST_LANES
from helpers.charts.words import outcome_words, seconds_text, spell_seconds
from helpers.timeline.model import Lane, Outcome, Timeline

__all__ = ["sentence"]


def sentence(timeline: Timeline) -> str:
    """Say what a chart shows, for somebody who cannot see it."""
    lanes = timeline.lanes
    title = f"{timeline.title}. " if timeline.title else ""
    tasks = sum(lane.is_task for lane in lanes)
    head = (
        f"{title}Chart of {tasks} {'task' if tasks == 1 else 'tasks'} over "
        f"{spell_seconds(timeline.shown(timeline.seconds))}."
    )
    parts = [
        _lot_sentence(lot) if lane is None else _lane_sentence(timeline, lane)
        for lane, lot in fold(lanes, MOST_LANES)
    ]
    return " ".join([head, *parts, *timeline.notes])


def _lot_sentence(lot: tuple[Lane, ...]) -> str:
    name = lot_name(lot).strip().replace("(...)", "()")
    more = "others" if name == "others" else f"more of {name}"
    return f"{len(lot)} {more}: {lot_words(lot)}."


def _lane_sentence(timeline: Timeline, lane: Lane) -> str:
    def at(when: float) -> str:
        return seconds_text(timeline.shown(when))

    parts = []
    if lane.started is None:
        parts.append(f"created at {at(lane.created)}, never started")
    elif timeline.shown(lane.started) > timeline.shown(lane.created):
        parts.append(
            f"created at {at(lane.created)}, started at {at(lane.started)}"
        )
    else:
        parts.append(f"started at {at(lane.started)}")
    parts += [
        f"blocked the loop from {at(step.start)} to {at(step.end)}"
        for step in lane.blocked[:3]
    ]
    ended = "" if lane.ended is None else f" at {at(lane.ended)}"
    words = outcome_words(lane, ended)
    if lane.outcome is Outcome.RETURNED and not words.startswith("returned"):
        words = f"returned {words}"
    parts.append(words)
    if lane.uncollected and at(lane.uncollected.end) != at(lane.ended or 0):
        parts.append(f"collected at {at(lane.uncollected.end)}")
    return f"{lane.label}: {', '.join(parts)}."
