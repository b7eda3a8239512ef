"""`replay`: a run, step by step, with the source beside the chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.charts.display import show_page
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.predicting.critical import critical
from helpers.refusals import AtTheCaller
from helpers.running.record import Recording
from helpers.running.run import Run
from helpers.timeline.model import Timeline

if TYPE_CHECKING:
    from helpers.charts.replay import Why

__all__ = ["Replay", "replay", "why"]


@dataclass(frozen=True)
class Replay:
    """A timeline that a page can play; in a terminal it is its drawing.

    What made the run as long as it was is lit when somebody asks for it;
    with `lights_path` it is lit at once.
    """

    timeline: Timeline
    lights_path: bool = False

    def __str__(self) -> str:
        """Return the drawing, and what is lit at once in words."""
        if not self.lights_path:
            return draw(self.timeline)
        found = critical(self.timeline)
        drawing = draw(self.timeline, lit=found.lit)
        return f"{drawing}\n\npath: {found.words}"

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the page, or the picture where scripts do not run."""

        def framed() -> str:
            from helpers.charts.replay import framed

            return framed(self.timeline, why(self.timeline, self.lights_path))

        show_page(str(self), sentence(self.timeline), framed)


def replay(one: Run | Timeline | Recording) -> Replay:
    """Show what `run` or `record` returned, to be stepped through.

        replay(run(main()))

    Beside the chart stand the source, with each task in its line, what it
    waits for, what was printed so far and what nobody has collected, and
    on request what made the run as long as it was. It needs no kernel: in
    saved HTML it works as well. Raises `TypeError` for anything else.
    """
    with AtTheCaller():
        lights_path = isinstance(one, Run) and one.lights_path
        return Replay(_timeline(one), lights_path)


def why(timeline: Timeline, at_once: bool = False) -> Why:
    """Return what made a run as long as it was, to be lit in a replay."""
    from helpers.charts.replay import Why

    found = critical(timeline)
    return Why(found.words, found.lit, at_once)


def _timeline(one: object) -> Timeline:
    if isinstance(one, (Run, Recording)):
        return one.timeline
    if isinstance(one, Timeline):
        return one
    more = ""
    if isinstance(one, str):
        more = f": for a case of an exercise write again({one!r}, ...)"
    raise TypeError(
        f"replay() needs what run() returned, got {type(one).__name__}{more}"
    )
