"""What each phase of a lane looks like, reads like and sounds like.

`MARKS` is the one table of it: picture, text, sentence, trace, sketch and
explanations read it, and none of them knows a single state or outcome.
Nothing is said by colour alone.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.timeline.model import Outcome
from helpers.timeline.phases import End, State
from helpers.timeline.seconds import seconds_text

__all__ = ["MARKS", "Fill", "Mark", "Part", "Shape", "end_words"]

BLUE = "#0072b2"
VERMILLION = "#d55e00"
TRACK = "#e3e7ea"
EDGE = "#75797c"


class Shape(enum.Enum):
    """What the picture makes of a phase."""

    BAR = "as high as a track, and as long as it takes"
    STEP = "the same, and never too short to be seen"
    LINE = "along the middle of the track"
    CROSS = "at one place"


@dataclass(frozen=True, eq=False)
class Fill:
    """How a phase is drawn; `look` is for matplotlib."""

    shape: Shape
    look: Mapping[str, Any]


class Part(enum.Enum):
    """Where on a lane a phase lies."""

    BEFORE = "before the first step"
    WHOLE = "from there to the end"
    WITHIN = "at some time between the two"
    AFTER = "after the end"


@dataclass(frozen=True)
class Mark:
    """How one state, or one way to end, is shown in each kind of chart.

    `sign` is for the text; of two signs in one place the one that stands
    later in the table is seen, and a `brief` one stands where its phase
    begins only. `word` stands on the phase or, for an end, beside it, and
    `trace` names its slice. `heard` is for the sentence.

    An end has some more: `waiting` leads over to what the lane waited on,
    `unstarted` is added for one that never started, and `unfinished` tells
    what became of a lane that came to no end by itself.
    """

    sign: str = ""
    fill: Fill | None = None
    word: str = ""
    trace: str = ""
    heard: str = ""
    part: Part = Part.WITHIN
    brief: bool = False
    waiting: str = ""
    unstarted: str = ""
    unfinished: str = ""

    @property
    def crossed(self) -> bool:
        """Whether a lane with this end failed, or was cut short."""
        return self.fill is CROSSED


_THIN = {"edgecolor": EDGE, "linewidth": 0.7, "zorder": 3}
DOTTED = Fill(
    Shape.LINE,
    {
        "colors": EDGE,
        "linewidths": 1.1,
        "linestyles": [(0, (1, 2))],
        "zorder": 3.5,
    },
)
PALE = Fill(Shape.BAR, {"facecolor": TRACK, **_THIN})
HATCHED = Fill(Shape.BAR, {"facecolor": "white", "hatch": "//////", **_THIN})
SOLID = Fill(Shape.STEP, {"facecolor": BLUE, "linewidth": 0, "zorder": 3})
CROSSED = Fill(
    Shape.CROSS,
    {
        "marker": "X",
        "markersize": 9,
        "markerfacecolor": VERMILLION,
        "markeredgecolor": "white",
        "markeredgewidth": 0.8,
        "zorder": 4,
    },
)

MARKS: dict[State | Outcome, Mark] = {
    State.CREATED: Mark(
        ".",
        DOTTED,
        trace="created, not started",
        heard="created at {start}",
        part=Part.BEFORE,
    ),
    State.UNSTARTED: Mark(
        ".",
        DOTTED,
        trace="created, not started",
        heard="created at {start}, never started",
        part=Part.BEFORE,
    ),
    State.UNDER_WAY: Mark(
        "-",
        PALE,
        trace="{label}",
        heard="started at {start}",
        part=Part.WHOLE,
    ),
    State.UNCOLLECTED: Mark(
        "/",
        HATCHED,
        word="done, not collected",
        trace="done, not collected",
        heard="collected at {end}",
        part=Part.AFTER,
    ),
    State.WAITING: Mark(trace="waiting on {on}"),
    State.RUNNING: Mark("|", SOLID, trace="running", brief=True),
    State.BLOCKING: Mark(
        "#",
        SOLID,
        trace="running",
        heard="blocked the loop from {start} to {end}",
    ),
    Outcome.PENDING: Mark(
        word="still waiting", waiting=" on ", unfinished="it went on"
    ),
    Outcome.RETURNED: Mark(word="returned"),
    Outcome.DONE: Mark(word="done"),
    Outcome.NEVER_AWAITED: Mark(
        word="never awaited", unfinished="nobody awaited it"
    ),
    Outcome.RAISED: Mark("x", CROSSED, "raised"),
    Outcome.CANCELLED: Mark(
        "x", CROSSED, "cancelled", unstarted=" before it started"
    ),
    Outcome.STOPPED: Mark(
        "x",
        CROSSED,
        "cancelled at the end of run",
        unfinished="it was cancelled when the run was over",
    ),
    Outcome.INTERRUPTED: Mark(
        "x",
        CROSSED,
        "interrupted",
        waiting=" while waiting on ",
        unfinished="it was interrupted",
    ),
    Outcome.STUCK: Mark(
        "x",
        CROSSED,
        "waiting for ever",
        waiting=" on ",
        unfinished="it waited for ever",
    ),
}


def end_words(
    end: End,
    shown: Callable[[float], float] | None = None,
    *,
    heard: bool = False,
) -> str:
    """Say how a lane ended, and when, as `shown` gives it.

    A result is told by itself in a chart, and is `heard` to be returned.
    """
    mark = MARKS[end.state]
    words = f"{mark.word} {end.value}" if end.value else mark.word
    if end.is_result and not heard:
        words = end.value
    if not end.started:
        words += mark.unstarted
    if end.on and mark.waiting:
        words += mark.waiting + end.on
    if shown is not None and end.when is not None:
        words += f" at {seconds_text(shown(end.when))}"
    return f"{words}, never collected" if end.never_collected else words
