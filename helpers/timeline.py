"""What a program did, as frozen data: the lanes of a run.

A `Timeline` knows no event loop and draws nothing. It is made from a
`Recorder` once the program is over, and everything else in the course,
charts, texts, checks and files, is a function of it. All times are seconds
since the run began.
"""

from __future__ import annotations

import dataclasses
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpers.recorder import LiveLane, Outcome, Recorder

__all__ = ["Lane", "Outcome", "Span", "Timeline", "Wait", "freeze"]

BLOCKING = 0.1  # seconds; a longer step holds up the loop visibly
LAG = 0.005  # seconds; a real clock is never exact
_RANKS = (0.1, 0.01, 0.001)  # seconds that a real clock's times are cut to


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, from `start` to `end`, in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return round(self.end - self.start, 6)


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch in which a task was suspended, and `on` what."""

    on: str
    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return round(self.end - self.start, 6)


class Steps(Sequence[Span]):
    """The steps of one lane, two floats each: a million fit in 16 MB."""

    __slots__ = ("_times",)

    def __init__(self, times: Sequence[float] = ()) -> None:
        self._times = array("d", times)

    def __len__(self) -> int:
        return len(self._times) // 2

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError("there is no such step")
        return Span(self._times[2 * index], self._times[2 * index + 1])

    def __iter__(self) -> Iterator[Span]:
        times = iter(self._times)
        return (Span(a, b) for a, b in zip(times, times, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Steps) and self._times == other._times

    def __hash__(self) -> int:
        return hash(self._times.tobytes())

    def __repr__(self) -> str:
        return f"<{len(self)} steps>"

    @property
    def flat(self) -> array[float]:
        """A copy of the times: began, ended, began, ended, ..."""
        return self._times[:]


@dataclass(frozen=True, slots=True)
class Lane:
    """One task, or one coroutine that was awaited directly.

    `started`, `ended` and `collected` are None where that never happened.
    `parent` is the index of the lane that created the task or awaited the
    coroutine. `depth` is 0 for a task, more for coroutines below it.
    """

    label: str
    is_task: bool
    depth: int
    parent: int | None
    created: float
    started: float | None
    ended: float | None
    outcome: Outcome
    value: str
    collected: float | None
    collector: int | None
    steps: Steps
    waits: tuple[Wait, ...]

    @property
    def uncollected(self) -> Span | None:
        """The stretch from done to collected, if there was one.

        None also where the result was None: there is nothing to collect.
        """
        if self.ended is None or self.collected is None:
            return None
        if self.value == "None" or self.collected <= self.ended:
            return None
        return Span(self.ended, self.collected)

    @property
    def never_collected(self) -> bool:
        """Whether a result or an exception was left lying."""
        if not self.is_task or self.collected is not None:
            return False
        if self.outcome is Outcome.RAISED:
            return True
        return self.outcome is Outcome.RETURNED and self.value != "None"

    @property
    def blocked(self) -> tuple[Span, ...]:
        """The steps that held up the loop for a tenth of a second or more."""
        return tuple(step for step in self.steps if step.seconds >= BLOCKING)


@dataclass(frozen=True)
class Timeline:
    """The record of one run: what every task did, and when.

    `lanes` are in order of creation, coroutines below their task. `seconds`
    is the length of the run. `clock` is "real" or "virtual"; `resolution`
    is what times are cut to when they are shown (0 on the virtual clock:
    shown as they are). `notes` are sentences about what went wrong.
    """

    lanes: tuple[Lane, ...]
    seconds: float
    clock: str = "virtual"
    title: str = ""
    notes: tuple[str, ...] = ()

    @property
    def resolution(self) -> float:
        """Seconds that shown times are cut to; 0 where they are exact."""
        if self.clock == "virtual":
            return 0.0
        if self.seconds >= 0.5 or self.seconds < 0.05:
            return _RANKS[0]
        return _RANKS[1]

    def shown(self, when: float) -> float:
        """Return `when` as a chart or text shows it."""
        grain = self.resolution
        if not grain:
            return round(when, 6)
        return round(int((when + LAG) / grain + 1e-9) * grain, 6)

    def lane(self, label: str) -> Lane:
        """Return the lane called `label`; `KeyError` names those there are."""
        for lane in self.lanes:
            if lane.label == label:
                return lane
        raise KeyError(
            f"no lane {label!r}; there are {[x.label for x in self.lanes]}"
        )

    def titled(self, title: str) -> Timeline:
        """Return the same timeline with another title."""
        return dataclasses.replace(self, title=title)

    def order_of_completion(self) -> tuple[str, ...]:
        """Return the labels of the tasks that are done, first one first."""
        done = [x for x in self.lanes if x.is_task and x.ended is not None]
        return tuple(x.label for x in sorted(done, key=lambda x: x.ended or 0))

    def overlap(self, one: str, other: str) -> float:
        """Return for how many seconds both lanes were under way."""
        first, second = self._active(one), self._active(other)
        start = max(first.start, second.start)
        return max(0.0, self._length(start, min(first.end, second.end)))

    def _length(self, start: float, end: float) -> float:
        """Return how long a stretch is, of the times as they are shown."""
        return round(self.shown(end) - self.shown(start), 6)

    def _active(self, label: str) -> Span:
        lane = self.lane(label)
        if lane.started is None:
            return Span(self.seconds, self.seconds)
        end = self.seconds if lane.ended is None else lane.ended
        return Span(lane.started, end)

    def overlapping(self, label: str) -> tuple[str, ...]:
        """Return the labels of the lanes that were under way meanwhile."""
        return tuple(
            lane.label
            for lane in self.lanes
            if lane.label != label and self.overlap(label, lane.label) > 0
        )

    def waited_on(self, label: str) -> dict[str, float]:
        """Return what a lane waited on, and for how many seconds in all."""
        total: dict[str, float] = defaultdict(float)
        for wait in self.lane(label).waits:
            total[wait.on] += self._length(wait.start, wait.end)
        return {on: round(seconds, 6) for on, seconds in total.items()}

    def uncollected(self, label: str) -> float:
        """Return for how many seconds a result lay done, not collected."""
        lane = self.lane(label)
        if lane.never_collected:
            return self._length(lane.ended or 0, self.seconds)
        span = lane.uncollected
        return self._length(span.start, span.end) if span else 0.0

    def blocked(self) -> float:
        """Return for how many seconds some step held up the loop."""
        steps = [s for x in self.lanes if x.is_task for s in x.blocked]
        total = sum(self._length(step.start, step.end) for step in steps)
        return round(total, 6)


def freeze(recorder: Recorder, *, title: str = "") -> Timeline:
    """Make a `Timeline` of what a recorder has noted so far."""
    now = _exact(recorder, recorder.now())
    order = list(_in_order(recorder.lanes))
    places = {lane.number: place for place, lane in enumerate(order)}
    labels = _unique_labels(order)
    lanes = [_freeze_lane(recorder, x, places, labels, now) for x in order]
    ends = [x.ended for x in lanes if x.ended is not None]
    ends += [x.collected for x in lanes if x.collected is not None]
    pending = any(x.is_task and x.ended is None for x in lanes)
    return Timeline(
        lanes=tuple(lanes),
        seconds=now if pending else max(ends, default=0.0),
        clock="virtual" if recorder.virtual else "real",
        title=title,
    )


def _exact(recorder: Recorder, when: float) -> float:
    return round(when - recorder.origin, 6)


def _in_order(lanes: Sequence[LiveLane]) -> Iterator[LiveLane]:
    """Yield tasks as created, each followed by the coroutines below it."""
    below: dict[int | None, list[LiveLane]] = {}
    for lane in lanes:
        if not lane.is_task:
            below.setdefault(lane.parent, []).append(lane)

    for lane in lanes:
        if lane.is_task:
            stack = [lane]
            while stack:
                top = stack.pop()
                yield top
                stack.extend(reversed(below.get(top.number, [])))


def _depth(lane: LiveLane) -> int:
    depth = 0
    while not lane.is_task and lane.parent is not None:
        depth += 1
        lane = lane.recorder.lanes[lane.parent]
    return depth


def _unique_labels(lanes: Sequence[LiveLane]) -> dict[int, str]:
    """Number the lanes whose calls look the same: `b('x') #2`."""
    seen: Counter[str] = Counter()
    labels = {}
    for lane in lanes:
        seen[lane.label] += 1
        count = seen[lane.label]
        labels[lane.number] = (
            lane.label if count == 1 else f"{lane.label} #{count}"
        )
    return labels


def _freeze_lane(
    recorder: Recorder,
    lane: LiveLane,
    places: dict[int, int],
    labels: dict[int, str],
    now: float,
) -> Lane:
    times = _own_times(lane)
    steps = Steps([_exact(recorder, when) for when in times])
    ended = None if lane.ended is None else _exact(recorder, lane.ended)
    parent = None if lane.parent is None else places.get(lane.parent)
    collector = None if lane.collector is None else places.get(lane.collector)
    return Lane(
        label=labels[lane.number],
        is_task=lane.is_task,
        depth=_depth(lane),
        parent=parent,
        created=_exact(recorder, lane.created),
        started=steps[0].start if lane.begun and len(steps) else None,
        ended=ended,
        outcome=lane.outcome,
        value=lane.value,
        collected=(
            None
            if lane.collected is None
            else _exact(recorder, lane.collected)
        ),
        collector=collector,
        steps=steps,
        waits=tuple(_waits(lane, steps, labels, now)),
    )


def _own_times(lane: LiveLane) -> array[float]:
    """Return a task's times, or a coroutine's share of its task's."""
    if lane.owner is None:
        return lane.times
    if not lane.begun:
        return array("d")
    last = lane.last if lane.ended is not None else None
    return lane.owner.times[
        2 * lane.first : None if last is None else 2 * last
    ]


def _waits(
    lane: LiveLane, steps: Steps, labels: dict[int, str], now: float
) -> Iterator[Wait]:
    owner = lane.owner or lane
    pairs = iter(owner.waits)
    for step, reason in zip(pairs, pairs, strict=True):
        own = step - lane.first
        if not 0 <= own < len(steps):
            continue
        start = steps[own].end
        end = steps[own + 1].start if own + 1 < len(steps) else now
        if lane.ended is not None and own + 1 >= len(steps):
            continue
        yield Wait(_on(lane, reason, labels), start, end)


def _on(lane: LiveLane, reason: int, labels: dict[int, str]) -> str:
    if reason < 0:
        return labels.get(-1 - reason, "a task")
    return lane.recorder.reasons[reason]
