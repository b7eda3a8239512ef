import asyncio


# %% yes
async def read_frames(reader):
    frames = []
    while first := await reader.read(1):
        head = first + await reader.readexactly(3)
        frames.append(await reader.readexactly(int.from_bytes(head, "big")))
    return frames


# %% yes
async def read_frames(reader):
    frames = []
    while True:
        try:
            head = await reader.readexactly(4)
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                break
            raise
        frames.append(await reader.readexactly(int.from_bytes(head, "big")))
    return frames


# %% yes
async def read_frames(reader):
    data = b""
    while piece := await reader.read(65536):
        data += piece
    frames = []
    while data:
        if len(data) < 4:
            raise asyncio.IncompleteReadError(data, 4)
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            raise asyncio.IncompleteReadError(data[4:], size)
        frames.append(data[4 : 4 + size])
        data = data[4 + size :]
    return frames


# %% yes
async def read_frames(reader):
    async def frames():
        while not reader.at_eof():
            head = await reader.read(1)
            if not head:
                return
            head += await reader.readexactly(3)
            yield await reader.readexactly(int.from_bytes(head, "big"))

    return [frame async for frame in frames()]


# %% yes
import struct


async def read_frames(reader, frames=None):
    frames = [] if frames is None else frames
    try:
        (size,) = struct.unpack("!I", await reader.readexactly(4))
    except asyncio.IncompleteReadError as error:
        if error.partial == b"":
            return frames
        raise
    frames.append(await reader.readexactly(size))
    return await read_frames(reader, frames)


# %% not yet: raised IncompleteReadError: 0 bytes read on a total of 4 expected bytes (line 4: head = await reader.readexactly(4)); what does the error say about that line?
async def read_frames(reader):
    frames = []
    while not reader.at_eof():
        head = await reader.readexactly(4)
        frames.append(await reader.readexactly(int.from_bytes(head, "big")))
    return frames


# %% not yet: with an end inside a message: returned [b'one'], and IncompleteReadError should have come out; what keeps it from coming out?
async def read_frames(reader):
    frames = []
    try:
        while True:
            head = await reader.readexactly(4)
            size = int.from_bytes(head, "big")
            frames.append(await reader.readexactly(size))
    except asyncio.IncompleteReadError:
        return frames


# %% not yet: returned [b'one', b'', b'ree'], not [b'one', b'three']; where does each message begin, and where does it end?
async def read_frames(reader):
    frames = []
    while head := await reader.read(4):
        size = int.from_bytes(head, "big")
        frames.append(await reader.read(size))
    return frames


# %% not yet: byte by byte: returned [b'one', b'two'], not [b'one', b'', b'two']; where does each message begin, and where does it end?
async def read_frames(reader):
    frames = []
    while head := await reader.read(1):
        head += await reader.readexactly(3)
        if size := int.from_bytes(head, "big"):
            frames.append(await reader.readexactly(size))
    return frames


# %% not yet: raised IncompleteReadError: 12 bytes read on a total of 50331648 expected bytes (line 6: frames.append(await reader.readexactly(size))); what does the error say about that line?
async def read_frames(reader):
    frames = []
    while head := await reader.read(1):
        head += await reader.readexactly(3)
        size = int.from_bytes(head, "little")
        frames.append(await reader.readexactly(size))
    return frames


# %% not yet: returned [b'\x00\x00\x00\x03one\x00\x00\x00\x05three'], not [b'one', b'three']; where does each message begin, and where does it end?
async def read_frames(reader):
    return [line async for line in reader]


# %% not yet: with an end inside a message: returned [b'one'], and IncompleteReadError should have come out; what keeps it from coming out?
async def read_frames(reader):
    frames = []
    try:
        while True:
            head = await reader.readexactly(4)
            frames.append(
                await reader.readexactly(int.from_bytes(head, "big"))
            )
    except BaseException:
        return frames
