"""Why a run was ended, or refused: each reason, and what is said of it.

A program may go on for ever, ask for too much, or reach for the kernel.
A `Stop` says which of these it did, and with what; `Stopped` ends it. The
limits themselves are in `check_loop`, `alarm` and `sandbox`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

__all__ = ["Stop", "StopReason", "Stopped"]

_LOOK = "Run it in a cell of its own: the chart shows where it stands."
_PLAIN = "return a result, and leave Python and asyncio as they are"


class StopReason(enum.Enum):
    """A reason: its words, a hint, and a plainer one from the second try on.

    In the words, `{what}` is that of the `Stop`, and `{place}` is the line
    where the program stood.
    """

    KEEPS_PROCESSOR = (
        "it keeps the processor to itself{place}",
        "which loop in there awaits nothing that takes time?",
    )
    BLOCKS = (
        "it waits, and holds up the whole event loop{place}",
        "which call in there waits without an 'await'?",
        "What waits in a plain call, such as queue.get() or an Event of "
        "threading, stops everybody: take what asyncio has in its place and "
        "await it, or move the call into a thread with asyncio.to_thread.",
    )
    SPINS = (
        "it goes round and round while no time passes{place}",
        "what could it wait for, instead of asking again and again?",
    )
    NEVER_ENDS = (
        "it never ends{place}",
        "what should make it stop?",
    )
    WAITS_FOR_EVER = (
        "it waits for ever{place}",
        "who was to wake it?",
    )
    TOO_MANY_TASKS = (
        "it started more than {what}",
        "what should make it stop?",
        "Make one task for each piece of work that you are given; a loop "
        "that starts tasks has to end when the work does.",
    )
    PRINTS_TOO_MUCH = (
        "it printed {what}",
        "which loop in there prints, and how often does it go round?",
        "Print a line where something has happened, not at every turn.",
    )
    ENDS_KERNEL = (
        "it {what}: that would end the kernel",
        _PLAIN,
        "Write 'return' in place of that call: it ends this function, and "
        "nothing else.",
    )
    INTERRUPTS = (
        "it raised KeyboardInterrupt: that is what the stop button does",
        "which exception says what went wrong in there?",
        "Raise an exception of another kind, or return.",
    )
    STARTS_PROGRAM = (
        "it {what}: an exercise starts no other program",
        _PLAIN,
        "All that the function needs are its arguments: await those.",
    )
    ASKS_SOMEBODY = (
        "it {what}: nobody is there to answer",
        _PLAIN,
        "All that the function needs are its arguments: take it from there.",
    )
    TAKES_SIGNALS = (
        "it {what}: signals are not for an exercise",
        _PLAIN,
        "Take the signals out: an Event, or asyncio.timeout, ends a wait.",
    )
    REPLACES = (
        "it replaced {what}, which is put back",
        _PLAIN,
        "Give a function of yours a name of its own, and call that one: "
        "all others go on using what you replaced.",
    )
    SECOND_LOOP = (
        "it started a second event loop in a thread",
        "which loop could await that coroutine itself?",
        "Await the coroutine where you are, or make a task of it; threads "
        "are for calls that block.",
    )
    ASYNC_GENERATOR = (
        "it is an async generator, because of the 'yield' in it: return a "
        "result instead",
        "",
        "Write one 'async def' that awaits its work and returns a result.",
    )
    NO_COROUTINE = (
        "it is not a coroutine function: calling it gave {what}; write "
        "'async def'",
        "",
        "Write one 'async def' that awaits its work and returns a result.",
    )

    def __init__(self, words: str, hint: str, more: str = _LOOK) -> None:
        self.words = words
        self.hint = hint
        self.more = more


@dataclass(frozen=True)
class Stop:
    """What ended a run: the reason, and which call it was, or how many."""

    reason: StopReason
    what: str = ""

    def words(self, place: str) -> str:
        """Say what happened; `place` follows, where the reason has one."""
        return self.reason.words.format(what=self.what, place=place)


class Stopped(KeyboardInterrupt):
    """Ends a program; `stop` says why: because its time is up, as a rule.

    An interrupt, since asyncio lets nothing else through to the caller,
    and programs catch `Exception`. An `Alarm` raises it while it traces,
    so that making one must run no code but this package's own.
    """

    def __init__(self, stop: Stop = Stop(StopReason.KEEPS_PROCESSOR)) -> None:
        super().__init__()
        self.stop = stop
