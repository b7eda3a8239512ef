"""Watches one coroutine, step by step, and passes everything on.

`recorded(recorder, coroutine, lane)` returns a coroutine that does what the
given one does: whatever is sent or thrown into it is handed over, and
whatever comes out is handed back. On the way each step's beginning and end
are noted, and, where a step ends in waiting, who waits and on what.

No exception gets a frame of this module into its traceback, and nothing
is held that the program has let go of. One difference is left: a future
whose exception is `GeneratorExit` ends the task that awaits it, and cannot
be caught there; that exception is Python's own, for closing coroutines.
"""

from __future__ import annotations

import asyncio
import types
from collections.abc import Coroutine, Generator
from dataclasses import dataclass, field
from typing import Any

from helpers.labels import look_below
from helpers.recording.lane import LiveLane
from helpers.recording.recorder import Recorder
from helpers.recording.task import without_top_frame
from helpers.recording.unstarted import unstarted
from helpers.timeline.model import Outcome

__all__ = ["StandIn", "recorded"]

_SLEEP = asyncio.sleep.__code__


@dataclass(slots=True)
class _Watched:
    """A task's coroutine, its lane, and what is suspended below it."""

    recorder: Recorder
    coroutine: Any
    lane: LiveLane
    chain: list[tuple[Any, LiveLane]] = field(default_factory=list)


def recorded(recorder: Recorder, coroutine: Any, lane: LiveLane) -> Any:
    """Return a coroutine that does what `coroutine` does, and notes it."""
    watched = _Watched(recorder, coroutine, lane)
    watching: Any = _handed_back(_steps(watched))
    watching.__name__ = getattr(coroutine, "__name__", "coroutine")
    watching.__qualname__ = getattr(coroutine, "__qualname__", "coroutine")
    watching.send(None)  # a coroutine that has begun never warns that it ...
    return watching  # ... was not awaited: that is for the learner's to say


class StandIn:
    """A recorded coroutine for a task that somebody else's factory makes.

    Whoever looks at it (`repr`, `get_stack`) sees the learner's coroutine.
    """

    __slots__ = ("__weakref__", "_coroutine", "close", "send", "throw")

    def __init__(self, coroutine: Any, watching: Any) -> None:
        self._coroutine = coroutine
        self.send = watching.send
        self.throw = watching.throw
        self.close = watching.close

    def __await__(self) -> Any:
        return self

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coroutine, name)

    def __repr__(self) -> str:
        return repr(self._coroutine)


Coroutine.register(StandIn)


async def _handed_back(steps: Any) -> Any:
    """Make a generator a coroutine, which is all that a task accepts."""
    try:
        return await steps
    except BaseException as error:
        without_top_frame(error)
        raise


# `target` and `given` live no longer than where nothing is recorded: a task
# holds what it waits for until the step after the wait is over.
@types.coroutine
def _steps(watched: _Watched) -> Generator[Any, None, Any]:
    """Run a coroutine step by step: the hot loop of all recording."""
    coroutine, now = watched.coroutine, watched.recorder.now
    send, log = coroutine.send, watched.lane.times.append
    leaf, step, given, target = coroutine, send, None, None
    while True:
        try:
            yield target
        except GeneratorExit:  # the task is gone: let go of the coroutine
            raise
        except BaseException as error:
            without_top_frame(error)
            step, given = coroutine.throw, error
        begun = now()
        try:
            target = step(given)
        except BaseException as e:
            if _ended(watched, begun, e, given):
                return e.value  # type: ignore[attr-defined]
            raise
        log(begun)
        log(now())
        if given is not None:
            step, given = send, None
        try:  # the common case first: sleep(0) in the same coroutine
            if target is None and leaf.cr_await.cr_code is _SLEEP:
                continue
        except AttributeError:
            pass
        leaf = _suspended(watched, begun, target)


def _suspended(watched: _Watched, begun: float, target: Any) -> Any:
    """Note that a step ended in waiting; return who waits, the leaf.

    A coroutine that is suspended itself is still awaited by the one above
    it, so only the lower end of the chain can have changed.
    """
    lane, chain, recorder = watched.lane, watched.chain, watched.recorder
    keep = len(chain)
    while keep and chain[keep - 1][0].cr_await is None:
        keep -= 1
    if keep < len(chain):
        _close_below(watched, keep)
    leaf = chain[-1][0] if chain else watched.coroutine
    found, label = look_below(leaf)
    if target is not None:  # before they get lanes: prepared in this order
        for each in unstarted(leaf, found):
            recorder.note_unstarted(lane, begun, each)
    for below in found:
        _open(watched, below, begun)
    if target is not None:
        lane.waits.append(len(lane.times) // 2 - 1)
        lane.waits.append(recorder.reason(label, target))
    return found[-1] if found else leaf


def _ended(
    watched: _Watched,
    begun: float,
    error: BaseException,
    given: BaseException | None,
) -> bool:
    """Note that `error` ended the task; say whether it returned.

    `given` is what was thrown in, if anything was. The frame that caught
    the error is taken off its traceback.
    """
    without_top_frame(error)
    lane, chain, recorder = watched.lane, watched.chain, watched.recorder
    ended = recorder.now()
    if given is None or lane.times:  # else it was cancelled before it began
        lane.times.append(begun)
        lane.times.append(ended)
    outcome, value = recorder.outcome_of(error)
    if chain:
        passed = iter(_codes_passed(error)[1:])  # below the task's own
        for below, below_lane in chain:
            below_lane.last = len(lane.times) // 2
            if below.cr_code in passed:  # looks on from the last one found
                below_lane.end(ended, outcome, value)
            else:
                below_lane.end(ended, Outcome.DONE)
    lane.end(ended, outcome, value)
    return isinstance(error, StopIteration)


def _open(watched: _Watched, below: Any, begun: float) -> None:
    """Give a coroutine that is awaited directly its lane."""
    lane, chain = watched.lane, watched.chain
    above = chain[-1][1] if chain else lane
    own = watched.recorder.coroutine_lane(below, begun)
    own.parent = above.number
    own.owner = lane
    own.first = len(lane.times) // 2 - 1
    own.begun = True
    chain.append((below, own))


def _close_below(watched: _Watched, keep: int) -> None:
    """End the lanes of coroutines that are awaited no more."""
    lane, chain = watched.lane, watched.chain
    for _, own in chain[keep:]:
        own.last = len(lane.times) // 2
        own.end(lane.times[-1], Outcome.DONE)
    del chain[keep:]


def _codes_passed(error: BaseException) -> list[types.CodeType]:
    """Return the code of every frame that an exception went through."""
    codes = []
    trace = error.__traceback__
    while trace is not None and not isinstance(error, StopIteration):
        codes.append(trace.tb_frame.f_code)
        trace = trace.tb_next
    return codes
