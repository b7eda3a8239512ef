"""Says what kept a run from being as long as somebody thought."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.predicting.cancelled import cut_short
from helpers.predicting.path import waited_path
from helpers.predicting.why_longer import longest
from helpers.predicting.words import MOST_NAMED, at, few, joined, short
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.phases import times

__all__ = ["why_shorter"]


def why_shorter(timeline: Timeline, excess: float) -> str:
    """Say what keeps a run from being longer, by `excess` seconds."""
    cut = _who_raised(timeline) or cut_short(timeline) or _left_over(timeline)
    if cut:
        return cut
    whole = {0, *(x.parent for x in timeline.lanes if not x.is_task)}
    parts = [
        x
        for n, x in enumerate(timeline.lanes)
        if n not in whole and not x.callbacks
    ]
    together = _together(timeline, parts)
    if len(together) > 1:
        names = joined(few([short(timeline, lane) for lane in together]))
        return f"{names} were under way at the same time"
    if 1 < len(parts) <= MOST_NAMED:
        names = joined([short(timeline, lane) for lane in parts])
        return f"{names} take no longer, one after another"
    return longest(timeline, waited_path(timeline))


def _together(timeline: Timeline, parts: Sequence[Lane]) -> list[Lane]:
    """Return the lanes that were under way when the most of them were."""
    spans = [
        (times(timeline, lane).span, lane)
        for lane in parts
        if lane.started is not None
    ]
    most: list[Lane] = []
    for start in sorted({span.start for span, _ in spans}):
        now = [x for span, x in spans if span.start <= start < span.end]
        most = max(most, now, key=len)
    return most


def _left_over(timeline: Timeline) -> str:
    """Name the tasks that went on when main was over; "" without any."""
    left = [
        short(timeline, lane)
        for lane in timeline.lanes[1:]
        if lane.is_task and lane.outcome is Outcome.STOPPED
    ]
    if not left:
        return ""
    was = "was" if len(left) == 1 else "were"
    return (
        f"{timeline.lanes[0].function} was over at {at(timeline.took)}, and "
        f"{joined(few(left))} {was} cancelled with it"
    )


def _who_raised(timeline: Timeline) -> str:
    """Name the lane whose exception ended main; "" if main returned."""
    main = next(iter(timeline.lanes), None)
    if main is None or main.outcome is not Outcome.RAISED:
        return ""
    end = times(timeline, main).ended
    for lane in timeline.lanes[1:]:
        same = lane.outcome is main.outcome and lane.value == main.value
        if same and times(timeline, lane).ended == end:
            return (
                f"{short(timeline, lane)} raised {lane.error} at {at(end)}, "
                f"and {main.function} waited for nobody after that"
            )
    return _of_group(timeline, main, end) or (
        f"{main.function} raised {main.error} at {at(end)}"
    )


def _of_group(timeline: Timeline, main: Lane, end: float) -> str:
    """Say which task's exception became that of its group, and main's."""
    if not main.error.endswith("Group"):
        return ""
    others = timeline.lanes[1:]
    failed = [x for x in others if x.outcome is Outcome.RAISED and x.is_task]
    cancelled = [x for x in others if x.outcome is Outcome.CANCELLED]
    if not failed:
        return ""
    first = failed[0]
    said = (
        f"{short(timeline, first)} raised {first.error} at "
        f"{at(times(timeline, first).ended)}"
    )
    names = [short(timeline, x) for x in cancelled if x.is_task]
    if not names:
        return said
    return f"{said}, and its group cancelled {joined(few(names))}"
