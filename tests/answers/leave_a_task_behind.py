import asyncio


# %% yes
async def job(a, b):
    task = asyncio.ensure_future(a())
    answer = await b("b1")
    return answer


# %% yes
async def job(a, b):
    left, right = map(asyncio.create_task, (a(), b("b1")))
    return await right


# %% yes
async def job(a, b):
    calls = (b("b1"), a())
    tasks = [asyncio.create_task(call) for call in calls]
    await asyncio.wait(tasks[:1])
    return tasks[0].result()


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two is started, and which one is awaited?
async def job(a, b):
    await a()
    return await b("b1")


# %% not yet: called a() and never awaited it; is there an 'await' missing?
async def job(a, b):
    a()
    return await b("b1")


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two is started, and which one is awaited?
async def job(a, b):
    answers = await asyncio.gather(a(), b("b1"))
    return answers[1]


# %% not yet: a() ran from 1 s to 1 s; in the given chart it runs from 0 s to 1 s; which of the two is started, and which one is awaited?
async def job(a, b):
    answer = await b("b1")
    task = asyncio.create_task(a())
    return answer


# %% not yet: a() was stopped by job() itself, before the run was over; who cancels a() in the given chart?
async def job(a, b):
    task = asyncio.create_task(a())
    answer = await b("b1")
    task.cancel()
    return answer


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two is started, and which one is awaited?
async def job(a, b):
    task = asyncio.create_task(b("b1"))
    return await a()


# %% not yet: returned None, not 'b1'; does every way out of the function end in a 'return'?
async def job(a, b):
    task = asyncio.create_task(a())
    await b("b1")


# %% not yet: b('b1') is in the chart, and never started; which of the two is started, and which one is awaited?
async def job(a, b):
    task = asyncio.create_task(a())
    await asyncio.sleep(1)
    return "b1"


# %% yes
async def job(a, b):
    asyncio.ensure_future(a())
    result = await asyncio.create_task(b("b1"))
    return result


# %% not yet: with another answer: returned 'b1', not 'tea'; what does the await of b give you?
async def job(a, b):
    task = asyncio.create_task(a())
    await b("b1")
    return "b1"


# %% yes
async def job(a, b):
    background = set()
    task = asyncio.create_task(a())
    background.add(task)
    task.add_done_callback(background.discard)
    return await b("b1")


# %% yes
async def job(a, b):
    loop = asyncio.get_running_loop()
    beside, mine = loop.create_task(a()), loop.create_task(b("b1"))
    done, _ = await asyncio.wait([mine])
    return done.pop().result()


# %% not yet: a() was stopped by job() itself, before the run was over; who cancels a() in the given chart?
async def job(a, b):
    task = asyncio.create_task(a())
    result = await b("b1")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return result


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two is started, and which one is awaited?
async def job(a, b):
    results = await asyncio.gather(a(), b("b1"))
    return results[1]
