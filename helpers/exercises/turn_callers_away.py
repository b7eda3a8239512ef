# %% [markdown] task
# # A helpline that keeps few callers on hold
# kind: make it, function: helpline
#
# Make `helpline(next_call, serve, people, lines)` from nothing.
# `await next_call()` returns the name of the next caller, at the instant at which the call comes in, or `None` when the helpline closes for the day.
# `people` members of staff answer the calls, each with `await serve(name)`, one call at a time.
# A caller who comes while all of them are busy is put on hold, and there is room for `lines` callers on hold; a caller who finds no room there is turned away.
# A free member of staff at once takes the caller who has been on hold longest.
# After `None`, those on hold are still served; when all is done, `helpline` returns a list of the names that were turned away, in the order of their calls.
# With one member of staff, one line, and calls of two seconds each at 0.3, 0.6 and 0.9, the third caller is turned away, and the list `["cat"]` is returned at 4.3.
# `people` and `lines` are never zero, and no two calls come in at the same instant.
# A name may be empty, for a caller who gives none.
# If `serve` fails, its exception comes out at once, by itself or in a group, even if no call comes for hours; when `helpline` itself is cancelled, the `CancelledError` comes out.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Given, Job, StrangeError, World, calls_at
from helpers.checking.rules import at_most_at_once, returns, starts, takes


# %% stub
async def helpline(next_call, serve, people, lines):
    pass


# %% trial
calls = asyncio.Queue()
for name in ("ann", "bob", None):
    calls.put_nowait(name)
run(
    helpline(calls.get, b, people=2, lines=2),
    title="A helpline that keeps few callers on hold",
)


# %% reference
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(answer())
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        for _ in range(people):
            await hold.put(None)
    return refused


# %% cases
Caller = tuple[float, float | Job, float | None]


def day(
    words: str,
    people: int,
    lines: int,
    close: float,
    seconds: float,
    callers: dict[str, Caller],
) -> Case:
    """Callers as (call at, what it takes, served at, or None)."""
    jobs = {name: need for name, (_, need, _) in callers.items()}
    served = [(n, at) for n, (_, _, at) in callers.items() if at is not None]

    def given(world: World) -> Given:
        incoming: asyncio.Queue[str | None] = asyncio.Queue()
        for name, (time, _, _) in callers.items():
            world.later(time, incoming.put_nowait, name)
        world.later(close, incoming.put_nowait, None)

        async def next_call() -> str | None:
            return await incoming.get()

        return next_call, world.job("serve", jobs), people, lines

    return Case(
        words,
        given,
        returns=[n for n, (_, _, at) in callers.items() if at is None],
        seconds=seconds,
        starts=calls_at("serve", served),
        at_once=people,
    )


unlucky = Job(0.7, raises=StrangeError("line is dead"))
cases = [
    day(
        "",
        people=1,
        lines=1,
        close=1.5,
        seconds=4.3,
        callers={
            "ann": (0.3, 2, 0.3),
            "bob": (0.6, 2, 2.3),
            "cat": (0.9, 2, None),
        },
    ),
    day(
        "with room for all",
        people=2,
        lines=3,
        close=2.5,
        seconds=3.2,
        callers={
            "ann": (0.2, 1, 0.2),
            "bob": (0.4, 1, 0.4),
            "cat": (0.7, 1, 1.2),
            "dan": (0.9, 1, 1.4),
            "eve": (1.1, 1, 2.2),
        },
    ),
    day(
        "with two who are turned away, at different times",
        people=2,
        lines=1,
        close=3,
        seconds=4.9,
        callers={
            "ann": (0.1, 2, 0.1),
            "bob": (0.3, 1.1, 0.3),
            "cat": (0.5, 1.5, 1.4),
            "dan": (0.9, 1, None),
            "eve": (1.6, 1, 2.1),
            "kim": (1.8, 1, None),
            "lee": (2.5, 2, 2.9),
        },
    ),
    day(
        "with other lengths, and a name that is empty",
        people=1,
        lines=2,
        close=1.2917,
        seconds=3.0621,
        callers={
            "x": (0.1231, 0.7373, 0.1231),
            "": (0.3331, 0.5, 0.8604),
            "y": (0.4, 1.7017, 1.3604),
            "z": (0.5, 1, None),
        },
    ),
    day(
        "with a pause",
        people=2,
        lines=1,
        close=9,
        seconds=9,
        callers={"ann": (0.5, 1, 0.5), "bob": (5, 1, 5)},
    ),
    day(
        "with callers on hold when it closes",
        people=1,
        lines=3,
        close=1,
        seconds=4.2,
        callers={
            "ann": (0.2, 1, 0.2),
            "bob": (0.4, 1, 1.2),
            "cat": (0.6, 1, 2.2),
            "dan": (0.8, 1, 3.2),
        },
    ),
    day("with no calls", 2, 1, close=1.5, seconds=1.5, callers={}),
    raising(
        day(
            "with a serve that fails",
            people=2,
            lines=1,
            close=5000,
            seconds=1,
            callers={"ann": (0.1, unlucky, 0.1), "bob": (0.3, 1, 0.3)},
        ),
        StrangeError,
    ),
    cancelled(
        day(
            "when it is cancelled",
            people=1,
            lines=1,
            close=9,
            seconds=9,
            callers={"ann": (0.1, 3, 0.1), "bob": (0.3, 3, 3.1)},
        ),
        at=1.25,
    ),
]

# %% rules
rules = [
    at_most_at_once(
        hint="how many tasks call serve()?",
        more="As many workers as people, and only they call serve(name).",
    ),
    starts(
        hint="who is on hold at that moment, and for how many is there room?",
        more="Put each caller into a queue with maxsize=lines, with put_nowait; the workers take them out.",
    ),
    takes(
        hint="what does it wait for when the last caller is served?",
        more="After None put one sentinel per worker into the queue, with await put, and wait for the workers.",
    ),
    returns(
        hint="which callers find the queue full, and where is that noted?",
        more="Where put_nowait raises asyncio.QueueFull, append the name to a list.",
    ),
]

# %% [markdown] discussion
# The queue is the hold: its `maxsize` is the room, and `QueueFull` is the answer to a caller for whom there is none.
# The sentinels go in with `await put`, since the queue may be full at closing time, and `is not None` keeps the caller without a name.
# If two calls came at the same instant, the second could find the first one still in the queue, although a member of staff is free: a worker takes its item only when the loop gets to it.

# %% [markdown] solved
# yes: nobody waited in vain, and the hold was never longer than it may be.
#
# Another way: `join` and `cancel` at closing time in place of the sentinels.
#
# Try next: a caller hangs up after three seconds on hold, and nobody serves an empty line.
