"""Finds the coroutines that a suspended one has made and not started yet.

They are what a chart shows as dots: made in one place, awaited in another.
"""

from __future__ import annotations

import gc
import itertools
import types
from collections import Counter
from collections.abc import Iterator
from typing import Any

__all__ = ["unstarted"]

OFTEN = 8  # times that one place is looked at, each time
MOST_LOOKED_AT = 1000  # values of one list, so that a huge one costs little
LONGEST_PAIR = 8  # values of a tuple in a list, such as (3, a())

_CONTAINERS = frozenset({list, tuple, dict, set})
_ITERATORS = frozenset({"list_iterator", "tuple_iterator", "enumerate", "zip"})


def unstarted(
    looks: Counter[tuple[int, int]], leaf: Any, found: list[Any]
) -> Iterator[Any]:
    """Yield coroutines that `leaf` holds and that were not started yet.

    `looks` counts how often each place of a program was looked at: after
    some times in which a place is passed, only each time that is a power
    of two is worth a look.

    Those in `found` began in this very step, and are yielded too: so lanes
    are in the order of a list, whichever of it was awaited first.
    """
    try:
        place = id(leaf.cr_code), leaf.cr_frame.f_lasti
    except AttributeError:
        return  # it is not Python's own, and holds nothing that can be seen
    looks[place] = times = looks[place] + 1
    if times > OFTEN and times & (times - 1) and not found:
        return
    for each in _coroutines_held_by([leaf, *found]):
        begins = any(each is one for one in found)
        if begins or not each.cr_suspended:
            yield each


def _coroutines_held_by(coroutines: list[Any]) -> Iterator[Any]:
    """Yield the coroutines among the variables of suspended ones.

    They are looked for in lists, tuples, dicts, sets and closures there,
    and in the iterators over such.
    """
    inlined = [getattr(x, "cr_await", None) for x in coroutines]
    coroutines = coroutines + [x for x in inlined if _is_comprehension(x)]
    for held in gc.get_referents(*coroutines):
        kind = type(held)
        if kind is types.CoroutineType:
            yield held
        elif kind in _CONTAINERS:
            yield from _coroutines_in(held)
        elif kind is types.CellType or kind.__name__ in _ITERATORS:
            for box in gc.get_referents(held):
                if type(box) in _CONTAINERS:
                    yield from _coroutines_in(box)


def _is_comprehension(awaited: Any) -> bool:
    return type(awaited) is types.CoroutineType and (
        awaited.cr_code.co_name.startswith("<")
    )


def _coroutines_in(box: Any, pairs: bool = True) -> Iterator[Any]:
    values = box.values() if type(box) is dict else box
    for each in itertools.islice(values, MOST_LOOKED_AT):
        if type(each) is types.CoroutineType:
            yield each
        elif pairs and type(each) is tuple and len(each) <= LONGEST_PAIR:
            yield from _coroutines_in(each, pairs=False)
