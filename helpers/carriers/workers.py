"""When the workers of a Dask cluster did what, by the scheduler's clock.

What a worker says of a task comes to the scheduler with its result: stretches
in which it computed, or was sent data. Dask adds to their times the distance
of the two clocks, as it was estimated when the task began. The estimate
changes with each heartbeat, by some hundredths of a second on a busy machine,
so two such tasks may seem to overlap in one thread.

Therefore each worker notes as well, by its own clock alone, when a task came,
was ready, began and was over, and what Dask added at each of these moments.
So the times can be had as they were, and the worker's clock is brought onto
the scheduler's by all that was sent and answered. A worker that is dead has
left no notes: of what it did, Dask's times are taken as far as they can be
true, after the task was sent and the thread was free, and before the result
was known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from helpers.carriers.clocks import Clock

__all__ = ["Change", "Seen", "Stretch", "Workers"]

DONE = ("memory", "error", "erred")  # the last in the scheduler's words


class Change(NamedTuple):
    """A task that is in another state now, as the scheduler noted it."""

    when: float
    key: Any
    before: str
    after: str
    worker: str | None
    thread: int | None
    stretches: Iterable[Mapping[str, Any]]

    @property
    def answered(self) -> bool:
        """Whether this is what a worker told, which had done the task."""
        return self.before == "processing" and self.after in DONE


class Seen(NamedTuple):
    """The same as a worker noted it; `ahead` is what Dask added just then."""

    when: float
    key: Any
    before: str
    after: str
    ahead: float


class Stretch(NamedTuple):
    """What was done for a task: "compute", or a "transfer" of data.

    It is right within `wrong` seconds.
    """

    action: str
    start: float
    end: float
    wrong: float = 0.0


@dataclass
class _Run:
    """A task in a worker, by its clock.

    The moments are when it came, was ready, for its data were there, began,
    and was over; `ahead` is what Dask added at each.
    """

    moments: list[float]
    ahead: list[float]

    def has(self, action: str, start: float, end: float) -> Stretch:
        """Return a stretch by the worker's clock.

        Dask adds to a transfer when that is over, and to the rest when it
        begins; there is no doubt if it would have added the same all along.
        """
        first, adding = (0, 1) if action == "transfer" else (2, 2)
        added, limits = self.ahead[adding], self.moments[first : first + 2]
        stretch = _put(action, start - added, end - added, *limits)
        before, after = self.ahead[first : first + 2]
        return Stretch(*stretch[:3]) if before == after else stretch


class Workers:
    """The workers of a cluster, and their clocks."""

    def __init__(self) -> None:
        self._clocks: dict[str, Clock] = defaultdict(lambda: Clock(guess=0.0))
        self._runs: dict[tuple[str, Any], list[_Run]] = {}
        self._last: dict[tuple[str, int | None], Stretch] = {}  # of a thread

    def asked(
        self, before: float, answers: Mapping[str, float], after: float
    ) -> None:
        """Note what the workers' clocks showed between two moments."""
        for worker, theirs in answers.items():
            self._clocks[worker].told(before, theirs)
            self._clocks[worker].heard(theirs, after)

    def read(
        self, changes: Iterable[Change], seen: Mapping[str, Iterable[Seen]]
    ) -> list[list[Stretch]]:
        """Return what was done for each change; `seen` is by worker."""
        for worker, notes in seen.items():
            for key, runs in _runs(notes).items():
                self._runs[worker, key] = runs
        answers = list(_with_sent(changes))
        for change, sent in answers:
            run = self._run(change)
            if run is not None and change.worker and sent is not None:
                self._clocks[change.worker].told(sent, run.moments[0])
                self._clocks[change.worker].heard(run.moments[-1], change.when)
        return [
            [] if sent is None else list(self._stretches(change, sent))
            for change, sent in answers
        ]

    def _run(self, change: Change) -> _Run | None:
        """Return what a worker noted of a task that it tells of."""
        start = max((x["start"] for x in change.stretches), default=0.0)
        return min(
            self._runs.get((change.worker or "", change.key), []),
            key=lambda run: abs(start - run.ahead[2] - run.moments[2]),
            default=None,
        )

    def _stretches(self, change: Change, sent: float) -> Iterator[Stretch]:
        """Yield what was done for a task that was sent at a moment."""
        run, place = self._run(change), (change.worker or "", change.thread)
        for each in change.stretches:
            times = each["action"], each["start"], each["stop"]
            if times[0] not in ("compute", "transfer"):
                continue
            last = self._last.get(place) if times[0] == "compute" else None
            if run is not None:
                stretch = self._brought(place[0], run.has(*times))
            else:
                free = sent if last is None else last.end - last.wrong
                stretch = _put(*times, max(sent, free), change.when)
            if times[0] == "compute":
                self._last[place] = stretch = _after(last, stretch)
            yield stretch

    def _brought(self, worker: str, stretch: Stretch) -> Stretch:
        """Bring a stretch onto the scheduler's clock."""
        clock = self._clocks[worker]
        action, start, end, wrong = stretch
        wrong += max(clock.within(start), clock.within(end))
        return Stretch(action, clock.here(start), clock.here(end), wrong)


def _put(
    action: str, start: float, end: float, least: float, most: float
) -> Stretch:
    """Return a stretch between two limits, moved as little as possible.

    It is cut where it does not fit, and may be anywhere between them.
    """
    seconds = max(min(end - start, most - least), 0.0)
    start = max(min(start, most - seconds), least)
    wrong = max(most - least - seconds, 0.0)
    return Stretch(action, start, start + seconds, wrong)


def _after(last: Stretch | None, stretch: Stretch) -> Stretch:
    """Return a stretch that begins after the last one in its thread.

    One of the two is wrong where they overlap, by as much or more.
    """
    if last is None or last.end <= stretch.start:
        return stretch
    action, _, end, wrong = stretch
    return Stretch(
        action, last.end, max(end, last.end), max(wrong, last.wrong)
    )


def _with_sent(
    changes: Iterable[Change],
) -> Iterator[tuple[Change, float | None]]:
    """Yield each change; with an answer, when the task had been sent."""
    sent: dict[Any, float] = {}
    for change in changes:
        if change.after == "processing":
            sent[change.key] = change.when
        yield change, sent.get(change.key) if change.answered else None


def _runs(notes: Iterable[Seen]) -> dict[Any, list[_Run]]:
    """Return what a worker has done of each task, from its notes."""
    runs: dict[Any, list[_Run]] = defaultdict(list)
    under_way: dict[Any, _Run] = {}
    for when, key, before, after, ahead in notes:
        if before == "released" and after == "waiting":
            under_way[key] = _Run([when], [ahead])
        elif key in under_way:
            run = under_way[key]
            if before == "waiting" or after in ("executing", *DONE):
                run.moments.append(when)
                run.ahead.append(ahead)
            if after in DONE:
                del under_way[key]
                if len(run.moments) == 4:
                    runs[key].append(run)
    return runs
