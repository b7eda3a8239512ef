import asyncio


# %% yes
async def both(first, second):
    return list(await asyncio.gather(first(), second()))


# %% yes
async def both(first, second):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job()) for job in (first, second)]
    return [task.result() for task in tasks]


# %% not yet: quick() was never started; does it call each of the two once?
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


# %% not yet: took 5 s: the last call was done at 3 s already; what does it wait for besides the slower of the two?
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


# %% not yet: with other answers: returned [42], not ['', 42]; what happens to an answer that is empty?
async def both(first, second):
    one, other = await asyncio.gather(first(), second())
    return [x for x in (one, other) if x]


# %% not yet: with other answers: took 1.3 s: the last call was done at 1.2917 s already; what does it wait for besides the slower of the two?
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


# %% yes
async def both(first, second):
    other = asyncio.create_task(second())
    mine = await first()
    return [mine, await other]


# %% yes
async def both(first, second):
    answers = asyncio.Queue()

    async def put(place, job):
        await answers.put((place, await job()))

    async with asyncio.TaskGroup() as group:
        group.create_task(put(0, first))
        group.create_task(put(1, second))
    found = dict([await answers.get(), await answers.get()])
    return [found[0], found[1]]


# %% yes
class Pair:
    def __init__(self, *jobs):
        self.tasks = [asyncio.create_task(job()) for job in jobs]

    async def results(self):
        return [await task for task in self.tasks]


async def both(first, second):
    return await Pair(first, second).results()


# %% not yet: took 4 s: quick() started only when slow() was done; what has to happen before the first 'await'?
async def both(first, second):
    one = first()
    other = second()
    return [await one, await other]


# %% not yet: with two that are equally slow: returned ['two', 'one'], not ['one', 'two']; in which order are the results returned?
async def both(first, second):
    tasks = [asyncio.create_task(first()), asyncio.create_task(second())]
    done, _ = await asyncio.wait(tasks)
    return [task.result() for task in done]


# %% not yet: with other answers: returned [42, 42], not ['', 42]; where does each part of the result come from?
async def both(first, second):
    one, other = await asyncio.gather(first(), second())
    return [one or other, other]


# %% not yet: returned ['quick', 'slow'], not ['slow', 'quick']; in which order are the results returned?
async def both(first, second):
    results = []

    async def note(job):
        results.append(await job())

    await asyncio.gather(note(first), note(second))
    return results


# %% not yet: slow() was started 2 times; does it call each of the two once?
async def both(first, second):
    return await asyncio.gather(first(), second(), first())
