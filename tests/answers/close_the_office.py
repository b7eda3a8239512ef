import asyncio


# %% yes
async def office(inbox, serve, signal, grace):
    tasks = []

    async def receive():
        while True:
            name = await inbox.get()
            tasks.append(asyncio.create_task(serve(name)))

    reception = asyncio.create_task(receive())
    await signal()
    reception.cancel()
    await asyncio.wait([reception])
    try:
        async with asyncio.timeout(grace):
            await asyncio.gather(*tasks)
    except TimeoutError:
        await asyncio.gather(*tasks, return_exceptions=True)
    return len([task for task in tasks if not task.cancelled()])


# %% yes
async def office(inbox, serve, signal, grace):
    closing, served = asyncio.ensure_future(signal()), 0
    door = asyncio.ensure_future(inbox.get())
    pending = {closing, door}
    while closing in pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        served += len(done - {closing, door})
        if door in done:
            pending.add(asyncio.ensure_future(serve(door.result())))
            door = asyncio.ensure_future(inbox.get())
            pending.add(door)
    door.cancel()
    await asyncio.sleep(0)
    pending.discard(door)
    if pending:
        done, pending = await asyncio.wait(pending, timeout=grace)
        served += len(done)
    [task.cancel() for task in pending]
    await asyncio.gather(*pending, return_exceptions=True)
    return served


# %% not yet: serve('cat') was started and should not have been; what does the loop wait for: a caller, or the signal, or both?
async def office(inbox, serve, signal, grace):
    closing, tasks = asyncio.create_task(signal()), []
    while not closing.done():
        name = await inbox.get()
        tasks.append(asyncio.create_task(serve(name)))
    done, late = await asyncio.wait(tasks, timeout=grace)
    for task in late:
        task.cancel()
    return len(done)


# %% not yet: serve('ann') started at 1.5 s, not at 0.5 s; what does the loop wait for: a caller, or the signal, or both?
async def office(inbox, serve, signal, grace):
    await signal()
    tasks = []
    while not inbox.empty():
        tasks.append(asyncio.create_task(serve(inbox.get_nowait())))
    if tasks:
        await asyncio.wait(tasks, timeout=grace)
    return len(tasks)


# %% not yet: took 2.5 s: the last call was done at 2.2 s already; after the signal: what is waited for, and until when?
async def office(inbox, serve, signal, grace):
    tasks = []

    async def receive():
        while True:
            name = await inbox.get()
            tasks.append(asyncio.create_task(serve(name)))

    reception = asyncio.create_task(receive())
    await signal()
    reception.cancel()
    await asyncio.sleep(grace)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return len([task for task in tasks if not task.cancelled()])


# %% not yet: with a slow caller: serve('bob') was not cancelled: it returned at 4.1 s; who is still under way when the grace is over?
async def office(inbox, serve, signal, grace):
    tasks = []

    async def receive():
        while True:
            name = await inbox.get()
            tasks.append(asyncio.create_task(serve(name)))

    reception = asyncio.create_task(receive())
    await signal()
    reception.cancel()
    await asyncio.gather(*tasks)
    return len(tasks)


# %% not yet: with a slow caller: took 2 s, not 2.2 s; what had not ended yet when it returned, or was skipped?
async def office(inbox, serve, signal, grace):
    tasks = []

    async def receive():
        while True:
            name = await inbox.get()
            tasks.append(asyncio.create_task(serve(name)))

    reception = asyncio.create_task(receive())
    await signal()
    reception.cancel()
    done, late = await asyncio.wait(tasks, timeout=grace)
    for task in late:
        task.cancel()
    return len(done)


# %% not yet: returned while serve('cat') was still under way; who awaits the tasks that you started?
async def office(inbox, serve, signal, grace):
    tasks = []

    async def receive():
        while True:
            name = await inbox.get()
            tasks.append(asyncio.create_task(serve(name)))

    reception = asyncio.create_task(receive())
    await signal()
    done, late = await asyncio.wait([reception, *tasks], timeout=grace)
    for task in late:
        task.cancel()
    await asyncio.wait(late)
    return len(done)


# %% yes
async def office(inbox, serve, signal, grace):
    tasks = []

    async def door():
        while True:
            tasks.append(asyncio.create_task(serve(await inbox.get())))

    porter = asyncio.create_task(door())
    await signal()
    porter.cancel()
    await asyncio.gather(porter, return_exceptions=True)
    late = set()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=grace)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return len(tasks) - len(late)


# %% yes
async def office(inbox, serve, signal, grace):
    served = 0

    async def one(name):
        nonlocal served
        await serve(name)
        served += 1

    async def door(group):
        while True:
            tasks.append(group.create_task(one(await inbox.get())))

    tasks = []
    async with asyncio.TaskGroup() as group:
        porter = group.create_task(door(group))
        await signal()
        porter.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
    return served


# %% not yet: took 2.5 s: the last call was done at 2.2 s already; after the signal: what is waited for, and until when?
async def office(inbox, serve, signal, grace):
    tasks = []

    async def door():
        while True:
            tasks.append(asyncio.create_task(serve(await inbox.get())))

    porter = asyncio.create_task(door())
    await signal()
    porter.cancel()
    await asyncio.sleep(grace)
    late = [task for task in tasks if not task.done()]
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return len(tasks) - len(late)


# %% not yet: with one who takes long to put things away: took 2.7663 s, not 42.029 s; what had not ended yet when it returned, or was skipped?
async def office(inbox, serve, signal, grace):
    tasks = []

    async def door():
        while True:
            tasks.append(asyncio.create_task(serve(await inbox.get())))

    porter = asyncio.create_task(door())
    await signal()
    porter.cancel()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=grace)
    return sum(task.done() and not task.cancelled() for task in tasks)


# %% yes
class Office:
    def __init__(self, serve):
        self.serve, self.inside, self.served = serve, set(), 0

    def take(self, name):
        task = asyncio.create_task(self.serve(name))
        self.inside.add(task)
        task.add_done_callback(self.leave)

    def leave(self, task):
        self.inside.discard(task)
        self.served += not task.cancelled()

    async def open(self, inbox):
        while True:
            self.take(await inbox.get())

    async def quiet(self):
        while self.inside:
            await asyncio.wait(self.inside)


async def office(inbox, serve, signal, grace):
    mine = Office(serve)
    door = asyncio.create_task(mine.open(inbox))
    await signal()
    door.cancel()
    await asyncio.gather(door, return_exceptions=True)
    try:
        async with asyncio.timeout(grace):
            await mine.quiet()
    except TimeoutError:
        for task in mine.inside:
            task.cancel()
        await mine.quiet()
    return mine.served
