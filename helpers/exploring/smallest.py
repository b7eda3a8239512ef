"""Finds the fewest changes that still do what many have done.

First each change is tried alone. Where none is enough, halves, quarters and
so on are left out as long as the rest still does it (delta debugging, Zeller
and Hildebrandt 2002). What remains is no more than needed: without any one
of these changes it is not the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from helpers.clocks.variation import SLOWEST

__all__ = ["alone", "gentlest", "smallest"]

Changes = Mapping[int, Any]
Holds = Callable[[Changes], bool]

MOST_ALONE = 40  # changes that are tried alone
MOST_TRIED = 150  # sets of changes in all
GENTLE = (0.9, 1.1, 0.8, 1.25, 0.7, 1.5)  # speeds, the mildest first


def smallest(changes: Changes, holds: Holds) -> dict[int, Any]:
    """Return some of `changes` that are enough, and all needed."""
    for key in list(changes)[:MOST_ALONE]:
        one = {key: changes[key]}
        if holds(one):
            return one
    found, parts, tried = dict(changes), 2, 0
    while len(found) > 1 and parts <= len(found) and tried < MOST_TRIED:
        for rest in _without_each(found, parts):
            tried += 1
            if holds(rest):
                found, parts = rest, max(2, parts - 1)
                break
        else:
            if parts == len(found):
                break
            parts = min(2 * parts, len(found))
    return found


def _without_each(changes: Changes, parts: int) -> Iterator[dict[int, Any]]:
    """Yield what is left without each of so many parts."""
    keys = list(changes)
    for part in range(parts):
        first = part * len(keys) // parts
        last = (part + 1) * len(keys) // parts
        yield {key: changes[key] for key in keys[:first] + keys[last:]}


def alone(changes: Changes, holds: Holds) -> Changes:
    """Return one change of speed that is enough, if a strong one is."""
    for key, now in changes.items() if len(changes) > 1 else ():
        strong = {key: SLOWEST if now > 1 else 1 / SLOWEST}
        if holds(strong):
            return strong
    return changes


def gentlest(changes: Changes, holds: Holds) -> dict[int, Any]:
    """Return the same changes of speeds, each as near to 1 as is enough."""
    found = dict(changes)
    for key, now in changes.items():
        for milder in GENTLE:
            nearer = 1 < milder < now or now < milder < 1
            if nearer and holds({**found, key: milder}):
                found[key] = milder
                break
    return found
