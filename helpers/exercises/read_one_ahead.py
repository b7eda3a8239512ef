# %% [markdown] task
# # Make your chart look like this one
# kind: change the schedule, function: copy
#
# The stub reads a block, writes it, and reads the next one.
# Change `copy(read, write, names)` so that it reads ahead while it writes, but not too far: one block may wait for the writer while the next one is being read, and after that nothing is read until the writer takes the block that waits.
# `await read(name)` returns a block, and `await write(block)` writes it and returns an answer.
# With 0.4 seconds for each `read` and one for each `write`, this is the chart; yours may have a lane more, for a function of your own:
#
# ```text
# copy(...)   |---|---------|---------|---------|---------|
# read('b1')  |---|
# read('b2')      |---|
# read('b3')          |---|
# read('b4')                |---|
# write('b1')     |---------|
# write('b2')               |---------|
# write('b3')                         |---------|
# write('b4')                                   |---------|
# ```
#
# `copy` returns the list of the answers, in the order of the names, and an empty list if there are no names.
# A block may be empty, and is written like any other.
# If a `read` or a `write` fails, its exception comes out at once, by itself or in a group; when `copy` itself is cancelled, the `CancelledError` comes out.
# The check has other lengths too, and looks at when each call starts and ends, not at the indents.

# %% imports
import asyncio

from helpers import run
from helpers.checking.exercise import Case, cancelled, raising
from helpers.checking.fakes import Job, StrangeError
from helpers.checking.rules import chart, returns, takes


# %% stub
async def copy(read, write, names):
    return [await write(await read(name)) for name in names]


# %% trial
async def read(name):
    await asyncio.sleep(0.4)
    return name


async def write(block):
    await asyncio.sleep(1)
    return block


run(copy(read, write, ["b1", "b2", "b3", "b4"]), title="Your chart")


# %% reference
async def copy(read, write, names):
    queue, answers = asyncio.Queue(maxsize=1), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        for _ in names:
            answers.append(await write(await queue.get()))
    return answers


# %% cases
def blocks(
    words: str,
    block: str = "{}",
    answer: str = "{} written",
    **times: tuple[float | Job, float | Job],
) -> Case:
    """Blocks, each with what comes of reading it and of writing it."""
    reads = {name: _job(read) for name, (read, _) in times.items()}
    made = [block.format(name) for name in times]
    writes = [_job(write) for _, write in times.values()]
    drawn, put, taken, end = [], 0.0, 0.0, 0.0
    for name, one, write in zip(times, made, writes, strict=True):
        over = put + reads[name].seconds
        drawn.append((f"read({name!r})", put, over))
        put = max(over, taken)
        taken = max(put, end)
        end = taken + write.seconds
        drawn.append((f"write({one!r})", taken, end))
    return Case(
        words,
        lambda world: (
            world.job("read", reads, block),
            world.job("write", dict(zip(made, writes, strict=True)), answer),
            [*times],
        ),
        returns=[answer.format(one) for one in made],
        seconds=end,
        chart=drawn,
    )


def _job(given: float | Job) -> Job:
    return given if isinstance(given, Job) else Job(given)


fails = Job(0.5, raises=StrangeError("disk full"))
cases = [
    blocks("", b1=(0.4, 1), b2=(0.4, 1), b3=(0.4, 1), b4=(0.4, 1)),
    blocks(
        "with slow reads",
        b1=(1, 0.3),
        b2=(0.8, 0.3),
        b3=(1, 0.3),
    ),
    blocks(
        "with other lengths",
        "data of {}",
        "{}!",
        x=(0.3331, 1.2917),
        y=(0.25, 0.7),
        z=(0.1, 0.3),
        u=(0.9, 0.7373),
        v=(0.2, 0.4),
    ),
    blocks("with empty blocks", "", "", x=(0.4, 1), y=(0.4, 1), z=(0.4, 1)),
    blocks("with one block", x=(0.5, 0.5)),
    blocks("with no names"),
    raising(
        blocks(
            "with a write that fails",
            p=(0.3, fails),
            q=(0.3, 1),
            r=(0.3, 1),
            s=(0.3, 1),
        ),
        StrangeError,
    ),
    raising(
        blocks("with a read that fails", p=(0.3, 1), q=(fails, 1), r=(9, 1)),
        StrangeError,
    ),
    cancelled(
        blocks("when it is cancelled", p=(0.3, 2), q=(0.3, 2), r=(0.3, 2)), 1.1
    ),
]

# %% rules
rules = [
    chart(
        hint="which block waits at that moment, and for whom?",
        more="Let one task read and put into a queue with maxsize=1, while another gets and writes.",
    ),
    takes(
        hint="what does it wait for after the last write?",
        more="Return when the last block is written.",
    ),
    returns(
        hint="which answer belongs to which block?",
        more="Put the answers of write() into a list, in the order in which the blocks come out of the queue.",
    ),
]

# %% [markdown] discussion
# One block is in the queue and one in the reader's hands, so a queue with room for one reads two blocks ahead of the one that is being written.
# The number of blocks is known, so the writer counts them and needs no sentinel; one that ends at an empty block would lose the rest.
# Reader and writer are in one task group: a reader that waits in `put` for a writer that has failed would wait for ever.

# %% [markdown] solved
# yes: it reads while it writes, and never too far ahead.
#
# Another way: without a queue, a semaphore of two places: taken before each `read`, given back when the writer takes a block.
#
# Try next: two writers. In which order do the answers come, and who puts them in order?
