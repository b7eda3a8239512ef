"""Refuses what `outcomes()` cannot explore, before anything runs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.clocks.variation import KINDS, Kind
from helpers.compat import running_loop

__all__ = ["checked"]

MOST_RUNS = 100_000


def checked(
    main: Any, runs: Any, vary: Any, prediction: Any
) -> tuple[Kind, ...]:
    """Refuse, early, what cannot be explored; return the kinds of changes."""
    _check_main(main)
    if isinstance(runs, bool) or not isinstance(runs, int):
        raise TypeError(f"runs must be a whole number, got {runs!r}")
    if not 1 <= runs <= MOST_RUNS:
        raise ValueError(f"runs must be 1 to {MOST_RUNS:,}, got {runs}")
    if prediction is not None and not hasattr(prediction, "against_outcomes"):
        raise TypeError(
            "prediction must be what predict() returned, got "
            f"{type(prediction).__name__}: write "
            "guess = predict(outcomes=[...]) first"
        )
    if isinstance(running_loop(), WatchfulLoop):
        raise RuntimeError(
            "outcomes() was called inside a coroutine that run() is running: "
            "call it outside"
        )
    return tuple(_kinds(vary))


def _check_main(main: Any) -> None:
    """Refuse what cannot be called again and again."""
    if inspect.iscoroutine(main) or inspect.isawaitable(main):
        name = getattr(main, "__name__", "main")
        if inspect.iscoroutine(main):
            main.close()
        raise TypeError(
            "outcomes() needs the function, got the coroutine that it made, "
            f"and a coroutine runs once: write outcomes({name}), and for "
            f"arguments outcomes(lambda: {name}(...))"
        )
    if not callable(main):
        raise TypeError(
            "outcomes() needs a function that makes a coroutine, got a value "
            f"of type {type(main).__name__}"
        )


def _kinds(vary: Any) -> Iterator[Kind]:
    names = (vary,) if isinstance(vary, str) else tuple(vary)
    for name in names:
        if name not in KINDS:
            known = ", ".join(map(repr, KINDS))
            raise ValueError(f"vary must name some of {known}, got {name!r}")
        yield KINDS[name]
