"""Measures in pairs, so that a machine's mood strikes both alike.

Seconds are the processor's: nothing that is measured here waits, and what
else the machine has to do is not counted.
"""

import gc
import statistics
import time
import tracemalloc
from dataclasses import dataclass

__all__ = ["Row", "megabytes", "paired", "seconds", "table"]

PAIRS = 9


@dataclass(frozen=True)
class Row:
    """One line of the table; `target` is what was promised, in words."""

    what: str
    found: str
    target: str = ""
    kept: bool | None = None


def seconds(function):
    """Return how long one call takes, on a tidy heap."""
    gc.collect()
    began = time.process_time()
    function()
    return time.process_time() - began


def paired(one, *others, pairs=PAIRS):
    """Call all in turn, many times; return medians.

    The first is what the others are compared with. Returned are the
    seconds of each, and each one's ratio to the first of the same turn.
    """
    times: list[list[float]] = [[] for _ in (one, *others)]
    for function in (one, *others):
        function()  # warm
    for _ in range(pairs):
        for place, function in enumerate((one, *others)):
            times[place].append(seconds(function))
    ratios = [
        statistics.median(
            mine / first for mine, first in zip(own, times[0], strict=True)
        )
        for own in times
    ]
    return [statistics.median(own) for own in times], ratios


def megabytes(function):
    """Return what a call leaves behind, and its peak, in MB of 10**6."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = function()
        gc.collect()
        left, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    del kept
    return left / 1e6, peak / 1e6


def table(rows):
    """Return rows as lines of text."""
    width = max(len(row.what) for row in rows)
    middle = max(len(row.found) for row in rows)
    for row in rows:
        mark = {True: "yes", False: "NO", None: ""}[row.kept]
        yield (
            f"{row.what:<{width}}  {row.found:>{middle}}  {row.target:<24} "
            f"{mark}"
        ).rstrip()
