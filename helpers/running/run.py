"""`run(main())`: what `asyncio.run(main())` does, with a chart.

A private event loop is made for the call, on the real or on the virtual
clock, in the thread of the caller. Where a loop runs in this thread
already, as in a notebook, it steps aside for the call. All that is left
over is cancelled before `run` returns.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import dataclasses
import inspect
import sys
import warnings
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from helpers.charts.display import in_notebook, show
from helpers.charts.sentence import sentence
from helpers.charts.text import draw
from helpers.clocks.choose import clock_name, new_loop
from helpers.clocks.deadlock import DeadlockError, WatchfulLoop
from helpers.clocks.interrupts import Interrupts
from helpers.clocks.limits import LimitError
from helpers.clocks.nested_loop import aside
from helpers.clocks.variation import Change, Variation
from helpers.clocks.varied import Task, VariedLoop
from helpers.compat import running_loop
from helpers.labels import describe_error
from helpers.recording.attach import attach
from helpers.recording.prints import noting_prints
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.refusals import AtTheCaller
from helpers.running.growing import growing
from helpers.running.made_again import Again, again
from helpers.running.paths import paths
from helpers.running.seeds import changed_by, check_seed, seed_note
from helpers.running.shutdown import cancel_left_overs, shut_down
from helpers.running.tracebacks import without_helpers
from helpers.timeline.model import Outcome, Timeline
from helpers.timeline.seconds import seconds_text

if TYPE_CHECKING:
    from helpers.charts.marks import Ghost, Lit
    from helpers.predicting.prediction import Prediction

__all__ = ["LIMITS", "Run", "completed", "run"]

# Seconds, and turns that take no time (see `LimitedLoop`). An hour is more
# than anybody waits for a cell, and a sleep of years costs nothing on the
# virtual clock; so many turns keep a processor busy for five to ten seconds.
LIMITS = {"real": (3600.0, 2_000_000), "virtual": (1e9, 1_000_000)}


@dataclass(frozen=True)
class Run:
    """What came of one `run`: a cell's last value draws it.

    `result` is what main returned, `error` what it raised (None if it did
    not), `seconds` how long it took, `timeline` what every task did.
    `prediction` is what `run` was given: it is held against the timeline.
    With `lights_path` the chart shows what made the run as long as it was.
    `again` makes the same run once more, for a replay with other lengths.
    """

    result: Any
    error: BaseException | None
    timeline: Timeline
    prediction: Prediction | None = None
    lights_path: bool = False
    again: Again | None = dataclasses.field(
        default=None, repr=False, compare=False
    )

    @property
    def seconds(self) -> float:
        """How long main took, as shown, in seconds."""
        return self.timeline.took

    def __str__(self) -> str:
        """Return the text that nbval compares."""
        ghosts, said = self._predicted()
        lit, more = self._path()
        drawing = draw(self.timeline, ghosts=ghosts, lit=lit)
        said += more
        return "\n\n".join([_headline(self), drawing, *said])

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the picture; what was predicted is answered below it."""
        ghosts, said = self._predicted()
        lit, more = self._path()
        said += more
        spoken = sentence(self.timeline)
        show(str(self), spoken, self.timeline, ghosts=ghosts, lits=[lit])
        if said and in_notebook():
            print("\n".join(said))

    def with_path(self) -> Run:
        """Return the same run; its chart shows what made it so long."""
        return dataclasses.replace(self, lights_path=True)

    def _path(self) -> tuple[Lit, list[str]]:
        """Return what is lit in the chart, and the sentence about it."""
        if not self.lights_path:
            return (), []
        lits, said = paths([self.timeline])
        return lits[0], said

    def _predicted(self) -> tuple[dict[str, Ghost], list[str]]:
        """Return what to draw and what to say of the prediction."""
        if self.prediction is None or not self.prediction.attempted:
            return {}, []
        held = self.prediction.against(self.timeline)
        return held.ghosts, [held.words] if held.words else []


def run(
    main: Coroutine[Any, Any, Any],
    *,
    title: str = "",
    clock: str | None = None,
    expect: type[BaseException] | tuple[type[BaseException], ...] = (),
    prediction: Prediction | None = None,
    limit: float | EllipsisType | None = ...,
    turns: int | EllipsisType | None = ...,
    seed: int | None = None,
    live: bool | None = None,
    path: bool = False,
) -> Run:
    """Run `main` to completion on a fresh event loop and record it.

    `clock` is "real", "virtual", or None for what `COURSE_CLOCK` says, and
    real without it. An exception of `main` is raised again, after its chart
    was shown, unless `expect` names its type: then it is the lesson, and is
    found in `Run.error`. A `prediction`, from `predict()`, is shown on the
    same chart and compared with what happened. With `path` the chart shows
    what made the run as long as it was, and a sentence says it.

    A run that goes on for `limit` seconds of its clock is stopped, as by an
    interrupt, with a `LimitError`; so is one whose loop makes `turns` turns
    in which no time passes. Unless you say otherwise that is an hour on the
    real clock, or some ten seconds at full load; `limit=None` takes both
    away. Neither stops a coroutine that computes and never awaits
    (`while True: pass`): press stop, or Ctrl-C, which ends whatever runs.

    A `seed` makes a run again that `outcomes()` has found, on the virtual
    clock: `helpers.clocks.variation` says what it changes, and so does a
    note under the chart.
    On the real clock, in a notebook that somebody looks at, the chart grows
    while the program runs; `live=False`, or `COURSE_LIVE=0`, is without.

    Raises `TypeError` for what is not a coroutine, `RuntimeError` inside a
    coroutine or for one that ran before, `DeadlockError` where nothing is
    left that could wake anybody.
    """
    __tracebackhide__ = True
    with AtTheCaller():
        clock = _checked(main, clock, expect, prediction, limit, turns, seed)
    varied = None if seed is None else VariedLoop(Variation.of(seed))
    loop = varied or new_loop(clock)
    limits = _limits(clock, limit, turns)
    loop.limit(*limits)
    once_more = None
    if clock == "virtual" and seed is None:
        once_more = again(main, *limits)
    done = completed(main, loop, title, live)[0]
    done = dataclasses.replace(
        done, prediction=prediction, lights_path=path, again=once_more
    )
    del main
    error = done.error
    if error is not None:
        error = without_helpers(error)
        if isinstance(error, expect):
            return done
    elif not expect:
        return done
    _show_failed(done)
    with AtTheCaller():
        raise error or AssertionError(
            f"main() was to raise {_names(expect)}, but {_ended(done)}"
        )


def completed(
    main: Any, loop: WatchfulLoop, title: str = "", live: bool | None = False
) -> tuple[Run, list[tuple[str, Change]]]:
    """Run `main` on a loop that is fresh, and record it; close the loop.

    Also returned is what was different, each with the label of the lane
    whose it is: "" where the change has none.
    """
    recorder = Recorder()
    notes: list[str] = []
    chance: Any = contextlib.nullcontext()
    if isinstance(loop, VariedLoop):
        recorder.task_base = Task
        chance = loop.variation.chance()
    with (
        aside(),
        _unawaited(notes),
        growing(loop, recorder, title, live),  # it prints once more
        noting_prints(lambda: recorder),
        chance,
    ):
        result, error = _complete(main, loop, recorder, notes)
    del main
    timeline = freeze(recorder, title=title)
    changed = list(changed_by(loop, recorder))
    if isinstance(loop, VariedLoop) and loop.variation.given is None:
        notes.append(seed_note(loop.variation, changed))
    timeline = dataclasses.replace(timeline, notes=(*notes,))
    return Run(result, error, timeline), changed


def _checked(
    main: Any,
    clock: str | None,
    expect: Any,
    prediction: Any,
    limit: Any,
    turns: Any,
    seed: Any,
) -> str:
    """Return the clock's name; refuse, early, whatever cannot be run."""
    __tracebackhide__ = True
    _check_main(main)
    try:
        _check_expected(expect)
        _check_prediction(prediction)
        _check_limits(limit, turns)
        if seed is not None:
            clock = check_seed(seed, clock)
        return clock_name(clock)
    except (TypeError, ValueError):
        _close_unused(main)
        raise


def _check_main(main: Any) -> None:
    """Refuse what is no coroutine, or cannot be run here and now."""
    __tracebackhide__ = True
    if not asyncio.iscoroutine(main) or inspect.isgenerator(main):
        _close_unused(main)
        raise TypeError(f"run() needs a coroutine, got {_not_that(main)}")
    name = getattr(main, "__name__", "main")
    if isinstance(running_loop(), WatchfulLoop):
        _close_unused(main)
        raise RuntimeError(
            "run() was called inside a coroutine that run() is running: an "
            f"event loop runs here already. Write 'await {name}()' instead."
        )
    if inspect.iscoroutine(main) and (
        inspect.getcoroutinestate(main) != inspect.CORO_CREATED
    ):
        raise RuntimeError(
            f"this {name}() coroutine ran before, and a coroutine runs once: "
            f"call {name}() again to get a fresh one"
        )


def _check_expected(expect: Any) -> None:
    """Refuse an `expect` that is neither an exception class nor several."""
    __tracebackhide__ = True
    kinds = expect if isinstance(expect, tuple) else (expect,)
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise TypeError(
                "expect must be a class of exceptions, such as ValueError, "
                f"got {kind!r}"
            )


def _check_prediction(prediction: Any) -> None:
    """Refuse a `prediction` that `predict()` did not make."""
    __tracebackhide__ = True
    if prediction is not None and not hasattr(prediction, "against"):
        raise TypeError(
            "prediction must be what predict() returned, got "
            f"{type(prediction).__name__}: write guess = predict(...) first"
        )


def _check_limits(limit: Any, turns: Any) -> None:
    """Refuse what is no number of seconds, or of turns."""
    __tracebackhide__ = True
    for name, value in (("limit", limit), ("turns", turns)):
        what = {"limit": "seconds", "turns": "turns of the loop"}[name]
        if value is None or value is ...:
            continue
        if not isinstance(value, (int, float)):
            raise TypeError(
                f"{name} must be a number of {what}, or None for no limit, "
                f"got {value!r}"
            )
        if not value > 0:
            raise ValueError(
                f"{name} must be more than 0 {what}, got {value!r}"
            )


def _limits(clock: str, limit: Any, turns: Any) -> tuple[Any, Any]:
    """Return seconds and turns, those of the clock where nobody says so."""
    seconds, most = LIMITS[clock]
    if turns is ...:
        turns = None if limit is None else most
    return seconds if limit is ... else limit, turns


def _close_unused(main: Any) -> None:
    """Close coroutines that will never run: one complaint is enough."""
    for each in main if isinstance(main, (list, tuple, set)) else (main,):
        if inspect.iscoroutine(each) and (
            inspect.getcoroutinestate(each) == inspect.CORO_CREATED
        ):
            each.close()


def _not_that(main: Any) -> str:
    """Say what `main` is instead of a coroutine, and what to write."""
    name = getattr(main, "__name__", "main")
    kind = type(main).__name__
    if inspect.iscoroutinefunction(main):
        return (
            f"the function {name}: did you forget to call it? "
            f"Write run({name}())."
        )
    if inspect.isasyncgen(main) or inspect.isasyncgenfunction(main):
        return (
            "an async generator: iterate over it with 'async for' in a "
            "coroutine, and run that."
        )
    if inspect.isgenerator(main):
        return (
            "a generator: write 'async def' and 'await' where older programs "
            "have 'yield from'."
        )
    if isinstance(main, asyncio.Future):
        return (
            f"a {kind}, which belongs to the loop it was made on: await it "
            "there."
        )
    if inspect.isawaitable(main):
        return (
            f"a {kind}: write 'async def main(): return await ...' around it."
        )
    return _nothing_like_it(main, name, kind)


def _nothing_like_it(main: Any, name: str, kind: str) -> str:
    if inspect.isroutine(main):
        return (
            f"the function {name}, which is not a coroutine function: is "
            "'async' missing in front of its 'def'?"
        )
    if isinstance(main, (list, tuple, set)):
        return (
            f"a {kind}: write one coroutine that awaits all of them, and run "
            "that."
        )
    what = "None" if main is None else f"a value of type {kind}"
    return f"{what}: if a function returned it, is that missing 'async def'?"


def _complete(
    main: Any, loop: WatchfulLoop, recorder: Recorder, notes: list[str]
) -> tuple[Any, BaseException | None]:
    """Run `main` and clean up; return its result or its exception.

    A Ctrl-C that came too late to end the run ends it all the same, but an
    exception of `main` counts for more.
    """
    interrupts = Interrupts(loop.end_with)
    with interrupts:
        result, error = _run_in(loop, main, recorder, notes, interrupts)
    if error is None and interrupts.asked:
        error = KeyboardInterrupt()
    return result, error


def _run_in(
    loop: WatchfulLoop,
    main: Any,
    recorder: Recorder,
    notes: list[str],
    interrupts: Interrupts,
) -> tuple[Any, BaseException | None]:
    attach(recorder, loop)
    result: Any = None
    error: BaseException | None = None
    try:
        context = contextvars.copy_context()
        task = loop.create_task(main, context=context)
        try:
            result = loop.run_until_complete(task)
        except (KeyboardInterrupt, LimitError) as raised:
            error = _own_error(task) or raised
        except BaseException as raised:
            error = raised
        interrupted = isinstance(error, (KeyboardInterrupt, LimitError))
        if interrupted:
            interrupts.answered()
            notes += recorder.swallowed(loop.in_order(asyncio.all_tasks(loop)))
        loop.limit(None, None)
        recorder.close(_closing(error))
        notes += cancel_left_overs(loop, interrupted=interrupted)
        recorder.detach()
        if not interrupted:
            shut_down(loop)
    except BaseException as raised:  # SystemExit in a task that is cleaned up
        error = error or raised
    finally:
        recorder.detach()
        loop.close()
    return result, error


def _own_error(task: asyncio.Task[Any]) -> BaseException | None:
    """Return what main raised, though an interrupt came as it did."""
    if not task.done() or task.cancelled():
        return None
    return task.exception()


def _closing(error: BaseException | None) -> Outcome:
    if isinstance(error, DeadlockError):
        return Outcome.STUCK
    if isinstance(error, (KeyboardInterrupt, LimitError)):
        return Outcome.INTERRUPTED
    return Outcome.STOPPED


@contextlib.contextmanager
def _unawaited(notes: list[str]) -> Iterator[None]:
    """Turn "was never awaited" warnings into notes under the chart."""
    show_warning = warnings.showwarning

    def note(message: Any, category: Any, *rest: Any, **more: Any) -> None:
        text = str(message)
        if category is RuntimeWarning and "was never awaited" in text:
            name = text.partition("'")[2].partition("'")[0]
            name = name.rpartition("<locals>.")[2]
            line = (
                f"note: {name}() was called but never awaited, so nothing "
                f"of it ran: did you forget 'await'?"
            )
            if line not in notes:
                notes.append(line)
            return
        show_warning(message, category, *rest, **more)

    with warnings.catch_warnings():
        # Python shows a warning once for each line; a note is due each time.
        warnings.filterwarnings("always", ".*never awaited", RuntimeWarning)
        warnings.showwarning = note
        yield


def _headline(done: Run) -> str:
    words, _, message = _ended(done).partition(": ")
    if done.error is None:
        return f"{_ended(done)} after {seconds_text(done.seconds)} s"
    words += f" after {seconds_text(done.seconds)} s"
    return f"{words}: {message}" if message else words


def _ended(done: Run) -> str:
    main = done.timeline.lanes[0]
    if done.error is None:
        return "returned" if main.returned_none else f"returned {main.value}"
    return f"raised {describe_error(done.error)}"


def _names(expect: Any) -> str:
    kinds = expect if isinstance(expect, tuple) else (expect,)
    return " or ".join(kind.__name__ for kind in kinds)


def _show_failed(done: Run) -> None:
    """Show the chart of a run whose exception is about to be raised.

    Where that fails, whatever the reason, it is not raised instead.
    """
    try:
        if in_notebook():
            done._ipython_display_()
        else:
            print(done, file=sys.stderr)
    except Exception as error:
        with contextlib.suppress(Exception):
            print(f"no chart: {describe_error(error)}", file=sys.stderr)
