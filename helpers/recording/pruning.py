"""Drops what is old: a recording of the last minute takes no more room.

A server may run for days and be asked for the last minute of them. What had
ended before that is dropped, task by task, with all that was noted of it. A
task that goes on keeps what is needed to go on with it: its last step before
that minute, and the coroutines that it was suspended in then.
"""

from __future__ import annotations

import weakref
from bisect import bisect_left, bisect_right
from collections import deque
from types import CodeType, FrameType
from typing import Any

from helpers.compat import frame_of_caller
from helpers.recording.called import ALONE
from helpers.recording.inside import NOTHING, Of, watch
from helpers.recording.instrument import STEPS
from helpers.recording.lane import LiveLane
from helpers.recording.recorder import Recorder
from helpers.recording.replay import chunks, size_of, suspended_after
from helpers.timeline.model import Outcome

__all__ = ["Pruning", "keep_last"]

PARTS = 10  # of the time that is kept; one is dropped at a time
TINY = 1e-6  # seconds; what ended at the very moment is kept


def keep_last(recorder: Recorder, loop: Any, seconds: float) -> None:
    """Have a recorder keep what it notes of `loop` for so many seconds."""
    held = weakref.ref(loop)  # a loop that the program lets go of is gone
    pruning = Pruning(recorder)

    def prune() -> None:
        loop: Any = held()
        if loop is None or recorder.stopped is not None:
            return
        if not _is_within_step():
            pruning.prune(recorder.now() - seconds)
        loop.call_later(seconds / PARTS, prune)

    code: CodeType = prune.__code__
    ALONE.codes[id(code)] = code
    loop.call_later(seconds / PARTS, prune)


def _is_within_step() -> bool:
    """Say whether a task's step called this: one loop runs in another."""
    frame: FrameType | None = frame_of_caller(1)
    while frame is not None and frame.f_code is not STEPS:
        frame = frame.f_back
    return frame is not None


class Pruning:
    """What there is to know for dropping the old notes of one recorder."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        # When there were how many events, the dropped ones counted in, and
        # how many reasons.
        self._marks: deque[tuple[float, int, int]] = deque()

    def prune(self, before: float) -> None:
        """Drop what ended before a time of the loop's clock."""
        recorder = self._recorder
        if recorder.closing is not None:
            return
        recorder.lanes()  # takes in what is new
        recorder.events += NOTHING  # so that nothing before is taken back
        count, reasons = recorder.count_events(), recorder.mark_reasons()
        self._marks.append((recorder.now(), count, reasons))
        cutoff = None
        while self._marks and self._marks[0][0] < before - TINY:
            cutoff, count, reasons = self._marks.popleft()
        if cutoff is None:
            return
        self._drop_events(count, cutoff)
        recorder.drop_until(cutoff)
        for lane in recorder.kept_lanes():
            _trim(lane, cutoff)
        recorder.drop_reasons(reasons)

    def _drop_events(self, count: int, cutoff: float) -> None:
        """Drop the first events, and keep what they say of live tasks."""
        recorder = self._recorder
        events = recorder.events
        head = events[: count - watch.gone[id(events)]]
        lanes = recorder.lanes()
        for place, steps in chunks(head, recorder.own).items():
            lane = lanes.get(place)
            if lane is None:
                continue
            if lane.ended is None or lane.ended >= cutoff:
                closing = recorder.closing_place, Outcome.CANCELLED
                lane.stack = suspended_after(lane, steps, closing, lanes)
                lane.replayed = steps[-1][0] + 1
        if not head:
            return
        left = [*NOTHING, *_of_others(head, recorder.own)]
        events[: len(head)] = left  # never empty: `inside` looks back
        watch.gone[id(events)] += len(head) - len(left)


def _of_others(events: list[Any], own: Of) -> list[Any]:
    """Return the events of other recorders: of earlier loops, say."""
    found: list[Any] = []
    at = begun = 0
    while at < len(events):
        size = size_of(events, at)
        if type(events[at]) is Of:
            if events[at] is not own:
                found += events[begun : at + size]
            begun = at + size
        at += size
    return found


def _trim(lane: LiveLane, cutoff: float) -> None:
    """Drop the old steps of a lane but for the last, if that is worth it."""
    steps = bisect_left(lane.times, cutoff) // 2 - 1
    if steps <= 0 or 4 * steps < len(lane.times):
        return
    del lane.times[: 2 * steps]
    waits = lane.waits
    first = bisect_right(
        range(0, len(waits), 2), steps - 1, key=waits.__getitem__
    )
    del waits[: 2 * first], lane.stood[:first]
    for at in range(0, len(waits), 2):
        waits[at] -= steps
    for inner in lane.stack:
        inner.first = max(0, inner.first - steps)
    lane.dropped += steps
