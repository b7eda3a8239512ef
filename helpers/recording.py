"""`record`: the recorder for programs that run a loop of their own.

`run` makes the loop; here somebody else does. `with record() as timeline:`
records whatever `asyncio.run` does in its block, and
`await record(main())` records a coroutine on the loop that runs already.

In the block, and only there, `asyncio.new_event_loop` is replaced by one
that attaches a recorder to each loop it makes. That is the one patch of
this package, and `run` does without it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Generator, Iterator
from typing import Any

from helpers.freezing import freeze
from helpers.recorder import Recorder
from helpers.text import draw
from helpers.timeline import Timeline

__all__ = ["Recording", "record"]


class Recording:
    """What `record()` returns: a context manager, or an awaitable.

    After the block, or after the `await`, `timeline` is the record. With
    several loops in one block, `timelines` has one for each.
    """

    def __init__(self, main: Coroutine[Any, Any, Any] | None, title: str):
        self._main = main
        self._title = title
        self._recorders: list[Recorder] = []
        self._frozen: tuple[Timeline, ...] | None = None
        self._patch = contextlib.ExitStack()

    @property
    def timelines(self) -> tuple[Timeline, ...]:
        """The record of each loop so far, in order of their making."""
        if self._frozen is not None:
            return self._frozen
        return tuple(
            freeze(recorder, title=self._title)
            for recorder in self._recorders
            if recorder.lanes
        )

    @property
    def timeline(self) -> Timeline:
        """The record of the one loop that ran.

        Raises `RuntimeError` where none ran, or more than one.
        """
        found = self.timelines
        if len(found) == 1:
            return found[0]
        if not found:
            raise RuntimeError(
                "nothing was recorded: no event loop ran a task meanwhile"
            )
        raise RuntimeError(
            f"{len(found)} event loops ran: see .timelines for each of them"
        )

    def __enter__(self) -> Recording:
        """Record every event loop that is made from here on."""
        if self._main is not None:
            raise TypeError(
                "record(main()) is awaited: 'await record(main())'; for a "
                "'with' block write record() without a coroutine"
            )
        self._patch.enter_context(_recording_new_loops(self._recorders))
        return self

    def __exit__(self, *error: object) -> None:
        """Stop; what was recorded stays."""
        self._patch.close()
        self._frozen = self.timelines

    def __await__(self) -> Generator[Any, None, Timeline]:
        """Run the coroutine as a task of this loop; return its timeline.

        An exception of the coroutine is raised; `timeline` is there all
        the same.
        """
        if self._main is None:
            raise TypeError(
                "await record(...) needs a coroutine: await record(main())"
            )
        return self._record_here(self._main).__await__()

    async def _record_here(self, main: Coroutine[Any, Any, Any]) -> Timeline:
        loop = asyncio.get_running_loop()
        before = loop.get_task_factory()
        recorder = Recorder()
        self._recorders.append(recorder)
        recorder.attach(loop)
        try:
            await loop.create_task(main)
        finally:
            recorder.detach()
            loop.set_task_factory(before)
            self._frozen = self.timelines
        return self.timeline

    def __str__(self) -> str:
        """Return the drawings in plain text."""
        return "\n\n".join(draw(line) for line in self.timelines)


def record(
    main: Coroutine[Any, Any, Any] | None = None, *, title: str = ""
) -> Recording:
    """Record `asyncio.run(...)` in a `with` block, or await a coroutine.

        with record() as recording:
            asyncio.run(main())
        print(recording.timeline.order_of_completion())

    In a program whose loop runs already: `timeline = await record(main())`.
    """
    if main is not None and not asyncio.iscoroutine(main):
        raise TypeError(
            f"record() needs a coroutine, got {type(main).__name__}: did you "
            "forget to call the function?"
        )
    return Recording(main, title)


@contextlib.contextmanager
def _recording_new_loops(recorders: list[Recorder]) -> Iterator[None]:
    events: Any = asyncio.events
    plain = events.new_event_loop

    def new_event_loop() -> asyncio.AbstractEventLoop:
        loop: asyncio.AbstractEventLoop = plain()
        recorder = Recorder()
        recorder.attach(loop)
        recorders.append(recorder)
        return loop

    package: Any = asyncio
    events.new_event_loop = package.new_event_loop = new_event_loop
    try:
        yield
    finally:
        events.new_event_loop = package.new_event_loop = plain
