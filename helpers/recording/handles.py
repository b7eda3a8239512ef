"""Times the callbacks of a loop, and leaves its handles as they are.

asyncio runs all it does through handles: the steps of tasks, and what was
given to `call_soon`, `call_later`, `add_done_callback`, `add_reader` and
the like. Steps are noted elsewhere, and to time every handle would cost
more than all the rest. So once in each turn, when the loop has looked for
events and knows what it will run, the handles that are no steps are picked
out. Each of them gets, until it runs, a class of its own whose one
difference is that it notes the time; while it runs, it is what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from helpers.compat import (
    RUNNING,
    callback_of,
    loop_of,
    passed_over,
    tell_no_more,
    tell_of_handles,
)
from helpers.recording.called import ALONE, may_take_time, name_of
from helpers.refusals import without_top_frame

__all__ = ["MARK", "look_away", "look_out", "timing"]

MARK = "recorder_of_this_loop"  # the attribute of a loop that is recorded
_bases: dict[type, type] = {}  # of each class that times, the handle's own
_made: dict[type, type] = {}  # the other way round


def look_out(recorder: Any, loop: Any) -> None:
    """Let a recorder note the callbacks of `loop`, from now on."""
    turns = tell_of_handles(loop, _look, ALONE)
    if turns is not None:
        recorder.callbacks.turns = turns


look_away = tell_no_more


def _look(handle: Any) -> None:
    """Have a handle timed if its callback may take time."""
    kind = type(handle)
    if kind not in _bases and may_take_time(callback_of(handle)):
        try:
            handle.__class__ = _timed(kind)
        except TypeError:
            pass  # a handle of somebody else's making


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


@passed_over
def _run(self: Any) -> None:
    """Call the callback as ever, and note the time."""
    kind = self.__class__ = _bases[type(self)]
    run = getattr(kind, RUNNING)
    note = timing(getattr(loop_of(self), MARK, None), callback_of(self))
    try:
        run(self)
    except BaseException as error:  # Ctrl-C, say
        without_top_frame(error)
        raise
    finally:
        note()


def timing(recorder: Any, callback: Any) -> Callable[[], object]:
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
