"""Holds a predicted set of outcomes against what was seen in many runs.

An outcome may be predicted by its result, by the class of an exception, by
the word "deadlock", or, where a program returns nothing, by what it prints:
a text or a list of texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.labels import describe, describe_fully
from helpers.predicting.words import few, joined

__all__ = ["Guess", "guesses", "held_against"]

DEADLOCK = "DeadlockError"


@dataclass(frozen=True)
class Guess:
    """One outcome that somebody expects.

    `result` is the text of a value, `how` the name of an exception, and
    `printed` are the words that it prints, if it can be read so.
    """

    shown: str
    result: str = ""
    how: str = ""
    printed: tuple[str, ...] | None = None

    def fits(self, result: str, how: str, printed: str) -> bool:
        """Say whether this is the outcome of a run."""
        if self.how or how:
            return self.how == how
        if self.result == result:
            return True
        return (
            self.printed is not None
            and result == "None"
            and (
                self.printed in (_words(printed), tuple(printed.splitlines()))
            )
        )


def guesses(expected: Iterable[Any]) -> tuple[Guess, ...]:
    """Return what somebody expects; the same thing counts once."""
    return tuple(dict.fromkeys(map(_guess, expected)))


def _guess(expected: Any) -> Guess:
    if isinstance(expected, type) and issubclass(expected, BaseException):
        name = expected.__name__
        shown = "a deadlock" if name == DEADLOCK else name
        return Guess(shown, how=name)
    if isinstance(expected, str) and expected.strip().lower() == "deadlock":
        return Guess("a deadlock", how=DEADLOCK)
    printed = None
    if isinstance(expected, str):
        printed = _words(expected)
    elif isinstance(expected, (list, tuple)) and _are_texts(expected):
        printed = tuple(expected)
    text = describe_fully(expected)
    return Guess(describe(expected), text, printed=printed)


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(each, str) for each in values)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def held_against(
    expected: Sequence[Guess],
    count: int | None,
    seen: Sequence[tuple[str, str, str]],
    words: Sequence[str],
    runs: int,
) -> str:
    """Say which of the expected outcomes were seen, and what else was.

    Each one seen is a result, the name of an exception, and what was
    printed; `words` say the same. `count` is how many were expected, where
    only that was said.
    """
    if count is not None:
        return f"prediction: {_of_count(count, len(seen), runs)}"
    right = [x.shown for x in expected if any(x.fits(*each) for each in seen)]
    never = [x.shown for x in expected if x.shown not in right]
    missed = [
        said
        for each, said in zip(seen, words, strict=True)
        if not any(x.fits(*each) for x in expected)
    ]
    parts = []
    if right and not never and not missed:
        all_of = "it was" if len(right) == 1 else "all of them were"
        parts.append(f"{joined(few(right))}: {all_of} seen, and nothing else")
    elif right:
        parts.append(f"{joined(few(right))} {_was(right)} seen")
    if missed:
        parts.append(f"You did not have {joined(few(missed))}")
    if never:
        listed = joined(few(never))
        parts.append(f"{listed} {_was(never)} not seen in {runs} runs")
    return f"prediction: {'. '.join(parts)}."


def _of_count(count: int, seen: int, runs: int) -> str:
    verb = "was" if seen == 1 else "were"
    if count == seen:
        return f"{_outcomes(count)} {verb} seen, as you said."
    return (
        f"You had {_outcomes(count)}, and {seen} {verb} seen in {runs} runs."
    )


def _was(names: Sequence[str]) -> str:
    return "was" if len(names) == 1 else "were"


def _outcomes(count: int) -> str:
    return f"{count} outcome{'s' * (count != 1)}"
