"""`record`: the recorder for programs that run a loop of their own.

`run` makes the loop; here somebody else does. `with record() as recording:`
records whatever `asyncio.run` does in its block, and
`await record(main())` records a coroutine on the loop that runs already.

In the block, and only there, asyncio's makers of event loops are patched
to attach a recorder to each new loop (`helpers.recording.patch`). That is the
one patch of this package, and `run` does without it.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
from collections.abc import Coroutine, Generator
from dataclasses import replace
from typing import Any

from helpers.charts.display import in_notebook, show_timelines
from helpers.charts.marks import Lit
from helpers.charts.text import draw
from helpers.clocks.interrupts import Interrupts
from helpers.recording.attach import attach, recorder_of
from helpers.recording.patch import recording_new_loops
from helpers.recording.prints import finder, noting_prints
from helpers.recording.recorder import Recorder
from helpers.recording.snapshot import freeze
from helpers.refusals import AtTheCaller
from helpers.running.paths import paths
from helpers.timeline.model import Timeline
from helpers.timeline.seconds import brief_seconds

__all__ = ["Recording", "record"]


class Recording:
    """What `record()` returns: a context manager, or an awaitable.

    After the block, or after the `await`, `timeline` is the record. With
    several loops in one block, `timelines` has one for each.
    """

    def __init__(
        self,
        main: Coroutine[Any, Any, Any] | None = None,
        title: str = "",
        clock: str = "real",
        until: float | None = None,
        last: float | None = None,
        prints: bool = True,
        path: bool = False,
    ) -> None:
        self._main = main
        self._title = title
        self._clock = clock
        self._until = until  # seconds, on virtual time
        self._last = last  # seconds that are kept
        self._prints = prints  # whether they are noted
        self._lights_path = path
        self._written: list[float] = []  # what it took, in seconds
        self._recorders: list[Recorder] = []
        self._over = False  # then timelines are made when they are asked for
        self._frozen: tuple[Timeline, ...] | None = None
        self._patch = contextlib.ExitStack()

    @property
    def timelines(self) -> tuple[Timeline, ...]:
        """The record of each loop so far, in order of their making."""
        if self._frozen is not None:
            return self._frozen
        found = tuple(
            freeze(recorder, title=self._title, exact=True)
            for recorder in self._recorders
            if recorder.has_lanes or recorder.callbacks
        )
        found = _worth_showing(found)
        if self._written:
            found = tuple(map(self._with_note, found))
        if self._over:
            self._frozen = found
            self._recorders.clear()
        return found

    def note_written(self, seconds: float) -> None:
        """Note that the program stood still while its chart was written."""
        self._written.append(seconds)

    def _with_note(self, timeline: Timeline) -> Timeline:
        times = len(self._written)
        often = "once" if times == 1 else f"{times} times"
        longest = brief_seconds(max(self._written))
        note = (
            f"note: the chart so far was written {often}, which held up the "
            f"program for {longest}{' at most' * (times > 1)}"
        )
        return replace(timeline, notes=(*timeline.notes, note))

    @property
    def timeline(self) -> Timeline:
        """The record of the one loop that ran.

        Raises `RuntimeError` where none ran, or more than one.
        """
        found = self.timelines
        with AtTheCaller():
            if not found:
                raise RuntimeError(
                    "nothing was recorded: no event loop ran a task meanwhile"
                )
            if len(found) > 1:
                raise RuntimeError(
                    f"{len(found)} event loops ran: see .timelines for each "
                    "of them"
                )
        return found[0]

    def __enter__(self) -> Recording:
        """Record every event loop that is made from here on."""
        with AtTheCaller():
            self._check_usable()
        self._patch.enter_context(
            recording_new_loops(
                self._recorders, self._clock, self._until, self._last
            )
        )
        if self._prints:
            find = finder(self._recorders)
            self._patch.enter_context(noting_prints(find))
        return self

    def _check_usable(self) -> None:
        """Refuse a second block, and a coroutine in it."""
        if self._main is not None:
            self._main.close()
            raise TypeError(
                "record(main()) is awaited: 'await record(main())'; for a "
                "'with' block write record() without a coroutine"
            )
        if self._over or self._frozen is not None or self._recorders:
            raise RuntimeError(
                "this recording is over: call record() again for another"
            )

    def __exit__(self, *error: object) -> None:
        """Stop; what was recorded stays."""
        self._patch.close()
        for recorder in self._recorders:
            recorder.detach()
        self._over = True
        if any(recorder.goes_on for recorder in self._recorders):
            self._frozen = self.timelines

    def __await__(self) -> Generator[Any, None, Timeline]:
        """Run the coroutine as a task of this loop; return its timeline.

        An exception of the coroutine is raised; `timeline` is there all
        the same.
        """
        with AtTheCaller():
            if self._main is None:
                raise TypeError(
                    "await record(...) needs a coroutine: await record(main())"
                )
        return self._record_here(self._main).__await__()

    async def _record_here(self, main: Coroutine[Any, Any, Any]) -> Timeline:
        """Attach to this loop, or look in where it is being recorded."""
        loop = asyncio.get_running_loop()
        there = recorder_of(loop)
        recorder = there or Recorder()
        if there is None:
            attach(recorder, loop)
        since, origin = recorder.made, recorder.now()
        own_loop = not hasattr(loop, "is_virtual")  # none of run's
        try:
            with AtTheCaller(), noting_prints(finder([recorder])):
                await _until_interrupted(loop, loop.create_task(main))
        finally:
            timeline = freeze(
                recorder,
                title=self._title,
                since=since,
                origin=origin,
                exact=own_loop,
            )
            self._frozen = (timeline,)
            if there is None:
                recorder.detach()
        return timeline

    def with_path(self) -> Recording:
        """Return the same recording; charts show what made it so long."""
        self.timelines  # noqa: B018  (what is over is frozen now, for both)
        other = copy.copy(self)
        other._lights_path = True
        return other

    def __str__(self) -> str:
        """Return the drawings in plain text."""
        shown = self.timelines
        lits, said = self._paths(shown)
        drawings = [
            draw(each, lit=lit) for each, lit in zip(shown, lits, strict=True)
        ]
        return "\n\n".join([*drawings, *said])

    def _ipython_display_(self) -> None:
        """Show the picture of each loop, and the sentences with it."""
        shown = self.timelines
        lits, said = self._paths(shown)
        show_timelines(*shown, lits=lits, said=said)

    def _paths(
        self, shown: tuple[Timeline, ...]
    ) -> tuple[list[Lit], list[str]]:
        """Return what is lit in each chart, and what is said of it."""
        return paths(shown) if self._lights_path else ([() for _ in shown], [])


def _worth_showing(found: tuple[Timeline, ...]) -> tuple[Timeline, ...]:
    """Leave out loops that ran a few quick callbacks beside the others."""
    shown = [
        each
        for each in found
        if each.blocked() or any(lane.is_task for lane in each.lanes)
    ]
    return tuple(shown) or found


async def _until_interrupted(
    loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]
) -> None:
    """Wait for a task; in a notebook, stop it where the cell is stopped.

    A kernel cancels the cell, which shows as a cancellation, and never hears
    that a step goes on for ever. Nothing is raised through its loop.
    """

    def cancel() -> None:
        interrupts.answered()
        task.cancel()

    def ask(error: BaseException | None) -> None:
        if error is not None:
            loop.call_soon_threadsafe(cancel)

    interrupts = Interrupts(ask, asyncio.CancelledError, replaces=True)
    with interrupts if in_notebook() else contextlib.nullcontext():
        try:
            await task
        except asyncio.CancelledError:
            if not interrupts.heard:
                raise
    if interrupts.heard:
        raise KeyboardInterrupt


def record(
    main: Coroutine[Any, Any, Any] | None = None,
    *,
    title: str = "",
    path: bool = False,
) -> Recording:
    """Record `asyncio.run(...)` in a `with` block, or await a coroutine.

        with record() as recording:
            asyncio.run(main())
        print(recording.timeline.order_of_completion())

    In a program whose loop runs already: `timeline = await record(main())`.
    With `path` the charts of the recording show what made each run as long
    as it was, and a sentence says it, as does `recording.with_path()`.
    Raises `TypeError` for what is not a coroutine.
    """
    with AtTheCaller():
        if main is not None and not asyncio.iscoroutine(main):
            raise TypeError(
                f"record() needs a coroutine, got {type(main).__name__}: did "
                "you forget to call the function?"
            )
    return Recording(main, title, path=path)
