import asyncio


# %% yes
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def reader():
        for name in names:
            await queue.put([await read(name)])
        await queue.put(None)

    async def writer():
        while (box := await queue.get()) is not None:
            answers.append(await write(box[0]))

    async with asyncio.TaskGroup() as group:
        group.create_task(writer())
        group.create_task(reader())
    return answers


# %% yes
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def writer():
        while True:
            block = await queue.get()
            answers.append(await write(block))
            queue.task_done()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(writer())
        for name in names:
            await queue.put(await read(name))
        await queue.join()
        task.cancel()
    return answers


# %% yes
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async def writer():
        for _ in names:
            answers.append(await write(await queue.get()))

    tasks = [asyncio.create_task(job()) for job in (reader, writer)]
    try:
        done, _ = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_EXCEPTION
        )
        for task in done:
            task.result()
        return answers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


# %% yes
async def copy(read, write, names):
    room, blocks, answers = asyncio.Semaphore(2), asyncio.Queue(), []

    async def reader():
        for name in names:
            await room.acquire()
            blocks.put_nowait(await read(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        for _ in names:
            block = await blocks.get()
            room.release()
            answers.append(await write(block))
    return answers


# %% yes
class Copier:
    def __init__(self, read, write, names):
        self.read, self.write, self.names = read, write, names
        self.queue, self.answers = asyncio.Queue(maxsize=1), []

    async def reader(self):
        for name in self.names:
            block = await self.read(name)
            await self.queue.put(block)

    async def writer(self):
        for _ in self.names:
            block = await self.queue.get()
            self.answers.append(await self.write(block))

    async def run(self):
        tasks = [asyncio.create_task(self.reader())]
        tasks.append(asyncio.create_task(self.writer()))
        try:
            await asyncio.gather(*tasks)
        finally:
            [task.cancel() for task in tasks]
            await asyncio.gather(*tasks, return_exceptions=True)
        return self.answers


async def copy(read, write, names):
    return await Copier(read, write, names).run()


# %% yes
async def copy(read, write, names):
    answers, waiting = [], asyncio.Queue(1)
    done = object()

    async def reader():
        for name in names:
            block = await read(name)
            await waiting.put(block)
        await waiting.put(done)

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        while (block := await waiting.get()) is not done:
            answers.append(await write(block))
    return answers


# %% yes
async def copy(read, write, names):
    shelf, changed, answers = [], asyncio.Condition(), []

    async def reader():
        for name in names:
            block = await read(name)
            async with changed:
                await changed.wait_for(lambda: not shelf)
                shelf.append(block)
                changed.notify_all()

    async def writer():
        for _ in names:
            async with changed:
                await changed.wait_for(lambda: shelf)
                block = shelf.pop()
                changed.notify_all()
            answers.append(await write(block))

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        group.create_task(writer())
    return answers


# %% yes
async def copy(read, write, names):
    queue = asyncio.Queue(1)

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async def writer():
        return [await write(await queue.get()) for _ in names]

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        writing = group.create_task(writer())
    return writing.result()


# %% not yet: read('b4') ran from 1.2 s to 1.6 s; in the given chart it runs from 1.4 s to 1.8 s; which block waits at that moment, and for whom?
async def copy(read, write, names):
    queue, answers = asyncio.Queue(), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        for _ in names:
            answers.append(await write(await queue.get()))
    return answers


# %% not yet: read('b4') ran from 1.2 s to 1.6 s; in the given chart it runs from 1.4 s to 1.8 s; which block waits at that moment, and for whom?
async def copy(read, write, names):
    queue, answers = asyncio.Queue(maxsize=2), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        for _ in names:
            answers.append(await write(await queue.get()))
    return answers


# %% not yet: with empty blocks: it waits for ever (line 9: async with asyncio.TaskGroup() as group:); who was to wake it?
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def reader():
        for name in names:
            await queue.put(await read(name))
        await queue.put(None)

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        while block := await queue.get():
            answers.append(await write(block))
    return answers


# %% not yet: with a read that fails: it waits for ever (line 10: answers.append(await write(await queue.get()))); who was to wake it?
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    task = asyncio.create_task(reader())
    for _ in names:
        answers.append(await write(await queue.get()))
    await task
    return answers


# %% not yet: it waits for ever (line 11: answers.append(await write(await queue.get()))); who was to wake it?
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        while True:
            answers.append(await write(await queue.get()))
    return answers


# %% not yet: read('b3') ran from 1.4 s to 1.8 s; in the given chart it runs from 0.8 s to 1.2 s; which block waits at that moment, and for whom?
async def copy(read, write, names):
    answers, writing = [], None
    for name in names:
        block = await read(name)
        if writing is not None:
            answers.append(await writing)
        writing = asyncio.create_task(write(block))
    if writing is not None:
        answers.append(await writing)
    return answers


# %% not yet: read('b2') ran from 0 s to 0.4 s; in the given chart it runs from 0.4 s to 0.8 s; which block waits at that moment, and for whom?
async def copy(read, write, names):
    async with asyncio.TaskGroup() as group:
        reads = [group.create_task(read(name)) for name in names]
        return [await write(await task) for task in reads]


# %% not yet: write('b3') ran from 2.4 s to 2.4 s; in the given chart it runs from 2.4 s to 3.4 s; which block waits at that moment, and for whom?
async def copy(read, write, names):
    queue, answers = asyncio.Queue(1), []

    async def reader():
        for name in names:
            await queue.put(await read(name))

    async def writer():
        while True:
            answers.append(await write(await queue.get()))

    async with asyncio.TaskGroup() as group:
        task = group.create_task(writer())
        await reader()
        task.cancel()
    return answers
