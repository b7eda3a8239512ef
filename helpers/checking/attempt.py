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
import threading
from collections.abc import Iterator
from typing import Any

from helpers.checking.alarm import PATIENCE, Alarm, Stopped, end_threads
from helpers.checking.check_loop import CheckLoop
from helpers.checking.cleanup import (
    CLEAN_UP_SECONDS,
    bury,
    close,
    forget,
    run_last,
    until_gone,
)
from helpers.checking.exercise import Attempt, Case, Exercise
from helpers.checking.fakes import World
from helpers.checking.guarding import MOST_PRINTED, Paper, guarded
from helpers.checking.mistakes import handed_whole
from helpers.checking.replacing import warned
from helpers.checking.source_lines import (
    place_of_error,
    place_of_frame,
    place_of_tasks,
)
from helpers.checking.stop_reasons import no_coroutine
from helpers.clocks.deadlock import DeadlockError
from helpers.clocks.nested_loop import aside
from helpers.labels import call_label
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.timeline.model import Outcome, Timeline

__all__ = ["REAL_SECONDS", "attempt"]

REAL_SECONDS = 1.0  # for a program that keeps the processor to itself


def attempt(
    exercise: Exercise,
    function: Any,
    case: Case,
    seconds: float = REAL_SECONDS,
    patience: float = PATIENCE,
) -> Attempt:
    """Run `function` on one case, for no more than `seconds` of work.

    On a busy machine these take longer, by `patience` at the most.
    Raises nothing that the function does; a `KeyboardInterrupt` of
    somebody who pressed stop is raised, after all was put back.
    """
    one = _OneRun(exercise, function, case)
    threads = set(threading.enumerate())
    with (
        aside(),
        _swept(),
        warned() as names,
        guarded(one.loop, one.paper, _namespace(function)) as fence,
    ):
        one.run(seconds, patience)
        one.unawaited = tuple(names)
        one.clean_up()
        end_threads(threads)
    if one.interrupted:
        raise KeyboardInterrupt
    return one.account(fence.refused)


@contextlib.contextmanager
def _swept() -> Iterator[None]:
    """Leave no garbage of a program that could disturb what comes after.

    Nothing is collected meanwhile, so that all of it is young at the end,
    and found without a search through everything that there is.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
        self.stopped = self.where = self.handed = ""
        self.left: tuple[str, ...] = ()
        self.unawaited: tuple[str, ...] = ()
        self.faults: list[str] = []
        self.seconds = 0.0

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed stop meanwhile."""
        return type(self.error) is KeyboardInterrupt

    def run(self, seconds: float, patience: float) -> None:
        """Run the function to its end, or to its limits."""
        self.loop.set_exception_handler(self._note_fault)
        attach(self.recorder, self.loop)
        alarm = Alarm(seconds, patience)
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
            self.stopped = no_coroutine(coroutine)
            return
        context = contextvars.copy_context()
        task = self.loop.create_task(coroutine, context=context)
        self.result = self.loop.run_until_complete(task)
        gc.collect(0)  # exceptions in a cycle: nobody has retrieved them

    def _explain(self, alarm: Alarm) -> None:
        """Note why the run was ended, where it stood, and what it left."""
        pending = [t for t in asyncio.all_tasks(self.loop) if not t.done()]
        pending = [t for t in pending if t not in self.world.own_tasks]
        pending = self.loop.in_order(pending)
        if alarm.rings:
            self.stopped = "time"
            outermost = _OneRun.run.__code__
            self.where = place_of_frame(alarm.frame, outermost)
            self.where = self.where or place_of_tasks(pending)
        elif isinstance(self.error, Stopped):
            self.stopped = str(self.error)
            self.where = place_of_error(self.error) or place_of_tasks(pending)
        elif isinstance(self.error, DeadlockError):
            self.stopped = "waits for ever"
            self.where = place_of_tasks(pending)
        elif isinstance(self.error, SystemExit):
            self.stopped = "it raised SystemExit: that would end the kernel"
        elif self.error is not None:
            self.where = place_of_error(self.error)
            self.handed = handed_whole(self.error)
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
                run_last(self.loop, until_gone(left))
            run_last(self.loop, self.loop.shutdown_asyncgens())
        close(self.result)
        bury([task for task in left if not task.done()])
        forget(self.error)
        self.function = None
        gc.collect(0)
        self.faults = list(faults)
        self.loop.close()

    def account(self, refused: list[str]) -> Attempt:
        """Return what this run did, as frozen data."""
        if refused:
            self.stopped = refused[0]
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
            unawaited=self.unawaited,
            stopped=self.stopped,
            where=self.where,
            handed=self.handed,
        )

    def _timeline(self) -> Timeline:
        try:
            return freeze(self.recorder)
        except Exception:  # cut short in the middle of a note
            return Timeline((), round(self.seconds, 6))
