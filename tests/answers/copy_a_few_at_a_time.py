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


# %% not yet: took 4 s: copy('b2') started only when copy('b1') was done; was a place free before that?
async def backup(copy, names, places):
    return [await copy(name) for name in names]


# %% not yet: with one slow file: took 4 s: copy('y') started only when copy('film') was done; was a place free before that?
async def backup(copy, names, places):
    answers = []
    for at in range(0, len(names), places):
        some = names[at : at + places]
        answers += await asyncio.gather(*map(copy, some))
    return answers


# %% not yet: took 3 s: copy('b3') started only when copy('b1') was done; was a place free before that?
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


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; how many may be under way when the loop waits?
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


# %% not yet: with one slow file: took 4 s: copy('y') started only when copy('film') was done; was a place free before that?
async def backup(copy, names, places):
    answers = []
    for start in range(0, len(names), places):
        some = names[start : start + places]
        answers += await asyncio.gather(*map(copy, some))
    return answers


# %% not yet: with other answers: took 2.0917 s: copy('z') started only at 0.8 s, though copy('x') was done at 0.7373 s; was a place free before that?
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


# %% yes
async def backup(copy, names, places):
    sem = asyncio.Semaphore(places)

    async def one(name):
        async with sem:
            return await copy(name)

    return await asyncio.gather(*[one(n) for n in names])


# %% yes
async def backup(copy, names, places):
    left = list(names)
    pending = set()
    answers = []
    while left or pending:
        while left and len(pending) < places:
            pending.add(asyncio.create_task(copy(left.pop(0))))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for t in done:
            answers.append(t.result())
    return answers


# %% yes
async def backup(copy, names, places):
    it = iter(names)
    answers = []

    async def worker():
        for name in it:
            answers.append(await copy(name))

    async with asyncio.TaskGroup() as g:
        for _ in range(places):
            g.create_task(worker())
    return answers


# %% yes
async def backup(copy, names, places):
    queue = asyncio.Queue()
    answers = []

    async def worker():
        while True:
            name = await queue.get()
            answers.append(await copy(name))
            queue.task_done()

    workers = [asyncio.create_task(worker()) for _ in range(places)]
    for n in names:
        await queue.put(n)
    await queue.join()
    for w in workers:
        w.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return answers


# %% not yet: the order was copy('b4'), copy('b3'), copy('b2'), copy('b1'); in which order are the names in the list?
async def backup(copy, names, places):
    left = list(names)
    answers = []

    async def worker():
        while left:
            answers.append(await copy(left.pop()))

    await asyncio.gather(*(worker() for _ in range(places)))
    return answers


# %% not yet: with empty answers: returned [''], not ['', '']; what becomes of an answer that is empty, or equal to another?
async def backup(copy, names, places):
    sem = asyncio.Semaphore(places)
    answers = set()

    async def one(name):
        async with sem:
            answers.add(await copy(name))

    await asyncio.gather(*[one(n) for n in names])
    return list(answers)


# %% not yet: with one place: 2 calls were under way at 0 s, and 1 is allowed; how many may be under way when the loop waits?
async def backup(copy, names, places):
    sem = asyncio.Semaphore(2)

    async def one(name):
        async with sem:
            return await copy(name)

    return await asyncio.gather(*[one(n) for n in names])


# %% not yet: with empty answers: returned [], not ['', '']; what becomes of an answer that is empty, or equal to another?
async def backup(copy, names, places):
    sem = asyncio.Semaphore(places)
    answers = []

    async def one(name):
        async with sem:
            answer = await copy(name)
            if answer:
                answers.append(answer)

    await asyncio.gather(*[one(n) for n in names])
    return answers


# %% not yet: returned ['copy of b1', 'copy of b3'], not ['copy of b1', 'copy of b2', 'copy of b3', 'copy of b4']; is the result of every task collected?
async def backup(copy, names, places):
    pending = set()
    answers = []
    for name in names:
        pending.add(asyncio.create_task(copy(name)))
        if len(pending) >= places:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            answers.append(done.pop().result())
    if pending:
        done, _ = await asyncio.wait(pending)
        answers += [t.result() for t in done]
    return answers
