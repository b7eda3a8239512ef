"""Shows a chart in a notebook: a picture that says in words what it shows.

It is one output: HTML with an `<img>`, whose `alt` is the chart's sentence,
and beside it the text that nbval compares and a terminal prints. JupyterLab
ignores the metadata of an `image/png`, where nbconvert looks for an `alt`,
and prefers HTML where both are given: a picture beside it would only make
the notebook twice as long. What stands out of sight by its style is in sight
where styles are taken away, so nothing does.
"""

from __future__ import annotations

import base64
import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from helpers.charts.marks import Ghost, Lit
from helpers.charts.markup import image, spelled
from helpers.charts.sentence import sentence
from helpers.charts.text import draw_all
from helpers.loading import load_whole
from helpers.timeline.model import Timeline

__all__ = [
    *("in_notebook", "show", "show_page", "show_timelines"),
    *("show_when_displayed", "why_not"),
]

Ghosts = Mapping[str, Ghost]


def in_notebook() -> bool:
    """Say whether this runs in IPython, which can display things."""
    module: Any = sys.modules.get("IPython")
    return module is not None and module.get_ipython() is not None


def show(
    text: str,
    spoken: str,
    *timelines: Timeline,
    ghosts: Ghosts | Sequence[Ghosts] = MappingProxyType({}),
    lits: Sequence[Lit] = (),
    columns: int = 1,
) -> None:
    """Display the chart of some timelines as a cell's output.

    With several `columns` the charts are small, and stand side by side.
    `lits` are what stands out in each of them.
    """
    show_page(
        text,
        spoken,
        lambda: image(_picture(timelines, ghosts, lits, columns), spoken),
    )


def show_page(text: str, spoken: str, make: Callable[[], str]) -> None:
    """Display the HTML that is made, and its text.

    Where no picture can be drawn, for whatever reason, the text is shown,
    and why: somebody's exception may be waiting to be raised after it. The
    text is all that is left, too, of a picture that Ctrl-C cuts short.
    """
    import IPython.display

    display: Any = IPython.display.display
    try:
        page = make()
    except Exception as error:
        _say_once(why_not(error))
        page = spelled(text, spoken)
    except KeyboardInterrupt:
        display({"text/plain": text}, raw=True)
        raise
    display({"text/html": page, "text/plain": text}, raw=True)


def _picture(
    timelines: Sequence[Timeline],
    ghosts: Ghosts | Sequence[Ghosts],
    lits: Sequence[Lit],
    columns: int,
) -> str:
    """Return the chart as PNG, in base64; raise whatever matplotlib does."""
    load_whole("helpers.charts.picture")
    from helpers.charts.canvas import png
    from helpers.charts.picture import gantt
    from helpers.charts.strip import strip

    if columns > 1:
        figure = strip(timelines, columns, lits)
    else:
        figure = gantt(*timelines, ghosts=ghosts, lits=lits)
    return base64.b64encode(png(figure)).decode("ascii")


@functools.cache
def _say_once(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def why_not(error: Exception) -> str:
    """Say why there is no picture, and what to do."""
    if isinstance(error, ModuleNotFoundError):
        name = (error.name or "").partition(".")[0]
        name = {"PIL": "pillow"}.get(name, name)
        return f"no picture: {name} is missing: pip install {name}"
    words = str(error).partition("\n")[0]
    return f"no picture: {type(error).__name__}: {words}".rstrip(": ")


def show_timelines(
    *timelines: Timeline, lits: Sequence[Lit] = (), said: Sequence[str] = ()
) -> None:
    """Display timelines one below the other, as `run` does its own.

    What is `said` of them stands below.
    """
    if not timelines:
        print("nothing was recorded")
        return
    text = "\n\n".join([draw_all(timelines, lits), *said])
    show(text, " ".join(map(sentence, timelines)), *timelines, lits=lits)
    if said:
        print("\n".join(said))


def show_when_displayed() -> None:
    """Have IPython draw a timeline that is the last value of a cell.

    A timeline knows no chart, so IPython is told, once and from outside.
    """
    if in_notebook():
        shell: Any = sys.modules["IPython"].get_ipython()
        display: Any = shell.display_formatter.ipython_display_formatter
        display.for_type(Timeline, show_timelines)
