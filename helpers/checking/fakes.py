"""The work that an exercise hands to a learner's program.

A learner's coroutine gets its work as arguments: coroutine functions such
as `ask(name)` that take a known time and return, or raise, a known thing.
A `World` makes them and notes every call: what was asked, when it began,
when and how it ended. That is what most rules judge, whatever the program
looks like.

A world lives for one run, on one loop. It is not the recorder: what tasks
did is in the timeline.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import (
    Callable,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from typing import Any, Protocol

from helpers.labels import describe
from helpers.timeline.model import Outcome

__all__ = [
    "Call",
    "Given",
    "Job",
    "StrangeError",
    "Spec",
    "Specs",
    "World",
    "calls",
    "calls_at",
    "jobs_of",
]

RETURNED, CANCELLED = Outcome.RETURNED, Outcome.CANCELLED


class StrangeError(Exception):
    """An exception that no program can have named: "whatever it raises"."""


@dataclass(frozen=True)
class Job:
    """One piece of work: how long it takes, and what comes of it.

    `answer` is returned, unless `raises` is an exception. `stubborn` is
    how many seconds it needs to clean up when it is cancelled.
    """

    seconds: float
    answer: Any = None
    raises: BaseException | None = None
    stubborn: float = 0.0


Spec = float | Job | Sequence[float | Job]  # a sequence: call after call
Specs = Mapping[str, float | Job]  # a job for each name
Given = Sequence[Any]  # the arguments of a learner's function


@dataclass
class Call:
    """One call of the work: who was asked, from when to when, how it ended.

    Times are seconds since the run began. `ended` is None, and `outcome`
    PENDING, where it never ended. `due` is when it ends by itself.
    """

    label: str
    name: Any
    started: float
    ended: float | None = None
    outcome: Outcome = Outcome.PENDING
    due: float = float("inf")

    @property
    def end(self) -> float:
        """When it ended; infinity if it never did."""
        return float("inf") if self.ended is None else self.ended


class Clock(Protocol):
    """What a world needs of the loop that it lives on.

    `workload` says that the next timer is the work's, not the learner's.
    """

    workload: bool

    @property
    def call_later(self) -> Any:
        """Return what calls back after so many seconds."""

    def elapsed(self) -> float:
        """Return the seconds since the run began."""

    def set_debug(self, enabled: bool) -> None:
        """Switch asyncio's debug mode on or off."""


class World:
    """Makes the work of one run and notes what is asked of it."""

    def __init__(self, loop: Clock) -> None:
        self._loop = loop
        self.calls: list[Call] = []

    def job(
        self,
        function: str,
        jobs: Mapping[Any, Spec],
        answer: str = "{}",
        arguments: int = 1,
    ) -> Callable[..., Coroutine[Any, Any, Any]]:
        """Return a coroutine function called `function`.

        `jobs` tells for each first argument what comes of it: seconds, a
        `Job`, or a sequence of those for call after call (the last one
        stays). A job without an answer returns `answer`, with the argument
        put in for the braces.
        """
        asked: Counter[Any] = Counter()

        async def work(*given: Any) -> Any:
            if len(given) != arguments:
                raise TypeError(
                    f"{function}() takes {arguments} argument(s), got "
                    f"{len(given)}"
                )
            name = given[0] if given else function
            job = _next_job(function, jobs, asked, name)
            with self._call(function, name, given) as call:
                call.due = call.started + job.seconds
                self._naps(job.seconds)
                try:
                    await asyncio.sleep(job.seconds)
                except asyncio.CancelledError:
                    if job.stubborn:
                        self._naps(job.stubborn)
                        await asyncio.sleep(job.stubborn)
                    raise
                _raise_error_of(job)
            return answer.format(name) if job.answer is None else job.answer

        work.__name__ = work.__qualname__ = function
        return work

    def blocking(
        self, function: str, jobs: Mapping[Any, Spec], answer: str = "{}"
    ) -> Callable[[Any], Any]:
        """Return a plain function called `function`, which blocks.

        It takes one argument; `jobs` and `answer` are as for `job`. In a
        check its sleep is charged when it is over, so the end is noted
        before.
        """
        asked: Counter[Any] = Counter()

        def work(name: Any) -> Any:
            job = _next_job(function, jobs, asked, name)
            call = self.note(_label(function, name), name)
            call.due = call.ended = round(call.started + job.seconds, 6)
            call.outcome = Outcome.RAISED if job.raises else RETURNED
            time.sleep(job.seconds)
            _raise_error_of(job)
            return answer.format(name) if job.answer is None else job.answer

        work.__name__ = work.__qualname__ = function
        return work

    def prepared(
        self, function: str, jobs: Mapping[Any, Spec], answer: str = "{}"
    ) -> dict[Any, Coroutine[Any, Any, Any]]:
        """Return a coroutine of `function` for each name, not yet awaited."""
        work = self.job(function, jobs, answer)
        return {name: work(name) for name in jobs}

    def single(
        self, function: str, spec: Spec
    ) -> Callable[..., Coroutine[Any, Any, Any]]:
        """Return a coroutine function without arguments, as `a()` is."""
        return self.job(function, {function: spec}, arguments=0)

    def later(self, seconds: float, callback: Any, *args: Any) -> None:
        """Call `callback(*args)` when so many seconds have passed."""
        self._loop.call_later(seconds, callback, *args)

    def watch_threads(self) -> None:
        """Have asyncio refuse calls from the wrong thread, in debug mode."""
        self._loop.set_debug(True)

    def note(self, label: str, name: Any) -> Call:
        """Note that a call has begun; end it with `over`."""
        call = Call(label, name, self._loop.elapsed())
        self.calls.append(call)
        return call

    def over(self, call: Call, outcome: Outcome) -> None:
        """Note that a call has ended, and how."""
        call.ended, call.outcome = self._loop.elapsed(), outcome

    @contextlib.contextmanager
    def _call(
        self, function: str, name: Any, given: tuple[Any, ...]
    ) -> Iterator[Call]:
        call = self.note(_label(function, *given), name)
        try:
            yield call
        except GeneratorExit:  # it was closed, and never ended
            raise
        except BaseException as error:
            is_cancelled = isinstance(error, asyncio.CancelledError)
            self.over(call, CANCELLED if is_cancelled else Outcome.RAISED)
            raise
        self.over(call, RETURNED)

    def _naps(self, seconds: float) -> None:
        """Say that the next timer is the work's, not the learner's."""
        self._loop.workload = seconds > 0


def _next_job(
    function: str, jobs: Mapping[Any, Spec], asked: Counter[Any], name: Any
) -> Job:
    """Return what comes of the next call with this argument."""
    if asyncio.isfuture(name) or asyncio.iscoroutine(name):
        kind = type(name).__name__
        raise TypeError(f"{function}() was handed a {kind}, not its result")
    if name not in jobs:
        known = ", ".join(repr(each) for each in jobs)
        raise LookupError(
            f"{function}() knows {known}; it got {describe(name)}"
        )
    asked[name] += 1
    spec = jobs[name]
    if isinstance(spec, Sequence):
        spec = spec[min(asked[name], len(spec)) - 1]
    return _job(spec)


def _raise_error_of(job: Job) -> None:
    if job.raises is not None:
        raise type(job.raises)(*job.raises.args)


def _job(spec: float | Job) -> Job:
    return spec if isinstance(spec, Job) else Job(spec)


def jobs_of(specs: Specs) -> dict[str, Job]:
    """Return the job of each name; a number is a job of so many seconds."""
    return {name: _job(spec) for name, spec in specs.items()}


def _label(function: str, *given: Any) -> str:
    return f"{function}({', '.join(map(describe, given))})"


def calls(function: str, names: Iterable[Any]) -> list[str]:
    """Return the labels of a function's calls, one with each of the names."""
    return [_label(function, name) for name in names]


def calls_at(
    function: str, times: Iterable[tuple[Any, float]]
) -> list[tuple[str, float]]:
    """Return the labels of a function's calls, each with its time."""
    return [(_label(function, name), time) for name, time in times]
