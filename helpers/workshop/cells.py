"""A notebook's cells as data: what stands in them, and what they put out."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from helpers.workshop.in_kernel import (
    LANES,
    OUTLINED,
    PIECES,
    SENTENCE,
    WORDED,
)

__all__ = [
    *("INSTRUCTOR", "Cell", "Output", "Picture", "Table", "Text"),
    *("cells_of", "outputs_of", "read"),
]

INSTRUCTOR = "instructor"  # the tag of what learners do not see
ACTIVE = ("<script", "<iframe", "<style")  # what paper has no use for
HIDDEN = "position:absolute"  # how a sentence to be heard is put aside
PICTURE_IN_HTML = re.compile(
    r'<img alt="(?P<alt>[^"]*)"[^>]*?'
    r'(?: data-worded="(?P<worded>[^"]+)")?'
    r' src="data:image/(?P<kind>png|svg\+xml);base64,(?P<drawn>[^"]+)"'
)


@dataclass(frozen=True)
class Text:
    """What was printed, or a value in words."""

    text: str


@dataclass(frozen=True)
class Picture:
    """A chart: as vectors, or as the dots of a PNG; `text` is its drawing.

    One that is as high as a page has `pieces` as well, each with its sentence.
    """

    text: str
    sentence: str = ""
    outlined: str = ""
    worded: str = ""
    png: bytes = b""
    pieces: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Table:
    """A table of the course's own making, as HTML."""

    html: str


Output = Text | Picture | Table


@dataclass(frozen=True)
class Cell:
    """One cell; `outputs` are those of the run that was made for paper."""

    id: str
    is_code: bool
    source: str
    tags: frozenset[str] = frozenset()
    outputs: tuple[Output, ...] = ()

    @property
    def is_for_instructors(self) -> bool:
        """Tell whether a learner must not see it."""
        return INSTRUCTOR in self.tags


def read(path: Path) -> list[Cell]:
    """Return the cells of a notebook's file."""
    return list(cells_of(json.loads(path.read_text(encoding="utf-8"))))


def cells_of(notebook: dict[str, Any]) -> Iterator[Cell]:
    """Yield the cells of a notebook, as it is in its file or in memory."""
    for cell in notebook["cells"]:
        yield Cell(
            cell["id"],
            cell["cell_type"] == "code",
            "".join(cell["source"]),
            frozenset(cell["metadata"].get("tags", ())),
            tuple(outputs_of(cell.get("outputs", ()))),
        )


def outputs_of(outputs: Iterable[dict[str, Any]]) -> Iterator[Output]:
    """Yield what a cell put out, pieces of one text joined."""
    printed = ""
    for output in outputs:
        if output["output_type"] == "stream":
            printed += "".join(output["text"])
            continue
        if printed:
            yield Text(printed)
            printed = ""
        if output["output_type"] == "error":
            yield Text(f"{output['ename']}: {output['evalue']}")
        elif (shown := _shown(output["data"])) is not None:
            yield shown
    if printed:
        yield Text(printed)


def _shown(data: dict[str, Any]) -> Output | None:
    """Return the form of an output that is best on paper."""
    text = "".join(data.get("text/plain", ""))
    html = "".join(data.get("text/html", ""))
    if OUTLINED in data:
        return _vectors(data, text)
    if "image/png" in data:
        return Picture(text, png=_decoded("".join(data["image/png"])))
    if found := PICTURE_IN_HTML.search(html):
        return _in_html(found, text)
    if HIDDEN in html:
        return None
    if html and not any(tag in html for tag in ACTIVE):
        return Table(html)
    return Text(text)


def _in_html(found: re.Match[str], text: str) -> Picture:
    """Return a picture that HTML has in itself: vectors twice, or dots."""
    spoken, drawn = unescape(found["alt"]), _decoded(found["drawn"])
    if found["kind"] == "png":
        return Picture(text, spoken, png=drawn)
    worded = _decoded(found["worded"]).decode()
    return Picture(text, spoken, drawn.decode(), worded)


def _decoded(encoded: str) -> bytes:
    return base64.b64decode(encoded)


def _vectors(data: dict[str, Any], text: str) -> Picture:
    lanes = data.get(LANES, {})
    return Picture(
        text,
        "".join(data.get(SENTENCE, "")),
        "".join(data[OUTLINED]),
        "".join(data.get(WORDED, "")),
        pieces=tuple((drawn, said) for drawn, said in data.get(PIECES, ())),
        labels=tuple(lanes.get("labels", ())),
        seconds=lanes.get("seconds", 0.0),
    )
