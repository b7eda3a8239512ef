import asyncio


# %% yes
async def show_progress(jobs):
    tasks = [asyncio.ensure_future(job) for job in jobs]
    results = []
    for each in asyncio.as_completed(tasks):
        results.append(await each)
        print(f"{len(results)} of {len(tasks)}")
    return sorted(results)


# %% yes
async def show_progress(jobs):
    results = []

    async def count(job):
        results.append(await job)
        print(len(results), "of", len(jobs))

    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(count(job))
    return sorted(results)


# %% yes
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    shown = 0
    while shown < len(tasks):
        await asyncio.wait(
            [task for task in tasks if not task.done()] or tasks,
            return_when=asyncio.FIRST_COMPLETED,
        )
        while shown < sum(task.done() for task in tasks):
            shown += 1
            print(shown, "of", len(tasks))
    return sorted([await task for task in tasks])


# %% not yet: took 3 s: load('file 2') started only when load('file 1') was done; is anything scheduled before the first await?
async def show_progress(jobs):
    results = []
    for job in jobs:
        results.append(await job)
        print(len(results), "of", len(jobs))
    return sorted(results)


# %% not yet: printed '1 of 3' at 1.5 s, not at 0.5 s; one job, one line: which job is this line for, and when was it done?
async def show_progress(jobs):
    results = await asyncio.gather(*jobs)
    for number in range(len(results)):
        print(number + 1, "of", len(results))
    return sorted(results)


# %% not yet: with other files: printed '1 of 4' at 2 s, not at 0.375 s; one job, one line: which job is this line for, and when was it done?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = []
    for task in tasks:
        results.append(await task)
        print(len(results), "of", len(tasks))
    return sorted(results)


# %% not yet: with two that are done at once: printed '2 of 3' where '1 of 3' was due; one job, one line: which job is this line for, and when was it done?
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    results = []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        print(len(results), "of", len(jobs))
    return sorted(results)


# %% not yet: returned ['file 3'], not ['file 1', 'file 2', 'file 3']; is the result of every task collected, empty or not?
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    turn = 0
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        turn += 1
        print(turn, "of", len(jobs))
    return sorted(task.result() for task in done)


# %% not yet: slept 0.1 s at 0 s, and 14 time(s) more, by the clock and not for its work; what could it await instead, that tells when it is time?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    ready = 0
    while ready < len(tasks):
        await asyncio.sleep(0.1)
        while ready < sum(task.done() for task in tasks):
            ready += 1
            print(ready, "of", len(tasks))
    return sorted(task.result() for task in tasks)


# %% not yet: returned while load('file 2') and 1 more were still under way; who awaits the tasks that you started?
async def show_progress(jobs):
    pending = {asyncio.create_task(job) for job in jobs}
    results = []
    while len(results) < len(jobs):
        done, _ = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            results.append(task.result())
            print(len(results), "of", len(jobs))
    return sorted(results)


# %% not yet: returned 3, not ['file 1', 'file 2', 'file 3']; is it a list, as the text asks?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    for number, each in enumerate(asyncio.as_completed(tasks), 1):
        await each
        print(number, "of", len(tasks))
    return len(tasks)


# %% yes
async def show_progress(jobs):
    results = []
    for number, each in enumerate(asyncio.as_completed(jobs), 1):
        results.append(await each)
        print(f"{number} of {len(jobs)}")
    return sorted(results)


# %% not yet: with empty results: returned [], not ['', '']; what happens to an answer that is empty?
async def show_progress(jobs):
    results = []
    for number, each in enumerate(asyncio.as_completed(jobs), 1):
        result = await each
        if result:
            results.append(result)
        print(f"{number} of {len(jobs)}")
    return sorted(results)


# %% yes
async def show_progress(jobs):
    done = 0

    async def one(job):
        nonlocal done
        result = await job
        done += 1
        print(f"{done} of {len(jobs)}")
        return result

    return sorted(await asyncio.gather(*map(one, jobs)))


# %% not yet: with two that are done at once: printed '2 of 3' where '1 of 3' was due; one job, one line: which job is this line for, and when was it done?
async def show_progress(jobs):
    pending, results = {asyncio.create_task(job) for job in jobs}, []
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        results += [task.result() for task in done]
        print(len(results), "of", len(jobs))
    return sorted(results)


# %% yes
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = []
    for first in asyncio.as_completed(tasks):
        results.append(await first)
        print(len(results), "of", len(tasks))
    return sorted(results)


# %% yes
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    finished = []

    def report(task):
        finished.append(task.result())
        print(len(finished), "of", len(tasks))

    for task in tasks:
        task.add_done_callback(report)
    if tasks:
        await asyncio.wait(tasks)
    return sorted(finished)


# %% yes
async def show_progress(jobs):
    tasks = pending = [asyncio.create_task(job) for job in jobs]
    n = 0
    while pending:
        done, pending = await asyncio.wait(
            pending, return_when=asyncio.FIRST_COMPLETED
        )
        for _ in done:
            n += 1
            print(n, "of", len(tasks))
    return sorted(task.result() for task in tasks)


# %% yes
async def show_progress(jobs):
    queue = asyncio.Queue()

    async def put(job):
        queue.put_nowait(await job)

    tasks = [asyncio.create_task(put(j)) for j in jobs]
    results = []
    for i, _ in enumerate(tasks, 1):
        results.append(await queue.get())
        print(i, "of", len(tasks))
    results.sort()
    return results


# %% yes
async def show_progress(jobs):
    loop = asyncio.get_running_loop()
    counter = iter(range(1, len(jobs) + 1))
    tasks = []
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            task = group.create_task(job)
            task.add_done_callback(
                lambda t: print("%d of %d" % (next(counter), len(jobs)))
            )
            tasks.append(task)
    return sorted(t.result() for t in tasks)


# %% not yet: with other files: returned ['file 2', 'file 4', 'file 3', 'file 1'], not ['file 1', 'file 2', 'file 3', 'file 4']; are they sorted at the end?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = []
    for first in asyncio.as_completed(tasks):
        results.append(await first)
        print(len(results), "of", len(tasks))
    return results


# %% not yet: printed '1 of 3' at 0 s, not at 0.5 s; one job, one line: which job is this line for, and when was it done?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = []
    for first in asyncio.as_completed(tasks):
        print(len(results) + 1, "of", len(tasks))
        results.append(await first)
    return sorted(results)


# %% not yet: printed '0 of 3' where '1 of 3' was due; one job, one line: which job is this line for, and when was it done?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = []
    for i, first in enumerate(asyncio.as_completed(tasks)):
        results.append(await first)
        print(i, "of", len(tasks))
    return sorted(results)


# %% not yet: with empty results: returned [''], not ['', '']; what happens to an answer that is empty?
async def show_progress(jobs):
    tasks = [asyncio.create_task(job) for job in jobs]
    results = set()
    for i, first in enumerate(asyncio.as_completed(tasks), 1):
        results.add(await first)
        print(i, "of", len(tasks))
    return sorted(results)
