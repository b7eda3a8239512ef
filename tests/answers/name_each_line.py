import asyncio


# %% yes
async def serve(names, fetch, visitor, write):
    async def one(name):
        visitor.set(name)
        line = await fetch(name)
        await asyncio.to_thread(write, line)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))


# %% yes
async def serve(names, fetch, visitor, write):
    async def one(name):
        line = await fetch(name)
        await asyncio.to_thread(write, line)

    tasks = []
    for name in names:
        visitor.set(name)
        tasks.append(asyncio.create_task(one(name)))
    await asyncio.gather(*tasks)


# %% yes
import contextvars


async def serve(names, fetch, visitor, write):
    loop = asyncio.get_running_loop()

    async def one(name):
        visitor.set(name)
        line = await fetch(name)
        context = contextvars.copy_context()
        await loop.run_in_executor(None, context.run, write, line)

    await asyncio.gather(*(one(name) for name in names))


# %% yes
async def serve(names, fetch, visitor, write):
    loop = asyncio.get_running_loop()

    def named(name, line):
        visitor.set(name)
        write(line)

    async def one(name):
        await loop.run_in_executor(None, named, name, await fetch(name))

    await asyncio.gather(*map(one, names))


# %% yes
async def serve(names, fetch, visitor, write):
    async def one(name):
        line = await fetch(name)
        visitor.set(name)
        thread = asyncio.to_thread(write, line)
        await asyncio.create_task(thread)

    tasks = {asyncio.create_task(one(name)) for name in names}
    while tasks:
        done, tasks = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            task.result()


# %% not yet: write(ann: hello ann) was never started; which copy of the variables does each visitor have, and does the thread get it too?
async def serve(names, fetch, visitor, write):
    loop = asyncio.get_running_loop()

    async def one(name):
        visitor.set(name)
        line = await fetch(name)
        await loop.run_in_executor(None, write, line)

    await asyncio.gather(*map(one, names))


# %% not yet: fetch('bob') started at 1.5 s, not at 0 s; what is awaited before the next visitor is served?
async def serve(names, fetch, visitor, write):
    for name in names:
        visitor.set(name)
        await asyncio.to_thread(write, await fetch(name))


# %% not yet: held up the whole event loop for 1 s; which call in there waits without an 'await'?
async def serve(names, fetch, visitor, write):
    async def one(name):
        visitor.set(name)
        write(await fetch(name))

    await asyncio.gather(*map(one, names))


# %% not yet: write(ann: hello ann) was never started; which copy of the variables does each visitor have, and does the thread get it too?
async def serve(names, fetch, visitor, write):
    async def one(name):
        await asyncio.to_thread(write, await fetch(name))

    jobs = []
    for name in names:
        visitor.set(name)
        jobs.append(one(name))
    await asyncio.gather(*jobs)


# %% not yet: write(ann: hello ann) started at 2 s, not at 1 s; which copy of the variables does each visitor have, and does the thread get it too?
async def serve(names, fetch, visitor, write):
    lines = await asyncio.gather(*map(fetch, names))
    for name, line in zip(names, lines, strict=True):
        visitor.set(name)
        await asyncio.to_thread(write, line)


# %% not yet: returned while to_thread(write, 'hello bob') was still under way; who awaits the tasks that you started?
async def serve(names, fetch, visitor, write):
    async def one(name):
        visitor.set(name)
        line = await fetch(name)
        asyncio.create_task(asyncio.to_thread(write, line))

    await asyncio.gather(*map(one, names))


# %% not yet: with a bug in fetch: returned None, and ZeroDivisionError should have come out; what keeps it from coming out?
async def serve(names, fetch, visitor, write):
    async def one(name):
        visitor.set(name)
        await asyncio.to_thread(write, await fetch(name))

    await asyncio.gather(*map(one, names), return_exceptions=True)


# %% not yet: with answers that are empty: write(bob: ) was never started; which copy of the variables does each visitor have, and does the thread get it too?
async def serve(names, fetch, visitor, write):
    async def one(name):
        visitor.set(name)
        if line := await fetch(name):
            await asyncio.to_thread(write, line)

    await asyncio.gather(*map(one, names))
