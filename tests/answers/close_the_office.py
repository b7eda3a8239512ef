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


# %% not yet: serve('cat') was started and should not have been; what does the loop wait for: a caller, the signal, or both?
async def office(inbox, serve, signal, grace):
    closing, tasks = asyncio.create_task(signal()), []
    while not closing.done():
        name = await inbox.get()
        tasks.append(asyncio.create_task(serve(name)))
    done, late = await asyncio.wait(tasks, timeout=grace)
    for task in late:
        task.cancel()
    return len(done)


# %% not yet: serve('ann') started at 1.5 s, not at 0.5 s; what kept the door closed until then?
async def office(inbox, serve, signal, grace):
    await signal()
    tasks = []
    while not inbox.empty():
        tasks.append(asyncio.create_task(serve(inbox.get_nowait())))
    if tasks:
        await asyncio.wait(tasks, timeout=grace)
    return len(tasks)


# %% not yet: took 2.5 s: the last call was done at 2.2 s already; after the signal, what is waited for, and until when?
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


# %% not yet: with a slow caller: serve('bob') was not cancelled: it returned at 4.1 s; which calls are still under way when the grace is over?
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


# %% not yet: took 2.5 s: the last call was done at 2.2 s already; after the signal, what is waited for, and until when?
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


# %% not yet: with one who takes long to clean up: took 2.7663 s, not 42.029 s; what had not ended yet when it returned, or was skipped?
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


# %% yes
async def office(inbox, serve, signal, grace):
    jobs = set()
    closing = asyncio.create_task(signal())
    getter = asyncio.create_task(inbox.get())
    served = 0
    try:
        while True:
            await asyncio.wait(
                {closing, getter}, return_when=asyncio.FIRST_COMPLETED
            )
            if closing.done():
                break
            jobs.add(asyncio.create_task(serve(getter.result())))
            getter = asyncio.create_task(inbox.get())
        getter.cancel()
        if jobs:
            done, pending = await asyncio.wait(jobs, timeout=grace)
            for t in pending:
                t.cancel()
            if pending:
                await asyncio.wait(pending)
            served = sum(1 for t in done if not t.cancelled())
        return served
    finally:
        for t in {closing, getter} | jobs:
            t.cancel()
        await asyncio.gather(closing, getter, *jobs, return_exceptions=True)


# %% yes
async def office(inbox, serve, signal, grace):
    served = []
    calls = []

    async def call(name):
        await serve(name)
        served.append(name)

    async def doorman():
        while True:
            calls.append(asyncio.create_task(call(await inbox.get())))

    door = asyncio.create_task(doorman())
    await signal()
    door.cancel()
    await asyncio.gather(door, return_exceptions=True)
    if calls:
        _, late = await asyncio.wait(calls, timeout=grace)
        for t in late:
            t.cancel()
        if late:
            await asyncio.wait(late)
    return len(served)


# %% yes
async def office(inbox, serve, signal, grace):
    count = 0
    calls = asyncio.TaskGroup()

    async def call(name):
        nonlocal count
        await serve(name)
        count += 1

    async def door(group):
        while True:
            name = await inbox.get()
            group.create_task(call(name))

    try:
        async with asyncio.timeout(None) as limit:
            async with asyncio.TaskGroup() as group:
                d = group.create_task(door(group))
                await signal()
                d.cancel()
                limit.reschedule(asyncio.get_running_loop().time() + grace)
    except TimeoutError:
        pass
    return count


# %% yes
async def office(inbox, serve, signal, grace):
    closing = asyncio.create_task(signal())
    jobs = []
    while not closing.done():
        name = asyncio.create_task(inbox.get())
        await asyncio.wait(
            [name, closing], return_when=asyncio.FIRST_COMPLETED
        )
        if name.done() and not closing.done():
            jobs.append(asyncio.create_task(serve(name.result())))
        elif not name.done():
            name.cancel()
            await asyncio.gather(name, return_exceptions=True)

    async def rest(job):
        done, _ = await asyncio.wait([job], timeout=grace)
        if done:
            return 1
        job.cancel()
        await asyncio.wait([job])
        return 0

    return sum(await asyncio.gather(*map(rest, jobs)))


# %% not yet: serve('bob') was never started; what does the loop wait for: a caller, the signal, or both?
async def office(inbox, serve, signal, grace):
    served = 0
    closing = asyncio.create_task(signal())
    while not closing.done():
        name = await inbox.get()
        await serve(name)
        served += 1
    return served


# %% not yet: with a slow caller: returned 2, not 1; which callers count: all who came, or those who were served to the end?
async def office(inbox, serve, signal, grace):
    served = []
    calls = []

    async def call(name):
        try:
            await serve(name)
        finally:
            served.append(name)

    async def doorman():
        while True:
            calls.append(asyncio.create_task(call(await inbox.get())))

    door = asyncio.create_task(doorman())
    await signal()
    door.cancel()
    if calls:
        _, late = await asyncio.wait(calls, timeout=grace)
        for t in late:
            t.cancel()
        if late:
            await asyncio.wait(late)
    return len(served)


# %% not yet: returned while call('cat') was still under way; who awaits the tasks that you started?
async def office(inbox, serve, signal, grace):
    served = []
    calls = []

    async def call(name):
        await serve(name)
        served.append(name)

    async def doorman():
        while True:
            calls.append(asyncio.create_task(call(await inbox.get())))

    door = asyncio.create_task(doorman())
    await signal()
    if calls:
        _, late = await asyncio.wait(calls, timeout=grace)
        for t in late:
            t.cancel()
        if late:
            await asyncio.wait(late)
    door.cancel()
    return len(served)


# %% not yet: with a slow caller: took 2.4 s, not 2.2 s; after the signal, what is waited for, and until when?
async def office(inbox, serve, signal, grace):
    served = []
    calls = []

    async def call(name):
        await serve(name)
        served.append(name)

    async def doorman():
        while True:
            calls.append(asyncio.create_task(call(await inbox.get())))

    door = asyncio.create_task(doorman())
    await signal()
    door.cancel()
    for t in calls:
        try:
            await asyncio.wait_for(t, grace)
        except TimeoutError:
            pass
    return len(served)


# %% not yet: with nobody: raised ValueError: Set of Tasks/Futures is empty. (line 16: _, late = await asyncio.wait(calls, timeout=grace)); what if there is nothing to wait for?
async def office(inbox, serve, signal, grace):
    served = []
    calls = []

    async def call(name):
        await serve(name)
        served.append(name)

    async def doorman():
        while True:
            calls.append(asyncio.create_task(call(await inbox.get())))

    door = asyncio.create_task(doorman())
    await signal()
    door.cancel()
    _, late = await asyncio.wait(calls, timeout=grace)
    for t in late:
        t.cancel()
    if late:
        await asyncio.wait(late)
    return len(served)


# %% not yet: with a name that is empty: serve('') was never started; is an empty name a name?
async def office(inbox, serve, signal, grace):
    served = []
    calls = []

    async def call(name):
        await serve(name)
        served.append(name)

    async def doorman():
        while name := await inbox.get():
            calls.append(asyncio.create_task(call(name)))

    door = asyncio.create_task(doorman())
    await signal()
    door.cancel()
    if calls:
        _, late = await asyncio.wait(calls, timeout=grace)
        for t in late:
            t.cancel()
        if late:
            await asyncio.wait(late)
    return len(served)
