"""What a recorder knows of a deadlock, for the words of the error.

That is: what each task is called in the chart, and which tasks have ended
in a way that may be the reason why others wait for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from helpers.clocks.deadlock_text import Record
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze, labels
from helpers.timeline.model import Outcome, Timeline
from helpers.timeline.seconds import seconds_text

__all__ = ["record_deadlock"]

MOST = 3  # tasks that have ended; more are not read


def record_deadlock(recorder: Recorder) -> Record:
    """Note that who waits now does so for ever; return what is known."""
    timeline = freeze(recorder)
    if recorder.closing is None:
        recorder.close(Outcome.STUCK)
    return Record(labels(recorder), tuple(_ended(timeline))[:MOST])


def _ended(timeline: Timeline) -> Iterator[str]:
    for lane in timeline.lanes:
        if not lane.is_task or lane.ended is None:
            continue
        when = f"at {seconds_text(timeline.shown(lane.ended))} s"
        if lane.outcome is Outcome.CANCELLED:
            yield f"{lane.label} was cancelled {when}"
        elif lane.outcome is Outcome.RAISED and lane.never_collected:
            yield (
                f"{lane.label} died {when}: it raised {lane.value}, and "
                "nobody has looked at that"
            )
