"""Which lanes of a timeline are drawn one by one, and which in one lot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from helpers.charts.words import CROSSED
from helpers.timeline.model import Lane

__all__ = ["fold", "lot_name", "lot_words"]


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
        odd = lane.outcome in CROSSED
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


def lot_words(lot: Sequence[Lane]) -> str:
    """Say how many of a folded lot ended in which way."""
    counts = Counter(lane.outcome for lane in lot)
    return ", ".join(f"{n} {each.value}" for each, n in counts.most_common())
