"""`again` and `reset`: what a check did, once more, and a fresh start.

`again` hands a learner's function what one case of a check gave it, in
the notebook's own loop, where `run` draws it and a debugger may look. The
work prints what is asked of it, and when. Nothing is judged here: that is
`feedback`.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from helpers.checking.exercise import Case
from helpers.checking.fakes import Call, World
from helpers.checking.load import find
from helpers.timeline.seconds import seconds_text

__all__ = ["again", "call_again", "reset"]


async def again(exercise: str, mine: Any, case: int = 1) -> Any:
    """Give `mine` what the check gave it in this case, counted from 1.

        run(again("poll-in-turn", poll, case=2), clock="virtual")

    Prints what is asked of the work, and when; returns what `mine` returns.
    """
    cases = find(exercise).cases
    if not 1 <= case <= len(cases):
        raise ValueError(f"{exercise!r} has cases from 1 to {len(cases)}")
    one = cases[case - 1]
    loop = _Loop(asyncio.get_running_loop())
    given = one.given(_TellingWorld(loop))
    _cancel_later(loop, one)
    return await mine(*given)


def _cancel_later(loop: _Loop, case: Case) -> None:
    task = asyncio.current_task()
    if case.cancelled_at is not None and task is not None:
        loop.call_later(case.cancelled_at, task.cancel)


def call_again(exercise: str, function: str, case: int) -> str:
    """Return the lines that run a case again, ready for a cell."""
    call = f'again("{exercise}", {function}, case={case})'
    return f'from helpers import again\nrun({call}, clock="virtual")'


class _Loop:
    """What a `World` asks of a check's loop, on any loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.call_later = loop.call_later
        self.set_debug = loop.set_debug
        self.workload = False  # only a check looks at it
        self._clock, self._start = loop.time, loop.time()

    def elapsed(self) -> float:
        return round(self._clock() - self._start, 6)


class _TellingWorld(World):
    """A world that prints what is asked of it."""

    def note(self, label: str, name: Any) -> Call:
        call = super().note(label, name)
        print(f"{seconds_text(call.started)} s: {label} begins")
        return call

    def over(self, call: Call, outcome: Any) -> None:
        super().over(call, outcome)
        ended = seconds_text(call.ended or 0)
        print(f"{ended} s: {call.label} {outcome.value}")


def reset(exercise: str) -> None:
    """Put the stub of an exercise, as it was, into a new cell below.

    Outside of a notebook it is printed. What was solved stays solved.
    """
    task = find(exercise)
    text = f"{task.stub}\n\n\n{task.trial}"
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or not hasattr(shell, "kernel"):
        print(text)
        return
    shell.set_next_input(text)
    print(f"The stub of {task.name} is in the new cell below.")
