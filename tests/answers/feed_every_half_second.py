import asyncio


# %% yes
async def main(a, b):
    tasks = [asyncio.create_task(a())]
    for name in ("b1", "b2", "b3"):
        await asyncio.sleep(0.5)
        tasks.append(asyncio.create_task(b(name)))
    return [await task for task in tasks]


# %% yes
async def main(a, b):
    async def late(seconds, name):
        await asyncio.sleep(seconds)
        return await b(name)

    extras = late(0.5, "b1"), late(1, "b2"), late(1.5, "b3")
    return list(await asyncio.gather(a(), *extras))


# %% yes
async def main(a, b):
    extras, tasks = ["b1", "b2", "b3"], []
    async with asyncio.TaskGroup() as group:
        tasks.append(group.create_task(a()))
        while extras:
            await asyncio.wait(tasks, timeout=0.5)
            tasks.append(group.create_task(b(extras.pop(0))))
    return sorted(task.result() for task in tasks)


# %% not yet: b('b1') ran from 0 s to 1 s; in the given chart it runs from 0.5 s to 1.5 s; what wakes the loop up half a second after the last extra?
async def main(a, b):
    return list(await asyncio.gather(a(), b("b1"), b("b2"), b("b3")))


# %% not yet: with quick extras: b('b2') ran from 0.7 s to 1 s; in the given chart it runs from 1 s to 1.3 s; what wakes the loop up half a second after the last extra?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        done, pending = await asyncio.wait(
            pending, timeout=0.5, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% not yet: b('b2') ran from 0.5 s to 1.5 s; in the given chart it runs from 1 s to 2 s; what wakes the loop up half a second after the last extra?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in done]
        while extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% not yet: b('b1') ran from 0 s to 1 s; in the given chart it runs from 0.5 s to 1.5 s; what wakes the loop up half a second after the last extra?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
        done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in done]
    return sorted(results)


# %% not yet: b('b2') ran from 2 s to 3 s; in the given chart it runs from 1 s to 2 s; what wakes the loop up half a second after the last extra?
async def main(a, b):
    first = asyncio.create_task(a())
    results = []
    for name in ("b1", "b2", "b3"):
        await asyncio.sleep(0.5)
        results.append(await b(name))
    return [await first, *results]


# %% not yet: returned while a() and 2 more were still under way; who awaits the tasks that you started?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while extras:
        done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in done]
        pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(a())]
        for name in ("b1", "b2", "b3"):
            await asyncio.sleep(0.5)
            tasks.append(group.create_task(b(name)))
    return sorted(task.result() for task in tasks)


# %% yes
async def main(a, b):
    async def fed(name, seconds):
        await asyncio.sleep(seconds)
        return await b(name)

    extras = [fed(f"b{n}", n / 2) for n in (1, 2, 3)]
    return sorted(await asyncio.gather(a(), *extras))


# %% yes
async def main(a, b):
    loop, tasks = asyncio.get_running_loop(), []
    fed = asyncio.Event()

    def feed(name):
        tasks.append(loop.create_task(b(name)))
        if len(tasks) == 3:
            fed.set()

    first = loop.create_task(a())
    for number in (1, 2, 3):
        loop.call_later(number * 0.5, feed, f"b{number}")
    await fed.wait()
    return sorted([await first, *await asyncio.gather(*tasks)])


# %% not yet: b('b1') ran from 0 s to 1 s; in the given chart it runs from 0.5 s to 1.5 s; what wakes the loop up half a second after the last extra?
async def main(a, b):
    tasks = [asyncio.create_task(a())]
    for name in ("b1", "b2", "b3"):
        tasks.append(asyncio.create_task(b(name)))
        await asyncio.sleep(0.5)
    return sorted(await asyncio.gather(*tasks))


# %% not yet: held up the whole event loop for 1.5 s; which call in there waits without an 'await'?
import time


async def main(a, b):
    tasks = [asyncio.create_task(a())]
    for name in ("b1", "b2", "b3"):
        time.sleep(0.5)
        tasks.append(asyncio.create_task(b(name)))
    return sorted(await asyncio.gather(*tasks))
