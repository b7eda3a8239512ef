# %% [markdown] task
# # Close the office without a scene
# kind: make it, function: office, formerly: 11-4
#
# Make `office(inbox, serve, signal, grace)`.
# It takes callers out of the queue `inbox` and awaits `serve(name)` for each as soon as the name is there; a name may be empty, and the same name may come twice.
# `await signal()` returns when the office is to close.
# From then on it takes nobody; the calls under way have `grace` seconds to finish, and any that is not done by then is cancelled and may clean up, however long that takes.
# When all is quiet, it returns how many callers were served to the end, whatever `serve` answered; it does not use up a grace that nobody needs.
# For example, an office closes at 1.5 with a grace of 1, and three callers who take a second each come at 0.5, 1.2 and 2: it serves two of them, and returns `2` after 2.2 seconds.

# %% imports
import asyncio
from collections.abc import Sequence
from dataclasses import replace

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import Given, Job, World, calls, calls_at, jobs_of
from helpers.checking.rules import cancels, returns, starts, takes

serve = b  # in the notebook it is one of its own


# %% stub
async def office(inbox, serve, signal, grace):
    await signal()
    return 0


# %% trial
inbox = asyncio.Queue()
inbox.put_nowait("ann")
day = office(inbox, serve, lambda: asyncio.sleep(1.5), grace=1)
run(day, title="Close the office without a scene")


# %% reference
async def office(inbox, serve, signal, grace):
    closing = asyncio.create_task(signal())
    door, tasks = asyncio.create_task(inbox.get()), set()
    while not closing.done():
        await asyncio.wait(
            [door, closing], return_when=asyncio.FIRST_COMPLETED
        )
        if door.done():
            tasks.add(asyncio.create_task(serve(door.result())))
            door = asyncio.create_task(inbox.get())
    door.cancel()
    await asyncio.wait([door])
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.wait(tasks)
    return sum(not task.cancelled() for task in tasks)


# %% cases
def callers(
    words: str,
    signal: float,
    grace: float,
    answer: str = "{}",
    names: Sequence[str] = (),
    **visits: tuple[float, float | Job],
) -> Case:
    """Callers as (knock, what it takes), the closing, and the grace.

    They are called by the keywords, or by `names`.
    """
    over = signal + grace
    jobs = jobs_of({name: need for name, (_, need) in visits.items()})
    called = dict(zip(visits, names or visits, strict=True))
    taken = {n: time for n, (time, _) in visits.items() if time < signal}
    ends = {name: time + jobs[name].seconds for name, time in taken.items()}
    late = [name for name, end in ends.items() if end > over]
    ends |= {name: over + jobs[name].stubborn for name in late}
    turns = {
        name: [jobs[each] for each in visits if called[each] == name]
        for name in called.values()
    }

    def given(world: World) -> Given:
        inbox: asyncio.Queue[str] = asyncio.Queue()
        for name, (time, _) in visits.items():
            world.later(time, inbox.put_nowait, called[name])
        serve = world.job("serve", turns, answer)
        return inbox, serve, world.single("signal", signal), grace

    return Case(
        words,
        given,
        returns=len(ends) - len(late),
        seconds=max([signal, *ends.values()]),
        starts=calls_at("serve", ((called[n], at) for n, at in taken.items())),
        cancels=calls("serve", (called[name] for name in late)),
    )


cases = [
    callers("", 1.5, 1, ann=(0.5, 1), bob=(1.2, 1), cat=(2, 1)),
    callers(
        "with a slow caller",
        signal=1.5,
        grace=0.5,
        ann=(0.4, 1.3),
        bob=(1.1, Job(3, stubborn=0.2)),
    ),
    callers(
        "with one who takes long to clean up",
        signal=1.2917,
        grace=0.7373,
        ann=(0.3331, 1),
        bob=(1.1, Job(90, stubborn=40)),
    ),
    callers(
        "with two who are late, the first of whom takes a moment",
        signal=1,
        grace=0.5,
        ann=(0.3, Job(3, stubborn=0.75)),
        bob=(0.6, 1.5),
        dan=(0.6, 0.5),
    ),
    callers("without grace", 2, 0, ann=(0.5, 1), bob=(1.3, 4)),
    callers("with a quiet evening", 3, 2, ann=(0.5, 0.5)),
    callers("with nobody", 1.5, 1),
    replace(
        callers("with empty answers", 1.5, 1, "", ann=(0.3, 1), bob=(1, 1)),
        question=(
            "does it matter what serve() answers?",
            "A call that was done was served, whatever it returned.",
        ),
    ),
    replace(
        callers(
            "when ann calls twice",
            signal=1.5,
            grace=1,
            names=("ann", "bob", "ann"),
            a=(0.3, 1.9),
            b=(0.5, 1),
            c=(0.7, 1),
        ),
        question=(
            "what tells two callers of one name apart?",
            "Count the calls, and keep their tasks in a set or a list.",
        ),
    ),
    replace(
        callers(
            "with a name that is empty",
            signal=1.5,
            grace=1,
            names=("ann", "", "bob"),
            a=(0.3, 1),
            b=(0.5, 1.5),
            c=(0.7, 1),
        ),
        question=(
            "is an empty name a name?",
            "Serve whatever name comes out of the queue.",
        ),
    ),
]

# %% rules
rules = [
    starts(
        hint="what does the loop wait for: a caller, the signal, or both?",
        more="Wait for two tasks at once: one for the next caller and one for the signal.",
        only="serve",
        late=(
            "what kept the door closed until then?",
            "Wait for the next caller and for the signal, and for nothing else.",
        ),
    ),
    cancels(
        hint="which calls are still under way when the grace is over?",
        more="Wait with timeout=grace, then cancel what is left, and only that.",
    ),
    takes(
        hint="after the signal, what is waited for, and until when?",
        more="Wait with timeout=grace, cancel the rest, and wait for them once more.",
    ),
    returns(
        hint="which callers count: all who came, or those who were served to the end?",
        more="Count those that were done before the grace was over, early ones too.",
    ),
]

# %% [markdown] discussion
# The loop waits for two things, the next caller and the signal; the calls run beside it and need not wake it.
# After the signal the door task has to go too, or it would be left behind.
# Three steps follow: wait for as long as the grace lasts, cancel the rest, and wait again while they clean up.
# If a caller and the signal are in `done` together, this program takes the caller; an office that must not would look at `closing` first.

# %% [markdown] solved
# yes: nobody was cut off too early, and nobody was waited for too long.
#
# Try next: return the names that are still in the queue as well, so that somebody can serve them tomorrow.
