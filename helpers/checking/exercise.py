"""What an exercise is: data, and nothing that runs by itself.

An exercise has a task, a stub, the `Case`s that a solution is tried on and
the `Rule`s that it must keep. `load` reads all of it from the exercise's
file. Programs are kept as text, since they are shown to learners as text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from helpers.checking.fakes import Call, Given, World
from helpers.checking.stop_reasons import Stop
from helpers.timeline.model import Timeline

__all__ = [
    "ANYTHING",
    "Allowance",
    "Attempt",
    "Case",
    "Exercise",
    "ExerciseError",
    "Found",
    "Kind",
    "ResultError",
    "Rule",
    "cancelled",
    "raising",
]


class _Anything:
    """Says that a case does not prescribe a result."""

    def __repr__(self) -> str:
        return "anything"


ANYTHING = _Anything()


class Kind(Enum):
    """What one does to the stub."""

    COMPLETE = "complete it"
    FIX = "fix it"
    SCHEDULE = "change the schedule"
    MAKE = "make it"


class Allowance(StrEnum):
    """What is a fault elsewhere, and none in an exercise that allows it."""

    LEAVING_TASKS = "leaving tasks"
    BLOCKING = "blocking"
    UNRETRIEVED = "unretrieved"
    UNAWAITED = "unawaited"


@dataclass(frozen=True)
class Case:
    """One input: what the learner's function is given, and what is right.

    `words` go in front of a hint: "with two slow services"; the first case
    of an exercise has none. `given` makes the arguments afresh for each
    run, out of a `World`. Of the rest a case says what the rules of its
    exercise ask for. A call is named by its label, such as "ask('mail')";
    `calls` in `fakes` makes those; times are seconds since the run began.
    A case about one thing alone, such as an empty answer, may have a
    `question` on it, and what to say later, in place of the rule's.
    """

    words: str
    given: Callable[[World], Given]

    returns: Any = ANYTHING
    raises: type[BaseException] | None = None  # what has to come out instead
    seconds: float | None = None  # the length of the whole

    asks: Sequence[str] | None = None  # the calls, each made once
    order: Sequence[str] | None = None  # the calls, as they start in turn
    starts: Sequence[tuple[str, float]] | None = None  # each with its time
    chart: Sequence[tuple[str, float, float]] | None = None  # start, end
    at_once: int | None = None  # how many calls may overlap
    cancels: Collection[str] | None = None  # the calls that are cancelled
    collected: Mapping[str, float] | None = None  # task: when it is collected
    left: Collection[str] = ()  # tasks under way when the function returns
    cancelled_at: float | None = None  # when the function itself is cancelled
    only_end: bool = False  # judge what comes out: `raises`, or `returns`
    prints: Sequence[tuple[float, str]] | None = None  # lines with their time
    question: tuple[str, str] | None = None  # its own, in place of a rule's


def raising(case: Case, kind: type[BaseException]) -> Case:
    """Return a case of which such an error has to come out, and no more."""
    return replace(case, returns=ANYTHING, raises=kind, only_end=True)


def cancelled(case: Case, at: float) -> Case:
    """Return a case in which the function itself is cancelled."""
    return replace(raising(case, asyncio.CancelledError), cancelled_at=at)


@dataclass(frozen=True)
class Attempt:
    """What one run of a learner's function on one case did.

    `stopped` says why the run had to be ended, where it had to be.
    `calls` is the work that was asked for, in order; `sleeps` are the
    learner's own, by when each began and how long it was; `printed` pairs
    each line with its time; `left` are the tasks that were still under way
    when the function returned; `faults` are asyncio's complaints, such as
    an exception that nobody retrieved; `unawaited` are the names of
    coroutines that were never awaited, and `dropped` of those that the
    error which came out kept until the end; `handed` is what `gather` got in
    place of the awaitables in it; `from_work` says that the error is one
    that the work has raised, and `own_raise` that a `raise` made it.
    `held_up` is for how many seconds something really blocked: the program,
    or a machine that had no time for it.
    """

    case: Case
    result: Any
    error: BaseException | None
    seconds: float
    timeline: Timeline
    calls: tuple[Call, ...] = ()
    sleeps: tuple[tuple[float, float], ...] = ()
    printed: tuple[tuple[float, str], ...] = ()
    left: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    unawaited: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    stopped: Stop | None = None
    where: str = ""
    handed: str = ""
    from_work: bool = False
    own_raise: bool = False
    held_up: float = 0.0

    @property
    def notes(self) -> tuple[str, ...]:
        """What Python says of the coroutines that were never awaited."""
        return tuple(
            f"coroutine {name!r} was never awaited" for name in self.unawaited
        )


@dataclass(frozen=True)
class Found:
    """What is wrong, with a question of its own where the rule's misfits."""

    words: str
    hint: str = ""
    more: str = ""


@dataclass(frozen=True)
class Rule:
    """Something that a solution must keep.

    `finds` returns what is wrong with an attempt, in words that name what
    its timeline shows, or None. `hint` is a question that helps to see
    it; `more` says plainly what to do, and is kept for further tries. Where
    another question belongs to what is wrong, that is a `Found` of its own.
    `needs` is the field of a case without which the rule cannot judge.
    """

    finds: Callable[[Attempt], str | Found | None]
    hint: str = ""
    more: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Exercise:
    """One exercise, known by its `name`, which is that of its file.

    `former` is the number by which it was known before it had a name.
    `function` is what the learner writes, and `trial` the call below the
    stub that runs it. `good` is said when it is solved, `another` is a way
    of which few think, and `then` a thing to try next. `rules_line` is
    where in its file the rules begin.
    """

    name: str
    title: str
    kind: Kind
    function: str
    task: str
    stub: str
    trial: str
    reference: str
    cases: tuple[Case, ...]
    rules: tuple[Rule, ...]
    discussion: str
    good: str
    then: str
    path: Path
    rules_line: int
    former: str = ""
    another: str | None = None
    allows: frozenset[Allowance] = frozenset()
    most_tasks: int = 1000
    longest: float = 1000.0  # virtual seconds that a run may take


class ExerciseError(Exception):
    """Something that the author of an exercise got wrong, and where."""

    def __init__(self, path: Path, line: int, words: str) -> None:
        super().__init__(f"{path}:{line}: {words}")

    @classmethod
    def of(cls, error: Exception, path: Path, line: int) -> ExerciseError:
        """Say where in its file an exercise raised an error.

        `line` is for errors that were raised outside of the file.
        """
        if isinstance(error, SyntaxError):
            line = error.lineno or line
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == str(path):
                line = trace.tb_lineno
            trace = trace.tb_next
        return cls(path, line, f"{type(error).__name__}: {error}")


class ResultError(Exception):
    """A learner's result cannot be compared: its own methods raise."""
