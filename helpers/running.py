"""`run(main())`: what `asyncio.run(main())` does, with a chart.

A private event loop is made for the call, on the real or on the virtual
clock, in the thread of the caller. Where a loop runs in this thread
already, as in a notebook, it is stepped aside for the call with the
functions that asyncio documents for authors of event loops; nothing is
patched. All that is left over is cancelled before `run` returns.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import contextvars
import inspect
import sys
import time
import warnings
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from helpers.clock import DeadlockError, VirtualLoop, clock_name, new_loop
from helpers.recorder import Outcome, Recorder
from helpers.text import draw, seconds_text, sentence
from helpers.timeline import Timeline, freeze

__all__ = ["Run", "run"]

PATIENCE = 10.0  # seconds that left-over tasks have to clean up
PATIENCE_INTERRUPTED = 0.5  # the same, for somebody who pressed stop

_HIDDEN = (
    "position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%);white-space:nowrap"
)


@dataclass(frozen=True)
class Run:
    """What came of one `run`: a cell's last value draws it.

    `result` is what main returned, `error` what it raised (None if it did
    not), `seconds` how long it took, `timeline` what every task did.
    """

    result: Any
    error: BaseException | None
    timeline: Timeline

    @property
    def seconds(self) -> float:
        """How long main took, as shown, in seconds."""
        return self.timeline.shown(self.timeline.seconds)

    def __str__(self) -> str:
        """Return the text that nbval compares."""
        return f"{_headline(self)}\n\n{draw(self.timeline)}"

    __repr__ = __str__

    def _ipython_display_(self) -> None:
        """Show the picture, and the sentence to a screen reader."""
        show(str(self), picture(self.timeline), sentence(self.timeline))


def run(
    main: Coroutine[Any, Any, Any],
    *,
    title: str = "",
    clock: str | None = None,
    expect: type[BaseException] | tuple[type[BaseException], ...] = (),
) -> Run:
    """Run `main` to completion on a fresh event loop and record it.

    `clock` is "real", "virtual", or None for what `COURSE_CLOCK` says, and
    real without it. An exception of `main` is raised again, after its chart
    was shown, unless `expect` names its type: then it is the lesson, and is
    found in `Run.error`.

    Raises `TypeError` for what is not a coroutine, `RuntimeError` inside a
    coroutine or for one that ran before, `DeadlockError` where nothing is
    left that could wake anybody.
    """
    __tracebackhide__ = True
    clock = clock_name(clock)
    _check(main)
    recorder = Recorder()
    notes: list[str] = []
    with _aside(), _unawaited(notes):
        result, error = _complete(main, clock, recorder, notes)
    timeline = freeze(recorder, title=title)
    timeline = _with_notes(timeline, notes)
    done = Run(result, error, timeline)
    if error is None and expect:
        _show_failed(done)
        raise AssertionError(
            f"main() was to raise {_names(expect)}, but {_ended(done)}"
        )
    if error is None or (expect and isinstance(error, expect)):
        return done
    _show_failed(done)
    raise _without_helpers(error)


def _check(main: Any) -> None:
    """Refuse, in a clear sentence, whatever cannot be run."""
    __tracebackhide__ = True
    if not asyncio.iscoroutine(main):
        raise TypeError(_not_a_coroutine(main))
    loop = asyncio._get_running_loop()
    if isinstance(loop, VirtualLoop) or _inside_run.get():
        main.close()
        raise RuntimeError(
            "run() was called inside a coroutine that run() is running: "
            "an event loop runs here already. Use 'await' instead."
        )
    if inspect.iscoroutine(main) and (
        inspect.getcoroutinestate(main) != inspect.CORO_CREATED
    ):
        raise RuntimeError(
            f"this {main.__name__}() coroutine ran before, and a coroutine "
            f"runs once: call {main.__name__}() again to get a fresh one"
        )


def _not_a_coroutine(main: Any) -> str:
    if inspect.iscoroutinefunction(main):
        return (
            f"run() needs a coroutine, got the function {main.__name__}: did "
            f"you forget to call it? Write run({main.__name__}())."
        )
    if inspect.isasyncgen(main):
        return (
            "run() needs a coroutine, got an async generator: iterate over "
            "it with 'async for' in a coroutine, and run that."
        )
    if isinstance(main, asyncio.Future):
        return (
            f"run() needs a coroutine, got a {type(main).__name__}: a task "
            "belongs to the loop it was made on; await it there."
        )
    if inspect.isawaitable(main):
        return (
            f"run() needs a coroutine, got a {type(main).__name__}: write "
            "'async def main(): return await ...' around it."
        )
    if callable(main):
        return (
            f"run() needs a coroutine, got {main!r}: write 'async def' and "
            "call it."
        )
    return (
        f"run() needs a coroutine, got {type(main).__name__}: if a function "
        "returned this, is it missing 'async def'?"
    )


_inside_run: contextvars.ContextVar[bool] = contextvars.ContextVar(
    "inside_run", default=False
)


@contextlib.contextmanager
def _aside() -> Iterator[None]:
    """Step the event loop of this thread aside, if there is one."""
    loop = asyncio._get_running_loop()
    if loop is None:
        yield
        return
    task = asyncio.current_task(loop)
    if task is not None:
        asyncio.tasks._leave_task(loop, task)
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)
        if task is not None:
            asyncio.tasks._enter_task(loop, task)


def _complete(
    main: Any, clock: str, recorder: Recorder, notes: list[str]
) -> tuple[Any, BaseException | None]:
    """Run `main` and clean up; return its result or its exception."""
    loop = new_loop(clock)
    recorder.attach(loop)
    context = contextvars.copy_context()
    context.run(_inside_run.set, True)
    try:
        task = loop.create_task(main, context=context)
        try:
            result, error = loop.run_until_complete(task), None
        except BaseException as raised:
            result, error = None, raised
        recorder.closing = _closing(error)
        recorder.detach()
        _cancel_left_overs(loop, error, notes)
        return result, error
    finally:
        loop.close()


def _closing(error: BaseException | None) -> Outcome:
    if isinstance(error, DeadlockError):
        return Outcome.STUCK
    if isinstance(error, KeyboardInterrupt):
        return Outcome.INTERRUPTED
    return Outcome.STOPPED


def _cancel_left_overs(
    loop: asyncio.BaseEventLoop,
    error: BaseException | None,
    notes: list[str],
) -> None:
    """Cancel every task, then shut generators and threads down."""
    interrupted = isinstance(error, KeyboardInterrupt)
    patience = PATIENCE_INTERRUPTED if interrupted else PATIENCE
    left = {task for task in asyncio.all_tasks(loop) if not task.done()}
    for task in left:
        task.cancel()
    try:
        stubborn = _run_for(loop, left, patience)
        if not interrupted:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
    except (DeadlockError, KeyboardInterrupt):
        stubborn = {task for task in left if not task.done()}
    for task in left - stubborn:
        _report(loop, task)
    if stubborn:
        notes.append(
            f"note: {len(stubborn)} task(s) went on after being cancelled, "
            "and were given up: let CancelledError pass on."
        )


def _run_for(
    loop: asyncio.BaseEventLoop, tasks: set[Any], patience: float
) -> set[Any]:
    """Run until `tasks` are done; return those that refuse to end."""
    if not tasks:
        return set()
    end = time.monotonic() + patience

    async def finish() -> None:
        left = tasks
        start = loop.time()
        while left and time.monotonic() < end:
            if loop.time() - start > patience:
                break
            _, left = await asyncio.wait(left, timeout=0.05)

    waiter: asyncio.Task[None] = asyncio.Task(finish(), loop=loop)
    loop.run_until_complete(waiter)
    return {task for task in tasks if not task.done()}


def _report(loop: asyncio.BaseEventLoop, task: asyncio.Task[Any]) -> None:
    """Tell of an exception while shutting down, as asyncio.run does."""
    if task.cancelled() or not task.done():
        return
    error = asyncio.Future.exception(task)
    if error is not None and not isinstance(error, KeyboardInterrupt):
        loop.call_exception_handler(
            {
                "message": "unhandled exception during run() shutdown",
                "exception": error,
                "task": task,
            }
        )


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


def _with_notes(timeline: Timeline, notes: list[str]) -> Timeline:
    return Timeline(
        timeline.lanes,
        timeline.seconds,
        timeline.clock,
        timeline.title,
        tuple(notes),
    )


def _headline(done: Run) -> str:
    return f"{_ended(done)} after {seconds_text(done.seconds)} s"


def _ended(done: Run) -> str:
    main = done.timeline.lanes[0]
    if done.error is None:
        return "returned" if main.value == "None" else f"returned {main.value}"
    name = type(done.error).__name__
    text = str(done.error).partition("\n")[0]
    return f"raised {name}: {text}" if text else f"raised {name}"


def _names(expect: Any) -> str:
    kinds = expect if isinstance(expect, tuple) else (expect,)
    return " or ".join(kind.__name__ for kind in kinds)


def _without_helpers(error: BaseException) -> BaseException:
    """Cut this package's own frames off the top of a traceback."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        own = module.startswith(("helpers.", "asyncio."))
        if not own or module == "helpers.coroutines":
            break
        trace = trace.tb_next
    return error.with_traceback(trace)


def _show_failed(done: Run) -> None:
    """Show the chart of a run whose exception is about to be raised."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython():
        done._ipython_display_()
    else:
        print(done, file=sys.stderr)


def picture(timeline: Timeline) -> bytes:
    """Return the chart of a timeline as PNG."""
    from helpers.gantt import gantt, png

    return png(gantt(timeline))


def show(text: str, image: bytes, spoken: str) -> None:
    """Display a chart: a picture, its text, and a sentence to be heard.

    The sentence is an output of its own, out of sight: neither JupyterLab
    nor exported HTML reads a description out of the picture itself.
    """
    from html import escape

    import IPython.display

    from helpers.gantt import SHARPNESS

    display: Any = IPython.display.display
    encoded = base64.b64encode(image).decode("ascii")
    pixels = int.from_bytes(image[16:20], "big")  # the width, says PNG
    display(
        {"image/png": encoded, "text/plain": text},
        metadata={"image/png": {"width": round(pixels / SHARPNESS)}},
        raw=True,
    )
    hidden = f'<p style="{_HIDDEN}">{escape(spoken)}</p>'
    display({"text/html": hidden, "text/plain": spoken}, raw=True)
