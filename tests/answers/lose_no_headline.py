import asyncio


# %% yes
async def newsroom(sources):
    tasks = [asyncio.ensure_future(source) for source in sources]
    return [await each for each in asyncio.as_completed(tasks)]


# %% yes
async def newsroom(sources):
    pending = set(map(asyncio.create_task, sources))
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        while done:
            headlines.append(done.pop().result())
    return headlines


# %% yes
async def newsroom(sources):
    headlines = []

    async def take(source):
        headlines.append(await source)

    async with asyncio.TaskGroup() as group:
        for source in sources:
            group.create_task(take(source))
    return headlines


# %% yes
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        task = done.pop()
        pending.discard(task)
        headlines.append(task.result())
    return headlines


# %% not yet: with all at once: 4 headlines were sent, and 1 came out; how many tasks can be in done, and how many of them do you look at?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        if len(done) == 2:
            headlines.append(done.pop().result())
        headlines.append(done.pop().result())
    return headlines


# %% not yet: ['rain'] stands at place 1 of the list, where 'rain' belongs; is that a list inside a list?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines.append([task.result() for task in done])
    return headlines


# %% not yet: 'goal' stands at place 1 of the list, where 'rain' belongs; which of the two came in first?
async def newsroom(sources):
    return list(await asyncio.gather(*sources))


# %% not yet: took 3 s: send('rain') started only when send('goal') was done; is anything scheduled before the first await?
async def newsroom(sources):
    return [await source for source in sources]


# %% not yet: returned {'goal', 'rain', 'vote'}, not a list; does that keep the order?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = set()
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines |= {task.result() for task in done}
    return headlines


# %% not yet: send('rain') was done at 0.5 s and collected only at 1 s; what was the program waiting for meanwhile?
async def newsroom(sources):
    tasks = [asyncio.create_task(source) for source in sources]
    headlines = []
    while len(headlines) < len(tasks):
        await asyncio.sleep(0.5)
        for task in tasks:
            if task.done() and task.result() not in headlines:
                headlines.append(task.result())
    return headlines


# %% not yet: it goes round and round while no time passes (line 5: done, _ = await asyncio.wait(); what could it wait for, instead of asking again and again?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            headlines.append(task.result())
    return headlines


# %% yes
async def newsroom(sources):
    return [await each for each in asyncio.as_completed(sources)]


# %% yes
async def newsroom(sources):
    desk, headlines = asyncio.Queue(), []

    async def report(source):
        desk.put_nowait(await source)

    async with asyncio.TaskGroup() as group:
        for source in sources:
            group.create_task(report(source))
        for _ in sources:
            headlines.append(await desk.get())
    return headlines


# %% yes
async def newsroom(sources):
    headlines, tasks = [], []
    for source in sources:
        task = asyncio.create_task(source)
        task.add_done_callback(lambda t: headlines.append(t.result()))
        tasks.append(task)
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)
    return headlines


# %% not yet: slept 0.125 s at 0 s, and 12 time(s) more, by the clock and not for its work; what could it await instead, that tells when it is time?
async def newsroom(sources):
    tasks = [asyncio.create_task(source) for source in sources]
    headlines = []
    while tasks:
        for task in tasks:
            if task.done():
                headlines.append(task.result())
                tasks.remove(task)
        await asyncio.sleep(0.125)
    return headlines


# %% yes
async def newsroom(sources):
    headlines = []
    for first in asyncio.as_completed(sources):
        headlines.append(await first)
    return headlines


# %% yes
async def newsroom(sources):
    headlines = []

    async def collect(source):
        headlines.append(await source)

    await asyncio.gather(*map(collect, sources))
    return headlines


# %% not yet: with all at once: 4 headlines were sent, and 2 came out; how many tasks can be in done, and how many of them do you look at?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        headlines.append(done.pop().result())
        if done:
            headlines.append(done.pop().result())
    return headlines


# %% not yet: 3 headlines were sent, and 6 came out; which headline went into the list more than once?
async def newsroom(sources):
    tasks = pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        pending = {t for t in tasks if not t.done()}
        for task in tasks:
            if task.done():
                headlines.append(task.result())
    return headlines


# %% not yet: with texts that are empty: 2 headlines were sent, and 1 came out; what becomes of a headline that is empty, or equal to another?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if task.result() not in headlines:
                headlines.append(task.result())
    return headlines


# %% not yet: with texts that are empty: 2 headlines were sent, and 0 came out; what becomes of a headline that is empty, or equal to another?
async def newsroom(sources):
    pending = {asyncio.create_task(source) for source in sources}
    headlines = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            if task.result():
                headlines.append(task.result())
    return headlines


# %% yes
async def newsroom(sources):
    queue = asyncio.Queue()

    async def report(source):
        await queue.put(await source)

    tasks = [asyncio.create_task(report(s)) for s in sources]
    return [await queue.get() for _ in tasks]
