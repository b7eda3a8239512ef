# %% [markdown] task
# # Does it fit on the disk?
# kind: make it, function: fits, most tasks: 100
#
# A backup asks first whether a folder fits on the disk, with all the folders inside it.
# `await read(folder)` returns two things: the size of the files in that folder, and a list of the folders in it.
# Make `fits(read, folder, room)` from nothing.
# Each folder is read once, as soon as its parent folder has been read, at the same time as any others.
# When all are read and their sizes add up to `room` at most, it returns `True`.
# When they add up to more than `room`, it returns `False`, without reading the rest: the folders that are being read are cancelled, and `fits` returns when they have ended, which may take a moment.
# If a folder cannot be read, the others are cancelled and the exception comes out, by itself or in a group.
# When `fits` itself is cancelled, the `CancelledError` comes out.
# For the folders below and a room of 100 the answer is `False`, as soon as `films` has been read.

# %% imports
import asyncio

from helpers import run, sleeper
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, calls, calls_at
from helpers.checking.rules import (
    cancels,
    returns,
    sees_them_end,
    starts,
    takes,
)


# %% stub
async def fits(read, folder, room):
    pass


# %% trial
disk = {"home": (10, ["films", "music"]), "films": (95, []), "music": (20, [])}


async def read(folder):
    await sleeper(folder, 1 if folder == "music" else 0.5)
    return disk[folder]


run(fits(read, "home", 100), title="Does it fit on the disk?")


# %% reference
class Full(Exception):
    """Ends the group: it does not fit."""


async def fits(read, folder, room):
    total = 0

    async def visit(folder):
        nonlocal total
        size, folders = await read(folder)
        total += size
        if total > room:
            raise Full
        for each in folders:
            group.create_task(visit(each))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit(folder))
    except* Full:
        pass
    return total <= room


# %% cases
def folder(
    seconds: float,
    size: int,
    inside: str = "",
    stubborn: float = 0,
    raises: Exception | None = None,
) -> Job:
    """Return how long it takes to read a folder, and what is in it."""
    return Job(seconds, (size, inside.split()), raises, stubborn)


def disk_of(words: str, room: int, **folders: Job) -> Case:
    """Folders, the first of which has all the others in it."""
    root = next(iter(folders))
    began = times(folders, root)
    ends = {name: at + folders[name].seconds for name, at in began.items()}
    full = filled(folders, ends, room)
    asked = {name: at for name, at in began.items() if at < full}
    cut = [name for name in asked if ends[name] > full]
    last = full if full < NEVER else max(ends.values())
    return Case(
        words,
        lambda world: (world.job("read", folders), root, room),
        returns=full == NEVER,
        seconds=last + max((folders[n].stubborn for n in cut), default=0),
        starts=calls_at("read", asked.items()),
        cancels=calls("read", cut),
    )


NEVER = float("inf")


def times(folders: dict[str, Job], root: str) -> dict[str, float]:
    """Return when each folder is read, if nothing comes in between."""
    began, queue = {root: 0.0}, [root]
    while queue:
        name = queue.pop()
        for each in folders[name].answer[1]:
            began[each] = began[name] + folders[name].seconds
            queue.append(each)
    return began


def filled(
    folders: dict[str, Job], ends: dict[str, float], room: int
) -> float:
    """Return the second at which there is too much, or NEVER."""
    total = 0
    for name in sorted(ends, key=lambda name: ends[name]):
        total += folders[name].answer[0]
        if total > room:
            return ends[name]
    return NEVER


cases = [
    disk_of(
        "",
        100,
        home=folder(0.5, 10, "films music"),
        films=folder(0.5, 95, "old"),
        music=folder(1, 20),
        old=folder(0.5, 40),
    ),
    disk_of(
        "with enough room",
        100,
        home=folder(0.5, 10, "films music"),
        films=folder(1, 40, "old"),
        music=folder(2, 20),
        old=folder(0.7373, 5),
    ),
    disk_of(
        "with room for exactly that much",
        30,
        home=folder(1, 10, "films"),
        films=folder(0.5, 20),
    ),
    disk_of(
        "with two that take a moment to end",
        50,
        home=folder(0.3331, 1, "films music books"),
        films=folder(5, 1, stubborn=0.25),
        music=folder(4, 1, stubborn=0.75),
        books=folder(1.2917, 50, "old"),
        old=folder(1, 1),
    ),
    disk_of(
        "with the last folder too much",
        40,
        home=folder(1, 0, "films music"),
        films=folder(1, 20),
        music=folder(2, 0, "old"),
        old=folder(1, 21),
    ),
    disk_of(
        "with the first folder too much",
        5,
        home=folder(1, 6, "films"),
        films=folder(1, 1),
    ),
    disk_of("with one empty folder, and no room", 0, home=folder(1, 0)),
    raising(
        disk_of(
            "with a folder that cannot be read",
            100,
            home=folder(0.5, 1, "films music"),
            films=folder(0.5, 1, raises=PermissionError("not yours")),
            music=folder(3, 1),
        ),
        PermissionError,
    ),
    cancelled(disk_of("when it is cancelled", 9, home=folder(2, 1)), 1.25),
]

# %% rules
rules = [
    starts(
        hint="which folders have to be read, and when?",
        more="In the task that has read a folder, make a task for each folder in it.",
    ),
    cancels(
        hint="what becomes of the others when there is too much?",
        more="Raise an exception of your own in the task that finds out; the group cancels the rest.",
    ),
    sees_them_end(
        hint="who waits for those that were cancelled?",
        more="Return below the block of the group.",
    ),
    returns(
        hint="is it more than the room, or exactly that much?",
        more="Return True if the sum is at most room, and False otherwise.",
    ),
    takes(
        hint="when is it known, and what does it wait for then?",
        more="Look at the sum after each folder, and end the group when it is more than room.",
    ),
]

# %% [markdown] discussion
# A task that adds others to the group does so before it ends, so the group is never empty in between and stays open.
# `Full` is raised by the task that tips the scale; two tasks in one turn may both raise it, and `except*` takes both.
# It catches nothing else, so a folder that cannot be read is not mistaken for a full disk.

# %% [markdown] solved
# yes: it read as much as it had to, and left nothing running.
#
# Another way: from Python 3.15 on the task that tips the scale may call `group.cancel()`.
#
# Try next: say how much was read when it stopped, and read at most three folders at a time.
