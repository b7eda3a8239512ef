import asyncio


# %% yes
async def answer_all(ask, add_up, names):
    async def answer(name):
        prices = await ask(name)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, add_up, prices)

    return await asyncio.gather(*map(answer, names))


# %% yes
async def answer_all(ask, add_up, names):
    async def answer(name):
        return await asyncio.to_thread(add_up, await ask(name))

    tasks = [asyncio.create_task(answer(name)) for name in names]
    try:
        return [await task for task in tasks]
    finally:
        for task in tasks:
            task.cancel()


# %% yes
async def answer_all(ask, add_up, names):
    async def answer(name):
        return await asyncio.to_thread(add_up, await ask(name))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(answer(name)) for name in names]
    return [task.result() for task in tasks]


# %% yes
from concurrent.futures import ThreadPoolExecutor


async def answer_all(ask, add_up, names):
    loop = asyncio.get_running_loop()

    async def answer(name):
        return await loop.run_in_executor(pool, add_up, await ask(name))

    with ThreadPoolExecutor(8) as pool:
        return await asyncio.gather(*map(answer, names))


# %% not yet: held up the whole event loop for 1 s; which call in there waits without an 'await'?
async def answer_all(ask, add_up, names):
    async def answer(name):
        prices = await ask(name)
        await asyncio.sleep(0)
        return add_up(prices)

    return await asyncio.gather(*map(answer, names))


# %% not yet: took 2.5 s: the last call was done at 2 s already; what could begin earlier?
async def answer_all(ask, add_up, names):
    return [await asyncio.to_thread(add_up, await ask(x)) for x in names]


# %% not yet: with a slow sum of quick prices: took 4 s: the last call was done at 2 s already; what could begin earlier?
async def answer_all(ask, add_up, names):
    prices = await asyncio.gather(*map(ask, names))
    sums = (asyncio.to_thread(add_up, each) for each in prices)
    return await asyncio.gather(*sums)


# %% not yet: returned a coroutine, of which nothing has run; is there an 'await' missing?
async def answer_all(ask, add_up, names):
    async def answer(name):
        return asyncio.to_thread(add_up, await ask(name))

    return await asyncio.gather(*map(answer, names))


# %% not yet: raised TypeError: 'str' object is not callable (line 4: return await asyncio.to_thread(add_up(prices))); what does the error say about that line?
async def answer_all(ask, add_up, names):
    async def answer(name):
        prices = await ask(name)
        return await asyncio.to_thread(add_up(prices))

    return await asyncio.gather(*map(answer, names))


# %% not yet: with slow sums: returned ['sum of cake', 'sum of tea'], not ['sum of tea', 'sum of cake']; in which order does the text want them?
async def answer_all(ask, add_up, names):
    sums = []
    for done in asyncio.as_completed([ask(name) for name in names]):
        sums.append(await asyncio.to_thread(add_up, await done))
    return sums
