# %% [markdown] task
# # A program that outlives its limit
# kind: fix it, function: convert
#
# `convert(start, limit)` runs a program, as `create_subprocess_exec` and `communicate` would: `await start()` gives you a `process`, and `await process.communicate()` waits for its end and returns its output.
# `process.returncode` is `None` until the program is over, `process.kill()` kills it, and `await process.wait()` waits until it has gone, which takes a moment even after `kill()`.
# When the program is over, `kill()` raises `ProcessLookupError`.
# The program has `limit` seconds from the instant at which it has been started; then `convert` kills it, waits until it has gone, and returns `None`.
# If the program is done in time, `convert` returns its output, even an empty one, and kills nothing.
# When `convert` itself is cancelled, or `communicate()` raises, the program is killed and waited for as well, and the exception comes out.
# The stub lets the program run on.

# %% imports
import asyncio
from typing import Any

from helpers import run
from helpers.checking.exercise import (
    ANYTHING,
    Attempt,
    Case,
    Found,
    Rule,
)
from helpers.checking.fakes import Given, StrangeError, World
from helpers.checking.rules import returns, shown, takes
from helpers.timeline.model import Outcome


class Pretend:  # in the notebook it prints as well
    returncode: int | None = None

    async def communicate(self) -> None:
        await asyncio.sleep(60)

    def kill(self) -> None:
        self.returncode = -9

    async def wait(self) -> None:
        await asyncio.sleep(0.1)


# %% stub
async def convert(start, limit):
    process = await start()
    try:
        return await asyncio.wait_for(process.communicate(), limit)
    except TimeoutError:
        return None


# %% trial
async def start():
    return Pretend()


run(convert(start, limit=1), title="A program that outlives its limit")


# %% reference
async def convert(start, limit):
    process = await start()
    try:
        async with asyncio.timeout(limit):
            return await process.communicate()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


# %% cases
class Program:
    """A program that is over after so many seconds, or a while after kill().

    `breaks` is when reading its output raises a StrangeError.
    """

    def __init__(
        self,
        world: World,
        seconds: float,
        output: Any,
        dying: float,
        breaks: float,
    ) -> None:
        self.returncode: int | None = None
        self._world, self._output, self._dying = world, output, dying
        self._call = world.note("program", "program")
        self._gone, self._read = asyncio.Event(), asyncio.Event()
        self._killed = self._broken = False
        world.later(seconds, self._end, 0)
        if breaks:
            world.later(breaks, self._break)

    def __repr__(self) -> str:
        return "<Process>"

    def kill(self) -> None:
        if self.returncode is not None:
            raise ProcessLookupError("the program is over already")
        if not self._killed:
            self._killed = True
            self._world.later(self._dying, self._end, -9)

    async def wait(self) -> int | None:
        await self._gone.wait()
        return self.returncode

    async def communicate(self) -> Any:
        await self._read.wait()
        if self._broken:
            raise StrangeError("unreadable")
        return self._output

    def _break(self) -> None:
        self._broken = True
        self._read.set()

    def _end(self, code: int) -> None:
        if self.returncode is not None or (self._killed and code == 0):
            return
        self.returncode = code
        self._gone.set()
        self._read.set()
        how = Outcome.CANCELLED if self._killed else Outcome.RETURNED
        self._world.over(self._call, how)


def program(
    words: str,
    seconds: float,
    limit: float = 1,
    output: Any = "a picture",
    dying: float = 0.25,
    breaks: float = 0,
    late: float = 0,
    cancel: float | None = None,
) -> Case:
    """A program, and what is to come of it; `late` is how long it starts."""

    def given(world: World) -> Given:
        async def start() -> Program:
            await asyncio.sleep(late)
            return Program(world, seconds, output, dying, breaks)

        return start, limit

    error = StrangeError if breaks else asyncio.CancelledError
    raises = error if breaks or cancel else None
    stop = cancel - late if cancel else breaks or limit
    killed = seconds > stop
    return Case(
        words,
        given,
        returns=ANYTHING if raises else None if killed else output,
        raises=raises,
        seconds=late + (stop + dying if killed else seconds),
        cancels=["program"] if killed else (),
        cancelled_at=cancel,
    )


cases = [
    program("", 0.5),
    program("with a program that takes too long", 3),
    program("with an empty output", 0.5, output=""),
    program("with another output", 0.7373, output="a film"),
    program("with a program that takes long to go", 9, dying=2.5),
    program("with odd lengths", 2.7373, limit=1.2917, dying=0.4111),
    program("with a slow start", 0.75, late=0.5),
    program("with a slow start and a slow program", 4, late=0.5),
    program("when its output cannot be read", 9, limit=5, breaks=0.5),
    program("when it is cancelled", 9, limit=5, cancel=0.75),
]


# %% rules
def is_gone(attempt: Attempt) -> str | Found | None:
    """Find a program that is still there when the function has ended."""
    for call in attempt.calls:
        if call.ended is None:
            return f"ended at {shown(attempt.seconds)}, and the program was still there"
    return None


def is_killed(attempt: Attempt) -> str | Found | None:
    """Find a program that was killed without need, or not killed."""
    for call in attempt.calls:
        killed = call.outcome is Outcome.CANCELLED
        if killed and not attempt.case.cancels:
            return "the program was killed, though it would have been done in time"
        if not killed and attempt.case.cancels:
            return (
                f"the program was not killed: it was done at {shown(call.end)}"
            )
    return None


rules = [
    Rule(
        is_gone,
        hint="which ways out of the function are there, and what happens to the program on each?",
        more="In a finally: if returncode is None, call kill() and await wait().",
    ),
    Rule(
        is_killed,
        hint="what ends the program, and when?",
        more="Kill it when the limit is over, and not before.",
    ),
    returns(
        or_none=True,
        hint="what comes out in time, and what when the limit was over?",
        more="Return what communicate() returned, or None after a TimeoutError.",
    ),
    takes(
        hint="when does the limit begin, and what is there to wait for after it?",
        more="Start the limit after start(), and wait for the end of the program outside of it.",
    ),
]

# %% [markdown] discussion
# `asyncio.timeout` cancels the task that waits; the program knows nothing of it, so it has to be told.
# The `finally` covers all three ways: a time limit, a cancellation, and an exception while its output is read.
# `kill()` only sends a signal; without the `wait()` the function returns while the program is still going.
# The question about `returncode` comes first, because a program that is over cannot be killed.

# %% [markdown] solved
# yes: no program outlived its limit, and none that was done in time was killed.
#
# Another way: a context manager that starts the program, and kills it and waits at the end of its block.
#
# Try next: be polite first: `terminate()`, a grace of two seconds, and only then `kill()`.
