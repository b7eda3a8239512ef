import asyncio


# %% yes
async def backup(copy, names):
    waiting, errors = asyncio.Queue(), {}
    for name in names:
        waiting.put_nowait(name)

    async def worker():
        while not waiting.empty():
            name = waiting.get_nowait()
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = str(error)

    async with asyncio.TaskGroup() as group:
        group.create_task(worker())
        group.create_task(worker())
    return [name for name in names if name not in errors], errors


# %% not yet: with a bug in copy: returned (['x', 'z'], {'y': 'a bug'}), and StrangeError should have come out; what keeps it from coming out?
async def backup(copy, names):
    waiting, under_way, errors = list(names), {}, {}
    while waiting or under_way:
        while waiting and len(under_way) < 2:
            name = waiting.pop(0)
            under_way[asyncio.create_task(copy(name))] = name
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            if task.exception():
                errors[name] = str(task.exception())
    return [name for name in names if name not in errors], errors


# %% not yet: 3 calls were under way at 0 s, and 2 are allowed; what keeps the third copy from starting?
async def backup(copy, names):
    found = await asyncio.gather(*map(copy, names), return_exceptions=True)
    both = list(zip(names, found))
    errors = {n: str(e) for n, e in both if isinstance(e, ValueError)}
    return [name for name in names if name not in errors], errors


# %% not yet: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 8: async with asyncio.TaskGroup() as group:); what is in that group, and where is it to be unpacked?
async def backup(copy, names):
    two = asyncio.Semaphore(2)

    async def one(name):
        async with two:
            return await copy(name)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return list(names), {}


# %% not yet: copy('y') started at 1 s, not at 0 s; when is a place free, and which file is next?
async def backup(copy, names):
    copied, errors = [], {}
    for name in names:
        try:
            await copy(name)
            copied.append(name)
        except ValueError as error:
            errors[name] = str(error)
    return copied, errors


# %% not yet: copy('z') started at 1 s, not at 0.5 s; when is a place free, and which file is next?
async def backup(copy, names):
    errors = {}
    for at in range(0, len(names), 2):
        some = names[at : at + 2]
        found = await asyncio.gather(*map(copy, some), return_exceptions=True)
        for name, each in zip(some, found):
            if isinstance(each, ValueError):
                errors[name] = str(each)
    return [name for name in names if name not in errors], errors


# %% not yet: returned (['x', 'z'], {'y': ValueError('bad sector')}), not (['x', 'z'], {'y': 'bad sector'}); what belongs in the list, and what in the dictionary?
async def backup(copy, names):
    two, copied, errors = asyncio.Semaphore(2), [], {}

    async def one(name):
        async with two:
            try:
                await copy(name)
                copied.append(name)
            except ValueError as error:
                errors[name] = error

    await asyncio.gather(*map(one, names))
    return copied, errors


# %% not yet: with more files: returned (['a', 'c', 'film', 'd'], {'b': 'no such file'}), not (['film', 'a', 'c', 'd'], {'b': 'no such file'}); what belongs in the list, and what in the dictionary?
async def backup(copy, names):
    two, copied, errors = asyncio.Semaphore(2), [], {}

    async def one(name):
        async with two:
            try:
                await copy(name)
                copied.append(name)
            except ValueError as error:
                errors[name] = str(error)

    await asyncio.gather(*map(one, names))
    return copied, errors


# %% yes
async def backup(copy, names):
    copied, errors, names = [], {}, list(names)
    turns = iter(names)

    async def worker():
        for name in turns:
            try:
                await copy(name)
                copied.append(name)
            except ValueError as error:
                errors[name] = str(error)

    await asyncio.gather(worker(), worker())
    return sorted(copied, key=names.index), errors


# %% not yet: with a bug in copy: returned (['x', 'y', 'z'], {}), and StrangeError should have come out; what keeps it from coming out?
async def backup(copy, names):
    two = asyncio.Semaphore(2)

    async def one(name):
        async with two:
            return await copy(name)

    found = await asyncio.gather(*map(one, names), return_exceptions=True)
    both = list(zip(names, found))
    errors = {n: str(e) for n, e in both if isinstance(e, ValueError)}
    return [name for name in names if name not in errors], errors


# %% yes
async def backup(copy, names):
    room, good, bad = asyncio.Semaphore(2), set(), {}

    async def one(name):
        async with room:
            try:
                await copy(name)
            except ValueError as error:
                bad[name] = f"{error}"
            else:
                good.add(name)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return [name for name in names if name in good], bad


# %% yes
async def backup(copy, names):
    ends, waiting, under_way = {}, list(names), {}
    while waiting or under_way:
        while waiting and len(under_way) < 2:
            name = waiting.pop(0)
            under_way[asyncio.create_task(copy(name))] = name
        done, _ = await asyncio.wait(
            under_way, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            name = under_way.pop(task)
            try:
                task.result()
                ends[name] = None
            except ValueError as error:
                ends[name] = str(error)
    good = [name for name in names if ends[name] is None]
    return good, {name: ends[name] for name in names if name not in good}


# %% yes
async def backup(copy, names):
    queue, report = asyncio.Queue(), {}
    for name in names:
        queue.put_nowait(name)

    async def worker(number):
        while not queue.empty():
            name = queue.get_nowait()
            print("worker", number, "copies", name)
            try:
                await copy(name)
                report[name] = "ok"
            except ValueError as error:
                report[name] = error

    async with asyncio.TaskGroup() as group:
        for number in (1, 2):
            group.create_task(worker(number))
    good = [name for name in names if report[name] == "ok"]
    bad = {name: str(report[name]) for name in names if name not in good}
    return good, bad


# %% not yet: copy('y') started at 1 s, not at 0 s; when is a place free, and which file is next?
async def backup(copy, names):
    good, bad = [], {}
    for name in names:
        try:
            await copy(name)
            good.append(name)
        except ValueError as error:
            bad[name] = str(error)
    return good, bad


# %% not yet: with odd lengths: returned (['v'], {'z': 'bad sector'}), not (['x', 'y', 'v'], {'z': 'bad sector'}); what belongs in the list, and what in the dictionary?
async def backup(copy, names):
    room, good, bad = asyncio.Semaphore(2), [], {}

    async def one(name):
        async with room:
            try:
                if await copy(name):
                    good.append(name)
            except ValueError as error:
                bad[name] = str(error)

    await asyncio.gather(*map(one, names))
    return sorted(good, key=list(names).index), bad


# %% yes
async def backup(copy, names):
    limit = asyncio.Semaphore(2)
    errors = {}

    async def one(name):
        async with limit:
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = str(error)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return [n for n in names if n not in errors], {
        n: errors[n] for n in names if n in errors
    }


# %% yes
async def backup(copy, names):
    limit = asyncio.Semaphore(2)

    async def one(name):
        async with limit:
            await copy(name)

    results = await asyncio.gather(*map(one, names), return_exceptions=True)
    copied, bad = [], {}
    for name, result in zip(names, results):
        if isinstance(result, ValueError):
            bad[name] = str(result)
        elif isinstance(result, BaseException):
            raise result
        else:
            copied.append(name)
    return copied, bad


# %% yes
async def backup(copy, names):
    queue = asyncio.Queue()
    for name in names:
        queue.put_nowait(name)
    copied, bad = set(), {}

    async def worker():
        while not queue.empty():
            name = queue.get_nowait()
            try:
                await copy(name)
            except ValueError as error:
                bad[name] = str(error)
            else:
                copied.add(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(worker())
        group.create_task(worker())
    return [name for name in names if name in copied], bad


# %% yes
async def backup(copy, names):
    waiting = list(names)
    running = {}
    bad = {}
    try:
        while waiting or running:
            while waiting and len(running) < 2:
                name = waiting.pop(0)
                running[asyncio.create_task(copy(name))] = name
            done, _ = await asyncio.wait(
                running, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                name = running.pop(task)
                try:
                    task.result()
                except ValueError as error:
                    bad[name] = str(error)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return [n for n in names if n not in bad], bad


# %% yes
async def backup(copy, names):
    todo = iter(names)
    copied, bad = [], {}

    async def disk():
        for name in todo:
            try:
                await copy(name)
                copied.append(name)
            except ValueError as error:
                bad[name] = str(error)

    await asyncio.gather(disk(), disk())
    return sorted(copied, key=names.index), bad


# %% not yet: with a bug in copy: returned (['x', 'z'], {}), and StrangeError should have come out; what keeps it from coming out?
async def backup(copy, names):
    limit = asyncio.Semaphore(2)
    errors = {}
    ok = set()

    async def one(name):
        async with limit:
            try:
                await copy(name)
                ok.add(name)
            except ValueError as error:
                errors[name] = str(error)

    await asyncio.gather(*map(one, names), return_exceptions=True)
    return [n for n in names if n in ok], errors


# %% not yet: when it is cancelled: was cancelled at 1.25 s, and returned (['x', 'y', 'z'], {}) all the same; which 'except' in there catches more than it has to?
async def backup(copy, names):
    limit = asyncio.Semaphore(2)
    errors = {}

    async def one(name):
        async with limit:
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = str(error)

    tasks = [asyncio.create_task(one(n)) for n in names]
    try:
        await asyncio.gather(*tasks)
    except asyncio.CancelledError:
        pass
    return [n for n in names if n not in errors], errors


# %% not yet: with an error that has no text: raised ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception) (line 12: async with asyncio.TaskGroup() as group:); what is the text of an error without arguments?
async def backup(copy, names):
    limit = asyncio.Semaphore(2)
    errors = {}

    async def one(name):
        async with limit:
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = error.args[0]

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return [n for n in names if n not in errors], errors


# %% not yet: with an error that has no text: returned (['x', 'y', 'z'], {'y': ''}), not (['x', 'z'], {'y': ''}); what is the text of an error without arguments?
async def backup(copy, names):
    limit = asyncio.Semaphore(2)
    errors = {}

    async def one(name):
        async with limit:
            try:
                await copy(name)
            except ValueError as error:
                errors[name] = str(error)

    async with asyncio.TaskGroup() as group:
        for name in names:
            group.create_task(one(name))
    return [n for n in names if not errors.get(n)], errors
