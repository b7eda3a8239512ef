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
import itertools
import os
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Callable, Iterator
from typing import Any

from helpers.clocks.deadlock import WatchfulLoop
from helpers.clocks.ending import EndingLoop
from helpers.clocks.foreign import watch_for_deadlocks
from helpers.clocks.virtual import VirtualLoop
from helpers.compat import policy
from helpers.recording import origins
from helpers.recording.attach import attach, attached, recorder_of
from helpers.recording.pruning import keep_last
from helpers.recording.recorder import Recorder
from helpers.recording.requests import is_foreign
from helpers.recording.stuck import record_deadlock
from helpers.timeline.model import Outcome
from helpers.timeline.seconds import spell_seconds

__all__ = ["recording_new_loops"]


@contextlib.contextmanager
def recording_new_loops(
    recorders: list[Recorder],
    clock: str = "real",
    until: float | None = None,
    last: float | None = None,
) -> Iterator[None]:
    """Attach a recorder to each loop made meanwhile, and list them.

    With `clock="virtual"` all loops made by asyncio's own functions are
    virtual ones, which end the program `until` seconds after they were
    made. A forked child has its loops to itself. Of each loop no more than
    the `last` seconds are kept.
    """
    process = os.getpid()

    def recorded(loop: Any) -> Any:
        if recorder_of(loop) is None and os.getpid() == process:
            recorder = Recorder()
            attach(recorder, loop)
            _watch(loop)
            if last is not None:
                keep_last(recorder, loop, last)
        return loop

    def real(loop: Any) -> Any:
        recorded(loop)
        if clock == "virtual":
            note = f"note: a {_name(loop)} keeps real time, as shown here"
            recorder_of(loop).notes.append(note)  # type: ignore[union-attr]
        return loop

    patches = _real(recorded)
    if clock == "virtual":
        patches = _virtual(recorded, until)
    with contextlib.ExitStack() as stack:

        def patch(owner: Any, name: str, value: Any) -> None:
            stack.callback(_restore, owner, name, vars(owner).get(name))
            setattr(owner, name, value)

        attached.append(recorders.append)
        stack.callback(attached.remove, recorders.append)
        for each in itertools.chain(patches, origins.patches()):
            patch(*each)
        _record_foreign(real, patch)
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
    yield from _initialisers(recorded)
    yield from _makers(lambda make: recorded(make()))  # uvloop's, say
    yield from _runner(lambda factory: lambda: recorded(factory()))


def _initialisers(recorded: _Recorded) -> _Patches:
    """Record asyncio's own loops, each when it is whole.

    What is garbage is finalised in an order that depends on when Python
    last looked for some; to record a loop before it has its sockets makes
    it likely that these go first, which the loop's `__del__` takes badly.
    """
    begun: set[int] = set()  # ids of loops that are not whole yet

    def recording(initialise: Any) -> Any:
        @functools.wraps(initialise)
        def init(self: Any, *args: Any, **options: Any) -> None:
            if id(self) in begun or isinstance(self, WatchfulLoop):
                initialise(self, *args, **options)
                return
            begun.add(id(self))
            try:
                initialise(self, *args, **options)
            finally:
                begun.discard(id(self))
            recorded(self)

        return init

    for kind in _asyncios(asyncio.BaseEventLoop):
        if "__init__" in vars(kind):
            yield kind, "__init__", recording(vars(kind)["__init__"])


def _asyncios(kind: type) -> Iterator[type]:
    """Yield a class, and the classes that asyncio has derived from it."""
    yield kind
    derived: list[type] = kind.__subclasses__()
    for each in derived:
        if _is_asyncios(each):
            yield from _asyncios(each)


def _record_foreign(
    recorded: _Recorded, patch: Callable[[Any, str, Any], None]
) -> None:
    """Record the loops of other makers, also if they are imported later."""

    def look_at(kind: Any) -> None:
        if not is_foreign(kind) or issubclass(kind, asyncio.BaseEventLoop):
            return
        initialise = kind.__init__

        @functools.wraps(initialise)
        def init(self: Any, *args: Any, **options: Any) -> None:
            initialise(self, *args, **options)
            recorded(self)

        patch(kind, "__init__", init)

    def begin(kind: Any, /, **options: Any) -> None:
        super(asyncio.AbstractEventLoop, kind).__init_subclass__(**options)
        look_at(kind)

    for kind in asyncio.AbstractEventLoop.__subclasses__():
        look_at(kind)
    patch(asyncio.AbstractEventLoop, "__init_subclass__", classmethod(begin))


def _watch(loop: Any) -> None:
    """Have a recorded loop of asyncio's own notice a deadlock."""
    if isinstance(loop, BaseSelectorEventLoop) and (
        not isinstance(loop, WatchfulLoop)
    ):
        recorder: Any = recorder_of(loop)
        record = functools.partial(record_deadlock, recorder)
        watch_for_deadlocks(loop, recorder.known_as, record)


def _virtual(recorded: _Recorded, until: float | None) -> _Patches:
    class Loop(EndingLoop):
        """What asyncio's own loops are on virtual time."""

        def __init__(self, *ignored: Any) -> None:
            super().__init__()
            recorded(self)
            if until is not None:
                self.end_at(until, lambda: _close(self, until))

    for name in ("__module__", "__name__", "__qualname__"):
        setattr(Loop, name, getattr(VirtualLoop, name))

    def new_loop(*ignored: Any) -> Any:
        return Loop()

    yield from _makers(new_loop)
    yield policy(), "new_event_loop", new_loop
    for name in ("EventLoop", "SelectorEventLoop", "ProactorEventLoop"):
        if hasattr(asyncio, name):
            yield asyncio, name, Loop
    yield from _runner(
        lambda factory: lambda: _on_virtual_time(factory(), Loop)
    )


def _close(loop: Any, until: float) -> None:
    """Note that what is cancelled from now on is cancelled by the end."""
    recorder = recorder_of(loop)
    if recorder is not None:
        recorder.close(Outcome.STOPPED)
        recorder.notes.append(
            f"note: it was ended at {spell_seconds(until)}, as --until says"
        )


def _on_virtual_time(loop: Any, make: Callable[[], Any]) -> Any:
    """Return what a loop factory made, or a virtual loop in its place.

    It gets the settings of the other, as far as these can be asked for.
    """
    if isinstance(loop, VirtualLoop):
        return loop
    virtual = make()
    virtual.set_task_factory(loop.get_task_factory())
    virtual.set_exception_handler(loop.get_exception_handler())
    virtual.set_debug(loop.get_debug())
    virtual.slow_callback_duration = loop.slow_callback_duration
    recorder = recorder_of(virtual)
    if not _is_asyncios(type(loop)) and recorder is not None:
        recorder.notes.append(
            f"note: a {_name(loop)} keeps real time, so another loop took "
            "its place, with its task factory, its exception handler and its "
            "debug mode, and nothing else of it"
        )
    loop.close()
    return virtual


def _is_asyncios(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "asyncio"


def _name(loop: Any) -> str:
    return f"{type(loop).__module__}.{type(loop).__qualname__}"


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
