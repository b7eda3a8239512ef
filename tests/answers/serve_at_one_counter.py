import asyncio


# %% yes
async def serve(ask, show, names):
    counter = asyncio.Lock()

    async def one(name):
        answer = await ask(name)
        async with counter:
            await show(answer)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))


# %% yes
async def serve(ask, show, names):
    answers = asyncio.Queue()

    async def one(name):
        answers.put_nowait(await ask(name))

    tasks = [asyncio.ensure_future(one(name)) for name in names]
    for task in tasks:
        await show(await answers.get())
    await asyncio.gather(*tasks)


# %% yes
async def serve(ask, show, names):
    for answer in asyncio.as_completed(list(map(ask, names))):
        text = await answer
        await asyncio.create_task(show(text))


# %% not yet: show('y!') ran from 2.3 s to 3.1 s; in the given chart it runs from 0.5 s to 1.3 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for task in tasks:
        await show(await task)


# %% not yet: show('z!') ran from 1 s to 1.8 s; in the given chart it runs from 1.3 s to 2.1 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    async def one(name):
        await show(await ask(name))

    await asyncio.gather(*map(one, names))


# %% not yet: show('y!') ran from 1.5 s to 2.3 s; in the given chart it runs from 0.5 s to 1.3 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    answers = [await answer for answer in asyncio.as_completed(tasks)]
    for answer in answers:
        await show(answer)


# %% not yet: show('y!') ran from 2.3 s to 3.1 s; in the given chart it runs from 0.5 s to 1.3 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        await answer
    for name in names:
        await show(f"{name}!")


# %% not yet: show('z!') ran from 1 s to 1.8 s; in the given chart it runs from 1.3 s to 2.1 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shows = []
    for answer in asyncio.as_completed(tasks):
        shows.append(asyncio.create_task(show(await answer)))
    await asyncio.gather(*shows)


# %% not yet: with other lengths: show('r!') ran from 3.5 s to 4 s; in the given chart it runs from 0.5 s to 1 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    for name in sorted(names, key="yzx".find):
        await show(await tasks[name])


# %% yes
async def serve(ask, show, names):
    counter = asyncio.Lock()

    async def one(name):
        answer = await ask(name)
        async with counter:
            await show(answer)

    await asyncio.gather(*map(one, names))


# %% yes
async def serve(ask, show, names):
    queue = asyncio.Queue()

    async def one(name):
        queue.put_nowait(await ask(name))

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
        for _ in names:
            await show(await queue.get())


# %% not yet: show('y!') ran from 2.3 s to 3.1 s; in the given chart it runs from 0.5 s to 1.3 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    for answer in await asyncio.gather(*map(ask, names)):
        await show(answer)


# %% yes
async def serve(ask, show, names):
    arrived = asyncio.Queue()

    def ring(task):
        arrived.put_nowait(task.result())

    tasks = [asyncio.create_task(ask(name)) for name in names]
    for task in tasks:
        task.add_done_callback(ring)
    for _ in tasks:
        await show(await arrived.get())


# %% not yet: with two that come meanwhile: show('z!') ran from 4.2 s to 6.2 s; in the given chart it runs from 2.2 s to 4.2 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    pending = {asyncio.create_task(ask(name)) for name in names}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            await show(task.result())


# %% not yet: with an empty answer: show('') was never started; what happens to an answer that is empty?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for first in asyncio.as_completed(tasks):
        answer = await first
        if answer:
            await show(answer)


# %% not yet: raised TypeError: show() was handed a coroutine, not its result (line 4: await show(answer)); is there an 'await' missing?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        await show(answer)


# %% not yet: show('z!') ran from 1 s to 1.8 s; in the given chart it runs from 1.3 s to 2.1 s; which calls start together, and which one after another?
async def serve(ask, show, names):
    counter = asyncio.Semaphore(2)

    async def one(name):
        answer = await ask(name)
        async with counter:
            await show(answer)

    await asyncio.gather(*map(one, names))


# %% not yet: called show() and never awaited it; is there an 'await' missing?
async def serve(ask, show, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for first in asyncio.as_completed(tasks):
        show(await first)


# %% yes
async def serve(ask, show, names):
    tasks, order = [asyncio.create_task(ask(name)) for name in names], []
    for task in tasks:
        task.add_done_callback(order.append)
    for place in range(len(tasks)):
        if len(order) <= place:
            left = [task for task in tasks if task not in order]
            await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        await show(order[place].result())


# %% yes
class Counter:
    def __init__(self, show):
        self.show, self.queue = show, asyncio.Queue()

    async def bring(self, asking):
        await self.queue.put(await asking)

    async def serve(self, count):
        for _ in range(count):
            await self.show(await self.queue.get())


async def serve(ask, show, names):
    counter = Counter(show)
    calls = [counter.bring(ask(name)) for name in names]
    await asyncio.gather(*calls, counter.serve(len(calls)))
