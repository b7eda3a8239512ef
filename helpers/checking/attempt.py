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
import gc
import inspect
from dataclasses import replace
from typing import Any

from helpers.checking.alarm import PATIENCE, Alarm
from helpers.checking.check_loop import CheckLoop
from helpers.checking.exercise import Attempt, Case, Exercise
from helpers.checking.fakes import World
from helpers.checking.mistakes import (
    handed_whole,
    is_from_work,
    is_own_raise,
    place,
)
from helpers.checking.order_of_sets import BACKWARD, FORWARD
from helpers.checking.sandbox import (
    Sandbox,
    close,
    end_tasks,
    forget,
    sandbox,
)
from helpers.checking.stop_reasons import Stop, Stopped, StopReason
from helpers.clocks.deadlock import DeadlockError
from helpers.compat import said_to_run
from helpers.labels import call_label
from helpers.recording.attach import attach
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.timeline.model import Outcome, Timeline

__all__ = ["REAL_SECONDS", "attempt"]

FINALIZER = "async_generator_athrow"  # the type of what `aclose()` gives
REAL_SECONDS = 1.0  # for a program that keeps the processor to itself


def attempt(
    exercise: Exercise,
    function: Any,
    case: Case,
    seconds: float = REAL_SECONDS,
    patience: float = PATIENCE,
    backward: bool = False,
) -> Attempt:
    """Run `function` on one case, for no more than `seconds` of work.

    Sets of tasks have the order in which these were made, or the opposite.
    On a busy machine these take longer, by `patience` at the most.
    Raises nothing that the function does; a `KeyboardInterrupt` of
    somebody who pressed stop is raised, after all was put back.
    """
    run = _Run(exercise, case, backward)
    with sandbox(run.loop, function) as box:
        one = run.go(function, Alarm(seconds, patience), box)
        is_stopped = type(one.error) is KeyboardInterrupt and not one.stopped
        run.clean_up(one)
    if is_stopped:
        raise KeyboardInterrupt
    try:
        timeline = freeze(run.recorder)
    except Exception:  # cut short in the middle of a note
        timeline = Timeline((), one.seconds)
    return replace(
        one,
        timeline=timeline,
        calls=tuple(run.world.calls),
        sleeps=tuple(run.loop.sleeps),
        printed=box.paper.lines(),
        dropped=tuple(box.unawaited[len(one.unawaited) :]),
        stopped=box.why_stopped(one.stopped),
    )


class _Run:
    """One run, from the call of the function to the last cancelled task."""

    def __init__(self, exercise: Exercise, case: Case, backward: bool) -> None:
        self.case = case
        self.loop = CheckLoop(exercise.longest, exercise.most_tasks)
        self.world = World(self.loop)
        self.recorder = Recorder(budget=0)
        self.recorder.task_base = BACKWARD if backward else FORWARD
        self.faults: list[str] = []

    def go(self, function: Any, alarm: Alarm, box: Sandbox) -> Attempt:
        """Run the function to its end, or to its limits."""
        result, error = self._tried(function, alarm, box)
        stopped = _why_stopped(alarm, error)
        left = self.loop.in_order(
            {x for x in asyncio.all_tasks(self.loop) if not _is_finalizer(x)}
        )
        pending = [task for task in left if not task.cancelling()]
        waiting = left if stopped else []
        return Attempt(
            case=self.case,
            result=result,
            error=error,
            seconds=self.loop.elapsed(),
            timeline=Timeline((), 0.0),  # until all of it has ended
            left=tuple(call_label(task.get_coro()) for task in pending),
            faults=tuple(self.faults),
            unawaited=tuple(box.unawaited),
            stopped=stopped,
            where=place(alarm.frame, _Run._tried.__code__, error, waiting),
            handed=handed_whole(error),
            from_work=error is not None and is_from_work(error),
            own_raise=error is not None and is_own_raise(error),
            held_up=self.loop.held_up,
        )

    def _tried(
        self, function: Any, alarm: Alarm, box: Sandbox
    ) -> tuple[Any, BaseException | None]:
        """Return what the function returned, or else raised."""
        self.loop.set_exception_handler(self._note_fault)
        attach(self.recorder, self.loop)
        try:
            with alarm, box:
                result = self.loop.run_until_complete(self._begun(function))
                gc.collect(0)  # exceptions in a cycle that nobody retrieved
                return result, None
        except BaseException as error:
            return None, error

    def _begun(self, function: Any) -> asyncio.Task[Any]:
        """Call the function, and make a task of the coroutine it gives."""
        given = self.case.given(self.world)
        with said_to_run(self.loop):
            coroutine = function(*given)
        if not asyncio.iscoroutine(coroutine):
            close([*given])
            raise Stopped(_no_coroutine(coroutine))
        task: asyncio.Task[Any] = self.loop.create_task(coroutine)
        if self.case.cancelled_at is not None:
            self.loop.call_later(self.case.cancelled_at, task.cancel)
        return task

    def _note_fault(self, loop: Any, context: dict[str, Any]) -> None:
        """Note a complaint of asyncio's.

        A `gather` behind a `shield` keeps the cancellation of its tasks as
        an exception, in a future that the learner never had.
        """
        error = context.get("exception")
        if isinstance(error, asyncio.CancelledError):
            return
        kind = "" if error is None else f" ({type(error).__name__})"
        self.faults.append(f"{context.get('message', '')}{kind}")

    def clean_up(self, one: Attempt) -> None:
        """Cancel what is left; give up what refuses to end."""
        self.loop.set_exception_handler(lambda loop, context: None)
        self.recorder.close(Outcome.STOPPED)
        self.recorder.detach()
        self.loop.begin_clean_up()
        end_tasks(self.loop)
        close(one.result)
        forget(one.error)
        gc.collect(0)
        self.loop.close()


def _is_finalizer(task: Any) -> bool:
    """Say whether asyncio made a task, to close a generator that was left.

    That is what `async for x in generator(): return x` leaves behind, and
    it is nobody's fault: the end of the loop looks after it.
    """
    return type(task.get_coro()).__name__ == FINALIZER


def _why_stopped(alarm: Alarm, error: BaseException | None) -> Stop | None:
    if alarm.rings:
        blocks, turns = StopReason.BLOCKS, StopReason.KEEPS_PROCESSOR
        return Stop(blocks if alarm.is_idle else turns)
    if isinstance(error, Stopped):
        return error.stop
    if isinstance(error, DeadlockError):
        return Stop(StopReason.WAITS_FOR_EVER)
    if type(error) is KeyboardInterrupt and is_own_raise(error):
        return Stop(StopReason.INTERRUPTS)
    if isinstance(error, SystemExit):
        return Stop(StopReason.ENDS_KERNEL, "raised SystemExit")
    return None


def _no_coroutine(value: Any) -> Stop:
    """Say what a call gave in place of a coroutine."""
    if inspect.isasyncgen(value):
        return Stop(StopReason.ASYNC_GENERATOR)
    kind = type(value).__name__
    article = "an" if kind[0] in "aeiou" else "a"
    what = "None" if value is None else f"{article} {kind}"
    return Stop(StopReason.NO_COROUTINE, what)
