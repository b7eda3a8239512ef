# %% [markdown] task
# # The server that does not hear its signal
# kind: fix it, function: reception, formerly: 12-2
#
# `await accept()` returns the next newcomer, `await talk(name)` serves one, and `await stop()` returns when the signal comes.
# From then on this server takes nobody, serves those inside to the end, and returns.
# Most evenings it works; now and then it hangs for ever, and its operators have learned to kill it.
# On one such evening `ann` comes at 0.5 and `bob` at 1, both talk for a second, and the signal comes at 1.
# Find out why it hangs, and fix it.
# A client that comes at the same instant as the signal is served, whichever of the two comes first.

# %% imports
import asyncio
from dataclasses import replace

from helpers import a, b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import RETURNED, Given, World, calls_at
from helpers.checking.rules import cancels, starts, takes


# %% stub
async def reception(accept, talk, stop):
    start = asyncio.create_task
    jobs = {newcomer := start(accept()), over := start(stop())}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        elif over in done:
            newcomer.cancel()
            jobs.discard(newcomer)
    await asyncio.wait([newcomer])


# %% trial
run(reception(a, b, lambda: asyncio.sleep(5)), title="Deaf to its signal")


# %% reference
async def reception(accept, talk, stop):
    start = asyncio.create_task
    jobs = {newcomer := start(accept()), over := start(stop())}
    while jobs:
        done, jobs = await asyncio.wait(jobs, return_when="FIRST_COMPLETED")
        if newcomer in done:
            jobs.add(start(talk(newcomer.result())))
            jobs.add(newcomer := start(accept()))
        if over in done:
            newcomer.cancel()
            jobs.discard(newcomer)
    await asyncio.wait([newcomer])


# %% cases
def evening(
    words: str,
    signal: float,
    signal_first: bool = False,
    **visits: tuple[float, float],
) -> Case:
    """Newcomers as (when, for how long), and the signal to stop.

    `signal_first` puts the signal in front of one who comes with it.
    """
    jobs = {name: seconds for name, (_, seconds) in visits.items()}

    def given(world: World) -> Given:
        door: asyncio.Queue[str] = asyncio.Queue()

        async def accept() -> str:
            return await door.get()

        over = asyncio.Event()

        async def stop() -> None:
            call = world.note("stop()", "stop")
            await over.wait()
            world.over(call, RETURNED)

        if signal_first:
            world.later(signal, over.set)
        for name, (when, _) in visits.items():
            world.later(when, door.put_nowait, name)
        if not signal_first:
            world.later(signal, over.set)
        return accept, world.job("talk", jobs), stop

    return Case(
        words,
        given,
        seconds=max([signal, *map(sum, visits.values())]),
        starts=calls_at(
            "talk", ((n, when) for n, (when, _) in visits.items())
        ),
        cancels=[],
    )


cases = [
    evening("", 1, ann=(0.5, 1), bob=(1, 1)),
    evening("with a signal in a quiet moment", 2, ann=(0.5, 1)),
    evening(
        "with a signal while two are served",
        1.2,
        ann=(0.5, 1.5),
        bob=(0.8, 0.3),
        cat=(1.1, 0.5),
    ),
    evening("with one who comes with the signal", 1, ann=(1, 0.5)),
    evening(
        "with odd lengths", 1.2917, ann=(0.3331, 0.7373), bob=(0.9, 3.1113)
    ),
    evening("with nobody", 1.2917),
    replace(
        evening(
            "with a signal and then one at the same instant",
            1,
            signal_first=True,
            ann=(1, 0.5),
        ),
        question=(
            "who may be at the door when the signal is heard?",
            "Look whether a newcomer is there before you cancel the door.",
        ),
    ),
]

# %% rules
rules = [
    starts(
        hint="what may be in done together with the signal?",
        more="Look at the newcomer first, and then at the signal in any case.",
        only="talk",
    ),
    cancels(
        hint="what should the signal cancel: a talk, or the task that waits for the next newcomer?",
        more="Cancel the task that waits at the door, and nothing else.",
    ),
    takes(
        hint="what is still waited for after the signal?",
        more="After the signal, wait for those inside, and for nothing else.",
    ),
]

# %% [markdown] discussion
# It was one word: `elif`.
# A task is in `done` only once, in the turn in which it finishes; if a newcomer is in the same set, the branch for the signal is skipped, and `over` never comes back.
# A race like this shows on one evening in many, so look hard at every `elif` after a `wait`.
# The order matters too: the newcomer comes first, so that the task to be cancelled is the new one, which has no client yet.
# That task is also taken out of the set, since the result of a cancelled task raises; the last line waits until it has ended.

# %% [markdown] solved
# yes: it heard the signal every time, and cut nobody off.
#
# Try next: let three come at the same instant as the signal. Which of them are served, and how would you take everyone who is at the door?
