"""Runs a program once, with a variation: without a recording, or with one.

Without one it takes a tenth of the time. What the program prints is kept,
and what it or asyncio says on stderr is dropped: two hundred runs would say
it two hundred times.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import dataclasses
import inspect
import io
import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from helpers.clocks.deadlock import DeadlockError
from helpers.clocks.interrupts import Interrupts
from helpers.clocks.limits import LimitError
from helpers.clocks.nested_loop import aside
from helpers.clocks.variation import Change, Variation
from helpers.clocks.varied import VariedLoop
from helpers.labels import ADDRESS, describe_error, describe_fully
from helpers.refusals import AtTheCaller
from helpers.running.run import Run, completed
from helpers.running.shutdown import cancel_left_overs, shut_down

__all__ = ["Attempt", "Ending", "Main", "attempt", "hushed", "recorded"]

Main = Callable[[], Any]

LIMITS = 1e9, 50_000  # seconds, and turns; a lesson's program makes 100
TIMES_AGAIN = 2  # that a run is made which was charged for too much
MOST_PRINTED = 20_000  # signs; of more the beginning is compared


@dataclass(frozen=True)
class Ending:
    """What can be seen from outside when a program has ended.

    `result` and `error` are texts, which may be long; one of them is "".
    `how` is the name of the type of the exception.
    """

    result: str
    error: str
    how: str
    printed: str

    @property
    def returned_none(self) -> bool:
        """Whether there is nothing to say of the result."""
        return self.result == "None"

    def unheard(self) -> Ending:
        """Return the same, as for somebody who does not see it print."""
        return dataclasses.replace(self, printed="")


@dataclass(frozen=True)
class Attempt:
    """What came of one run; `changes` is what was different, by keys."""

    ending: Ending
    seconds: float
    turns: int
    changes: dict[int, Change]
    tied: bool  # several timers came due at one moment
    drew: bool  # from Python's random
    charged: int  # microseconds of its time, for work that blocked


def attempt(main: Main, variation: Variation, usual: int = 0) -> Attempt:
    """Run what `main` makes, as quickly as can be.

    `usual` are the microseconds for which this program blocks. On a busy
    machine a run may be charged for more: then it is made again.

    Raises `KeyboardInterrupt` where somebody presses stop, and `TypeError`
    where `main` makes no coroutine.
    """
    one = _attempt(main, variation)
    for _ in range(TIMES_AGAIN):
        if one.charged <= usual:
            break
        again = _attempt(main, variation)
        one = min(one, again, key=lambda each: each.charged)
    return one


def _attempt(main: Main, variation: Variation) -> Attempt:
    paper = _Paper()
    with contextlib.redirect_stdout(paper):
        loop = VariedLoop(variation)
        loop.limit(*LIMITS)
        shadow: Any = loop
        shadow.default_exception_handler = lambda context: None
        with variation.chance():
            coroutine = _made(main, loop)
        with variation.chance():
            before = random.getstate()
            result, error, seconds = _run(loop, coroutine)
            drew = random.getstate() != before
    ending = _ending(result, error, paper)
    what = loop.turned, loop.changes, loop.tied, drew, loop.charged
    return Attempt(ending, seconds, *what)


def recorded(
    main: Main, variation: Variation, title: str = "", usual: int = 0
) -> tuple[Run, list[tuple[str, Change]], Ending]:
    """Run the same, recorded: also returned is what was different."""
    for _ in range(TIMES_AGAIN + 1):
        paper = _Paper()
        with contextlib.redirect_stdout(paper):
            loop = VariedLoop(variation)
            loop.limit(*LIMITS)
            with variation.chance():
                coroutine = _made(main, loop)
            run, changed = completed(coroutine, loop, title)
        if loop.charged <= usual:
            break
    return run, changed, _ending(run.result, run.error, paper)


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Step a running loop aside, and say nothing on stderr."""
    silence = contextlib.redirect_stderr(io.StringIO())
    with aside(), silence, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _made(main: Main, loop: VariedLoop) -> Any:
    """Call `main`; refuse what it makes if that is no coroutine."""
    try:
        made = main()
    except BaseException:
        loop.close()
        raise
    if asyncio.iscoroutine(made) and not inspect.isgenerator(made):
        return made
    loop.close()
    with AtTheCaller():
        raise TypeError(
            "outcomes() needs a function that makes a coroutine, and this "
            f"one returned {_named(made)}: is 'async' missing in front of "
            "its 'def'?"
        )


def _named(made: Any) -> str:
    return "None" if made is None else f"a value of type {type(made).__name__}"


def _run(
    loop: VariedLoop, coroutine: Any
) -> tuple[Any, BaseException | None, float]:
    """Run to the end of all that the program has begun; close the loop."""
    result: Any = None
    error: BaseException | None = None
    seconds = 0.0
    interrupts = Interrupts(loop.end_with)
    try:
        with interrupts:
            context = contextvars.copy_context()
            task = loop.create_task(coroutine, context=context)
            try:
                result = loop.run_until_complete(task)
            except BaseException as raised:
                error = raised
            seconds = loop.moment()
            stopped = isinstance(error, (KeyboardInterrupt, LimitError))
            if stopped:
                interrupts.answered()
            loop.limit(None, None)
            cancel_left_overs(loop, interrupted=stopped)
            if not stopped:
                shut_down(loop)
    except BaseException as raised:  # of a task that is cleaned up
        error = error or raised
    finally:
        loop.close()
    if interrupts.heard:
        raise KeyboardInterrupt
    return result, error, seconds


def _ending(result: Any, error: BaseException | None, paper: _Paper) -> Ending:
    printed = ADDRESS.sub("", paper.getvalue())
    if error is None:
        return Ending(describe_fully(result), "", "", printed)
    how = type(error).__name__
    if isinstance(error, (DeadlockError, LimitError)):
        return Ending("", how, how, printed)  # their messages have more
    return Ending("", describe_error(error), how, printed)


class _Paper(io.StringIO):
    """What a program prints, up to some length."""

    def write(self, text: str) -> int:
        """Write, if there is room."""
        if self.tell() < MOST_PRINTED:
            super().write(text[:MOST_PRINTED])
        return len(text)
