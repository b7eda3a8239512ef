import asyncio


# %% yes
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while not queue.empty():
            page = queue.get_nowait()
            try:
                await press(page)
            except OSError:
                jammed.append(page)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
    return jammed


# %% yes
async def print_all(press, queue, workers):
    jammed = []
    for _ in range(workers):
        queue.put_nowait(None)

    async def worker():
        while (page := await queue.get()) is not None:
            try:
                await press(page)
            except OSError:
                jammed.append(page)

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return jammed


# %% yes
async def print_all(press, queue, workers):
    gate, jammed = asyncio.Semaphore(workers), []

    async def one(page):
        async with gate:
            try:
                await press(page)
            except OSError:
                jammed.append(page)

    async with asyncio.TaskGroup() as group:
        while not queue.empty():
            group.create_task(one(queue.get_nowait()))
    return jammed


# %% yes
async def print_all(press, queue, workers):
    pages, jammed = [], []
    while queue.qsize():
        pages.append(await queue.get())
    left = iter(pages)

    async def worker():
        for page in left:
            try:
                await press(page)
            except OSError:
                jammed.append(page)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
    return jammed


# %% yes
class Shop:
    def __init__(self, press, queue):
        self.press, self.queue, self.jammed = press, queue, []

    async def worker(self):
        while True:
            page = await self.queue.get()
            try:
                await self.press(page)
            except OSError:
                self.jammed.append(page)
            self.queue.task_done()


async def print_all(press, queue, workers):
    shop = Shop(press, queue)
    async with asyncio.TaskGroup() as group:
        tasks = {group.create_task(shop.worker()) for _ in range(workers)}
        await shop.queue.join()
        for task in tasks:
            task.cancel()
    return shop.jammed


# %% yes
async def print_all(press, queue, workers):
    jammed = []

    async def try_one(page):
        try:
            await press(page)
        except OSError:
            jammed.append(page)

    under_way = set()
    try:
        while under_way or not queue.empty():
            while len(under_way) < workers and not queue.empty():
                page = await queue.get()
                under_way.add(asyncio.create_task(try_one(page)))
            done, under_way = await asyncio.wait(
                under_way, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
    return jammed


# %% yes
async def print_all(press, queue, workers):
    jammed, left = [], queue.qsize()
    over = asyncio.Event()
    if not left:
        return jammed

    async def worker():
        nonlocal left
        while True:
            page = await queue.get()
            try:
                await press(page)
            except OSError:
                jammed.append(page)
            left -= 1
            if left == 0:
                over.set()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker()) for _ in range(workers)]
        await over.wait()
        [task.cancel() for task in tasks]
    return jammed


# %% yes
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        try:
            while True:
                page = queue.get_nowait()
                try:
                    await press(page)
                except OSError:
                    jammed.append(page)
        except asyncio.QueueEmpty:
            return

    tasks = [asyncio.ensure_future(worker()) for _ in range(workers)]
    try:
        await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    return jammed


# %% not yet: it waits for ever (line 15: await queue.join()); who was to wake it?
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
                queue.task_done()
            except OSError:
                jammed.append(page)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker()) for _ in range(workers)]
        await queue.join()
        for task in tasks:
            task.cancel()
    return jammed


# %% not yet: with a bug: returned ['p2'], and StrangeError should have come out; what keeps it from coming out?
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
            except Exception:
                jammed.append(page)
            queue.task_done()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker()) for _ in range(workers)]
        await queue.join()
        for task in tasks:
            task.cancel()
    return jammed


# %% not yet: with a bug: returned [], and StrangeError should have come out; what keeps it from coming out?
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
            except OSError:
                jammed.append(page)
            finally:
                queue.task_done()

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    await queue.join()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return jammed


# %% not yet: press('p3') started at 1 s, not at 0.5 s; who is free at that moment, and what is it waiting for?
async def print_all(press, queue, workers):
    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
            finally:
                queue.task_done()

    tasks = [asyncio.create_task(worker()) for _ in range(workers)]
    await queue.join()
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    return [end for end in ends if isinstance(end, OSError)]


# %% not yet: it waits for ever (line 14: async with asyncio.TaskGroup() as group:); who was to wake it?
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
            except OSError:
                jammed.append(page)
            finally:
                queue.task_done()

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
        await queue.join()
    return jammed


# %% not yet: press('p3') started at 1 s, not at 0.5 s; who is free at that moment, and what is it waiting for?
async def print_all(press, queue, workers):
    jammed = []

    async def one(page):
        try:
            await press(page)
        except OSError:
            jammed.append(page)

    while not queue.empty():
        async with asyncio.TaskGroup() as group:
            for _ in range(min(workers, queue.qsize())):
                group.create_task(one(queue.get_nowait()))
    return jammed


# %% not yet: with two jams: returned ['p1', 'p2'], not ['p2', 'p1']; in which order does the text want them?
async def print_all(press, queue, workers):
    jammed = {}

    async def worker():
        while True:
            page = await queue.get()
            try:
                await press(page)
            except OSError as error:
                jammed[page] = error
            finally:
                queue.task_done()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(worker()) for _ in range(workers)]
        await queue.join()
        for task in tasks:
            task.cancel()
    return sorted(jammed)


# %% not yet: it never ends (line 13: async with asyncio.TaskGroup() as group:); what should make it stop?
async def print_all(press, queue, workers):
    jammed = []

    async def worker():
        while not queue.empty():
            page = await queue.get()
            try:
                await press(page)
            except OSError:
                jammed.append(page)
                queue.put_nowait(page)

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(worker())
    return jammed
