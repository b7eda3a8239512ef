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


# %% not yet: returned at 2 s, when work('mail') had not ended yet; has a worker ended as soon as you cancel it?
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


# %% not yet: returned ['mail', 'news'], not []; how do you tell a worker that failed from one that was cancelled?
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


# %% not yet: work('mail') was not cancelled: it returned at 500 s; what ends a worker, and when?
async def serve(work, names, stop):
    workers = [work(name) for name in names]
    await asyncio.gather(*workers, stop())
    return []


# %% not yet: work('mail') was not cancelled: it returned at 500 s; what ends a worker, and when?
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


# %% not yet: with one that takes long to clean up: returned at 11 s, when work('mail') had not ended yet; has a worker ended as soon as you cancel it?
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
class Worker:
    def __init__(self, name, working):
        self.name, self.failed = name, False
        self.task = asyncio.create_task(working)
        self.task.add_done_callback(self.over)

    def over(self, task):
        self.failed = not task.cancelled() and task.exception() is not None


async def serve(work, names, stop):
    workers = [Worker(name, work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.task.cancel()
    for worker in workers:
        await asyncio.wait([worker.task])
    return [worker.name for worker in workers if worker.failed]


# %% yes
async def serve(work, names, stop):
    ends = {}

    async def run(name):
        try:
            await work(name)
            ends[name] = "ended"
        except asyncio.CancelledError:
            ends[name] = "stopped"
            raise
        except Exception:
            ends[name] = "failed"

    tasks = [asyncio.create_task(run(name)) for name in names]
    try:
        await stop()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [name for name in names if ends.get(name) == "failed"]


# %% yes
async def serve(work, names, stop):
    names, failures = list(names), asyncio.Queue()

    async def run(name):
        try:
            await work(name)
        except Exception:
            failures.put_nowait(names.index(name))

    everybody = [asyncio.ensure_future(run(name)) for name in names]
    await stop()
    _ = [one.cancel() for one in everybody]
    await asyncio.gather(*everybody, return_exceptions=True)
    places = sorted(failures.get_nowait() for _ in range(failures.qsize()))
    return [names[place] for place in places]


# %% not yet: with two workers that fail: returned ['news'], not ['tides', 'news']; how do you tell a worker that failed from one that was cancelled?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    return [n for n, e in zip(names, ends) if isinstance(e, OSError)]


# %% not yet: with two workers that fail: returned ['news'], not ['tides', 'news']; how do you tell a worker that failed from one that was cancelled?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(*workers, return_exceptions=True)
    return [
        name
        for name, end in zip(names, ends)
        if isinstance(end, Exception) and str(end)
    ]


# %% not yet: with two workers that fail: returned ['news', 'tides'], not ['tides', 'news']; in which order does the text want them?
async def serve(work, names, stop):
    failed = []

    async def run(name):
        try:
            await work(name)
        except Exception:
            failed.append(name)

    workers = [asyncio.create_task(run(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    return failed


# %% not yet: with no worker at all: raised ValueError: Set of Tasks/Futures is empty. (line 6: await asyncio.wait(workers)); what if there is nothing to wait for?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        worker.cancel()
    await asyncio.wait(workers)
    return [
        name
        for name, worker in zip(names, workers)
        if not worker.cancelled() and worker.exception()
    ]


# %% not yet: took 2 s, not 2.5 s; what had not ended yet when it returned, or was skipped?
async def serve(work, names, stop):
    workers = [asyncio.create_task(work(name)) for name in names]
    await stop()
    for worker in workers:
        while not worker.done():
            worker.cancel()
            await asyncio.sleep(0)
    return [
        name
        for name, worker in zip(names, workers)
        if not worker.cancelled() and worker.exception()
    ]


# %% not yet: with a worker that fails: took 3 s, not 4 s; what had not ended yet when it returned, or was skipped?
async def serve(work, names, stop):
    stopping = asyncio.create_task(stop())
    workers = [asyncio.create_task(work(name)) for name in names]
    await asyncio.wait(
        [stopping, *workers], return_when=asyncio.FIRST_COMPLETED
    )
    for worker in workers:
        worker.cancel()
    ends = await asyncio.gather(stopping, *workers, return_exceptions=True)
    return [n for n, e in zip(names, ends[1:]) if isinstance(e, Exception)]
