"""`replay`: a run, step by step, with the source beside the chart."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from helpers.charts.display import show_page
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.loading import load_whole
from helpers.predicting.critical import critical
from helpers.refusals import AtTheCaller
from helpers.running.made_again import Again
from helpers.running.record import Recording
from helpers.running.run import Run, run
from helpers.running.why import why
from helpers.timeline.model import Timeline

__all__ = ["Replay", "replay"]


@dataclass(frozen=True)
class Replay:
    """A timeline that a page can play; in a terminal it is its drawing.

    What made the run as long as it was is lit when somebody asks for it;
    with `lights_path` it is lit at once. `done` is the run whose sleeps can
    be made longer and shorter, where it is a run.
    """

    timeline: Timeline
    lights_path: bool = False
    done: Run | None = field(default=None, repr=False)

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
            load_whole("helpers.charts.picture")
            from helpers.charts.replay import framed

            reason = why(self.timeline, self.lights_path)
            return framed(self.timeline, reason, self._offer)

        show_page(str(self), sentence(self.timeline), framed)

    def _offer(self, name: str) -> None:
        """Let the page that shows this ask for it with other lengths."""
        if self.done is None:
            return
        from helpers.running.lengths import Lengths
        from helpers.running.offers import offer

        again = self.done.again
        make = partial(Lengths, self.done, again or Again(None))
        offer(name, make, _why_not(self.done))


def _why_not(done: Run) -> str:
    """Say why the lengths of a run stay as they are; "" where they may not."""
    again = done.again
    if done.timeline.clock != "virtual":
        return (
            "The ends of sleeps can be dragged after a run on the virtual "
            'clock: run(..., clock="virtual").'
        )
    if again is None:  # it was run with a seed
        return "Sleeps of a run with a seed stay as the seed has made them."
    if again.make is None:
        return (
            "The ends of sleeps can't be dragged: to run it again, its "
            f"coroutine must be made again, and {again.why_not}. "
            "Write replay(lambda: main(...)), which makes all of it anew."
        )
    return ""


def replay(
    one: Run | Timeline | Recording | Callable[[], Any],
) -> Replay:
    """Show what `run` or `record` returned, to be stepped through.

        replay(run(main()))
        replay(main)

    Beside the chart stand the source, with each task in its line, what it
    waits for, what was printed so far and what nobody has collected, and
    on request what made the run as long as it was. It needs no kernel: in
    saved HTML it works as well. A function that makes a coroutine is run
    first, on the virtual clock.

    Where the run was on the virtual clock and its kernel is there, the end
    of a sleep can be dragged, or moved with the arrow keys: the run is made
    again with that length. Raises `TypeError` for anything else.
    """
    __tracebackhide__ = True
    if inspect.isfunction(one) or inspect.ismethod(one):
        made = one()
        with AtTheCaller():
            _check_made(made)
            done = run(made, clock="virtual", live=False)
        return Replay(
            done.timeline, done=replace(done, again=_anew(one, done))
        )
    with AtTheCaller():
        if isinstance(one, Run):
            return Replay(one.timeline, one.lights_path, one)
        return Replay(_timeline(one))


def _anew(function: Callable[[], Any], done: Run) -> Again:
    limits = (None, None) if done.again is None else done.again.limits
    return Again(function, limits=limits)


def _check_made(made: Any) -> None:
    __tracebackhide__ = True
    if not inspect.iscoroutine(made):
        raise TypeError(
            "replay() needs a function that makes a coroutine, and this one "
            f"returned {type(made).__name__}: is 'async' missing?"
        )


def _timeline(one: object) -> Timeline:
    if isinstance(one, Recording):
        return one.timeline
    if isinstance(one, Timeline):
        return one
    more = ""
    if isinstance(one, str):
        more = f": for a case of an exercise write again({one!r}, ...)"
    if inspect.iscoroutine(one):
        one.close()
        more = ": write replay(run(...)) around it"
    raise TypeError(
        f"replay() needs what run() returned, got {type(one).__name__}{more}"
    )
