# %% [markdown] task
# # A reception that opens the door once
# kind: fix it, function: reception, formerly: 11-2, most tasks: 100
#
# `reception(inbox, serve)` takes names out of a queue and awaits `serve(name)` for each as soon as the name is there, however many are being served already.
# A name may be empty, and the same name may come twice.
# At the name `"close"` it takes no more, and returns when the last visitor has been served to the end.
# The stub serves the first visitor, and then nobody ever again.
# Find out what is missing from its chart, and fix it.

# %% imports
import asyncio
from collections.abc import Sequence
from dataclasses import replace

from helpers import b, run
from helpers.checking.exercise import Attempt, Case, Rule
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
LATE = "late"  # one who knocks when the door is closed


def visits(
    words: str,
    close: float,
    seconds: float = 1,
    first: float | None = None,
    again: Sequence[tuple[str, float]] = (),
    **knocks: float,
) -> Case:
    """Visitors, each with the second of the knock, and how long each stays.

    The first one may stay for another while. Some come `again`, or have a
    name that is no word; one knocks too late.
    """
    visitors = [*knocks.items(), *again]
    stays = [seconds] * len(visitors)
    if first is not None:
        stays[0] = first
    turns: dict[str, list[float]] = {LATE: [seconds], "close": [seconds]}
    for (name, _), stay in zip(visitors, stays, strict=True):
        turns.setdefault(name, []).append(stay)
    ends = [knock + stay for (_, knock), stay in zip(visitors, stays)]

    def given(world: World) -> Given:
        inbox: asyncio.Queue[str] = asyncio.Queue()
        late = ("close", close), (LATE, close)
        for name, time in (*visitors, *late):
            world.later(time, inbox.put_nowait, name)
        return inbox, world.job("serve", turns)

    return Case(
        words,
        given,
        seconds=max([close, *ends]),
        starts=calls_at("serve", visitors),
    )


cases = [
    visits("", 2.8, ann=0.5, bob=2.3),
    visits("with a crowd", 4, eve=0.3, kim=0.55, lee=0.87),
    visits("with two at once", 0.7, ann=0.2, bob=0.2),
    visits("with longer visits", 1.2917, 1.7373, ann=0.1231, bob=0.3331),
    visits("with six at once", 0.9, a=0.2, b=0.2, c=0.2, d=0.3, e=0.3, f=0.4),
    visits("when the first stays longest", 1, first=3, ann=0.3, bob=0.6),
    visits("with nobody", 1.5),
    replace(
        visits("when ann comes twice", 1, 0.5, 2, [("ann", 0.8)], ann=0.4),
        question=(
            "what tells two visitors of one name apart?",
            "Keep the tasks in a set or a list, not by name.",
        ),
    ),
    replace(
        visits("with a name that is empty", 1, again=[("", 0.5)], ann=0.4),
        question=(
            "is an empty name a name?",
            "Compare the name with 'close', and with nothing else.",
        ),
    ),
]


# %% rules
def closes(attempt: Attempt) -> str | None:
    """Find one who is served after the closing."""
    late = [c for c in attempt.calls if c.name in (LATE, "close")]
    return f"{late[0].label} was started after the closing" if late else None


rules = [
    Rule(
        closes,
        hint="what happens to the door at the name 'close'?",
        more="Take no more names out of the queue after 'close'.",
    ),
    starts(
        hint="what waits at the door while a visitor is being served?",
        more="A task is done only once: after each knock, make a new one of inbox.get().",
    ),
    takes(
        hint="what is it still waiting for when the last visitor has been served?",
        more="Make no new door task at 'close', and wait for the visitors inside.",
    ),
]

# %% [markdown] discussion
# A task is done only once, so the loop needs a new door task for every visitor, and the set has to include it.
# At `"close"` it makes no new one; then `pending` runs empty by itself when the last visitor has been served.
# `door in done` stays false from then on, since `done` holds only what finished in this turn.

# %% [markdown] solved
# yes: each visitor was served at the knock, and nobody was cut off.
#
# Another way: a `TaskGroup`, and in it a plain loop: `while (name := await inbox.get()) != "close"`.
#
# Try next: serve at most two at once, and leave the others in the queue.
