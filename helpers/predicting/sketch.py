"""Reads a sketch of a chart, drawn by hand in the signs of the text chart.

    main()  |-----------------------------|
      a     |-----------------------------|
      b1    |---------|
            0         1         2         3 seconds

A line is a name, a space, and a track; words after two more spaces are
passed over. The last line, with the seconds, may be left out: then the
length of the whole tells how long a column is, or nobody does and only the
shape of the sketch counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpers.charts.marks import MARKS, Part
from helpers.signs import columns
from helpers.timeline.phases import State

__all__ = ["Track", "read_sketch"]

COARSE = 0.05  # seconds a column; from here on times are whole tenths

_STATES = "".join(MARKS[state].sign for state in State)
_SIGN = f"[{re.escape(_STATES + ''.join(x.sign for x in MARKS.values()))}]"
_BEFORE, _AFTER = (
    "".join(x.sign for x in MARKS.values() if x.part is part)
    for part in (Part.BEFORE, Part.AFTER)
)
_ROW = re.compile(
    r"\s*(?P<label>\S.*?)(?:\s+:)?\s+"
    rf"(?P<track>{_SIGN}+(?: +{_SIGN}+)*)"
    r"(?:\s\s+\S.*)?\s*"
)
_AXIS = re.compile(r"\s*0(?:\s+\d+(?:\.\d+)?)*(?:\s+s(?:econds)?)?\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DRAWN = re.compile(f"[{re.escape(_STATES)}]{{2}}")


@dataclass(frozen=True)
class Track:
    """One line of a sketch: from when to when, in seconds or in columns."""

    name: str
    start: float
    end: float


def read_sketch(
    text: str, seconds: float | None = None
) -> tuple[tuple[Track, ...], float | None]:
    """Return the tracks of a sketch, and how long a column is, in seconds.

    Where nothing tells that, it is None, and times are in columns.
    `seconds` is the length of the whole, for a sketch without an axis.
    Raises `ValueError` for a line that is no track.
    """
    tracks: list[Track] = []
    column = None
    origin: float | None = None
    for line in text.expandtabs().splitlines():
        row = _ROW.fullmatch(line)
        if row is not None:
            tracks.append(_track(row))
        elif _AXIS.fullmatch(line):
            origin, column = _scale(line)
        elif line.strip() and (tracks or _DRAWN.search(line)):
            raise ValueError(_no_track(line))
    if not tracks:
        raise ValueError(_no_track(text.strip()))
    first = min(track.start for track in tracks)
    width = max(track.end for track in tracks) - first
    if column is None and seconds is not None and width:
        column = seconds / width
    start = first if origin is None else origin
    return tuple(_timed(tracks, start, column)), column


def _no_track(line: str) -> str:
    shown = line.partition("\n")[0].strip()
    return (
        f"this line of the sketch has no track: {shown!r}. Write a name, a "
        "space, and a track, such as: a  |------|"
    )


def _track(row: re.Match[str]) -> Track:
    """Return a track in columns: from its start until it is done."""
    drawn, begin = row["track"], columns(row.string[: row.start("track")])
    waiting = len(drawn) - len(drawn.lstrip(_BEFORE))
    done = len(drawn)
    if drawn.strip(_BEFORE + _AFTER):
        done = len(drawn.rstrip(_AFTER))
    return Track(row["label"], begin + waiting, begin + done - 1)


def _scale(line: str) -> tuple[float, float | None]:
    """Return the column of 0, and how many seconds a column is."""
    ticks = [(each.start(), float(each[0])) for each in _NUMBER.finditer(line)]
    (first, _), (last, seconds) = ticks[0], ticks[-1]
    if not seconds:
        return first, None
    return first, seconds / (last - first)


def _timed(
    tracks: list[Track], origin: float, column: float | None
) -> Iterator[Track]:
    """Yield tracks in seconds; a hand's drawing is no finer than a tenth."""
    digits = 1 if column is None or column >= COARSE else 3
    for track in tracks:
        start, end = (
            round(max(0.0, (place - origin) * (column or 1.0)), digits)
            for place in (track.start, track.end)
        )
        yield Track(track.name, start, end)
