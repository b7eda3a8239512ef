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


# %% not yet: when all answer in time: took 2 s: the last call was done at 1.375 s already; what does it wait for that nobody needs?
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
