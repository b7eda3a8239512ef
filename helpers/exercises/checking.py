"""Runs a learner's program on the virtual clock, within limits.

`attempt(exercise, function, case)` calls the function with what the case
gives it, runs it, and returns an `Attempt`: result, timeline, and all
else that a rule may ask. It always returns, whatever the program does,
within the real time it is given.

Unlike `run`, a check is no recording of real life: `time.sleep` and work
in threads cost virtual time here, and a slow machine changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import gc
import inspect
from collections.abc import Iterator
from types import FrameType
from typing import Any

from helpers.clock import DeadlockError
from helpers.exercises.guarding import (
    MOST_PRINTED,
    Alarm,
    Paper,
    Stopped,
    guarded,
    quiet,
)
from helpers.exercises.limits import CheckLoop
from helpers.exercises.model import Attempt, Case, Exercise
from helpers.exercises.world import World
from helpers.freezing import freeze
from helpers.naming import awaits_below, call_label, is_library, line_of
from helpers.recorder import Outcome, Recorder
from helpers.running import _aside
from helpers.timeline import Timeline
from helpers.wakers import age

__all__ = ["REAL_SECONDS", "attempt", "found_in"]

REAL_SECONDS = 1.0  # for a program that keeps the processor to itself
CLEAN_UP_SECONDS = 0.2  # the same, while what is left over is cancelled


def attempt(
    exercise: Exercise,
    function: Any,
    case: Case,
    seconds: float = REAL_SECONDS,
) -> Attempt:
    """Run `function` on one case, for no more than `seconds` of real time.

    Raises nothing that the function does; a `KeyboardInterrupt` of
    somebody who pressed stop is raised, after all was put back.
    """
    one = _OneRun(exercise, function, case)
    with (
        _aside(),
        quiet() as warned,
        guarded(one.loop, one.paper, _namespace(function)) as replaced,
    ):
        one.run(seconds)
        one.clean_up()
    if one.interrupted:
        raise KeyboardInterrupt
    return one.account(warned, replaced)


def _namespace(function: Any) -> dict[str, Any]:
    while isinstance(function, functools.partial):
        function = function.func
    space = getattr(inspect.unwrap(function), "__globals__", {})
    return space if isinstance(space, dict) else {}


class _OneRun:
    """One run, from the call of the function to the last cancelled task."""

    def __init__(self, exercise: Exercise, function: Any, case: Case) -> None:
        self.function = function
        self.case = case
        self.loop = CheckLoop(exercise.longest, exercise.most_tasks)
        self.world = World(self.loop)
        self.paper = Paper(self.loop.time)
        self.recorder = Recorder()
        self.result: Any = None
        self.error: BaseException | None = None
        self.stopped = self.where = ""
        self.left: tuple[str, ...] = ()
        self.faults: list[str] = []
        self.seconds = 0.0

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed stop meanwhile."""
        return type(self.error) is KeyboardInterrupt

    def run(self, seconds: float) -> None:
        """Run the function to its end, or to its limits."""
        self.loop.set_exception_handler(self._note_fault)
        self.recorder.attach(self.loop)
        alarm = Alarm(seconds)
        try:
            with alarm:
                self._complete()
        except BaseException as error:
            self.error = error
        self.seconds = self.loop.time()
        self._explain(alarm)

    def _complete(self) -> None:
        given = self.case.given(self.world)
        coroutine = self.function(*given)
        if not asyncio.iscoroutine(coroutine):
            self.stopped = _no_coroutine(coroutine)
            return
        context = contextvars.copy_context()
        task = self.loop.create_task(coroutine, context=context)
        self.result = self.loop.run_until_complete(task)

    def _explain(self, alarm: Alarm) -> None:
        """Note why the run was ended, where it stood, and what it left."""
        pending = [t for t in asyncio.all_tasks(self.loop) if not t.done()]
        pending = [t for t in pending if t not in self.world.own_tasks]
        pending.sort(key=age)
        if alarm.rings:
            self.stopped = "time"
            self.where = _line_of_frame(alarm.frame)
        elif isinstance(self.error, Stopped):
            self.stopped = str(self.error)
            self.where = _place(pending)
        elif isinstance(self.error, DeadlockError):
            self.stopped = "waits for ever"
            self.where = _place(pending)
        elif isinstance(self.error, SystemExit):
            self.stopped = "it raised SystemExit: that would end the kernel"
        elif self.error is not None:
            self.where = _line_of_error(self.error)
        self.left = tuple(
            call_label(task.get_coro())
            for task in pending
            if not task.cancelling()
        )

    def _note_fault(self, loop: Any, context: dict[str, Any]) -> None:
        error = context.get("exception")
        words = str(context.get("message", ""))
        name = type(error).__name__ if error is not None else ""
        self.faults.append(f"{words} ({name})" if name else words)

    def clean_up(self) -> None:
        """Cancel what is left; give up what refuses to end."""
        faults = tuple(self.faults)
        self.recorder.closing = Outcome.STOPPED
        self.recorder.detach()
        self.loop.begin_clean_up()
        left = {t for t in asyncio.all_tasks(self.loop) if not t.done()}
        with contextlib.suppress(BaseException), Alarm(CLEAN_UP_SECONDS):
            for task in left:
                task.cancel()
            if left:
                self.loop.run_until_complete(_gone(left))
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        _bury([task for task in left if not task.done()])
        for found in found_in(self.result):
            with contextlib.suppress(BaseException):
                found.close()
        self.faults = list(faults)
        self.loop.close()

    def account(self, warned: list[str], replaced: list[str]) -> Attempt:
        """Return what this run did, as frozen data."""
        if replaced:
            self.stopped = f"it replaced {replaced[0]}, which is put back"
        elif self.paper.characters > MOST_PRINTED and not self.stopped:
            count = self.paper.characters
            self.stopped = f"it printed {count:,} characters"
        return Attempt(
            case=self.case,
            result=self.result,
            error=self.error,
            seconds=round(self.seconds, 6),
            timeline=self._timeline(),
            calls=tuple(self.world.calls),
            sleeps=tuple(self.loop.sleeps),
            printed=self.paper.all_lines(),
            left=self.left,
            faults=tuple(self.faults),
            notes=tuple(warned),
            stopped=self.stopped,
            where=self.where,
        )

    def _timeline(self) -> Timeline:
        try:
            return freeze(self.recorder)
        except Exception:  # cut short in the middle of a note
            return Timeline((), round(self.seconds, 6))


async def _gone(tasks: set[Any]) -> None:
    while tasks:
        _, tasks = await asyncio.wait(tasks, timeout=1)


def _bury(tasks: list[Any]) -> None:
    """Close the coroutines of tasks that nothing else could end."""
    for task in tasks:
        task._log_destroy_pending = False
        with contextlib.suppress(BaseException), Alarm(CLEAN_UP_SECONDS):
            task.get_coro().close()
    if tasks:
        tasks.clear()
        gc.collect()


def _no_coroutine(value: Any) -> str:
    if inspect.isasyncgen(value):
        return (
            "it is an async generator, because of the 'yield' in it: "
            "return a result instead"
        )
    return (
        "it is not a coroutine function: calling it gave "
        f"{_with_article(type(value).__name__)}; write 'async def'"
    )


def _with_article(word: str) -> str:
    if word == "NoneType":
        return "None"
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def found_in(value: Any, depth: int = 3) -> Iterator[Any]:
    """Yield the coroutines in a result: itself, or in its containers."""
    if inspect.iscoroutine(value):
        yield value
    elif depth and isinstance(value, (list, tuple, set, frozenset)):
        for each in list(value)[:1000]:
            yield from found_in(each, depth - 1)
    elif depth and isinstance(value, dict):
        yield from found_in(list(value.values()), depth - 1)


def _place(tasks: list[Any]) -> str:
    """Say where the first of some suspended tasks stands."""
    for task in tasks[:1]:
        innermost: Any = task.get_coro()
        for below in awaits_below(innermost):
            code = getattr(below, "cr_code", None)
            if code is not None and not _is_ours(code):
                innermost = below
        return line_of(innermost)
    return ""


def _is_ours(code: Any) -> bool:
    own = code.co_filename == World.job.__code__.co_filename
    return own or is_library(code)


def _line_of_frame(frame: FrameType | None) -> str:
    """Return the line of the learner's own, nearest to a frame."""
    while frame is not None and _is_ours(frame.f_code):
        frame = frame.f_back
    return "" if frame is None else _line(frame, frame.f_lineno)


def _line_of_error(error: BaseException) -> str:
    found = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if not _is_ours(trace.tb_frame.f_code) and (
            not name.startswith("helpers.")
        ):
            found = _line(trace.tb_frame, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _line(frame: FrameType, number: int) -> str:
    import linecache

    source = linecache.getline(frame.f_code.co_filename, number).strip()
    return f"line {number}: {source}" if source else f"line {number}"
