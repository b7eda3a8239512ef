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


# %% yes
async def finish(new_pool, names):
    results, left = {}, list(names)
    while left:
        submit = new_pool()
        tasks = {name: asyncio.create_task(submit(name)) for name in left}
        await asyncio.wait(tasks.values())
        left = []
        for name, task in tasks.items():
            try:
                results[name] = task.result()
            except ConnectionError:
                left.append(name)
    return results


# %% yes
async def finish(new_pool, names):
    results = {}

    async def one(submit, name):
        try:
            results[name] = await submit(name)
        except ConnectionError:
            pass

    while len(results) < len(names):
        submit = new_pool()
        left = [name for name in names if name not in results]
        await asyncio.gather(*(one(submit, name) for name in left))
    return results


# %% yes
async def finish(new_pool, names):
    if not names:
        return {}
    submit = new_pool()
    ends = await asyncio.gather(
        *(submit(name) for name in names), return_exceptions=True
    )
    results, again = {}, []
    for name, end in zip(names, ends, strict=True):
        match end:
            case ConnectionError():
                again.append(name)
            case BaseException():
                raise end
            case _:
                results[name] = end
    return results | await finish(new_pool, again)


# %% yes
async def finish(new_pool, names):
    results, broken = {}, list(names)

    async def attempt(submit, name):
        try:
            return name, await submit(name), True
        except ConnectionError:
            return name, None, False

    while broken:
        submit, jobs, broken = new_pool(), broken, []
        for each in asyncio.as_completed([attempt(submit, x) for x in jobs]):
            name, found, is_done = await each
            if is_done:
                results[name] = found
            else:
                broken.append(name)
        broken.sort(key=names.index)
    return results


# %% yes
async def finish(new_pool, names):
    results = dict.fromkeys(names)
    missing = set(names)
    while missing:
        submit = new_pool()
        tasks = [
            (name, asyncio.create_task(submit(name)))
            for name in names
            if name in missing
        ]
        try:
            for name, task in tasks:
                try:
                    results[name] = await task
                    missing.discard(name)
                except ConnectionError:
                    pass
        finally:
            for _, task in tasks:
                task.cancel()
    return results


# %% yes
async def finish(new_pool, names):
    results = {}

    async def keep(submit, name):
        try:
            results[name] = await submit(name)
        except ConnectionError:
            print(name, "has to be done again")

    try:
        while names := [name for name in names if name not in results]:
            submit = new_pool()
            async with asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(keep(submit, name))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
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


# %% not yet: when a job has a bug: returned {'y': 'y is done', 'x': 'x is done'}, and StrangeError should have come out; what keeps it from coming out?
async def finish(new_pool, names):
    results = {}
    while len(results) < len(names):
        submit = new_pool()
        left = [name for name in names if name not in results]
        found = await asyncio.gather(
            *map(submit, left), return_exceptions=True
        )
        for name, end in zip(left, found, strict=True):
            if not isinstance(end, Exception):
                results[name] = end
    return results


# %% not yet: submit('y') was started only once; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results = {}

    async def one(name):
        while name not in results:
            submit = new_pool()
            try:
                results[name] = await submit(name)
            except ConnectionError:
                pass

    await asyncio.gather(*map(one, names))
    return results


# %% not yet: when two pools break: submit('z') was started only 2 times; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results, submit = {}, new_pool()
    while left := [name for name in names if name not in results]:
        ends = await asyncio.gather(*map(submit, left), return_exceptions=True)
        for name, end in zip(left, ends, strict=True):
            if isinstance(end, ConnectionError):
                submit = new_pool()
            elif isinstance(end, BaseException):
                raise end
            else:
                results[name] = end
    return results


# %% not yet: when two pools break: submit('z') was started only 2 times; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results = {}
    for _ in range(2):
        left = [name for name in names if name not in results]
        if not left:
            break
        submit = new_pool()
        ends = await asyncio.gather(*map(submit, left), return_exceptions=True)
        for name, end in zip(left, ends, strict=True):
            if not isinstance(end, BaseException):
                results[name] = end
            elif not isinstance(end, ConnectionError):
                raise end
    return results


# %% not yet: when jobs end one by one: left an exception lying: Task exception was never retrieved (ConnectionError); who looks at the result of each task?
async def finish(new_pool, names):
    results = {}
    while left := [name for name in names if name not in results]:
        submit = new_pool()
        tasks = {asyncio.create_task(submit(name)): name for name in left}
        done, _ = await asyncio.wait(
            tasks, return_when=asyncio.FIRST_EXCEPTION
        )
        for task in done:
            if task.exception() is None:
                results[tasks[task]] = task.result()
            elif not isinstance(task.exception(), ConnectionError):
                raise task.exception()
    return results


# %% not yet: submit('y') started at 0.5 s, not at 0 s; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results = {}
    submit = new_pool()
    for name in names:
        while name not in results:
            try:
                results[name] = await submit(name)
            except ConnectionError:
                submit = new_pool()
    return results


# %% not yet: it started more than 1,000 tasks; what should make it stop?
async def finish(new_pool, names):
    submit, results = new_pool(), {}

    async def one(name):
        results[name] = await submit(name)

    while len(results) < len(names):
        left = [name for name in names if name not in results]
        try:
            await asyncio.gather(*map(one, left))
        except ConnectionError:
            pass
    return results


# %% not yet: returned ['x is done', 'y is done'], not {'x': 'x is done', 'y': 'y is done'}; is it a dictionary, as the text asks?
async def finish(new_pool, names):
    results = {}
    while left := [name for name in names if name not in results]:
        submit = new_pool()
        ends = await asyncio.gather(*map(submit, left), return_exceptions=True)
        for name, end in zip(left, ends, strict=True):
            if isinstance(end, ConnectionError):
                continue
            if isinstance(end, BaseException):
                raise end
            results[name] = end
    return list(results.values())


# %% not yet: when a job has a bug: returned {}, and StrangeError should have come out; what keeps it from coming out?
async def finish(new_pool, names):
    results = {}
    try:
        while left := [name for name in names if name not in results]:
            submit = new_pool()
            ends = await asyncio.gather(
                *map(submit, left), return_exceptions=True
            )
            for name, end in zip(left, ends, strict=True):
                if isinstance(end, ConnectionError):
                    continue
                if isinstance(end, BaseException):
                    raise end
                results[name] = end
    except BaseException:
        return results
    return results


# %% not yet: submit('y') was started only once; which names have no result when the pool breaks, each time?
async def finish(new_pool, names):
    results = {}
    while left := [name for name in names if name not in results]:
        submit = new_pool()
        ends = await asyncio.gather(*map(submit, left), return_exceptions=True)
        for name, end in zip(left, ends, strict=True):
            if isinstance(end, Exception) and not isinstance(
                end, ConnectionError
            ):
                raise end
            if end:
                results[name] = end
    return results
