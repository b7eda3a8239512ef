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
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any

from helpers.charts.cell import Growing, is_live, log_of_cell
from helpers.clocks.real import RealLoop
from helpers.loading import load_whole
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.timeline.model import Timeline

__all__ = ["growing"]

PAUSE = 0.2  # seconds from one frame to the next
MUCH = 5  # times that a rest is longer than a part of a frame, at the least
LEAST = 0.001  # seconds that a part takes, for all that is known before
MOST = 0.02  # seconds; a part that takes longer is too much for any program
PATIENCE = 3  # frames in a row with such parts, and no more
MOST_LANES = 150  # in a record that is read in some milliseconds
MOST_EVENTS = 5000  # the same, since the last frame
SLOWLY = 10  # times that a pause is longer than the frame before it
FOREVER = 1e6  # seconds


class Frames:
    """Makes the frames of one run: `look_on` is for its loop.

    A frame is made in parts of a millisecond or so, and between two of them
    the loop looks whether there is something to do.
    """

    def __init__(
        self,
        loop: RealLoop,
        recorder: Recorder,
        title: str,
        place: Growing,
        draw: Callable[[Timeline], Iterator[str]],
    ) -> None:
        self._draw = draw
        self._loop = loop
        self._recorder = recorder
        self._title = title
        self._place = place
        deque(self._drawn(), maxlen=0)  # for the first time it takes long
        self._frame: Iterator[object] | None = None  # what is left of it
        self._longest = 0.0  # seconds that a part of the last one took
        self._took = 0.0  # seconds that this one took so far
        self._too_long = 0  # frames in a row
        self._due = time.monotonic() + PAUSE

    def look_on(self, rest: float) -> float:
        """Make a part of a frame if one is due; say when to come again."""
        began = time.monotonic()
        if began < self._due:
            return self._due - began
        if rest < MUCH * max(self._longest, LEAST):
            self._longest /= 2  # it need not be so slow the next time
            return FOREVER
        if self._frame is None:
            if self._is_crowded():
                return self._give_up()
            self._frame, self._took, self._longest = self._shown(), 0.0, 0.0
        try:
            is_over = next(self._frame, self) is self
        except Exception:  # a chart is not worth a run
            return self._give_up()
        seconds = time.monotonic() - began
        self._took += seconds
        self._longest = max(self._longest, seconds)
        return self._after_a_frame() if is_over else 0.0

    def _after_a_frame(self) -> float:
        """Return how long to wait for the next one."""
        self._frame = None
        self._too_long = self._too_long + 1 if self._longest > MOST else 0
        if self._too_long > PATIENCE:
            return self._give_up()
        pause = max(PAUSE - self._took, SLOWLY * self._took)
        self._due = time.monotonic() + pause
        return pause

    def _is_crowded(self) -> bool:
        """Say whether it takes too long to look at the record."""
        recorder = self._recorder
        events = len(recorder.events) + len(recorder.steps) // 3
        return recorder.made > MOST_LANES or events > MOST_EVENTS

    def _shown(self) -> Iterator[object]:
        """Make a frame and show it, part by part."""
        page = yield from self._drawn()
        self._place.show(page, "running")

    def _drawn(self) -> Generator[object, None, str]:
        timeline = freeze(self._recorder, title=self._title)
        yield None
        pieces: list[str] = []
        for piece in self._draw(timeline):
            pieces.append(piece)
            yield None
        return "".join(pieces)

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
    draw = None if place is None else _what_draws()
    frames = None
    if place is not None and draw is not None:
        with contextlib.suppress(Exception):  # a chart is not worth a run
            frames = Frames(loop, recorder, title, place, draw)
    if place is None or frames is None:
        yield
        return
    loop.look_on = frames.look_on
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


def _what_draws() -> Any:
    """Return what draws a frame; None where matplotlib is missing."""
    try:
        load_whole("helpers.charts.picture")
        from helpers.charts.frame import frame
    except ImportError:
        return None
    return frame
