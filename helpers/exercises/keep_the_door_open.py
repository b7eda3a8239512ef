# %% [markdown] task
# # A reception that opens the door once
# kind: fix it, function: reception, formerly: 11-2, most tasks: 100
#
# `reception(inbox, serve)` takes names out of a queue and awaits `serve(name)` for each, from the instant at which the name is there, however many are being served already.
# At the name `"close"` it takes no more, and returns when the last visitor has been served to the end.
# The stub serves the first visitor, and nobody ever again.
# Find out what is missing from its chart, and fix it.

# %% imports
import asyncio

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, World, calls_at
from helpers.checking.rules import starts, takes

serve = b  # in the notebook it is one of its own


# %% stub
async def reception(inbox, serve):
    door = asyncio.create_task(inbox.get())
    pending = {door}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if door in done:
            pending.add(asyncio.create_task(serve(door.result())))


# %% trial
inbox = asyncio.Queue()
for name in ("ann", "bob", "close"):
    inbox.put_nowait(name)
run(reception(inbox, serve), title="A reception that opens the door once")


# %% reference
async def reception(inbox, serve):
    door = asyncio.create_task(inbox.get())
    pending = {door}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if door in done and (name := door.result()) != "close":
            door = asyncio.create_task(inbox.get())
            pending |= {door, asyncio.create_task(serve(name))}


# %% cases
def visits(
    words: str,
    close: float,
    seconds: float = 1,
    first: float | None = None,
    **knocks: float,
) -> Case:
    """Visitors, each with the second of the knock, and how long each stays.

    The first one may stay for another while. Somebody knocks too late.
    """
    stays = dict.fromkeys(knocks, seconds)
    if first is not None:
        stays[next(iter(knocks))] = first

    def given(world: World) -> Given:
        inbox: asyncio.Queue[str] = asyncio.Queue()
        late = ("close", close), ("late", close)
        for name, time in (*knocks.items(), *late):
            world.later(time, inbox.put_nowait, name)
        return inbox, world.job("serve", stays)

    return Case(
        words,
        given,
        seconds=max([close, *(knocks[name] + stays[name] for name in stays)]),
        starts=calls_at("serve", knocks.items()),
    )


cases = [
    visits("", 2.8, ann=0.5, bob=2.3),
    visits("with a crowd", 4, eve=0.3, kim=0.55, lee=0.87),
    visits("with two at once", 0.7, ann=0.2, bob=0.2),
    visits("with longer visits", 1.2917, 1.7373, ann=0.1231, bob=0.3331),
    visits("with six at once", 0.9, a=0.2, b=0.2, c=0.2, d=0.3, e=0.3, f=0.4),
    visits("when the first stays longest", 1, first=3, ann=0.3, bob=0.6),
    visits("with nobody", 1.5),
]

# %% rules
rules = [
    starts(
        hint="who waits at the door while somebody is being served?",
        more="A task is done once: after each knock make a new one of inbox.get().",
    ),
    takes(
        hint="is everybody served to the end, and does anything keep it from going home?",
        more="Make no new door task at 'close', and wait for the rest.",
    ),
]

# %% [markdown] discussion
# A task is done once, and so is a knock: the loop needs a new door task for every visitor, and the set has to know it.
# At `"close"` no new one is made; then `pending` runs empty by itself when the last visitor has been served.
# `door in done` stays false from then on, since `done` holds only what was done in this turn.

# %% [markdown] solved
# yes: each visitor was served from the knock on, and nobody was cut off.
#
# Another way: a `TaskGroup`, and in it a plain loop: `while (name := await inbox.get()) != "close"`.
#
# Try next: serve two at most at once, and leave the others in the queue.
