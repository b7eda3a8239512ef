"""Charts as files: what kind it is, the end of the name says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from helpers.charts.legend import legend as describe
from helpers.charts.marks import Lit
from helpers.charts.text import draw_all
from helpers.loading import load_whole
from helpers.timeline.model import Timeline

if TYPE_CHECKING:
    from helpers.charts.replay import Why

__all__ = ["KINDS", "write", "write_text"]

KINDS = ("png", "svg", "pdf", "html", "txt", "json")  # that `write` knows


def write(
    path: str,
    timelines: Sequence[Timeline],
    *,
    lits: Sequence[Lit] = (),
    legend: bool = False,
    whys: Callable[[Timeline], Why | None] = lambda timeline: None,
) -> None:
    """Write a chart to `path`; what kind its name says.

    `.png`, `.svg` and `.pdf` are pictures, `.txt` is the drawing in plain
    text, `.json` the timelines themselves, `.html` a page that plays them.
    Raises `OSError` where the file cannot be written. A `legend` says what
    the marks of it mean; `lits` are what stands out in each chart, and a
    page shows what `whys` says of each.
    """
    kind = path.rpartition(".")[2].lower()
    if kind == "txt":
        key = f"\n\n{describe(*timelines)}" if legend else ""
        write_text(path, f"{draw_all(timelines, lits)}{key}\n")
    elif kind == "json":
        write_text(path, Timeline.to_json(*timelines))
    elif kind == "html":
        load_whole("helpers.charts.picture")
        from helpers.charts.replay import page

        write_text(path, page(*timelines, whys=whys))
    else:
        load_whole("helpers.charts.picture")
        from helpers.charts.canvas import png
        from helpers.charts.picture import gantt

        figure = gantt(*timelines, lits=lits, legend=legend)
        if kind == "png":
            with open(path, "wb") as file:
                file.write(png(figure))
        else:
            figure.savefig(path, format=kind)


def write_text(path: str, text: str) -> None:
    """Write a text file, the same on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
