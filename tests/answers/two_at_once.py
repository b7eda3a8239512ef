import asyncio


# %% yes
async def both(first, second):
    return list(await asyncio.gather(first(), second()))


# %% yes
async def both(first, second):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job()) for job in (first, second)]
    return [task.result() for task in tasks]


# %% not yet: quick() was never started; does it run each of the two, once?
async def both(first, second):
    return [await first(), await first()]


# %% not yet: took 4 s: quick() started only when slow() was done; what has to happen before the first 'await'?
async def both(first, second):
    one = asyncio.create_task(first())
    result = await one
    return [result, await asyncio.create_task(second())]


# %% not yet: returned ['quick', 'slow'], not ['slow', 'quick']; in which order are the results returned?
async def both(first, second):
    other = asyncio.create_task(second())
    one = asyncio.create_task(first())
    return [await other, await one]


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def both(first, second):
    return [first(), second()]


# %% not yet: took 5 s: the last call was done at 3 s already; what does it wait for, besides the slower of the two?
async def both(first, second):
    one = asyncio.create_task(first())
    other = asyncio.create_task(second())
    await asyncio.sleep(5)
    return [one.result(), other.result()]


# %% yes
async def both(first, second):
    results = [None, None]

    async def fill(place, job):
        results[place] = await job()

    async with asyncio.TaskGroup() as group:
        group.create_task(fill(0, first))
        group.create_task(fill(1, second))
    return results


# %% not yet: with other answers: returned [42], not ['', 42]; where does each part of the result come from?
async def both(first, second):
    one, other = await asyncio.gather(first(), second())
    return [x for x in (one, other) if x]


# %% not yet: with other answers: took 1.3 s: the last call was done at 1.2917 s already; what does it wait for, besides the slower of the two?
async def both(first, second):
    one = asyncio.create_task(first())
    other = asyncio.create_task(second())
    while not (one.done() and other.done()):
        await asyncio.sleep(0.1)
    return [one.result(), other.result()]


# %% not yet: returned (['slow', 'quick'], None), not ['slow', 'quick']; is it a list, as the text asks?
async def both(first, second):
    return await asyncio.gather(first(), second()), None


# %% yes
async def both(first, second):
    loop = asyncio.get_running_loop()
    waiter, results = loop.create_future(), {}

    def note(place):
        def done(task):
            results[place] = task.result()
            if len(results) == 2:
                waiter.set_result(None)

        return done

    for place, job in enumerate((first, second)):
        loop.create_task(job()).add_done_callback(note(place))
    await waiter
    return [results[0], results[1]]


# %% yes
async def both(first, second):
    tasks = [asyncio.ensure_future(job()) for job in (first, second)]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]
