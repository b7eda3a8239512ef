"""Makes a `Timeline` of what a `Recorder` has noted.

It can be called at any time, also while the program is still running: the
timeline then shows what has happened so far, and does not change any more.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

from helpers.recording.lane import LiveLane
from helpers.recording.recorder import Recorder
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.spans import Steps, Waits

__all__ = ["freeze"]

_NO_NUMBERS = array("l")


def freeze(
    recorder: Recorder,
    *,
    title: str = "",
    since: int = 0,
    origin: float | None = None,
    exact: bool = False,
) -> Timeline:
    """Return the timeline of what a recorder has noted so far.

    Lanes with a number of `since` or more are in it, and its seconds are
    counted from `origin` (of the loop's clock), else from when the
    recorder was attached. `exact` is what it is for a `Timeline`.
    """
    start = recorder.origin if origin is None else origin
    order, stands_for = _in_order(recorder.lanes[since:])
    shared = _Shared(recorder, start, order, stands_for)
    lanes = tuple(shared.lane(each) for each in order)
    ends = [x.ended for x in lanes if x.ended is not None]
    ends += [x.collected for x in lanes if x.collected is not None]
    pending = any(x.is_task and x.ended is None for x in lanes)
    return Timeline(
        lanes=lanes,
        seconds=shared.now if pending else max(ends, default=0.0),
        clock="virtual" if recorder.virtual else "real",
        title=title,
        exact=exact,
    )


def _in_order(
    lanes: Sequence[LiveLane],
) -> tuple[list[LiveLane], dict[int, LiveLane]]:
    """Return tasks as created, each followed by the coroutines below it.

    A task that a library keeps for itself is left out, unless it runs a
    coroutine of the learner's, as other libraries' task groups do: then it
    stands for that one. Returned too: {number of the task: the coroutine}.
    """
    below: dict[int | None, list[LiveLane]] = {}
    for lane in lanes:
        if not lane.is_task:
            below.setdefault(lane.parent, []).append(lane)
    order: list[LiveLane] = []
    stands_for: dict[int, LiveLane] = {}
    for lane in lanes:
        if not lane.is_task or (lane.internal and lane.number not in below):
            continue
        order.append(lane)
        stack = below.get(lane.number, [])[::-1]
        if lane.internal:
            inner = stands_for[lane.number] = stack.pop()
            stack += below.get(inner.number, [])[::-1]
        while stack:
            order.append(stack.pop())
            stack += below.get(order[-1].number, [])[::-1]
    return order, stands_for


def _unique_labels(
    lanes: Sequence[LiveLane], stands_for: dict[int, LiveLane]
) -> dict[int, str]:
    """Number the lanes whose calls look the same: `b('x') #2`."""
    seen: Counter[str] = Counter()
    labels = {}
    for lane in lanes:
        label = stands_for.get(lane.number, lane).label
        seen[label] += 1
        count = seen[label]
        labels[lane.number] = label if count == 1 else f"{label} #{count}"
    return labels


class _Shared:
    """What all lanes of one timeline have in common."""

    def __init__(
        self,
        recorder: Recorder,
        origin: float,
        order: Sequence[LiveLane],
        stands_for: dict[int, LiveLane],
    ) -> None:
        self.recorder = recorder
        self.origin = origin
        self.now = self._exact(recorder.now())
        self._places = {lane.number: at for at, lane in enumerate(order)}
        self._inner = {each.number for each in stands_for.values()}
        for number, inner in stands_for.items():
            self._places[inner.number] = self._places[number]
        self._labels = _unique_labels(order, stands_for)
        self._reasons = tuple(recorder.reasons)
        count = len(recorder.lanes)
        self._all_labels = tuple(
            self._labels.get(number, "") for number in range(count)
        )
        self._takers = _takers(order)

    def _exact(self, when: float) -> float:
        return round(when - self.origin, 6)

    def _maybe(self, when: float | None) -> float | None:
        return None if when is None else self._exact(when)

    def _place(self, number: int | None) -> int | None:
        return None if number is None else self._places.get(number)

    def lane(self, lane: LiveLane) -> Lane:
        """Return the frozen form of one lane."""
        steps = self._steps(lane)
        collector = lane.collector
        if collector is None and lane.collected is not None:
            collector = self._takers.get(lane.number)
        return Lane(
            label=self._labels[lane.number],
            is_task=lane.is_task,
            depth=self._depth(lane),
            parent=self._place(lane.parent),
            created=self._exact(lane.created),
            started=steps.start(0) if len(steps) else None,
            ended=self._maybe(lane.ended),
            outcome=lane.outcome,
            value=lane.value,
            collected=self._maybe(lane.collected),
            collector=self._place(collector),
            steps=steps,
            waits=self._waits(lane, steps),
        )

    def _depth(self, lane: LiveLane) -> int:
        depth = 0
        while not lane.is_task and lane.parent is not None:
            depth += lane.parent not in self._inner
            lane = self.recorder.lanes[lane.parent]
        return depth

    def _steps(self, lane: LiveLane) -> Steps:
        """Return a task's steps, or a coroutine's share of its task's."""
        owner = lane.owner
        if owner is None:
            last = len(lane.times) // 2
            return Steps(lane.times, self.origin, 0, last)
        if not lane.begun:
            return Steps()
        last = len(owner.times) // 2 if lane.ended is None else lane.last
        return Steps(owner.times, self.origin, lane.first, last)

    def _waits(self, lane: LiveLane, steps: Steps) -> Waits:
        pairs = (lane.owner or lane).waits if len(steps) else _NO_NUMBERS
        return Waits(
            pairs,
            steps,
            self._reasons,
            self._all_labels,
            first=lane.first,
            now=self.now if lane.ended is None else None,
        )


def _takers(order: Sequence[LiveLane]) -> dict[int, int]:
    """Say which task was woken up by which, and so took its result.

    asyncio takes the result before the task that waits is the current one.
    """
    takers: dict[int, int] = {}
    for lane in order:
        for place in range(1, len(lane.waits), 2):
            if lane.waits[place] < 0:
                takers.setdefault(-1 - lane.waits[place], lane.number)
    return takers
