import asyncio


# %% yes
async def poll(ask, names):
    async def show(name):
        print(await ask(name))

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(show(name))
    return len(names)


# %% yes
async def poll(ask, names):
    shown = 0
    for answer in asyncio.as_completed([ask(name) for name in names]):
        print(await answer)
        shown += 1
    return shown


# %% yes
async def poll(ask, names):
    pending = {asyncio.ensure_future(ask(name)) for name in names}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            print(task.result())
    return len(names)


# %% not yet: printed 'archive is up' where 'chat is up' was due; which answer does it wait for, and what happens between that answer and its line?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for task in tasks:
        print(await task)
    return len(tasks)


# %% not yet: took 4.5 s: ask('mail') started only when ask('archive') was done; is anything scheduled before the first await?
async def poll(ask, names):
    for name in names:
        print(await ask(name))
    return len(names)


# %% not yet: what as_completed yields was not awaited; is there an 'await' missing?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(answer)
    return len(tasks)


# %% not yet: printed 'archive is up' where 'chat is up' was due; which answer does it wait for, and what happens between that answer and its line?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for name, answer in zip(names, asyncio.as_completed(tasks)):
        await answer
        print(f"{name} is up")
    return len(tasks)


# %% not yet: printed 'chat is up' at 0.6 s, not at 0.5 s; which answer does it wait for, and what happens between that answer and its line?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shown = []
    while len(shown) < len(tasks):
        for task in tasks:
            if task.done() and task not in shown:
                print(task.result())
                shown.append(task)
        await asyncio.sleep(0.2)
    return len(shown)


# %% not yet: returned None, not 3; does every way out of the function end in a 'return'?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(await answer)


# %% not yet: returned while ask('archive') and 1 more were still under way; who awaits the tasks that you started?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for answer in asyncio.as_completed(tasks):
        print(await answer)
        return len(tasks)


# %% yes
async def poll(ask, names):
    async def show(name):
        print(await ask(name))
        return 1

    print("asking", len(names), "services")
    return sum(await asyncio.gather(*map(show, names)))


# %% yes
async def poll(ask, names):
    arrived = asyncio.Queue()
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for task in tasks:
        task.add_done_callback(arrived.put_nowait)
    for _ in tasks:
        print((await arrived.get()).result())
    return len(tasks)


# %% not yet: with empty answers: never printed ''; what happens to an answer that is empty?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shown = 0
    for each in asyncio.as_completed(tasks):
        answer = await each
        if answer:
            print(answer)
            shown += 1
    return shown


# %% yes
async def poll(ask, names):
    shown = 0
    pending = {asyncio.ensure_future(ask(name)) for name in names}
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            print(task.result(), flush=True)
            shown += 1
    return shown


# %% yes
async def poll(ask, names):
    def show(task):
        print(task.result())

    tasks = []
    for name in names:
        task = asyncio.create_task(ask(name))
        task.add_done_callback(show)
        tasks.append(task)
    await asyncio.gather(*tasks)
    await asyncio.sleep(0)
    return len(tasks)


# %% yes
class Display:
    def __init__(self):
        self.shown = 0

    async def show(self, asking):
        print(await asking)
        self.shown += 1


async def poll(ask, names):
    display = Display()
    tasks = [asyncio.create_task(display.show(ask(name))) for name in names]
    for task in tasks:
        await task
    return display.shown


# %% not yet: with two at the same moment: never printed 'up'; what if two answers are the same?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shown = set()
    for each in asyncio.as_completed(tasks):
        answer = await each
        if answer not in shown:
            print(answer)
            shown.add(answer)
    return len(names)


# %% not yet: with no service at all: raised UnboundLocalError: cannot access local variable 'number' where it is not associated with a value (line 5: return number); what does the error say about that line?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for number, each in enumerate(asyncio.as_completed(tasks), 1):
        print(await each)
    return number


# %% not yet: returned 13, not 3; what does it count?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for each in asyncio.as_completed(tasks):
        answer = await each
        print(answer)
    return len(answer)


# %% not yet: printed 'chat is up' at 3 s, not at 0.5 s; which answer does it wait for, and what happens between that answer and its line?
async def poll(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    print(*[await each for each in asyncio.as_completed(tasks)], sep="\n")
    return len(tasks)
