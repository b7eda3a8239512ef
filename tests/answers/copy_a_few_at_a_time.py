import asyncio


# %% yes
async def backup(copy, names, places):
    free = asyncio.Semaphore(places)

    async def one(name):
        async with free:
            return await copy(name)

    return list(await asyncio.gather(*map(one, names)))


# %% yes
async def backup(copy, names, places):
    waiting, answers = list(names), []

    async def worker():
        while waiting:
            answers.append(await copy(waiting.pop(0)))

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return answers


# %% yes
async def backup(copy, names, places):
    waiting, answers = iter(names), []

    async def worker():
        for name in waiting:
            answers.append(await copy(name))

    await asyncio.gather(*(worker() for _ in range(places)))
    return answers


# %% not yet: took 4 s: copy('b2') started only when copy('b1') was done; how many places are empty at that moment?
async def backup(copy, names, places):
    return [await copy(name) for name in names]


# %% not yet: with one slow file: took 4 s: copy('y') started only when copy('film') was done; how many places are empty at that moment?
async def backup(copy, names, places):
    answers = []
    for at in range(0, len(names), places):
        some = names[at : at + places]
        answers += await asyncio.gather(*map(copy, some))
    return answers


# %% not yet: took 3 s: copy('b3') started only when copy('b1') was done; how many places are empty at that moment?
async def backup(copy, names, places):
    names = list(names)
    first, rest, answers = names[:places], names[places:], []
    pending = {asyncio.create_task(copy(name)) for name in first}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += [task.result() for task in done]
        if rest:
            pending.add(asyncio.create_task(copy(rest.pop(0))))
    return answers


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; how many may be in pending when the loop waits?
async def backup(copy, names, places):
    pending, answers = set(), []
    for name in names:
        if len(pending) > places:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            answers += [task.result() for task in done]
        pending.add(asyncio.create_task(copy(name)))
    for task in pending:
        answers.append(await task)
    return answers


# %% not yet: with one slow file: returned while copy('film') was still under way; who awaits the tasks that you started?
async def backup(copy, names, places):
    waiting, pending, answers = list(names), set(), []
    while waiting:
        while waiting and len(pending) < places:
            pending.add(asyncio.create_task(copy(waiting.pop(0))))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        answers += [task.result() for task in done]
    return answers


# %% not yet: raised IndexError: pop from empty list (line 11: pending.add(asyncio.create_task(copy(rest.pop(0))))); what does the error say about that line?
async def backup(copy, names, places):
    names = list(names)
    first, rest, answers = names[:places], names[places:], []
    pending = {asyncio.create_task(copy(name)) for name in first}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            answers.append(task.result())
            pending.add(asyncio.create_task(copy(rest.pop(0))))
    return answers


# %% yes
async def backup(copy, names, places):
    names, answers = iter(names), []

    async def worker():
        for name in names:
            answers.append(await copy(name))

    await asyncio.gather(*(worker() for _ in range(places)))
    return answers


# %% yes
async def backup(copy, names, places):
    room, answers = asyncio.Semaphore(places), []

    async def one(name):
        try:
            answers.append(await copy(name))
        finally:
            room.release()

    async with asyncio.TaskGroup() as group:
        for name in names:
            await room.acquire()
            group.create_task(one(name))
    return answers


# %% yes
async def backup(copy, names, places):
    queue, answers = asyncio.Queue(), []
    for name in names:
        queue.put_nowait(name)

    async def worker():
        while True:
            answers.append(await copy(await queue.get()))
            queue.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(places)]
    await queue.join()
    for each in workers:
        each.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return answers


# %% not yet: with one slow file: took 4 s: copy('y') started only when copy('film') was done; how many places are empty at that moment?
async def backup(copy, names, places):
    answers = []
    for start in range(0, len(names), places):
        some = names[start : start + places]
        answers += await asyncio.gather(*map(copy, some))
    return answers


# %% not yet: with other answers: took 2.0917 s: copy('z') started only at 0.8 s, though copy('x') was done at 0.7373 s; how many places are empty at that moment?
async def backup(copy, names, places):
    answers, under_way = [], 0

    async def one(name):
        nonlocal under_way
        while under_way >= places:
            await asyncio.sleep(0.1)
        under_way += 1
        answers.append(await copy(name))
        under_way -= 1

    await asyncio.gather(*map(one, names))
    return answers
