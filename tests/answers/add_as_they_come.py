import asyncio


# %% yes
async def add_up(fetch, add, names):
    queue = asyncio.Queue()
    if not names:
        return 0

    async def put(coroutine):
        queue.put_nowait(await coroutine)

    try:
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(put(fetch(name)))
            for _ in range(len(names) - 1):
                pair = await queue.get(), await queue.get()
                group.create_task(put(add(pair)))
    except* Exception as errors:
        raise errors.exceptions[0] from None
    return queue.get_nowait()


# %% yes
async def add_up(fetch, add, names):
    pending, waiting = [asyncio.create_task(fetch(n)) for n in names], []
    try:
        while pending:
            done, _ = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                pending.remove(task)
                waiting.append(task.result())
                if len(waiting) == 2:
                    add_these = add(tuple(waiting))
                    pending.append(asyncio.create_task(add_these))
                    waiting = []
    except BaseException:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        raise
    return sum(waiting)


# %% not yet: add((3, 4)) started at 3 s, not at 1 s; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    values = list(await asyncio.gather(*map(fetch, names)))
    while len(values) > 1:
        values.append(await add((values.pop(0), values.pop(0))))
    return values[0] if values else 0


# %% not yet: add((3, 4)) was never started; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    return sum(await asyncio.gather(*map(fetch, names)))


# %% not yet: with two additions at a time: add((3, 4)) was never started; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    value = None
    for task in asyncio.as_completed([fetch(name) for name in names]):
        new = await task
        value = new if value is None else await add((value, new))
    return value or 0


# %% not yet: when one cannot be fetched: ended in StrangeError while fetch('c') was still under way; which lines run on that way out of the function?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        values += [task.result() for task in done]
        while len(values) > 1:
            pair = values.pop(0), values.pop(0)
            pending.add(asyncio.create_task(add(pair)))
    return values[0]


# %% not yet: add((3, 4)) was never started; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        values += [task.result() for task in done]
        while len(values) > 1:
            pair = values.pop(), values.pop()
            pending.add(asyncio.create_task(add(pair)))
    return values[0] if values else 0


# %% not yet: add((3, 4)) started at 3 s, not at 1 s; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    while pending:
        done, pending = await asyncio.wait(pending)
        values += [task.result() for task in done]
        while len(values) > 1:
            pair = values.pop(0), values.pop(0)
            pending.add(asyncio.create_task(add(pair)))
    return values[0] if values else 0


# %% not yet: when one cannot be fetched: returned 4, and StrangeError should have come out; what keeps it from coming out?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if task.exception() is None:
                values.append(task.result())
        while len(values) > 1:
            pair = values.pop(0), values.pop(0)
            pending.add(asyncio.create_task(add(pair)))
    return values[0] if values else 0
