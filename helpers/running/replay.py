"""`replay`: a run, step by step, with the source beside the chart."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.charts.display import show_page
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.loading import load_whole
from helpers.refusals import AtTheCaller
from helpers.running.record import Recording
from helpers.running.run import Run
from helpers.timeline.model import Timeline

__all__ = ["Replay", "replay"]


@dataclass(frozen=True)
class Replay:
    """A timeline that a page can play; in a terminal it is its drawing."""

    timeline: Timeline

    def __str__(self) -> str:
        return draw(self.timeline)

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the page, or the picture where scripts do not run."""

        def framed() -> str:
            load_whole("helpers.charts.picture")
            from helpers.charts.replay import framed

            return framed(self.timeline)

        show_page(str(self), sentence(self.timeline), framed)


def replay(one: Run | Timeline | Recording) -> Replay:
    """Show what `run` or `record` returned, to be stepped through.

        replay(run(main()))

    Beside the chart stand the source, with each task in its line, what it
    waits for, what was printed so far and what nobody has collected. It
    needs no kernel: in saved HTML it works as well. Raises `TypeError` for
    anything else.
    """
    with AtTheCaller():
        return Replay(_timeline(one))


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
