import asyncio


# %% yes
async def status(jobs, patience):
    async def one(job):
        try:
            return await asyncio.wait_for(job, patience)
        except TimeoutError:
            return "cut off"

    answers = await asyncio.gather(*map(one, jobs.values()))
    return dict(zip(jobs, answers))


# %% yes
async def status(jobs, patience):
    tasks = {name: asyncio.ensure_future(job) for name, job in jobs.items()}
    done, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return {
        name: tasks[name].result() if tasks[name] in done else "cut off"
        for name in jobs
    }


# %% yes
async def status(jobs, patience):
    page = dict.fromkeys(jobs, "cut off")

    async def ask(name):
        page[name] = await jobs[name]

    try:
        async with asyncio.timeout(patience), asyncio.TaskGroup() as group:
            for name in jobs:
                group.create_task(ask(name))
    except TimeoutError:
        pass
    return page


# %% not yet: with one that needs half a second to clean up: returned at 1 s, when ask('net') had not ended yet; what does cancel() do at once, and what happens later?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    return {
        name: task.result() if task.done() else "cut off"
        for name, task in tasks.items()
    }


# %% not yet: with one that needs half a second to clean up: raised InvalidStateError: Result is not set. (line 8: name: "cut off" if task.cancelled() else task.result()); has it ended when it is asked for its result?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.sleep(0)
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }


# %% not yet: when all answer in time: raised ValueError: Set of Tasks/Futures is empty. (line 6: await asyncio.wait(pending)); what if there is nothing to wait for?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }


# %% not yet: returned while ask('net') was still under way; who awaits the tasks that you started?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    done, _ = await asyncio.wait(tasks.values(), timeout=patience)
    return {
        name: task.result() if task in done else "cut off"
        for name, task in tasks.items()
    }


# %% not yet: raised CancelledError (line 7: return {name: task.result() for name, task in tasks.items()}); what do you get from a task that was cancelled?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    await asyncio.wait(tasks.values())
    return {name: task.result() for name, task in tasks.items()}


# %% not yet: took 1.5 s: ask('net') started only when ask('disk') was done; is anything scheduled before the first await?
async def status(jobs, patience):
    page = {}
    for name, job in jobs.items():
        try:
            page[name] = await asyncio.wait_for(job, patience)
        except TimeoutError:
            page[name] = "cut off"
    return page


# %% not yet: when all answer in time: took 2 s: the last call was done at 1.375 s already; what does it wait for that is not needed?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    await asyncio.sleep(patience)
    for task in tasks.values():
        task.cancel()
    await asyncio.wait(tasks.values())
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }


# %% yes
async def status(jobs, patience):
    async def one(job):
        try:
            async with asyncio.timeout(patience):
                return await job
        except TimeoutError:
            return "cut off"

    found = await asyncio.gather(*map(one, jobs.values()))
    return dict(zip(jobs, found))


# %% not yet: with one that needs long to clean up: returned at 6.2917 s, when ask('net') had not ended yet; what does cancel() do at once, and what happens later?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending, timeout=5)
    return {
        name: "cut off" if task in pending else task.result()
        for name, task in tasks.items()
    }


# %% yes
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    loop = asyncio.get_running_loop()
    found = {}

    def cut():
        for task in tasks.values():
            task.cancel()

    timer = loop.call_later(patience, cut)
    for name, task in tasks.items():
        try:
            found[name] = await task
        except asyncio.CancelledError:
            found[name] = "cut off"
    timer.cancel()
    return found


# %% yes
async def status(jobs, patience):
    found = {}

    async def one(name, job):
        try:
            found[name] = await asyncio.wait_for(job, patience)
        except asyncio.TimeoutError:
            found[name] = "cut off"

    async with asyncio.TaskGroup() as group:
        for name, job in jobs.items():
            group.create_task(one(name, job))
    return found


# %% yes
async def status(jobs, patience):
    answered = asyncio.Queue()

    async def one(name, job):
        answered.put_nowait((name, await job))

    tasks = [asyncio.create_task(one(*each)) for each in jobs.items()]
    page = dict.fromkeys(jobs, "cut off")
    try:
        async with asyncio.timeout(patience):
            for _ in tasks:
                name, answer = await answered.get()
                page[name] = answer
    except TimeoutError:
        pass
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return page


# %% yes
class Part:
    def __init__(self, job):
        self.task, self.word = asyncio.ensure_future(job), "cut off"
        self.task.add_done_callback(self.over)

    def over(self, task):
        if not task.cancelled():
            self.word = task.result()


async def status(jobs, patience):
    parts = {name: Part(job) for name, job in jobs.items()}
    tasks = [part.task for part in parts.values()]
    _, late = await asyncio.wait(tasks, timeout=patience)
    for task in late:
        task.cancel()
    while late:
        _, late = await asyncio.wait(late)
    await asyncio.sleep(0)
    return {name: part.word for name, part in parts.items()}


# %% not yet: when the first of two late ones needs long to clean up: ask('fan') was not cancelled: it returned at 1.5 s; which parts have to be cut off, and when?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
        await asyncio.wait([task])
    return {
        name: "cut off" if task.cancelled() else task.result()
        for name, task in tasks.items()
    }


# %% not yet: when the answers are empty: 'disk' answered in time, and was said to be cut off; what happens to an answer that is empty?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    done, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    page = {name: t.result() for name, t in tasks.items() if t in done}
    return {name: page.get(name) or "cut off" for name in jobs}


# %% not yet: returned {'disk': 'disk is fine'}, not {'disk': 'disk is fine', 'net': 'cut off'}; what did each task give you, and which of them were cancelled?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    done, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return {name: t.result() for name, t in tasks.items() if t in done}


# %% not yet: with one that needs half a second to clean up: returned at 1 s, when ask('net') had not ended yet; what does cancel() do at once, and what happens later?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    ends = {
        name: "cut off" if task.cancel() else task.result()
        for name, task in tasks.items()
    }
    if pending:
        await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    return ends


# %% not yet: returned 'cut off', not {'disk': 'disk is fine', 'net': 'cut off'}; is it a dictionary, as the text asks?
async def status(jobs, patience):
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    _, pending = await asyncio.wait(tasks.values(), timeout=patience)
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    for task in tasks.values():
        if task.cancelled():
            return "cut off"
    return {name: task.result() for name, task in tasks.items()}
