"""A list by the places of tasks, of which the first may be gone.

A program that runs for days makes new places all the time; what is noted of
an old one is dropped when nobody asks for it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

__all__ = ["ByPlace"]

_T = TypeVar("_T")


class ByPlace(list[_T]):
    """A list that keeps its numbers when its first entries are dropped.

    Its length is the next place, whatever is gone. `left` has those of the
    dropped part that are still asked for.
    """

    __slots__ = ("gone", "left")

    def __init__(self) -> None:
        super().__init__()
        self.gone = 0
        self.left: dict[int, _T] = {}

    def __len__(self) -> int:
        return self.gone + super().__len__()

    def __bool__(self) -> bool:
        return len(self) > 0

    def __getitem__(self, place: int) -> _T:  # type: ignore[override]
        at = place - self.gone
        return super().__getitem__(at) if at >= 0 else self.left[place]

    def __setitem__(  # type: ignore[override]
        self, place: int, value: _T
    ) -> None:
        at = place - self.gone
        if at >= 0:
            super().__setitem__(at, value)
        else:
            self.left[place] = value

    def get(self, place: int) -> _T | None:
        """Return what stands at a place; None where it is gone."""
        at = place - self.gone
        return self.left.get(place) if at < 0 else super().__getitem__(at)

    def items(self) -> Iterator[tuple[int, _T]]:
        """Yield what is there, each with its place, in order."""
        yield from list(self.left.items())
        yield from enumerate(super().__iter__(), start=self.gone)

    def __iter__(self) -> Iterator[_T]:
        return (value for _, value in self.items())

    def drop(self, until: int, kept: Collection[int]) -> None:
        """Drop all that is before the place `until`, but for some places."""
        self.left = {
            place: value
            for place, value in self.items()
            if place < until and place in kept
        }
        first = until - self.gone
        super().__delitem__(slice(0, first))
        self.gone = until
