"""Says why a run went otherwise than somebody thought, in one sentence.

Pure functions over a timeline: which lane a word means, why one was done
before the other, why the whole took longer or less long. Times are those
that a chart shows, so that the words are the same on both clocks.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.charts.words import seconds_text
from helpers.timeline.model import Lane, Outcome, Timeline

__all__ = [
    "has_ended",
    "joined",
    "lanes_meant",
    "seconds_of",
    "why_first",
    "why_longer",
    "why_shorter",
    "why_then",
    "why_unfinished",
]


def lanes_meant(timeline: Timeline, word: str) -> list[Lane]:
    """Return the lanes that a word may mean: `a`, `b1`, `b('b1')`, `main`.

    A label as it stands means one lane; a name may be a function's, or
    stand among the arguments of a call.
    """
    word = word.strip()
    exact = [lane for lane in timeline.lanes if lane.label == word]
    if exact:
        return exact
    bare = word.removesuffix("()")
    calls = [(x, *x.label.partition("(")[::2]) for x in timeline.lanes]
    named = [x for x, name, _ in calls if name == bare]
    quoted = [x for x, _, rest in calls if f"'{bare}'" in rest]
    return named or quoted


def seconds_of(timeline: Timeline) -> float:
    """Return how long main took, as shown."""
    ended = timeline.lanes[0].ended if timeline.lanes else None
    return timeline.shown(timeline.seconds if ended is None else ended)


def why_first(
    timeline: Timeline, lane: Lane, name: str, after: Lane, after_name: str
) -> str:
    """Say why `lane` was done before `after`; the names are the learner's."""
    shown = timeline.shown
    started, done = _started(timeline, after), _ended(timeline, lane)
    if after.ended is None:
        return f"{after_name} was never done"
    if started is None:
        return f"{after_name} never started"
    if started >= done:
        return f"{after_name} started only when {name} was done"
    awaited = _awaited(timeline, after)
    if lane.is_task and awaited is not None:
        who, when = awaited
        if shown(lane.created) <= when:
            return f"{name} was scheduled before {who} waited for {after_name}"
    if shown(lane.created) <= shown(after.created):
        return (
            f"both were under way from {_at(started)} on, and {name} takes "
            f"{_at(_length(timeline, lane))}, {after_name} "
            f"{_at(_length(timeline, after))}"
        )
    return (
        f"{name} started at {_at(_started(timeline, lane) or 0)}, while "
        f"{after_name} was still under way, and takes less time"
    )


def _awaited(timeline: Timeline, lane: Lane) -> tuple[str, float] | None:
    """Return who first waited for a lane, and when."""
    if not lane.is_task and lane.parent is not None:
        who = timeline.lanes[lane.parent].label.partition("(")[0]
        return who, _started(timeline, lane) or 0.0
    for each in timeline.lanes:
        for wait in each.waits:
            if wait.on == lane.label:
                who = each.label.partition("(")[0]
                return who, timeline.shown(wait.start)
    return None


def why_then(
    timeline: Timeline, lane: Lane, start: float, name: str = "it"
) -> str:
    """Say why a lane did not start at `start` but when it did."""
    started = _started(timeline, lane)
    if started is None:
        return f"{name} never started"
    if started > start:
        before = _done_at(timeline, lane, started)
        if before:
            return f"{name} started only when {before} was done"
        return f"nobody started {name} before {_at(started)}"
    if started < start:
        verb = "was scheduled" if lane.is_task else "was awaited"
        return f"{name} {verb} at {_at(timeline.shown(lane.created))} already"
    return f"{name} takes {_at(_length(timeline, lane))}"


def why_longer(timeline: Timeline) -> str:
    """Say what makes a run as long as it is."""
    if timeline.blocked():
        return (
            f"the loop was blocked for {_at(timeline.blocked())}, and nobody "
            "else could go on"
        )
    for lane in timeline.lanes[1:]:
        started = _started(timeline, lane)
        before = started and _done_at(timeline, lane, started)
        if before:
            name = short(lane)
            return f"{name} started only when {before} was done"
    return _slowest(timeline)


def why_shorter(timeline: Timeline) -> str:
    """Say what keeps a run from being longer."""
    raised = _who_raised(timeline)
    if raised:
        return raised
    lanes = [x for x in timeline.lanes[1:] if _started(timeline, x) == 0]
    work = [x for x in lanes if not _has_part(timeline, x)]
    if len(work) > 1:
        names = joined([short(lane) for lane in work[:4]])
        return f"{names} were under way at the same time"
    parts = [x for x in timeline.lanes[1:] if not _has_part(timeline, x)]
    if 1 < len(parts) <= 4:
        names = joined([short(lane) for lane in parts])
        return f"{names} take no longer, one after another"
    return _slowest(timeline)


def _who_raised(timeline: Timeline) -> str:
    """Name the lane whose exception ended main; "" if main returned."""
    main = timeline.lanes[0] if timeline.lanes else None
    if main is None or main.outcome is not Outcome.RAISED:
        return ""
    end = _ended(timeline, main)
    name = main.label.partition("(")[0]
    for lane in timeline.lanes[1:]:
        if lane.outcome is Outcome.RAISED and lane.value == main.value:
            if _ended(timeline, lane) == end:
                what = lane.value.partition(":")[0]
                return (
                    f"{short(lane)} raised {what} at {_at(end)}, and "
                    f"{name} waited for nobody after that"
                )
    return f"{name} raised {main.value.partition(':')[0]} at {_at(end)}"


def has_ended(lane: Lane) -> bool:
    """Say whether a lane came to an end before the run was over."""
    return lane.ended is not None and lane.outcome not in _UNFINISHED


def why_unfinished(lane: Lane, name: str) -> str:
    """Say what became of a lane that has not ended."""
    if lane.started is None:
        return f"{name} never started"
    return f"{name} never ended, {_UNFINISHED.get(lane.outcome, 'it went on')}"


_UNFINISHED = {
    Outcome.STOPPED: "it was cancelled when the run was over",
    Outcome.STUCK: "it waited for ever",
    Outcome.INTERRUPTED: "it was interrupted",
    Outcome.PENDING: "it went on",
    Outcome.NEVER_AWAITED: "nobody awaited it",
}


def _slowest(timeline: Timeline) -> str:
    lanes = timeline.lanes[1:] or timeline.lanes
    lanes = tuple(filter(has_ended, lanes)) or lanes
    if not lanes:
        return "nothing ran"
    slowest = max(lanes, key=lambda lane: _length(timeline, lane))
    return f"{short(slowest)} alone takes {_at(_length(timeline, slowest))}"


def _has_part(timeline: Timeline, lane: Lane) -> bool:
    place = timeline.lanes.index(lane)
    return any(
        other.parent == place and not other.is_task for other in timeline.lanes
    )


def _done_at(timeline: Timeline, lane: Lane, when: float) -> str:
    """Return the lane, beside this one, that was done at a moment."""
    for other in timeline.lanes[1:]:
        if other is not lane and _ended(timeline, other) == when:
            return short(other)
    return ""


def short(lane: Lane) -> str:
    """Return the word for a lane that a learner would use: a, b1."""
    name, _, rest = lane.label.partition("(")
    first = rest.partition(",")[0].rstrip(")")
    if first.startswith("'") and first.endswith("'") and len(first) > 2:
        return first.strip("'")
    return lane.label if rest not in ("", ")") else name


def joined(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b1 and b2."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _started(timeline: Timeline, lane: Lane) -> float | None:
    return None if lane.started is None else timeline.shown(lane.started)


def _ended(timeline: Timeline, lane: Lane) -> float:
    if lane.ended is None:
        return float("inf")
    return timeline.shown(lane.ended)


def _length(timeline: Timeline, lane: Lane) -> float:
    end = timeline.seconds if lane.ended is None else lane.ended
    start = lane.created if lane.started is None else lane.started
    return round(timeline.shown(end) - timeline.shown(start), 6)


def _at(seconds: float) -> str:
    return f"{seconds_text(seconds)} s"
