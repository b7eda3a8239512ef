import asyncio


# %% yes
async def admit(serve, names, places, limit):
    queue, answers = list(names), {}

    async def worker():
        while queue:
            name = queue.pop(0)
            try:
                answers[name] = await asyncio.wait_for(serve(name), limit)
            except asyncio.TimeoutError:
                answers[name] = "408"

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return answers


# %% yes
async def admit(serve, names, places, limit):
    async def one(name):
        task = asyncio.ensure_future(serve(name))
        done, late = await asyncio.wait([task], timeout=limit)
        if late:
            task.cancel()
            await asyncio.wait(late)
            return name, "408"
        return name, task.result()

    waiting, inside, answers = list(names), set(), {}
    while waiting or inside:
        while waiting and len(inside) < places:
            inside.add(asyncio.create_task(one(waiting.pop(0))))
        done, inside = await asyncio.wait(
            inside, return_when=asyncio.FIRST_COMPLETED
        )
        answers.update(task.result() for task in done)
    return answers


# %% not yet: serve('cat') was cancelled at 1 s; from when to when does the limit count?
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        try:
            async with asyncio.timeout(limit), room:
                answers[name] = await serve(name)
        except TimeoutError:
            answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; what does a client have to get hold of before it is served?
async def admit(serve, names, places, limit):
    answers = {}

    async def one(name):
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% not yet: serve('bob') started at 0.5 s, not at 0 s; at which instant is there a place for the next one?
async def admit(serve, names, places, limit):
    answers = {}
    for name in names:
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"
    return answers


# %% not yet: serve('cat') started at 1 s, not at 0.5 s; at which instant is there a place for the next one?
async def admit(serve, names, places, limit):
    answers, names = {}, list(names)

    async def one(name):
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"

    while names:
        group, names = names[:places], names[places:]
        await asyncio.gather(*map(one, group))
    return answers


# %% not yet: serve('bob') was not cancelled: it returned at 3 s; from when to when does the limit count?
async def admit(serve, names, places, limit):
    room = asyncio.Semaphore(places)

    async def one(name):
        async with room:
            return await serve(name)

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: serve('cat') was cancelled at 1 s; from when to when does the limit count?
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), dict.fromkeys(names, "408")

    async def one(name):
        async with room:
            answers[name] = await serve(name)

    tasks = [asyncio.create_task(one(name)) for name in names]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=limit)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    return answers


# %% not yet: returned while serve('bob') was still under way; who awaits the tasks that you started?
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        async with room:
            task = asyncio.create_task(serve(name))
            done, _ = await asyncio.wait([task], timeout=limit)
            answers[name] = task.result() if done else "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% yes
async def admit(serve, names, places, limit):
    names, answers = iter(names), {}

    async def place():
        for name in names:
            try:
                answers[name] = await asyncio.wait_for(serve(name), limit)
            except TimeoutError:
                answers[name] = "408"

    await asyncio.gather(*(place() for _ in range(places)))
    return answers


# %% not yet: with empty answers: returned {'x': '408', 'y': '408'}, not {'x': '', 'y': ''}; what does each client get, and who writes it down?
async def admit(serve, names, places, limit):
    room, answers = asyncio.Semaphore(places), {}

    async def one(name):
        async with room:
            task = asyncio.create_task(serve(name))
            done, _ = await asyncio.wait([task], timeout=limit)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            answers[name] = done and task.result() or "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% yes
async def admit(serve, names, places, limit):
    queue, answers = asyncio.Queue(), {}
    for name in names:
        queue.put_nowait(name)

    async def place():
        while not queue.empty():
            name = queue.get_nowait()
            try:
                async with asyncio.timeout(limit):
                    answers[name] = await serve(name)
            except TimeoutError:
                answers[name] = "408"

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(place())
    return answers


# %% yes
async def admit(serve, names, places, limit):
    answers, inside, left = {}, {}, list(names)
    loop = asyncio.get_running_loop()
    while left or inside:
        while left and len(inside) < places:
            task = asyncio.create_task(serve(left[0]))
            inside[task] = (left.pop(0), loop.time() + limit)
        next_end = min(end for _, end in inside.values())
        done, _ = await asyncio.wait(
            inside,
            timeout=max(0, next_end - loop.time()),
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in list(inside):
            name, end = inside[task]
            if task in done:
                answers[name] = task.result()
                del inside[task]
            elif loop.time() >= end:
                task.cancel()
                await asyncio.wait([task])
                answers[name] = "408"
                del inside[task]
    return answers


# %% yes
class Door:
    def __init__(self, places):
        self.free, self.changed = places, asyncio.Condition()

    async def __aenter__(self):
        async with self.changed:
            await self.changed.wait_for(lambda: self.free > 0)
            self.free -= 1

    async def __aexit__(self, *error):
        async with self.changed:
            self.free += 1
            self.changed.notify()


async def admit(serve, names, places, limit):
    door = Door(places)

    async def one(name):
        async with door:
            try:
                return await asyncio.wait_for(serve(name), limit)
            except asyncio.TimeoutError:
                return "408"

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: serve('cat') was cancelled at 1 s; from when to when does the limit count?
async def admit(serve, names, places, limit):
    answers, places = {}, asyncio.BoundedSemaphore(places)

    async def one(name):
        try:
            async with asyncio.timeout(limit), places:
                answers[name] = await serve(name)
        except TimeoutError:
            answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% not yet: serve('bob') started at 0.5 s, not at 0 s; at which instant is there a place for the next one?
async def admit(serve, names, places, limit):
    answers = {}
    for start in range(0, len(names), places):
        for name in names[start : start + places]:
            try:
                answers[name] = await asyncio.wait_for(serve(name), limit)
            except TimeoutError:
                answers[name] = "408"
    return answers
