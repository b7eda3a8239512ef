import asyncio


# %% yes
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    try:
        async with asyncio.timeout(patience):
            async with asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(note(name))
    except TimeoutError:
        pass
    return answers


# %% yes
async def page(ask, names, patience):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    try:
        async with asyncio.timeout(patience):
            for task in tasks.values():
                await asyncio.wait([task])
    except TimeoutError:
        pass
    finally:
        for task in tasks.values():
            task.cancel()
        if tasks:
            await asyncio.wait(tasks.values())
    return {
        name: task.result()
        for name, task in tasks.items()
        if not task.cancelled() and not task.exception()
    }


# %% yes
async def page(ask, names, patience):
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    if not tasks:
        return {}
    try:
        done, late = await asyncio.wait(tasks, timeout=patience)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return {
        tasks[task]: task.result() for task in done if not task.exception()
    }


# %% yes
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            async with asyncio.timeout(patience):
                answers[name] = await ask(name)
        except Exception:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    try:
        for task in tasks:
            await asyncio.shield(task)
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
    return answers


# %% yes
async def page(ask, names, patience):
    async def answer(name):
        return await asyncio.wait_for(ask(name), patience)

    ends = await asyncio.gather(*map(answer, names), return_exceptions=True)
    return {
        name: end
        for name, end in zip(names, ends)
        if not isinstance(end, BaseException)
    }


# %% not yet: ask('ads') was never started; is each service asked, and asked once?
async def page(ask, names, patience):
    answers = {}
    try:
        async with asyncio.timeout(patience):
            for name in names:
                answers[name] = await ask(name)
    except TimeoutError:
        pass
    return answers


# %% not yet: returned {}, not {'ads': 'ads is here', 'shop': 'shop is here'}; which answers are there when the time is up, and where did you keep them?
async def page(ask, names, patience):
    answers = {}
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    try:
        async with asyncio.timeout(patience):
            for name, task in tasks.items():
                answers[name] = await task
    except TimeoutError:
        pass
    return answers


# %% not yet: returned {}, not {'ads': 'ads is here', 'shop': 'shop is here'}; which answers are there when the time is up, and where did you keep them?
async def page(ask, names, patience):
    answers = {}
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    try:
        async with asyncio.timeout(patience):
            for name, task in tasks.items():
                answers[name] = await task
    except TimeoutError:
        pass
    finally:
        for task in tasks.values():
            task.cancel()
        if tasks:
            await asyncio.wait(tasks.values())
    return answers


# %% not yet: with other lengths: took 3.4148 s, not 3.2917 s; when is each late service asked to stop, and what else does page wait for?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    try:
        async with asyncio.timeout(patience):
            for task in tasks:
                await task
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
    return answers


# %% not yet: with a late one that takes a while to tidy up: returned at 1 s, when ask('news') had not ended yet; where does page wait for those that are still tidying up?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    try:
        async with asyncio.timeout(patience):
            if tasks:
                await asyncio.wait(tasks)
    except TimeoutError:
        for task in tasks:
            task.cancel()
    return answers


# %% not yet: when it is cancelled: ended while note('news') and 1 more were still under way; what happens to your tasks when the function itself is cancelled?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    try:
        async with asyncio.timeout(patience):
            if tasks:
                await asyncio.wait(tasks)
    except TimeoutError:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return answers


# %% not yet: with one that fails: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 9: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        answers[name] = await ask(name)

    try:
        async with asyncio.timeout(patience):
            async with asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(note(name))
    except TimeoutError:
        pass
    return answers


# %% not yet: with one that fails: took 2 s: the last call was done at 1.5 s already; when is each late service asked to stop, and what else does page wait for?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    await asyncio.sleep(patience)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
    return answers


# %% not yet: with one that fails in a strange way: left an exception lying: Task exception was never retrieved (StrangeError); who looks at the result of each task?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except ConnectionError:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    try:
        async with asyncio.timeout(patience):
            for task in tasks:
                await asyncio.wait([task])
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
    return answers


# %% not yet: with other lengths: took 3.4148 s, not 3.2917 s; when is each late service asked to stop, and what else does page wait for?
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    tasks = [asyncio.create_task(note(name)) for name in names]
    try:
        async with asyncio.timeout(patience):
            for task in tasks:
                await asyncio.wait([task])
    except TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
            await asyncio.wait([task])
    return answers


# %% yes
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            answers[name] = await ask(name)
        except Exception:
            pass

    tasks = {asyncio.create_task(note(name)) for name in names}
    try:
        if tasks:
            await asyncio.wait(tasks, timeout=patience)
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
    return answers


# %% yes
async def page(ask, names, patience):
    answers = {}

    async def note(name):
        try:
            async with asyncio.timeout(patience):
                answers[name] = await ask(name)
        except Exception:
            pass

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(note(name))
    return answers


# %% yes
async def page(ask, names, patience):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    answers = {}
    try:
        async with asyncio.timeout(patience):
            for task in tasks.values():
                await asyncio.wait([task])
    except TimeoutError:
        pass
    finally:
        for task in tasks.values():
            task.cancel()
        for task in tasks.values():
            await asyncio.wait([task])
    for name, task in tasks.items():
        try:
            answers[name] = await task
        except (Exception, asyncio.CancelledError):
            continue
    return answers
