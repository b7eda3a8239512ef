import asyncio


# %% yes
async def main(a, b):
    tasks = [asyncio.create_task(a())]
    for name in ("b1", "b2", "b3"):
        await asyncio.sleep(0.5)
        tasks.append(asyncio.create_task(b(name)))
    return sorted([await task for task in tasks])


# %% yes
async def main(a, b):
    async def late(seconds, name):
        await asyncio.sleep(seconds)
        return await b(name)

    extras = late(0.5, "b1"), late(1, "b2"), late(1.5, "b3")
    return sorted(await asyncio.gather(a(), *extras))


# %% yes
async def main(a, b):
    extras, tasks = ["b1", "b2", "b3"], []
    async with asyncio.TaskGroup() as group:
        tasks.append(group.create_task(a()))
        while extras:
            await asyncio.wait(tasks, timeout=0.5)
            tasks.append(group.create_task(b(extras.pop(0))))
    return sorted(task.result() for task in tasks)


# %% not yet: b('b1') ran from 0 s to 1 s; in the given chart it runs from 0.5 s to 1.5 s; what should wake the loop for each extra, the clock or a job?
async def main(a, b):
    return list(await asyncio.gather(a(), b("b1"), b("b2"), b("b3")))


# %% not yet: with quick extras: b('b2') ran from 0.7 s to 1 s; in the given chart it runs from 1 s to 1.3 s; what should wake the loop for each extra, the clock or a job?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        done, pending = await asyncio.wait(
            pending, timeout=0.5, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% not yet: b('b2') ran from 0.5 s to 1.5 s; in the given chart it runs from 1 s to 2 s; what should wake the loop for each extra, the clock or a job?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in done]
        while extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% not yet: b('b1') ran from 0 s to 1 s; in the given chart it runs from 0.5 s to 1.5 s; what should wake the loop for each extra, the clock or a job?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while pending:
        if extras:
            pending.add(asyncio.create_task(b(extras.pop(0))))
        done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in done]
    return sorted(results)


# %% not yet: b('b2') ran from 2 s to 3 s; in the given chart it runs from 1 s to 2 s; what should wake the loop for each extra, the clock or a job?
async def main(a, b):
    first = asyncio.create_task(a())
    results = []
    for name in ("b1", "b2", "b3"):
        await asyncio.sleep(0.5)
        results.append(await b(name))
    return [await first, *results]


# %% not yet: returned while a() and 2 more were still under way; who awaits the tasks that you started?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while extras:
        done, pending = await asyncio.wait(pending, timeout=0.5)
        results += [task.result() for task in done]
        pending.add(asyncio.create_task(b(extras.pop(0))))
    return sorted(results)


# %% yes
async def main(a, b):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(a())]
        for name in ("b1", "b2", "b3"):
            await asyncio.sleep(0.5)
            tasks.append(group.create_task(b(name)))
    return sorted(task.result() for task in tasks)


# %% yes
async def main(a, b):
    async def fed(name, seconds):
        await asyncio.sleep(seconds)
        return await b(name)

    extras = [fed(f"b{n}", n / 2) for n in (1, 2, 3)]
    return sorted(await asyncio.gather(a(), *extras))


# %% yes
async def main(a, b):
    loop, tasks = asyncio.get_running_loop(), []
    fed = asyncio.Event()

    def feed(name):
        tasks.append(loop.create_task(b(name)))
        if len(tasks) == 3:
            fed.set()

    first = loop.create_task(a())
    for number in (1, 2, 3):
        loop.call_later(number * 0.5, feed, f"b{number}")
    await fed.wait()
    return sorted([await first, *await asyncio.gather(*tasks)])


# %% not yet: b('b1') ran from 0 s to 1 s; in the given chart it runs from 0.5 s to 1.5 s; what should wake the loop for each extra, the clock or a job?
async def main(a, b):
    tasks = [asyncio.create_task(a())]
    for name in ("b1", "b2", "b3"):
        tasks.append(asyncio.create_task(b(name)))
        await asyncio.sleep(0.5)
    return sorted(await asyncio.gather(*tasks))


# %% not yet: held up the whole event loop for 1.5 s; which call in there waits without an 'await'?
import time


async def main(a, b):
    tasks = [asyncio.create_task(a())]
    for name in ("b1", "b2", "b3"):
        time.sleep(0.5)
        tasks.append(asyncio.create_task(b(name)))
    return sorted(await asyncio.gather(*tasks))


# %% yes
async def main(a, b):
    first = asyncio.create_task(a())
    tasks = [first]
    for x in ["b1", "b2", "b3"]:
        await asyncio.sleep(0.5)
        tasks.append(asyncio.create_task(b(x)))
    return sorted(await asyncio.gather(*tasks))


# %% yes
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    loop = asyncio.get_running_loop()
    at = loop.time() + 0.5
    while pending:
        timeout = max(0, at - loop.time()) if extras else None
        done, pending = await asyncio.wait(
            pending, timeout=timeout, return_when=asyncio.FIRST_COMPLETED
        )
        results += [t.result() for t in done]
        if extras and loop.time() >= at:
            pending.add(asyncio.create_task(b(extras.pop(0))))
            at += 0.5
    return sorted(results)


# %% yes
async def main(a, b):
    async def later(s, name):
        await asyncio.sleep(s)
        return await b(name)

    return sorted(
        await asyncio.gather(
            a(), later(0.5, "b1"), later(1, "b2"), later(1.5, "b3")
        )
    )


# %% yes
async def main(a, b):
    tasks = []
    async with asyncio.TaskGroup() as g:
        loop = asyncio.get_running_loop()
        tasks.append(g.create_task(a()))
        fed = asyncio.Event()

        def feed(name):
            tasks.append(g.create_task(b(name)))
            if name == "b3":
                fed.set()

        for i, name in enumerate(["b1", "b2", "b3"], 1):
            loop.call_later(i / 2, feed, name)
        await fed.wait()
    return sorted(t.result() for t in tasks)


# %% not yet: returned ['a', 'b2', 'b3'], not ['a', 'b1', 'b2', 'b3']; is the result of every task collected?
async def main(a, b):
    extras, results = ["b1", "b2", "b3"], []
    pending = {asyncio.create_task(a())}
    while extras:
        done, pending = await asyncio.wait(pending, timeout=0.5)
        pending.add(asyncio.create_task(b(extras.pop(0))))
    done, _ = await asyncio.wait(pending)
    return sorted(t.result() for t in done)


# %% not yet: with slow extras: raised InvalidStateError: Result is not set. (line 6: return sorted([await pending[0]] + [t.result() for t in pending[1:]])); has it ended when it is asked for its result?
async def main(a, b):
    pending = [asyncio.create_task(a())]
    for x in ["b1", "b2", "b3"]:
        await asyncio.sleep(0.5)
        pending.append(asyncio.create_task(b(x)))
    return sorted([await pending[0]] + [t.result() for t in pending[1:]])


# %% not yet: with other answers: returned ['kim', 'lee', 'ann', 'bob'], not ['ann', 'bob', 'kim', 'lee']; are they sorted at the end?
async def main(a, b):
    pending = [asyncio.create_task(a())]
    for x in ["b1", "b2", "b3"]:
        await asyncio.sleep(0.5)
        pending.append(asyncio.create_task(b(x)))
    return [await t for t in pending]


# %% not yet: with empty answers: returned [''], not ['', '', '', '']; what becomes of an answer that is empty, or equal to another?
async def main(a, b):
    pending = [asyncio.create_task(a())]
    for x in ["b1", "b2", "b3"]:
        await asyncio.sleep(0.5)
        pending.append(asyncio.create_task(b(x)))
    return sorted({await t for t in pending})


# %% not yet: returned ['b3', 'b2', 'b1', 'a'], not ['a', 'b1', 'b2', 'b3']; are they sorted at the end?
async def main(a, b):
    pending = [asyncio.create_task(a())]
    for x in ["b1", "b2", "b3"]:
        await asyncio.sleep(0.5)
        pending.append(asyncio.create_task(b(x)))
    return [await t for t in pending][::-1]


# %% not yet: with other answers: returned ['kim', 'ann', 'bob', 'lee'], not ['ann', 'bob', 'kim', 'lee']; are they sorted at the end?
async def main(a, b):
    pending = [asyncio.create_task(a())]
    for x in ["b1", "b2", "b3"]:
        await asyncio.sleep(0.5)
        pending.append(asyncio.create_task(b(x)))
    x, *rest = [await t for t in pending]
    return [x, *sorted(rest)]
