"""The notes on one job that an event loop has handed to an executor.

It is made in the loop's thread, and most of it is noted in another: each
note is one attribute that is set once, so that a thread which reads it
sees all of a note or nothing.
"""

from __future__ import annotations

import concurrent.futures
import types
from collections.abc import Callable
from typing import Any

from helpers.labels import describe_error, kept
from helpers.recording.lane import LiveLane
from helpers.timeline.model import Outcome

__all__ = ["JobLane", "OfJob"]

End = tuple[float | None, Outcome, Any]  # when, how, and `value` of a lane


class JobLane(LiveLane):
    """One job: queued from `created` on, at work from `begun` on.

    `place` is where it is done: in a "thread", a "process", or by another
    kind of "worker". `asker` is the code of the coroutine that asked for
    it. `given_up` is when the future was cancelled that the loop has for
    it. `now` may be called in any thread.
    """

    __slots__ = ("_end", "asker", "begun", "given_up", "now", "place")

    place: str
    asker: types.CodeType | None
    now: Callable[[], float]

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        self.is_task = False
        self.begun: float | None = None
        self.given_up: float | None = None
        self._end: End | None = None

    @property
    def end(self) -> End:
        """When and how it ended, and what it gave.

        One that was given up in the queue is not begun any more.
        """
        if self._end is not None:
            return self._end
        if self.begun is not None:
            return None, Outcome.WORKING, ""
        if self.given_up is not None:
            return self.given_up, Outcome.CANCELLED, ""
        return None, Outcome.PENDING, ""

    @property
    def goes_on(self) -> bool:
        """Whether it is queued or at work."""
        return self.end[0] is None

    def was_over_before(self, when: float) -> bool:
        """Say whether it had ended before a time of the loop's clock."""
        ended = self.end[0]
        return ended is not None and ended < when

    def note_begun(self) -> None:
        """Note that somebody has taken it out of the queue."""
        if self.begun is None and self._end is None:
            self.begun = max(self.created, self.now())

    def note_begun_at_once(self) -> None:
        """Note that a worker was free, and quicker than whoever notes it."""
        if self.begun is None:
            self.begun = self.created

    def note_collected(self, when: float, collector: int | None) -> None:
        """Note that somebody took its result, the first time."""
        if self.collected is None:
            self.collected, self.collector = when, collector

    def note_given_up(self, when: float) -> None:
        """Note that nobody waits for it any more, if it still goes on."""
        if self._end is None and self.given_up is None:
            self.given_up = when

    def note_done(self, future: concurrent.futures.Future[Any]) -> None:
        """Note how it ended: a callback for when its future is done."""
        if future.cancelled():
            self._note_end(Outcome.CANCELLED, "")
            return
        error = future.exception()
        if error is not None:
            self.note_raised(error)
        else:
            self.note_returned(future.result())

    def note_returned(self, value: Any) -> None:
        """Note that it has returned."""
        self._note_end(Outcome.RETURNED, kept(value))

    def note_raised(self, error: BaseException) -> None:
        """Note which exception has ended it."""
        self._note_end(Outcome.RAISED, describe_error(error))

    def _note_end(self, outcome: Outcome, value: Any) -> None:
        ended = max(self.created, self.now())
        if outcome is not Outcome.CANCELLED:
            self.note_begun_at_once()
        if self.begun is not None:
            self.begun = min(self.begun, ended)  # it was noted late
        self._end = ended, outcome, value
        del self.now  # it may keep the loop alive


class OfJob:
    """What the futures of jobs are, of whatever kind they are else."""

    __slots__ = ()
    job: JobLane
