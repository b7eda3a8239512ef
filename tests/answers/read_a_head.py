import asyncio


# %% yes
async def read_head(read):
    pieces = []
    while True:
        pieces.append(await read())
        if pieces[-1] == b"":
            raise ConnectionError
        head, blank, rest = b"".join(pieces).partition(b"\r\n\r\n")
        if blank:
            return head + blank, rest


# %% yes
async def read_head(read, before=b""):
    piece = await read()
    if len(piece) == 0:
        raise ConnectionResetError("gone")
    data = bytearray(before + piece)
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return await read_head(read, bytes(data))
    return bytes(data[: end + 4]), bytes(data[end + 4 :])


# %% not yet: with a blank line in two pieces: read() was started 4 times; after which piece is the blank line complete?
async def read_head(read):
    data = piece = await read()
    while b"\r\n\r\n" not in piece:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    end = data.index(b"\r\n\r\n") + 4
    return data[:end], data[end:]


# %% not yet: returned (b'GET / HTTP/1.1\r\n\r\nGET', b''), not (b'GET / HTTP/1.1\r\n\r\n', b'GET'); where does the head end, and which bytes come after it?
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    return data, b""


# %% not yet: with a client that goes: it never ends (line 4: data += await read()); what should make it stop?
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        data += await read()
    end = data.index(b"\r\n\r\n") + 4
    return data[:end], data[end:]


# %% not yet: read() was started 4 times; after which piece is the blank line complete?
async def read_head(read):
    data = b""
    while piece := await read():
        data += piece
    head, blank, rest = data.partition(b"\r\n\r\n")
    if not blank:
        raise ConnectionError("the client has gone")
    return head + blank, rest


# %% not yet: returned (b'GET / HTTP/1.1', b'GET'), not (b'GET / HTTP/1.1\r\n\r\n', b'GET'); where does the head end, and which bytes come after it?
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("the client has gone")
        data += piece
    head, rest = data.split(b"\r\n\r\n", 1)
    return head, rest


# %% not yet: with a client that goes: returned (b'GET / HTTP/1.1\r\nHost', b''), and ConnectionError should have come out; what keeps it from coming out?
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            return data, b""
        data += piece
    end = data.index(b"\r\n\r\n") + 4
    return data[:end], data[end:]


# %% yes
async def read_head(read):
    data = bytearray()
    while True:
        piece = await read()
        if piece == b"":
            raise ConnectionError
        start = max(0, len(data) - 3)
        data += piece
        place = data.find(b"\r\n\r\n", start)
        if place >= 0:
            return bytes(data[: place + 4]), bytes(data[place + 4 :])


# %% not yet: returned (b'GET / HTTP/1.1', b'GET'), not (b'GET / HTTP/1.1\r\n\r\n', b'GET'); where does the head end, and which bytes come after it?
async def read_head(read):
    data = b""
    while piece := await read():
        data += piece
        head, blank, rest = data.partition(b"\r\n\r\n")
        if blank:
            return head, rest
    raise ConnectionError


# %% yes
class Head:
    END = b"\r\n\r\n"

    def __init__(self, read):
        self.read, self.data = read, b""

    async def more(self):
        piece = await self.read()
        if len(piece) == 0:
            raise ConnectionResetError("gone")
        self.data += piece

    async def get(self):
        while self.END not in self.data:
            await self.more()
        head, end, rest = self.data.partition(self.END)
        return head + end, rest


async def read_head(read):
    return await Head(read).get()


# %% yes
async def read_head(read):
    reader = asyncio.StreamReader()
    while True:
        piece = await read()
        if not piece:
            raise ConnectionError("no head")
        reader.feed_data(piece)
        if b"\r\n\r\n" in reader._buffer:
            head = await reader.readuntil(b"\r\n\r\n")
            reader.feed_eof()
            return head, await reader.read()


# %% not yet: read() was started 3 times; after which piece is the blank line complete?
async def read_head(read):
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        piece = await read()
        if not piece:
            raise ConnectionError("gone")
        data += piece
    return data, b""


# %% not yet: with a blank line in two pieces: read() was started 4 times; after which piece is the blank line complete?
async def read_head(read):
    pieces = []
    while True:
        piece = await read()
        if not piece:
            raise ConnectionError("gone")
        pieces.append(piece)
        if b"\r\n\r\n" in piece:
            head, blank, rest = b"".join(pieces).partition(b"\r\n\r\n")
            return head + blank, rest


# %% yes
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError("gone")
        data += piece
    head, blank, rest = data.partition(b"\r\n\r\n")
    return head + blank, rest


# %% yes
async def read_head(read):
    buffer = bytearray()
    while (end := buffer.find(b"\r\n\r\n")) < 0:
        if (piece := await read()) == b"":
            raise ConnectionResetError
        buffer.extend(piece)
    return bytes(buffer[: end + 4]), bytes(buffer[end + 4 :])


# %% yes
async def read_head(read):
    pieces = []
    while True:
        piece = await read()
        if piece == b"":
            raise ConnectionError()
        pieces.append(piece)
        whole = b"".join(pieces)
        parts = whole.split(b"\r\n\r\n", 1)
        if len(parts) == 2:
            return parts[0] + b"\r\n\r\n", parts[1]


# %% yes
async def read_head(read, had=b""):
    piece = await read()
    if not piece:
        raise ConnectionError("the client has gone")
    had += piece
    at = had.find(b"\r\n\r\n")
    if at >= 0:
        return had[: at + 4], had[at + 4 :]
    return await read_head(read, had)


# %% yes
async def read_head(read):
    data, start = b"", 0
    while (at := data.find(b"\r\n\r\n", start)) < 0:
        start = max(0, len(data) - 3)
        piece = await read()
        if not piece:
            raise ConnectionError
        data += piece
    return data[: at + 4], data[at + 4 :]


# %% not yet: with two requests in one piece: raised ValueError: too many values to unpack (expected 2) (line 8: head, rest = data.split(b"\r\n\r\n")); how many blank lines may there be in what was read?
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError
        data += piece
    head, rest = data.split(b"\r\n\r\n")
    return head + b"\r\n\r\n", rest


# %% not yet: with two requests in one piece: returned (b'GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n', b''), not (b'GET /1 HTTP/1.1\r\n\r\n', b'GET /2 HTTP/1.1\r\n\r\n'); how many blank lines may there be in what was read?
async def read_head(read):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = await read()
        if not piece:
            raise ConnectionError
        data += piece
    head, blank, rest = data.rpartition(b"\r\n\r\n")
    return head + blank, rest


# %% not yet: with a head that is a blank line alone: raised ConnectionError (line 6: raise ConnectionError); what does find() return for a blank line at the very start?
async def read_head(read):
    data = b""
    while (at := data.find(b"\r\n\r\n")) <= 0:
        piece = await read()
        if not piece:
            raise ConnectionError
        data += piece
    return data[: at + 4], data[at + 4 :]


# %% not yet: byte by byte: raised ConnectionError (line 7: raise ConnectionError); how short may a piece be while the client is still there?
async def read_head(read):
    data = b""
    previous = b""
    while True:
        piece = await read()
        if not piece:
            raise ConnectionError
        data += piece
        if b"\r\n\r\n" in previous + piece:
            head, blank, rest = data.partition(b"\r\n\r\n")
            return head + blank, rest
        previous = piece
