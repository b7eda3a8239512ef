import asyncio


# %% yes
async def page(load, needed, extras):
    result = {}

    async def one(name):
        try:
            result[name] = await load(name)
        except ValueError:
            if name in needed:
                raise
            result[name] = None

    async with asyncio.TaskGroup() as group:
        for name in [*needed, *extras]:
            group.create_task(one(name))
    return result


# %% yes
async def page(load, needed, extras):
    async def extra(name):
        found = None
        try:
            async with asyncio.TaskGroup() as inner:
                loading = inner.create_task(load(name))
            found = loading.result()
        except* ValueError:
            pass
        return found

    async with asyncio.TaskGroup() as outer:
        tasks = [outer.create_task(load(name)) for name in needed]
        tasks += [outer.create_task(extra(name)) for name in extras]
    names = [*needed, *extras]
    return {n: t.result() for n, t in zip(names, tasks, strict=True)}


# %% yes
async def page(load, needed, extras):
    async def lenient(name):
        try:
            return await load(name)
        except ValueError:
            pass

    jobs = {name: load(name) for name in needed}
    jobs |= {name: lenient(name) for name in extras}
    tasks = {name: asyncio.create_task(job) for name, job in jobs.items()}
    try:
        answers = await asyncio.gather(*tasks.values())
    except Exception as error:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        raise ExceptionGroup("no page", [error]) from None
    return dict(zip(tasks, answers, strict=True))


# %% yes
async def page(load, needed, extras):
    async def extra(name):
        loading = asyncio.create_task(load(name))
        try:
            await asyncio.wait([loading])
        finally:
            loading.cancel()
            await asyncio.wait([loading])
        if isinstance(loading.exception(), ValueError):
            return None
        return loading.result()

    async with asyncio.TaskGroup() as group:
        parts = {name: group.create_task(load(name)) for name in needed}
        for name in extras:
            parts[name] = group.create_task(extra(name))
    return {name: part.result() for name, part in parts.items()}


# %% not yet: load('news') was cancelled at 0.5 s; what should this failure end, and what should it leave alone?
async def page(load, needed, extras):
    parts = {}
    try:
        async with asyncio.TaskGroup() as group:
            for name in (*needed, *extras):
                parts[name] = group.create_task(load(name))
    except* ValueError:
        pass
    return {
        name: None if task.cancelled() or task.exception() else task.result()
        for name, task in parts.items()
    }


# %% not yet: with a needed part that fails: load('user') was not cancelled: it returned at 3 s; what should this failure end, and what should it leave alone?
async def page(load, needed, extras):
    names = [*needed, *extras]
    answers = await asyncio.gather(*map(load, names), return_exceptions=True)
    result = {}
    for name, answer in zip(names, answers, strict=True):
        if isinstance(answer, BaseException) and name in needed:
            raise ExceptionGroup("no page", [answer])
        result[name] = None if isinstance(answer, ValueError) else answer
    return result


# %% not yet: with a bug in an extra: returned {'news': 'news', 'offers': None}, and ExceptionGroup should have come out; what keeps it from coming out?
async def page(load, needed, extras):
    async def extra(name):
        try:
            return await load(name)
        except Exception:
            return None

    parts = {}
    async with asyncio.TaskGroup() as group:
        for name in needed:
            parts[name] = group.create_task(load(name))
        for name in extras:
            parts[name] = group.create_task(extra(name))
    return {name: task.result() for name, task in parts.items()}


# %% not yet: took 3.5 s: load('offers') started only when load('news') was done; are all the parts loaded at the same time?
async def page(load, needed, extras):
    async with asyncio.TaskGroup() as group:
        parts = {name: group.create_task(load(name)) for name in needed}
    for name in extras:
        try:
            parts[name] = await load(name)
        except ValueError:
            parts[name] = None
    return parts


# %% not yet: raised ValueError: not today (line 13: name: task.result() if not task.cancelled() else None); is that to be caught, and where?
async def page(load, needed, extras):
    parts = {}
    async with asyncio.TaskGroup() as group:
        for name in needed:
            parts[name] = group.create_task(load(name))
    try:
        async with asyncio.TaskGroup() as group:
            for name in extras:
                parts[name] = group.create_task(load(name))
    except* ValueError:
        pass
    return {
        name: task.result() if not task.cancelled() else None
        for name, task in parts.items()
    }


# %% not yet: with a needed part that fails: returned {'news': None, 'user': 'user', 'offers': 'offers', 'weath..., and ExceptionGroup should have come out; what keeps it from coming out?
async def page(load, needed, extras):
    async def either(name):
        try:
            return await load(name)
        except ValueError:
            return None

    parts = {}
    async with asyncio.TaskGroup() as group:
        for name in (*needed, *extras):
            parts[name] = group.create_task(either(name))
    return {name: task.result() for name, task in parts.items()}


# %% not yet: with a needed part that fails: ended in ExceptionGroup while load('user') and 1 more were still under way; which lines run on that way out of the function?
async def page(load, needed, extras):
    async def extra(name):
        try:
            return await load(name)
        except ValueError:
            return None

    jobs = [*map(load, needed), *map(extra, extras)]
    try:
        answers = await asyncio.gather(*jobs)
    except Exception as error:
        raise ExceptionGroup("no page", [error]) from None
    return dict(zip((*needed, *extras), answers, strict=True))


# %% not yet: returned {'news': 'news', 'weather': 'weather'}, not {'news': 'news', 'offers': None, 'weather': 'weather'}; what stands in the dictionary for each part?
async def page(load, needed, extras):
    async def extra(name):
        try:
            return await load(name)
        except ValueError:
            return None

    parts = {}
    async with asyncio.TaskGroup() as group:
        for name in needed:
            parts[name] = group.create_task(load(name))
        for name in extras:
            parts[name] = group.create_task(extra(name))
    return {name: t.result() for name, t in parts.items() if t.result()}
