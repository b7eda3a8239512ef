import asyncio


# %% yes
async def watch(ask, names, until):
    loop, asked = asyncio.get_running_loop(), {}
    end = loop.time() + until

    async def one(name):
        asked[name] = 0
        while loop.time() < end:
            asked[name] += 1
            await ask(name)

    await asyncio.gather(*map(one, names))
    return asked


# %% yes
async def watch(ask, names, until):
    asked = {name: 0 for name in names}
    over = asyncio.create_task(asyncio.sleep(until))

    async def one(name):
        while not over.done():
            asked[name] += 1
            await ask(name)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    await over
    return asked


# %% yes
async def watch(ask, names, until):
    asked, over = dict.fromkeys(names, 1), asyncio.Event()
    asyncio.get_running_loop().call_later(until, over.set)
    tasks = {name: asyncio.ensure_future(ask(name)) for name in names}
    while tasks:
        await asyncio.wait(tasks.values(), return_when="FIRST_COMPLETED")
        for name, task in list(tasks.items()):
            if task.done() and over.is_set():
                del tasks[name]
            elif task.done():
                tasks[name] = asyncio.ensure_future(ask(name))
                asked[name] += 1
    return asked


# %% not yet: ask('mail') started at 1.2 s, not at 0.5 s; what was this question waiting for, besides its own service?
async def watch(ask, names, until):
    loop, asked = asyncio.get_running_loop(), dict.fromkeys(names, 0)
    end = loop.time() + until
    while loop.time() < end:
        await asyncio.gather(*map(ask, names))
        for name in names:
            asked[name] += 1
    return asked


# %% not yet: it never ends (line 5: done, _ = await asyncio.wait(); what should make it stop?
async def watch(ask, names, until):
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    asked = dict.fromkeys(names, 1)
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            under_way[asyncio.create_task(ask(name))] = name
            asked[name] += 1
    return asked


# %% not yet: ask('chat') was cancelled at 1.9 s; what should become of this answer, which is still out at the end?
async def watch(ask, names, until):
    asked = dict.fromkeys(names, 0)

    async def one(name):
        while True:
            asked[name] += 1
            await ask(name)

    tasks = [asyncio.create_task(one(name)) for name in names]
    await asyncio.wait(tasks, timeout=until)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return asked


# %% not yet: ask('mail') started at 0.6 s, not at 0.5 s; what was this question waiting for, besides its own service?
async def watch(ask, names, until):
    clock = asyncio.get_running_loop().time
    end, asked = clock() + until, dict.fromkeys(names, 1)
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    while under_way:
        done, _ = await asyncio.wait(under_way, timeout=0.2)
        for task in done:
            name = under_way.pop(task)
            if clock() < end:
                under_way[asyncio.create_task(ask(name))] = name
                asked[name] += 1
    return asked


# %% not yet: returned while ask('chat') and 2 more were still under way; who awaits the tasks that you started?
async def watch(ask, names, until):
    clock = asyncio.get_running_loop().time
    end, asked = clock() + until, dict.fromkeys(names, 1)
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    while under_way and clock() < end:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            under_way[asyncio.create_task(ask(name))] = name
            asked[name] += 1
    return asked


# %% not yet: returned {'mail': 1, 'news': 1, 'chat': 1}, not {'mail': 4, 'news': 3, 'chat': 2}; is every question counted, even the first?
async def watch(ask, names, until):
    clock = asyncio.get_running_loop().time
    end, asked = clock() + until, dict.fromkeys(names, 1)
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if clock() < end:
                under_way[asyncio.create_task(ask(name))] = name
    return asked


# %% yes
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    end = loop.time() + until
    asked = dict.fromkeys(names, 0)

    async def one(name):
        while True:
            asked[name] += 1
            await ask(name)
            if loop.time() >= end:
                break

    await asyncio.gather(*map(one, names))
    return asked


# %% not yet: ask('mail') was started only once; when does this service answer, and is there still time then?
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    asked = dict.fromkeys(names, 0)

    async def one(name):
        asked[name] += 1
        await ask(name)
        while loop.time() < until:
            asked[name] += 1
            await ask(name)

    await asyncio.gather(*map(one, names))
    return asked


# %% not yet: with an answer at the very end: ask('mail') was started 4 times; when does this service answer, and is there still time then?
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    start, asked = loop.time(), dict.fromkeys(names, 0)

    async def one(name):
        while loop.time() - start <= until:
            asked[name] += 1
            await ask(name)

    await asyncio.gather(*map(one, names))
    return asked


# %% yes
async def watch(ask, names, until):
    asked, over = dict.fromkeys(names, 0), False

    def close():
        nonlocal over
        over = True

    async def one(name):
        while not over:
            asked[name] += 1
            await ask(name)

    asyncio.get_running_loop().call_later(until, close)
    await asyncio.gather(*map(one, names))
    return asked


# %% yes
from collections import Counter


async def watch(ask, names, until):
    asked, loop = Counter(), asyncio.get_running_loop()
    start = loop.time()

    def over():
        return loop.time() - start >= until

    async with asyncio.TaskGroup() as group:

        async def one(name):
            asked[name] += 1
            await ask(name)
            if not over():
                group.create_task(one(name))

        for name in names:
            group.create_task(one(name))
    return asked


# %% yes
import time


async def watch(ask, names, until):
    start, asked = time.time(), {}

    async def one(name):
        asked[name] = 1
        await ask(name)
        while time.time() - start < until:
            asked[name] += 1
            await ask(name)

    await asyncio.gather(*[one(name) for name in names])
    return asked


# %% yes
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    end = loop.time() + until
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    asked = dict.fromkeys(names, 1)
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if loop.time() < end:
                under_way[asyncio.create_task(ask(name))] = name
                asked[name] += 1
    return asked


# %% yes
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    end = loop.time() + until
    asked = {}

    async def one(name):
        asked[name] = 1
        await ask(name)
        while loop.time() < end:
            asked[name] += 1
            await ask(name)

    await asyncio.gather(*(one(name) for name in names))
    return asked


# %% yes
import time


async def watch(ask, names, until):
    began = time.monotonic()
    asked = dict.fromkeys(names, 0)

    async def one(name):
        while asked[name] == 0 or time.monotonic() - began < until:
            asked[name] += 1
            await ask(name)

    async with asyncio.TaskGroup() as tg:
        for name in names:
            tg.create_task(one(name))
    return asked


# %% not yet: returned while ask('chat') and 1 more were still under way; who awaits the tasks that you started?
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    end = loop.time() + until
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    asked = dict.fromkeys(names, 1)
    while under_way and loop.time() < end:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if loop.time() < end:
                under_way[asyncio.create_task(ask(name))] = name
                asked[name] += 1
    return asked


# %% not yet: ask('mail') was started 19 times; when does this service answer, and is there still time then?
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    asked = dict.fromkeys(names, 0)

    async def one(name):
        left = until
        while left > 0:
            asked[name] += 1
            await ask(name)
            left -= 0.1

    await asyncio.gather(*map(one, names))
    return asked


# %% not yet: with two of a speed: ask('news') was started only once; when does this service answer, and is there still time then?
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    end = loop.time() + until
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    asked = dict.fromkeys(names, 1)
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        task = done.pop()
        for other in done:
            under_way.pop(other)
        name = under_way.pop(task)
        if loop.time() < end:
            under_way[asyncio.create_task(ask(name))] = name
            asked[name] += 1
    return asked


# %% not yet: with empty answers: ask('mail') was started only once; does it matter what a service answers?
async def watch(ask, names, until):
    loop = asyncio.get_running_loop()
    end = loop.time() + until
    under_way = {asyncio.create_task(ask(name)): name for name in names}
    asked = dict.fromkeys(names, 1)
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if task.result() and loop.time() < end:
                under_way[asyncio.create_task(ask(name))] = name
                asked[name] += 1
    return asked
