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


# %% not yet: serve('cat') was cancelled at 1 s; when does the time of this client begin, and when is it over?
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


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; what does a client have to get before it is served?
async def admit(serve, names, places, limit):
    answers = {}

    async def one(name):
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% not yet: serve('bob') started at 0.5 s, not at 0 s; when is a place free for this client?
async def admit(serve, names, places, limit):
    answers = {}
    for name in names:
        try:
            answers[name] = await asyncio.wait_for(serve(name), limit)
        except TimeoutError:
            answers[name] = "408"
    return answers


# %% not yet: serve('cat') started at 1 s, not at 0.5 s; when is a place free for this client?
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


# %% not yet: serve('bob') was not cancelled: it returned at 3 s; when does the time of this client begin, and when is it over?
async def admit(serve, names, places, limit):
    room = asyncio.Semaphore(places)

    async def one(name):
        async with room:
            return await serve(name)

    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% not yet: serve('cat') was cancelled at 1 s; when does the time of this client begin, and when is it over?
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


# %% not yet: with empty answers: returned {'x': '408', 'y': '408'}, not {'x': '', 'y': ''}; is an empty answer no answer?
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


# %% not yet: serve('cat') was cancelled at 1 s; when does the time of this client begin, and when is it over?
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


# %% not yet: serve('bob') started at 0.5 s, not at 0 s; when is a place free for this client?
async def admit(serve, names, places, limit):
    answers = {}
    for start in range(0, len(names), places):
        for name in names[start : start + places]:
            try:
                answers[name] = await asyncio.wait_for(serve(name), limit)
            except TimeoutError:
                answers[name] = "408"
    return answers


# %% yes
async def admit(serve, names, places, limit):
    sem = asyncio.Semaphore(places)

    async def one(name):
        async with sem:
            try:
                return await asyncio.wait_for(serve(name), limit)
            except TimeoutError:
                return "408"

    names = list(names)
    return dict(zip(names, await asyncio.gather(*map(one, names))))


# %% yes
async def admit(serve, names, places, limit):
    queue = asyncio.Queue()
    for name in names:
        queue.put_nowait(name)
    answers = {}

    async def worker():
        while not queue.empty():
            name = queue.get_nowait()
            try:
                async with asyncio.timeout(limit):
                    answers[name] = await serve(name)
            except TimeoutError:
                answers[name] = "408"

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return answers


# %% yes
class Door:
    def __init__(self, serve, limit):
        self.serve = serve
        self.limit = limit
        self.answers = {}

    async def client(self, name):
        task = asyncio.create_task(self.serve(name))
        handle = asyncio.get_running_loop().call_later(self.limit, task.cancel)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        finally:
            handle.cancel()
        self.answers[name] = "408" if task.cancelled() else task.result()


async def admit(serve, names, places, limit):
    door = Door(serve, limit)
    inside = set()
    try:
        for name in names:
            while len(inside) >= places:
                done, inside = await asyncio.wait(
                    inside, return_when=asyncio.FIRST_COMPLETED
                )
            inside.add(asyncio.create_task(door.client(name)))
        if inside:
            await asyncio.wait(inside)
    except asyncio.CancelledError:
        for t in inside:
            t.cancel()
        await asyncio.gather(*inside, return_exceptions=True)
        raise
    return door.answers


# %% yes
async def admit(serve, names, places, limit):
    line = asyncio.Queue(places)
    answers = {}

    async def client(name):
        try:
            answers[name] = await asyncio.wait_for(
                asyncio.create_task(serve(name)), limit
            )
        except asyncio.TimeoutError:
            answers[name] = "408"
        finally:
            line.get_nowait()

    tasks = []
    for name in names:
        await line.put(name)
        tasks.append(asyncio.ensure_future(client(name)))
    for t in tasks:
        await t
    return answers


# %% not yet: serve('ann') started at 0.7 s, not at 0 s; when is a place free for this client?
async def admit(serve, names, places, limit):
    stack = list(names)
    answers = {}

    async def worker():
        while stack:
            name = stack.pop()
            try:
                answers[name] = await asyncio.wait_for(serve(name), limit)
            except TimeoutError:
                answers[name] = "408"

    await asyncio.gather(*(worker() for _ in range(places)))
    return answers


# %% not yet: with one that takes a moment to end: 2 calls were under way at 1 s, and 1 is allowed; when is the place of a cancelled client free?
async def admit(serve, names, places, limit):
    sem = asyncio.Semaphore(places)
    answers = {}

    async def one(name):
        async with sem:
            task = asyncio.create_task(serve(name))
            done, _ = await asyncio.wait([task], timeout=limit)
            if not done:
                task.cancel()
            answers[name] = task.result() if done else "408"

    await asyncio.gather(*map(one, names))
    return answers


# %% not yet: returned {'ann': 'hello ann', 'bob': 408, 'cat': 'hello cat'}, not {'ann': 'hello ann', 'bob': '408', 'cat': 'hello cat'}; what does each client get as its answer?
async def admit(serve, names, places, limit):
    sem = asyncio.Semaphore(places)
    answers = {}

    async def one(name):
        async with sem:
            try:
                async with asyncio.timeout(limit):
                    answers[name] = await serve(name)
            except TimeoutError:
                answers[name] = 408

    await asyncio.gather(*map(one, names))
    return answers


# %% not yet: took 1.5 s, not 1.2 s; what is it still waiting for at the end?
async def admit(serve, names, places, limit):
    answers = {}
    inside = {}
    for name in names:
        while len(inside) >= places:
            done, _ = await asyncio.wait(
                inside, timeout=limit, return_when="FIRST_COMPLETED"
            )
            for t in done:
                answers[inside.pop(t)] = t.result()
            if not done:
                t = next(iter(inside))
                t.cancel()
                answers[inside.pop(t)] = "408"
        inside[asyncio.create_task(serve(name))] = name
    if inside:
        done, late = await asyncio.wait(inside, timeout=limit)
        for t in done:
            answers[inside[t]] = t.result()
        for t in late:
            t.cancel()
            answers[inside[t]] = "408"
    return answers
