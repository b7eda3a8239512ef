import asyncio


# %% yes
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while True:
            await serve(await hold.get())
            hold.task_done()

    async with asyncio.TaskGroup() as group:
        staff = [group.create_task(answer()) for _ in range(people)]
        while True:
            name = await next_call()
            if name is None:
                break
            if hold.full():
                refused.append(name)
            else:
                hold.put_nowait(name)
        await hold.join()
        for each in staff:
            each.cancel()
    return refused


# %% yes
async def helpline(next_call, serve, people, lines):
    desks, waiting, refused = asyncio.Semaphore(people), 0, []

    async def call(name):
        nonlocal waiting
        waiting += 1
        async with desks:
            waiting -= 1
            await serve(name)

    async with asyncio.TaskGroup() as group:
        while (name := await next_call()) is not None:
            if waiting < lines:
                group.create_task(call(name))
            else:
                refused.append(name)
    return refused


# %% yes
async def helpline(next_call, serve, people, lines):
    hold, refused, busy = [], [], set()
    calling = asyncio.create_task(next_call())
    try:
        while calling or busy:
            waiting = busy | {calling} if calling else busy
            done, _ = await asyncio.wait(
                waiting, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done & busy:
                task.result()
            busy -= done
            if calling in done:
                name, calling = calling.result(), None
                if name is not None:
                    calling = asyncio.create_task(next_call())
                    if len(busy) < people or len(hold) < lines:
                        hold.append(name)
                    else:
                        refused.append(name)
            while hold and len(busy) < people:
                busy.add(asyncio.create_task(serve(hold.pop(0))))
        return refused
    finally:
        left = busy | {calling} if calling else busy
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


# %% yes
class Helpline:
    def __init__(self, serve, lines):
        self.serve, self.hold = serve, asyncio.Queue(lines)
        self.refused = []

    async def staff(self):
        while (call := await self.hold.get()) != ("closed",):
            await self.serve(*call[:1])

    def take(self, name):
        try:
            self.hold.put_nowait((name, "call"))
        except asyncio.QueueFull:
            self.refused.append(name)


async def helpline(next_call, serve, people, lines):
    line = Helpline(serve, lines)
    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(line.staff())
        while (name := await next_call()) is not None:
            line.take(name)
        for _ in range(people):
            await line.hold.put(("closed",))
    return line.refused


# %% yes
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)
        await hold.put(None)

    async def reception():
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        await hold.put(None)

    tasks = [asyncio.create_task(answer()) for _ in range(people)]
    tasks.append(asyncio.create_task(reception()))
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return refused


# %% yes
async def helpline(next_call, serve, people, lines):
    hold, refused, over = asyncio.Queue(lines), [], asyncio.Event()

    async def answer():
        while True:
            name = await hold.get()
            await serve(name)
            hold.task_done()

    async def reception():
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        over.set()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(answer()) for _ in range(people)]
        group.create_task(reception())
        await over.wait()
        await hold.join()
        for task in tasks:
            task.cancel()
    return refused


# %% yes
async def helpline(next_call, serve, people, lines):
    busy, hold, refused = 0, [], []

    async def answer(name):
        nonlocal busy
        busy += 1
        await serve(name)
        while hold:
            await serve(hold.pop(0))
        busy -= 1

    async with asyncio.TaskGroup() as group:
        while (name := await next_call()) is not None:
            if busy < people:
                group.create_task(answer(name))
            elif len(hold) < lines:
                hold.append(name)
            else:
                refused.append(name)
    return refused


# %% yes
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(lines), []

    async def one_of_the_staff():
        while True:
            name = await hold.get()
            if name is None:
                return
            await serve(name)

    async def calls():
        while True:
            name = await next_call()
            if name is None:
                return
            yield name

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(one_of_the_staff())
        async for name in calls():
            if hold.qsize() == lines:
                refused.append(name)
                continue
            await hold.put(name)
        for _ in range(people):
            await hold.put(None)
    return refused


# %% not yet: serve('cat') was started and should not have been; who is on hold at that moment, and for how many is there room?
async def helpline(next_call, serve, people, lines):
    hold = asyncio.Queue(maxsize=lines)

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(answer())
        while (name := await next_call()) is not None:
            await hold.put(name)
        for _ in range(people):
            await hold.put(None)
    return []


# %% not yet: with other lengths, and a name that is empty: serve('') was never started; who is on hold at that moment, and for how many is there room?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while name := await hold.get():
            await serve(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(answer())
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        for _ in range(people):
            await hold.put(None)
    return refused


# %% not yet: with room for all: it waits for ever (line 8: async with asyncio.TaskGroup() as group:); who was to wake it?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(answer())
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        await hold.put(None)
    return refused


# %% not yet: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 8: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(answer())
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        for _ in range(people):
            hold.put_nowait(None)
    return refused


# %% not yet: serve('cat') was started and should not have been; who is on hold at that moment, and for how many is there room?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=people + lines), []

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(people):
            group.create_task(answer())
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        for _ in range(people):
            await hold.put(None)
    return refused


# %% not yet: with a serve that fails: it never ends (line 9: while (name := await next_call()) is not None:); what should make it stop?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while (name := await hold.get()) is not None:
            await serve(name)

    staff = [asyncio.create_task(answer()) for _ in range(people)]
    while (name := await next_call()) is not None:
        try:
            hold.put_nowait(name)
        except asyncio.QueueFull:
            refused.append(name)
    for _ in range(people):
        await hold.put(None)
    await asyncio.gather(*staff)
    return refused


# %% not yet: serve('bob') was never started; who is on hold at that moment, and for how many is there room?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.Queue(maxsize=lines), []

    async def answer():
        while True:
            await serve(await hold.get())

    async with asyncio.TaskGroup() as group:
        staff = [group.create_task(answer()) for _ in range(people)]
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        for each in staff:
            each.cancel()
    return refused


# %% not yet: with room for all: serve('cat') started at 2.2 s, not at 1.2 s; who is on hold at that moment, and for how many is there room?
async def helpline(next_call, serve, people, lines):
    hold, refused = asyncio.LifoQueue(maxsize=lines), []

    async def answer():
        while True:
            await serve(await hold.get())
            hold.task_done()

    async with asyncio.TaskGroup() as group:
        staff = [group.create_task(answer()) for _ in range(people)]
        while (name := await next_call()) is not None:
            try:
                hold.put_nowait(name)
            except asyncio.QueueFull:
                refused.append(name)
        await hold.join()
        for each in staff:
            each.cancel()
    return refused
