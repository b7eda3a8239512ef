"""What happens inside a step: coroutines that start, return and raise.

A task's step is seen from outside (`instrument`). Inside it coroutines
await one another, and each starts and ends at moments of its own. They
are noted by the best means that this Python has:

- `sys.monitoring` (3.12 and newer) tells of every start, return and
  exception. Code that is no coroutine of the program's is asked about
  once, and never again.
- On 3.11 a trace function does, as long as its budget lasts and nobody
  else traces the program.
- Else a weak reference tells when a finished coroutine is dropped, which
  is at once where the program keeps no reference to it. How it ended is
  not known then, and of its start only the step.

Events go into one flat list for each thread, so that noting one costs
next to nothing:

    code, time              a coroutine started
    call                    the next that ends was made by this call, and
                            has held up the loop
    time, code, value       one ended; `value` is as `labels.kept` has it,
                            an `Unwound`, `DROPPED` or `HELD`
    number, count, ...      at a suspension: the coroutines that are new in
                            the chain, from the outermost on; the first of
                            them has this number. `count` entries follow:
                            of each the call, or the place of what the
                            recorder has noted already; then of each at
                            which instruction the one above it stands
    Of, task, count, step   whose events the last `count` entries are, and
                            in which of the task's steps they came
    None, anything          nobody's

`helpers.recording.replay` reads them.
"""

from __future__ import annotations

import asyncio
import atexit
import inspect
import opcode
import os
import sys
import threading
import types
import weakref
from collections import Counter
from collections.abc import Callable
from typing import Any

from helpers.compat import count_threads, frame_of_caller
from helpers.labels import call_in, describe_error, facts, kept
from helpers.timeline.spans import LONG

__all__ = [
    "DROPPED",
    "HELD",
    "dropping",
    "Events",
    "Of",
    "Tracing",
    "Unwound",
    "Watch",
    "watch",
]

Events = list[Any]
Clock = Callable[[], float]
NAME = "asyncio-idioms"  # of our tool, to sys.monitoring
TOOL_IDS = (3, 4)  # that no debugger, coverage tool or profiler takes
BUDGET = 20_000  # events that are traced on 3.11 before it costs too much
BEGINNING = (opcode.opmap["RESUME"], 0)
RETURN, YIELD = opcode.opmap["RETURN_VALUE"], opcode.opmap["YIELD_VALUE"]
NOTHING = (None, None)  # an event that is nobody's
HALF_A_BLOCK = 0.05  # seconds; only what held up the loop is named late
SMALL = 2**30  # integers up to here are kept without another look


class Unwound:
    """How a coroutine ended that an exception went through."""

    __slots__ = ("cancelled", "closed", "interrupted", "text")

    def __init__(self, error: BaseException) -> None:
        self.cancelled = isinstance(error, asyncio.CancelledError)
        self.closed = isinstance(error, GeneratorExit)
        self.interrupted = isinstance(error, KeyboardInterrupt)
        self.text = describe_error(error)


DROPPED = object()  # the value of an end of which only the moment is known
HELD = object()  # the same, where only the step is known in which it was


class Of:
    """Stands before a task whose events were noted, one of each recorder.

    Recorders of one thread share a list: runs within runs, say.
    """

    __slots__ = ()


class Dropping(weakref.ref[Any]):
    """Notes when a coroutine is dropped, which is when it has finished."""

    __slots__ = ("code", "events", "now")

    code: types.CodeType
    events: Events
    now: Clock


def dropping(coroutine: Any, events: Events, now: Clock) -> Dropping:
    """Refer to a coroutine, and note in `events` when it is dropped."""
    link = Dropping(coroutine, _dropped)
    link.code, link.events, link.now = coroutine.cr_code, events, now
    return link


def _dropped(gone: Any) -> None:
    gone.events += (gone.now(), gone.code, DROPPED)


class Watch:
    """The means that all recorders of this process share.

    `is_exact` says whether every start and end is seen: then the chain of
    awaits changes only in steps in which there were events.
    """

    def __init__(self) -> None:
        self.is_exact = False
        self._clocks: list[Clock] = []
        self._lists: dict[int, Events] = {}
        self.gone: Counter[int] = Counter()  # entries of each, by its id
        self._tool: int | None = None
        self.threads = 0
        self._lock = threading.Lock()

    def begin(self, now: Clock) -> Events:
        """Note what happens in this thread's steps; return its events."""
        with self._lock:
            if not self._clocks:
                self._lists.clear()
                self.gone.clear()
                self._tool = _take_tool()
                self.is_exact = self._tool is not None
            self._clocks.append(now)
            events = self._lists.setdefault(threading.get_ident(), [*NOTHING])
            self._listen()
        return events

    def end(self, now: Clock) -> None:
        """Stop for one recorder; after the last one, give all back."""
        with self._lock:
            if now not in self._clocks:
                return  # it is another process, a forked child
            self._clocks.remove(now)
            if self._clocks:
                self._listen()
            elif self._tool is not None:
                _give_back(self._tool)
                self._tool, self.is_exact = None, False

    def look_for_threads(self) -> None:
        """Tell threads apart from now on, if there is more than one.

        To be called when their number is another one than `threads`.
        """
        with self._lock:
            if self._clocks:
                self._listen()

    def leave_to_parent(self) -> None:
        """Give all back in a forked child, where nobody is recorded.

        The lock may have been taken by a thread that is not there any more.
        """
        self._lock = threading.Lock()
        self.give_up()

    def give_up(self) -> None:
        """Give all back, whoever still records.

        That is due when Python ends, too: it takes modules apart before it
        has run the last of its code, and would call what needs them.
        """
        self._clocks.clear()
        if self._tool is not None:
            _give_back(self._tool)
            self._tool = None

    def _listen(self) -> None:
        if self._tool is None:
            return
        self.threads = count_threads()
        alone = len(self._lists) == 1 and not self.threads
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
        make = _callbacks if alone else _callbacks_of_threads
        events = monitoring.events
        kinds = (events.PY_START, events.PY_RETURN, events.PY_UNWIND)
        callbacks = make(self._tool, self._lists, self._clocks[-1])
        for kind, callback in zip(kinds, callbacks, strict=True):
            monitoring.register_callback(self._tool, kind, callback)
        monitoring.set_events(self._tool, events.PY_START | events.PY_UNWIND)


watch = Watch()
atexit.register(watch.give_up)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=watch.leave_to_parent)


def is_interesting(code: types.CodeType) -> bool:
    """Say whether code is a coroutine that gets a lane where it is awaited."""
    return bool(code.co_flags & inspect.CO_COROUTINE) and not facts(code).wait


_known: dict[int, types.CodeType] = {}  # interesting code by its id


def _take_tool() -> int | None:
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is None:
        return None
    for tool in TOOL_IDS:
        if monitoring.get_tool(tool) is None:
            monitoring.use_tool_id(tool, NAME)
            for code in _known.values():
                _listen_to_returns(tool, code)
            return tool
    return None


def _give_back(tool: int) -> None:
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
    events = monitoring.events
    monitoring.set_events(tool, 0)
    for code in _known.values():
        monitoring.set_local_events(tool, code, 0)
    for kind in (events.PY_START, events.PY_RETURN, events.PY_UNWIND):
        monitoring.register_callback(tool, kind, None)
    monitoring.free_tool_id(tool)


def _listen_to_returns(tool: int, code: types.CodeType) -> None:
    monitoring: Any = sys.monitoring  # type: ignore[attr-defined]
    monitoring.set_local_events(tool, code, monitoring.events.PY_RETURN)


def _get_to_know(tool: int, code: types.CodeType) -> Any:
    """Take notice of code that has started for the first time."""
    if not is_interesting(code):
        return sys.monitoring.DISABLE  # type: ignore[attr-defined]
    _known[id(code)] = code
    _listen_to_returns(tool, code)
    return None


def _callbacks(
    tool: int, lists: dict[int, Events], now: Clock
) -> tuple[Any, Any, Any]:
    """Return what notes starts, returns and exceptions, in one thread."""
    (events,) = lists.values()
    note, known = events.append, _known
    last = 0.0

    def started(code: types.CodeType, offset: int) -> Any:
        nonlocal last
        if id(code) not in known:
            disable = _get_to_know(tool, code)
            if disable is not None:
                return disable
        note(code)
        last = now()
        note(last)
        return None

    def returned(code: types.CodeType, offset: int, value: Any) -> None:
        when = now()
        if events[-1] is last and events[-2] is code and when - last < LONG:
            del events[-2:]  # it came and went, and is never shown
            return
        if when - last > HALF_A_BLOCK:
            note(call_in(frame_of_caller(1)))
        note(when)
        note(code)
        kind = type(value)
        if value is None or (kind is int and -SMALL < value < SMALL):
            note(value)
        else:
            note(kept(value))

    def unwound(code: types.CodeType, offset: int, error: Any) -> None:
        if id(code) in known:
            events.extend((now(), code, Unwound(error)))

    return started, returned, unwound


def _callbacks_of_threads(
    tool: int, lists: dict[int, Events], now: Clock
) -> tuple[Any, Any, Any]:
    """Return what notes starts, returns and exceptions, each in its thread."""
    known, here = _known, threading.get_ident

    def started(code: types.CodeType, offset: int) -> Any:
        if id(code) not in known:
            disable = _get_to_know(tool, code)
            if disable is not None:
                return disable
        events = lists.get(here())
        if events is not None:
            events.extend((code, now()))
        return None

    def returned(code: types.CodeType, offset: int, value: Any) -> None:
        events = lists.get(here())
        if events is not None:
            call = call_in(frame_of_caller(1))
            events.extend((call, now(), code, kept(value)))

    def unwound(code: types.CodeType, offset: int, error: Any) -> None:
        events = lists.get(here())
        if events is not None and id(code) in known:
            events.extend((now(), code, Unwound(error)))

    return started, returned, unwound


class Tracing:
    """The trace function of 3.11, on in the steps of one recorder.

    It is on for `budget` events, and in steps where nobody else traces.
    """

    def __init__(self, events: Events, now: Clock, budget: int) -> None:
        self.left = budget
        self._events = events
        self._now = now
        self._error: Unwound | None = None
        self._codes: dict[int, tuple[types.CodeType, bytes]] = {}

    def begin(self) -> bool:
        """Trace from here on; return whether that is so."""
        if self.left <= 0 or sys.gettrace() is not None:
            return False
        sys.settrace(self._called)
        return True

    def end(self) -> None:
        """Trace no longer."""
        if sys.gettrace() == self._called:
            sys.settrace(None)

    def _called(self, frame: Any, event: str, value: Any) -> Any:
        self.left -= 1
        if self.left <= 0:
            sys.settrace(None)
            return None
        code = frame.f_code
        found = self._codes.get(id(code))
        if found is None:
            bytecode = code.co_code if is_interesting(code) else b""
            found = self._codes[id(code)] = (code, bytecode)
        if not found[1]:
            return None
        place = frame.f_lasti
        if place >= 0 and tuple(found[1][place : place + 2]) == BEGINNING:
            self._events += (code, self._now())
        frame.f_trace_lines = False
        return self._inside

    def _inside(self, frame: Any, event: str, value: Any) -> Any:
        self.left -= 1
        if event == "exception" and value[0] is not StopIteration:
            self._error = Unwound(value[1])
        elif event == "return":
            self._left(frame, value)
        return self._inside

    def _left(self, frame: types.FrameType, value: Any) -> None:
        """Note that a frame was left, unless it is only suspended."""
        code = frame.f_code
        operation = code.co_code[frame.f_lasti]
        if operation == RETURN:
            call = call_in(frame)
            self._events += (call, self._now(), code, kept(value))
        elif operation != YIELD and self._error is not None:
            self._events += (self._now(), code, self._error)
