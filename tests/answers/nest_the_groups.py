import asyncio


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(a())
        async with asyncio.TaskGroup() as pair:
            one = pair.create_task(b("b1"))
            two = pair.create_task(b("b2"))
        three = await b("b3")
    return [slow.result(), one.result(), two.result(), three]


# %% yes
async def main(a, b):
    async def row():
        async with asyncio.TaskGroup() as pair:
            tasks = [pair.create_task(b(name)) for name in ("b1", "b2")]
        return [*(task.result() for task in tasks), await b("b3")]

    async with asyncio.TaskGroup() as group:
        slow = group.create_task(a())
        rest = group.create_task(row())
    return [slow.result(), *rest.result()]


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(a())]
        tasks += [group.create_task(b(name)) for name in ("b1", "b2")]
        for task in tasks[1:]:
            await task
        tasks.append(group.create_task(b("b3")))
    return [task.result() for task in tasks]


# %% yes
async def main(a, b):
    async def third(*before):
        await asyncio.wait(before)
        return await b("b3")

    async with asyncio.TaskGroup() as group:
        slow = group.create_task(a())
        one = group.create_task(b("b1"))
        two = group.create_task(b("b2"))
        last = group.create_task(third(one, two))
    return [task.result() for task in (slow, one, two, last)]


# %% yes
async def main(a, b):
    results = {}

    async def keep(place, job):
        results[place] = await job

    async with asyncio.TaskGroup() as outer:
        outer.create_task(keep(0, a()))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(keep(1, b("b1")))
            inner.create_task(keep(2, b("b2")))
        await keep(3, b("b3"))
    return [results[place] for place in range(4)]


# %% not yet: with b2 slower than b1: b('b3') ran from 0.5 s to 1.5 s; in the given chart it runs from 1.5 s to 2.5 s; which calls have to be done before b3 may start?
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(a())]
        tasks += [group.create_task(b(name)) for name in ("b1", "b2")]
        await tasks[1]
        tasks.append(group.create_task(b("b3")))
    return [task.result() for task in tasks]


# %% not yet: b('b3') ran from 3 s to 4 s; in the given chart it runs from 1 s to 2 s; which calls have to be done before b3 may start?
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(a())]
        tasks += [group.create_task(b(name)) for name in ("b1", "b2")]
    return [*(task.result() for task in tasks), await b("b3")]


# %% not yet: when b1 fails: ended in ExceptionGroup while b('b2') was still under way; which lines run on that way out of the function?
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(a())
        pair = await asyncio.gather(b("b1"), b("b2"))
        last = await b("b3")
    return [slow.result(), *pair, last]


# %% not yet: a() ran from 1 s to 4 s; in the given chart it runs from 0 s to 3 s; which calls have to be done before b3 may start?
async def main(a, b):
    async with asyncio.TaskGroup() as inner:
        pair = [inner.create_task(b(name)) for name in ("b1", "b2")]
    async with asyncio.TaskGroup() as outer:
        slow = outer.create_task(a())
        last = outer.create_task(b("b3"))
    return [task.result() for task in (slow, *pair, last)]


# %% not yet: returned ['b1', 'b2', 'b3', 'a'], not ['a', 'b1', 'b2', 'b3']; in which order do the results stand?
async def main(a, b):
    async with asyncio.TaskGroup() as outer:
        slow = outer.create_task(a())
        async with asyncio.TaskGroup() as inner:
            pair = [inner.create_task(b(name)) for name in ("b1", "b2")]
        last = outer.create_task(b("b3"))
    return [task.result() for task in (*pair, last, slow)]


# %% not yet: when b1 fails: ended in ExceptionGroup while a() was still under way; which lines run on that way out of the function?
async def main(a, b):
    slow = asyncio.create_task(a())
    async with asyncio.TaskGroup() as inner:
        pair = [inner.create_task(b(name)) for name in ("b1", "b2")]
    last = await b("b3")
    return [await slow, *(task.result() for task in pair), last]


# %% not yet: b('b2') ran from 1 s to 2 s; in the given chart it runs from 0 s to 1 s; which calls have to be done before b3 may start?
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(a())
        one = await b("b1")
        two = await b("b2")
        last = await b("b3")
    return [slow.result(), one, two, last]


# %% not yet: with b2 slower than b1: b('b3') ran from 1 s to 2 s; in the given chart it runs from 1.5 s to 2.5 s; which calls have to be done before b3 may start?
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(a())
        one = group.create_task(b("b1"))
        two = group.create_task(b("b2"))
        await asyncio.sleep(1)
        last = group.create_task(b("b3"))
    return [task.result() for task in (slow, one, two, last)]
