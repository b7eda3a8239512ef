import asyncio


# %% yes
async def main(b):
    async def chain(first, second):
        return [await b(first), await b(second)]

    left, right = await asyncio.gather(chain("b1", "b4"), chain("b2", "b3"))
    return sorted(left + right)


# %% yes
async def main(b):
    follows, results = {"b1": "b4", "b2": "b3"}, []
    under_way = {asyncio.ensure_future(b(x)): x for x in follows}
    while under_way:
        await asyncio.wait(under_way, return_when="FIRST_COMPLETED")
        for task in [each for each in under_way if each.done()]:
            name = under_way.pop(task)
            results.append(name)
            if name in follows:
                after = follows[name]
                under_way[asyncio.ensure_future(b(after))] = after
    return sorted(results)


# %% yes
async def main(b):
    results = []

    async def chain(*names):
        for name in names:
            results.append(await b(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(chain("b2", "b3"))
        group.create_task(chain("b1", "b4"))
    results.sort()
    return results


# %% not yet: b('b4') ran from 1.5 s to 2.5 s; in the given chart it runs from 1 s to 2 s; which job has to be done before this one starts, if any?
async def main(b):
    results = await asyncio.gather(b("b1"), b("b2"))
    results += await asyncio.gather(b("b3"), b("b4"))
    return results


# %% not yet: b('b2') ran from 1 s to 2.5 s; in the given chart it runs from 0 s to 1.5 s; which job has to be done before this one starts, if any?
async def main(b):
    return [await b(name) for name in ("b1", "b2", "b3", "b4")]


# %% not yet: b('b4') ran from 2.5 s to 3.5 s; in the given chart it runs from 1 s to 2 s; which job has to be done before this one starts, if any?
async def main(b):
    slow = asyncio.create_task(b("b1"))
    results = [await b("b2"), await b("b3")]
    results += [await slow, await b("b4")]
    return sorted(results)


# %% not yet: b('b3') ran from 1 s to 2 s; in the given chart it runs from 1.5 s to 2.5 s; which job has to be done before this one starts, if any?
async def main(b):
    extras = ["b3", "b4"]
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    results = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        while extras and len(pending) < 2:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% not yet: b('b3') ran from 1 s to 2 s; in the given chart it runs from 1.5 s to 2.5 s; which job has to be done before this one starts, if any?
async def main(b):
    async def late(seconds, name):
        await asyncio.sleep(seconds)
        return await b(name)

    jobs = b("b1"), b("b2"), late(1, "b3"), late(2, "b4")
    return await asyncio.gather(*jobs)


# %% yes
async def main(b):
    async def chain(first, second):
        return [await b(first), await b(second)]

    one, two = await asyncio.gather(chain("b1", "b4"), chain("b2", "b3"))
    return sorted(one + two)


# %% yes
async def main(b):
    results = []

    async def chain(*names):
        for name in names:
            results.append(await b(name))

    async with asyncio.TaskGroup() as group:
        group.create_task(chain("b1", "b4"))
        group.create_task(chain("b2", "b3"))
    return sorted(results)


# %% yes
async def main(b):
    follows, results = {"b1": "b4", "b2": "b3"}, []
    tasks = asyncio.Queue()

    def start(name):
        task = asyncio.create_task(b(name))
        task.add_done_callback(tasks.put_nowait)

    start("b1")
    start("b2")
    for _ in range(4):
        name = (await tasks.get()).result()
        results.append(name)
        if name in follows:
            start(follows[name])
    return sorted(results)


# %% not yet: b('b4') ran from 1.5 s to 2.5 s; in the given chart it runs from 1 s to 2 s; which job has to be done before this one starts, if any?
async def main(b):
    two = await asyncio.gather(b("b1"), b("b2"))
    return sorted([*two, *await asyncio.gather(b("b3"), b("b4"))])


# %% not yet: b('b3') ran from 2 s to 3 s; in the given chart it runs from 1.5 s to 2.5 s; which job has to be done before this one starts, if any?
async def main(b):
    b1, b2 = asyncio.create_task(b("b1")), asyncio.create_task(b("b2"))
    results = [await b1, await b("b4")]
    results += [await b2, await b("b3")]
    return sorted(results)


# %% not yet: b('b3') ran from 0 s to 1 s; in the given chart it runs from 1.5 s to 2.5 s; which job has to be done before this one starts, if any?
async def main(b):
    names = ["b1", "b2", "b3", "b4"]
    return sorted(await asyncio.gather(*map(b, names)))


# %% yes
async def main(b):
    async def chain(first, second):
        return [await b(first), await b(second)]

    x, y = await asyncio.gather(chain("b1", "b4"), chain("b2", "b3"))
    return sorted(x + y)


# %% yes
async def main(b):
    follows = {"b1": "b4", "b2": "b3"}
    under_way = {asyncio.create_task(b(name)): name for name in ("b1", "b2")}
    results = []
    while under_way:
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            results.append(task.result())
            if name in follows:
                following = follows[name]
                under_way[asyncio.create_task(b(following))] = following
    return sorted(results)


# %% yes
async def main(b):
    results = []
    async with asyncio.TaskGroup() as group:

        async def run(name, then=None):
            results.append(await b(name))
            if then:
                group.create_task(run(then))

        group.create_task(run("b1", "b4"))
        group.create_task(run("b2", "b3"))
    results.sort()
    return results


# %% yes
async def main(b):
    queue = asyncio.Queue()
    names = {}

    def start(name):
        task = asyncio.create_task(b(name), name=name)
        task.add_done_callback(queue.put_nowait)

    start("b1")
    start("b2")
    results = []
    while len(results) < 4:
        task = await queue.get()
        results.append(task.result())
        if task.get_name() == "b1":
            start("b4")
        if task.get_name() == "b2":
            start("b3")
    return sorted(results)


# %% not yet: with b2 done first: b('b3') ran from 1.5 s to 3.5 s; in the given chart it runs from 1 s to 3 s; which job has to be done before this one starts, if any?
async def main(b):
    extras, results = ["b4", "b3"], []
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% not yet: with b2 done first: returned ['b1', 'b2', 'b3'], not ['b1', 'b2', 'b3', 'b4']; is the result of every task collected?
async def main(b):
    extras, results = {"b2": "b3", "b1": "b4"}, []
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        task = done.pop()
        name = task.result()
        results.append(name)
        if name in extras:
            pending.add(asyncio.create_task(b(extras[name])))
    return sorted(results)


# %% not yet: returned ['b1', 'b2', 'b4', 'b3'], not ['b1', 'b2', 'b3', 'b4']; are they sorted at the end?
async def main(b):
    extras, results = {"b2": "b3", "b1": "b4"}, []
    pending = {asyncio.create_task(b(name)) for name in ("b1", "b2")}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = task.result()
            results.append(name)
            if name in extras:
                pending.add(asyncio.create_task(b(extras[name])))
    return results
