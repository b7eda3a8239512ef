"""What a program did, as frozen data: the lanes of a run.

A `Timeline` knows no event loop and draws nothing. It is made from a
`Recorder` once the program is over (`helpers.recording.snapshot`), and all
else in the course, charts, texts, checks and files, is a function of it.
All times are seconds since the run began.
"""

from __future__ import annotations

import dataclasses
import enum
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.timeline.spans import Span, Steps, Wait

__all__ = ["Lane", "Outcome", "Span", "Steps", "Timeline", "Wait"]

BLOCKING = 0.1  # seconds; a longer step holds up the loop visibly
LAG = 0.005  # seconds; a real clock is never exact
_RANKS = (0.1, 0.01)  # seconds that a real clock's times are cut to
_DIGITS = 4  # that are shown of times which are not cut


class Outcome(enum.Enum):
    """How a lane ended; the value is the word that the chart uses."""

    PENDING = "still waiting"
    RETURNED = "returned"
    RAISED = "raised"
    CANCELLED = "cancelled"
    STOPPED = "cancelled at the end of run"
    INTERRUPTED = "interrupted"
    STUCK = "waiting for ever"
    DONE = "done"
    NEVER_AWAITED = "never awaited"


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
    waits: Sequence[Wait]

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
        return self.steps.longer(BLOCKING)


@dataclass(frozen=True)
class Timeline:
    """The record of one run: what every task did, and when.

    `lanes` are in order of creation, coroutines below their task. `seconds`
    is the length of the run. `clock` is "real" or "virtual". `notes` are
    sentences about what went wrong. `exact` is for programs that do not
    keep to tenths of a second: a real clock's times are shown as measured.
    """

    lanes: tuple[Lane, ...]
    seconds: float
    clock: str = "virtual"
    title: str = ""
    notes: tuple[str, ...] = ()
    exact: bool = False

    @property
    def resolution(self) -> float:
        """Seconds that shown times are cut to; 0 where they are not."""
        if self.clock == "virtual" or self.exact:
            return 0.0
        if self.seconds >= 0.5 or self.seconds < 0.05:
            return _RANKS[0]
        return _RANKS[1]

    def shown(self, when: float) -> float:
        """Return `when` as a chart or text shows it."""
        grain = self.resolution
        if not grain:
            return round(when, self._places)
        return round(int((when + LAG) / grain + 1e-9) * grain, 6)

    @property
    def _places(self) -> int:
        """Decimal places that times are shown with, at most."""
        if self.clock == "virtual" or not self.seconds:
            return 6
        return min(6, max(0, _DIGITS - math.ceil(math.log10(self.seconds))))

    def lane(self, label: str) -> Lane:
        """Return the lane called `label`; `KeyError` names those there are."""
        for lane in self.lanes:
            if lane.label == label:
                return lane
        raise KeyError(
            f"no lane {label!r}; there are {[x.label for x in self.lanes]}"
        )

    def to_json(self) -> str:
        """Return this timeline as JSON (`helpers.charts.files`)."""
        from helpers.charts.files import to_json

        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Timeline:
        """Return what `to_json` wrote; `ValueError` for anything else."""
        from helpers.charts.files import from_json

        return from_json(text)

    def titled(self, title: str) -> Timeline:
        """Return the same timeline with another title."""
        return dataclasses.replace(self, title=title)

    def order_of_completion(self) -> tuple[str, ...]:
        """Return the labels of the tasks that are done, first one first.

        Coroutines that were awaited without a task are not among them.
        """
        turns = _turns(self.lanes)
        done = [
            (lane.ended, lane.outcome is Outcome.STOPPED, turns[place], place)
            for place, lane in enumerate(self.lanes)
            if lane.is_task and lane.ended is not None
        ]
        return tuple(self.lanes[place].label for *_, place in sorted(done))

    def overlap(self, one: str, other: str) -> float:
        """Return for how many seconds both lanes were under way.

        A lane is under way from its first step to its last, while it waits
        as well. Raises `KeyError` for a label that is not there.
        """
        first, second = self._active(one), self._active(other)
        start = max(first.start, second.start)
        return max(0.0, self._length(start, min(first.end, second.end)))

    def overlapping(self, label: str) -> tuple[str, ...]:
        """Return the labels of the lanes that were under way meanwhile.

        Raises `KeyError` for a label that is not there.
        """
        return tuple(
            lane.label
            for lane in self.lanes
            if lane.label != label and self.overlap(label, lane.label) > 0
        )

    def waited_on(self, label: str) -> dict[str, float]:
        """Return what a lane waited on, and for how many seconds in all.

        Keys are labels of tasks, or the library's words: "sleep", "gather",
        "Queue.get". Raises `KeyError` for a label that is not there.
        """
        total: dict[str, float] = defaultdict(float)
        for wait in self.lane(label).waits:
            total[wait.on] += wait.end - wait.start
        return {on: self._sum(seconds) for on, seconds in total.items()}

    def uncollected(self, label: str) -> float:
        """Return for how many seconds a result lay done, not collected.

        Until the run ended, where nobody ever took it. Raises `KeyError`
        for a label that is not there.
        """
        lane = self.lane(label)
        if lane.never_collected:
            return self._length(lane.ended or 0, self.seconds)
        span = lane.uncollected
        return self._length(span.start, span.end) if span else 0.0

    def blocked(self) -> float:
        """Return for how many seconds the loop was held up.

        Steps of a tenth of a second or more count.
        """
        steps = [s for x in self.lanes if x.is_task for s in x.blocked]
        return self._sum(sum(step.end - step.start for step in steps))

    def _active(self, label: str) -> Span:
        lane = self.lane(label)
        if lane.started is None:
            return Span(self.seconds, self.seconds)
        end = self.seconds if lane.ended is None else lane.ended
        return Span(lane.started, end)

    def _length(self, start: float, end: float) -> float:
        """Return how long a stretch is, of the times as they are shown."""
        return round(self.shown(end) - self.shown(start), 6)

    def _sum(self, seconds: float) -> float:
        """Return a sum of lengths as it is shown: its errors add up."""
        grain = self.resolution
        if not grain:
            return round(seconds, self._places)
        return round(round(seconds / grain) * grain, 6)


def _turns(lanes: Sequence[Lane]) -> list[int]:
    """Number those that end at one instant: who waits, ends after the other.

    A task waits for those whose result it takes, or else for its own.
    """
    turns = [0] * len(lanes)
    for place, lane in enumerate(lanes):
        turn, above = 0, _waits_for(lane)
        while above is not None and lanes[above].ended == lane.ended:
            turn += 1
            if turns[above] >= turn or above == place:
                break
            turns[above] = turn
            above = _waits_for(lanes[above])
    return turns


def _waits_for(lane: Lane) -> int | None:
    """Return who waits for a lane, if that is known."""
    if lane.outcome is Outcome.STOPPED:
        return None
    return lane.parent if lane.collector is None else lane.collector
