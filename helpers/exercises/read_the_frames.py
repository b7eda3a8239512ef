# %% [markdown] task
# # Read messages with their length in front
# kind: complete it, function: read_frames
#
# A message may hold any bytes, line breaks too, so its sender puts its length in front of it: four bytes, the most significant first, as `int.from_bytes(head, "big")` reads them.
# Complete `read_frames(reader)`: it reads messages from the `StreamReader` until the stream ends, and returns them in a list, without their lengths.
# A message may be empty, with a length of 0.
# If the stream ends inside a length or inside a message, `read_frames` raises `asyncio.IncompleteReadError`; what it had read so far is lost.
# The bytes arrive in whatever pieces the network likes.
# Of the pieces `b"\0\0\0\3one\0\0"` and `b"\0\5three"` it makes `[b"one", b"three"]`.
# The stub takes each piece for a message; `readexactly(n)` is a method of the reader that helps.

# %% imports
import asyncio
import functools
from typing import Any

from helpers import run
from helpers.checking.exercise import ANYTHING, Case, cancelled
from helpers.checking.fakes import Given, World
from helpers.checking.rules import returns, takes


# %% stub
async def read_frames(reader):
    frames = []
    while piece := await reader.read(100):
        frames.append(piece)
    return frames


# %% trial
async def two_messages():
    reader = asyncio.StreamReader()
    reader.feed_data(b"\0\0\0\3one\0\0\0\5three")
    reader.feed_eof()
    return await read_frames(reader)


run(two_messages(), title="Read messages with their length in front")


# %% reference
async def read_frames(reader):
    frames = []
    while True:
        try:
            head = await reader.readexactly(4)
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise
            return frames
        size = int.from_bytes(head, "big")
        frames.append(await reader.readexactly(size))


# %% cases
APART = 0.5  # seconds between two pieces, and before the end


class Fed:
    """A StreamReader that is made when the loop runs, as it has to be."""

    @functools.cached_property
    def _reader(self) -> asyncio.StreamReader:
        return asyncio.StreamReader()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def __aiter__(self) -> Any:
        return aiter(self._reader)

    def feed(self, piece: bytes) -> None:
        if piece:
            self._reader.feed_data(piece)
        else:
            self._reader.feed_eof()


def stream(
    words: str, *pieces: bytes, frames: Any = None, apart: float = APART
) -> Case:
    """A stream in pieces; without `frames` it ends too early."""

    def given(world: World) -> Given:
        reader = Fed()
        for number, piece in enumerate((*pieces, b""), 1):
            world.later(number * apart, reader.feed, piece)
        return [reader]

    is_broken = frames is None
    return Case(
        words,
        given,
        returns=ANYTHING if is_broken else frames,
        raises=asyncio.IncompleteReadError if is_broken else None,
        seconds=(len(pieces) + 1) * apart,
    )


def framed(*messages: bytes) -> bytes:
    return b"".join(len(m).to_bytes(4, "big") + m for m in messages)


whole = framed(b"one", b"two\n", b"\0\0\0\1")
cases = [
    stream("", b"\0\0\0\3one\0\0", b"\0\5three", frames=[b"one", b"three"]),
    stream(
        "with all in one piece", whole, frames=[b"one", b"two\n", b"\0\0\0\1"]
    ),
    stream(
        "byte by byte",
        *(bytes([byte]) for byte in framed(b"one", b"", b"two")),
        frames=[b"one", b"", b"two"],
        apart=0.0313,
    ),
    stream("with an empty message", framed(b"", b"one"), frames=[b"", b"one"]),
    stream(
        "with a long message",
        framed(b"x" * 300)[:150],
        framed(b"x" * 300)[150:],
        frames=[b"x" * 300],
    ),
    stream("with an end inside a message", framed(b"one"), b"\0\0\0\5thr"),
    stream("with an end inside a length", framed(b"one"), b"\0\0"),
    stream("with an end behind a length", b"\0\0\0\5"),
    cancelled(stream("when it is cancelled", b"\0\0\0\5", frames=[]), at=0.75),
    stream("with no message at all", frames=[]),
]

# %% rules
rules = [
    returns(
        hint="where does each message begin, and where does it end?",
        more="Read exactly four bytes, then exactly as many as they say, and begin again.",
    ),
    takes(
        hint="how does it notice the end of the stream?",
        more="The end is where readexactly(4) got no byte at all.",
    ),
]

# %% [markdown] discussion
# `readexactly` waits for as many pieces as it needs, so the program does not see where they are cut.
# At the end of the stream it raises `IncompleteReadError`, with what there was in `partial`: nothing in front of a length is a good end, anything else is a broken one.
# The `try` is around the length alone; an end inside a message is always an error.
# A server would look at the length before it reads that much: a stranger may send one of four billion.

# %% [markdown] solved
# yes: every message was put together, and a broken end was noticed.
#
# Another way: `head = await reader.read(1)` tells whether there is another message; then `readexactly(3)` gets the rest of the length.
#
# Try next: refuse a message of more than a million bytes with ValueError, before you read it.
