"""What was seen in many runs of one program: each outcome, by itself.

An outcome is what can be told apart from outside: the result, what was
printed and in which order, an exception, a deadlock. How often it was seen
says how many seeds gave it, and is no probability.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from helpers.charts.display import show
from helpers.charts.marks import Ghost
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.clocks.variation import Change, Kind, Variation
from helpers.exploring.attempt import (
    Attempt,
    Ending,
    Main,
    attempt,
    hushed,
    recorded,
)
from helpers.exploring.smallest import alone, gentlest, smallest
from helpers.running.run import Run
from helpers.timeline.model import Timeline

__all__ = ["Found", "Seen", "charts_text", "show_charts"]

MOST_NAMED = 3  # changes in a sentence

# asyncio promises an order, and a real clock tells moments apart.
IN_WORDS = {Kind.ORDER: "if these came in another order"}


@dataclass
class Seen:
    """An outcome while runs are being counted."""

    ending: Ending
    variation: Variation
    changes: dict[int, Change]
    usual: int  # microseconds for which the program blocks
    seconds: list[float] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)

    def add(self, variation: Variation, one: Attempt) -> None:
        """Count one more; the one with the fewest changes is kept."""
        self.seconds.append(one.seconds)
        self.kinds[variation.kind] += 1
        if len(one.changes) < len(self.changes):
            self.variation, self.changes = variation, one.changes


@dataclass(frozen=True)
class Found:
    """One outcome, and the fewest changes that give it.

    `name` is the letter that it has in the table, `call` the program, `words`
    what came of the run, `times` how often that was seen, and with which
    kinds of changes. `run(main(), seed=...)` gives it again with its `seed`.
    """

    name: str
    call: str
    words: str
    times: int
    kinds: tuple[tuple[Kind, int], ...]
    seconds: tuple[float, float]  # the shortest run, and the longest
    ending: Ending
    variation: Variation
    main: Main = field(repr=False)
    keys: tuple[tuple[int, object], ...] = field(repr=False)
    printed: bool = True  # whether it counts what is printed
    usual: int = 0  # microseconds for which the program blocks
    plain: Found | None = field(default=None, repr=False)  # with no change

    @property
    def seed(self) -> int:
        """The seed that gives it again."""
        return self.variation.seed

    @property
    def timeline(self) -> Timeline:
        """What happened, with the fewest changes that still give this."""
        return self._smallest[0].timeline

    @property
    def changes(self) -> tuple[tuple[str, Change], ...]:
        """What is different, each with the label of the lane whose it is."""
        return self._smallest[1]

    @property
    def repeats(self) -> bool:
        """Whether it came out once more, when it was run to be drawn."""
        return self._is_this(self._smallest[2])

    def _is_this(self, ending: Ending) -> bool:
        return self.ending == (ending if self.printed else ending.unheard())

    @property
    def difference(self) -> str:
        """Say what is different from the run without changes; "" for that."""
        if self.plain is None:
            return ""
        kind = self.variation.kind
        again = f"run({self.call}, seed={self.seed}) gives {self.name} again"
        head = f"{self.name} differs from {self.plain.name} in"
        if kind is Kind.CHANCE:
            return f"{head} what random draws; {again}."
        words = [
            each.words(label or "a timer") for label, each in self.changes
        ]
        if not words:
            return f"{self.name} came with nothing changed; {again}."
        count = "one change" if len(words) == 1 else f"{len(words)} changes"
        if len(words) > MOST_NAMED:
            words[MOST_NAMED:] = [f"and {len(words) - MOST_NAMED} more"]
        why = IN_WORDS.get(kind, kind.value)
        return f"{head} {count} ({why}): {'; '.join(words)}. {again}."

    @property
    def ghosts(self) -> dict[str, Ghost]:
        """What to draw beside the lanes that are different."""
        found: dict[str, Ghost] = {}
        where = "" if self.plain is None else f"in {self.plain.name}"
        for label, change in self.changes if self.plain else ():
            remark = change.remark
            if label in found:
                remark = found[label].remark + remark
            start, end = self._before(label, change)
            found[label] = Ghost(start, end, remark, where)
        return found

    def _before(
        self, label: str, change: Change
    ) -> tuple[float | None, float | None]:
        """Return from when to when a lane was under way without changes."""
        if change.kind is not Kind.SPEEDS or self.plain is None:
            return None, None
        before = self.plain.timeline
        for lane in before.lanes:
            span = before.under_way(lane)
            if lane.label == label and span is not None:
                return before.shown(span.start), before.shown(span.end)
        return None, None

    @functools.cached_property
    def _smallest(
        self,
    ) -> tuple[Run, tuple[tuple[str, Change], ...], Ending]:
        with hushed():
            variation = self._fewest()
            title = f"{self.name}: {self.words}"
            run, changed, ending = recorded(
                self.main, variation, title, self.usual
            )
        return run, tuple(changed), ending

    def _fewest(self) -> Variation:
        """Return the fewest and mildest changes that still give this."""
        kind, seed = self.variation.kind, self.seed
        if kind in (Kind.PLAIN, Kind.CHANCE):
            return Variation(kind, seed, {})

        def holds(given: object) -> bool:
            variation = Variation(kind, seed, given)  # type: ignore[arg-type]
            one = attempt(self.main, variation, self.usual)
            return self._is_this(one.ending)

        fewest = smallest(dict(self.keys), holds)
        if kind is Kind.SPEEDS:
            fewest = gentlest(alone(fewest, holds), holds)
        return Variation(kind, seed, fewest)

    def __str__(self) -> str:
        """Return this chart below the one without changes."""
        return charts_text(self._shown())

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show this chart below the one without changes."""
        show_charts(self._shown())

    def _shown(self) -> Sequence[Found]:
        return (self,) if self.plain is None else (self.plain, self)


def charts_text(found: Sequence[Found]) -> str:
    """Return the charts of some outcomes, and what is different in each."""
    longest = max(each.timeline.seconds for each in found)
    drawn = [
        draw(each.timeline, seconds=longest, ghosts=each.ghosts)
        for each in found
    ]
    said = [each.difference for each in found if each.difference]
    return "\n\n".join([*drawn, *said])


def show_charts(found: Sequence[Found]) -> None:
    """Display the charts of some outcomes on one time axis."""
    said = [each.difference for each in found if each.difference]
    spoken = " ".join([*(sentence(each.timeline) for each in found), *said])
    show(
        charts_text(found),
        spoken,
        *(each.timeline for each in found),
        ghosts=[each.ghosts for each in found],
    )
    if said:
        print("\n".join(said))
