"""Stretches of time: the steps of a lane, and its waits.

A run can have a million of them, so they are kept as plain numbers, 32
bytes for a step and the wait after it, and become objects when somebody
looks. The numbers are the recorder's own, not a copy: what is added to
them later lies beyond the end of what is seen here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

__all__ = ["Detail", "LONG", "Span", "Steps", "Wait", "Waits"]

LONG = 0.001  # seconds; in a longer step it matters who ran in it, and when

Detail = tuple[int, tuple[str, ...], str]  # the last three of a `Wait`
_NO_DETAIL: Detail = (0, (), "")
_NONE: Mapping[int, Detail] = MappingProxyType({})


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
    """A stretch in which a task was suspended, and `on` what.

    `line` is the one in which its coroutine stood, 0 where not known.
    `of` tells the locks of one run apart; it is 0 for other waits. `held_by`
    are the labels of the tasks that were seen to hold the lock when the wait
    began. `within` is the asynchronous generator that waited.
    """

    on: str
    start: float
    end: float
    of: int = 0
    held_by: tuple[str, ...] = ()
    within: str = ""
    line: int = 0

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return round(self.end - self.start, 6)


class _Compact(Sequence[Any]):
    """A sequence that is compared and printed like a tuple."""

    __slots__ = ()

    def __getitem__(self, index: Any) -> Any:
        places: Any = range(len(self))[index]
        if isinstance(index, slice):
            return tuple(map(self._at, places))
        return self._at(places)

    def _at(self, index: int) -> Any:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        return map(self._at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (_Compact, tuple)):
            return NotImplemented
        return len(self) == len(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


class Steps(_Compact):
    """The steps of one lane: when it ran on the loop.

    `times` is flat: began, ended, began, ended, ...; `origin` is what they
    are counted from, and `first` and `last` say which steps are meant.
    `begin` and `finish` stand for the start of the first of them and the
    end of the last, where a lane began or ended within a step.
    """

    __slots__ = ("_begin", "_finish", "_first", "_last", "_origin", "_times")

    def __init__(
        self,
        times: Sequence[float] = (),
        origin: float = 0.0,
        first: int = 0,
        last: int | None = None,
        begin: float | None = None,
        finish: float | None = None,
    ) -> None:
        self._times = times if isinstance(times, array) else array("d", times)
        self._origin = origin
        self._first = first
        self._last = len(times) // 2 if last is None else last
        self._begin, self._finish = begin, finish

    def __len__(self) -> int:
        return max(0, self._last - self._first)

    def _at(self, index: int) -> Span:
        return Span(self.start(index), self.end(index))

    def start(self, index: int) -> float:
        """Return when a step began, in seconds."""
        when = self._times[2 * (self._first + index)]
        if index == 0 and self._begin is not None:
            when = self._begin
        return round(when - self._origin, 6)

    def end(self, index: int) -> float:
        """Return when a step ended, in seconds."""
        when = self._times[2 * (self._first + index) + 1]
        if index == len(self) - 1 and self._finish is not None:
            when = self._finish
        return round(when - self._origin, 6)

    def longer(self, seconds: float) -> tuple[Span, ...]:
        """Return the steps that took `seconds` or more."""
        times, first = self._times, 2 * self._first
        return tuple(
            self[index]
            for index, start in enumerate(range(first, 2 * self._last, 2))
            if times[start + 1] - times[start] >= seconds
        )

    def __repr__(self) -> str:
        return f"<{len(self)} steps>"

    @property
    def flat(self) -> array[float]:
        """The times in a new array: began, ended, began, ended, ..."""
        chosen = self._times[2 * self._first : 2 * self._last]
        if chosen and self._begin is not None:
            chosen[0] = self._begin
        if chosen and self._finish is not None:
            chosen[-1] = self._finish
        origin = self._origin
        return array("d", [round(when - origin, 6) for when in chosen])


class Waits(_Compact):
    """The waits of one lane: what it was suspended on, between two steps.

    `pairs` is flat: the number of a step, counted as `first` of the lane's
    steps counts, then the number of what was waited on after it, counting
    up from 0 in `reasons` or down from -1 in `labels`. `now` is the end of
    a wait that has not ended. `lines` has for each the line in which the
    coroutine stood, 0 where that is not known. `details` has more of some
    reasons.
    """

    __slots__ = (
        *("_details", "_first", "_from", "_labels", "_now"),
        *("_pairs", "_reasons", "_steps", "_to", "lines"),
    )

    def __init__(
        self,
        pairs: array[int],
        steps: Steps,
        reasons: Sequence[str] | Mapping[int, str],
        labels: Sequence[str] = (),
        first: int = 0,
        now: float | None = None,
        details: Mapping[int, Detail] = _NONE,
    ) -> None:
        self._details = details
        self._pairs = pairs
        self._steps = steps
        self._reasons = reasons
        self._labels = labels
        self._first = first
        self._now = now
        last = first + len(steps) - (now is None)
        self._from = self._place_of(first)
        self._to = max(self._from, self._place_of(last))
        self.lines: Sequence[int] = ()

    def _place_of(self, step: int) -> int:
        """Return the place of the first pair that is of this step or later."""
        places = range(len(self._pairs) // 2)
        return bisect_left(places, step, key=lambda at: self._pairs[2 * at])

    def steps_before(self, origins: Sequence[int] | None) -> Sequence[int]:
        """Return the number of the step before each wait.

        Or of these, which has one for each pair, where they are given.
        """
        if origins is not None:
            return origins[self._from : self._to]
        return self._pairs[2 * self._from : 2 * self._to : 2]

    @classmethod
    def of(cls, waits: Sequence[Wait]) -> Waits:
        """Return these waits in the compact form."""
        times = [0.0]
        for each in waits:
            times += [each.start, each.end]
        places: dict[tuple[str, Detail], int] = {}
        pairs = array("l")
        for step, each in enumerate(waits):
            kind = (each.on, (each.of, each.held_by, each.within))
            pairs.extend((step, places.setdefault(kind, len(places))))
        details = {place: detail for (_, detail), place in places.items()}
        reasons = [on for on, _ in places]
        steps = Steps([*times, 0.0])
        found = cls(pairs, steps, reasons, details=details)
        found.lines = [each.line for each in waits]
        return found

    def __len__(self) -> int:
        return self._to - self._from

    def _at(self, index: int) -> Wait:
        place = 2 * (self._from + index)
        step = self._pairs[place] - self._first
        last = step + 1 >= len(self._steps)
        end = self._now if last else self._steps.start(step + 1)
        assert end is not None
        number = self._pairs[place + 1]
        on, more = self._on(number), self._details.get(number, _NO_DETAIL)
        line = self.lines[index] if self.lines else 0
        return Wait(on, self._steps.end(step), end, *more, line)

    def _on(self, number: int) -> str:
        if number >= 0:
            return self._reasons[number]
        place = -1 - number
        known = place < len(self._labels)
        return (known and self._labels[place]) or "a task"

    def __repr__(self) -> str:
        return f"<{len(self)} waits>"
