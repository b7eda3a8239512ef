"""Watches one coroutine, step by step, and passes everything on.

`recorded(recorder, coroutine, ...)` returns a coroutine that does what the
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
from collections.abc import Coroutine
from typing import Any

from helpers.compat import coroutine_that_yields
from helpers.labels import GIVEN_MANY, Facts, look_below
from helpers.recording.inside import (
    DROPPED,
    HELD,
    Unwound,
    dropping,
    watch,
)
from helpers.recording.lines import UNKNOWN
from helpers.recording.recorder import Recorder
from helpers.recording.unstarted import unstarted
from helpers.refusals import without_top_frame
from helpers.timeline.spans import LONG

__all__ = ["STEPS", "StandIn", "recorded"]

_SLEEP = asyncio.sleep.__code__


def recorded(
    recorder: Recorder, coroutine: Any, place: int, about: Facts | None
) -> Any:
    """Return a coroutine that does what `coroutine` does, and notes it."""
    watching = _steps(recorder, coroutine, place, about and about.code)
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
def _steps(recorder: Recorder, coroutine: Any, task: int, code: Any) -> Any:
    """Run a coroutine step by step: the hot loop of all recording."""
    now, events, log = recorder.now, recorder.events, recorder.steps.append
    tracing, exact = recorder.tracing, watch.is_exact
    send = step = coroutine.send
    number, ended, chain, own = 0, None, None, code
    leaf, given, target = coroutine, None, None
    while True:
        try:
            yield target
        except GeneratorExit:  # the task is gone, and so is the coroutine
            recorder.note_destroyed(task, coroutine, number > 0)
            raise
        except BaseException as error:
            without_top_frame(error)
            step, given = coroutine.throw, error
            recorder.note_thrown(task, coroutine, error)
        place, begun = len(events), now()
        traced = tracing is not None and tracing.begin()
        try:
            target = step(given)
        except BaseException as error:
            if traced:
                tracing.end()  # type: ignore[union-attr]
            if len(events) == place + 3 and exact and events[-2] is code:
                ended = events[place]  # the end of the task's own coroutine
                del events[place:]
            else:
                ended = now()
            if given is None or number:
                log(task)
                log(begun)
                log(ended)
            else:  # it was cancelled before it began
                ended = None
            if chain is not None or len(events) != place:
                chain = chain or _Chain(recorder, coroutine, task, exact)
                chain.settle(ended, number, place, code, error)
            recorder.taken.discard(id(coroutine))
            if type(error) is StopIteration:
                recorder.note_returned(task, ended, error.value)
                return error.value
            without_top_frame(error)
            recorder.note_raised(task, ended, error)
            raise
        if traced:
            tracing.end()  # type: ignore[union-attr]
        log(task)
        log(begun)
        ended = now()
        log(ended)
        if given is not None:
            recorder.note_caught(task, begun, given)
            step, given = send, None
        if own is not None and len(events) != place:
            if events[place] is own:  # the start of the task's own coroutine
                if len(events) == place + 2:
                    del events[place:]
                else:
                    events[place] = None
            own = None
        number += 1
        if not number & 1023:
            recorder.pack()
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
        chain = chain or _Chain(recorder, coroutine, task, exact)
        leaf = chain.suspended(begun, ended, number - 1, place, target)


STEPS = _steps.__code__


class _Chain:
    """The coroutines that a task's own is suspended in, from there down."""

    __slots__ = ("coroutine", "exact", "links", "recorder", "task")

    def __init__(
        self, recorder: Recorder, coroutine: Any, task: int, exact: bool
    ) -> None:
        self.exact = exact  # as it was when the task began
        self.recorder = recorder
        self.coroutine = coroutine
        self.task = task
        self.links: list[Any] = []

    def suspended(
        self, begun: float, ended: float, number: int, place: int, target: Any
    ) -> Any:
        """Note that a step ended in waiting; return who waits, the leaf.

        `number` is that of the step, and its events begin at `place`.
        """
        recorder = self.recorder
        events = recorder.events
        exact = self.exact
        links = self.links
        if exact:
            if links and links[0].cr_await is None:
                links.clear()
            while links and links[-1].cr_await is None:
                del links[-1]
            leaf = links[-1] if links else self.coroutine
        else:
            leaf = self._cut_off(ended)
        found, calls, label, within = look_below(leaf, recorder.own)
        stands = _stands(found[-1] if found else leaf)
        if target is not None:
            since = begun if ended - begun < LONG else ended
            for each in unstarted(recorder.looks, leaf, found):
                recorder.note_unstarted(since, each)
            reason = recorder.reason(label, target, leaf, within)
            recorder.waits += (self.task, number, reason, stands)
        if found:
            leaf = self._grow(leaf, found, calls, exact)
        if len(events) != place:
            count = len(events) - place
            events += (self.recorder.own, self.task, count, number)
        return leaf

    def _grow(
        self, above: Any, found: list[Any], calls: list[Any], exact: bool
    ) -> Any:
        """Add coroutines that are suspended for the first time.

        Of functions that are called very often, it is not noted where they
        await the next.
        """
        recorder, links = self.recorder, self.links
        events = recorder.events
        if recorder.has_unstarted:
            for at, each in enumerate(found):
                place = recorder.started(each)
                if place is not None:
                    calls[at] = place
        notes = [*calls, _stands(above)]
        for at in range(len(found) - 1):
            call = calls[at]
            many = type(call) is tuple and call[1] is GIVEN_MANY
            notes.append(UNKNOWN if many else _stands(found[at]))
        events.append(recorder.made)
        events.append(len(notes))
        events += notes
        recorder.made += len(found)
        leaf = found[-1]
        if exact:
            links += found
            return leaf
        now = recorder.now
        links += [dropping(each, events, now) for each in found]
        return weakref.proxy(leaf)

    def _cut_off(self, ended: float) -> Any:
        """Leave out of the chain what is awaited no more; return the leaf.

        A coroutine that is suspended itself is still awaited by the one
        above it, so only the lower end of the chain can have changed.
        """
        while self.links:
            last = self.links[-1]()
            if last is not None and last.cr_await is not None:
                return last
            if last is not None:
                self._note_held(last, ended)
            del self.links[-1]
        return self.coroutine

    def _note_held(self, coroutine: Any, ended: float) -> None:
        """Note that a coroutine has ended somewhere in this step.

        The program keeps it, so that it was not dropped when it ended.
        """
        self.recorder.events += (ended, coroutine.cr_code, HELD)

    def settle(
        self,
        ended: float | None,
        number: int,
        place: int,
        own: Any,
        error: BaseException,
    ) -> None:
        """Note whose the events of the last step are, without its own end."""
        events = self.recorder.events
        if ended is None:  # it was cancelled before it began
            del events[place:]
            return
        if not self.exact:
            self._note_all_held(ended, error)
        if own is not None and len(events) > place:
            if _ends_with(events, place, own):
                del events[-3:]
                if len(events) > place and type(events[-1]) is tuple:
                    del events[-1]  # the call, noted where it took long
            if len(events) > place and not number and events[place] is own:
                _leave_out(events, place)
        if len(events) != place:
            count = len(events) - place
            events += (self.recorder.own, self.task, count, number)

    def _note_all_held(self, ended: float, error: BaseException) -> None:
        passed = _codes_passed(error)
        for link in reversed(self.links):
            last = link()
            if last is not None:
                self._note_held(last, ended)
                if last.cr_code in passed:
                    self.recorder.events[-1] = Unwound(error)


def _stands(coroutine: Any) -> int:
    """Return the instruction at which a suspended coroutine stands."""
    try:
        return coroutine.cr_frame.f_lasti  # type: ignore[no-any-return]
    except AttributeError:  # it is written in C
        return UNKNOWN


def _ends_with(events: list[Any], place: int, own: Any) -> bool:
    """Say whether the last event is the end of a task's own coroutine."""
    if len(events) < place + 3 or events[-2] is not own:
        return False
    return events[-1] is not DROPPED and events[-1] is not HELD


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
