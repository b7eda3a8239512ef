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


# %% yes
async def total(send, count, size, places):
    starts = iter(range(0, count, size))
    pending, found = set(), 0
    while True:
        for start in starts:
            stop = min(start + size, count)
            pending.add(asyncio.ensure_future(send(start, stop)))
            if len(pending) == places:
                break
        if not pending:
            return found
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            found += await task


# %% yes
async def total(send, count, size, places):
    async def worker(waiting):
        mine = 0
        while waiting:
            start = waiting.pop()
            mine += await send(start, min(start + size, count))
        return mine

    waiting = list(range(0, count, size))[::-1]
    workers = [worker(waiting) for _ in range(places)]
    return sum(await asyncio.gather(*workers))


# %% yes
async def total(send, count, size, places):
    room = asyncio.BoundedSemaphore(places)
    tasks = []

    async def one(start, stop):
        try:
            return await send(start, stop)
        finally:
            room.release()

    async with asyncio.TaskGroup() as group:
        for start in range(0, count, size):
            await room.acquire()
            stop = min(start + size, count)
            tasks.append(group.create_task(one(start, stop)))
    return sum(task.result() for task in tasks)


# %% yes
async def total(send, count, size, places):
    answers, under_way = [], 0
    changed = asyncio.Condition()

    async def one(start, stop):
        nonlocal under_way
        answers.append(await send(start, stop))
        async with changed:
            under_way -= 1
            changed.notify_all()

    async with asyncio.TaskGroup() as group:
        for start in range(0, count, size):
            async with changed:
                await changed.wait_for(lambda: under_way < places)
                under_way += 1
            group.create_task(one(start, min(start + size, count)))
    return sum(answers)


# %% yes
async def total(send, count, size, places):
    starts = iter(range(0, count, size))

    async def chain():
        try:
            start = next(starts)
        except StopIteration:
            return 0
        answer = await send(start, min(start + size, count))
        return answer + await chain()

    chains = [asyncio.create_task(chain()) for _ in range(places)]
    return sum([await each for each in chains])


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


# %% not yet: send(0, 4) was never started; where does each batch begin and end, and the last one?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, min(start + size, count) - 1)

    return sum(await asyncio.gather(*map(one, range(0, count, size))))


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; how many batches may be in pending when the loop waits?
async def total(send, count, size, places):
    starts, pending, found = list(range(0, count, size)), set(), 0
    while starts or pending:
        while starts and len(pending) <= places:
            start = starts.pop(0)
            batch = send(start, min(start + size, count))
            pending.add(asyncio.create_task(batch))
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        found += sum(task.result() for task in done)
    return found


# %% not yet: send(8, 10) was never started; where does each batch begin and end, and the last one?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(number):
        async with free:
            return await send(number * size, (number + 1) * size)

    return sum(await asyncio.gather(*map(one, range(count // size))))


# %% not yet: send(0, 4) was never started; where does each batch begin and end, and the last one?
async def total(send, count, size, places):
    return sum(range(count))


# %% not yet: when it is cancelled: was cancelled at 1.5 s, and returned 1 all the same; which 'except' in there catches more than it has to?
async def total(send, count, size, places):
    free, found = asyncio.Semaphore(places), []

    async def one(start):
        async with free:
            found.append(await send(start, min(start + size, count)))

    try:
        await asyncio.gather(*map(one, range(0, count, size)))
    except asyncio.CancelledError:
        pass
    return sum(found)


# %% not yet: returned [6, 22, 17], not 45; is every answer in the sum, once?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, min(start + size, count))

    return await asyncio.gather(*map(one, range(0, count, size)))


# %% not yet: send(0, 4) was never started; where does each batch begin and end, and the last one?
async def total(send, count, size, places):
    each = -(-count // places)
    parts = [(x, min(x + each, count)) for x in range(0, count, each or 1)]
    return sum(await asyncio.gather(*(send(x, y) for x, y in parts)))


# %% not yet: with one place: took 2.3373 s: send(2, 4) started only at 0.6 s, though send(0, 2) was done at 0.5173 s; how many places are empty at that moment?
async def total(send, count, size, places):
    under_way, found = 0, []

    async def one(start):
        nonlocal under_way
        found.append(await send(start, min(start + size, count)))
        under_way -= 1

    tasks = []
    for start in range(0, count, size):
        while under_way >= places:
            await asyncio.sleep(0.1)
        under_way += 1
        tasks.append(asyncio.create_task(one(start)))
    await asyncio.gather(*tasks)
    return sum(found)


# %% not yet: with one slow batch: send(20, 20) was started and should not have been; where does each batch begin and end, and the last one?
async def total(send, count, size, places):
    start, found, pending = 0, 0, set()
    while True:
        while len(pending) < places and start <= count:
            batch = send(start, min(start + size, count))
            pending.add(asyncio.create_task(batch))
            start += size
        if not pending:
            return found
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        found += sum(task.result() for task in done)


# %% not yet: with nothing to add: raised ValueError: Set of Tasks/Futures is empty. (line 9: done, _ = await asyncio.wait(tasks)); what if there is nothing to wait for?
async def total(send, count, size, places):
    free = asyncio.Semaphore(places)

    async def one(start):
        async with free:
            return await send(start, min(start + size, count))

    tasks = [asyncio.create_task(one(x)) for x in range(0, count, size)]
    done, _ = await asyncio.wait(tasks)
    return sum(task.result() for task in done)
