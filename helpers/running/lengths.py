"""Makes a run again with other lengths of its sleeps, as a replay asks for.

Nothing of the program is changed: the loop lets a timer come earlier or
later, as it does for `outcomes()`. A sleep is known by its place among the
timers of its task, so it is the same one however else the run goes.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

from helpers.charts.replay import lean, payload, sleeps
from helpers.clocks.variation import Change, Kind, Variation
from helpers.clocks.varied import VariedLoop
from helpers.running.made_again import Again
from helpers.running.run import Run, completed
from helpers.running.why import why
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Wait

__all__ = ["Lengths", "bars"]

LONGEST = 2000  # characters of an error
NEAR = 1e-6  # seconds; the virtual clock knows nothing smaller
UNLIKE = (
    " When it runs again with nothing changed, it does something else too: "
    "random numbers, or something that is kept from run to run."
)


class _Timer(NamedTuple):
    """A sleep of a run: of which task, and how long it is."""

    key: int
    task: str
    start: float  # seconds
    plain: float  # as the program has it
    seconds: float  # as it was


def bars(timeline: Timeline) -> list[list[float]]:
    """Return [lane, start, end] of each bar whose end can be dragged."""
    shown = timeline.shown
    return [
        [place, shown(wait.start), shown(wait.end)]
        for place, wait in sleeps(timeline)
    ]


class Lengths:
    """A run, and what is changed in it so far.

    `answer` takes what a page asks for and returns what it shows.
    """

    def __init__(self, done: Run, again: Again) -> None:
        self._first = self._now = done
        self._again = again
        self._timers: list[_Timer] | None = None  # known by a run alone
        self._factors: dict[int, float] = {}  # by the keys of timers
        self._note = ""

    @property
    def bars(self) -> list[list[float]]:
        """What can be dragged now."""
        return bars(self._now.timeline)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what to show: `bar` is to take `seconds`, or all `back`."""
        if asked.get("back"):
            self._factors, self._timers = {}, None
            self._now = self._first
            return self._shown("All sleeps are as long as they were.")
        number, seconds = int(asked["bar"]), float(asked["seconds"])
        place, wait = sleeps(self._now.timeline)[number]
        label = self._now.timeline.lanes[place].label
        which = self._which(place, wait)
        before = wait.end - wait.start
        if self._timers is None:
            self._timers = self._try_again()
        timer = self._timer_of(place, wait.end)
        if timer is None or timer.plain <= 0:
            return {"words": f"{label} does not sleep so when it runs again."}
        wanted = timer.seconds + seconds - before
        self._factors[timer.key] = max(0.0, wanted) / timer.plain
        self._now, self._timers = self._run()
        old, new = map(seconds_text, (_rounded(before), _rounded(seconds)))
        head = f"{label} now sleeps {new} s instead of {old}{which}: "
        return self._shown(head + self._outcome() + self._note)

    def _which(self, place: int, wait: Wait) -> str:
        """Say which sleep of a lane it is; "" where there is but one."""
        timeline = self._now.timeline
        if sum(lane == place for lane, _ in sleeps(timeline)) < 2:
            return ""
        return f", from {seconds_text(timeline.shown(wait.start))} s on"

    def _shown(self, words: str) -> dict[str, Any]:
        done = self._now
        return {
            "run": lean(payload(done.timeline, why(done.timeline))),
            "bars": self.bars,
            "words": words,
            "error": "" if done.error is None else _whole(done.error),
            "changed": len(self._factors),
        }

    def _outcome(self) -> str:
        """Say when the whole ends now, and what else came of it."""
        first, now = self._first, self._now
        before, after = map(seconds_text, (first.seconds, now.seconds))
        words = f"the whole ends at {after} s"
        words += f" instead of {before}" if after != before else " as before"
        ended, was = _ended(now), _ended(first)
        if ended != was:
            words += f"; it {ended}, and {was} before"
        return f"{words}."

    def _try_again(self) -> list[_Timer]:
        """Run it with nothing changed: that tells whose the timers are."""
        done, timers = self._run()
        same = list(map(_told, done.timeline.lanes))
        if same != list(map(_told, self._first.timeline.lanes)):
            self._note = UNLIKE
        return timers

    def _run(self) -> tuple[Run, list[_Timer]]:
        assert self._again.make is not None
        loop = _TimedLoop(Variation(Kind.SPEEDS, given=self._factors))
        loop.limit(*self._again.limits)
        title = self._first.timeline.title
        with _unheard():
            done, changed = completed(self._again.make(), loop, title)
        timers = [
            _Timer(
                key,
                label,
                change.moment,
                change.seconds,
                change.seconds * change.now,
            )
            for key, (label, change) in zip(loop.changes, changed, strict=True)
        ]
        return done, timers

    def _timer_of(self, place: int, end: float) -> _Timer | None:
        """Return the timer whose end was that of a lane's sleep."""
        lanes = self._now.timeline.lanes
        task = lanes[place]
        while not task.is_task and task.parent is not None:
            task = lanes[task.parent]
        found = [
            each
            for each in self._timers or ()
            if each.task == task.label
            and abs(each.start + each.seconds - end) <= NEAR
        ]
        return found[-1] if found else None


class _TimedLoop(VariedLoop):
    """Notes each length among the changes, also one that is as it was."""

    def at_other_speed(
        self, when: float, key: int, place: int | None
    ) -> float:
        """Return when a timer comes that was to come at `when`."""
        now = self.moment()
        due = super().at_other_speed(when, key, place)
        same = Change(Kind.SPEEDS, 1.0, place, now, when - now)
        self.changes.setdefault(key, same)
        return due


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Drop what the program prints: a replay has it, and no cell asked."""
    nowhere = _Nowhere()
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        """Write nothing."""
        return len(text)


def _told(lane: Lane) -> tuple[Any, ...]:
    ends = [round(wait.end, 6) for wait in lane.waits if wait.on == "sleep"]
    return lane.label, lane.outcome, lane.value, ends


def _whole(error: BaseException) -> str:
    """Return what is said of an exception where it is raised."""
    return f"{type(error).__name__}: {error}".rstrip(": ")[:LONGEST]


def _rounded(seconds: float) -> float:
    return round(seconds, 6)


def _ended(done: Run) -> str:
    if done.error is not None:
        return f"raised {type(done.error).__name__}"
    main = done.timeline.lanes[0]
    return "returned" if main.returned_none else f"returned {main.value}"
