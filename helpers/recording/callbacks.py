"""The callbacks of one loop: which ran, and how long each took.

`Callbacks` is what is noted of them, as plain data that keeps none alive,
and `lane_of_loop` makes the one lane of it that a chart shows. Which are
timed, and how, is in `helpers.recording.handles`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from helpers.timeline.model import BLOCKING, Lane, Outcome
from helpers.timeline.spans import Steps, Waits

__all__ = ["Callbacks", "lane_of_loop"]

SHARE = 0.1  # of a run: callbacks that take so much of it are shown, ...
LEAST = 0.01  # ... if that is so many seconds
MOST_NAMED = 3  # callbacks in the words of a lane
_Ran = tuple[float, float, str, bool]


class Callbacks:
    """The callbacks that one loop ran, in order; it keeps none alive.

    `turns` counts those of the loop, also within a callback that runs it.
    """

    def __init__(self) -> None:
        self.turns: Callable[[], int] = int
        self._times = array("d")  # began, ended, began, ended, ...
        self._numbers = array("l")  # of their names
        self._names: dict[str, int] = {}
        self._nested: set[int] = set()  # places of those that ran the loop

    def note(
        self, name: str, began: float, ended: float, nested: bool
    ) -> None:
        """Note that a callback ran; `nested` where steps ran within it."""
        if nested:
            self._nested.add(len(self._numbers))
        self._times.extend((began, ended))
        self._numbers.append(self._names.setdefault(name, len(self._names)))

    def __len__(self) -> int:
        return len(self._numbers)

    def drop_until(self, cutoff: float) -> None:
        """Drop those that had ended before a time of the loop's clock."""
        count = bisect_left(self._times, cutoff) // 2
        del self._times[: 2 * count], self._numbers[:count]
        self._nested = {x - count for x in self._nested if x >= count}

    def ran(self, since: float) -> Iterator[_Ran]:
        """Yield what ran from `since` on: began, ended, name, nested."""
        names = list(self._names)
        times = iter(self._times)
        pairs = zip(times, times, strict=True)
        for place, (began, ended) in enumerate(pairs):
            if began >= since:
                name = names[self._numbers[place]]
                yield began, ended, name, place in self._nested


def lane_of_loop(
    recorder: Any, origin: float, seconds: float, *, exact: bool, whole: bool
) -> Lane | None:
    """Return the lane of the callbacks since `origin`, if they matter.

    They do where one of them blocked the loop; in a `whole` and `exact`
    timeline, of so many `seconds`, where they took a good part of it; and
    always where the loop ran nothing else.
    """
    ran = _without_steps(recorder, recorder.callbacks.ran(origin))
    took = [ended - began for began, ended, _ in ran]
    if recorder.dropped is not None:  # the rest of the time is not known
        seconds -= recorder.dropped - recorder.origin
    share = exact and whole and sum(took) >= max(SHARE * seconds, LEAST)
    if not ran or not (
        share or not recorder.has_lanes or max(took) >= BLOCKING
    ):
        return None
    if not exact:  # small delays of a real clock are not shown there
        ran = [each for each in ran if each[1] - each[0] >= BLOCKING]
    steps = Steps([when for each in ran for when in each[:2]], origin)
    return Lane(
        label="callbacks of the loop",
        is_task=False,
        depth=0,
        parent=None,
        created=steps[0].start,
        started=steps[0].start,
        ended=max(step.end for step in steps),
        outcome=Outcome.CALLED,
        value=_named(ran),
        collected=None,
        collector=None,
        steps=steps,
        waits=Waits.of([]),
        callbacks=tuple(name for *_, name in ran),
    )


_Stretch = tuple[float, float, str]


def _without_steps(recorder: Any, ran: Iterable[_Ran]) -> list[_Stretch]:
    """Return what callbacks ran themselves: began, ended, name.

    A callback may run the loop, or start an eager task: such steps are
    their tasks' own, and such callbacks were noted before it.
    """
    found: list[_Stretch] = []
    for began, ended, name, nested in ran:
        if nested:
            within = [each[:2] for each in found if each[0] >= began]
            within += _steps_in(recorder.lanes(), began, ended)
            for start, end in sorted(within):
                if start > began:
                    found.append((began, start, name))
                began = max(began, end)
        found.append((began, ended, name))
    return sorted(found)


def _steps_in(
    lanes: Iterable[Any], began: float, ended: float
) -> Iterator[tuple[float, float]]:
    for lane in lanes:
        times = lane.times
        first = bisect_left(times, began)
        for place in range(first + first % 2, len(times), 2):
            if times[place] > ended:
                break
            yield times[place], times[place + 1]


def _named(ran: Iterable[_Stretch]) -> str:
    """Name the callbacks, those that took most first."""
    count: Counter[str] = Counter()
    took: defaultdict[str, float] = defaultdict(float)
    for began, ended, name in ran:
        count[name] += 1
        took[name] += ended - began
    names = sorted(count, key=lambda name: -took[name])
    texts = [x if count[x] == 1 else f"{x} x {count[x]}" for x in names]
    more = len(texts) - MOST_NAMED
    if more > 0:
        texts[MOST_NAMED:] = [f"{more} more"]
    return ", ".join(texts)
