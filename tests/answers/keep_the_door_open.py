import asyncio


# %% yes
async def reception(inbox, serve):
    async with asyncio.TaskGroup() as group:
        while (name := await inbox.get()) != "close":
            group.create_task(serve(name))


# %% yes
async def reception(inbox, serve):
    name = await inbox.get()
    if name == "close":
        return
    await asyncio.gather(serve(name), reception(inbox, serve))


# %% yes
async def reception(inbox, serve):
    tasks = []
    while True:
        name = await asyncio.ensure_future(inbox.get())
        if name == "close":
            break
        tasks.append(asyncio.ensure_future(serve(name)))
    if tasks:
        await asyncio.wait(tasks)


# %% not yet: with a crowd: serve('kim') started at 1.3 s, not at 0.55 s; what waits at the door while a visitor is being served?
async def reception(inbox, serve):
    while (name := await inbox.get()) != "close":
        await serve(name)


# %% not yet: returned while Queue.get() was still under way; who awaits the tasks that you started?
async def reception(inbox, serve):
    door = asyncio.create_task(inbox.get())
    pending = {door}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if door in done:
            pending.add(asyncio.create_task(serve(door.result())))
            door = asyncio.create_task(inbox.get())


# %% not yet: it waits for ever (line 5: done, pending = await asyncio.wait(); who was to wake it?
async def reception(inbox, serve):
    door = asyncio.create_task(inbox.get())
    pending = {door}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if door in done:
            name = door.result()
            door = asyncio.create_task(inbox.get())
            pending.add(door)
            if name != "close":
                pending.add(asyncio.create_task(serve(name)))


# %% not yet: with a crowd: serve('kim') started at 0.6 s, not at 0.55 s; what waits at the door while a visitor is being served?
async def reception(inbox, serve):
    pending, name = set(), ""
    while name != "close":
        if not inbox.empty():
            name = inbox.get_nowait()
            if name != "close":
                pending.add(asyncio.create_task(serve(name)))
        await asyncio.sleep(0.1)
    await asyncio.gather(*pending)


# %% not yet: returned while serve('bob') was still under way; who awaits the tasks that you started?
async def reception(inbox, serve):
    tasks = []
    while (name := await inbox.get()) != "close":
        tasks.append(asyncio.create_task(serve(name)))


# %% yes
async def reception(inbox, serve):
    tasks = []
    while True:
        name = await inbox.get()
        if name == "close":
            break
        tasks.append(asyncio.create_task(serve(name)))
    if tasks:
        await asyncio.wait(tasks)


# %% yes
class Reception:
    def __init__(self, serve):
        self.serve, self.inside = serve, set()

    def welcome(self, name):
        task = asyncio.create_task(self.serve(name))
        self.inside.add(task)
        task.add_done_callback(self.inside.discard)

    async def run(self, inbox):
        while (name := await inbox.get()) != "close":
            self.welcome(name)
        while self.inside:
            await asyncio.wait(self.inside)


async def reception(inbox, serve):
    await Reception(serve).run(inbox)


# %% not yet: with a crowd: serve('kim') started at 0.6 s, not at 0.55 s; what waits at the door while a visitor is being served?
async def reception(inbox, serve):
    tasks = []
    while True:
        while inbox.empty():
            await asyncio.sleep(0.1)
        name = inbox.get_nowait()
        if name == "close":
            break
        tasks.append(asyncio.create_task(serve(name)))
    await asyncio.gather(*tasks)


# %% not yet: returned while serve('bob') was still under way; who awaits the tasks that you started?
async def reception(inbox, serve):
    while (name := await inbox.get()) != "close":
        asyncio.create_task(serve(name))


# %% yes
async def reception(inbox, serve):
    door = asyncio.create_task(inbox.get())
    pending = {door}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if door in done:
            name = door.result()
            if name != "close":
                pending.add(asyncio.create_task(serve(name)))
                door = asyncio.create_task(inbox.get())
                pending.add(door)


# %% yes
async def reception(inbox, serve):
    tasks = []
    while True:
        name = await inbox.get()
        if name == "close":
            break
        tasks.append(asyncio.create_task(serve(name)))
    await asyncio.gather(*tasks)


# %% yes
class Reception:
    def __init__(self, inbox, serve):
        self.inbox = inbox
        self.serve = serve
        self.running = set()

    async def run(self):
        name = await self.inbox.get()
        while name != "close":
            task = asyncio.create_task(self.serve(name))
            self.running.add(task)
            task.add_done_callback(self.running.discard)
            name = await self.inbox.get()
        while self.running:
            await asyncio.wait(self.running)


async def reception(inbox, serve):
    await Reception(inbox, serve).run()


# %% yes
async def reception(inbox, serve):
    under_way = 0
    idle = asyncio.Event()
    idle.set()

    async def one(name):
        nonlocal under_way
        under_way += 1
        idle.clear()
        try:
            await serve(name)
        finally:
            under_way -= 1
            if not under_way:
                idle.set()

    keep = []
    while True:
        name = await inbox.get()
        if name == "close":
            break
        keep.append(asyncio.create_task(one(name)))
    await asyncio.sleep(0)
    await idle.wait()


# %% not yet: with a crowd: serve('kim') started at 1.3 s, not at 0.55 s; what waits at the door while a visitor is being served?
async def reception(inbox, serve):
    while True:
        name = await inbox.get()
        if name == "close":
            return
        await serve(name)


# %% not yet: serve('late') was started after the closing; what happens to the door at the name 'close'?
async def reception(inbox, serve):
    async def worker():
        while (name := await inbox.get()) != "close":
            await serve(name)
        inbox.put_nowait("close")

    await asyncio.gather(*(worker() for _ in range(3)))


# %% not yet: when the first stays longest: returned while serve('ann') was still under way; who awaits the tasks that you started?
async def reception(inbox, serve):
    tasks = []
    while True:
        name = await inbox.get()
        if name == "close":
            await tasks[-1]
            return
        tasks.append(asyncio.create_task(serve(name)))


# %% not yet: with six at once: serve('e') started at 1.2 s, not at 0.3 s; what waits at the door while a visitor is being served?
async def reception(inbox, serve):
    limit = asyncio.Semaphore(4)

    async def one(name):
        async with limit:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        while (name := await inbox.get()) != "close":
            group.create_task(one(name))


# %% not yet: with six at once: serve('d') started at 1.2 s, not at 0.3 s; what waits at the door while a visitor is being served?
async def reception(inbox, serve):
    limit = asyncio.Semaphore(3)

    async def one(name):
        async with limit:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        while (name := await inbox.get()) != "close":
            group.create_task(one(name))


# %% not yet: when ann comes twice: returned while serve('ann') was still under way; what tells two visitors of one name apart?
async def reception(inbox, serve):
    tasks = {}
    while (name := await inbox.get()) != "close":
        tasks[name] = asyncio.create_task(serve(name))
    for task in tasks.values():
        await task


# %% not yet: took 2.8 s, not 3.3 s; what had not ended yet when it returned, or was skipped?
async def reception(inbox, serve):
    tasks = []
    while (name := await inbox.get()) != "close":
        tasks.append(asyncio.create_task(serve(name)))
    for t in tasks:
        t.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
