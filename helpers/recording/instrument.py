"""Watches one coroutine, step by step, and passes everything on.

`recorded(recorder, coroutine, lane)` returns a coroutine that does what the
given one does: whatever is sent or thrown into it is handed over, and
whatever comes out is handed back. On the way each step's beginning and end
are noted, and, where a step ends in waiting, who waits and on what.

No exception gets a frame of this module into its traceback, warnings and
logging pass over its frames, and nothing is held that the program has let
go of. One difference is left: a future whose exception is `GeneratorExit`
ends the task that awaits it, and cannot be caught there; that exception is
Python's own, for closing coroutines.
"""

from __future__ import annotations

import asyncio
import types
import weakref
from array import array
from collections.abc import Coroutine
from typing import Any

from helpers.compat import coroutine_that_yields
from helpers.labels import inner_call, look_below
from helpers.recording.inside import HELD, Unwound, dropping, watch
from helpers.recording.lane import LiveLane
from helpers.recording.recorder import Recorder
from helpers.recording.task import without_top_frame
from helpers.recording.unstarted import unstarted
from helpers.timeline.spans import LONG

__all__ = ["StandIn", "recorded"]

_SLEEP = asyncio.sleep.__code__


def recorded(recorder: Recorder, coroutine: Any, lane: LiveLane) -> Any:
    """Return a coroutine that does what `coroutine` does, and notes it."""
    watching = _steps(recorder, coroutine, lane)
    watching.send(None)  # a coroutine that has begun never warns that it ...
    return watching  # ... was not awaited: that is for the learner's to say


class StandIn:
    """A recorded coroutine for a task that somebody else's factory makes.

    Whoever looks at it (`repr`, `get_stack`) sees the program's coroutine,
    and `inspect.iscoroutine` takes it for one. Closing it closes that.
    """

    __slots__ = ("__weakref__", "_coroutine", "close", "send", "throw")

    def __init__(self, coroutine: Any, watching: Any) -> None:
        self._coroutine = coroutine
        self.send = watching.send
        self.throw = watching.throw
        self.close = watching.close

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return types.CoroutineType

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


# `target` and `given` live no longer than where nothing is recorded: a task
# holds what it waits for until the step after the wait is over.
@coroutine_that_yields
def _steps(recorder: Recorder, coroutine: Any, lane: LiveLane) -> Any:
    """Run a coroutine step by step: the hot loop of all recording."""
    now, log, events = recorder.now, lane.times.append, recorder.events
    tracing, exact = recorder.tracing, watch.is_exact
    send = step = coroutine.send
    own = lane.about and lane.about.code
    chain = None
    leaf, given, target = coroutine, None, None
    while True:
        try:
            yield target
        except GeneratorExit:  # the task is gone, and so is the coroutine
            recorder.note_destroyed(lane, coroutine)
            raise
        except BaseException as error:
            without_top_frame(error)
            step, given = coroutine.throw, error
        place, begun = len(events), now()
        traced = tracing is not None and tracing.begin()
        try:
            target = step(given)
        except BaseException as error:
            if traced:
                tracing.end()  # type: ignore[union-attr]
            without_top_frame(error)
            if given is None or lane.times:  # else cancelled before it began
                log(begun)
                log(now())
            if chain is not None or len(events) != place:
                _settle(recorder, coroutine, lane, chain, place, error)
            recorder.taken.discard(id(coroutine))
            if type(error) is StopIteration:
                recorder.note_returned(lane, error.value)
                return error.value
            recorder.note_raised(lane, error)
            raise
        if traced:
            tracing.end()  # type: ignore[union-attr]
        log(begun)
        log(now())
        if given is not None:
            step, given = send, None
        if own is not None and len(events) != place:
            if events[place] is own:  # the start of the task's own coroutine
                _leave_out(events, place)
            own = None
        if target is None:  # the common case first: sleep(0), where it was
            if exact:
                if len(events) == place:
                    continue
            else:
                try:
                    if leaf.cr_await.cr_code is _SLEEP:
                        continue
                except (AttributeError, ReferenceError):
                    pass
        chain = chain or _Chain(recorder, coroutine, lane)
        leaf = chain.suspended(begun, place, target)


class _Chain:
    """The coroutines that a task's own is suspended in, from there down."""

    __slots__ = ("coroutine", "lane", "links", "recorder")

    def __init__(
        self, recorder: Recorder, coroutine: Any, lane: LiveLane
    ) -> None:
        self.recorder = recorder
        self.coroutine = coroutine
        self.lane = lane
        self.links: list[Any] = []

    def suspended(self, begun: float, place: int, target: Any) -> Any:
        """Note that a step ended in waiting; return who waits, the leaf."""
        recorder, lane = self.recorder, self.lane
        events = recorder.events
        exact = watch.is_exact
        links = self.links
        if exact:
            while links and links[-1].cr_await is None:
                del links[-1]
            leaf = links[-1] if links else self.coroutine
        else:
            leaf = self._cut_off()
        found, label = look_below(leaf)
        step = len(lane.times) // 2 - 1
        if target is not None:
            self._note_wait(begun, step, leaf, found, label, target)
        if found:
            if recorder.unstarted:
                calls = [recorder.started(x) or inner_call(x) for x in found]
            else:
                calls = list(map(inner_call, found))
            events.append(recorder.made)
            events.append(calls)
            recorder.made += len(calls)
            leaf = found[-1]
            if exact:
                links += found
            else:
                now = recorder.now
                links += [dropping(each, events, now) for each in found]
                leaf = weakref.proxy(leaf)
        if len(events) != place:
            events.append(lane)
            events.append(place)
            events.append(step)
        return leaf

    def _note_wait(
        self,
        begun: float,
        step: int,
        leaf: Any,
        found: list[Any],
        label: str,
        target: Any,
    ) -> None:
        """Note what the task waits on now, and what is made for later."""
        recorder, lane = self.recorder, self.lane
        ended = lane.times[-1]
        since = begun if ended - begun < LONG else ended
        for each in unstarted(recorder.looks, leaf, found):
            recorder.note_unstarted(since, each)
        if lane.waits is None:
            lane.waits = array("l")
        lane.waits.append(step)
        lane.waits.append(recorder.reason(label, target))

    def _cut_off(self) -> Any:
        """Leave out of the chain what is awaited no more; return the leaf.

        A coroutine that is suspended itself is still awaited by the one
        above it, so only the lower end of the chain can have changed.
        """
        while self.links:
            last = self.links[-1]()
            if last is not None and last.cr_await is not None:
                return last
            if last is not None:
                self.note_held(last)
            del self.links[-1]
        return self.coroutine

    def note_held(self, coroutine: Any) -> None:
        """Note that a coroutine has ended somewhere in this step.

        The program keeps it, so that it was not dropped when it ended.
        """
        events = self.recorder.events
        events += (self.lane.times[-1], coroutine.cr_code, HELD)


def _settle(
    recorder: Recorder,
    coroutine: Any,
    lane: LiveLane,
    chain: _Chain | None,
    place: int,
    error: BaseException,
) -> None:
    """Note whose the events of the last step are, and what they leave out."""
    events = recorder.events
    if not lane.times:  # it was cancelled before it began
        del events[place:]
        return
    if chain is not None and not watch.is_exact:
        passed = _codes_passed(error)
        for link in reversed(chain.links):
            last = link()
            if last is not None:
                chain.note_held(last)
                if last.cr_code in passed:
                    events[-1] = Unwound(error)
    own = lane.about and lane.about.code
    if own is not None and len(events) > place:
        if len(events) >= place + 3 and events[-2] is own:
            del events[-3:]  # the end of the task's own coroutine
            if len(events) > place and type(events[-1]) is tuple:
                del events[-1]
        if (
            len(events) > place
            and len(lane.times) == 2
            and (events[place] is own)
        ):
            _leave_out(events, place)
    if len(events) != place:
        events += (lane, place, len(lane.times) // 2 - 1)


def _leave_out(events: list[Any], place: int) -> None:
    """Take a start out of the events, or make it nobody's.

    Places that were noted meanwhile, for a step within this one, stay.
    """
    if len(events) == place + 2:
        del events[place:]
    else:
        events[place] = None


def _codes_passed(error: BaseException) -> list[types.CodeType]:
    """Return the code of every frame that an exception went through."""
    codes = []
    trace = error.__traceback__
    while trace is not None and not isinstance(error, StopIteration):
        codes.append(trace.tb_frame.f_code)
        trace = trace.tb_next
    return codes
