# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: hedge, formerly: 09-3
#
# `hedge(fetch, mirrors, patience)` wants a file from one of several mirrors, without troubling all of them.
# It asks the first; if no answer has come after `patience` seconds, it asks the next one *as well*, and so on.
# The first answer wins, whichever mirror sends it and even if it is empty; the others are cancelled, and have ended by the time `hedge` returns.
# When all have been asked, it waits for the first answer.
# The stub asks only the first mirror; change it so that for three slow mirrors and a patience of 1 its chart is this one:
#
# ```text
# hedge(...)   |---------|---------|----|
# fetch('m1')  |------------------------x
# fetch('m2')            |--------------|
# fetch('m3')                      |----x
#              0         1         2 seconds
# ```
#
# There is at least one mirror, and no mirror fails here.

# %% imports
import asyncio
from dataclasses import replace

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, calls, jobs_of
from helpers.checking.rules import (
    asks,
    cancels,
    chart,
    returns,
    sees_them_end,
    takes,
)


# %% stub
async def hedge(fetch, mirrors, patience):
    pending = {asyncio.create_task(fetch(mirrors[0]))}
    done, pending = await asyncio.wait(pending)
    return done.pop().result()


# %% trial
speeds = {"m1": 3, "m2": 1.5, "m3": 2}
mine = hedge(lambda name: sleeper(name, speeds[name]), list(speeds), 1)
run(mine, title="Your chart")


# %% reference
async def hedge(fetch, mirrors, patience):
    done, pending = set(), set()
    left = list(mirrors)
    while not done:
        if left:
            pending.add(asyncio.create_task(fetch(left.pop(0))))
        done, pending = await asyncio.wait(
            pending,
            timeout=patience if left else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return done.pop().result()


# %% cases
def hedged(words: str, patience: float, *specs: float | Job) -> Case:
    """Mirrors that are asked one more at a time, until one has answered."""
    jobs = jobs_of({f"m{place}": each for place, each in enumerate(specs, 1)})
    turns = {name: patience * place for place, name in enumerate(jobs)}
    first, winner = min((turns[n] + job.seconds, n) for n, job in jobs.items())
    ends = {
        name: first + (job.stubborn if name != winner else 0)
        for name, job in jobs.items()
        if turns[name] < first
    }
    return Case(
        words,
        lambda world: (
            world.job("fetch", jobs, "file of {}"),
            [*jobs],
            patience,
        ),
        returns=f"file of {winner}"
        if jobs[winner].answer is None
        else jobs[winner].answer,
        seconds=max(ends.values()),
        chart=[(f"fetch({n!r})", turns[n], end) for n, end in ends.items()],
        asks=calls("fetch", ends),
        cancels=calls("fetch", [name for name in ends if name != winner]),
    )


cases = [
    hedged("", 1, 3, 1.5, 2),
    hedged("when the first one is quick", 1, 0.5, 1.5, 2),
    hedged("when the first one wins in the end", 0.5, 1.125, 3, 3),
    hedged("when all are slow", 0.5, 9, 8, 7),
    hedged("with four mirrors", 0.5, 9, 9, 9, 1),
    hedged(
        "with two to stop, the first of which takes a moment",
        *(0.25, Job(3, stubborn=2), 1.5, 0.5),
    ),
    hedged("with a single mirror", 0.5, 2),
    hedged("with odd lengths", 0.7373, 3, 1.2917, 4),
    replace(
        hedged("with a file that is empty", 1, 3, Job(0.75, ""), 4),
        question=(
            "is an empty file an answer?",
            "A task in done has answered, whatever its result is.",
        ),
    ),
    hedged(
        "with one that takes its time to stop", 1, Job(3, stubborn=0.5), 0.6
    ),
    hedged("with one that takes long to stop", 1, Job(9, stubborn=40), 0.5),
]

# %% rules
rules = [
    asks(
        hint="when is the next mirror asked, and when is it enough?",
        more="Each time a wait brings no answer, ask one more mirror, as long as one is left.",
    ),
    sees_them_end(
        hint="does cancel() wait for a task to end?",
    ),
    chart(
        hint="what should wake the program, the time or an answer?",
        more="Give wait() both a timeout and FIRST_COMPLETED, and keep waiting for the mirrors that were asked before.",
    ),
    cancels(
        hint="which lanes end with a cross in the given chart, and when?",
        more="Cancel what is pending when the first answer is there, and nothing before that.",
    ),
    returns(
        hint="which mirror's answer is that?",
        more="Return the result of the task in done.",
    ),
    takes(
        hint="what is left to wait for when the answer is there?",
        more="Leave the loop as soon as done is not empty.",
    ),
]

# %% [markdown] discussion
# `wait` with a timeout *and* `FIRST_COMPLETED` wakes up for whichever comes first: an answer, or the end of your patience.
# `done` tells you which of the two it was: it is empty if the time was up.
# The timeout does nothing to the mirrors that were asked before, so a late answer from the first one still counts.
# Programs that connect to a host with several addresses do the same and call it happy eyeballs.

# %% [markdown] solved
# yes: each time patience ran out, one more mirror was asked, and the first answer won.
#
# Another way: one coroutine per mirror that sleeps `patience` times its place and then asks; the first one done wins.
#
# Try next: let a mirror fail: the next one should be asked at once, not only when patience runs out.
