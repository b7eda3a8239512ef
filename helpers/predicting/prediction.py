"""`predict`: say what a program will do, before it does it.

A prediction that is written down is held against the record of the run:
`run(main(), prediction=guess)` draws it on the same chart and says what
was right, and why the rest went otherwise. Nothing is scored or kept.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.labels import describe
from helpers.predicting.reasons import Held, Holding
from helpers.predicting.several import Guess, guesses, held_against
from helpers.predicting.sketch import Track, read_sketch
from helpers.refusals import AtTheCaller
from helpers.timeline.model import Timeline
from helpers.timeline.seconds import seconds_text

__all__ = ["Prediction", "predict"]


@dataclass(frozen=True)
class Prediction:
    """What somebody thinks a program will do.

    `order` names what is done first, second and so on; `seconds` is the
    length of the whole; `tracks` are the lines of a sketch, in units of
    `column` seconds (None: only their shape counts). `several` are the
    outcomes that many runs may have, `count` is how many there are.
    """

    order: tuple[str, ...] = ()
    seconds: float | None = None
    tracks: tuple[Track, ...] = ()
    column: float | None = None
    several: tuple[Guess, ...] = ()
    count: int | None = None

    @property
    def attempted(self) -> bool:
        """Whether anything was predicted."""
        one = self.order or self.tracks or self.seconds is not None
        return bool(one or self.several or self.count is not None)

    def __repr__(self) -> str:
        if not self.attempted:
            return "no prediction yet"
        parts = [", ".join(self.order) or ""]
        if self.seconds is not None:
            parts.append(f"{seconds_text(self.seconds)} s")
        if self.tracks:
            parts.append(f"a sketch of {len(self.tracks)} lines")
        parts += [each.shown for each in self.several]
        if self.count is not None:
            parts.append(f"{self.count} outcomes")
        return f"prediction: {'; '.join(part for part in parts if part)}"

    def against(self, timeline: Timeline) -> Held:
        """Hold it against what happened; say nothing where it says nothing."""
        given = self.order, self.seconds, self.tracks, self.column
        if not (self.order or self.tracks or self.seconds is not None):
            return Held({}, "")
        return Holding(timeline, *given).held()

    def against_outcomes(
        self,
        seen: Sequence[tuple[str, str, str]],
        words: Sequence[str],
        runs: int,
    ) -> str:
        """Hold it against what was seen in many runs: see `several`."""
        if not self.several and self.count is None:
            return ""
        return held_against(self.several, self.count, seen, words, runs)


def predict(
    sketch: str | None = None,
    *,
    order: Sequence[str] | None = None,
    seconds: float | None = None,
    outcomes: Collection[Any] | int | None = None,
) -> Prediction:
    """Commit to what a program will do, before it runs.

        guess = predict(order=["a", "b1", "b2"], seconds=5)
        run(main(), prediction=guess)

    `order` names, in quotes, what is done first, second and so on; it may
    leave some out. `seconds` is the length of the whole. In place of
    `order` a sketch may be drawn in the signs of the text chart, see
    `helpers.predicting.sketch`. Without anything it is no prediction yet.

    `outcomes` are all that may come of many runs, for `outcomes(main,
    prediction=guess)`: results, classes of exceptions, "deadlock", or what
    is printed; or only how many there are.
    """
    with AtTheCaller():
        if outcomes is not None:
            return _of_several(outcomes, sketch, order, seconds)
        return _predicted(sketch, order, seconds)


def _of_several(outcomes: Any, *others: Any) -> Prediction:
    if any(each is not None for each in others):
        raise ValueError(
            "outcomes= is for many runs, and all else for one: say one thing "
            "in one prediction"
        )
    if isinstance(outcomes, int) and not isinstance(outcomes, bool):
        if outcomes < 1:
            raise ValueError(f"there is 1 outcome at least, got {outcomes}")
        return Prediction(count=outcomes)
    if not isinstance(outcomes, (list, tuple, set, frozenset)):
        raise TypeError(
            "outcomes is a list of what may come of a run, such as [1, 2], "
            f"or how many there are, got {type(outcomes).__name__}"
        )
    expected = outcomes
    if isinstance(outcomes, (set, frozenset)):
        expected = sorted(outcomes, key=describe)
    return Prediction(several=guesses(expected))


def _predicted(sketch: Any, order: Any, seconds: float | None) -> Prediction:
    if seconds is not None:
        _check_seconds(seconds)
    if sketch is None:
        return Prediction(_checked_order(order), seconds)
    if not isinstance(sketch, str):
        raise TypeError(
            f"a sketch is a text, got {type(sketch).__name__}; for names "
            'write predict(order=["a", "b1"], seconds=3)'
        )
    if order is not None:
        raise ValueError("a sketch says the order already: leave order= out")
    if not sketch.strip():
        return Prediction((), seconds)
    tracks, column = read_sketch(sketch, seconds)
    return Prediction((), seconds, tracks, column)


def _check_seconds(seconds: Any) -> None:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(
            f"seconds is a number, such as 3 or 0.5, got {seconds!r}"
        )
    if not 0 <= seconds < math.inf:
        raise ValueError(f"seconds must be 0 or more, got {seconds!r}")


def _checked_order(order: Any) -> tuple[str, ...]:
    if order is None:
        return ()
    if isinstance(order, str) or not isinstance(order, (list, tuple)):
        raise TypeError(
            'order is a list of names, such as ["a", "b1"], got '
            f"{type(order).__name__}"
        )
    for name in order:
        if not isinstance(name, str):
            raise TypeError(
                f"order is a list of names in quotes, and one of them is of "
                f'type {type(name).__name__}: write order=["a", "b1"]'
            )
    twice = [name for name in order if order.count(name) > 1]
    if twice:
        raise ValueError(f"order names {twice[0]!r} twice: say it once")
    return tuple(order)
