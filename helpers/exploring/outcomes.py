"""`outcomes(main)`: what else could have happened.

A program on the virtual clock does the same each time, and that hides what
it rests on. Here it runs many times, and in each run something is different
that it cannot rely on: `helpers.clocks.variation` says what. Each outcome
that was seen is shown with the seed that gives it again, and with the fewest
changes that are enough for it.

What was not seen may happen all the same: this looks for faults, and proves
nothing.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.charts.display import in_notebook
from helpers.clocks.variation import KINDS, Kind, Variation
from helpers.exploring.arguments import checked
from helpers.exploring.attempt import Attempt, Ending, Main, attempt, hushed
from helpers.exploring.found import Found, Seen, charts_text, show_charts
from helpers.exploring.table import as_html, as_text, ending_words
from helpers.labels import function_name
from helpers.refusals import AtTheCaller

if TYPE_CHECKING:
    from helpers.predicting.prediction import Prediction

__all__ = ["Outcomes", "outcomes"]

RUNS = 200
MOST_TURNS = 500_000  # of all loops; some seconds at full load
PATIENCE = 30.0  # seconds of real time, for programs that block
MOST_ROWS = 8  # of the table
MOST_CHARTS = 3  # shown with it; an outcome by itself shows its own
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Outcomes(Sequence[Found]):
    """What was seen: a cell's last value shows a table, and charts.

    The first is what the program does with no change at all; then come
    exceptions and deadlocks, then all else, what was seen most first. Each
    of them, `found[1]`, shows its own chart below that of the first.
    """

    name: str
    runs: int
    found: tuple[Found, ...]
    notes: tuple[str, ...] = ()
    prediction: Prediction | None = None

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, place: Any) -> Any:
        return self.found[place]

    def __str__(self) -> str:
        """Return the table and the charts in plain text."""
        parts = [self._table, charts_text(self._drawn), *self._predicted()]
        return "\n\n".join(parts)

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the table, and the charts."""
        import IPython.display

        display: Any = IPython.display.display
        page = as_html(self._head, self._rows, self._foot)
        display({"text/html": page, "text/plain": self._table}, raw=True)
        show_charts(self._drawn)
        if in_notebook():
            for words in self._predicted():
                print(words)

    @property
    def _head(self) -> str:
        count = _counted(len(self.found), "outcome")
        return f"{_counted(self.runs, 'run')} of {self.name}: {count}"

    @property
    def _rows(self) -> tuple[Found, ...]:
        return self.found[:MOST_ROWS]

    @property
    def _drawn(self) -> tuple[Found, ...]:
        return self.found[:MOST_CHARTS]

    @functools.cached_property
    def _foot(self) -> tuple[str, ...]:
        """What stands below the table."""
        foot = list(self.notes)
        rest = self.found[MOST_ROWS:]
        if rest:
            times = sum(each.times for each in rest)
            count = _counted(len(rest), "more outcome")
            foot.insert(0, f"and {count}, seen {_counted(times, 'time')}")
        if not all(each.repeats for each in self._drawn):
            foot.append(
                "note: run again with the same seed, it gave something else: "
                "does the program keep something from run to run, or go "
                "through a set of other things than tasks (as_completed makes "
                "one of coroutines)?"
            )
        return tuple(foot)

    @functools.cached_property
    def _table(self) -> str:
        return as_text(self._head, self._rows, self._foot)

    def _predicted(self) -> list[str]:
        if self.prediction is None:
            return []
        seen = [
            (each.ending.result, each.ending.how, each.ending.printed)
            for each in self.found
        ]
        words = self.prediction.against_outcomes(
            seen,
            [f"{each.name} ({each.words})" for each in self.found],
            self.runs,
        )
        return [words] if words else []


def outcomes(
    main: Main,
    *,
    runs: int = RUNS,
    vary: str | Iterable[str] = tuple(KINDS),
    printed: bool = True,
    prediction: Prediction | None = None,
) -> Outcomes:
    """Run a program many times, and show what else could have happened.

        outcomes(main)
        outcomes(lambda: crawl("index"), runs=500, vary="order")

    `main` is the function, not what it returns: it is called for each run.
    What it uses must be made anew by each call. Runs are on the virtual
    clock, and in each of them something is different, drawn from a seed:
    `vary` names of what kind, "speeds", "order", "sets" or "chance" (see
    `helpers.clocks.variation`). Kinds that cannot matter are left out: the
    second where nothing is due at one moment, the last where `random` is
    not used. With `printed=False` it does not count what a program prints,
    and in which order. A `prediction` from `predict(outcomes=...)` is
    compared with what was seen.

    A run that goes on for ever is stopped and counts as an outcome; after
    half a minute, or half a million turns, no more runs are begun.

    Raises `TypeError` for what is no function that makes coroutines, and
    `RuntimeError` inside a coroutine.
    """
    with AtTheCaller():
        kinds = checked(main, runs, vary, prediction)
    with hushed():
        seen, count, note = _explored(main, runs, kinds, printed)
    name = _name(main)
    found = tuple(_found(main, seen, name, printed))
    notes = (note,) if note else ()
    return Outcomes(name, count, found, notes, prediction)


def _explored(
    main: Main, runs: int, kinds: Sequence[Kind], printed: bool
) -> tuple[list[Seen], int, str]:
    """Run it many times; return what was seen, and in how many runs.

    Also returned is a note, where it could not be as many as were asked.
    """
    seen: dict[Ending, Seen] = {}
    turns, until = 0, time.monotonic() + PATIENCE
    plain = attempt(main, Variation())
    count, note = 0, ""
    for variation in _variations(plain, kinds):
        one = plain
        if count:
            one = attempt(main, variation, plain.charged)
        ending = one.ending if printed else one.ending.unheard()
        first = Seen(ending, variation, one.changes, plain.charged)
        seen.setdefault(ending, first).add(variation, one)
        count, turns = count + 1, turns + one.turns
        if count == runs:
            break
        if turns > MOST_TURNS or time.monotonic() > until:
            what = f"{turns:,} turns of the loop"
            if turns <= MOST_TURNS:
                what = f"{PATIENCE:.0f} s"
            note = f"note: stopped before {runs} runs, after {what}"
            break
    return list(seen.values()), count, note


def _variations(plain: Attempt, kinds: Sequence[Kind]) -> Iterator[Variation]:
    """Yield what to vary, run after run; first nothing at all."""
    useless = set()
    if not plain.tied:
        useless.add(Kind.ORDER)
    if not plain.drew:
        useless.add(Kind.CHANCE)
    yield Variation()
    if not set(kinds) - useless:
        return
    for seed in itertools.count(1):
        variation = Variation.of(seed)
        if variation.kind in kinds and variation.kind not in useless:
            yield variation


def _found(
    main: Main, seen: list[Seen], name: str, printed: bool
) -> Iterator[Found]:
    """Yield the outcomes in their order, each with its letter."""
    first, *rest = seen
    rest.sort(key=_rank)
    all_words = ending_words([each.ending for each in (first, *rest)])
    plain: Found | None = None
    for place, each in enumerate((first, *rest)):
        words = all_words[place]
        names = _letter(place), "..." if " " in name else name
        one = _one(main, names, words, each, printed)
        one = dataclasses.replace(one, plain=plain)
        plain = plain or one
        yield one


def _rank(seen: Seen) -> tuple[bool, int, int]:
    return not seen.ending.how, -len(seen.seconds), seen.variation.seed


def _one(
    main: Main,
    names: tuple[str, str],
    words: str,
    seen: Seen,
    printed: bool,
) -> Found:
    return Found(
        *names,
        words,
        len(seen.seconds),
        tuple((kind, seen.kinds[kind]) for kind in Kind if seen.kinds[kind]),
        (min(seen.seconds), max(seen.seconds)),
        seen.ending,
        seen.variation,
        main,
        tuple((key, each.now) for key, each in seen.changes.items()),
        printed,
        seen.usual,
    )


def _letter(place: int) -> str:
    """Return A to Z, then A1, B1 and so on."""
    lap, place = divmod(place, len(LETTERS))
    return LETTERS[place] + (str(lap) if lap else "")


def _name(main: Any) -> str:
    name = function_name(main).rpartition("<locals>.")[2]
    return "this program" if "lambda" in name else f"{name}()"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
