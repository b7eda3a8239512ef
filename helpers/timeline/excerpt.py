"""Parts of a timeline: some of its lanes, or its last seconds.

What is left is a timeline like any other. A lane whose parent is left out
hangs from the next one above that is still there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from fnmatch import fnmatchcase

from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Steps, Wait, Waits

__all__ = ["chosen", "last", "matches", "only", "without"]


def matches(lane: Lane, patterns: Iterable[str]) -> bool:
    """Say whether a lane's label or function is like one of the patterns.

    In these `*` and `?` stand for what they do in the names of files.
    """
    names = lane.label, lane.function, lane.function.rpartition(".")[2]
    return any(fnmatchcase(name, x) for x in patterns for name in names)


def only(timeline: Timeline, wanted: Callable[[Lane], bool]) -> Timeline:
    """Return the lanes that are wanted, and what they awaited directly."""
    lanes = timeline.lanes
    found = {place for place, lane in enumerate(lanes) if wanted(lane)}
    kept = {x for x in range(len(lanes)) if found & {x, *_above(lanes, x)}}
    return _part(timeline, kept)


def without(timeline: Timeline, unwanted: Callable[[Lane], bool]) -> Timeline:
    """Leave out lanes, and what they awaited directly."""
    lanes = timeline.lanes
    gone = {place for place, lane in enumerate(lanes) if unwanted(lane)}
    kept = {x for x in range(len(lanes)) if not gone & {x, *_above(lanes, x)}}
    return _part(timeline, kept)


def chosen(timeline: Timeline, wanted: Callable[[Lane], bool]) -> Timeline:
    """Return the lanes that are wanted, whoever awaits them."""
    places = enumerate(timeline.lanes)
    return _part(timeline, {at for at, lane in places if wanted(lane)})


def _part(timeline: Timeline, kept: Collection[int]) -> Timeline:
    """Return some of the lanes, each with its place among the others."""
    lanes = timeline.lanes
    if len(kept) == len(lanes):
        return timeline
    places = {old: new for new, old in enumerate(sorted(kept))}
    return dataclasses.replace(
        timeline, lanes=tuple(_placed(lanes, old, places) for old in places)
    )


def _placed(
    lanes: Sequence[Lane], place: int, places: Mapping[int, int]
) -> Lane:
    """Return a lane with the new places of those that it names."""
    lane = lanes[place]
    makers = (x for x in _above(lanes, place, to_main=True) if x in places)
    maker = next(makers, None)
    return dataclasses.replace(
        lane,
        parent=None if maker is None else places[maker],
        collector=None
        if lane.collector is None
        else places.get(lane.collector),
        depth=sum(above in places for above in _above(lanes, place)),
    )


def _above(
    lanes: Sequence[Lane], place: int, *, to_main: bool = False
) -> Iterator[int]:
    """Yield who awaits a lane, and so on, up to its task.

    Or further up to who made that task, and so on, up to `main`.
    """
    above = lanes[place].parent
    while above is not None and (to_main or not lanes[place].is_task):
        yield above
        place, above = above, lanes[above].parent


def last(timeline: Timeline, seconds: float) -> Timeline:
    """Return the last seconds of a timeline; time begins anew with them.

    What ended before is left out, and what began before begins with them.
    """
    start = round(timeline.seconds - seconds, 6)
    if start <= 0:
        return timeline
    kept = {
        place
        for place, lane in enumerate(timeline.lanes)
        if _reaches(lane, start)
    }
    part = _part(timeline, kept)
    note = (
        f"note: these are the last {seconds_text(seconds)} seconds of "
        f"{seconds_text(timeline.shown(timeline.seconds))}"
    )
    return dataclasses.replace(
        part,
        lanes=tuple(_later(lane, start) for lane in part.lanes),
        printed=tuple(
            dataclasses.replace(each, when=round(each.when - start, 6))
            for each in part.printed
            if each.when >= start
        ),
        seconds=seconds,
        notes=(*timeline.notes, note),
    )


def _reaches(lane: Lane, start: float) -> bool:
    """Say whether there is something of a lane from `start` on."""
    if lane.outcome is Outcome.NEVER_AWAITED:
        return lane.created >= start
    is_over = lane.ended is not None and lane.ended <= start
    return lane.created >= start or not is_over


def _later(lane: Lane, start: float) -> Lane:
    """Return what there is of a lane from `start` on."""

    def moved(when: float | None) -> float | None:
        return None if when is None else max(0.0, round(when - start, 6))

    left = [
        at
        for at, step in enumerate(lane.steps)
        if step.end > start or step.start == start
    ]
    steps = [lane.steps[at] for at in left]
    waits = [_moved(wait, start) for wait in lane.waits if wait.end > start]
    names = [lane.callbacks[at] for at in left if lane.callbacks]
    return dataclasses.replace(
        lane,
        created=moved(lane.created) or 0.0,
        started=moved(lane.started),
        ended=moved(lane.ended),
        collected=moved(lane.collected),
        perhaps=moved(lane.perhaps),
        given_up=moved(lane.given_up),
        cancels=tuple(moved(x) or 0.0 for x in lane.cancels if x >= start),
        limits=tuple(moved(x) or 0.0 for x in lane.limits if x >= start),
        moves=tuple(moved(x) or 0.0 for x in lane.moves),
        steps=Steps(
            [moved(x) or 0.0 for s in steps for x in (s.start, s.end)]
        ),
        waits=Waits.of(waits),
        callbacks=tuple(names),
    )


def _moved(wait: Wait, start: float) -> Wait:
    return dataclasses.replace(
        wait,
        start=max(0.0, round(wait.start - start, 6)),
        end=round(wait.end - start, 6),
    )
