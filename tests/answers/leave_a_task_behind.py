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


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two does job() wait for?
async def job(a, b):
    await a()
    return await b("b1")


# %% not yet: a() is in the chart, and never started; which line runs it?
async def job(a, b):
    a()
    return await b("b1")


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two does job() wait for?
async def job(a, b):
    answers = await asyncio.gather(a(), b("b1"))
    return answers[1]


# %% not yet: a() ran from 1 s to 1 s; in the given chart it runs from 0 s to 1 s; what does job() wait for before that?
async def job(a, b):
    answer = await b("b1")
    task = asyncio.create_task(a())
    return answer


# %% not yet: job() stopped a() itself, before the run was over; what cancels a() in the given chart?
async def job(a, b):
    task = asyncio.create_task(a())
    answer = await b("b1")
    task.cancel()
    return answer


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two does job() wait for?
async def job(a, b):
    task = asyncio.create_task(b("b1"))
    return await a()


# %% not yet: returned None, not 'b1'; does every way out of the function end in a 'return'?
async def job(a, b):
    task = asyncio.create_task(a())
    await b("b1")


# %% not yet: b('b1') is in the chart, and never started; which line runs it?
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


# %% not yet: job() stopped a() itself, before the run was over; what cancels a() in the given chart?
async def job(a, b):
    task = asyncio.create_task(a())
    result = await b("b1")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return result


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two does job() wait for?
async def job(a, b):
    results = await asyncio.gather(a(), b("b1"))
    return results[1]


# %% yes
class Job:
    def __init__(self, a, b):
        self.beside = asyncio.create_task(a())
        self.answer = b("b1")

    async def run(self):
        return await self.answer


async def job(a, b):
    return await Job(a, b).run()


# %% yes
async def job(a, b):
    answers = asyncio.Queue()

    async def put():
        answers.put_nowait(await b("b1"))

    tasks = [asyncio.create_task(a()), asyncio.create_task(put())]
    answer = await answers.get()
    await tasks[1]
    return answer


# %% yes
async def job(a, b):
    waiter = asyncio.get_running_loop().create_future()
    beside = asyncio.create_task(a())
    task = asyncio.create_task(b("b1"))
    task.add_done_callback(lambda task: waiter.set_result(task.result()))
    return await waiter


# %% not yet: with an empty answer: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two does job() wait for?
async def job(a, b):
    task = asyncio.create_task(a())
    result = await b("b1")
    if not result:
        result = await task
    return result


# %% not yet: with an a() that is quicker than b: b('b1') ran from 0 s to 0.5 s; in the given chart it runs from 0 s to 2 s; which of the two does job() wait for?
async def job(a, b):
    tasks = [asyncio.create_task(a()), asyncio.create_task(b("b1"))]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    return done.pop().result()


# %% not yet: a() ran from 0 s to 3 s; in the given chart it runs from 0 s to 1 s; which of the two does job() wait for?
async def job(a, b):
    async with asyncio.TaskGroup() as group:
        group.create_task(a())
        return await b("b1")
