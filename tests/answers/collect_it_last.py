import asyncio


# %% yes
async def main(a, b):
    task = asyncio.ensure_future(b("b1"))
    found = [await a(), await b("b2")]
    found.insert(1, await task)
    return found


# %% yes
async def main(a, b):
    async def in_turn():
        return [await a(), await b("b2")]

    task = asyncio.create_task(b("b1"))
    first, last = await in_turn()
    return [first, await task, last]


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        task = group.create_task(b("b1"))
        first = await a()
        last = await b("b2")
    return [first, task.result(), last]


# %% not yet: b('b2') ran from 0 s to 1 s; in the given chart it runs from 3 s to 4 s; which of the three lanes is not indented, and why?
async def main(a, b):
    jobs = [a(), b("b1"), b("b2")]
    tasks = [asyncio.create_task(job) for job in jobs]
    return [await task for task in tasks]


# %% not yet: b('b1') was collected at 3 s; in the given chart its hatching ends at 4 s; after which await does main() collect it?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    return [await a(), await task, await b("b2")]


# %% not yet: b('b1') ran from 3 s to 4 s; in the given chart it runs from 0 s to 1 s; which of the three lanes is not indented, and why?
async def main(a, b):
    first = await a()
    task = asyncio.create_task(b("b1"))
    last = await b("b2")
    return [first, await task, last]


# %% not yet: returned ['a', 'b2', 'b1'], not ['a', 'b1', 'b2']; must a list be filled in the order of the awaits?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    return [await a(), await b("b2"), await task]


# %% not yet: returned a Task, not its result; is there an 'await' missing?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    first = await a()
    last = await b("b2")
    return [first, task, last]


# %% not yet: with b1 the slowest: b('b2') ran from 3 s to 4 s; in the given chart it runs from 0.5 s to 1.5 s; which of the three lanes is not indented, and why?
async def main(a, b):
    tasks = [asyncio.create_task(a()), asyncio.create_task(b("b1"))]
    await asyncio.sleep(3)
    last = await b("b2")
    return [await tasks[0], await tasks[1], last]


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        task = group.create_task(b("b1"))
        results = [await a(), await b("b2")]
    return [results[0], task.result(), results[1]]


# %% not yet: with other answers: returned ['a', 'b1', 'b2'], not ['tea', '', 'milk']; where does each part of the result come from?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    await a()
    await b("b2")
    await task
    return ["a", "b1", "b2"]


# %% yes
async def main(a, b):
    early = asyncio.ensure_future(b("b1"))
    first, last = await a(), await b("b2")
    await asyncio.wait([early])
    return [first, early.result(), last]


# %% not yet: b('b1') was collected at 3 s; in the given chart its hatching ends at 4 s; after which await does main() collect it?
async def main(a, b):
    first, early = await asyncio.gather(a(), b("b1"))
    return [first, early, await b("b2")]


# %% yes
async def main(a, b):
    later = asyncio.create_task(b("b1"))
    first = await asyncio.create_task(a())
    last = await asyncio.create_task(b("b2"))
    [middle] = await asyncio.gather(later)
    return [first, middle, last]


# %% yes
class Errand:
    def __init__(self, coroutine):
        self.task = asyncio.create_task(coroutine)

    async def collect(self):
        return await self.task


async def main(a, b):
    errand = Errand(b("b1"))
    results = {"a": await a(), "b1": None, "b2": await b("b2")}
    results["b1"] = await errand.collect()
    return list(results.values())


# %% yes
async def main(a, b):
    async def others():
        return await a(), await b("b2")

    rest = asyncio.ensure_future(others())
    early = asyncio.ensure_future(b("b1"))
    first, last = await rest
    return [first, await early, last]


# %% not yet: with other answers: returned ['', 'milk', 'tea'], not ['tea', '', 'milk']; must a list be filled in the order of the awaits?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    return sorted([await a(), await b("b2"), await task])


# %% not yet: with b1 the slowest: raised InvalidStateError: Result is not set. (line 4: return [first, task.result(), last]); has it ended when it is asked for its result?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    first, last = await a(), await b("b2")
    return [first, task.result(), last]


# %% not yet: returned ['a', 'b2'], not ['a', 'b1', 'b2']; where was a part of it lost?
async def main(a, b):
    task = asyncio.create_task(b("b1"))
    first = await a()
    last = await b("b2")
    return [first, last]
