"""What each phase of a lane looks like, reads like and sounds like.

`MARKS` is the one table of it: picture, text, sentence, trace, sketch and
explanations read it, and none of them knows a single state or outcome.
Nothing is said by colour alone.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.timeline.model import Outcome
from helpers.timeline.phases import End, State
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Span

__all__ = [
    *("CROSS", "MARKS", "PALE", "Fill", "Ghost", "Lit", "Mark", "Part"),
    "Shape",
    "end_words",
]

BLUE = "#0072b2"
VERMILLION = "#d55e00"
TRACK = "#e3e7ea"
EDGE = "#75797c"
SKY = "#b9dcf2"


class Shape(enum.Enum):
    """What the picture makes of a phase."""

    BAR = "as high as a track, and as long as it takes"
    STEP = "the same, as high as its share, and never too small to be seen"
    LINE = "along the middle of the track"
    CROSS = "at one place"


class Fill:
    """How a phase is drawn; `look` is for matplotlib."""

    def __init__(self, shape: Shape, **look: Any) -> None:
        self.shape = shape
        self.look = look


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
    later in the table is seen. A `brief` one may take no time, and is not
    heard of then; its last place belongs to what comes after it. `trace`
    names a slice, `heard` is for the sentence, and `word` stands on a phase
    or, for an end, beside it. `now` is what a replay says of a lane that is
    in this state at the moment.

    An end has some more: `waiting` leads over to what the lane waited on,
    `unstarted` is added for one that never started, and `unfinished` tells
    what became of a lane that came to no end of its own.
    """

    sign: str = ""
    fill: Fill | None = None
    part: Part = Part.WITHIN
    trace: str = ""
    heard: str = ""
    brief: bool = False
    word: str = ""
    now: str = ""
    waiting: str = ""
    unstarted: str = ""
    unfinished: str = ""


_THIN = {"edgecolor": EDGE, "linewidth": 0.7}
DOTTED = Fill(
    Shape.LINE, colors=EDGE, linewidths=1.1, linestyles=[(0, (1, 2))], zorder=4
)
DASHED = Fill(
    Shape.LINE, colors=EDGE, linewidths=1.1, linestyles=[(0, (5, 4))], zorder=4
)
PALE = Fill(Shape.BAR, facecolor=TRACK, zorder=3, **_THIN)
HATCHED = Fill(
    Shape.BAR, facecolor="white", hatch="//////", zorder=3.1, **_THIN
)
SOLID = Fill(Shape.STEP, facecolor=BLUE, linewidth=0, zorder=3.3)
SPECKLED = Fill(
    Shape.BAR, facecolor="white", hatch="....", zorder=3.1, **_THIN
)
SKY_BLUE = Fill(Shape.BAR, facecolor=SKY, zorder=3.1, **_THIN)
CROSSED = Fill(Shape.BAR, facecolor="white", hatch="xxxx", zorder=3.2, **_THIN)
STRIPED = Fill(Shape.BAR, facecolor=SKY, hatch="\\\\\\", zorder=3.1, **_THIN)
CROSS = Fill(
    Shape.CROSS,
    marker="X",
    markersize=9,
    markerfacecolor=VERMILLION,
    markeredgecolor="white",
    markeredgewidth=0.8,
    zorder=4,
)


def _cross(word: str, **more: Any) -> Mark:
    return Mark("x", CROSS, word=word, **more)


MARKS: dict[State | Outcome, Mark] = {
    State.CREATED: Mark(
        ".",
        DOTTED,
        Part.BEFORE,
        "created, not started",
        "created at {start}",
        now="is created, not started",
    ),
    State.PERHAPS: Mark(
        "?",
        DASHED,
        Part.BEFORE,
        "created, or under way: not known",
        "may have been under way from {start}",
    ),
    State.UNDER_WAY: Mark(
        "-",
        PALE,
        Part.WHOLE,
        "{label}",
        "started at {start}",
        now="lets the others run",
    ),
    State.QUEUED: Mark(
        ",",
        SPECKLED,
        Part.BEFORE,
        "queued for a {on}",
        "queued for a {on} at {start}",
        word="queued",
        now="is queued for a {on}",
    ),
    State.WORKING: Mark(
        "=",
        SKY_BLUE,
        Part.WHOLE,
        "{label}",
        "at work in a {on} from {start}",
        word="in a {on}",
        now="is at work in a {on}",
    ),
    State.GIVEN_UP: Mark(
        "~",
        STRIPED,
        Part.WITHIN,
        "given up on, still at work",
        "given up on at {start} and still at work",
        word="given up on",
        now="is given up on, still at work",
    ),
    State.UNCOLLECTED: Mark(
        "/",
        HATCHED,
        Part.AFTER,
        trace="done, not collected",
        heard="collected at {end}",
        word="done, not collected",
        now="{end}, not collected",
    ),
    State.MOVING: Mark(
        ">",
        CROSSED,
        Part.WITHIN,
        "data on the way",
        "data on the way from {start} to {end}",
        word="moving",
        now="its data is on the way",
    ),
    State.WAITING: Mark(trace="waiting on {on}", now="waits for {on}"),
    State.OFTEN: Mark(
        ":", SOLID, heard="took many short steps from {start} to {end}"
    ),
    State.OFTEN_BLOCKING: Mark(
        "%", SOLID, heard="blocked the loop many times from {start} to {end}"
    ),
    State.RUNNING: Mark(
        "|",
        SOLID,
        trace="running {on}",
        heard="{on} ran from {start} to {end}",
        brief=True,
        now="runs now",
    ),
    State.BLOCKING: Mark(
        "#",
        SOLID,
        trace="running {on}",
        heard="{on} blocked the loop from {start} to {end}",
        now="runs now, and blocks the loop",
    ),
    Outcome.PENDING: Mark(
        word="still waiting", waiting=" on ", unfinished="it went on"
    ),
    Outcome.RETURNED: Mark(word="returned"),
    Outcome.DONE: Mark(word="done"),
    Outcome.CALLED: Mark(word="called"),
    Outcome.WORKING: Mark(
        word="still at work", unfinished="it was still at work"
    ),
    Outcome.NEVER_AWAITED: Mark(
        word="never awaited", unfinished="nobody awaited it"
    ),
    Outcome.LOST: _cross("lost"),
    Outcome.RAISED: _cross("raised"),
    Outcome.CANCELLED: _cross("cancelled", unstarted=" before it started"),
    Outcome.STOPPED: _cross(
        "cancelled at the end of run",
        unfinished="it was cancelled when the run was over",
    ),
    Outcome.INTERRUPTED: _cross(
        "interrupted",
        waiting=" while waiting on ",
        unfinished="it was interrupted",
    ),
    Outcome.DESTROYED: _cross(
        "destroyed while waiting",
        waiting=" on ",
        unfinished="it was destroyed, since nobody kept a reference to it",
    ),
    Outcome.STUCK: _cross(
        "waiting for ever", waiting=" on ", unfinished="it waited for ever"
    ),
}


@dataclass(frozen=True)
class Ghost:
    """What was predicted for one lane, to be drawn beside the real one.

    Or what it was in another run. `start` and `end` are seconds, or None
    where no time was given; `remark` is added to the words at the end of
    the lane, and `name` says whose or when it is.
    """

    start: float | None = None
    end: float | None = None
    remark: str = ""
    name: str = "you"


# What is lit in a chart: stretches, by the labels of their lanes, in order.
Lit = Sequence[tuple[str, Span]]


def end_words(
    end: End,
    shown: Callable[[float], float] | None = None,
    *,
    heard: bool = False,
) -> str:
    """Say how a lane ended, and when, as `shown` gives it.

    A chart gives a result alone; the sentence, which is `heard`, says that
    it was returned.
    """
    mark = MARKS[end.state]
    words = f"{mark.word} {end.value}" if end.value else mark.word
    if end.is_result and not heard:
        words = end.value
    if not end.started:
        words = f"{'never started, ' * heard}{words}{mark.unstarted}"
    if end.on and mark.waiting:
        words += mark.waiting + end.on
    if shown is not None and end.when is not None:
        words += f" at {seconds_text(shown(end.when))}"
    return f"{words}, never collected" if end.never_collected else words
