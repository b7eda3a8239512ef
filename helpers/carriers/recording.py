"""What all recordings of work elsewhere have in common.

`with record_pool(pool) as recording:` records its block; after it,
`recording.timeline` is the record, and a cell's last value draws it.
"""

from __future__ import annotations

import contextlib
import time
from typing import Any, Self

from helpers.carriers.lanes import Block, as_timeline
from helpers.carriers.notes import Job
from helpers.charts.display import show_timelines
from helpers.charts.text import draw
from helpers.labels import describe_error
from helpers.refusals import AtTheCaller
from helpers.timeline.model import Timeline

__all__ = ["WorkRecording"]


class WorkRecording:
    """A block, and the jobs that were handed over in it.

    `title` and `round_to` are for the chart: its times are cut down to
    multiples of `round_to` seconds, and shown as measured with 0.
    `exact_to` says by how many seconds a time may be wrong that was taken in
    another process; of what is seen here every time is exact.
    """

    place = "worker"

    def __init__(self, title: str = "", round_to: float = 0.0) -> None:
        self._title, self._round_to = title, float(round_to)
        self._jobs: list[Job] = []
        self._began: float | None = None
        self._ended: float | None = None
        self._error, self._cut_short = "", False
        self._looking = contextlib.ExitStack()
        self.exact_to = 0.0

    def _begin(self) -> None:
        """Begin to look on; what is to be undone goes to `_looking`."""

    def _finish(self) -> None:
        """Bring the notes of other processes onto our clock."""

    @staticmethod
    def _now() -> float:
        return time.perf_counter()

    def __enter__(self) -> Self:
        """Record what is handed over from here on."""
        with AtTheCaller():
            if self._began is not None:
                raise RuntimeError(
                    "this recording is over, or under way: make another"
                )
            try:
                self._begin()
            except BaseException:  # an interrupt, say
                self._looking.close()
                raise
        self._began = self._now()
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Stop; what was recorded stays, also of a block that failed."""
        self._ended = self._now()
        self._error = "" if error is None else describe_error(error)
        # By an interrupt, which may have reached other processes as well.
        self._cut_short = not isinstance(error, Exception | None)
        try:
            self._finish()
        finally:
            self._looking.close()

    @property
    def timeline(self) -> Timeline:
        """The record, once the block is over."""
        with AtTheCaller():
            if self._began is None or self._ended is None:
                raise RuntimeError("there is no record before the block ends")
        block = Block(
            self._began,
            self._ended,
            self.place,
            self._error,
            self._title,
            self._round_to,
        )
        return as_timeline(block, self._jobs)

    def __str__(self) -> str:
        """Return the chart in plain text."""
        return draw(self.timeline)

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the picture, and the sentence to a screen reader."""
        show_timelines(self.timeline)
