"""What a program did, as frozen data: the lanes of a run.

A `Timeline` knows no event loop and draws nothing. It is made of a recording
once the program is over, and all else in the course, charts, texts, checks
and files, is a function of it. All times are seconds since the run began.
What they mean for each lane is asked in `helpers.timeline.phases`.
"""

from __future__ import annotations

import dataclasses
import enum
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.timeline import json_text
from helpers.timeline.spans import Span, Steps, Wait, Waits

__all__ = [
    *("BLOCKING", "LAG", "Lane", "Outcome", "Printed", "Source", "Timeline")
]

BLOCKING = 0.1 - 5e-7  # seconds; a longer step holds up the loop visibly
LAG = 0.005  # seconds; a real clock is never exact
EARLY = 0.2  # of a grain; by so much clocks of two processes may differ
_DIGITS = 4  # that are shown of times which are not cut

_ARGUMENT = re.compile(  # what is quoted or in brackets may have commas
    r"""(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\[[^]]*]|[({][^)}]*[)}]|[^,])+"""
)
_HEAD = ("title", "clock", "seconds", "exact", "notes")  # of a document
_LANE = (  # the keys of a lane there
    *("label", "is_task", "depth", "parent", "created", "started", "ended"),
    *("value", "collected", "collector", "outcome", "steps", "waits"),
)
_LATER = (  # those that were added later, and may be missing
    *("function", "arguments", "returned_none", "error", "perhaps"),
    *("job", "given_up", "made", "source"),
    *("turn", "cancels", "limits", "details"),
)


class Outcome(enum.Enum):
    """How a lane ended; the value is its name in JSON."""

    PENDING = "still waiting"
    RETURNED = "returned"
    RAISED = "raised"
    CANCELLED = "cancelled"
    STOPPED = "cancelled at the end of run"
    INTERRUPTED = "interrupted"
    STUCK = "waiting for ever"
    DONE = "done"
    NEVER_AWAITED = "never awaited"
    DESTROYED = "destroyed while waiting"
    CALLED = "called"  # the lane of a loop: its callbacks
    WORKING = "still at work"
    LOST = "lost"  # a job, with the process that it was in


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a coroutine function, which begins at line `first`."""

    file: str
    first: int
    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed at once; `steps` of all tasks were over by then.

    On a virtual clock it is that number which tells what printed it: many
    steps happen at one moment.
    """

    when: float
    steps: int
    text: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One task, one coroutine that was awaited directly, or one job.

    Or, after all of these, the callbacks that the loop ran: each is a step,
    and `callbacks` has their names. It was never under way.

    `started`, `ended` and `collected` are None where that never happened.
    `parent` is the index of the lane that created the task or awaited the
    coroutine. `depth` is 0 for a task, more for coroutines below it.

    Four are derived from the texts where nobody gives them: `function` and
    `arguments` are what was called, in texts; `returned_none` says that the
    result was None, and no other object that looks like it; `error` is the
    type of the exception that ended the lane.
    `perhaps` is from when on a coroutine may have been under way, where its
    start was not seen but for the step; None where it was.

    `job` says where an executor did the work, in a "thread" or a "process",
    and is "" for what runs on the loop. Such a lane has no steps, and is
    created when it is queued. `given_up` is when the one who waited for it
    was cancelled; a job that was begun goes on. `moves` are the stretches in
    which its arguments or its result were moved between processes, each a
    start and an end, one after the other.

    `made` is where a task was made, "app.py:31", and "" where that is not
    known; lanes that differ in nothing else are equal. `source` is the index
    of its function's in the timeline's.

    `turn` counts the ends of all lanes in the order in which they happened;
    it is None where that is not known. `limits` are the moments at which an
    `asyncio.timeout` cancelled a task, and `cancels` those at which anything
    did but a limit that the coroutine which waited had set itself.

    `order` has a number for each step of a task, which counts the steps of
    all of them as they happened. It is there on a virtual clock alone; on a
    real one no two steps begin at one moment.
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
    function: str = ""
    arguments: tuple[str, ...] = ()
    returned_none: bool | None = None
    error: str = ""
    perhaps: float | None = None
    callbacks: tuple[str, ...] = ()
    job: str = ""
    given_up: float | None = None
    made: str = field(default="", compare=False)
    source: int | None = None
    turn: int | None = None
    cancels: tuple[float, ...] = ()
    limits: tuple[float, ...] = ()
    order: Sequence[int] = field(default=(), compare=False, repr=False)
    moves: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        fill_in = object.__setattr__  # this is frozen for all others
        if not self.function:
            function, arguments = _called(self.label)
            fill_in(self, "function", function)
            fill_in(self, "arguments", arguments)
        if self.returned_none is None:
            returned = self.outcome is Outcome.RETURNED
            fill_in(self, "returned_none", returned and self.value == "None")
        if self.outcome is Outcome.RAISED and not self.error:
            fill_in(self, "error", self.value.partition(":")[0])

    def to_dict(self) -> dict[str, Any]:
        """Return this lane in plain values, as `json_text` shows them."""
        keys = (*_LANE, *_LATER)
        data = {key: getattr(self, key) for key in keys} | {
            "outcome": self.outcome.value,
            "steps": list(self.steps.flat),
            "waits": [
                [each.on, each.start, each.end, each.line]
                for each in self.waits
            ],
        }
        for key in ("callbacks", "moves"):
            if getattr(self, key):
                data[key] = getattr(self, key)
        if self.order:
            data["order"] = list(self.order)
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Lane:
        """Return the lane that `to_dict` wrote."""
        facts = {key: data[key] for key in _LANE}
        facts |= {key: data[key] for key in _LATER if key in data}
        for key in (
            *("arguments", "callbacks", "cancels", "limits", "moves"),
            "order",
        ):
            facts[key] = tuple(data.get(key, ()))
        facts["outcome"] = Outcome(data["outcome"])
        facts["steps"] = Steps(data["steps"])
        waits = [_wait(*each) for each in data["waits"]]
        for place, of, held_by, within in facts.pop("details", ()):
            waits[place] = dataclasses.replace(
                waits[place], of=of, held_by=tuple(held_by), within=within
            )
        facts["waits"] = Waits.of(waits)
        return cls(**facts)

    @property
    def details(self) -> list[tuple[int, int, tuple[str, ...], str]]:
        """What more is known of some waits, by their places: see `Wait`."""
        return [
            (place, each.of, each.held_by, each.within)
            for place, each in enumerate(self.waits)
            if each.of or each.within
        ]

    @property
    def uncollected(self) -> Span | None:
        """The stretch from done to collected, if there was one.

        None also where the result was None: there is nothing to collect.
        """
        if self.ended is None or self.collected is None:
            return None
        if self.returned_none or self.collected <= self.ended:
            return None
        return Span(self.ended, self.collected)

    @property
    def never_collected(self) -> bool:
        """Whether a result or an exception was left lying."""
        if not (self.is_task or self.job) or self.collected is not None:
            return False
        if self.outcome is Outcome.RAISED:
            return True
        return self.outcome is Outcome.RETURNED and not self.returned_none

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
    `sources` are those of the functions that the lanes run, and `printed`
    is what the program printed meanwhile, where somebody listened.
    A step of `slow` seconds or more is shown as one that blocks the loop;
    that is what somebody asks about, and no part of the record.
    `grain` is to how many seconds the times of a record are cut down that was
    made of several processes: they begin late on a machine that is busy, and
    the chart of work which takes whole grains is the same there. What is
    early by a fifth of a grain is on time: clocks of two processes differ.
    0 is what the clock gives by itself.

    Questions about a lane raise `KeyError` for a label that is not there.
    """

    lanes: tuple[Lane, ...]
    seconds: float
    clock: str = "virtual"
    title: str = ""
    notes: tuple[str, ...] = ()
    exact: bool = False
    sources: tuple[Source, ...] = field(default=(), compare=False)
    printed: tuple[Printed, ...] = field(default=(), compare=False, repr=False)
    slow: float = BLOCKING
    grain: float = 0.0

    @property
    def resolution(self) -> float:
        """Seconds that shown times are cut to; 0 where they are not."""
        if self.grain:
            return self.grain
        if self.clock == "virtual" or self.exact:
            return 0.0
        return 0.01 if 0.05 <= self.seconds < 0.5 else 0.1

    @property
    def is_measured(self) -> bool:
        """Whether times are a real clock's, and shown as they are."""
        return self.clock == "real" and not self.resolution

    def shown(self, when: float) -> float:
        """Return `when` as a chart or text shows it."""
        grain = self.resolution
        if not grain:
            return round(when, self._places)
        early = self.grain * EARLY or LAG
        return round(int((when + early) / grain + 1e-9) * grain, 6)

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

    def to_json(self, *more: Timeline) -> str:
        """Return this timeline, and `more`, as one JSON document."""
        return json_text.written(each._to_dict() for each in (self, *more))

    @classmethod
    def from_json(cls, text: str) -> Timeline:
        """Return the one timeline that `to_json` wrote.

        Raises `ValueError` for anything else, and for a document with more
        than one timeline: `read_json` reads it.
        """
        found = cls.read_json(text)
        if len(found) != 1:
            raise ValueError(
                f"this JSON holds {len(found)} timelines, not one: read_json()"
            )
        return found[0]

    @classmethod
    def read_json(cls, text: str) -> tuple[Timeline, ...]:
        """Return all timelines of a document; `ValueError` for no such."""
        return json_text.read(text, cls._from_dict)

    def _to_dict(self) -> dict[str, Any]:
        head = {key: getattr(self, key) for key in _HEAD}
        head["sources"] = list(map(dataclasses.asdict, self.sources))
        if self.printed:
            head["printed"] = list(map(dataclasses.astuple, self.printed))
        if self.grain:
            head["grain"] = self.grain
        return {**head, "lanes": [lane.to_dict() for lane in self.lanes]}

    @classmethod
    def _from_dict(cls, data: dict[str, Any]) -> Timeline:
        facts = {key: data[key] for key in _HEAD}
        facts["seconds"] = float(data["seconds"])
        facts["notes"] = tuple(data["notes"])
        facts["grain"] = float(data.get("grain", 0))
        sources = data.get("sources", ())
        facts["sources"] = tuple(Source(**each) for each in sources)
        printed = data.get("printed", ())
        facts["printed"] = tuple(Printed(*each) for each in printed)
        return cls(tuple(map(Lane.from_dict, data["lanes"])), **facts)

    def titled(self, title: str) -> Timeline:
        """Return the same timeline with another title."""
        return dataclasses.replace(self, title=title)

    def rounded(self, seconds: float) -> Timeline:
        """Return the same timeline, its times cut down to such grains."""
        return dataclasses.replace(self, grain=float(seconds))

    def end_of(self, lane: Lane) -> float:
        """Return when a lane ended, or the run, if that came first."""
        return self.seconds if lane.ended is None else lane.ended

    def under_way(self, lane: Lane) -> Span | None:
        """Return from when to when a lane was under way, if it ever was.

        That is from its first step to its end, while it waits as well.
        """
        if lane.started is None or lane.callbacks:
            return None
        return Span(lane.started, self.end_of(lane))

    @property
    def took(self) -> float:
        """How long main took, as shown, in seconds."""
        end = self.end_of(self.lanes[0]) if self.lanes else self.seconds
        return self.shown(end)

    def order_of_completion(self) -> tuple[str, ...]:
        """Return the labels of the tasks that are done, first one first.

        Coroutines that were awaited without a task are not among them.
        """
        done = [x for x in self.lanes if x.is_task and x.ended is not None]
        turns = {id(lane): turn for lane, turn in self._in_turn(done)}
        done.sort(key=lambda lane: turns[id(lane)])
        return tuple(lane.label for lane in done)

    def in_order(self, one: Lane, other: Lane) -> bool:
        """Say whether one lane ended before another, or they never did.

        Of two that ended at the same time, one did so before the other.
        """
        (_, first), (_, second) = self._in_turn((one, other))
        return first <= second

    def _in_turn(
        self, lanes: Sequence[Lane]
    ) -> Iterator[tuple[Lane, tuple[float, ...]]]:
        """Yield what to sort lanes by, in order of their ends."""
        known = all(x.ended is None or x.turn is not None for x in lanes)
        turns = [] if known else _turns(self.lanes)
        places = {id(lane): place for place, lane in enumerate(self.lanes)}
        for lane in lanes:
            if known:
                yield lane, (math.inf if lane.turn is None else lane.turn,)
                continue
            place = places[id(lane)]
            stopped = lane.outcome is Outcome.STOPPED
            ended = math.inf if lane.ended is None else lane.ended
            yield lane, (ended, stopped, turns[place], place)

    def overlap(self, one: str, other: str) -> float:
        """Return for how many seconds both lanes were under way."""
        first = self.under_way(self.lane(one))
        second = self.under_way(self.lane(other))
        if first is None or second is None:
            return 0.0
        start = max(first.start, second.start)
        return max(0.0, self._length(start, min(first.end, second.end)))

    def overlapping(self, label: str) -> tuple[str, ...]:
        """Return the labels of the lanes that were under way meanwhile."""
        return tuple(
            lane.label
            for lane in self.lanes
            if lane.label != label and self.overlap(label, lane.label) > 0
        )

    def waited_on(self, label: str) -> dict[str, float]:
        """Return what a lane waited on, and for how many seconds in all.

        Keys are labels of tasks, or the library's words: "sleep", "gather",
        "Queue.get".
        """
        total: dict[str, float] = defaultdict(float)
        for wait in self.lane(label).waits:
            total[wait.on] += wait.end - wait.start
        return {on: self._sum(seconds) for on, seconds in total.items()}

    def uncollected(self, label: str) -> float:
        """Return for how many seconds a result lay done, not collected.

        Until the run ended, where nobody ever took it.
        """
        lane = self.lane(label)
        if lane.never_collected:
            return self._length(lane.ended or 0, self.seconds)
        span = lane.uncollected
        return self._length(span.start, span.end) if span else 0.0

    def blocked(self) -> float:
        """Return for how many seconds the loop was held up.

        Steps of a tenth of a second or more count, each in the lane of the
        coroutine that ran.
        """
        steps = [s for x in self.lanes for s in x.blocked]
        return self._sum(sum(step.end - step.start for step in steps))

    def _length(self, start: float, end: float) -> float:
        """Return how long a stretch is, of the times as they are shown."""
        return round(self.shown(end) - self.shown(start), 6)

    def _sum(self, seconds: float) -> float:
        """Return a sum of lengths as it is shown: its errors add up."""
        grain = self.resolution
        if not grain:
            return round(seconds, self._places)
        return round(round(seconds / grain) * grain, 6)


def _wait(on: str, start: float, end: float, line: int = 0) -> Wait:
    return Wait(on, start, end, line=line)


def _called(label: str) -> tuple[str, tuple[str, ...]]:
    """Return the function and the arguments that a label shows."""
    function, _, rest = label.partition("(")
    found = _ARGUMENT.findall(rest.rpartition(")")[0])
    return function, tuple(map(str.strip, found))


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
