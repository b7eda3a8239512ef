"""Shows the chart of a run while it goes on: the lanes grow.

A frame is made only while the event loop rests, in its own thread, and only
where the rest is much longer than a frame takes: then the program is not
held up, and what it does in the meantime is in the next frame. A thread of
its own would take turns with the program instead, and would have to read
what is being written. A program that never rests gets no frames.

It costs nothing where nobody looks on: on the virtual clock, under nbval and
nbconvert, in scripts, in a cell that ran before these helpers were there,
and where COURSE_LIVE=0 or `run(..., live=False)` says so.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from typing import Any

from helpers.charts.cell import Growing, is_live, log_of_cell
from helpers.clocks.real import RealLoop
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze

__all__ = ["growing"]

PAUSE = 0.2  # seconds from one frame to the next
MUCH = 5  # times that a rest is longer than a frame takes, at the least
LATE = 0.003  # seconds; where an event may come, a frame takes no longer
MOST = 0.03  # seconds; what takes longer is too much for any program
SLOWLY = 10  # times that a pause is longer than the frame before it
PATIENCE = 3  # frames in a row that take too long
FOREVER = 1e6  # seconds


class Frames:
    """Makes the frames of one run: `look_on` is for its loop."""

    def __init__(
        self, loop: RealLoop, recorder: Recorder, title: str, place: Growing
    ) -> None:
        from helpers.charts.frame import frame

        frame(freeze(recorder, title=title))  # the first one takes long
        self._frame = frame
        self._loop = loop
        self._recorder = recorder
        self._title = title
        self._place = place
        self._cost = LATE / 2  # seconds, of the last frame
        self._too_long = 0  # frames, in a row
        self._due = time.monotonic() + PAUSE

    def look_on(self, rest: float) -> float:
        """Show a frame if one is due; return after how long the next is."""
        now = time.monotonic()
        if now < self._due:
            return self._due - now
        if rest < MUCH * self._cost:
            return FOREVER
        try:
            self._show()
        except Exception:  # a chart is not worth a run
            return self._give_up()
        self._cost = time.monotonic() - now
        late = LATE if not self._loop.is_alone() else MOST
        self._too_long = self._too_long + 1 if self._cost > late else 0
        if self._too_long >= PATIENCE:
            return self._give_up()
        pause = max(PAUSE, SLOWLY * self._cost)
        self._due = now + pause
        return pause

    def _show(self) -> None:
        timeline = freeze(self._recorder, title=self._title)
        text = f"running, {timeline.shown(timeline.seconds):g} s so far"
        self._place.show(self._frame(timeline), text)

    def _give_up(self) -> float:
        self._loop.look_on = None
        return FOREVER


@contextlib.contextmanager
def growing(
    loop: Any, recorder: Recorder, title: str, live: bool | None
) -> Iterator[None]:
    """Let the chart grow in this block, where there is somebody to see it.

    `live` is for `run`: False for never, None for what COURSE_LIVE says.
    """
    place = _place(loop, live)
    if place is None:
        yield
        return
    loop.look_on = Frames(loop, recorder, title, place).look_on
    try:
        yield
    finally:
        loop.look_on = None
        with contextlib.suppress(Exception):
            place.remove()


def _place(loop: Any, live: bool | None) -> Growing | None:
    """Return where a chart may grow; None where it may not."""
    if live is False or not isinstance(loop, RealLoop):
        return None
    if live is None and os.environ.get("COURSE_LIVE") == "0":
        return None
    log = log_of_cell()
    if log is None or not is_live():
        return None
    return Growing(log, f"growing-{uuid.uuid4().hex}")
