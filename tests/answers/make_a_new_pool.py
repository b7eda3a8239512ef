import asyncio


# %% yes
async def finish(new_pool, names):
    results, missing = {}, list(names)
    while missing:
        submit = new_pool()
        tasks = {name: asyncio.create_task(submit(name)) for name in missing}
        await asyncio.wait(tasks.values())
        for name, task in tasks.items():
            try:
                results[name] = task.result()
            except ConnectionError:
                pass
        missing = [name for name in missing if name not in results]
    return results


# %% yes
async def finish(new_pool, names):
    results = {}

    async def keep(submit, name):
        try:
            results[name] = await submit(name)
        except ConnectionError:
            pass

    while len(results) < len(names):
        submit = new_pool()
        async with asyncio.TaskGroup() as group:
            for name in names:
                if name not in results:
                    group.create_task(keep(submit, name))
    return results


# %% not yet: submit('y') was started only once; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    submit = new_pool()
    found = await asyncio.gather(*map(submit, names), return_exceptions=True)
    return dict(zip(names, found))


# %% not yet: submit('y') started at 0.5 s, not at 0 s; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results = {}
    for name in names:
        submit = new_pool()
        results[name] = await submit(name)
    return results


# %% not yet: with empty answers: it started more than 1,000 tasks; what should make it stop?
async def finish(new_pool, names):
    results = {}
    while missing := [name for name in names if not results.get(name)]:
        submit = new_pool()
        ends = await asyncio.gather(
            *map(submit, missing), return_exceptions=True
        )
        for name, end in zip(missing, ends):
            if not isinstance(end, BaseException):
                results[name] = end
            elif not isinstance(end, ConnectionError):
                raise end
    return results


# %% not yet: when a job has a bug: returned {'x': StrangeError('a bug'), 'y': 'y is done'}, and StrangeError should have come out; what keeps it from coming out?
async def finish(new_pool, names):
    results = {}
    while missing := [name for name in names if name not in results]:
        submit = new_pool()
        ends = await asyncio.gather(
            *map(submit, missing), return_exceptions=True
        )
        for name, end in zip(missing, ends):
            if not isinstance(end, ConnectionError):
                results[name] = end
    return results


# %% not yet: it started more than 1,000 tasks; what should make it stop?
async def finish(new_pool, names):
    results = {}
    submit = new_pool()
    while missing := [name for name in names if name not in results]:
        ends = await asyncio.gather(
            *map(submit, missing), return_exceptions=True
        )
        for name, end in zip(missing, ends):
            if not isinstance(end, BaseException):
                results[name] = end
            elif not isinstance(end, ConnectionError):
                raise end
    return results


# %% not yet: submit('y') started at 1.1 s, not at 1 s; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results = {}
    while missing := [name for name in names if name not in results]:
        submit = new_pool()
        ends = await asyncio.gather(
            *map(submit, missing), return_exceptions=True
        )
        for name, end in zip(missing, ends):
            if not isinstance(end, BaseException):
                results[name] = end
        await asyncio.sleep(0.1)
    return results


# %% not yet: when two pools break: submit('z') was started only 2 times; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results, submit = {}, new_pool()
    for _ in range(2):
        missing = [name for name in names if name not in results]
        ends = await asyncio.gather(
            *map(submit, missing), return_exceptions=True
        )
        for name, end in zip(missing, ends):
            if not isinstance(end, BaseException):
                results[name] = end
        if len(results) < len(names):
            submit = new_pool()
    return results
