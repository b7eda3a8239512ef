import asyncio


# %% yes
async def search(ask, names, limit):
    async def one(name):
        print("show", await ask(name))

    tasks = {asyncio.create_task(one(name)): name for name in names}
    _, late = await asyncio.wait(tasks, timeout=limit)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    return sorted(tasks[task] for task in late)


# %% yes
async def search(ask, names, limit):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    tasks = {asyncio.ensure_future(ask(name)): name for name in names}
    pending = set(tasks)
    while pending and loop.time() < end:
        done, pending = await asyncio.wait(
            pending,
            timeout=end - loop.time(),
            return_when=asyncio.FIRST_COMPLETED,
        )
        for task in done:
            print("show", task.result())
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return sorted(map(tasks.get, pending))


# %% yes
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        answer = await ask(name)
        missing.discard(name)
        print("show", answer)

    try:
        async with asyncio.timeout(limit), asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(one(name))
    except TimeoutError:
        pass
    return sorted(missing)


# %% not yet: printed 'show hit in web' at 1.5 s, not at 0.3 s; when was that answer there, and what did the program do then?
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    await asyncio.wait(tasks.values(), timeout=limit)
    missing = []
    for name, task in tasks.items():
        if task.done():
            print("show", task.result())
        else:
            task.cancel()
            missing.append(name)
    return sorted(missing)


# %% not yet: took 3.9 s: ask('books') started only when ask('web') was done; does this service need the answer of another one?
async def search(ask, names, limit):
    missing = []
    for name in names:
        try:
            async with asyncio.timeout(limit):
                print("show", await ask(name))
        except TimeoutError:
            missing.append(name)
    return sorted(missing)


# %% not yet: returned while ask('maps') was still under way; who awaits the tasks that you started?
async def search(ask, names, limit):
    tasks = [asyncio.create_task(ask(name)) for name in names]
    shown = 0
    try:
        for each in asyncio.as_completed(tasks, timeout=limit):
            print("show", await each)
            shown += 1
    except TimeoutError:
        pass
    return sorted(names)[shown:]


# %% not yet: ask('maps') was not cancelled: it returned at 2.5 s; which services are still under way when the limit is over?
async def search(ask, names, limit):
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    pending = set(tasks)
    while pending:
        done, pending = await asyncio.wait(
            pending, timeout=limit, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            break
        for task in done:
            print("show", task.result())
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return sorted(tasks[task] for task in pending)


# %% not yet: raised TimeoutError (line 3: async with asyncio.timeout(limit):); is that to be caught, and where?
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    async with asyncio.timeout(limit):
        for each in asyncio.as_completed(tasks.values()):
            print("show", await each)
    return sorted(name for name in names if not tasks[name].done())


# %% not yet: with quick services: took 2 s: the last call was done at 0.7 s already; what should the page wait for last: an answer, or the limit?
async def search(ask, names, limit):
    async def one(name):
        print("show", await ask(name))

    tasks = {name: asyncio.create_task(one(name)) for name in names}
    await asyncio.sleep(limit)
    missing = sorted(name for name in names if not tasks[name].done())
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    return missing


# %% yes
async def search(ask, names, limit):
    async def show():
        tasks = {name: asyncio.create_task(ask(name)) for name in names}
        try:
            for each in asyncio.as_completed(tasks.values()):
                print("show", await each)
                missing[:] = [n for n in names if not tasks[n].done()]
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    missing = list(names)
    try:
        await asyncio.wait_for(show(), limit)
    except TimeoutError:
        print("the time is up")
    return sorted(missing)


# %% not yet: when it is cancelled: was cancelled at 0.75 s, and returned ['maps'] all the same; which 'except' in there catches more than it has to?
async def search(ask, names, limit):
    tasks = {name: asyncio.create_task(ask(name)) for name in names}
    try:
        async with asyncio.timeout(limit):
            for each in asyncio.as_completed(tasks.values()):
                print("show", await each)
    except BaseException:
        pass
    missing = sorted(name for name in names if not tasks[name].done())
    for name in missing:
        tasks[name].cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)
    return missing


# %% yes
async def search(ask, names, limit):
    missing, over = set(names), asyncio.Event()

    async def one(name):
        answer = await ask(name)
        print("show", answer)
        missing.remove(name)
        if not missing:
            over.set()

    print("searching for", limit, "seconds")
    tasks = [asyncio.create_task(one(name)) for name in names]
    try:
        await asyncio.wait_for(over.wait(), limit)
    except asyncio.TimeoutError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(missing)


# %% yes
async def search(ask, names, limit):
    loop = asyncio.get_running_loop()
    end, tasks = loop.time() + limit, {}
    for name in names:
        tasks[name] = asyncio.create_task(ask(name))
        tasks[name].add_done_callback(
            lambda t: t.cancelled() or print("show", t.result())
        )
    try:
        async with asyncio.timeout_at(end):
            await asyncio.gather(*tasks.values())
    except TimeoutError:
        pass
    await asyncio.sleep(0)
    return sorted(name for name, task in tasks.items() if task.cancelled())


# %% not yet: printed 'show hit in web' at 1.5 s, not at 0.3 s; when was that answer there, and what did the program do then?
async def search(ask, names, limit):
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    done, late = await asyncio.wait(tasks, timeout=limit)
    for task in done:
        print("show", task.result())
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return sorted(tasks[task] for task in late)


# %% not yet: with other answers: ask('go') was not cancelled: it returned at 1.3 s; which services are still under way when the limit is over?
async def search(ask, names, limit):
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    end = asyncio.get_running_loop().time() + limit
    while asyncio.get_running_loop().time() < end:
        for task in list(tasks):
            if task.done():
                tasks.pop(task)
                print("show", task.result())
        if not tasks:
            return []
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(tasks.values())


# %% yes
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        answer = await ask(name)
        print("show", answer)
        missing.discard(name)

    try:
        async with asyncio.timeout(limit):
            async with asyncio.TaskGroup() as group:
                for name in names:
                    group.create_task(one(name))
    except TimeoutError:
        pass
    return sorted(missing)


# %% yes
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        print("show", await ask(name))
        missing.remove(name)

    try:
        await asyncio.wait_for(asyncio.gather(*map(one, names)), limit)
    except asyncio.TimeoutError:
        pass
    return sorted(missing)


# %% yes
async def search(ask, names, limit):
    loop = asyncio.get_running_loop()
    end = loop.time() + limit
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    try:
        while tasks:
            done, _ = await asyncio.wait(
                tasks,
                timeout=max(0, end - loop.time()),
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not done:
                break
            for task in done:
                tasks.pop(task)
                print("show", task.result())
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return sorted(tasks.values())


# %% yes
async def search(ask, names, limit):
    async def one(name):
        print("show", await ask(name))

    tasks = {name: asyncio.create_task(one(name)) for name in names}
    if not tasks:
        return []
    try:
        await asyncio.wait(tasks.values(), timeout=limit)
        return sorted(name for name, task in tasks.items() if not task.done())
    finally:
        left = [t for t in tasks.values() if not t.done()]
        for t in left:
            t.cancel()
        if left:
            await asyncio.wait(left)


# %% not yet: returned while one('maps') was still under way; who awaits the tasks that you started?
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        print("show", await ask(name))
        missing.remove(name)

    if names:
        await asyncio.wait(
            [asyncio.create_task(one(n)) for n in names], timeout=limit
        )
    return sorted(missing)


# %% not yet: with two slow services: returned ['tides', 'maps'], not ['maps', 'tides']; are the names sorted?
async def search(ask, names, limit):
    missing = []

    async def one(name):
        try:
            async with asyncio.timeout(limit):
                print("show", await ask(name))
        except TimeoutError:
            missing.append(name)

    await asyncio.gather(*map(one, names))
    return missing


# %% not yet: returned ['books', 'maps', 'news', 'web'], not ['maps']; which services have not answered when the limit is over?
async def search(ask, names, limit):
    tasks = {asyncio.create_task(ask(name)): name for name in names}
    got = []
    try:
        for first in asyncio.as_completed(tasks, timeout=limit):
            answer = await first
            print("show", answer)
            got.append(answer)
    except TimeoutError:
        pass
    for t in tasks:
        t.cancel()
    return sorted(n for n in names if n not in got)


# %% not yet: took 1.5 s: ask('books') started only when ask('web') was done; does this service need the answer of another one?
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        print("show", await ask(name))
        missing.remove(name)

    try:
        async with asyncio.timeout(limit):
            for name in names:
                await one(name)
    except TimeoutError:
        pass
    return sorted(missing)


# %% not yet: with empty answers: never printed 'show'; is an empty answer an answer?
async def search(ask, names, limit):
    missing = set(names)

    async def one(name):
        answer = await ask(name)
        if answer:
            print("show", answer)
            missing.remove(name)

    try:
        async with asyncio.timeout(limit):
            await asyncio.gather(*map(one, names))
    except TimeoutError:
        pass
    return sorted(missing)
