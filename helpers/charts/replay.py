"""A chart that can be played: what a script in the page needs for it.

`payload` says, in plain values, what is drawn and what each lane is doing at
each moment: the phases and the words of all other charts, and the stands of
`helpers.timeline.moments`. `replay.js` draws that and moves through it; it
decides nothing. `framed` puts both into a cell's output, below a picture that
the script hides, and `page` into a page of its own. Where a kernel is behind
the page and knows the run, it sends `lengths.js`, which asks it for the run
with other lengths.

The frame is an `iframe` with a `srcdoc`: it runs in JupyterLab and in saved
HTML, without a kernel and without a network. Where scripts or frames are
taken out, as on GitHub or in a notebook that is not trusted, the picture is
left. Times are those that charts show, so that a page is the same on both
clocks. In a notebook the script is compressed, which browsers undo: the file
`replay.js.gz` holds it, since not every zlib compresses to the same bytes.
"""

from __future__ import annotations

import base64
import functools
import html
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any, NamedTuple

from helpers.charts import layout
from helpers.charts.canvas import png
from helpers.charts.layout import Page, Row
from helpers.charts.marks import MARKS, Fill, Lit, Shape, end_words
from helpers.charts.markup import image
from helpers.charts.picture import LONG, gantt
from helpers.charts.sentence import sentence
from helpers.signs import printable
from helpers.timeline.model import Lane, Outcome, Timeline
from helpers.timeline.moments import Moments, Stand, moments
from helpers.timeline.phases import State, crowd, ending, phases
from helpers.timeline.seconds import seconds_text
from helpers.timeline.spans import Wait

__all__ = [
    *("Why", "framed", "lean", "name_of", "page", "payload"),
    *("script", "second_script", "sleeps"),
]

COLOURS = 16  # of the picture that stands in: it has hardly more
# Times as many dots as it is large, the first that gives a picture of so many
# characters. With each a row is a whole number of dots high: what rows have in
# common is the same dots then, and takes little room.
SHARPNESS = (1.5, 1.25)
LARGE = 9000
ASLEEP = "sleep"  # what a wait is on whose end is known beforehand
CELL = re.compile(r"ipykernel_\d+|<ipython-input")
LIVELY = (State.RUNNING, State.BLOCKING)
HATCHES = {"/": "up", "\\": "down", ".": "dots", "x": "down"}
_SHAPES = {Shape.BAR: 0, Shape.STEP: 1, Shape.LINE: 2, Shape.CROSS: 3}
_STATES: tuple[State | Outcome, ...] = (*State, *Outcome)
_NUMBERS = {state: number for number, state in enumerate(_STATES)}
_LAYERS = {state: number for number, state in enumerate(MARKS)}


class Why(NamedTuple):
    """What made a run as long as it was: a sentence, and what is lit.

    It is shown when somebody asks for it, or `at_once`.
    """

    words: str
    lit: Lit
    at_once: bool = False


def payload(timeline: Timeline, why: Why | None = None) -> dict[str, Any]:
    """Return what the script draws, in plain values.

    `states` are [fill, kind], by number; a kind is "now", "left" (done, not
    collected), "over" or "". `fills` are [shape, colour, hatch, dashes].
    `rows` are [label, words, end, lanes, counts] as in the picture: `counts`
    are those of a lot that is folded. `lanes` are [label, source, phases,
    stands, value, words, end]; a phase is [state, start, end, share, word],
    and a stand [moment, time, state, words, line], of `words`. A stand holds
    from the moment on that comes after its own, or within that from its time
    on. `printed` are [moment, time, text]. `path` is there where something
    is lit: the sentence, [lane, start, end] of each stretch, and whether it
    is shown at once.
    """
    chart = layout.laid_out(timeline, {})
    scale = layout.page_of([chart])
    book, found = _Book(), moments(timeline)
    fills, states = _looks()
    lanes = [
        _lane(timeline, lane, scale, found, place, book)
        for place, lane in enumerate(timeline.lanes)
    ]
    places = {id(lane): place for place, lane in enumerate(timeline.lanes)}
    data = {
        "title": " ".join(timeline.title.split()),
        "seconds": _time(timeline, timeline.seconds),
        "notes": list(timeline.notes),
        "fills": fills,
        "states": states,
        "rows": [_row(timeline, row, places) for row in chart.rows],
        "moments": [[_time(timeline, x.when), x.lane] for x in found.all],
        "lanes": lanes,
        "words": list(book.words),
        "sources": list(map(_source, timeline.sources)),
        "printed": [
            [found.during(x.steps, x.when), _time(timeline, x.when), x.text]
            for x in timeline.printed
        ],
    }
    lit = [] if why is None else list(_lit(timeline, why.lit))
    if why is not None and lit:
        data["path"] = [printable(why.words), lit, int(why.at_once)]
    return data


def _lit(timeline: Timeline, lit: Lit) -> Iterator[list[Any]]:
    """Yield what is lit of the lanes that are there."""
    places = {lane.label: at for at, lane in enumerate(timeline.lanes)}
    for label, span in lit:
        if label in places:
            start, end = (_time(timeline, x) for x in (span.start, span.end))
            yield [places[label], start, end]


def _time(timeline: Timeline, when: float) -> float:
    """Return a time as it is shown; a whole one takes less room."""
    return _brief(timeline.shown(when))


def _brief(value: float) -> float:
    return int(value) if value == int(value) else value


def lean(data: dict[str, Any]) -> dict[str, Any]:
    """Return the same, in less room, as the script takes it.

    A lane whose phases are those of an earlier one has its number in their
    place, and a row in which a lane stands by itself is that lane's.
    """
    seen: dict[str, int] = {}
    lanes = [list(lane) for lane in data["lanes"]]
    for number, lane in enumerate(lanes):
        first = seen.setdefault(repr(lane[2]), number)
        if first != number:
            lane[2] = first
    rows = [_lean_row(row, lanes) for row in data["rows"]]
    return {**data, "rows": rows, "lanes": lanes}


def _lean_row(row: list[Any], lanes: Sequence[Any]) -> Any:
    label, words, end, inside, _ = row
    if len(inside) == 1:
        lane = lanes[inside[0]]
        if [label, words, end] == [lane[0], lane[5], lane[6]]:
            return inside[0]
    return row


class _Book:
    """Numbers words, so that each is said once."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def number(self, words: str) -> int:
        return self.words.setdefault(printable(words), len(self.words))


def _looks() -> tuple[list[list[Any]], list[list[Any]]]:
    """Return the fills, and for each state which it has and its kind."""
    fills: dict[Fill, int] = {}
    states = []
    for state in _STATES:
        fill = MARKS[state].fill
        number = -1 if fill is None else fills.setdefault(fill, len(fills))
        states.append([number, _kind(state)])
    return [_look(fill) for fill in fills], states


def _kind(state: State | Outcome) -> str:
    if state in LIVELY:
        return "now"
    if state is State.UNCOLLECTED:
        return "left"
    return "over" if isinstance(state, Outcome) else ""


def _look(fill: Fill) -> list[Any]:
    look = fill.look
    faces = ("facecolor", "markerfacecolor", "colors")
    face = next(look[key] for key in faces if key in look)
    hatch = HATCHES.get(str(look.get("hatch", ""))[:1], "")
    dashes = [*look["linestyles"][0][1]] if "linestyles" in look else []
    return [_SHAPES[fill.shape], face, hatch, dashes]


def _row(timeline: Timeline, row: Row, places: dict[int, int]) -> list[Any]:
    lanes = [places[id(lane)] for lane in row.lanes]
    counts: list[list[float]] = []
    if len(lanes) > 1:
        spans = list(filter(None, map(timeline.under_way, row.lanes)))
        whole = [0.0, timeline.seconds]
        starts = whole + [timeline.shown(span.start) for span in spans]
        ends = whole + [timeline.shown(span.end) for span in spans]
        counts = [[_brief(when), many] for when, many in crowd(starts, ends)]
    return [row.label, row.words, _brief(row.end), lanes, counts]


def _lane(
    timeline: Timeline,
    lane: Lane,
    scale: Page,
    found: Moments,
    place: int,
    book: _Book,
) -> list[Any]:
    end = ending(timeline, lane)
    told = (_stand(timeline, lane, each) for each in found.stands(place))
    stands = [
        [at, when, number, book.number(words), line]
        for at, when, number, words, line in told
    ]
    label = layout.arrows(lane) + printable(lane.label)
    source = -1 if lane.source is None else lane.source
    drawn = list(_phases(timeline, lane, scale))
    words = printable(end_words(end))
    last = max((each[2] for each in drawn), default=0.0)
    return [label, source, drawn, stands, printable(end.value), words, last]


def _phases(
    timeline: Timeline, lane: Lane, scale: Page
) -> Iterator[list[Any]]:
    """Yield what is drawn of a lane, what covers it later."""
    per_second = scale.scale
    found = phases(timeline, lane, per_second, LONG / per_second)
    for phase in sorted(found, key=lambda each: _LAYERS[each.state]):
        mark = MARKS[phase.state]
        if mark.fill is None:
            continue
        start, end = _time(timeline, phase.start), _time(timeline, phase.end)
        word = mark.word.format(on=phase.on)
        shown = word if mark.fill.shape is Shape.BAR else ""
        number = _NUMBERS[phase.state]
        row = [number, start, end, _brief(round(phase.share, 3)), shown]
        yield row if shown else row[:3] if phase.share == 1 else row[:4]


def _stand(
    timeline: Timeline, lane: Lane, stand: Stand
) -> tuple[int, float | None, int, str, int]:
    """Return a stand, with what is said of it; no time: with the moment."""
    when = None
    if stand.when != float("inf"):
        when = _time(timeline, stand.when)
    words = _words(timeline, lane, stand)
    return stand.at, when, _NUMBERS[stand.state], words, stand.line


def _words(timeline: Timeline, lane: Lane, stand: Stand) -> str:
    end, wait = "", stand.wait
    if isinstance(stand.state, Outcome) or stand.state is State.UNCOLLECTED:
        how = replace(ending(timeline, lane), never_collected=False)
        end = end_words(how, heard=True)
    if isinstance(stand.state, Outcome):
        return end
    if wait is not None and wait.on == ASLEEP:
        until = f" until {seconds_text(timeline.shown(wait.end))}"
        return "sleeps" + until * (not _is_cut(lane, wait.end))
    on = wait.on if wait is not None else lane.job
    words = MARKS[stand.state].now.format(on=on, end=end)
    if wait is not None and wait.held_by:
        words += f", held by {' and '.join(wait.held_by)}"
    return words


def sleeps(timeline: Timeline) -> list[tuple[int, Wait]]:
    """Return the sleeps that came to their own end, each with its lane.

    That is the lane of the innermost coroutine: those above it wait as well.
    """
    found: dict[tuple[int, float], tuple[int, Wait]] = {}
    task = 0
    for place, lane in enumerate(timeline.lanes):
        task = task if lane.depth else place
        for wait in lane.waits:
            long = timeline.shown(wait.end) > timeline.shown(wait.start)
            if wait.on == ASLEEP and long and not _is_cut(lane, wait.end):
                found[task, wait.end] = place, wait
    return sorted(found.values(), key=lambda each: (each[0], each[1].start))


def _is_cut(lane: Lane, when: float) -> bool:
    """Say whether a wait that ended then had not come to its own end."""
    if when in (*lane.cancels, *lane.limits):
        return True
    whole = lane.outcome in (Outcome.RETURNED, Outcome.RAISED)
    return not whole and lane.ended in (None, when)


def _source(source: Any) -> list[Any]:
    """Return the file, but for that of a cell, the first line, the text."""
    where = os.path.basename(source.file)
    if CELL.search(source.file):
        where = ""
    return [where, source.first, source.text.rstrip()]


_FILES = resources.files(__package__)
_UNPACKED = """\
new Response(new Blob([Uint8Array.from(atob("{packed}"),
sign=>sign.charCodeAt())]).stream().pipeThrough(
new DecompressionStream("gzip"))).text().then(text=>{{
const script=document.createElement("script");
script.textContent=text;document.body.append(script)}})"""


@functools.cache
def script() -> str:
    """Return the script as it stands in a page: without its comments.

    Lines are kept, and no name is changed: it can be read there as well.
    """
    return _stripped("replay.js")


def second_script() -> str:
    """Return the script with which the ends of bars are dragged."""
    return _stripped("lengths.js")


def _stripped(name: str) -> str:
    text = _FILES.joinpath(name).read_text(encoding="utf-8")
    lines = map(str.strip, text.splitlines())
    return "\n".join(x for x in lines if x and not x.startswith("//"))


@functools.cache
def _packed() -> str:
    """Return a script that unpacks and runs the other."""
    packed = _FILES.joinpath("replay.js.gz").read_bytes()
    return _UNPACKED.format(packed=base64.b64encode(packed).decode("ascii"))


def page(
    *timelines: Timeline,
    whys: Callable[[Timeline], Why | None] = lambda timeline: None,
) -> str:
    """Return a page with a replay of each timeline.

    `whys` says of each what made it as long as it was.
    """
    played = [lean(payload(each, whys(each))) for each in timelines]
    return _page(timelines[0].title, _text(played), script())


def _text(played: Sequence[Any]) -> str:
    data = json.dumps(played, separators=(",", ":"))
    return data.replace("<", "\\u003c")


def name_of(data: str) -> str:
    """Return by what a page asks its kernel for a run: the script knows too.

    It follows from what is shown, so that a page is the same whether there is
    a kernel to ask or not.
    """
    number = 0
    for sign in data.encode("ascii"):
        number = (31 * number + sign) & 0xFFFFFFFF
    return f"replay-{number}-{len(data)}"


def _page(title: str, data: str, script: str) -> str:
    title = html.escape(title or "A run of asyncio")
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f'<title>{title}</title><body><script type="application/json">{data}'
        f"</script><script>{script}</script></body></html>"
    )


def framed(
    timeline: Timeline,
    why: Why | None = None,
    offer: Callable[[str], object] = lambda name: None,
) -> str:
    """Return a replay as HTML for a cell: a picture, and what replaces it.

    `offer` is told under which name the page will ask its kernel for it.
    """
    spoken = sentence(timeline)
    data = _text([lean(payload(timeline, why))])
    offer(name_of(data))
    inner = _page(timeline.title, data, _packed())
    inner = inner.replace("&", "&amp;").replace("'", "&#39;")
    title = html.escape(f"Replay of {timeline.title or 'the run'}")
    style = "display:none;width:100%;border:0"
    lit = why.lit if why is not None and why.at_once else ()
    return (
        f"{image(_small(timeline, lit), spoken)}"
        f'<iframe title="{title}" style="{style}" srcdoc=\'{inner}\'></iframe>'
    )


def _small(timeline: Timeline, lit: Lit) -> str:
    """Return the picture in few colours, and few bytes."""
    figure = gantt(timeline, lit=lit)
    for sharpness in SHARPNESS:
        picture = _reduced(png(figure, sharpness))
        if len(picture) <= LARGE:
            break
    return picture


def _reduced(picture: bytes) -> str:
    from PIL import Image

    drawn = Image.open(io.BytesIO(picture))
    few = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, format="png", optimize=True)
    return base64.b64encode(out.getvalue()).decode("ascii")
