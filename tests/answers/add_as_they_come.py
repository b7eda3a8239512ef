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


# %% yes
async def add_up(fetch, add, names):
    shelf = []

    async def arrive(value):
        if shelf:
            await arrive(await add((shelf.pop(), value)))
        else:
            shelf.append(value)

    async def bring(name):
        await arrive(await fetch(name))

    tasks = [asyncio.create_task(bring(name)) for name in names]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return shelf[0] if shelf else 0


# %% yes
async def add_up(fetch, add, names):
    came = asyncio.Queue()

    async def put(work):
        came.put_nowait(await work)

    if not names:
        return 0
    try:
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(put(fetch(name)))
            for _ in range(len(names) - 1):
                pair = await came.get(), await came.get()
                group.create_task(put(add(pair)))
            return await came.get()
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


# %% yes
async def add_up(fetch, add, names):
    jobs = [asyncio.ensure_future(fetch(name)) for name in names]
    ready = []
    try:
        while jobs:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in [job for job in jobs if job.done()]:
                jobs.remove(job)
                ready.append(job.result())
            while len(ready) >= 2:
                first, second, *ready = ready
                jobs.append(asyncio.ensure_future(add((first, second))))
        return sum(ready)
    finally:
        [job.cancel() for job in jobs]
        await asyncio.gather(*jobs, return_exceptions=True)


# %% yes
async def add_up(fetch, add, names):
    if not names:
        return 0
    end = asyncio.get_running_loop().create_future()
    tasks, values = set(), []

    def start(coroutine):
        task = asyncio.create_task(coroutine)
        tasks.add(task)
        task.add_done_callback(done)

    def done(task):
        tasks.discard(task)
        if end.done() or task.cancelled():
            return
        if task.exception():
            end.set_exception(task.exception())
            return
        values.append(task.result())
        if len(values) == 2:
            pair = tuple(values)
            values.clear()
            start(add(pair))
        elif not tasks:
            end.set_result(values[0])

    for name in names:
        start(fetch(name))
    try:
        return await end
    finally:
        left = list(tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


# %% yes
async def add_up(fetch, add, names):
    waiting, tasks = [], []

    async def work(job):
        value = await job
        while waiting:
            value = await add((waiting.pop(0), value))
        waiting.append(value)

    try:
        for name in names:
            tasks.append(asyncio.create_task(work(fetch(name))))
        for task in asyncio.as_completed(tasks):
            await task
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
    return waiting.pop() if waiting else 0


# %% yes
async def add_up(fetch, add, names):
    values, changed = [], asyncio.Condition()
    left = len(names)

    async def bring(coroutine):
        value = await coroutine
        async with changed:
            values.append(value)
            changed.notify()

    try:
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(bring(fetch(name)))
            while left > 1:
                async with changed:
                    await changed.wait_for(lambda: len(values) > 1)
                    pair = values.pop(0), values.pop(0)
                group.create_task(bring(add(pair)))
                left -= 1
    except* Exception as errors:
        failed = errors.exceptions[0]
    else:
        return values[0] if values else 0
    raise failed


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


# %% not yet: add((3, 4)) started at 1.5 s, not at 1 s; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    found = 0
    for each in asyncio.as_completed([fetch(name) for name in names]):
        found = await add((found, await each))
    return found


# %% not yet: add((3, 4)) was never started; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done]
            while len(values) > 1:
                pair = values.pop(), values.pop()
                pending.add(asyncio.create_task(add(pair)))
        return values[0] if values else 0
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


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
    return values[0] if values else 0


# %% not yet: with two additions at a time: add((3, 4)) was never started; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done]
            while len(values) > 1:
                values.append(await add((values.pop(0), values.pop(0))))
        return values[0] if values else 0
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


# %% not yet: with no value at all: raised IndexError: list index out of range (line 13: return values[0]); what does the error say about that line?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done]
            while len(values) > 1:
                pair = values.pop(0), values.pop(0)
                pending.add(asyncio.create_task(add(pair)))
        return values[0]
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


# %% not yet: with zeros: add((0, 0)) was never started; which two numbers came first, and when were both there?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done if task.result()]
            while len(values) > 1:
                pair = values.pop(0), values.pop(0)
                pending.add(asyncio.create_task(add(pair)))
        return values[0] if values else 0
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


# %% not yet: when one cannot be fetched: returned 4, and StrangeError should have come out; what keeps it from coming out?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
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
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


# %% not yet: raised TypeError: add() takes 1 argument(s), got 2 (line 9: values += [task.result() for task in done]); is that to be caught, and where?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done]
            while len(values) > 1:
                x, y = values.pop(0), values.pop(0)
                pending.add(asyncio.create_task(add(x, y)))
        return values[0] if values else 0
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


# %% not yet: when it is cancelled: ended while fetch('c') and 1 more were still under way; what happens to your tasks when the function itself is cancelled?
async def add_up(fetch, add, names):
    pending = {asyncio.create_task(fetch(name)) for name in names}
    values = []
    try:
        while pending:
            done, pending = await asyncio.wait(
                pending, return_when=asyncio.FIRST_COMPLETED
            )
            values += [task.result() for task in done]
            while len(values) > 1:
                pair = values.pop(0), values.pop(0)
                pending.add(asyncio.create_task(add(pair)))
        return values[0] if values else 0
    except Exception:
        for task in pending:
            task.cancel()
        raise
