"""The one patch of this package: a recorder on every new event loop.

asyncio has many doors to a new loop: `asyncio.run`, `Runner`,
`new_event_loop`, `get_event_loop` in older programs, a loop class called
by its name, a factory such as uvloop's. While `recording_new_loops` lasts,
each of them gives a loop with a recorder on it; afterwards all is as it
was. On the virtual clock, they give a virtual loop instead.

Loops that were made before are not touched. Those of `run` have a recorder
of their own, which is listed too.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Callable, Iterator
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.clocks.foreign import watch_for_deadlocks
from helpers.clocks.virtual import VirtualLoop
from helpers.compat import policy
from helpers.recording.attach import attach, attached, recorder_of
from helpers.recording.recorder import Recorder
from helpers.timeline.model import Outcome

__all__ = ["recording_new_loops"]


@contextlib.contextmanager
def recording_new_loops(
    recorders: list[Recorder], clock: str = "real"
) -> Iterator[None]:
    """Attach a recorder to each loop made meanwhile, and list them.

    With `clock="virtual"` all loops made by asyncio's own functions are
    virtual ones.
    """

    def recorded(loop: Any) -> Any:
        if recorder_of(loop) is None:
            attach(Recorder(), loop)
        return loop

    patches = _virtual(recorded) if clock == "virtual" else _real(recorded)
    with contextlib.ExitStack() as stack:
        attached.append(recorders.append)
        stack.callback(attached.remove, recorders.append)
        for owner, name, value in patches:
            stack.callback(_restore, owner, name, vars(owner).get(name))
            setattr(owner, name, value)
        yield


def _restore(owner: Any, name: str, value: Any) -> None:
    if value is None:  # it was inherited
        delattr(owner, name)
    else:
        setattr(owner, name, value)


_Patches = Iterator[tuple[Any, str, Any]]
_Recorded = Callable[[Any], Any]


def _real(recorded: _Recorded) -> _Patches:
    """Yield what to patch: whose attribute, its name, its new value."""
    base = asyncio.BaseEventLoop
    initialise: Any = base.__init__

    @functools.wraps(initialise)
    def init(self: Any, *args: Any, **options: Any) -> None:
        initialise(self, *args, **options)
        if not isinstance(self, WatchfulLoop):
            recorded(self)

    yield base, "__init__", init
    yield _selecting()
    yield from _makers(lambda make: recorded(make()))  # uvloop's, say
    yield from _runner(lambda factory: lambda: recorded(factory()))


def _selecting() -> tuple[Any, str, Any]:
    """Return what to patch so that a deadlock is noticed on a new loop."""
    base = BaseSelectorEventLoop
    initialise: Any = base.__init__

    @functools.wraps(initialise)
    def init(self: Any, *args: Any, **options: Any) -> None:
        initialise(self, *args, **options)
        recorder = recorder_of(self)
        if recorder is not None and not isinstance(self, WatchfulLoop):
            stuck = functools.partial(recorder.close, Outcome.STUCK)
            watch_for_deadlocks(self, recorder.known_as, stuck)

    return base, "__init__", init


def _virtual(recorded: _Recorded) -> _Patches:
    def new_loop(*ignored: Any) -> Any:
        return recorded(VirtualLoop())

    yield from _makers(new_loop)
    yield policy(), "new_event_loop", new_loop
    for name in ("EventLoop", "SelectorEventLoop", "ProactorEventLoop"):
        if hasattr(asyncio, name):
            yield asyncio, name, new_loop
    yield from _runner(lambda factory: new_loop)


def _runner(instead: Callable[[Any], Any]) -> _Patches:
    """Have a `Runner` use another loop factory than it was given."""
    start: Any = asyncio.Runner.__init__

    @functools.wraps(start)
    def init(
        self: Any, *, debug: Any = None, loop_factory: Any = None
    ) -> None:
        if loop_factory is not None:
            loop_factory = instead(loop_factory)
        start(self, debug=debug, loop_factory=loop_factory)

    yield asyncio.Runner, "__init__", init


def _makers(new_loop: Callable[[Any], Any]) -> _Patches:
    plain = asyncio.new_event_loop

    def new_event_loop() -> Any:
        """Make a new event loop, with a recorder on it."""
        return new_loop(plain)

    yield asyncio.events, "new_event_loop", new_event_loop
    yield asyncio, "new_event_loop", new_event_loop
