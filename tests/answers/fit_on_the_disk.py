import asyncio


# %% yes
async def fits(read, folder, room):
    sizes = []

    async def visit(name):
        size, inside = await read(name)
        sizes.append(size)
        if sum(sizes) > room:
            raise StopAsyncIteration
        async with asyncio.TaskGroup() as group:
            for each in inside:
                group.create_task(visit(each))

    try:
        await visit(folder)
    except* StopAsyncIteration:
        pass
    return sum(sizes) <= room


# %% yes
async def fits(read, folder, room):
    pending = {asyncio.create_task(read(folder))}
    total = 0
    try:
        while pending and total <= room:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                size, inside = task.result()
                total += size
                for each in inside if total <= room else ():
                    pending.add(asyncio.create_task(read(each)))
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    return total <= room


# %% yes
async def fits(read, folder, room):
    total, tasks = 0, []

    async def visit(group, name):
        nonlocal total
        size, inside = await read(name)
        total += size
        if total > room:
            for task in tasks:
                task.cancel()
            return
        for each in inside:
            tasks.append(group.create_task(visit(group, each)))

    async with asyncio.TaskGroup() as group:
        tasks.append(group.create_task(visit(group, folder)))
    return total <= room


# %% yes
class Backup:
    class TooMuch(Exception):
        pass

    def __init__(self, read, room):
        self.read, self.left = read, room

    async def visit(self, group, folder):
        size, inside = await self.read(folder)
        self.left -= size
        if self.left < 0:
            raise Backup.TooMuch
        for each in inside:
            group.create_task(self.visit(group, each))


async def fits(read, folder, room):
    backup = Backup(read, room)
    try:
        async with asyncio.TaskGroup() as group:
            await backup.visit(group, folder)
        return True
    except* Backup.TooMuch:
        pass
    return False


# %% yes
async def fits(read, folder, room):
    full = asyncio.Event()
    total = 0

    async def visit(name):
        nonlocal total
        size, inside = await read(name)
        total += size
        if total > room:
            full.set()
        elif inside:
            async with asyncio.TaskGroup() as group:
                for each in inside:
                    group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:
        work = group.create_task(visit(folder))
        work.add_done_callback(lambda _: full.set())
        await full.wait()
        work.cancel()
    return total <= room


# %% not yet: read('old') was started and should not have been; which folders have to be read, and when?
async def fits(read, folder, room):
    total = 0

    async def visit(name):
        nonlocal total
        size, inside = await read(name)
        total += size
        for each in inside:
            group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(folder))
    return total <= room


# %% not yet: read('music') was never started; which folders have to be read, and when?
async def fits(read, folder, room):
    size, inside = await read(folder)
    if size > room:
        return False
    for each in inside:
        if not await fits(read, each, room - size):
            return False
    return True


# %% not yet: with room for exactly that much: returned False, not True; is it more than the room, or exactly that much?
async def fits(read, folder, room):
    total = 0

    async def visit(name):
        nonlocal total
        size, inside = await read(name)
        total += size
        if total >= room:
            raise StopAsyncIteration
        for each in inside:
            group.create_task(visit(each))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit(folder))
    except* StopAsyncIteration:
        pass
    return total < room


# %% not yet: with a folder that cannot be read: returned False, and PermissionError should have come out; what keeps it from coming out?
async def fits(read, folder, room):
    total = 0

    async def visit(name):
        nonlocal total
        size, inside = await read(name)
        total += size
        if total > room:
            raise ValueError("full")
        for each in inside:
            group.create_task(visit(each))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit(folder))
    except* Exception:
        total = room + 1
    return total <= room


# %% not yet: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 13: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def fits(read, folder, room):
    total = 0

    async def visit(name):
        nonlocal total
        size, inside = await read(name)
        total += size
        if total > room:
            raise OverflowError
        for each in inside:
            group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(folder))
    return True


# %% not yet: read('music') was not cancelled: it returned at 1.5 s; what becomes of the others when there is too much?
async def fits(read, folder, room):
    total, level = 0, [folder]
    while level and total <= room:
        found = await asyncio.gather(*map(read, level))
        level = []
        for size, inside in found:
            total += size
            level += inside
    return total <= room


# %% not yet: with two that take a moment to end: returned at 1.6248 s, when read('films') had not ended yet; who waits for those that were cancelled?
async def fits(read, folder, room):
    pending, total = {asyncio.create_task(read(folder))}, 0
    while pending and total <= room:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            size, inside = task.result()
            total += size
            for each in inside if total <= room else ():
                pending.add(asyncio.create_task(read(each)))
    for task in pending:
        task.cancel()
    return total <= room


# %% not yet: read('music') was not cancelled: it returned at 1.5 s; what becomes of the others when there is too much?
async def fits(read, folder, room):
    total = 0

    async def visit(name):
        nonlocal total
        size, inside = await read(name)
        total += size
        if total > room:
            return
        for each in inside:
            group.create_task(visit(each))

    async with asyncio.TaskGroup() as group:
        group.create_task(visit(folder))
    return total <= room
