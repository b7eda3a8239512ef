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


# %% not yet: with a crowd: serve('kim') started at 1.3 s, not at 0.55 s; who waits at the door while somebody is being served?
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


# %% not yet: with a crowd: serve('kim') started at 0.6 s, not at 0.55 s; who waits at the door while somebody is being served?
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


# %% not yet: with a crowd: serve('kim') started at 0.6 s, not at 0.55 s; who waits at the door while somebody is being served?
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
