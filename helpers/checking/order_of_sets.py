"""Tasks whose place in a set is certain: the same in every run.

A set of tasks has the order of their addresses, and that is another one in
each run. A program that takes `done.pop()` for the right task would pass
one check and fail the next. So a check has tasks of two kinds: in a set of
`FORWARD` ones they stand in the order in which they were made, in one of
`BACKWARD` ones in the opposite order, as long as they are few.
"""

from __future__ import annotations

import asyncio

__all__ = ["BACKWARD", "FORWARD"]

MASK = 2**20 - 1


class FORWARD(asyncio.Task):  # type: ignore[type-arg]
    """A task that is the later in a set the later it was made."""

    __slots__ = ()
    place: int  # the recorder's number of it

    def __hash__(self) -> int:
        return self.place & MASK


class BACKWARD(asyncio.Task):  # type: ignore[type-arg]
    """A task that is the earlier in a set the later it was made."""

    __slots__ = ()
    place: int

    def __hash__(self) -> int:
        return ~self.place & MASK
