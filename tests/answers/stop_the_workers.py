import asyncio


# %% yes
async def serve(work, names, stop):
    failed = set()

    async def guarded(name):
        try:
            await work(name)
        except Exception:
            failed.add(name)

    everybody = asyncio.gather(*map(guarded, names), return_exceptions=True)
    await stop()
    everybody.cancel()
    try:
        await everybody
    except asyncio.CancelledError:
        pass
    return [name for name in names if name in failed]


# %% yes
async def serve(work, names, stop):
    tasks = {name: asyncio.create_task(work(name)) for name in names}
    await stop()
    for task in tasks.values():
        task.cancel()
    if tasks:
        await asyncio.wait(tasks.values())
    return [
        name
        for name, task in tasks.items()
        if not task.cancelled() and task.exception()
    ]


# %% yes
async def serve(work, names, stop):
    failed = []

    async def guarded(name):
        try:
            await work(name)
        except Exception:
            failed.append(name)

    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(guarded(name)) for name in names]
        await stop()
        for worker in workers:
            worker.cancel()
    return sorted(failed, key=names.index)


# %% not yet: returned at 2 s, when work('mail') had not ended yet; how long does a worker take to end, once it is cancelled?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    return []


# %% not yet: raised CancelledError (line 6: await asyncio.gather(*workers)); what do you get from a task that was cancelled?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers)
    return []


# %% not yet: returned ['mail', 'news'], not []; what does each worker leave behind: an answer, a failure?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    return [n for n, e in zip(names, ends) if isinstance(e, BaseException)]


# %% not yet: with a worker that fails: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 2: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def serve(work, names, stop):
    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(work(name)) for name in names]
        await stop()
        for worker in workers:
            worker.cancel()
    return []


# %% not yet: with a worker that fails: took 4.5 s, not 4 s; do the workers clean up at the same time?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    failed = []
    await stop()
    for name, worker in zip(names, workers):
        worker.cancel()
        try:
            await worker
        except asyncio.CancelledError:
            pass
        except Exception:
            failed.append(name)
    return failed


# %% not yet: work('mail') was not cancelled: it returned at 500 s; what ends a worker, when, and who waits for its end?
async def serve(work, names, stop):
    workers = [work(name) for name in names]
    await asyncio.gather(*workers, stop())
    return []


# %% not yet: work('mail') was not cancelled: it returned at 500 s; what ends a worker, when, and who waits for its end?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    return [n for n, e in zip(names, ends) if isinstance(e, Exception)]


# %% yes
async def serve(work, names, stop):
    failed = set()

    async def guarded(name):
        try:
            await work(name)
        except Exception:
            failed.add(name)

    workers = [asyncio.create_task(guarded(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    if workers:
        await asyncio.wait(workers)
    return [name for name in names if name in failed]


# %% not yet: with one that takes long to clean up: returned at 11 s, when work('mail') had not ended yet; how long does a worker take to end, once it is cancelled?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    if workers:
        await asyncio.wait(workers, timeout=10)
    return [
        name
        for name, worker in zip(names, workers)
        if worker.done() and not worker.cancelled() and worker.exception()
    ]


# %% not yet: with a worker that fails: took 4.5 s, not 4 s; do the workers clean up at the same time?
async def serve(work, names, stop):
    workers = {name: asyncio.create_task(work(name)) for name in names}
    await stop()
    failed = []
    for name, worker in workers.items():
        worker.cancel()
        try:
            await worker
        except asyncio.CancelledError:
            pass
        except Exception:
            failed.append(name)
    return failed


# %% yes
async def serve(work, names, stop):
    workers = {asyncio.create_task(work(name)): name for name in names}
    stopping = asyncio.create_task(stop())
    failed, pending = [], {stopping, *workers}
    while stopping in pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done - {stopping}:
            if task.exception():
                failed.append(workers[task])
    for task in pending:
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    return [name for name in names if name in failed]


# %% yes
async def serve(work, names, stop):
    names = list(names)
    everybody = asyncio.gather(*map(work, names), return_exceptions=True)
    workers = list(everybody._children) if names else []
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await everybody
    return [n for n, e in zip(names, ends) if isinstance(e, Exception)]
