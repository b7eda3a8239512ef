# %% [markdown] task
# # Read a head that arrives in pieces
# kind: complete it, function: read_head, formerly: 12-1
#
# `await read()` returns the next bytes of a connection, in whatever pieces the network likes, and `b""` when the client has gone.
# Complete `read_head(read)`: it reads until it has the blank line that ends a head, `b"\r\n\r\n"`, and no further.
# It returns two values: the head with its blank line, and whatever came after it.
# A head may be nothing but its blank line.
# If the client goes before the blank line is there, it raises `ConnectionError`.
# From the pieces `b"GET / HT"` and `b"TP/1.1\r\n\r\nGET"` it makes `(b"GET / HTTP/1.1\r\n\r\n", b"GET")`.
# The stub stops at the first piece.

# %% imports
import asyncio
from dataclasses import replace

from helpers import run
from helpers.checking.exercise import ANYTHING, Case
from helpers.checking.fakes import Job
from helpers.checking.rules import asks, returns, takes


# %% stub
async def read_head(read):
    head = await read()
    return head, b""


# %% trial
async def hasty():
    await asyncio.sleep(0.5)
    return b"GET / HTTP/1.1\r\n\r\nGET"


run(read_head(hasty), title="Read a head that arrives in pieces")


# %% reference
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    end = data.index(b"\r\n\r\n") + 4
    return data[:end], data[end:]


# %% cases
def pieces(
    words: str,
    needed: int,
    *came: bytes,
    head: bytes = b"",
    seconds: float = 0.5,
) -> Case:
    """What a connection brings, and how many of the pieces are needed.

    Where they have no whole `head`, the client has gone.
    """
    jobs = [Job(seconds, piece) for piece in (*came, b"")]
    rest = b"".join(came[:needed])[len(head) :]
    return Case(
        words,
        lambda world: [world.single("read", jobs)],
        returns=(head, rest) if head else ANYTHING,
        raises=None if head else ConnectionError,
        seconds=seconds * needed,
        asks=["read()"] * needed,
    )


cases = [
    pieces(
        "",
        2,
        b"GET / HT",
        b"TP/1.1\r\n\r\nGET",
        b" /next HTTP/1.1\r\n\r\n",
        head=b"GET / HTTP/1.1\r\n\r\n",
    ),
    pieces(
        "with a blank line in two pieces",
        3,
        b"GET / HTTP/1.1\r\nHost: ",
        b"a\r\n\r",
        b"\n",
        b"GET /next HTTP/1.1\r\n\r\n",
        head=b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ),
    replace(
        pieces(
            "with two requests in one piece",
            1,
            b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
            head=b"GET /1 HTTP/1.1\r\n\r\n",
        ),
        question=(
            "how many blank lines may there be in what was read?",
            "The head ends at the first one, and nowhere else.",
        ),
    ),
    replace(
        pieces(
            "byte by byte",
            24,
            *(bytes([byte]) for byte in b"GET / HTTP/1.0\r\nA: b\r\n\r\nxy"),
            head=b"GET / HTTP/1.0\r\nA: b\r\n\r\n",
            seconds=0.0313,
        ),
        question=(
            "how short may a piece be while the client is still there?",
            "Only an empty piece says that the client has gone.",
        ),
    ),
    replace(
        pieces(
            "with a head that is a blank line alone",
            1,
            b"\r\n\r\nGET",
            head=b"\r\n\r\n",
        ),
        question=(
            "what does find() return for a blank line at the very start?",
            "Compare with -1, or ask with 'in': the place 0 is a place.",
        ),
    ),
    pieces("with a client that goes", 3, b"GET / HTTP/1.1\r\n", b"Host"),
    pieces("with a client that says nothing", 1),
]

# %% rules
rules = [
    asks(
        hint="after which piece is the blank line complete?",
        more="Keep all the pieces together, and look for the blank line in the whole after each of them.",
    ),
    returns(
        hint="where does the head end, and which bytes come after it?",
        more="Cut after the first blank line: everything up to there is the head, and the rest is for the next reader.",
    ),
    takes(
        hint="what else does it wait for?",
        more="Await nothing but read().",
    ),
]

# %% [markdown] discussion
# The blank line may be cut anywhere, even between its four bytes, so look for it in everything that has come, not in the last piece.
# The bytes after it belong to the next request or to the body: hand them back, or they are lost.
# This program searches every byte again with each piece; `RequestReader` remembers how far it has looked, and so does `StreamReader.readuntil`.
# A server would also count the bytes, and give up above a limit.

# %% [markdown] solved
# yes: it read as far as it had to, and lost no byte.
#
# Another way: keep the pieces in a `bytearray`, and begin each search three bytes before the new piece.
#
# Try next: give it a limit: above 8000 bytes without a blank line it raises ValueError. Which of the two should it look at first?
