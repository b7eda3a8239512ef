"""The critical path: what has to become shorter for a run to be shorter.

From the end of main back to its beginning, and no moment is left out: to
whom it waited for; to whoever held up the loop, woke it up or cancelled it;
and from the beginning of a task to the one that made it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from helpers.predicting.cut import main_of
from helpers.predicting.path import MOST, Path, Stretch
from helpers.timeline.model import Lane, Timeline
from helpers.timeline.spans import Wait

__all__ = ["ITS_TURN", "critical_path"]

ITS_TURN = "its turn"  # what a task waits for before its first step


def critical_path(timeline: Timeline) -> list[Stretch]:
    """Return the stretches that made a run as long as it was, in order."""
    main = main_of(timeline)
    if main is None:
        return []
    trace = _Trace(timeline, main)
    trace.go_back()
    return trace.found[::-1]


class _Trace(Path):
    """Goes back from the end of a task; `found` is passed, last first."""

    def __init__(self, timeline: Timeline, main: Lane) -> None:
        super().__init__(timeline)
        self._task: Lane | None = main  # None: before the beginning
        self._until = timeline.end_of(main)
        self._chain = [main]  # who waited for whom, down to the task
        self._seen: set[int] = set()  # at this moment: no circle of waits

    def go_back(self) -> None:
        """Add what brought the task to its end, back to the beginning."""
        while self._task is not None and len(self.found) < MOST:
            self._seen.add(id(self._task))
            if self._until <= max(self._task.started or 0.0, 0.0) + self.near:
                self._to_the_maker(self._task)
            else:
                self._within(self._task)

    def _to(self, task: Lane, below: Sequence[Lane] = ()) -> bool:
        """Go on with another task, unless it was there at this moment.

        It comes next in the chain, by way of what is in the one before; the
        chain turns back where it has been there.
        """
        if id(task) in self._seen:
            return False
        chain: list[Lane] = []
        for lane in (*self._chain, *below):
            if lane is task:
                break
            chain.append(lane)
        self._task, self._chain = task, [*chain, task]
        return True

    def _to_the_maker(self, task: Lane) -> None:
        """Go from the beginning of a task to what that had waited for."""
        blocker = self.wakers.blocker(task, self._until)
        if blocker is not None and self._to(blocker):
            return
        maker = self._maker(task)
        made = self._made(task, maker)
        if self._until > made + self.near:
            turn = Wait(ITS_TURN, made, self._until)
            self._add(task, task, made, self._until, turn)
        self._until, self._task = made, maker
        if maker is not None:
            del self._chain[1:]
            self._chain += [maker] * (maker is not self._chain[0])

    def _within(self, task: Lane) -> None:
        """Go back over what a task did last, or to the one that let it."""
        lane, floor = self.innermost_before(task, self._until)
        floor = max(floor, task.started or 0.0)
        wait, start = self.last_wait(lane, self._until, floor)
        end = self._until
        if wait is not None:
            start, end = max(wait.start, floor), min(wait.end, end)
            before = self._before(task, lane, wait, end)
            if before and self._to(before, self._between(task, lane)):
                self._until = end
                return
        self._add(task, lane, start, end, wait)
        self._until = start
        self._seen.clear()

    def _add(
        self,
        task: Lane,
        lane: Lane,
        start: float,
        end: float,
        wait: Wait | None,
    ) -> None:
        chain = (*self._chain, *self._between(task, lane))
        self.found.append(Stretch(task, lane, start, end, wait, chain))

    def _between(self, task: Lane, lane: Lane) -> list[Lane]:
        """Return the coroutines from below a task down to one in it."""
        found: list[Lane] = []
        while lane is not task and lane.parent is not None:
            found.append(lane)
            lane = self.timeline.lanes[lane.parent]
        return found[::-1]

    def _maker(self, lane: Lane) -> Lane | None:
        """Return the task that made another, or asked for a job."""
        above = lane.parent
        while above is not None and self.timeline.lanes[above].depth:
            above = self.timeline.lanes[above].parent
        return None if above is None else self.timeline.lanes[above]

    def _made(self, task: Lane, maker: Lane | None) -> float:
        """Return when a task was made.

        Its coroutine may have been there for long: it became a task when its
        maker ran for the last time before it began.
        """
        made = min(self._until, task.created)
        if maker is None or not maker.steps:
            return made
        steps = maker.steps
        after = bisect_right(range(len(steps)), self._until, key=steps.start)
        return max(made, min(self._until, steps.end(max(0, after - 1))))

    def _before(
        self, task: Lane, lane: Lane, wait: Wait, end: float
    ) -> Lane | None:
        """Return the task whose doing ended a wait; None for the wait itself.

        That is the one that was waited for, or one that held up the loop, or
        one that woke the other up or cancelled it.
        """
        awaited = self.awaited(lane, wait, end)
        if awaited is not None and awaited.started is not None:
            return awaited
        blocker = self.wakers.blocker(task, end)
        return blocker or self.wakers.waker(task, lane, wait)
