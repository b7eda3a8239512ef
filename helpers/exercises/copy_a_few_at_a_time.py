# %% [markdown] task
# # Copy files, a few at a time
# kind: complete it, function: backup, formerly: 10-1
#
# A backup copies many files over a line that can carry only a few copies at once.
# Complete `backup(copy, names, places)`: it awaits `copy(name)` for each of the names, never more than `places` at once, and returns a list of the answers, in any order.
# It starts the files in the order of the names, and no place stays empty while there are files left.
# With two places, four files of one second each take two rounds; the stub starts all four at once.
# With no files it returns an empty list.

# %% imports
import asyncio
from dataclasses import replace

from helpers import b, run
from helpers.checking.exercise import Case
from helpers.checking.fakes import calls
from helpers.checking.rules import (
    asks,
    at_most_at_once,
    in_order,
    returns,
    takes,
)


# %% stub
async def backup(copy, names, places):
    pending = {asyncio.create_task(copy(name)) for name in names}
    answers = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += sorted(task.result() for task in done)
    return answers


# %% trial
run(backup(b, ["b1", "b2", "b3", "b4"], 2), title="A few at a time")


# %% reference
async def backup(copy, names, places):
    waiting, pending, answers = list(names), set(), []
    while waiting or pending:
        while waiting and len(pending) < places:
            pending.add(asyncio.create_task(copy(waiting.pop(0))))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += sorted(task.result() for task in done)
    return answers


# %% cases
def files(
    words: str,
    places: int,
    seconds: float,
    answer: str = "copy of {}",
    **speeds: float,
) -> Case:
    """Files to copy on so many places, and how long the whole takes."""
    return Case(
        words,
        lambda world: (
            world.job("copy", speeds, answer),
            [*speeds],
            places,
        ),
        returns=[answer.format(name) for name in speeds],
        seconds=seconds,
        asks=calls("copy", speeds),
        order=calls("copy", speeds),
        at_once=places,
    )


cases = [
    files("", 2, 2, b1=1, b2=1, b3=1, b4=1),
    files("with one slow file", 2, 3, film=3, x=1, y=0.5, z=1),
    files("with one place", 1, 2.5, x=1, y=0.5, z=1),
    files("with three that end together", 3, 3, x=1, y=1, z=1, film=2),
    files("with more places than files", 5, 2, x=1, y=2),
    files("with other answers", 2, 2.029, "{}!", x=0.7373, y=2, z=1.2917),
    replace(
        files("with empty answers", 2, 1, "", x=1, y=0.5),
        question=(
            "what becomes of an answer that is empty, or equal to another?",
            "Add whatever result() returns, once for each task.",
        ),
    ),
    files(
        "with many files", 3, 3, h=1, b=1, k=1, a=1, g=1, e=1, c=1, d=1, f=1
    ),
    files("with no file at all", 2, 0),
]

# %% rules
rules = [
    at_most_at_once(
        hint="how many may be under way when the loop waits?",
        more="Make a task of a name only while len(pending) < places.",
    ),
    asks(
        hint="what becomes of the names that get no place at first?",
        more="Go on while anything is pending or any name is left.",
    ),
    in_order(
        hint="in which order are the names in the list?",
        more="Take the names from the front of the list.",
    ),
    takes(
        hint="was a place free before that?",
        more="Fill every free place, in a loop, before each wait.",
    ),
    returns(
        hint="is the result of every task collected?",
        more="Add the result of each task in done to the list.",
        any_order=True,
    ),
]

# %% [markdown] discussion
# The inner `while` counts places, not wake-ups, so it does not matter how many tasks end at once.
# The outer condition names both: files that are waiting and files that are under way.
# A semaphore around each copy does the same in fewer lines; the loop earns its lines when each turn has something to decide.

# %% [markdown] solved
# yes: no place was empty while there was a file for it.
#
# Another way: an `asyncio.Semaphore(places)` around each copy, or as many workers around one queue.
#
# Try next: let places change while the program runs: after the first copy there are two more.
