"""A timeline in words: a drawing in plain text, and one in a sentence.

The drawing is what nbval compares, what a diff shows and what a terminal
prints. Its signs, none of which needs a colour:

    .  created, not started        |  running on the event loop
    -  waiting                     #  blocking the event loop
    /  done, not collected         x  raised or cancelled
    [__]  what was predicted

The sentence says the same to somebody who hears the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from helpers.timeline import BLOCKING, Lane, Outcome, Timeline

if TYPE_CHECKING:
    from helpers.predicting import Ghost

__all__ = [
    "draw",
    "fold",
    "lot_name",
    "lot_words",
    "outcome_words",
    "seconds_text",
    "sentence",
]

WIDTH = 50  # columns for the time axis, at the most
MOST_LANES = 24  # lanes that are drawn one by one
_GHOST = ""  # the label of a row that shows a prediction
_ROUND = [float(f"{n}e{power}") for power in range(-18, 19) for n in (1, 2, 5)]
_CROSSED = (
    Outcome.RAISED,
    Outcome.CANCELLED,
    Outcome.STOPPED,
    Outcome.INTERRUPTED,
    Outcome.STUCK,
)
_CUT_SHORT = (Outcome.INTERRUPTED, Outcome.STUCK, Outcome.PENDING)
_WAITING = {Outcome.INTERRUPTED: " while waiting on "}


def seconds_text(seconds: float) -> str:
    """Return `seconds` without needless zeros: 3, 0.2, 1.25."""
    return f"{round(seconds, 6):.6f}".rstrip("0").rstrip(".")


def outcome_words(lane: Lane, at: str = "") -> str:
    """Say how a lane ended, in the words of the chart; `at` tells when."""
    if lane.outcome is Outcome.RETURNED:
        words = lane.value if lane.is_task else f"returned {lane.value}"
        if lane.depth == 0 and lane.parent is None:
            words = "returned" if words == "None" else f"returned {words}"
    elif lane.outcome is Outcome.RAISED:
        words = f"raised {lane.value}"
    else:
        words = lane.outcome.value
    if lane.outcome is Outcome.CANCELLED and lane.started is None:
        words = "cancelled before it started"
    if lane.outcome in _CUT_SHORT and _was_waiting(lane):
        words += _WAITING.get(lane.outcome, " on ") + lane.waits[-1].on
    words += at
    return f"{words}, never collected" if lane.never_collected else words


def _was_waiting(lane: Lane) -> bool:
    """Say whether a lane that was cut short was waiting, not running."""
    if not lane.waits:
        return False
    return lane.ended is None or lane.ended - lane.waits[-1].end < BLOCKING


def fold(
    lanes: Sequence[Lane], most: int
) -> Iterator[tuple[Lane | None, tuple[Lane, ...]]]:
    """Yield (lane, ()) for lanes to draw, (None, lanes) for a folded lot.

    Lanes of the same function are folded, those that failed last of all.
    """
    if len(lanes) <= most:
        yield from ((lane, ()) for lane in lanes)
        return
    drawn, folded = _folded(lanes, most)
    room = most if len(drawn) <= most else most - 1
    for each in drawn[:room]:
        if isinstance(each, Lane):
            yield each, ()
        elif len(folded[each]) == 1:
            yield folded[each][0], ()
        else:
            yield None, tuple(folded[each])
    if len(drawn) > most:
        yield None, tuple(_unfolded(drawn[room:], folded))


def _folded(
    lanes: Sequence[Lane], most: int
) -> tuple[list[Lane | str], dict[str, list[Lane]]]:
    """Return what to draw, in order, and the lanes of each folded family."""
    families = Counter(_family(lane) for lane in lanes)
    keep = max(1, (most - 2 * min(len(families), most // 2)) // 4)
    shown: Counter[str] = Counter()
    folded: dict[str, list[Lane]] = {}
    drawn: list[Lane | str] = []
    for lane in lanes:
        family = _family(lane)
        odd = lane.outcome in _CROSSED
        key = f"{family}, failed" if odd and families[family] > 3 else family
        shown[key] += 1
        if shown[key] <= keep and len(drawn) < most:
            drawn.append(lane)
        elif family in folded:
            folded[family].append(lane)
        else:
            folded[family] = [lane]
            drawn.append(family)
    return drawn, folded


def _unfolded(
    drawn: Sequence[Lane | str], folded: Mapping[str, Sequence[Lane]]
) -> Iterator[Lane]:
    """Yield the lanes of what there is no row for."""
    for each in drawn:
        if isinstance(each, Lane):
            yield each
        else:
            yield from folded[each]


def lot_name(lot: Sequence[Lane]) -> str:
    """Return what the lanes of a folded lot have in common."""
    families = {_family(lane) for lane in lot}
    return f"{families.pop()}(...)" if len(families) == 1 else "others"


def _family(lane: Lane) -> str:
    return ("  " * lane.depth) + lane.label.partition("(")[0]


def draw(
    timeline: Timeline,
    *,
    width: int = WIDTH,
    seconds: float | None = None,
    ghosts: Mapping[str, Ghost] = MappingProxyType({}),
) -> str:
    """Return the drawing: title, a line for each lane, the time axis.

    `seconds` is the length of the axis where several share one. `ghosts`
    are what somebody predicted, by the labels of the lanes.
    """
    length = timeline.shown(timeline.seconds if seconds is None else seconds)
    length = max([length, *(each.end or 0.0 for each in ghosts.values())])
    scale = _columns_per_second(length, width)
    rows = []
    for lane, lot in fold(timeline.lanes, MOST_LANES):
        label, drawing, words = _row(timeline, lane, lot, scale)
        ghost = ghosts.get(lane.label) if lane else None
        rows.append((label, drawing, words + (ghost.remark if ghost else "")))
        if ghost is not None and ghost.end is not None:
            rows.append((_GHOST, _ghost_drawing(ghost, scale), "you"))
    margin = max((len(label) for label, _, _ in rows), default=0) + 1
    columns = round(length * scale) + 1
    lines = [timeline.title] if timeline.title else []
    for label, drawing, words in rows:
        line = f"{label:<{margin}}{drawing:<{columns}}  {words}"
        lines.append(line.rstrip())
    lines.append(" " * margin + _axis(length, scale))
    return "\n".join([*lines, *timeline.notes])


def _columns_per_second(length: float, width: int) -> float:
    """Return a round number of columns, as many as fit into `width`."""
    most = 10.0 if length >= 1 or not length else float("inf")
    columns = _ROUND[0]
    for each in _ROUND:
        if each <= most and length * each <= width:
            columns = each
    return columns


def _row(
    timeline: Timeline, lane: Lane | None, lot: tuple[Lane, ...], scale: float
) -> tuple[str, str, str]:
    if lane is None:
        label = f"{lot_name(lot)} x {len(lot)}"
        return label, _lot_drawing(timeline, lot, scale), lot_words(lot)
    indent = "  " * lane.depth
    return (
        indent + lane.label,
        _drawing(timeline, lane, scale),
        (_words_and_time(timeline, lane)),
    )


def _ghost_drawing(ghost: Ghost, scale: float) -> str:
    """Draw what was predicted: an empty track between brackets."""
    start = round((ghost.start or 0.0) * scale)
    end = round((ghost.end or 0.0) * scale)
    return " " * start + "[" + "]".rjust(end - start, "_")


def _words_and_time(timeline: Timeline, lane: Lane) -> str:
    if lane.ended is None:
        return outcome_words(lane)
    at = f" at {seconds_text(timeline.shown(lane.ended))}"
    return outcome_words(lane, at)


def _drawing(timeline: Timeline, lane: Lane, scale: float) -> str:
    def column(when: float) -> int:
        return round(timeline.shown(when) * scale)

    end = timeline.seconds if lane.ended is None else lane.ended
    cells = [" "] * (column(timeline.seconds) + 1)
    begin = end if lane.started is None else lane.started
    _fill(cells, column(lane.created), column(begin) + 1, ".")
    if lane.started is not None:
        _fill(cells, column(lane.started), column(end) + 1, "-")
    if lane.uncollected is not None:
        _fill(cells, column(end), column(lane.uncollected.end) + 1, "/")
    last = None
    for began in lane.steps.flat[::2]:
        if (place := int(began * scale * 8)) != last:  # of a million steps
            last = place  # most fall on the same place
            _fill(cells, column(began), column(began) + 1, "|")
    for step in lane.blocked:
        _fill(cells, column(step.start), column(step.end) + 1, "#")
    if lane.outcome in _CROSSED:
        cells[column(end)] = "x"
    return "".join(cells).rstrip()


def _fill(cells: list[str], first: int, last: int, sign: str) -> None:
    for column in range(first, min(last, len(cells))):
        cells[column] = sign


def _lot_drawing(
    timeline: Timeline, lot: tuple[Lane, ...], scale: float
) -> str:
    """Draw how many of a lot are under way: tenths, 9 for nine and more."""
    columns = round(timeline.shown(timeline.seconds) * scale) + 1
    changes = [0] * (columns + 1)
    for lane in lot:
        if lane.started is None:
            continue
        end = timeline.seconds if lane.ended is None else lane.ended
        first = round(timeline.shown(lane.started) * scale)
        last = round(timeline.shown(end) * scale)
        changes[first] += 1
        changes[min(last + 1, columns)] -= 1
    under_way, cells = 0, []
    for change in changes[:columns]:
        under_way += change
        tenths = min(9, under_way * 10 // len(lot))
        cells.append(str(tenths) if under_way else " ")
    return "".join(cells).rstrip()


def lot_words(lot: Sequence[Lane]) -> str:
    """Say how many of a folded lot ended in which way."""
    counts = Counter(lane.outcome for lane in lot)
    return ", ".join(f"{n} {each.value}" for each, n in counts.most_common())


def _axis(length: float, scale: float) -> str:
    """Return the axis: a number at every fifth column or more."""
    gap = next(each for each in _ROUND if each * scale >= 8)
    cells = [" "] * (round(length * scale) + 12)
    count = int(length / gap + 1e-9) + 1
    for tick in range(count):
        text = seconds_text(tick * gap)
        place = round(tick * gap * scale)
        cells[place : place + len(text)] = text
    return "".join(cells).rstrip() + " seconds"


def sentence(timeline: Timeline) -> str:
    """Say what a chart shows, for somebody who cannot see it."""
    lanes = timeline.lanes
    title = f"{timeline.title}. " if timeline.title else ""
    tasks = sum(lane.is_task for lane in lanes)
    head = (
        f"{title}Chart of {tasks} {'task' if tasks == 1 else 'tasks'} over "
        f"{seconds_text(timeline.shown(timeline.seconds))} seconds."
    )
    parts = [
        _lot_sentence(lot) if lane is None else _lane_sentence(timeline, lane)
        for lane, lot in fold(lanes, MOST_LANES)
    ]
    return " ".join([head, *parts, *timeline.notes])


def _lot_sentence(lot: tuple[Lane, ...]) -> str:
    name = lot_name(lot).strip().replace("(...)", "()")
    more = "others" if name == "others" else f"more of {name}"
    return f"{len(lot)} {more}: {lot_words(lot)}."


def _lane_sentence(timeline: Timeline, lane: Lane) -> str:
    def at(when: float) -> str:
        return seconds_text(timeline.shown(when))

    parts = []
    if lane.started is None:
        parts.append(f"created at {at(lane.created)}, never started")
    elif timeline.shown(lane.started) > timeline.shown(lane.created):
        parts.append(
            f"created at {at(lane.created)}, started at {at(lane.started)}"
        )
    else:
        parts.append(f"started at {at(lane.started)}")
    parts += [
        f"blocked the loop from {at(step.start)} to {at(step.end)}"
        for step in lane.blocked[:3]
    ]
    ended = "" if lane.ended is None else f" at {at(lane.ended)}"
    words = outcome_words(lane, ended)
    if lane.outcome is Outcome.RETURNED and not words.startswith("returned"):
        words = f"returned {words}"
    parts.append(words)
    if lane.uncollected and at(lane.uncollected.end) != at(lane.ended or 0):
        parts.append(f"collected at {at(lane.uncollected.end)}")
    return f"{lane.label}: {', '.join(parts)}."
