"""Notes which callbacks an event loop ran, and how long each took.

asyncio runs all it does through handles: the steps of tasks, and what was
given to `call_soon`, `call_later`, `add_done_callback`, `add_reader` and
the like. Steps are noted elsewhere, and to time every handle would cost
more than all the rest. So once in each turn, when the loop has looked for
events and knows what it will run, the handles that are no steps are picked
out. Each of them gets, until it runs, a class of its own whose one
difference is that it notes the time; while it runs, it is what it was.

asyncio's own callbacks take no time that matters, and are left alone; but
those of its transports call the program's protocols.
"""

from __future__ import annotations

import asyncio
import builtins
import functools
import inspect
import os
import types
import weakref
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from helpers.compat import (
    LOOP_FILE,
    RUNNING,
    LeftAlone,
    callback_of,
    is_step,
    loop_of,
    passed_over,
    tell_no_more,
    tell_of_handles,
)
from helpers.timeline.model import BLOCKING, Lane, Outcome
from helpers.timeline.spans import Steps, Waits

__all__ = ["MARK", "Callbacks", "lane_of_loop", "look_away", "look_out"]

ASYNCIO = os.path.dirname(LOOP_FILE)
SHARE = 0.1  # of a run: callbacks that take so much of it are shown, ...
LEAST = 0.01  # ... if that is so many seconds
MOST_NAMED = 3  # callbacks in the words of a lane
MARK = "recorder_of_this_loop"  # the attribute of a loop that is recorded
_Ran = tuple[float, float, str, bool]


class Callbacks:
    """The callbacks that one loop ran, in order; it keeps none alive.

    `turns` counts those of the loop, also within a callback that runs it.
    """

    def __init__(self) -> None:
        self.turns: Callable[[], int] = int
        self._times = array("d")  # began, ended, began, ended, ...
        self._numbers = array("l")  # of their names
        self._names: dict[str, int] = {}
        self._nested: set[int] = set()  # places of those that ran the loop

    def note(
        self, name: str, began: float, ended: float, nested: bool
    ) -> None:
        """Note that a callback ran; `nested` where steps ran within it."""
        if nested:
            self._nested.add(len(self._numbers))
        self._times.extend((began, ended))
        self._numbers.append(self._names.setdefault(name, len(self._names)))

    def __len__(self) -> int:
        return len(self._numbers)

    def ran(self, since: float) -> Iterator[_Ran]:
        """Yield what ran from `since` on: began, ended, name, nested."""
        names = list(self._names)
        times = iter(self._times)
        pairs = zip(times, times, strict=True)
        for place, (began, ended) in enumerate(pairs):
            if began >= since:
                name = names[self._numbers[place]]
                yield began, ended, name, place in self._nested


def look_out(recorder: Any, loop: Any) -> None:
    """Let a recorder note the callbacks of `loop`, from now on."""
    turns = tell_of_handles(loop, _look, _alone)
    if turns is not None:
        recorder.callbacks.turns = turns
    else:
        _look_at_requests(loop)


def look_away(loop: Any) -> None:
    """Note the callbacks of `loop` no longer."""
    tell_no_more(loop)
    for name, _ in _REQUESTS:
        vars(loop).pop(name, None)


# -- which callbacks are timed

_CYTHON = "cython_function_or_method"  # the type of what Cython compiles
_LOOPS = (
    "uvloop",
    "winloop",
)  # makers of loops, whose own callbacks are quick
_alone = LeftAlone()


def _look(handle: Any) -> None:
    """Have a handle timed if its callback may take time."""
    kind = type(handle)
    if kind not in _bases and _may_take_time(callback_of(handle)):
        try:
            handle.__class__ = _timed(kind)
        except TypeError:
            pass  # a handle of somebody else's making


def _may_take_time(callback: Any) -> bool:
    """Say whether a callback is the program's, or leads to it."""
    callback = _within(callback)
    kind = type(callback)
    if kind is types.FunctionType:
        return not _is_asyncios(callback.__code__)
    if kind is types.MethodType:
        return _may_method_take_time(callback)
    if kind is types.BuiltinFunctionType:
        owner = type(callback.__self__)
        if issubclass(owner, asyncio.Future):
            _alone.tasks.add(owner)
            return False
        return True
    if is_step(kind):
        _alone.steps = kind
        return False
    if kind.__name__ == _CYTHON:
        return callback.__module__.partition(".")[0] not in _LOOPS
    return callback is not None


def _may_method_take_time(method: Any) -> bool:
    owner = type(method.__self__)
    if issubclass(owner, asyncio.Task):
        return False  # a step or a wake-up of one written in Python
    if issubclass(owner, asyncio.BaseTransport):
        return not _protocol(method).__module__.startswith("asyncio.")
    code = getattr(method.__func__, "__code__", None)
    return code is None or not _is_asyncios(code)


def _within(callback: Any) -> Any:
    """Return what is called in the end, through `functools.partial`."""
    while type(callback) is functools.partial:
        callback = callback.func
    return callback


def _is_asyncios(code: types.CodeType) -> bool:
    if os.path.dirname(code.co_filename) != ASYNCIO:
        return False
    _alone.codes[id(code)] = code
    return True


def _protocol(method: Any) -> type:
    """Return the class of the protocol of a transport's method."""
    try:
        return type(method.__self__.get_protocol())
    except (AttributeError, NotImplementedError):
        return type(method.__self__)


# -- the class of a handle that is timed

_bases: dict[type, type] = {}  # of each such class, the handle's own


def _timed(kind: type) -> type:
    """Return the class of timed handles for those of this class."""
    found = _made.get(kind)
    if found is None:
        namespace = {
            "__doc__": kind.__doc__,
            "__module__": kind.__module__,
            "__slots__": (),
            RUNNING: _run,
        }
        found = _made[kind] = type(kind.__name__, (kind,), namespace)
        _bases[found] = kind
    return found


_made: dict[type, type] = {}


@passed_over
def _run(self: Any) -> None:
    """Call the callback as ever, and note the time."""
    kind = self.__class__ = _bases[type(self)]
    run = getattr(kind, RUNNING)
    note = _timing(getattr(loop_of(self), MARK, None), callback_of(self))
    try:
        run(self)
    except BaseException as error:  # Ctrl-C, say
        _without_top_frame(error)
        raise
    finally:
        note()


def _timing(recorder: Any, callback: Any) -> Callable[[], object]:
    """Begin to time a callback; return what ends it, and notes it."""
    if recorder is None:  # nobody records any more
        return int
    callbacks, now = recorder.callbacks, recorder.now
    name = name_of(callback)
    before = callbacks.turns(), recorder.made
    began = now()

    def note() -> None:
        ended = now()
        nested = before != (callbacks.turns(), recorder.made)
        callbacks.note(name, began, ended, nested)

    return note


def _without_top_frame(error: BaseException) -> None:
    trace = error.__traceback__
    error.__traceback__ = None if trace is None else trace.tb_next


def name_of(callback: Any) -> str:
    """Return what a callback is called, without running any of its code."""
    callback = _within(callback)
    kind = type(callback)
    if kind is types.MethodType:
        owner = type(callback.__self__)
        if issubclass(owner, asyncio.BaseTransport):
            return str(_protocol(callback).__qualname__)
        callback = callback.__func__
        kind = type(callback)
    if kind is types.BuiltinFunctionType:
        home = callback.__self__
        if type(home) is types.ModuleType and home is not builtins:
            return f"{home.__name__}.{callback.__name__}"
        return str(callback.__qualname__)
    if kind is types.FunctionType or kind.__name__ == _CYTHON:
        name = str(callback.__qualname__).rpartition("<locals>.")[2]
        if name == "<lambda>":
            return f"lambda of line {callback.__code__.co_firstlineno}"
        return name
    return kind.__name__


# -- loops that keep their handles to themselves

_REQUESTS = (  # methods, and which argument is the callback
    ("call_soon", 0),
    ("call_soon_threadsafe", 0),
    ("call_later", 1),
    ("call_at", 1),
    ("add_reader", 1),
    ("add_writer", 1),
    ("add_signal_handler", 1),
)


def _look_at_requests(loop: Any) -> None:
    """Have the callbacks timed that a loop such as uvloop's is given.

    It calls protocols and its own callbacks from C, which nobody sees.
    """
    for name, place in _REQUESTS:
        setattr(loop, name, _looking(weakref.ref(loop), name, place))


def _looking(held: Any, name: str, place: int) -> Any:
    """Return the method of a loop, which has the callback timed."""
    plain = getattr(type(held()), name)
    alone = _alone

    @functools.wraps(plain)
    def method(*args: Any, **options: Any) -> Any:
        loop = held()
        if len(args) > place and type(args[place]) is not alone.steps:
            if _may_take_time(args[place]):
                args = (
                    *args[:place],
                    _stand_in(loop, args[place]),
                    *args[place + 1 :],
                )
        return plain(loop, *args, **options)

    return passed_over(method)


def _stand_in(loop: Any, callback: Any) -> Any:
    """Return what calls a callback, notes the time, and looks like it."""
    recorder = getattr(loop, MARK, None)
    inner = _within(callback)
    if recorder is None or (
        type(inner) in _FUNCTIONS and inspect.iscoroutinefunction(inner)
    ):
        return callback  # that is for the loop to refuse
    found: Any = _StandIn(_noted, recorder, callback)
    if type(callback) in _FUNCTIONS:
        found.__qualname__ = callback.__qualname__
        found.__wrapped__ = callback
    return found


@passed_over
def _noted(recorder: Any, callback: Callable[..., Any], *args: Any) -> Any:
    """Call a callback, and note the time."""
    note = _timing(recorder, callback)
    try:
        return callback(*args)
    except BaseException as error:
        _without_top_frame(error)
        raise
    finally:
        note()


class _StandIn(functools.partial[Any]):
    """A call of `_noted`, which is shown as the callback that it calls."""

    def __repr__(self) -> str:
        return repr(self.args[1])


_FUNCTIONS = frozenset(
    {types.FunctionType, types.MethodType, types.BuiltinFunctionType}
)


# -- the lane of the loop


def lane_of_loop(
    recorder: Any, origin: float, seconds: float, exact: bool
) -> Lane | None:
    """Return the lane of the callbacks since `origin`, if they matter.

    They do where one of them blocked the loop; in an exact timeline, of so
    many `seconds`, where they took a good part of it; and always where the
    loop ran nothing else.
    """
    ran = list(_without_steps(recorder, recorder.callbacks.ran(origin)))
    took = [ended - began for began, ended, _ in ran]
    share = exact and sum(took) >= max(SHARE * seconds, LEAST)
    if not ran or not (share or not recorder.lanes or max(took) >= BLOCKING):
        return None
    if not exact:  # small delays of a real clock are not shown there
        ran = [each for each in ran if each[1] - each[0] >= BLOCKING]
    steps = Steps([when for each in ran for when in each[:2]], origin)
    return Lane(
        label="callbacks of the loop",
        is_task=False,
        depth=0,
        parent=None,
        created=steps[0].start,
        started=steps[0].start,
        ended=max(step.end for step in steps),
        outcome=Outcome.CALLED,
        value=_named(ran),
        collected=None,
        collector=None,
        steps=steps,
        waits=Waits.of([]),
        callbacks=tuple(name for *_, name in ran),
    )


_Stretch = tuple[float, float, str]


def _without_steps(recorder: Any, ran: Iterable[_Ran]) -> Iterator[_Stretch]:
    """Yield what callbacks ran themselves: began, ended, name.

    A callback may run the loop, or start an eager task; such steps are
    their tasks' own.
    """
    for began, ended, name, nested in ran:
        if nested:
            for step in sorted(_steps_in(recorder.lanes, began, ended)):
                if step[0] > began:
                    yield began, step[0], name
                began = max(began, step[1])
        yield began, ended, name


def _steps_in(
    lanes: Iterable[Any], began: float, ended: float
) -> Iterator[tuple[float, float]]:
    for lane in lanes:
        times = lane.times
        first = bisect_left(times, began)
        for place in range(first + first % 2, len(times), 2):
            if times[place] > ended:
                break
            yield times[place], times[place + 1]


def _named(ran: Iterable[_Stretch]) -> str:
    """Name the callbacks, those that took most first."""
    count: Counter[str] = Counter()
    took: defaultdict[str, float] = defaultdict(float)
    for began, ended, name in ran:
        count[name] += 1
        took[name] += ended - began
    names = sorted(count, key=lambda name: -took[name])
    texts = [x if count[x] == 1 else f"{x} x {count[x]}" for x in names]
    more = len(texts) - MOST_NAMED
    if more > 0:
        texts[MOST_NAMED:] = [f"{more} more"]
    return ", ".join(texts)
