# %% [markdown] task
# # Keep what you start
# kind: make it, function: sell
#
# A shop takes its orders one after another, and confirms each of them by a mail that is sent in the background.
# Make `sell(take, mail, names)` from nothing: for each name it awaits `take(name)`, then it starts `mail(name)` and goes on to the next order at once.
# When the last order is taken, it waits for the mails that are still under way.
# It returns a list of the names whose mail failed, whatever was raised, in any order; no exception of a mail is lost, and none comes out of `sell`.
# For no names the list is empty; `take` never fails.
#
# A shop is open for months, so keep each task for as long as it is under way, and no longer: in a set, from which it goes by itself.
# `task.add_done_callback(under_way.discard)` calls `under_way.discard(task)` when the task is done.
# Since the set changes while you wait, loop over a copy of it, such as `list(under_way)`.
# (The check cannot see the set; it sees what is started, what is waited for, and what becomes of the failures.)

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Case
from helpers.checking.fakes import Job, Specs, StrangeError, jobs_of
from helpers.checking.rules import returns, starts, takes


# %% stub
async def sell(take, mail, names):
    pass


# %% trial
async def take(name):
    return await sleeper(f"order of {name}", 0.5)


async def mail(name):
    await sleeper(f"mail to {name}", 0.8)
    if name == "bob":
        raise ConnectionError("no such address")


run(sell(take, mail, ["ann", "bob", "cid"]), title="Orders, and mails")


# %% reference
async def sell(take, mail, names):
    failed = []
    under_way = set()

    async def send(name):
        try:
            await mail(name)
        except Exception:
            failed.append(name)

    for name in names:
        await take(name)
        task = asyncio.create_task(send(name))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    for task in list(under_way):
        await task
    return failed


# %% cases
def orders(words: str, seconds: float, mails: Specs) -> Case:
    """Orders that take so many seconds each, and a mail for each of them."""
    jobs = jobs_of(mails)
    takings = dict.fromkeys(jobs, seconds)
    times = [seconds * (number + 1) for number in range(len(jobs))]
    sent = list(zip(jobs, times, strict=True))
    return Case(
        words,
        lambda world: (
            world.job("take", takings),
            world.job("mail", jobs),
            [*jobs],
        ),
        returns=[name for name, job in jobs.items() if job.raises],
        seconds=max(
            [len(jobs) * seconds, *(at + jobs[n].seconds for n, at in sent)]
        ),
        starts=[
            *((f"take({n!r})", at - seconds) for n, at in sent),
            *((f"mail({n!r})", at) for n, at in sent),
        ],
    )


gone = ConnectionError("no such address")

cases = [
    orders("", 0.5, {"ann": 0.8, "bob": Job(0.8, raises=gone), "cid": 0.8}),
    orders("with mails that never fail", 1, {"ann": 3, "bob": 0.5}),
    orders(
        "with a mail that fails early",
        1,
        {"ann": Job(0.25, raises=gone), "bob": 0.5, "cid": 0.5},
    ),
    orders(
        "with a mail that fails last, in a strange way",
        0.7373,
        {"ann": 0.3, "bob": Job(1.2917, raises=StrangeError("odd"))},
    ),
    orders(
        "when all mails fail",
        0.5,
        {"ann": Job(2, raises=gone), "bob": Job(0.4, raises=ValueError())},
    ),
    orders("when the first mail is the slowest", 0.5, {"a": 9, "b": 1}),
    orders("with an empty name", 1, {"": Job(0.5, raises=gone), "b": 0.5}),
    orders("with one order", 1, {"ann": Job(0.5, raises=gone)}),
    orders("with no orders", 1, {}),
]

# %% rules
rules = [
    starts(
        hint="what does the next order wait for, and when may a mail be sent?",
        more="Make a task of the mail when its order is taken, and do not await it there.",
    ),
    returns(
        hint="where does the program look at what became of each mail?",
        more="Make a task of a coroutine of your own that awaits mail(name) and notes the name if that fails.",
        any_order=True,
    ),
    takes(
        hint="which mails are still under way when the last order is taken?",
        more="Await every task that is left in the set.",
    ),
]

# %% [markdown] discussion
# The set is the reference that keeps a task alive, and the callback empties it, so that it holds no more tasks than are under way.
# A task that is dropped like this takes its result and its exception along: `send` looks at the exception before that happens, inside the task.
# It catches `Exception`, since a shop wants to hear of every mail that failed, whatever the reason; in a real one it would also write the reason down.
# `list(under_way)` is a copy: the callbacks change the set during the loop, and Python refuses to go over a set that changes.

# %% [markdown] solved
# yes: each mail was started, waited for, and looked at.
#
# Another way: a `TaskGroup` around the loop, with tasks of `send(name)`: it keeps them, drops them when they are done, and waits for the rest.
#
# Try next: print a line for each mail at the moment it fails, in place of a list at the end.
