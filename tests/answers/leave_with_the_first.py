import asyncio


# %% yes
async def first(ask, names):
    class Found(Exception):
        pass

    async def one(name):
        raise Found(await ask(name))

    try:
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(one(name))
    except* Found as bundle:
        answer = bundle.exceptions[0].args[0]
    return answer


# %% yes
async def first(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    try:
        done, _ = await asyncio.wait(tasks, return_when="FIRST_COMPLETED")
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% yes
async def first(ask, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
        for each in asyncio.as_completed(tasks):
            answer = await each
            break
        for task in tasks:
            task.cancel()
    return answer


# %% yes
async def first(ask, names):
    found = asyncio.get_running_loop().create_future()

    async def one(name):
        answer = await ask(name)
        if not found.done():
            found.set_result(answer)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(name)) for name in names]
        await found
        for task in tasks:
            task.cancel()
    return found.result()


# %% yes
async def first(ask, names):
    answers = []

    async def one(name):
        answers.append(await ask(name))
        for task in tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(name)) for name in names]
    return answers[0]


# %% not yet: ask('bus') was not cancelled: it returned at 2 s; does leaving a group with return cancel its tasks?
async def first(ask, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
        for each in asyncio.as_completed(tasks):
            answer = await each
            break
    return answer


# %% not yet: with a service that tidies up: returned at 1 s, when ask('bus') had not ended yet; who waits for a service that tidies up?
async def first(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    for each in asyncio.as_completed(tasks):
        answer = await each
        break
    for task in tasks:
        task.cancel()
    return answer


# %% not yet: with two that tidy up, the first for longer: took 2 s, not 1.75 s; what does it wait for when the first answer is there?
async def first(ask, names):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    done, pending = await asyncio.wait(
        tasks, return_when=asyncio.FIRST_COMPLETED
    )
    for task in pending:
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
    return done.pop().result()


# %% not yet: ask('bus') was not cancelled: it returned at 2 s; does leaving a group with return cancel its tasks?
async def first(ask, names):
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
        answer = await tasks[0]
        for task in tasks:
            task.cancel()
    return answer


# %% not yet: with one that fails before there is an answer: returned None, and OSError should have come out; what keeps it from coming out?
async def first(ask, names):
    answer = None
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(name)) for name in names]
            for each in asyncio.as_completed(tasks):
                answer = await each
                raise StopAsyncIteration
    except* Exception:
        pass
    return answer


# %% not yet: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 5: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def first(ask, names):
    class Found(Exception):
        pass

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(name)) for name in names]
        for each in asyncio.as_completed(tasks):
            raise Found(await each)


# %% not yet: with an answer that is empty: took 0.74 s, not 0.7373 s; what does it wait for when the first answer is there?
async def first(ask, names):
    tasks = []
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(name)) for name in names]
            while not any(task.done() for task in tasks):
                await asyncio.sleep(0.01)
            for task in tasks:
                task.cancel()
    except* OSError:
        pass
    return next(task.result() for task in tasks if not task.cancelled())
