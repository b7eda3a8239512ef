import asyncio


# %% yes
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, min(start + size, count))

    return sum(await asyncio.gather(*map(one, range(0, count, size))))


# %% yes
async def total(send, count, size, places):
    starts, found = iter(range(0, count, size)), []

    async def worker():
        for start in starts:
            found.append(await send(start, min(start + size, count)))

    async with asyncio.TaskGroup() as group:
        for _ in range(places):
            group.create_task(worker())
    return sum(found)


# %% yes
async def total(send, count, size, places):
    queue, found = asyncio.Queue(), 0
    for start in range(0, count, size):
        queue.put_nowait((start, min(start + size, count)))

    async def worker():
        nonlocal found
        while not queue.empty():
            answer = await send(*queue.get_nowait())
            found += answer

    await asyncio.gather(*(worker() for _ in range(places)))
    return found


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; how many batches may be in pending when the loop waits?
async def total(send, count, size, places):
    starts = range(0, count, size)
    return sum(
        await asyncio.gather(*(send(x, min(x + size, count)) for x in starts))
    )


# %% not yet: took 3 s: send(4, 8) started only when send(0, 4) was done; how many places are empty at that moment?
async def total(send, count, size, places):
    found = 0
    for start in range(0, count, size):
        found += await send(start, min(start + size, count))
    return found


# %% not yet: send(8, 10) was never started; where does each batch begin and end, and the last one?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, start + size)

    return sum(await asyncio.gather(*map(one, range(0, count, size))))


# %% not yet: with one slow batch: took 4 s: send(10, 15) started only when send(0, 5) was done; how many places are empty at that moment?
async def total(send, count, size, places):
    found, starts = 0, list(range(0, count, size))
    for at in range(0, len(starts), places):
        some = starts[at : at + places]
        found += sum(
            await asyncio.gather(
                *(send(x, min(x + size, count)) for x in some)
            )
        )
    return found


# %% not yet: with a worker that adds one: returned 15, not 18; is every answer in the sum, once?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            await send(start, min(start + size, count))

    await asyncio.gather(*map(one, range(0, count, size)))
    return sum(range(count))


# %% not yet: returned 22, not 45; is every answer in the sum, once?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, min(start + size, count))

    return max(await asyncio.gather(*map(one, range(0, count, size))))


# %% not yet: the order was send(8, 10), send(4, 8), send(0, 4); in which order do the starts come?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, min(start + size, count))

    starts = reversed(range(0, count, size))
    return sum(await asyncio.gather(*map(one, starts)))


# %% not yet: with more places than batches: returned while send(0, 3) was still under way; who awaits the tasks that you started?
async def total(send, count, size, places):
    starts, pending, found = list(range(0, count, size)), set(), 0
    while starts:
        while starts and len(pending) < places:
            start = starts.pop(0)
            batch = send(start, min(start + size, count))
            pending.add(asyncio.create_task(batch))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        found += sum(task.result() for task in done)
    return found
