"""What the signs of a chart mean, those that occur in it."""

from __future__ import annotations

from collections.abc import Iterator

from helpers.charts.folding import MOST_LANES, fold
from helpers.charts.marks import MARKS
from helpers.charts.text import places
from helpers.timeline.model import BLOCKING, Outcome, Timeline
from helpers.timeline.phases import State, phases
from helpers.timeline.seconds import brief_seconds

__all__ = ["MEANINGS", "legend", "shown"]

WIDE = 79  # columns
LOT = "0 to 9  how many tenths of a row's lanes are under way"

MEANINGS: dict[State | Outcome, str] = {
    State.CREATED: "created, not started",
    State.PERHAPS: "not started, or under way: not known",
    State.UNDER_WAY: "waiting",
    State.QUEUED: "a job, queued for a thread",
    State.WORKING: "a job at work in a thread",
    State.GIVEN_UP: "the same, given up on",
    State.MOVING: "data on the way between processes",
    State.UNCOLLECTED: "done, not collected",
    State.OFTEN: "many short steps",
    State.OFTEN_BLOCKING: "many steps that block the loop",
    State.RUNNING: "running",
    State.BLOCKING: "blocking the loop",
}
FAILED = "raised, cancelled or cut short"


def shown(timeline: Timeline) -> list[State | Outcome]:
    """Return the states that a chart has signs for, and that occur."""
    found = {
        phase.state
        for lanes in fold(timeline.lanes, MOST_LANES)
        if len(lanes) == 1
        for phase in phases(timeline, lanes[0], *places(timeline))
    }
    return [state for state in MARKS if state in found and MARKS[state].sign]


def legend(*timelines: Timeline) -> str:
    """Return lines that say what the signs of a drawing mean."""
    lines: list[str] = []
    for entry in _entries(timelines):
        if lines and len(lines[-1]) + len(entry) + 3 <= WIDE:
            lines[-1] += f"   {entry}"
        else:
            lines.append(entry)
    return "\n".join(lines)


def _entries(timelines: tuple[Timeline, ...]) -> Iterator[str]:
    states = dict.fromkeys(x for each in timelines for x in shown(each))
    slow = timelines[0].slow if timelines else BLOCKING
    signs = dict.fromkeys((MARKS[x].sign, meaning(x, slow)) for x in states)
    for sign, words in signs:
        yield f"{sign} {words}"
    if any(len(each.lanes) > MOST_LANES for each in timelines):
        yield LOT


def meaning(state: State | Outcome, slow: float = BLOCKING) -> str:
    """Say what a sign means; `slow` is what it is for a timeline."""
    words = MEANINGS.get(state, FAILED)
    if state is State.BLOCKING and slow != BLOCKING:
        words += f" for {brief_seconds(slow)} or more"
    return words
