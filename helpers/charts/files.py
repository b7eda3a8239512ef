"""Charts as files: what kind it is, the end of the name says."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.charts.text import draw_all
from helpers.timeline.model import Timeline

__all__ = ["KINDS", "write", "write_text"]

KINDS = ("png", "svg", "pdf", "txt", "json")  # that `write` knows


def write(path: str, timelines: Sequence[Timeline]) -> None:
    """Write a chart to `path`; what kind its name says.

    `.png`, `.svg` and `.pdf` are pictures, `.txt` is the drawing in plain
    text, `.json` the timelines themselves. Raises `OSError` where the file
    cannot be written.
    """
    kind = path.rpartition(".")[2].lower()
    if kind == "txt":
        write_text(path, draw_all(timelines) + "\n")
    elif kind == "json":
        write_text(path, Timeline.to_json(*timelines))
    else:
        from helpers.charts.canvas import png
        from helpers.charts.picture import gantt

        figure = gantt(*timelines)
        if kind == "png":
            with open(path, "wb") as file:
                file.write(png(figure))
        else:
            figure.savefig(path, format=kind)


def write_text(path: str, text: str) -> None:
    """Write a text file, the same on every system."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
