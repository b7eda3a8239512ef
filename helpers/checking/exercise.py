"""What an exercise is: data, and nothing that runs by itself.

A module such as `nb02` lists its `EXERCISES`: the task, the stub, the
`Case`s that a solution is tried on, the `Rule`s that it must keep, the
reference solution, and for the tests other right answers and typical
wrong ones. Programs are kept as text, since they are shown to learners
as text; the tests run every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.checking.fakes import Call, World
from helpers.checking.stop_reasons import Stop
from helpers.timeline.model import Timeline

__all__ = ["ANYTHING", "Attempt", "Case", "Exercise", "Rule", "Sleep", "Wrong"]


class _Anything:
    """Says that a case does not prescribe a result."""

    def __repr__(self) -> str:
        return "anything"


ANYTHING = _Anything()


@dataclass(frozen=True)
class Case:
    """One input: what the learner's function is given, and what is right.

    `given` makes the arguments afresh for each run, out of a `World`.
    `words` go in front of a hint: "with two slow services". `returns` is
    the right result and `seconds` the right length, where a rule asks for
    them; `chart` the calls as (label, start, end); `more` whatever a
    rule of this exercise needs besides.
    """

    words: str
    given: Callable[[World], Sequence[Any]]
    returns: Any = ANYTHING
    seconds: float | None = None
    raises: type[BaseException] | None = None
    chart: tuple[tuple[str, float, float], ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sleep:
    """A timer that the learner's own program set with `asyncio.sleep`."""

    at: float
    seconds: float


@dataclass(frozen=True)
class Attempt:
    """What one run of a learner's function on one case did.

    `stopped` says why the run had to be ended, where it had to be.
    `calls` is the work that was asked for, in order; `sleeps` are the
    learner's own; `printed` pairs each line with its time; `left` are the
    tasks that were still under way when the function returned; `faults`
    are asyncio's complaints, such as an exception that nobody retrieved;
    `unawaited` are the names of coroutines that were never awaited;
    `handed` is what `gather` got in place of the awaitables in it.
    """

    case: Case
    result: Any
    error: BaseException | None
    seconds: float
    timeline: Timeline
    calls: tuple[Call, ...] = ()
    sleeps: tuple[Sleep, ...] = ()
    printed: tuple[tuple[float, str], ...] = ()
    left: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    unawaited: tuple[str, ...] = ()
    stopped: Stop | None = None
    where: str = ""
    handed: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What Python says of the coroutines that were never awaited."""
        return tuple(
            f"coroutine {name!r} was never awaited" for name in self.unawaited
        )


@dataclass(frozen=True)
class Rule:
    """Something that a solution must keep.

    `finds` returns what is wrong with an attempt, in words that name what
    its timeline shows, or None. `hint` is a question that helps to see
    it; `more` says plainly what to do, and is kept for further tries.
    """

    finds: Callable[[Attempt], str | None]
    hint: str = ""
    more: str = ""


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer, and the line that it gets on its first try."""

    source: str
    line: str


@dataclass(frozen=True)
class Exercise:
    """One exercise; `name` is the function that the learner writes.

    `kind` is "complete", "fix", "schedule" or "make". `trial` is the call
    below the stub by which the learner runs it. `good` is said when it is
    solved, `then` is a thing to try next. `allows` names what is no fault
    here: "leaving tasks", "blocking", "unretrieved", "unawaited".
    """

    id: str
    kind: str
    title: str
    name: str
    task: str
    stub: str
    trial: str
    cases: tuple[Case, ...]
    rules: tuple[Rule, ...]
    reference: str
    discussion: str
    good: str
    then: str
    others: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    allows: frozenset[str] = frozenset()
    most_tasks: int = 1000
    longest: float = 1000.0  # virtual seconds that a run may take
