"""Which lanes of a timeline have a row of their own, and which share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from helpers.charts.marks import CROSS, MARKS, Lit
from helpers.timeline.model import Lane

__all__ = ["MOST_LANES", "fold", "lot_function", "lot_name", "lot_words"]

MOST_LANES = 24  # rows, in text and sentence
MOST_LIT = 6  # lanes that are lit, each in a row of its own


def fold(
    lanes: Sequence[Lane], most: int, lit: Lit = ()
) -> list[tuple[Lane, ...]]:
    """Return the lanes of each row: one, or a lot that is folded into one.

    Lanes of the same function are folded, those that failed last of all,
    and that of the loop's callbacks never, nor those that are lit for long.
    """
    if len(lanes) <= most:
        return [(lane,) for lane in lanes]
    own = {id(lane): lane for lane in _standing_out(lanes, lit)}
    if 0 < len(own) < most // 2:
        rest = [lane for lane in lanes if id(lane) not in own]
        rows = fold(rest, most - len(own)) + [(x,) for x in own.values()]
        places = {id(lane): place for place, lane in enumerate(lanes)}
        return sorted(rows, key=lambda row: places[id(row[0])])
    if lanes[-1].callbacks:  # the loop's own
        return [*fold(lanes[:-1], most - 1), (lanes[-1],)]
    lots = _lots(lanes, most)
    if len(lots) > most:
        lots[most - 1 :] = [[lane for lot in lots[most - 1 :] for lane in lot]]
    return list(map(tuple, lots))


def _standing_out(lanes: Sequence[Lane], lit: Lit) -> Iterator[Lane]:
    """Yield what is lit for the longest, below the task that it is in."""
    seconds: Counter[str] = Counter()
    for label, span in lit:
        seconds[label] += span.end - span.start  # type: ignore[assignment]
    labels = {label for label, _ in seconds.most_common(MOST_LIT)}
    above: list[Lane] = []
    for lane in lanes if labels else ():
        del above[lane.depth :]
        above.append(lane)
        if lane.label in labels:
            yield from above


def _lots(lanes: Sequence[Lane], most: int) -> list[list[Lane]]:
    """Return the lanes of each row, in order; those of a family share one.

    The first of each family have rows of their own, as far as there is room.
    """
    families = [(lane.depth, lane.function) for lane in lanes]
    sizes = Counter(families)
    keep = max(1, (most - 2 * min(len(sizes), most // 2)) // 4)
    shown: Counter[tuple[tuple[int, str], bool]] = Counter()
    folded: dict[tuple[int, str], list[Lane]] = {}
    lots: list[list[Lane]] = []
    for lane, family in zip(lanes, families, strict=True):
        failed = MARKS[lane.outcome].fill is CROSS and sizes[family] > 3
        shown[family, failed] += 1
        if shown[family, failed] <= keep and len(lots) < most:
            lots.append([lane])
        elif family in folded:
            folded[family].append(lane)
        else:
            folded[family] = [lane]
            lots.append(folded[family])
    return lots


def lot_function(lot: Sequence[Lane]) -> str:
    """Return the function of a folded lot; "" where there are several."""
    families = {(lane.depth, lane.function) for lane in lot}
    return lot[0].function if len(families) == 1 else ""


def lot_name(function: str, count: int) -> str:
    """Return what the lanes of a folded lot have in common, and how many."""
    return f"{function}(...) x {count}" if function else f"others x {count}"


def lot_words(lot: Sequence[Lane]) -> str:
    """Say how many of a folded lot ended in which way."""
    counts = Counter(lane.outcome for lane in lot)
    return ", ".join(f"{n} {MARKS[x].word}" for x, n in counts.most_common())
